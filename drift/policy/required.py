"""Variables that the policy requires: a change for each that a container does not have."""

import fnmatch
from collections.abc import Collection, Sequence

from drift.model.changes import Change, ChangeType
from drift.model.records import Kind
from drift.model.settings import Settings


def missing_required(names: Collection[str], settings: Settings) -> Sequence[Change]:
    """`names` are all variables of one container. To be added to the changes of the container with its image.

    A glob is satisfied by any name that it matches.
    """
    return [
        Change(Kind.ENV, required, ChangeType.REMOVED)
        for required in settings.env.required
        if not any(fnmatch.fnmatchcase(name, required) for name in names)
    ]

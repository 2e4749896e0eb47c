"""Which findings a line of the policy is about: those of some services, of some environments, between two environments."""

import fnmatch
from collections.abc import Collection

from drift.model.findings import Finding


def is_of_service(finding: Finding, glob: str) -> bool:
    """By the service's whole name (shop/web) or its last part (web)."""
    names = (finding.service, finding.service.rpartition("/")[2])
    return any(fnmatch.fnmatchcase(name, glob) for name in names)


def is_of_one(finding: Finding, environments: Collection[str]) -> bool:
    """Does it concern one of these? None named is all."""
    return not environments or bool(set(environments) & set(finding.environments))


def is_between(finding: Finding, pair: Collection[str]) -> bool:
    """Does it compare these two, in either order? None named is all."""
    return not pair or set(pair) == set(finding.environments)

"""What a lock file declares, as short as it can be said."""

import io

from drift.collectors import COLLECTORS
from drift.collectors.interface import Collector
from drift.collectors.matching import Matching
from drift.model.records import Kind


def collector_of(path: str) -> Collector:
    (found,) = (one for one in Matching(COLLECTORS).of(path) if one.kind is Kind.DECLARED)
    return found


def locked(name: str, text: str) -> list[str] | None:
    """TYPE/[NAMESPACE/]NAME VERSION of each, with a ? where it need not be installed."""
    found = collector_of(f"srv/app/{name}").parse(io.BytesIO(text.encode()), name)
    return None if found is None else [said(one) for one in found]


def said(one: dict[str, object]) -> str:
    name = "/".join(str(one[field]) for field in ("type", "namespace", "name") if field in one)
    return f"{name} {one['version']}{' ?' if one.get('optional') else ''}"

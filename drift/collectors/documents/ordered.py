"""Named things in the order in which a file has them: what stands later can override, or follow, what stands before."""

from collections.abc import Iterable
from typing import Any

ORDER = "#order"
"""Key of the names in their order, where there are several."""


def ordered(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Name → value, or the list of its values; and ORDER."""
    values: dict[str, list[Any]] = {}
    names: list[str] = []
    for name, value in pairs:
        values.setdefault(name, []).append(value)
        if not names or names[-1] != name:
            names.append(name)
    found: dict[str, Any] = {name: some[0] if len(some) == 1 else some for name, some in values.items()}
    return {**found, ORDER: " ".join(names)} if len(values) > 1 else found

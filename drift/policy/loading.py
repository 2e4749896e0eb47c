"""What a libraries record says that keeps a file from being loaded. Records may be from elsewhere: nothing is taken for granted."""

from collections.abc import Mapping
from typing import Any

from drift.model.canonical import Document
from drift.model.findings import Consequence, Effect

PROGRAMS = ("executable", "pie")
OTHER_MACHINE = "other_machine"
"""Field of what is said of a program that is not for its image's platform: the machine that it is for."""
_PROBLEMS = {
    "missing": "its interpreter {} is missing",
    "other machine": "its interpreter {} is for another machine",
    "no loader": "the loader of its interpreter {} is missing",
    "carriage return": "its first line ends with a carriage return, which Linux takes for a part of the interpreter's name",
}


def needed(side: Document | None) -> dict[str, str | None]:
    """Library → path, None where nothing is found."""
    found = _mapping(side, "needed")
    return {name: path if isinstance(path, str) else None for name, path in found.items()}


def missing(side: Document | None) -> dict[str, str]:
    """Library that is nowhere → what needs it, "" for the file itself.

    A plug-in is not counted as lacking what lies elsewhere in the root: who loads it may have loaded that before.
    """
    elsewhere = {} if is_program(side) else _mapping(side, "elsewhere")
    own = {name: "" for name, path in needed(side).items() if path is None and name not in elsewhere}
    return own | {name: str(by) for name, by in _mapping(side, "missing").items()}


def newly_missing(before: Document | None, after: Document | None) -> dict[str, str]:
    """As `missing`, without what the other side lacks, too; with what it has found."""
    had = needed(before)
    lost = {name: "" for name, path in needed(after).items() if path is None and had.get(name)}
    lacked = missing(before)
    return {name: by for name, by in (missing(after) | lost).items() if name not in lacked}


def unresolved(side: Document | None) -> list[str]:
    """As in "libc.so.6: GLIBC_2.38"."""
    found = (side or {}).get("unresolved_versions")
    return [str(one) for one in found] if isinstance(found, list) else []


def built_for(side: Document | None) -> str:
    """Platforms of a Python wheel that fits none of the root's, as in "manylinux_2_38_x86_64"; "" for any other record."""
    found = (side or {}).get("built_for")
    return ", ".join(map(str, found)) if isinstance(found, list) else ""


def is_program(side: Document | None) -> bool:
    return (side or {}).get("type") in PROGRAMS


def unloadable(key: str, side: Document | None) -> Consequence:
    """Of a file that lacks what it needs to be loaded."""
    if is_program(side):
        return Consequence(f"{key} does not start", Effect.NO_START)
    return Consequence(f"{key} cannot be loaded", Effect.FAILS)


def lack(side: Document) -> str:
    """What keeps it from being loaded, in words: the loader that is missing, the machine that it is for, the library, the version."""
    if OTHER_MACHINE in side:
        return f"is built for {side[OTHER_MACHINE]}"
    if side.get("interpreter_missing"):
        return f"needs the loader {side.get('interpreter')}, which is not there"
    names = sorted(missing(side))
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return f"needs {names[0]}{more}, which is not there"
    library, _, version = next(iter(unresolved(side)), "a library: a version").partition(": ")
    return f"needs {version}, which {library} does not define"


def problem_of(side: Document | None) -> str:
    """Of an interpreter, in words; "" for none."""
    said = side or {}
    if said.get("interpreter_missing"):
        return f"its loader {said.get('interpreter')} is missing"
    return _PROBLEMS.get(str(said.get("problem")), "").format(said.get("lacks") or said.get("interpreter"))


def _mapping(side: Document | None, name: str) -> Mapping[str, Any]:
    found = (side or {}).get(name)
    return found if isinstance(found, dict) else {}

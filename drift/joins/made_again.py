"""Files that programs make again, with nothing in them that is compared, and so no drift: bytecode, ldconfig's notes, dates of passwords."""

from drift.joins.bytecode import explained_bytecode
from drift.joins.passwords import same_passwords
from drift.model.entries import FileType
from drift.model.protocols import Baseline, Facts
from drift.tree.delta import Delta

NOTES = "var/cache/ldconfig/aux-cache"
COMPILED = "compiled by Python from an unchanged source"
NOTED = (
    "inodes and times of the libraries that ldconfig has seen, another in each container; the cache itself is compared"
)


def made_again(delta: Delta, image: Baseline, facts: Facts) -> dict[str, str]:
    """Path that differs → why it is no drift."""
    made = dict.fromkeys(explained_bytecode(delta, image), COMPILED) | dict.fromkeys(_notes(delta), NOTED)
    return made | same_passwords(delta, image, facts)


def _notes(delta: Delta) -> list[str]:
    """ldconfig(8) writes them anew at each run, and does without."""
    found = delta.changed.get(NOTES)
    is_plain = found is not None and found.type is FileType.REGULAR and not found.mode & 0o7177
    return [NOTES] if is_plain or NOTES in delta.removed else []

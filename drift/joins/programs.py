"""Libraries and scripts of a container: as in its image where nothing that they are made of was touched."""

from collections.abc import Collection, Mapping

from drift.collectors.env import DEFAULT_PATH
from drift.collectors.libraries.elf import ELF
from drift.collectors.libraries.loader_cache import LD_SO_CACHE
from drift.collectors.libraries.loader_files import LD_MUSL_PATH, LD_SO_CONF, LD_SO_PRELOAD
from drift.collectors.libraries.wheel import WHEEL
from drift.collectors.shebang import SHEBANG
from drift.joins.inherited import is_touched
from drift.joins.libraries import libraries
from drift.joins.scripts import scripts
from drift.model.entries import FileType
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind
from drift.model.snapshot import Section
from drift.tree.delta import Delta

VARIABLES = {"LD_LIBRARY_PATH": "", "LD_PRELOAD": "", "PATH": DEFAULT_PATH}
"""All that the loader and env(1) heed → what holds where it is not set."""
COLLECTORS = (ELF, LD_MUSL_PATH, LD_SO_CACHE, LD_SO_CONF, LD_SO_PRELOAD, SHEBANG, WHEEL)


def program_sections(tree: Baseline, facts: Facts, environment: Mapping[str, str]) -> dict[Kind, Section]:
    """The sections `libraries` and `scripts`."""
    found = libraries(tree, facts, environment)
    return {Kind.LIBRARIES: found, Kind.SCRIPTS: scripts(tree, facts, environment, found)}


def touches_programs(delta: Delta, image: Baseline, facts: Facts, but: Collection[str] = ()) -> bool:
    """Did the container change a program, a library, a script, what the loader is told, or any link? `but` are paths that do not count.

    A directory that comes, goes or turns into something else matters by what was in it only, which is told by itself.
    """
    changed = {path: entry for path, entry in delta.changed.items() if path not in but}
    removed = delta.removed.difference(but)
    if any(entry.type is FileType.SYMLINK for entry in changed.values()) or _had_link(image, (*changed, *removed)):
        return True
    return is_touched(Delta(changed, removed), image, facts, COLLECTORS)


def same_environment(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all((one.get(name) or unset) == (other.get(name) or unset) for name, unset in VARIABLES.items())


def _had_link(image: Baseline, paths: Collection[str]) -> bool:
    image.expect(paths)
    return any(entry is not None and entry.type is FileType.SYMLINK for entry in map(image.entry, paths))

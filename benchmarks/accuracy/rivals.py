"""What other programs say of the same container: docker diff, AIDE over its root, syft before and after."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from benchmarks.packages import syft
from tests.engines.engine import Container

DOCKER_DIFF, AIDE, SYFT = "docker diff", "AIDE", "syft"
Lines: TypeAlias = frozenset[str]

AIDE_CONFIG = """
database_in=file:{folder}/aide.db
database_out=file:{folder}/aide.db
root_prefix={root}
report_url=stdout
report_level=list_entries
/ p+u+g+s+sha256+ftype+xattrs
!/proc
!/sys
!/dev
!/tmp
!/run
!/var/log
!/var/cache
"""
"""As one configures it: what programs write by themselves is left out, as in the rules that Debian ships."""
_ENTRY = re.compile(r"[fdlbcps|?][-+ .<>=!a-zA-Z]*: (/.*)")


def root_of(container: Container, folder: Path) -> Path:
    """The container's root: as this process sees it on the engine's host while it runs, else a copy."""
    inspected = container.inspect()
    merged = (inspected.get("GraphDriver", {}).get("Data") or {}).get("MergedDir")
    place = Path(f"/proc/{container.engine.pid}/root{merged}")
    if merged and place.is_dir():
        return place
    if inspected["State"]["Running"]:
        return Path(f"/proc/{inspected['State']['Pid']}/root")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    archive = container.engine.docker("export", container.id)
    subprocess.run(("tar", "-x", "-C", folder, "--xattrs", "--exclude=dev"), input=archive, check=True)
    return folder


def docker_diff(container: Container) -> Lines:
    return frozenset(container.engine.docker("diff", container.id).decode(errors="replace").splitlines())


def aide(root: Path, folder: Path, action: str) -> Lines:
    config = folder / "aide.conf"
    config.write_text(AIDE_CONFIG.format(folder=folder, root=root))
    done = subprocess.run(("aide", f"--config={config}", action), check=False, capture_output=True)
    if done.returncode > 7:  # 1, 2 and 4 say that files were added, removed, changed (aide(1))
        raise RuntimeError(f"aide {action} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    lines = done.stdout.decode(errors="replace").splitlines()
    return frozenset(line for line in lines if _ENTRY.fullmatch(line))


def bill(program: str, root: Path) -> Lines:
    """A line for each package that syft lists."""
    command = (program, "scan", f"dir:{root}", "--quiet", "--output", "json")
    quiet = {**os.environ, "SYFT_CHECK_FOR_APP_UPDATE": "false", "SYFT_FILE_METADATA_SELECTION": "none"}
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=quiet).stdout
    return frozenset(
        f"{one['type']} {one['name']} {one['version']} {place['path']}"
        for one in json.loads(said)["artifacts"]
        for place in one["locations"][:1]
    )


@dataclass
class Rivals:
    """Those that are installed, with what each needs of a service's untouched container; made at its first use."""

    folder: Path
    before: dict[tuple[str, str], Lines] = field(default_factory=dict)

    @property
    def programs(self) -> Mapping[str, Callable[[str, Container, Path], Lines]]:
        found: dict[str, Callable[[str, Container, Path], Lines]] = {
            DOCKER_DIFF: lambda _, container, __: docker_diff(container)
        }
        if shutil.which("aide"):
            found[AIDE] = lambda service, _, root: aide(root, self.folder / service, "--check")
        if (program := syft()) is not None:
            found[SYFT] = lambda service, _, root: bill(program, root) ^ self.before[SYFT, service]
        return found

    def root(self, container: Container) -> Path:
        return root_of(container, self.folder / "copy")

    def learn(self, service: str, untouched: Container) -> None:
        """What the image has, for those that compare with something made before."""
        (self.folder / service).mkdir(parents=True, exist_ok=True)
        root = self.root(untouched)
        if AIDE in self.programs:
            aide(root, self.folder / service, "--init")
        if (program := syft()) is not None:
            self.before[SYFT, service] = bill(program, root)

    def noted(self, service: str, used: Container) -> None:
        """What they say of a container that only runs: no case is seen by that."""
        for name, said in self.of(service, used).items():
            self.before[f"{name} of a running one", service] = said

    def of(self, service: str, container: Container) -> Mapping[str, Lines]:
        """All at once: they only read."""
        root = self.root(container)
        with ThreadPoolExecutor() as pool:
            asked = {name: pool.submit(program, service, container, root) for name, program in self.programs.items()}
        return {name: one.result() for name, one in asked.items()}

    def seen(self, name: str, service: str, said: Lines) -> bool:
        """Generous: any line that it does not say of an untouched container counts."""
        return bool(said - self.before[f"{name} of a running one", service])

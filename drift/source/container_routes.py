"""Which way a container's files are read: on the engine's host where they can be proven to be its own, else over the Engine API."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from drift.errors import EngineError
from drift.model.canonical import Document
from drift.model.observed import Observed
from drift.model.running import Running
from drift.model.snapshot import HostFiles, Route
from drift.source.container_files import ContainerFiles, read_files
from drift.source.not_on_host import NotOnHost
from drift.source.overlay import Upper, upper_directory
from drift.source.overlay_upper import read_changes
from drift.source.running import running

BELOW = "bytes of the image that were changed underneath the engine (scan with --verify)"


@dataclass(frozen=True, slots=True)
class Routes:
    route: Route | None = None
    """API or EXPORT where it has to be this one."""
    host: HostFiles = HostFiles.AUTO


def observe(files: ContainerFiles, inspect: Document, routes: Routes) -> Observed:
    """Raises what `read_files` raises, and EngineError where the host is required and cannot be had."""
    if routes.route is not None or routes.host is HostFiles.NEVER:
        return read_files(files, routes.route)
    try:
        return read_on_host(files, inspect)
    except NotOnHost as turned:
        if routes.host is HostFiles.REQUIRE:
            name = str(inspect.get("Name", "")).lstrip("/")
            raise EngineError(
                f"container {name!r} cannot be read on the host: {turned.reason}",
                remedy="--host-files auto reads it over the API",
            ) from turned
        notes = () if turned.usual else (f"read over the API, not on the host: {turned.reason}",)
    return replace(read_files(files), notes=notes)


def read_on_host(files: ContainerFiles, inspect: Document) -> Observed:
    """NotOnHost where that cannot be, DeadlineExceeded."""
    tick = partial(files.engine.check_deadline, f"container {files.container[:12]} on the host")
    with upper_directory(files.engine, inspect) as upper:
        found = read_changes(upper, files.wanted, files.known, files.mounts, tick)
        seen, notes = _running(upper, tick)
    return Observed(
        Route.HOST,
        alone=found.alone,
        removed=frozenset(found.removed),
        unstable=tuple(sorted(found.unstable)),
        not_looked_for=(BELOW,),
        notes=notes,
        running=seen,
    )


def _running(upper: Upper, tick: Callable[[], None]) -> tuple[Running | None, tuple[str, ...]]:
    """What runs in it; nothing where it does not run, and a note where it cannot be read."""
    try:
        return (running(upper.first, tick) if upper.first else None), ()
    except NotOnHost as turned:
        return None, (f"what runs in it was not looked at: {turned.reason}",)

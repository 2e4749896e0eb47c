"""The /etc/hosts that an engine mounts into a container: has anyone written in it?

Where all of /etc comes over the API, the file comes with it, since /archive reads what is mounted; on other routes it is one request.
"""

from dataclasses import dataclass, replace
from functools import partial

from drift.collectors.interface import Unreadable
from drift.collectors.reading import FactIndex, Reading
from drift.errors import DeadlineExceeded, EngineError, MalformedArchive, Vanished
from drift.joins.documents import document_of
from drift.joins.hosts import HOSTS, added_lines, is_judged
from drift.joins.snapshot import Container
from drift.model.entries import Entry, FileType
from drift.model.observed import Observed
from drift.model.protocols import Facts
from drift.model.records import HOSTS_ADDED, Kind, RecordSet, record
from drift.model.snapshot import Route, Snapshot
from drift.source.bounded import Bounded
from drift.source.docker import Engine
from drift.source.tarstream import read_entries

PATH = HOSTS.lstrip("/")
MOST = 1 << 20
"""Bytes of its archive."""


@dataclass(frozen=True, slots=True)
class HostsFile:
    added: tuple[str, ...] = ()
    """Lines that the engine did not write."""
    notes: tuple[str, ...] = ()

    def told_in(self, snapshot: Snapshot) -> Snapshot:
        section = snapshot.sections.get(Kind.RUNTIME)
        if not self.added or section is None or section.set is None:
            return snapshot
        added = record(Kind.RUNTIME, HOSTS_ADDED, {"value": [*self.added]})
        whole = replace(section, set=RecordSet.of(Kind.RUNTIME, [*section.set.records, added]))
        return replace(snapshot, sections={**snapshot.sections, Kind.RUNTIME: whole})


NOT_STARTED = HostsFile()
"""Of a container that was never started: the engine has not written it."""


def hosts_file(engine: Engine, said: Container, observed: Observed, reading: Reading, facts: Facts) -> HostsFile:
    """Of a container that was started. Raises Vanished, DeadlineExceeded."""
    try:
        if not is_judged(said.inspect, said.engine):
            return HostsFile()
        entry = _listed(observed) or _asked(engine, str(said.inspect["Id"]), reading)
        if entry is None or entry.type is not FileType.REGULAR:
            return HostsFile()
        document = document_of(entry, FactIndex(reading.facts(), facts))
        if document is None or "lines" not in document:
            return HostsFile(notes=(f"{HOSTS} was not judged: it is no text, or too long",))
        return HostsFile(tuple(added_lines(document["lines"], said.inspect)))
    except (Unreadable, EngineError, MalformedArchive) as error:
        if isinstance(error, (Vanished, DeadlineExceeded)):
            raise
        return HostsFile(notes=(f"{HOSTS} was not judged: {error}",))


def _listed(observed: Observed) -> Entry | None:
    if observed.route is not Route.API:
        return None
    return next((entry for entries in observed.whole.values() for entry in entries if entry.path == PATH), None)


def _asked(engine: Engine, container: str, reading: Reading) -> Entry | None:
    with engine.archive(container, PATH) as stream:
        bounded = Bounded(stream, MOST, partial(MalformedArchive, f"its archive holds more than {MOST:,} bytes"))
        return next(read_entries(bounded, reading, prefix=PATH.rpartition("/")[0]), None)

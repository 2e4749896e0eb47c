"""What `report` shows beside each other: each service as its environments have it. Record sets are read only where their digests differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from drift.diff.majority import representative
from drift.model.canonical import Document
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.snapshot import Observation, ServiceName, Snapshot
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.report.side_by_side import Deployed, Held

MOST_DOCUMENTS = 200
"""Of one service; a page shows fewer."""

Names = Mapping[tuple[str, ServiceName], str]
"""Environment and service as it is called there → its name in findings."""


def deployed(session: Session, state: FleetState, names: Names) -> Iterator[Deployed]:
    """By service."""
    sides = Sides(session, Images(session))
    services: dict[str, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in state.observations:
        services[names[one.environment, one.service]][one.environment].append(one)
    for service, replicas in sorted(services.items()):
        usual = {environment: representative(group) for environment, group in replicas.items()}
        snapshots = {environment: _snapshot(sides, one) for environment, one in usual.items()}
        documents = _documents(sides, usual, snapshots)
        held = {
            environment: Held(
                snapshot,
                _alike(replicas[environment], usual[environment]),
                len(replicas[environment]),
                documents[environment],
            )
            for environment, snapshot in snapshots.items()
        }
        yield Deployed(service, held)


def _snapshot(sides: Sides, one: Observation) -> Snapshot:
    """Its records unread."""
    return sides.session.store.snapshots.lazy(one.snapshot) or sides.snapshot(one.snapshot)


def _alike(replicas: Sequence[Observation], usual: Observation) -> tuple[str, ...]:
    return tuple(sorted(one.container_name for one in replicas if one.snapshot == usual.snapshot))


def _documents(
    sides: Sides, usual: Mapping[str, Observation], snapshots: Mapping[str, Snapshot]
) -> Mapping[str, Mapping[str, Document | None]]:
    """Environment → path → what it holds there, of the files whose documents are not the same in all."""
    sets = [section.set if (section := one.sections.get(Kind.DOCUMENTS)) else None for one in snapshots.values()]
    if len({None if one is None else one.digest for one in sets}) < 2:
        return {environment: {} for environment in usual}
    paths = sorted({each.key for one in sets if one is not None for each in one.records})
    wanted = list(islice(paths, MOST_DOCUMENTS))
    return {environment: dict(_held(sides, one, snapshots[environment], wanted)) for environment, one in usual.items()}


def _held(
    sides: Sides, one: Observation, snapshot: Snapshot, paths: Sequence[str]
) -> Iterator[tuple[str, Document | None]]:
    """Nothing of a file that is there and was not understood."""
    viewed = sides.of_observation(one, snapshot)
    for path in paths:
        document = viewed.file_document(path)
        if document is not None or viewed.file(path) is None:
            yield path, document

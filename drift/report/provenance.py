"""Where what was judged came from, and how well was looked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from drift.model.changes import Comparison, Side
from drift.model.fleet import FleetState
from drift.model.snapshot import Coverage, Observation
from drift.report.matrix import Naming
from drift.report.parts import Compared, Note, NoteType, SideLine

UNSEEN = "No snapshot can see remote services, DNS answers, firewalls, quotas outside the host, load, CPU throttling or races."
"""What every report says of itself."""


def image_identities(comparisons: Iterable[Comparison]) -> dict[bytes, str]:
    """Snapshot → identity of its image in hex, as far as the comparisons know it."""
    sides = (side for one in comparisons for side in (one.before, one.after))
    return {side.snapshot: side.image.hex() for side in sides if side.snapshot and side.image}


def sides_of_state(state: FleetState, images: Mapping[bytes, str], name: Naming) -> tuple[SideLine, ...]:
    """One for each container, in the state's order."""
    return tuple(side_of(one, images.get(one.snapshot, ""), name) for one in state.observations)


def side_of(one: Observation, image: str, name: Naming) -> SideLine:
    return SideLine(
        label=f"container:{one.container_name}",
        environment=one.environment,
        service=name(one.environment, one.service, one.container_name),
        instance=one.container_name,
        at=one.at,
        route=one.route.value,
        snapshot=one.snapshot.hex(),
        image=image,
        image_reference=one.image_reference,
        state=one.state,
        engine=" ".join(part for part in (one.engine.kind, one.engine.version) if part),
    )


def sides_of_comparisons(comparisons: Iterable[Comparison], coverages: Mapping[str, Coverage]) -> tuple[SideLine, ...]:
    """Each side that was read once, in the order in which they were compared. `coverages` is by the sides' labels."""
    lines: dict[tuple[str, str], SideLine] = {}
    for one in comparisons:
        for side in (one.before, one.after):
            if side.snapshot or side.image:
                line = _side(side, one.service, coverages.get(side.label))
                lines.setdefault((side.label, side.environment), line)
    return tuple(lines.values())


def _side(side: Side, service: str, coverage: Coverage | None) -> SideLine:
    return SideLine(
        label=side.label,
        environment=side.environment,
        service=service,
        instance=side.instance,
        at=datetime.fromisoformat(side.at) if side.at else None,
        route=coverage.route.value if coverage else "",
        snapshot=side.snapshot.hex() if side.snapshot else "",
        image=side.image.hex() if side.image else "",
        image_reference=side.reference,
    )


def notes(coverages: Mapping[str, Coverage]) -> tuple[Note, ...]:
    """Each sentence once, with those it holds for; `where` is empty where it holds for all."""
    found: dict[tuple[NoteType, str], list[str]] = {}
    for label, coverage in coverages.items():
        for kind, text in _sentences(coverage):
            found.setdefault((kind, text), []).append(label)
    order = list(NoteType)
    return tuple(
        Note(kind, text, () if len(where) == len(coverages) > 1 else tuple(sorted(where)))
        for (kind, text), where in sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    )


def _sentences(coverage: Coverage) -> Iterable[tuple[NoteType, str]]:
    for text in dict.fromkeys(coverage.not_looked_for):
        yield NoteType.NOT_LOOKED_FOR, text
    for path in dict.fromkeys(coverage.unstable):
        yield NoteType.UNSTABLE, path
    for text in dict.fromkeys(coverage.notes):
        yield NoteType.NOTE, text


def coverages_of(observations: Sequence[Observation]) -> dict[str, Coverage]:
    """By "environment/container"; the engine's address is added where two containers share that."""
    names = Counter((one.environment, one.container_name) for one in observations)
    return {
        f"{one.environment}/{one.container_name}"
        + (f" ({one.engine.address})" if names[one.environment, one.container_name] > 1 else ""): one.coverage
        for one in observations
    }


def compared(comparisons: Iterable[Comparison]) -> tuple[Compared, ...]:
    return tuple(
        Compared(
            relation=one.relation,
            service=one.service,
            before=one.before.label,
            after=one.after.label,
            equal=one.equal,
            changes=dict(sorted(Counter(change.change for change in one.changes).items())),
            explained=sum(bool(change.explained) for change in one.changes),
        )
        for one in comparisons
    )

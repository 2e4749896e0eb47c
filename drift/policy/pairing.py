"""Which services of several environments are the same thing.

By [applications], else by equal application and name, else by a name that is unique on both sides; else nobody can say.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from drift.model.settings import Settings
from drift.model.snapshot import ServiceName
from drift.policy.services import canonical


@dataclass(frozen=True, slots=True)
class Row:
    """One service, in the environments that have it."""

    service: ServiceName
    """Its one name: stable, for `Comparison.service` (as text) and fingerprints."""
    label: str
    """For a person: without the application where no other service needs it."""
    places: Mapping[str, tuple[ServiceName, ...]]
    """Environment → the names that it has there, mostly one."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A service of `after` that several of `before` could be, or the other way round."""

    before: str
    after: str
    name: str
    candidates: tuple[str, ...]
    """All services of this name that have no pair, as "environment: application/name"."""
    line: str
    """What to add to drift.toml."""


@dataclass(frozen=True, slots=True)
class Pairing:
    environments: tuple[str, ...]
    """In the policy's order."""
    rows: tuple[Row, ...]
    """By name, then application."""
    ambiguous: tuple[Ambiguous, ...]

    @property
    def names(self) -> Mapping[tuple[str, ServiceName], str]:
        """(environment, service as it is called there) → its name in findings."""
        return {
            (environment, one): row.label
            for row in self.rows
            for environment, found in row.places.items()
            for one in found
        }

    def steps(self, environments: Sequence[str] | None = None) -> Iterator["Step"]:
        """Each environment with the one before it."""
        for before, after in pairwise(environments or self.environments):
            doubtful = {one.name for one in self.ambiguous if (one.before, one.after) == (before, after)}
            both = tuple(row for row in self.rows if before in row.places and after in row.places)
            single = [row for row in self.rows if (before in row.places) != (after in row.places)]
            certain = [row for row in single if row.service.name not in doubtful]
            yield Step(
                before=before,
                after=after,
                pairs=both,
                missing=tuple(row for row in certain if before in row.places),
                extra=tuple(row for row in certain if after in row.places),
                ambiguous=tuple(one for one in self.ambiguous if (one.before, one.after) == (before, after)),
            )


@dataclass(frozen=True, slots=True)
class Step:
    """From one environment to the next."""

    before: str
    after: str
    pairs: tuple[Row, ...]
    missing: tuple[Row, ...]
    extra: tuple[Row, ...]
    ambiguous: tuple[Ambiguous, ...]


def pair(services: Mapping[str, Collection[ServiceName]], settings: Settings) -> Pairing:
    """`services` has every environment that was scanned, also one without any container."""
    environments = settings.order(set(services))
    drafts = _equal(services, environments, settings)
    _by_unique_name(drafts, environments)
    return Pairing(environments, _rows(drafts), tuple(_ambiguous(drafts, environments)))


@dataclass(slots=True)
class _Draft:
    """A row while more is found to belong to it."""

    service: ServiceName
    places: dict[str, list[ServiceName]] = field(default_factory=dict)


def _equal(
    services: Mapping[str, Collection[ServiceName]], environments: Sequence[str], settings: Settings
) -> list[_Draft]:
    drafts: dict[ServiceName, _Draft] = {}
    for environment in environments:
        for one in sorted(set(services[environment]), key=str):
            name = canonical(one, settings)
            draft = drafts.setdefault(name, _Draft(name))
            draft.places.setdefault(environment, []).append(one)
    return list(drafts.values())


def _by_unique_name(drafts: list[_Draft], environments: Sequence[str]) -> None:
    """Neighbours first, so that what is near decides over what is far. The later environment names the row."""
    count = len(environments)
    for distance in range(1, count):
        for before, after in zip(environments[: count - distance], environments[distance:], strict=True):
            for name in _unique(drafts, before) & _unique(drafts, after):
                one, other = _in(drafts, before, name), _in(drafts, after, name)
                if one is not other and not one.places.keys() & other.places.keys():
                    other.places = {**one.places, **other.places}
                    drafts.remove(one)


def _unique(drafts: Iterable[_Draft], environment: str) -> set[str]:
    counts = Counter(draft.service.name for draft in drafts if environment in draft.places)
    return {name for name, number in counts.items() if number == 1}


def _in(drafts: Iterable[_Draft], environment: str, name: str) -> _Draft:
    return next(one for one in drafts if environment in one.places and one.service.name == name)


def _ambiguous(drafts: Sequence[_Draft], environments: Sequence[str]) -> Iterator[Ambiguous]:
    for before, after in pairwise(environments):
        for name in sorted({draft.service.name for draft in drafts}):
            same = [draft for draft in drafts if draft.service.name == name]
            left = [draft for draft in same if before in draft.places and after not in draft.places]
            right = [draft for draft in same if after in draft.places and before not in draft.places]
            if left and right:
                yield Ambiguous(
                    before, after, name, _candidates(left, right, before, after), _line(left, right, before, after)
                )


def _candidates(left: Sequence[_Draft], right: Sequence[_Draft], before: str, after: str) -> tuple[str, ...]:
    sides = ((before, left), (after, right))
    return tuple(
        sorted(f"{environment}: {draft.places[environment][0]}" for environment, drafts in sides for draft in drafts)
    )


def _line(left: Sequence[_Draft], right: Sequence[_Draft], before: str, after: str) -> str:
    """With the first of each side, as an example of the form."""
    one, other = left[0].places[before][0].application, right[0].places[after][0].application
    name = other or one
    return f'applications."{name}" = ["{one}", "{other}"]'


def _rows(drafts: Sequence[_Draft]) -> tuple[Row, ...]:
    names = Counter(draft.service.name for draft in drafts)
    ordered = sorted(drafts, key=lambda draft: (draft.service.name, draft.service.application))
    return tuple(
        Row(
            service=draft.service,
            label=draft.service.name if names[draft.service.name] == 1 else str(draft.service),
            places={environment: tuple(found) for environment, found in draft.places.items()},
        )
        for draft in ordered
    )

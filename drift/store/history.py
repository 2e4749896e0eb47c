"""What was, and when: the fleet at a time, and observations over time."""

from collections.abc import Callable, Collection
from datetime import datetime

from drift.errors import UnknownReference
from drift.model.canonical import Document
from drift.model.fleet import FleetState
from drift.model.snapshot import Observation
from drift.store.columns import from_time, to_column, to_time
from drift.store.connection import Connection
from drift.store.documents import documents
from drift.store.fleet import fleet_state
from drift.store.observations import observations
from drift.store.spans import NAMED, Span, merged, spans, time_of

_FILTERS = {
    "environment": "e.name = :environment",
    "service": f"o.service IN {NAMED}",
    "container": "o.container_name = :container",
}
_OLDEST = """
    SELECT min(s.ended) FROM scan s JOIN scan_engine x ON x.scan = s.id JOIN environment e ON e.id = x.environment
    WHERE e.name = ?
"""

_TURNS = """
    WHERE o.id IN (
        SELECT id FROM (
            SELECT id, snapshot, lag(snapshot) OVER (PARTITION BY instance, environment ORDER BY id) AS before
            FROM observation
        ) WHERE snapshot IS NOT before
    ) AND o.at >= ? ORDER BY o.at, o.id
"""


class History:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(
        self,
        order: Callable[[set[str]], tuple[str, ...]],
        at: datetime | None = None,
        environments: Collection[str] | None = None,
    ) -> FleetState:
        """The state of all (or some) environments at a time, None: after the last scan. `Settings.order` sorts them."""
        return fleet_state(self._connection, order, at, environments)

    def observations(
        self,
        environment: str | None = None,
        service: str | None = None,
        container: str | None = None,
        limit: int | None = None,
    ) -> list[Observation]:
        """Newest first, at most `limit`. A service is "web", in whichever application, or "shop/web"."""
        wanted = {"environment": environment, "service": service, "container": container}
        named = {name: to_column(value) for name, value in wanted.items() if value is not None}
        where = " AND ".join(_FILTERS[name] for name in named) or "true"
        rest = f"WHERE {where} ORDER BY o.at DESC, o.id DESC LIMIT :limit"
        return list(observations(self._connection, rest, {**named, "limit": -1 if limit is None else limit}))

    def turns(self, since: datetime) -> list[Observation]:
        """Oldest first: those by which a container appeared, was made anew, or was in another state than the time before."""
        return list(observations(self._connection, _TURNS, (to_time(since),)))

    def spans(self, environment: str, service: str | None = None) -> list[Span]:
        """The states that a service (None: the whole environment) was in, newest first: what ~0, ~1, ~2 … mean."""
        return spans(self._connection, environment, service)

    def resolve(self, environment: str, service: str | None, text: str) -> datetime:
        """The time that is meant by "~1", "2026-11-01" (its end, UTC) or an RFC 3339 time, for `state`."""
        name = f"env:{environment}/{service}" if service else f"env:{environment}"
        known = self.spans(environment, service)
        if not known:
            raise UnknownReference(f"{name}@{text}: no scan has seen it", remedy="run `drift scan`")
        at = time_of(name, text, known)
        oldest: str = self._connection.value(_OLDEST, (to_column(environment),))
        if at < from_time(oldest):
            raise UnknownReference(f"{name}@{text}: no scan is as old", remedy=f"the oldest is {name}@{oldest}")
        return at

    def container(self, name: str, text: str = "", environment: str | None = None) -> Observation:
        """What was seen of the container with this name: last, or at a time as in `resolve`."""
        label = f"container:{name}"
        seen = self.observations(environment=environment, container=name)
        if not seen:
            raise UnknownReference(f"{label}: no scan has seen it", remedy="run `drift scan`")
        if len({one.engine.uid for one in seen}) > 1:
            places = ", ".join(sorted({f"{one.environment} ({one.engine.address})" for one in seen}))
            raise UnknownReference(f"{label}: there is one in each of {places}", remedy="name it as env:NAME/SERVICE")
        if not text:
            return seen[0]
        at = time_of(label, text, merged(Span(one.at, (one.snapshot,)) for one in reversed(seen)))
        found = next((one for one in seen if one.at <= at), None)
        if found is None:
            oldest = to_time(seen[-1].at)
            raise UnknownReference(f"{label}@{text}: no scan is as old", remedy=f"the oldest is {label}@{oldest}")
        return found

    def documents(self, observation: Observation) -> dict[str, Document]:
        """The redacted sources by kind (inspect, info, config) that an observation was made from."""
        return documents(self._connection, observation)

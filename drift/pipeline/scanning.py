"""A scan: reads the targets of one or more environments and keeps what was seen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

from drift import __version__
from drift.errors import ConfigError, DriftError, StoreError, Vanished
from drift.model.references import Reference, Scheme, parse_reference
from drift.model.settings import Environment, Target
from drift.model.snapshot import EngineIdentity, Observation, ServiceName, TargetFailure
from drift.pipeline.containers import Read, read_container
from drift.pipeline.directories import absolute, directory_engine, directory_name, read_target, target_image
from drift.pipeline.images import Images
from drift.pipeline.listing import Listing, chosen, is_named, listing_of, listings
from drift.pipeline.session import Session
from drift.pipeline.wishes import Wish
from drift.policy.services import parse_service, service_of, skip_reason
from drift.source.docker import Engine, Listed
from drift.source.own_container import is_own
from drift.store import ScanOutcome, Scope


@dataclass(slots=True)
class Scanned:
    """What a scan did."""

    seen: list[Observation] = field(default_factory=list)
    failures: list[TargetFailure] = field(default_factory=list)
    complete: list[tuple[str, str]] = field(default_factory=list)
    """(environment, engine uid) where all containers were listed: what is not among them is gone."""
    busy: list[str] = field(default_factory=list)
    """Engines that another scan into this store reads right now."""

    @property
    def failed(self) -> bool:
        return any(one.outcome == "failed" for one in self.failures)


def scan(session: Session, images: Images, wish: Wish) -> Scanned:
    """Read all that is wished for. What cannot be read is a failure in the answer; StoreError alone ends it.

    UnknownReference and ConfigError come before anything is written.
    """
    declared = list(_targets(wish))
    found = listings(session, wish)
    run = _Run(session, images, wish, session.store.scans.begin(__version__, session.now))
    for listing in found:
        run.engine(listing)
    for one in declared:
        run.target(one)
    outcome = ScanOutcome.FAILED if run.done.failed else ScanOutcome.OK
    session.store.scans.end(run.uid, datetime.now(UTC), outcome)
    return run.done


class _Declared(NamedTuple):
    """A target of an environment."""

    environment: Environment
    target: Target
    reference: Reference


def _targets(wish: Wish) -> Iterator[_Declared]:
    """The directories that are named; where nothing is, all targets that the policy declares."""
    declared = [_declared(one, target) for one in wish.environments for target in one.targets]
    if not wish.references:
        yield from declared
    for reference in wish.directories:
        path = absolute(str(reference))
        known = [one for one in declared if one.reference.scheme is Scheme.DIR and absolute(str(one.reference)) == path]
        yield from known or [_undeclared(reference, wish)]


def _declared(environment: Environment, target: Target) -> _Declared:
    reference = parse_reference(target.reference)
    if reference.scheme not in (Scheme.DIR, Scheme.CONTAINER, Scheme.BARE):
        raise ConfigError(
            f"target {target.reference!r} of {environment.name} is nothing that runs",
            remedy="write dir:PATH or container:NAME",
        )
    return _Declared(environment, target, reference)


def _undeclared(reference: Reference, wish: Wish) -> _Declared:
    if len(wish.environments) > 1:
        names = ", ".join(one.name for one in wish.environments)
        raise ConfigError(f"{str(reference)!r} is no target of {names}", remedy="name its environment with --env")
    target = Target(str(reference), directory_name(str(reference)), wish.manner.image)
    return _Declared(wish.environments[0], target, reference)


@dataclass(frozen=True, slots=True)
class _Aim:
    """One container, or a directory that stands for one: where it belongs, whatever comes of it."""

    environment: str
    engine: EngineIdentity
    uid: str
    name: str
    service: ServiceName

    def failure(self, outcome: str, reason: str) -> TargetFailure:
        return TargetFailure(self.environment, self.engine, self.uid, self.name, self.service, outcome, reason)


@dataclass(frozen=True, slots=True)
class _Run:
    session: Session
    images: Images
    wish: Wish
    uid: str
    done: Scanned = field(default_factory=Scanned)

    def engine(self, listing: Listing) -> None:
        if listing.engine is None:
            self._unreachable(listing)
            return
        with self._alone_on(listing.identity) as alone:
            for environment in listing.environments if alone else ():
                self._environment(environment, listing.engine, list(chosen(listing, environment, self.wish)))

    def target(self, one: _Declared) -> None:
        service = parse_service(one.target.service)
        if one.reference.scheme is Scheme.DIR:
            self._directory(one.environment.name, one.target, service)
        else:
            self._named(one.environment, one.reference, service)

    def _directory(self, environment: str, target: Target, service: ServiceName) -> None:
        engine, name = directory_engine(target.reference), directory_name(target.reference)
        aim = _Aim(environment, engine, absolute(target.reference), name, service)
        with self._alone_on(engine) as alone:
            if alone:
                self.session.store.scans.engine(self.uid, environment, engine, Scope.ALL)
                self._read(aim, lambda: read_target(self.session, target, target_image(self.images, target)))

    def _named(self, environment: Environment, reference: Reference, service: ServiceName) -> None:
        """A container that the policy says is a service, on the engine of -H or -c, else the docker CLI's."""
        wish = replace(self.wish, references=(reference,))
        listing = listing_of(self.session, wish, None, (environment,))
        if listing.engine is None:
            self._unreachable(listing)
            return
        found = next((one for one in listing.containers if is_named(one, reference.name)), None)
        aim = _Aim(environment.name, listing.identity, found.id if found else "", reference.name, service)
        with self._alone_on(listing.identity) as alone:
            if alone:
                if (environment.name, listing.identity.uid) not in self.done.complete:
                    self.session.store.scans.engine(self.uid, environment.name, listing.identity, Scope.PARTIAL)
                if found is None:
                    self._fail(aim.failure("failed", f"there is no such container on {listing.identity.address}"))
                else:
                    self._container(listing.engine, aim)

    @contextmanager
    def _alone_on(self, engine: EngineIdentity) -> Iterator[bool]:
        with self.session.store.scan_lock(engine.uid) as alone:
            if not alone:
                self.done.busy.append(engine.address)
            yield alone

    def _unreachable(self, listing: Listing) -> None:
        scans, engine, reason = self.session.store.scans, listing.identity, listing.reason
        for one in listing.environments:
            scans.engine(self.uid, one.name, engine, self.wish.scope, ScanOutcome.FAILED, reason)
            self.done.failures.append(TargetFailure(one.name, engine, "", "", None, "failed", reason))

    def _environment(self, environment: Environment, engine: Engine, containers: Sequence[Listed]) -> None:
        self.session.store.scans.engine(self.uid, environment.name, engine.identity, self.wish.scope)
        if self.wish.scope is not Scope.PARTIAL:
            self.done.complete.append((environment.name, engine.identity.uid))
        for number, one in enumerate(containers):
            self.session.progress(f"{environment.name}: {one.name}", number, len(containers))
            service = service_of(one.labels, one.name, self.session.settings, one.image)
            aim = _Aim(environment.name, engine.identity, one.id, one.name, service or ServiceName("", one.name))
            if service is None:
                self._fail(aim.failure("skipped", skip_reason(one.labels, one.name, one.image)))
            elif is_own(one.id):
                self._fail(aim.failure("skipped", "drift's own container"))
            else:
                self._container(engine, aim)

    def _container(self, engine: Engine, aim: _Aim) -> None:
        manner = self.wish.manner
        with engine.patient_for(self.session.settings.deadline):
            self._read(
                aim,
                lambda: read_container(
                    self.session, self.images, engine, aim.uid, manner.host_files, verify=manner.verify
                ),
            )

    def _read(self, aim: _Aim, read: Callable[[], Read]) -> None:
        """Keep what is read; what cannot be is a failure of this one, but where it is the store that fails."""
        try:
            found = read()
        except StoreError:
            raise
        except DriftError as error:
            normal = isinstance(error, Vanished) and not self.wish.references  # but not of one that was asked for
            self._fail(aim.failure("vanished" if normal else "failed", str(error)))
        else:
            observation = found.observation(aim.environment, aim.service, self.session.now)
            self.session.store.scans.observe(self.uid, observation, found.snapshot, found.documents)
            self.done.seen.append(observation)

    def _fail(self, failure: TargetFailure) -> None:
        self.done.failures.append(failure)
        self.session.store.scans.fail(self.uid, failure)

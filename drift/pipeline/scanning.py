"""`scan`: read the targets of one or all environments and keep what was seen."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from drift import __version__
from drift.errors import ConfigError, DriftError, EngineError, StoreError, UnknownReference, Vanished
from drift.model.references import Reference, Scheme, parse_reference
from drift.model.settings import Environment, Settings, Target
from drift.model.snapshot import EngineIdentity, Observation, ServiceName, TargetFailure
from drift.pipeline.containers import Read, read_container
from drift.pipeline.directories import directory_engine, read_target, target_image
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.policy.services import belongs, parse_service, service_of, skip_reason
from drift.report.scanned import Novelty, ScanReport, scan_report
from drift.report.scanned import Target as Seen
from drift.source.docker import Engine, Listed
from drift.store import ScanOutcome, Scope

LOCAL = "local"
"""The environment of a scan where nothing names one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a scan is asked for."""

    references: tuple[str, ...] = ()
    """Only these; () is all of the environment."""
    environments: tuple[Environment, ...] = ()
    stopped: bool = False
    """Also containers that do not run."""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """As the Engine API has them: {"label": ["K=V"], "name": [REGEX]}"""
    verify: bool = False
    image: str = ""
    """Of a directory: the reference of the image that it was made from."""

    @property
    def scope(self) -> Scope:
        if self.references or self.filters:
            return Scope.PARTIAL
        return Scope.ALL if self.stopped else Scope.RUNNING


@dataclass(slots=True)
class Scanned:
    """What a scan did."""

    environments: list[str] = field(default_factory=list)
    seen: list[tuple[Observation, bytes | None]] = field(default_factory=list)
    """Each observation, and the digest that the same container had when it was last seen."""
    failures: list[TargetFailure] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    """Engines that another scan into this store reads right now."""

    @property
    def failed(self) -> bool:
        return any(one.outcome == "failed" for one in self.failures)


def environments_to_scan(
    settings: Settings, name: str | None, host: str | None, context: str | None
) -> tuple[Environment, ...]:
    """The declared environments that are meant; without a policy one of that name, or "local".

    ConfigError for a name that a policy does not declare, and for an engine that no environment has.
    """
    asked = name
    if not settings.environments:
        return (Environment(asked or LOCAL),)
    if asked is None and (host or context):
        address = host or f"context:{context}"
        having = [one for one in settings.environments if address in one.hosts]
        if not having:
            raise ConfigError(
                f"{settings.path}: no environment has the host {address!r}",
                remedy="add it to hosts, or name one with --env",
            )
        return tuple(having)
    if asked is None:
        return settings.environments
    declared = settings.environment(asked)
    if declared is None:
        raise _undeclared(asked, settings)
    return (replace(declared, hosts=(), targets=()) if host or context else declared,)


def _undeclared(name: str, settings: Settings) -> ConfigError:
    names = [one.name for one in settings.environments]
    near = get_close_matches(name, names, 1)
    return ConfigError(
        f"{settings.path} declares no environment {name!r}",
        remedy=f"did you mean {near[0]!r}?" if near else f"it declares {', '.join(names)}",
    )


def scan(session: Session, images: Images, wish: Wish) -> Scanned:
    """Read all that is wished for. What cannot be read is a failure in the answer; StoreError alone ends it."""
    done = Scanned()
    uid = session.store.scans.begin(__version__, session.now)
    for environment in wish.environments:
        done.environments.append(environment.name)
        _scan_environment(_Scan(session, images, wish, uid, done), environment)
    outcome = ScanOutcome.FAILED if done.failed else ScanOutcome.OK
    session.store.scans.end(uid, datetime.now(UTC), outcome)
    return done


@dataclass(frozen=True, slots=True)
class _Scan:
    session: Session
    images: Images
    wish: Wish
    uid: str
    done: Scanned

    def fail(self, environment: str, engine: EngineIdentity | None, one: Listed | None, error: DriftError) -> None:
        outcome = "vanished" if isinstance(error, Vanished) and one else "failed"
        failure = TargetFailure(
            environment, engine, one.id if one else "", one.name if one else "", self.service(one), outcome, str(error)
        )
        self.done.failures.append(failure)
        self.session.store.scans.fail(self.uid, failure)

    def service(self, one: Listed | None) -> ServiceName | None:
        return service_of(one.labels, one.name, self.session.settings) if one else None

    def keep(self, read: Read, environment: str, service: ServiceName) -> None:
        observation = read.observation(environment, service, self.session.now)
        before = self.session.store.history.observations(
            environment=environment, container=observation.container_name, limit=1
        )
        self.session.store.scans.observe(self.uid, observation, read.snapshot, read.documents)
        self.done.seen.append((observation, before[0].snapshot if before else None))


def _scan_environment(run: _Scan, environment: Environment) -> None:
    named = [parse_reference(text) for text in run.wish.references]
    directories = [one for one in named if one.scheme is Scheme.DIR]
    containers = [one for one in named if one.scheme in (Scheme.BARE, Scheme.CONTAINER)]
    for other in (one for one in named if one not in directories and one not in containers):
        raise UnknownReference(f"{str(other)!r} is nothing that runs", remedy="scan takes container:NAME and dir:PATH")
    for one in directories:
        target = Target(str(one), Path(one.name).resolve().name, run.wish.image)
        _scan_target(run, environment.name, target)
    if containers or not named:
        for host in environment.hosts or ((None,) if not environment.targets else ()):
            _scan_engine(run, environment, host, containers)
    for target in environment.targets if not named else ():
        _scan_target(run, environment.name, target)


def _scan_target(run: _Scan, environment: str, target: Target) -> None:
    engine = directory_engine(target.reference)
    with run.session.store.scan_lock(engine.uid) as alone:
        if not alone:
            run.done.busy.append(engine.address)
            return
        run.session.store.scans.engine(run.uid, environment, engine, Scope.ALL)
        try:
            read = read_target(run.session, target, target_image(run.images, target))
        except StoreError:
            raise
        except DriftError as error:
            failure = TargetFailure(
                environment, engine, engine.uid, target.service, parse_service(target.service), "failed", str(error)
            )
            run.done.failures.append(failure)
            run.session.store.scans.fail(run.uid, failure)
        else:
            run.keep(read, environment, parse_service(target.service))


def _scan_engine(run: _Scan, environment: Environment, host: str | None, named: Sequence[Reference]) -> None:
    session = run.session
    try:
        engine = session.engine(host)
        identity = engine.identity
        with ExitStack() as stack:
            if not stack.enter_context(session.store.scan_lock(identity.uid)):
                run.done.busy.append(engine.address)
                return
            listed = engine.containers(everything=run.wish.stopped or bool(named), filters=run.wish.filters)
            chosen = list(_chosen(run, environment, engine, listed, named))
            session.store.scans.engine(run.uid, environment.name, identity, run.wish.scope)
            for number, one in enumerate(chosen):
                session.progress(f"{environment.name}: {one.name}", number, len(chosen))
                _scan_container(run, environment, engine, one)
    except EngineError as error:
        unreached = EngineIdentity("", session.address(host), "", "")
        session.store.scans.engine(run.uid, environment.name, unreached, run.wish.scope, ScanOutcome.FAILED, str(error))
        run.done.failures.append(TargetFailure(environment.name, unreached, "", "", None, "failed", str(error)))


def _chosen(
    run: _Scan, environment: Environment, engine: Engine, listed: Iterable[Listed], named: Sequence[Reference]
) -> Iterator[Listed]:
    candidates = list(listed)
    for reference in named:
        if not any(_is_named(one, reference.name) for one in candidates):
            raise UnknownReference(_not_there(reference, candidates, engine), remedy="docker ps -a lists them")
    for one in candidates:
        if named and not any(_is_named(one, reference.name) for reference in named):
            continue
        if not belongs(environment, one.labels, one.name):
            continue
        reason = skip_reason(one.labels, one.name, one.image)
        if reason:
            service = ServiceName("", one.name)
            skipped = TargetFailure(environment.name, engine.identity, one.id, one.name, service, "skipped", reason)
            run.done.failures.append(skipped)
            run.session.store.scans.fail(run.uid, skipped)
        else:
            yield one


def _is_named(one: Listed, name: str) -> bool:
    return name == one.name or (len(name) >= 4 and one.id.startswith(name))


def _not_there(reference: Reference, candidates: Sequence[Listed], engine: Engine) -> str:
    near = get_close_matches(reference.name, [one.name for one in candidates], 1)
    return f"{engine.address} has no container {reference.name!r}" + (f" (nearest: {near[0]})" if near else "")


def _scan_container(run: _Scan, environment: Environment, engine: Engine, one: Listed) -> None:
    engine.patient_until(time.monotonic() + run.session.settings.deadline.total_seconds())
    try:
        read = read_container(run.session, run.images, engine, one.id, verify=run.wish.verify)
    except StoreError:
        raise
    except DriftError as error:
        run.fail(environment.name, engine.identity, one, error)
    else:
        service = service_of(one.labels, one.name, run.session.settings) or ServiceName("", one.name)
        run.keep(read, environment.name, service)
    finally:
        engine.patient_until(None)


def _engine_filters(filters: Sequence[str]) -> dict[str, list[str]]:
    """label=K=V and name=PATTERN, as the docker CLI has them."""
    found: dict[str, list[str]] = {}
    for text in filters:
        name, equals, value = text.partition("=")
        if name not in ("label", "name") or not equals or not value:
            raise UnknownReference(f"--filter {text!r} is none", remedy="label=KEY=VALUE or name=PATTERN")
        found.setdefault(name, []).append(value)
    return found


def _novelty(now: Observation, before: bytes | None) -> Novelty:
    if before is None:
        return Novelty.FIRST
    return Novelty.UNCHANGED if before == now.snapshot else Novelty.CHANGED


def _remarks(session: Session) -> list[str]:
    """What the first scan into a store says once."""
    store, key = session.store, session.key
    known = store.key_id
    if known == key.key_id:
        return []
    store.remember_key(key.key_id)
    if known:
        return [
            f"the key is another ({key.key_id}, before {known}): secrets fingerprinted with the old one cannot be compared"
        ]
    return [
        f"the store is {store.path}",
        f"secrets are kept as fingerprints, made with the key {key.key_id} ({key.origin}); "
        "stores whose environments are to be compared need the same: copy the file, or set DRIFT_KEY_FILE",
    ]


def scan_environments(
    session: Session,
    references: Sequence[str],
    environment: str | None,
    *,
    stopped: bool,
    filters: Sequence[str],
    verify: bool,
    image: str,
) -> tuple[ScanReport, bool]:
    """The report of `scan`, and whether something could not be read."""
    chosen = environments_to_scan(session.settings, environment, session.host, session.context)
    wish = Wish(tuple(references), chosen, stopped, _engine_filters(filters), verify, image)
    done = scan(session, Images(session), wish)
    for address in done.busy:
        session.note(f"another scan reads {address} into this store right now: left to it")
    report = scan_report(
        done.environments,
        [Seen(one, _novelty(one, before)) for one, before in done.seen],
        done.failures,
        store=str(session.store.path),
        tool=__version__,
        now=session.now,
        remarks=_remarks(session),
    )
    return report, done.failed

"""`doctor`: what is in reach, with which rights, which key, and what to do."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drift.errors import DriftError
from drift.model.settings import Environment, Notify, Settings, Target
from drift.notify import recipients
from drift.notify.carriers import lacking
from drift.policy.config import load_settings
from drift.render.text import visible
from drift.report.wording import count
from drift.source.docker import Engine, connect
from drift.store import Store, default_path, find_key, key_path


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    said: str
    well: bool = True

    def __str__(self) -> str:
        return visible(f"{'ok  ' if self.well else 'FAIL'}  {self.what:<8}  {self.said}")


def diagnosis(place: str | None, db: Path | None, config: Path | None) -> Sequence[Line]:
    """A line each for the policy, the store, the key and every engine. Nothing is made or changed."""
    settings, path = Settings(), db or default_path()
    try:
        settings = load_settings(config)
        policy = Line("policy", _policy(settings))
    except DriftError as error:
        policy = Line("policy", str(error), well=False)
    places = [place] if place else _declared(settings)
    engines = [_engine(one) for one in places]
    return [policy, _store(path), _key(path), *_recipients(settings.notify), *_targets(settings), *engines]


def _policy(settings: Settings) -> str:
    if not settings.path:
        return "built in: there is no drift.toml here; drift init writes one"
    names = " → ".join(one.name for one in settings.environments)
    return f"{settings.path}: {names or 'no environments declared: those in the store'}"


def _store(path: Path) -> Line:
    if not path.exists():
        return Line("store", f"{path}: not made yet, the first scan makes it")
    try:
        with Store.open(path, create=False) as store:
            state = store.history.state(Settings().order)
    except DriftError as error:
        return Line("store", str(error), well=False)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Line("store", f"{path}: others can read it (mode {mode:04o}); chmod 600 {path}", well=False)
    seen = f"{count(len(state.observations), 'container')} in {', '.join(state.environments)}"
    return Line("store", f"{path}: {seen if state.environments else 'no scan yet'}")


def _key(path: Path) -> Line:
    try:
        key = find_key(path, os.environ)
    except DriftError as error:
        return Line("key", str(error), well=False)
    if key is None:
        return Line("key", f"not made yet, the first scan makes {key_path(path)}")
    return Line("key", f"{key.key_id} from {key.origin}; stores whose environments are compared must share it")


def _recipients(notify: Notify) -> Iterator[Line]:
    """Nothing is sent: drift notify --test does that."""
    found = recipients(notify, os.environ)
    for problem in found.problems:
        yield Line("notify", str(problem), well=False)
    for one in found.found:
        lack = lacking(one.scheme)
        yield Line("notify", f"{one.name}: {lack or 'drift notify --test says whether it arrives'}", well=not lack)


def _declared(settings: Settings) -> Sequence[str | None]:
    """Every engine that the policy needs; None is the docker CLI's."""
    places = [place for one in settings.environments for place in one.hosts or ([None] if _needs_engine(one) else [])]
    return list(dict.fromkeys(places if settings.environments else [None]))


def _needs_engine(environment: Environment) -> bool:
    return not environment.targets or not all(map(_is_directory, environment.targets))


def _is_directory(target: Target) -> bool:
    return target.reference.startswith("dir:")


def _targets(settings: Settings) -> Iterator[Line]:
    for environment in settings.environments:
        for target in filter(_is_directory, environment.targets):
            path = Path(target.reference.removeprefix("dir:"))
            readable = path.is_dir() and os.access(path, os.R_OK | os.X_OK)
            said = f"{target.reference} is {target.service} of {environment.name}"
            yield Line(
                "target", said if readable else f"{said}: no such directory, or no right to read it", well=readable
            )


def _engine(place: str | None) -> Line:
    try:
        engine = connect(place)
        running = len(engine.containers(everything=False))
        known = engine.identity
    except DriftError as error:
        return Line("engine", str(error), well=False)
    said = f"{known.kind} {known.version}, API {known.api_version}, {count(running, 'container')} running"
    return Line("engine", f"{engine.address}: {said}; {_rights(engine)}")


def _rights(engine: Engine) -> str:
    """Who may open a socket may do all that the engine can."""
    path = Path(engine.address.removeprefix("unix://"))
    if not engine.address.startswith("unix://") or not path.exists():
        return "drift asks by GET alone"
    status = path.stat()
    owner = f"{status.st_uid}:{status.st_gid}, mode {stat.S_IMODE(status.st_mode):04o}"
    return f"drift asks by GET alone, though the socket (owner {owner}) gives all rights on the engine"

"""`doctor`: what is in reach, with which rights, which key, and what to do."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drift.errors import DriftError
from drift.model.settings import Settings
from drift.policy.config import load_settings
from drift.render.text import visible
from drift.source.docker import connect
from drift.store import Store, default_path, find_key, key_path


@dataclass(frozen=True, slots=True)
class Line:
    well: bool
    what: str
    said: str

    def __str__(self) -> str:
        return visible(f"{'ok  ' if self.well else 'FAIL'}  {self.what:<8}  {self.said}")


def diagnosis(host: str | None, context: str | None, db: Path | None, config: Path | None) -> list[Line]:
    """One line each for the policy, the store, the key and every engine. Nothing is made or changed."""
    settings, policy = _policy(config)
    path = db or default_path()
    return [policy, _store(path), _key(path), *_engines(settings, host, context)]


def _policy(config: Path | None) -> tuple[Settings, Line]:
    try:
        settings = load_settings(config)
    except DriftError as error:
        return Settings(), Line(well=False, what="policy", said=str(error))
    names = " → ".join(one.name for one in settings.environments)
    said = (
        f"{config}: {names or 'no environments declared'}"
        if config
        else "built in (there is no drift.toml here; drift init writes one)"
    )
    return settings, Line(well=True, what="policy", said=said)


def _store(path: Path) -> Line:
    if not path.exists():
        return Line(well=True, what="store", said=f"{path}: not made yet, the first scan makes it")
    try:
        with Store.open(path, create=False) as store:
            state = store.history.state(Settings().order)
    except DriftError as error:
        return Line(well=False, what="store", said=str(error))
    seen = (
        f"{len(state.observations)} containers in {', '.join(state.environments)}"
        if state.environments
        else "no scan yet"
    )
    return Line(well=True, what="store", said=f"{path}: {seen}")


def _key(path: Path) -> Line:
    try:
        key = find_key(path, os.environ)
    except DriftError as error:
        return Line(well=False, what="key", said=str(error))
    if key is None:
        return Line(well=True, what="key", said=f"not made yet, the first scan makes {key_path(path)}")
    return Line(
        well=True, what="key", said=f"{key.key_id} from {key.origin}; environments that are compared must share it"
    )


def _engines(settings: Settings, host: str | None, context: str | None) -> Iterator[Line]:
    hosts: list[str | None] = (
        [address for one in settings.environments for address in one.hosts] if not (host or context) else []
    )
    for address in dict.fromkeys(hosts or [host]):
        try:
            engine = connect(address, context if not hosts else None)
            running = len(engine.containers(everything=False))
            known = engine.identity
        except DriftError as error:
            yield Line(well=False, what="engine", said=str(error))
            continue
        yield Line(
            well=True,
            what="engine",
            said=f"{engine.address}: {known.kind} {known.version}, API {known.api_version}, {running} containers running, "
            f"read by GET requests alone",
        )

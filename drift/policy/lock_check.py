"""Is a lock still what the policy wants? Asked of the file alone, before it is committed: no engine, no store, no key."""

from collections.abc import Iterator

from drift.model.lock import Lock, LockedService
from drift.model.records import Kind
from drift.model.redaction import Redactor
from drift.model.settings import Settings
from drift.policy.lockfile import lock_text
from drift.policy.required import missing_required


def lock_problems(lock: Lock, content: bytes, settings: Settings) -> Iterator[str]:
    """One line each. `content` is the file that `lock` was read from."""
    if _lines(content) != _lines(lock_text(lock).encode()):
        yield "its lines are not in the order, or not in the form, in which drift lock writes them"
    yield from _undeclared(lock, settings)
    for service in lock.services:
        place = "/".join(service.place)
        yield from (f"{place}: {name} looks secret and stands there as it is" for name in _secrets(service, settings))
        yield from (f"{place}: {problem}" for problem in _required(service, settings))


def _lines(content: bytes) -> list[bytes]:
    """Without comments, which anybody may write."""
    return [line for line in content.split(b"\n") if not line.startswith(b"#")]


def _undeclared(lock: Lock, settings: Settings) -> Iterator[str]:
    for name, services in sorted(lock.environments.items()):
        declared = settings.environment(name)
        if settings.environments and declared is None:
            yield f"{name} is locked, and the policy declares no environment of this name"
        for target in declared.targets if declared else ():
            if target.service not in services:
                yield f"{name}/{target.service} is a target of the policy, and not locked"


def _secrets(service: LockedService, settings: Settings) -> Iterator[str]:
    """Variables that the policy calls secret by now, or that were never to be written."""
    redactor = Redactor(b"", settings.env.secret)
    for name, content in sorted(service.records.get(Kind.ENV, {}).items()):
        value = content.get("value")
        if isinstance(value, str) and redactor.content("env", name, value) != content:
            yield name


def _required(service: LockedService, settings: Settings) -> Iterator[str]:
    """What the policy requires is required in the lock, too, and there."""
    wanted = set(settings.env.required)
    for name in sorted(wanted ^ set(service.required)):
        yield f"that {name} must be set is {'not yet' if name in wanted else 'still'} in the lock"
    if Kind.ENV in service.records:
        for one in missing_required(service.records[Kind.ENV].keys(), settings):
            yield f"the policy requires {one.key}, and it is not set"

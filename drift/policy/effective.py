"""The policy that is in effect, defaults included, as a drift.toml that means the same."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from drift.model.findings import Severity
from drift.model.settings import Environment, IgnoreFor, Notify, Publish, Settings, Target, Waiver
from drift.policy.durations import written
from drift.policy.tomltext import array, text

OFF = "off"
_ENV = ("required", "may_differ", "must_equal", "secret")


def effective_policy(settings: Settings) -> str:
    """Read again, it has the same digest."""
    return "\n".join(_lines(settings)) + "\n"


def _lines(settings: Settings) -> Iterator[str]:
    yield f"# {_file(settings.path)}"
    yield f"# digest {settings.digest}"
    yield f"fail_on = {text(str(settings.fail_on))}"
    yield f"max_age = {text(written(settings.max_age))}"
    yield f"strict_coverage = {_boolean(value=settings.strict_coverage)}"
    yield f"deadline = {text(written(settings.deadline))}"
    yield f"reread = {array(settings.reread)}"
    yield f"preset = {array(settings.presets)}"
    for environment in settings.environments:
        yield from _environment(environment)
    yield from _table("services", {glob: text(name) for glob, name in settings.services.items()})
    yield from _table("applications", {name: array(names) for name, names in settings.applications.items()})
    yield from _table("ignore", {kind: array(patterns) for kind, patterns in settings.ignore.items()})
    for scoped in settings.ignore_for:
        yield from _ignore_for(scoped)
    env = settings.env
    yield from _table("env", {name: array(getattr(env, name)) for name in _ENV})
    packages = {"patch": settings.packages.patch, "minor": settings.packages.minor}
    yield from _table("packages.may_differ", {name: array(globs) for name, globs in packages.items() if globs})
    yield from _table("mounts", {"hash": array(settings.mounts.hash)} if settings.mounts.hash else {})
    for waiver in settings.waivers:
        yield from _waiver(waiver)
    for pair in settings.pairs:
        same = _boolean(value=pair.same_image)
        yield from (
            "",
            "[[pair]]",
            f"before = {text(pair.before)}",
            f"after = {text(pair.after)}",
            f"same_image = {same}",
        )
    yield from _table("severity", {rule: text(_rating(severity)) for rule, severity in settings.severity.items()})
    yield from _table("engines", {host: text(name) for host, name in settings.engine_names.items()})
    yield from _table("publish", _publish(settings.publish))
    yield from _table("notify", _notify(settings.notify))


def _file(path: str) -> str:
    if not path:
        return "no file: the built-in policy"
    return path if path.isprintable() else repr(path)


def _environment(environment: Environment) -> Iterator[str]:
    yield from ("", "[[environment]]", f"name = {text(environment.name)}")
    for name, values in (("hosts", environment.hosts), ("labels", environment.labels), ("names", environment.names)):
        if values:
            yield f"{name} = {array(values)}"
    if environment.fail_on is not None:
        yield f"fail_on = {text(str(environment.fail_on))}"
    if environment.max_age is not None:
        yield f"max_age = {text(written(environment.max_age))}"
    for target in environment.targets:
        yield from _target(target)


def _target(target: Target) -> Iterator[str]:
    yield from (
        "",
        "[[environment.target]]",
        f"reference = {text(target.reference)}",
        f"service = {text(target.service)}",
    )
    if target.image:
        yield f"image = {text(target.image)}"


def _ignore_for(scoped: IgnoreFor) -> Iterator[str]:
    yield from ("", "[[ignore_for]]", f"service = {text(scoped.service)}", f"reason = {text(scoped.reason)}")
    if scoped.environments:
        yield f"environments = {array(scoped.environments)}"
    for kind, patterns in scoped.patterns.items():
        yield f"{kind} = {array(patterns)}"


def _waiver(waiver: Waiver) -> Iterator[str]:
    yield from ("", "[[waiver]]", f"rule = {text(waiver.rule)}", f"service = {text(waiver.service)}")
    yield from (f"subject = {text(waiver.subject)}", f"reason = {text(waiver.reason)}")
    if waiver.environments:
        yield f"environments = {array(waiver.environments)}"
    if waiver.pair:
        yield f"pair = {array(waiver.pair)}"
    if waiver.expires:
        yield f"expires = {waiver.expires.isoformat()}"


def _absolute(path: str) -> str:
    """What is shown may be read elsewhere."""
    return str(Path(path).absolute())


def _publish(publish: Publish) -> Mapping[str, str]:
    reports = {"reports": array(map(_absolute, publish.reports))} if publish.reports else {}
    single = {"metrics": publish.metrics, "site": publish.site}
    return reports | {name: text(_absolute(path)) for name, path in single.items() if path}


def _notify(notify: Notify) -> Mapping[str, str]:
    if not notify.wanted:
        return {}
    entries = {"to": array(notify.to), "most": str(notify.most)}
    if notify.file:
        entries["file"] = text(_absolute(notify.file))
    if notify.severity is not None:
        entries["severity"] = text(str(notify.severity))
    if notify.digest is not None:
        entries["digest"] = text(notify.digest.isoformat("minutes"))
    if notify.report_url:
        entries["report_url"] = text(notify.report_url)
    return entries


def _table(name: str, entries: Mapping[str, str]) -> Iterator[str]:
    if entries:
        yield from ("", f"[{name}]", *(f"{text(key)} = {value}" for key, value in entries.items()))


def _rating(severity: Severity | None) -> str:
    return OFF if severity is None else str(severity)


def _boolean(*, value: bool) -> str:
    return "true" if value else "false"

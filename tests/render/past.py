"""Three weeks of the shop: what came and went in them, how a finding became worse, and what was rolled out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from drift.model.findings import Severity
from drift.model.past import Episode, Past
from drift.model.snapshot import ServiceName
from drift.report import Report
from drift.report.site import Sources
from drift.report.timeline import timeline
from tests.render.builders import crowd, shop
from tests.render.shop import ENVIRONMENTS, FINDINGS, NOW, digest, observation, state


def days(number: float) -> timedelta:
    return timedelta(days=number)


def episode(number: int, since: float, until: float | None = None, **changed: Any) -> Episode:
    """Of one of the shop's findings; times are days before now."""
    finding = FINDINGS[number]
    plain = Episode(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        service=finding.service,
        environments=finding.environments,
        kind=finding.kind.value,
        key=finding.key,
        severity=finding.severity,
        since=NOW - days(since),
        until=None if until is None else NOW - days(until),
    )
    return replace(plain, **changed)


def gone(name: str, since: float, until: float | None, severity: Severity = Severity.HIGH, **changed: Any) -> Episode:
    return episode(0, since, until, fingerprint=name, rule="file-changed", key=name, severity=severity, **changed)


def past() -> Past:
    """Every finding of now came on a day of its own; five went, one came back, one became worse."""
    standing = [episode(number, 0.2 + 1.6 * number) for number in range(1, len(FINDINGS))]
    worse = [episode(0, 9, 4, severity=Severity.MEDIUM), episode(0, 4)]
    flapping = [gone("/etc/nginx/conf.d/cache.conf", start, start - 1.2, service="web") for start in (20, 14, 7)]
    went = [
        gone("/app/settings.py", 21, 12.5),
        gone("/usr/lib/libssl.so.3", 12.5, 12, Severity.CRITICAL, service="web"),
        gone("LOG_LEVEL", 21, 1, Severity.LOW, service="worker", environments=("integration",)),
        gone("/etc/hosts.allow", 0.4, 0.35, Severity.MEDIUM),
    ]
    turns = [
        observation("web", "production", f"shop-web-{replica}", at=NOW - days(at), image_reference=f"shop/web:{tag}")
        for at, tag in ((22, "1.4.0"), (12, "1.4.1"), (4, "1.4.2"))
        for replica in (1, 2)
    ]
    turns += [observation("api", "production", "shop-api-1", at=NOW - days(at)) for at in (22, 12.5, 6)]
    turns = [replace(one, container_uid=digest(f"{one.container_name}{one.at}").hex()) for one in turns]
    episodes = sorted([*standing, *worse, *flapping, *went], key=lambda one: one.since)
    return Past(tuple(episodes), tuple(turns))


def shop_with_past(before: Past | None = None) -> Report:
    made = shop()
    return replace(made, timeline=timeline(before or past(), made.findings, state(), {}))


def shop_seen_once() -> Report:
    """After the first scan."""
    seen = tuple(replace(one, at=NOW) for one in state().observations)
    made = shop()
    first = Past(tuple(episode(number, 0) for number in range(len(FINDINGS))), seen)
    return replace(made, timeline=timeline(first, made.findings, replace(state(), observations=seen), {}))


def crowd_with_past(number: int) -> Report:
    """Very much: each finding of now came at a time of its own, and twice as many went."""
    made = crowd(number)
    episodes = [
        Episode(
            fingerprint=f"{each.finding.fingerprint if turn == 0 else place}-{turn}"[: None if turn else 32],
            rule=each.finding.rule,
            service=each.finding.service,
            environments=each.finding.environments,
            kind=each.finding.kind.value,
            key=each.finding.key,
            severity=each.finding.severity,
            since=NOW - days(1 + (place * 37 + turn * 11) % 83),
            until=NOW - days((place * 37 + turn * 11) % 83 / 2) if turn else None,
        )
        for place, each in enumerate(made.findings)
        for turn in range(3)
    ]
    turns = [
        observation(name, environment, f"{name}-1", at=NOW - days(day), container_uid=f"{name}{environment}{day}")
        for name in ("api", "web", "worker")
        for environment in ENVIRONMENTS
        for day in range(0, 85, 3)
    ]
    before = Past(tuple(sorted(episodes, key=lambda one: one.since)), tuple(sorted(turns, key=lambda one: one.at)))
    return replace(made, timeline=timeline(before, made.findings, state(), {("dev", ServiceName("", "web")): "web"}))


def shop_sources(made: Report | None = None, before: Past | None = None) -> Sources:
    """All that a site of the shop is made of."""
    names = {(one.environment, one.service): str(one.service) for one in state().observations}
    return Sources(made or shop_with_past(before), before or past(), state(), names)

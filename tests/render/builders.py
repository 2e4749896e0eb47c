"""Small real reports: of the shop in several states of health, and of every other type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from drift.model.changes import Change, ChangeType, Comparison, Detail, Relation, Side
from drift.model.findings import Finding, Outcome, Severity, Verdict
from drift.model.fleet import FleetState
from drift.model.records import Kind, RecordSet, record
from drift.model.settings import Settings
from drift.model.snapshot import Section, Snapshot, TargetFailure
from drift.policy.ranking import Ranked, Ranking, Reason
from drift.policy.verdict import judge
from drift.report import (
    AnyReport,
    Frame,
    HistoryReport,
    Novelty,
    Report,
    ScanReport,
    ShowReport,
    StatusReport,
    Target,
    WhyReport,
    diff_report,
    history_report,
    report,
    scan_report,
    show_report,
    status_report,
    why_report,
)
from drift.report.chain import Origins
from drift.report.findings import counts_of
from drift.report.parts import Declared, SourceLine
from drift.report.provenance import side_of
from tests.render.origins import origin, origins
from tests.render.shop import (
    ENVIRONMENTS,
    FINDINGS,
    NOW,
    Sighting,
    comparisons,
    digest,
    engine,
    file,
    finding,
    observation,
    observations,
    scans,
    secret,
    state,
    waived,
)


def verdict(findings: Sequence[Finding], **changed: Any) -> Verdict:
    threshold = Severity.HIGH
    drift = any(one.severity >= threshold for one in findings)
    plain = Verdict(
        outcome=Outcome.DRIFT if drift else Outcome.PASS,
        threshold=threshold,
        findings=tuple(sorted(findings, key=lambda one: -one.severity)),
        counts=counts_of(findings),
        policy_digest=digest("policy").hex(),
    )
    return replace(plain, **changed)


def frame(**changed: Any) -> Frame:
    return replace(Frame(tool="0.1.0", now=NOW), **changed)


def shop() -> Report:
    """A dozen findings of every severity."""
    found = FINDINGS
    seen = {one.fingerprint: Sighting(NOW - timedelta(days=n, hours=3)) for n, one in enumerate(found)}
    judged = verdict(found, hidden=waived(), unused_waivers=("waiver 3 (drift.toml line 44)",))
    declared = Declared(
        SourceLine("deploy/drift.toml"),
        {"web": SourceLine("deploy/compose.yaml", 4), "api": SourceLine("deploy/compose.yaml", 11)},
        {"web": SourceLine("web/Dockerfile")},
    )
    made = frame(sightings=seen, declared=declared, origins=origins())
    return report(judged, state(), comparisons(observations()), made)


def calm() -> Report:
    """Nothing at or above the threshold."""
    return report(verdict(()), state(), comparisons(observations()), frame())


def failure(environment: str = "production", **changed: Any) -> TargetFailure:
    plain = TargetFailure(
        environment=environment,
        engine=engine(environment),
        container_uid="",
        container_name="",
        service=None,
        outcome="failed",
        reason=f"engine ssh://{environment}.example did not answer within 10 s",
    )
    return replace(plain, **changed)


def blind() -> Report:
    """Production could not be read, and what could be read has drifted."""
    seen = tuple(one for one in observations() if one.environment != "production")
    read = [replace(one, complete=None) if one.environment == "production" else one for one in scans()]
    unread = FleetState(NOW, ENVIRONMENTS, seen, (failure(),), scans=tuple(read))
    found = [one for one in FINDINGS if one.environments[-1] != "production"]
    reasons = (failure().reason, "staging: the newest snapshot of web is 26 h old, older than max_age (24 h)")
    judged = verdict(found, outcome=Outcome.UNJUDGED, unjudged=reasons)
    return report(judged, unread, comparisons(seen), frame(origins=origins()))


def unread() -> Report:
    """As it is judged: production did not answer, staging was read yesterday, and a kind of records failed in dev."""
    seen = tuple(
        replace(one, at=NOW - timedelta(hours=30)) if one.environment == "staging" else one
        for one in observations()
        if one.environment != "production"
    )
    lacking = replace(state((failure(),)), observations=seen)
    failed = Change(Kind.PACKAGES, "", ChangeType.INCOMPARABLE, after={"reason": "var/lib/dpkg/status ends early"})
    compared = [
        replace(one, changes=(failed,)) if one.after.instance == "shop-dev-web-1" else one for one in comparisons(seen)
    ]
    judged = judge(compared, lacking, Settings(), NOW)
    return report(judged, lacking, compared, frame(origins=origins()))


def many_services(number: int) -> Report:
    """A tenth of them runs another image in production, and another tenth is edited there."""
    seen = [
        observation(
            f"service-{n:02}",
            environment,
            f"{environment}-service-{n:02}-1",
            image_reference=f"registry.example/shop/service-{n:02}:1.{3 if n % 10 == 1 and environment == 'production' else 4}",
        )
        for n in range(number)
        for environment in ENVIRONMENTS
    ]
    found = [
        finding(
            "config-file-changed",
            Severity.HIGH,
            Kind.FILES,
            "/etc/app.conf",
            service=f"service-{n:02}",
            environments=("production",),
            title="/etc/app.conf was edited in the container",
            before=file(content="shipped"),
            after=file(content="edited"),
            instances=(f"production-service-{n:02}-1",),
        )
        for n in range(2, number, 10)
    ]
    made = frame(origins=Origins(images={one.snapshot: origin(one) for one in seen}))
    return report(verdict(found), replace(state(), observations=tuple(seen)), comparisons(seen), made)


def crowd(number: int) -> Report:
    """Very many findings: the worst at the front."""
    levels = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    found = [
        finding(
            "file-changed",
            levels[n * len(levels) // number],
            Kind.FILES,
            f"/opt/service/lib/module{n:05}/configuration/settings-{n % 97}.yaml",
            service=("api", "web", "worker")[n % 3],
            environments=(ENVIRONMENTS[n % 4],),
            before=file(content=f"{n} before"),
            after=file(content=f"{n} after", size=1204 + n),
            details=(Detail("server.workers", str(n), str(n + 1)),),
            consequence="The program reads other settings than the ones that were tested.",
            remedy="Recreate the container from its image.",
        )
        for n in range(number)
    ]
    return report(verdict(found), state(), comparisons(observations()), frame())


def diff() -> Report:
    """Of one container and its image."""
    one = observation("web", "production", "shop-web-1")
    found = [
        replace(each, environments=())
        for each in FINDINGS
        if each.service == "web" and each.relation is Relation.CONTAINER_IMAGE and "production" in each.environments
    ]
    return diff_report(verdict(found), comparisons([one]), frame(), {f"container:{one.container_name}": one.coverage})


def status() -> StatusReport:
    return status_report(shop())


def history() -> HistoryReport:
    """Of web: seen in two environments, rolled out once, changed by hand once."""
    days = [NOW - timedelta(days=n) for n in (9, 6, 5, 2, 0)]
    old, new, edited = digest("web 1.4.1"), digest("web 1.4.2"), digest("web 1.4.2 edited")
    before = {"snapshot": old, "image_reference": "registry.example/shop/web:1.4.1", "container_uid": "1" * 64}
    after = {"snapshot": new, "container_uid": "2" * 64}
    seen = [
        observation("web", "production", "shop-web-1", at=days[0], **before),
        observation("web", "production", "shop-web-1", at=days[1], **before),
        observation("web", "production", "shop-web-1", at=days[2], **after),
        observation("web", "production", "shop-web-1", at=days[3], **(after | {"snapshot": edited})),
        observation("web", "production", "shop-web-1", at=days[4], **(after | {"snapshot": edited})),
        observation("web", "staging", "shop-stage-web-1", at=days[1]),
        observation("web", "staging", "shop-stage-web-1", at=days[4]),
    ]
    changed = Comparison(
        relation=Relation.NOW_BEFORE,
        service="web",
        before=Side("snapshot:" + new.hex()[:12], "production", "shop-web-1", snapshot=new),
        after=Side("snapshot:" + edited.hex()[:12], "production", "shop-web-1", snapshot=edited),
        changes=(
            Change(Kind.FILES, "/etc/nginx/nginx.conf", ChangeType.CHANGED),
            Change(Kind.FILES, "/etc/nginx/nginx.conf.bak", ChangeType.ADDED),
        ),
        equal=1202,
    )
    images = {old: digest("i1"), new: digest("i2"), edited: digest("i2")}
    return history_report(
        "web", seen, tool="0.1.0", now=NOW, environments=ENVIRONMENTS, images=images, comparisons=[changed]
    )


def snapshot() -> Snapshot:
    files = [
        record(Kind.FILES, "/etc/nginx/nginx.conf", file(size=1348, content="edited")),
        record(Kind.FILES, "/etc/nginx/conf.d/default.conf", {"type": "absent"}),
    ]
    env = [record(Kind.ENV, "LOG_LEVEL", {"value": "info"}), record(Kind.ENV, "STRIPE_API_KEY", secret("x"))]
    return Snapshot(
        image=digest("i2"),
        sections={
            Kind.FILES: Section.ok(RecordSet.of(Kind.FILES, files)),
            Kind.ENV: Section.ok(RecordSet.of(Kind.ENV, env)),
            Kind.MOUNTS: Section.ok(RecordSet.of(Kind.MOUNTS, [])),
            Kind.DOCUMENTS: Section.absent(),
            Kind.PACKAGES: Section.failed("var/lib/dpkg/status ends within a stanza"),
        },
    )


def show() -> ShowReport:
    one = observation("web", "production", "shop-web-1")
    side = side_of(one, digest("i2").hex(), lambda _environment, service, _container: str(service))
    return show_report("container:shop-web-1", snapshot(), side, tool="0.1.0", now=NOW, coverage=one.coverage)


def scan(failures: Sequence[TargetFailure] = (), **changed: Any) -> ScanReport:
    order = list(Novelty)
    targets = [Target(one, order[min(n, 2)]) for n, one in enumerate(observations())]
    return scan_report(
        ENVIRONMENTS,
        targets,
        failures,
        store="/home/ana/.local/share/container-drift/drift.db",
        tool="0.1.0",
        now=NOW,
        remarks=("The key for secrets is drift.key beside the store; keep it with the store.",),
        **changed,
    )


def why() -> WhyReport:
    """web works in staging and fails in production."""
    found = [one for one in FINDINGS if one.relation is Relation.ENVIRONMENTS]
    reasons = (Reason(18, "the failing side lacks the variable"), Reason(4, "its severity is high or critical"))
    ranked = tuple(Ranked(one, 22 - 20 * place, reasons if place == 0 else ()) for place, one in enumerate(found))
    before, after = Side("container:web-1", "staging", at=NOW.isoformat()), Side("container:web-2", "production")
    equal = {Kind.PACKAGES: 1204, Kind.ENV: 12, Kind.MOUNTS: 0}
    comparison = Comparison(Relation.ENVIRONMENTS, "web", before, after, (), equal=1216, equal_of=equal)
    return why_report(
        Ranking(ranked, waived(), verdict(found)),
        comparison,
        frame(more="drift diff env:staging/web env:production/web"),
    )


JUDGED: Mapping[str, Callable[[], Report]] = {"shop": shop, "calm": calm, "blind": blind, "diff": diff}
"""Those with findings."""
EVERY_REPORT: Mapping[str, Callable[[], AnyReport]] = {
    **JUDGED,
    "status": status,
    "history": history,
    "show": show,
    "scan": scan,
    "why": why,
    "scan-gaps": lambda: scan([failure()], gone=[observation("worker", "staging", "shop-stage-worker-1")]),
}

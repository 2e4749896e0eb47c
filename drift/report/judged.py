"""The report of `gate`, `report` and `diff`: findings, where they are, and what was not judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from drift.model.changes import Comparison, Relation
from drift.model.findings import Finding, Outcome, Severity, Verdict
from drift.model.fleet import EngineScan, FleetState
from drift.model.snapshot import Coverage, ServiceName
from drift.report import headlines
from drift.report.chain import Chain, Origins
from drift.report.chains import chains
from drift.report.file_tree import FileTree
from drift.report.findings import Sides, counts_of, hidden_by, numbered
from drift.report.matrix import Naming, matrix
from drift.report.parts import Compared, Declared, Headline, HiddenBy, Matrix, Note, Numbered, Seen, SideLine, Tool
from drift.report.provenance import (
    compared,
    coverages_of,
    image_identities,
    notes,
    sides_of_comparisons,
    sides_of_state,
)
from drift.report.side_by_side import SideBySide
from drift.report.timeline import Timeline
from drift.report.unjudged import Unjudged, unjudged


class About(StrEnum):
    FLEET = "gate"
    """The state of all environments, judged."""
    DIFF = "diff"
    """Two sides."""


@dataclass(frozen=True, slots=True)
class Report:
    about: About
    title: str
    """What was judged: "dev → staging → production", "image:web:1.4 → container:web"."""
    made: datetime
    tool: Tool
    headline: Headline
    outcome: Outcome
    threshold: Severity
    counts: Mapping[str, int]
    """Severity name → number of findings, all five, the worst first."""
    findings: tuple[Numbered, ...]
    """In rank order."""
    unjudged: tuple[str, ...]
    """Why it could not be judged."""
    hidden: tuple[HiddenBy, ...]
    unused_waivers: tuple[str, ...]
    notes: tuple[Note, ...]
    sides: tuple[SideLine, ...]
    compared: tuple[Compared, ...]
    why: str
    """The last line: why the verdict is as it is."""
    more: str
    """The one command that says more."""
    matrix: Matrix | None = None
    """None for a diff."""
    only_new: bool = False
    """Did only new findings count?"""
    declared: Declared = field(default_factory=Declared)
    scans: tuple[EngineScan, ...] = ()
    """Empty for a diff."""
    chains: tuple[Chain, ...] = ()
    """Of each service, what broke first; empty where nobody asked for them."""
    gaps: tuple[Unjudged, ...] = ()
    """The reasons of `unjudged`, each with its place and what to do about it."""
    timeline: Timeline | None = None
    """What was before; gathered for `report` alone."""
    side_by_side: SideBySide | None = None
    changed_files: tuple[FileTree, ...] = ()
    """Both gathered for `report` alone."""

    @property
    def hidden_count(self) -> int:
        return sum(len(one.findings) for one in self.hidden)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report says beside the verdict: who made it and when, and what else is known."""

    tool: str
    """Version of drift."""
    now: datetime
    sightings: Mapping[str, Seen] = field(default_factory=dict)
    """Fingerprint → when it was seen."""
    services: Mapping[tuple[str, ServiceName], str] = field(default_factory=dict)
    """Environment and service → its name in findings; needed only where no comparison tells."""
    thresholds: Mapping[str, Severity] = field(default_factory=dict)
    """Environments with a `fail_on` of their own."""
    title: str = ""
    """What was judged, in a few words; "" is: the environments in their order, or the two sides."""
    more: str = ""
    """The next command, where the usual one does not fit."""
    promotion: tuple[str, str] | None = None
    """From one environment to another, where that is what is judged."""
    declared: Declared = field(default_factory=Declared)
    origins: Origins | None = None
    """What chains are made of; None where none are wanted."""


def report(verdict: Verdict, state: FleetState, comparisons: Sequence[Comparison], frame: Frame) -> Report:
    """What `gate`, `report` and `status` show."""
    findings = numbered(verdict, frame.sightings, {})
    images = image_identities(comparisons)
    name = naming(comparisons, frame.services)
    places = matrix(state, findings, leaving_open(verdict), images, name, frame.now)
    promoted = f"{frame.promotion[0]} to be promoted to {frame.promotion[1]}" if frame.promotion else ""
    title = frame.title or promoted or " → ".join(places.environments)
    judged = headlines.judged(title, places, state, frame.now)
    return Report(
        about=About.FLEET,
        title=title,
        made=frame.now,
        tool=Tool(frame.tool, verdict.policy_digest),
        headline=headlines.of_promotion(verdict, findings, frame.promotion, judged)
        if frame.promotion
        else headlines.of_fleet(verdict, findings, places, judged),
        outcome=verdict.outcome,
        threshold=verdict.threshold,
        counts=counts_of(verdict.findings),
        findings=findings,
        unjudged=verdict.unjudged,
        gaps=unjudged(verdict, findings),
        hidden=hidden_by(verdict.hidden),
        unused_waivers=verdict.unused_waivers,
        notes=notes(coverages_of(state.observations)),
        sides=sides_of_state(state, images, name),
        compared=compared(comparisons),
        why=headlines.why(verdict, findings),
        more=frame.more or _next(frame)(verdict, state),
        matrix=places,
        only_new=verdict.known is not None,
        scans=state.scans,
        declared=frame.declared,
        chains=chains(places, state, findings, (one.finding for one in verdict.hidden), name, frame.origins)
        if frame.origins
        else (),
    )


def _next(frame: Frame) -> Callable[[Verdict, FleetState], str]:
    """Who reads the page need not be told to make it."""
    return headlines.next_command if frame.origins is None else headlines.next_of_page


def diff_report(
    verdict: Verdict, comparisons: Sequence[Comparison], frame: Frame, coverages: Mapping[str, Coverage] | None = None
) -> Report:
    """What `diff A B` shows: one comparison, or one for each service of two environments. `coverages` is by the sides' labels."""
    findings = numbered(verdict, frame.sightings, _labels(comparisons))
    sides = sides_of_comparisons(comparisons, coverages or {})
    title = frame.title or headlines.title_of(comparisons)
    return Report(
        about=About.DIFF,
        title=title,
        made=frame.now,
        tool=Tool(frame.tool, verdict.policy_digest),
        headline=headlines.of_diff(verdict, comparisons, title, sides, frame.now),
        outcome=verdict.outcome,
        threshold=verdict.threshold,
        counts=counts_of(verdict.findings),
        findings=findings,
        unjudged=verdict.unjudged,
        gaps=unjudged(verdict, findings),
        hidden=hidden_by(verdict.hidden),
        unused_waivers=verdict.unused_waivers,
        notes=notes(coverages or {}),
        sides=sides,
        compared=compared(comparisons),
        why=headlines.why(verdict, findings),
        more=frame.more or headlines.next_of_diff(comparisons),
        declared=frame.declared,
    )


def _labels(comparisons: Sequence[Comparison]) -> Sides:
    """Two things that somebody chose are called as they were named; an image and a container are told by what they are."""
    chosen = (Relation.INSTANCES, Relation.IMAGE_IMAGE)
    return {
        (one.relation, one.service): (one.before.label, one.after.label)
        for one in comparisons
        if one.relation in chosen
    }


def leaving_open(verdict: Verdict) -> Iterator[Finding]:
    """The findings that leave the verdict open; neither a severity nor a waiver closes it."""
    from drift.policy.rules import BY_ID  # fifty modules, which a scan or a history can do without

    hidden = (one.finding for one in verdict.hidden)
    return (one for one in (*verdict.findings, *hidden) if one.rule in BY_ID and BY_ID[one.rule].unjudged)


def naming(comparisons: Sequence[Comparison], services: Mapping[tuple[str, ServiceName], str]) -> Naming:
    """How findings name the service of a container: as given, else as the comparisons of that container do, else by itself."""
    compared_as = {
        (side.environment, side.instance): one.service
        for one in comparisons
        for side in (one.before, one.after)
        if side.environment and side.instance and one.service
    }

    def name(environment: str, service: ServiceName, container: str) -> str:
        given = services.get((environment, service))
        return given or compared_as.get((environment, container)) or str(service)

    return name

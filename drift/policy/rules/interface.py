"""What a rule is: what it finds, how severe that is in which comparison, why it matters, and what to do about it."""

import fnmatch
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from drift.model.changes import LOCK, Change, Comparison, Relation, Side
from drift.model.evidence import Evidence
from drift.model.findings import NO_CONSEQUENCE, Consequence, Finding, Severity
from drift.model.records import Kind
from drift.model.settings import Settings

BETWEEN = (Relation.IMAGE_IMAGE, Relation.ENVIRONMENTS, Relation.INSTANCES, Relation.NOW_BEFORE)
"""All but a container with its image: there, what is given at run time is no drift."""
NOT_REPLICAS = (Relation.CONTAINER_IMAGE, Relation.IMAGE_IMAGE, Relation.ENVIRONMENTS, Relation.NOW_BEFORE)
"""Of two replicas, `replica-differs` says it."""

GIVEN = (Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE, Relation.NOW_BEFORE)
"""Of what is given at run time: it is no drift from the image, and of two replicas `replica-differs` says it."""


def at(severity: Severity, *relations: Relation) -> dict[Relation, Severity]:
    """One severity in these relations, in all of them where none is named."""
    return dict.fromkeys(relations or tuple(Relation), severity)


@dataclass(frozen=True, slots=True)
class Context:
    """The comparison that a change is from, and the policy."""

    comparison: Comparison
    settings: Settings

    @property
    def relation(self) -> Relation:
        return self.comparison.relation

    @property
    def evidence(self) -> Evidence:
        """Of the judged side."""
        return self.comparison.evidence

    @property
    def after(self) -> str:
        """The judged side, as a sentence names it."""
        return _named(self.comparison.after, self.comparison)

    @property
    def before(self) -> str:
        return _named(self.comparison.before, self.comparison)

    def about(self, side: Side, service: str | None = None) -> "Context":
        """For what is true of one side alone, whatever it is compared with: then it is said once."""
        environment = side.environment or self.comparison.after.environment
        alone = Comparison(
            relation=Relation.CONTAINER_IMAGE,
            service=self.comparison.service if service is None else service,
            before=Side(label=""),
            after=replace(side, environment=environment),
            changes=(),
            evidence=self.evidence,
        )
        return Context(alone, self.settings)

    def about_content(self, change: Change, service: str | None = None) -> "Context":
        """About the side that a change has content for; the judged one where both have."""
        comparison = self.comparison
        return self.about(comparison.after if change.after is not None else comparison.before, service)


def _named(side: Side, comparison: Comparison) -> str:
    match comparison.relation:
        case Relation.ENVIRONMENTS if side.environment:
            return side.environment
        case Relation.INSTANCES if side.instance:
            return side.instance
        case Relation.CONTAINER_IMAGE:
            return "the container" if side is comparison.after else "the image"
        case Relation.NOW_BEFORE if comparison.before.label.startswith(LOCK):
            return "what runs" if side is comparison.after else "the lock"
        case Relation.NOW_BEFORE:
            return "the later state" if side is comparison.after else "the earlier state"
        case _:
            return side.label


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    """Stable, kebab-case: waivers, severities and fingerprints hold it."""
    title: str
    """What it finds, in one line."""
    kinds: frozenset[Kind]
    relations: Mapping[Relation, Severity]
    """Where it speaks, and how severe it is there by default."""
    why: str
    """Why it breaks things in practice."""
    fix: str
    bad: str
    """How it comes about: a command, a line of a Dockerfile or of a Compose file."""
    good: str
    """The same done right."""
    varies: str = ""
    """When the severity is another than the table says; "" where never."""
    many: str = ""
    """What several of these are, after their number: "files added"."""
    together: Callable[[str], str] | None = None
    """Key → key of the finding that always stands for it and its like; None where they are grouped by number only."""
    most: int = 0
    """More findings of its kind than this, each for its own `together`, become one; 0 is any number."""
    alone: bool = False
    """It judges what is said of one side alone, and no difference."""
    unjudged: bool = False
    """What it finds leaves the verdict open: neither a severity nor a waiver closes it."""
    gap: bool = False
    """What it finds leaves the verdict open under `strict_coverage`."""

    @property
    def severity(self) -> Severity:
        """The highest default, for outputs that have one for each rule."""
        return max(self.relations.values())

    def finding(
        self,
        change: Change,
        context: Context,
        title: str,
        *,
        severity: Severity | None = None,
        kind: Kind | None = None,
        key: str | None = None,
        consequence: Consequence = NO_CONSEQUENCE,
        attribution: str = "",
    ) -> Finding:
        """A finding of this rule about a change; what is not given is the rule's, or the change's own."""
        comparison = context.comparison
        instance = comparison.after.instance
        return Finding(
            rule=self.id,
            severity=self.relations[comparison.relation] if severity is None else severity,
            relation=comparison.relation,
            service=comparison.service,
            environments=tuple(comparison.environments),
            kind=change.kind if kind is None else kind,
            key=change.key if key is None else key,
            change=change.change,
            title=title,
            before=change.before,
            after=change.after,
            details=change.details,
            instances=(instance,) if instance else (),
            attribution=attribution,
            consequence=consequence.text,
            effect=consequence.effect if consequence.text else None,
            remedy=self.fix,
        )


class Judge(Protocol):
    """A module of this folder."""

    __name__: str
    __doc__: str | None

    @property
    def RULE(self) -> Rule: ...  # noqa: N802 - a module's constant

    def judge(self, change: Change, context: Context) -> Finding | None:
        """The finding, or None where the change is not this rule's. Called for the rule's kinds and relations only."""
        ...


def kinds(*names: Kind) -> frozenset[Kind]:
    return frozenset(names)


def matching(name: str, globs: Iterable[str]) -> str:
    """The first glob that a name matches, "" for none. Case counts, as it does for variables."""
    return next((glob for glob in globs if fnmatch.fnmatchcase(name, glob)), "")

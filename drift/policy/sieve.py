"""What the policy does not show: each with the line that hides it, never silently."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from drift.model.changes import Relation
from drift.model.findings import Finding, Hidden, Severity
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.ignore import Ignored
from drift.policy.lines import is_preset_line, may_differ_line, must_equal_line, severity_line, version_line
from drift.policy.packages import names_of, part_changed
from drift.policy.parents import made_for_hidden
from drift.policy.rules import BY_ID, env_required_missing, not_looked_for, package_downgraded, package_version_changed
from drift.policy.rules.interface import matching
from drift.policy.versions import Part
from drift.policy.waivers import Waivers

_OF_VERSIONS = frozenset({package_version_changed.RULE.id, package_downgraded.RULE.id})
_TWO_PLACES = frozenset({Relation.ENVIRONMENTS, Relation.IMAGE_IMAGE})


@dataclass(frozen=True, slots=True)
class Sieved:
    shown: list[Finding]
    hidden: list[Hidden]


class Sieve:
    """The hiding and re-rating lines of one policy on one day."""

    def __init__(self, settings: Settings, today: date) -> None:
        self._settings = settings
        self._ignored = Ignored(settings)
        self.waivers = Waivers(settings, today)

    def singles(self, findings: Iterable[Finding]) -> Sieved:
        """Before they are grouped: patterns are over the keys of single things."""
        sieved = Sieved([], [])
        for finding in findings:
            hidden = self._hidden(finding) or self.waivers.hiding(finding)
            if hidden:
                sieved.hidden.append(hidden)
            else:
                sieved.shown.append(self._rated(finding))
        return _without_parents(sieved)

    def groups(self, findings: Iterable[Finding]) -> Sieved:
        """After it: a waiver may have the key that a report shows."""
        sieved = Sieved([], [])
        for finding in findings:
            hidden = self.waivers.hiding(finding) if finding.members else None
            if hidden:
                sieved.hidden.append(hidden)
            else:
                sieved.shown.append(finding)
        return sieved

    def _hidden(self, finding: Finding) -> Hidden | None:
        ignored = self._ignored.hiding(finding)
        if ignored or must_equal(finding, self._settings):
            return ignored
        by = (
            self._selects(finding)
            or self._may_differ(finding)
            or self._version_may_differ(finding)
            or self._off(finding)
            or self._not_asked(finding)
        )
        return Hidden(finding, by) if by else None

    def _selects(self, finding: Finding) -> str:
        """A label that says which environment a container belongs to is another in each."""
        selectors = (label for one in self._settings.environments for label in one.labels)
        is_selector = finding.kind is Kind.CONFIG and finding.key in {
            f"label:{one.partition('=')[0]}" for one in selectors
        }
        return "labels of [[environment]]: it selects the environment" if is_selector else ""

    def _may_differ(self, finding: Finding) -> str:
        """A variable that may differ may be missing too, unless it is also required."""
        if finding.kind is not Kind.ENV or finding.rule == env_required_missing.RULE.id:
            return ""
        pattern = matching(finding.key, self._settings.env.may_differ)
        return may_differ_line(self._settings, pattern) if pattern else ""

    def _version_may_differ(self, finding: Finding) -> str:
        """Of a container that differs from its own image somebody changed the package: that is not meant."""
        if finding.rule not in _OF_VERSIONS or finding.relation not in _TWO_PLACES:
            return ""
        part = part_changed(finding.before, finding.after, finding.key)
        allowed = {Part.PATCH: ("patch", "minor"), Part.MINOR: ("minor",)}.get(part, ())
        for name in allowed:
            globs = getattr(self._settings.packages, name)
            pattern = next((one for key in names_of(finding.key) if (one := matching(key, globs))), "")
            if pattern:
                return version_line(self._settings, name, pattern)
        return ""

    def _off(self, finding: Finding) -> str:
        is_off = self._settings.severity.get(finding.rule, finding.severity) is None
        return severity_line(self._settings, finding.rule) if is_off else ""

    def _not_asked(self, finding: Finding) -> str:
        is_note = finding.rule == not_looked_for.RULE.id and not self._settings.strict_coverage
        return "strict_coverage, which is off" if is_note else ""

    def _rated(self, finding: Finding) -> Finding:
        given = self._settings.severity.get(finding.rule)
        rated = finding if given is None else replace(finding, severity=given)
        by = must_equal(finding, self._settings)
        if not by:
            return rated
        return replace(rated, severity=max(rated.severity, Severity.HIGH), title=f"{finding.title}; {by}")


def _without_parents(sieved: Sieved) -> Sieved:
    """Of what presets hide the directories that were made for it."""
    parents = made_for_hidden(sieved.shown, [one for one in sieved.hidden if is_preset_line(one.by)])
    hidden = {one.finding.fingerprint for one in parents}
    shown = [one for one in sieved.shown if one.fingerprint not in hidden] if hidden else sieved.shown
    return Sieved(shown, [*sieved.hidden, *parents])


def must_equal(finding: Finding, settings: Settings) -> str:
    """The line that demands that two environments have one value of this variable, "" where none does."""
    if finding.kind is not Kind.ENV or finding.relation is not Relation.ENVIRONMENTS:
        return ""
    pattern = matching(finding.key, settings.env.must_equal)
    return must_equal_line(settings, pattern) if pattern else ""


def raised_by(finding: Finding, settings: Settings) -> str:
    """The line that gives a finding its severity, "" where it is the rule's own."""
    rated = severity_line(settings, finding.rule) if finding.rule in settings.severity else ""
    return must_equal(finding, settings) or rated


def every_rule_is_off(settings: Settings) -> bool:
    return all(settings.severity.get(rule, BY_ID[rule].severity) is None for rule in BY_ID)

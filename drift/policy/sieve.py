"""What the policy does not show: each with the line that hides it, never silently."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from drift.model.findings import Finding, Hidden
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.ignore import Ignored
from drift.policy.rules import BY_ID, env_required_missing, not_looked_for
from drift.policy.rules.interface import matching
from drift.policy.waivers import Waivers


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
        return sieved

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
        by = (
            self._ignored.by(finding)
            or self._selects(finding)
            or self._may_differ(finding)
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
        return f"env may_differ{self._line('env.may_differ')}: {pattern}" if pattern else ""

    def _off(self, finding: Finding) -> str:
        is_off = self._settings.severity.get(finding.rule, finding.severity) is None
        return f"severity{self._line(f'severity.{finding.rule}')}: {finding.rule} is off" if is_off else ""

    def _not_asked(self, finding: Finding) -> str:
        is_note = finding.rule == not_looked_for.RULE.id and not self._settings.strict_coverage
        return "strict_coverage, which is off" if is_note else ""

    def _rated(self, finding: Finding) -> Finding:
        severity = self._settings.severity.get(finding.rule)
        return finding if severity is None else replace(finding, severity=severity)

    def _line(self, key: str) -> str:
        line = self._settings.lines.get(key)
        return f" line {line}" if line else ""


def every_rule_is_off(settings: Settings) -> bool:
    return all(settings.severity.get(rule, BY_ID[rule].severity) is None for rule in BY_ID)

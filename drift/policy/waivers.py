"""[[waiver]]: differences that somebody accepted, with a reason and an end."""

import fnmatch
from collections.abc import Sequence
from datetime import date

from drift.model.changes import Change, ChangeType, Comparison, Relation, Side
from drift.model.findings import Finding, Hidden
from drift.model.records import Kind
from drift.model.settings import Settings, Waiver
from drift.policy.lines import waiver_line
from drift.policy.rules.waiver_expired import EXPIRED
from drift.policy.scope import is_between, is_of_one, is_of_service


class Waivers:
    """Those of one policy on one day; they remember which of them were of use."""

    def __init__(self, settings: Settings, today: date) -> None:
        self._settings = settings
        self._valid = [
            (number, one) for number, one in enumerate(settings.waivers, start=1) if not has_expired(one, today)
        ]
        self._used = set[int]()

    def hiding(self, finding: Finding) -> Hidden | None:
        for number, waiver in self._valid:
            if waives(waiver, finding):
                self._used.add(number)
                return Hidden(finding, waiver_line(self._settings, number, waiver), waiver.reason)
        return None

    @property
    def unused(self) -> tuple[str, ...]:
        """Those that waived nothing, as sentences name them. An expired one is a finding instead."""
        return tuple(
            f"{waiver_line(self._settings, number, one)}: nothing is {one.rule} for {one.subject!r} of service {one.service!r}"
            for number, one in self._valid
            if number not in self._used
        )


def has_expired(waiver: Waiver, today: date) -> bool:
    """It holds on its last day."""
    return waiver.expires is not None and waiver.expires < today


def waives(waiver: Waiver, finding: Finding) -> bool:
    return (
        waiver.rule == finding.rule
        and is_of_service(finding, waiver.service)
        and fnmatch.fnmatchcase(finding.key, waiver.subject)
        and is_of_one(finding, waiver.environments)
        and is_between(finding, waiver.pair)
    )


def expired(settings: Settings, today: date) -> Sequence[Comparison]:
    """Each expired waiver as a change that the rules judge."""
    return [
        Comparison(
            relation=Relation.CONTAINER_IMAGE,
            service=waiver.service,
            before=Side(label=""),
            after=Side(label="drift.toml", environment=_judged(waiver)),
            changes=(_change(waiver, waiver_line(settings, number, waiver)),),
        )
        for number, waiver in enumerate(settings.waivers, start=1)
        if has_expired(waiver, today)
    ]


def _judged(waiver: Waiver) -> str:
    names = waiver.environments or waiver.pair
    return names[-1] if names else ""


def _change(waiver: Waiver, line: str) -> Change:
    expires = waiver.expires.isoformat() if waiver.expires else ""
    content = {"waiver": line, "expires": expires, "reason": waiver.reason}
    return Change(Kind.COVERAGE, f"{EXPIRED}{waiver.rule}:{waiver.subject}", ChangeType.CHANGED, after=content)

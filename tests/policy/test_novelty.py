from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding, Outcome, Severity
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.novelty import Before, only_new
from tests.policy.made import compared, file, file_change, judged

SCANNED = datetime(2026, 11, 24, 8, tzinfo=UTC)
FOUND = Finding(
    "file-changed", Severity.HIGH, Relation.CONTAINER_IMAGE, "web", ("prod",), Kind.FILES, "/a", ChangeType.CHANGED, "a"
)


@dataclass(frozen=True)
class Stood:
    since: datetime = SCANNED - timedelta(hours=1)
    resolved: datetime | None = None
    worst: Severity = Severity.HIGH
    refused: bool = False


STATE = Before(read={"prod": SCANNED, "dev": SCANNED - timedelta(days=1)})


def test_what_an_earlier_scan_saw_is_known():
    assert STATE.knows(FOUND, Stood())


@pytest.mark.parametrize(
    "stood",
    [
        None,
        Stood(since=SCANNED),
        Stood(resolved=SCANNED),
        Stood(worst=Severity.MEDIUM),
        Stood(refused=True),
    ],
    ids=["never seen", "seen by this scan first", "gone since", "worse by now", "refused"],
)
def test_what_did_not_stand_like_this_before_is_new(stood):
    assert not STATE.knows(FOUND, stood)


def test_between_two_environments_the_older_state_decides():
    between = replace(FOUND, environments=("dev", "prod"))
    assert not STATE.knows(between, Stood())
    assert STATE.knows(between, Stood(since=SCANNED - timedelta(days=2)))


def test_a_moment_that_somebody_names_also_takes_in_what_was_refused():
    assert Before(moment=SCANNED).knows(FOUND, Stood(refused=True))
    assert not Before(moment=SCANNED).knows(FOUND, Stood(since=SCANNED))


def test_where_nothing_was_read_nothing_is_known():
    assert not Before().knows(FOUND, Stood())


def test_only_what_is_new_decides_and_comes_first():
    changes = (file_change(path, None, file()) for path in ("/opt/tool/a", "/opt/tool/b"))
    verdict = judged(compared(*changes), settings=Settings(fail_on=Severity.LOW))
    old, new = verdict.findings
    stood = {old.fingerprint: Stood(worst=Severity.CRITICAL)}
    before = Before(moment=SCANNED)
    found = only_new(verdict, before, stood)
    assert [one.key for one in found.findings] == [new.key, old.key]
    assert (found.outcome, found.fails(new), found.fails(old)) == (Outcome.DRIFT, True, False)
    both = only_new(verdict, before, stood | {new.fingerprint: Stood(worst=Severity.CRITICAL)})
    assert both.outcome is Outcome.PASS

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from drift.model.changes import ChangeType
from drift.model.coverage import SERVICE
from drift.model.findings import Finding, Hidden, Severity
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.snapshot import Observation, ServiceName
from drift.report import report
from drift.report.parts import State
from tests.render.builders import failure, frame, verdict
from tests.render.shop import ENVIRONMENTS, NOW, comparisons, digest, file, finding, image, observation


@pytest.fixture
def cells():
    """Cells by (service, environment) of a report on these observations and findings."""

    def cells(observations, findings=(), failures=(), hidden=(), environments=ENVIRONMENTS, **framed):
        state = FleetState(NOW, environments, tuple(observations), tuple(failures))
        judged = verdict(findings, hidden=tuple(hidden))
        made = report(judged, state, comparisons(observations), frame(**framed))
        assert made.matrix is not None
        return {(row.service, cell.environment): cell for row in made.matrix.rows for cell in row.cells}

    return cells


def web(environment: str, **changed: Any) -> Observation:
    return observation("web", environment, f"{environment}-web-1", **changed)


def gap(key: str, change: ChangeType = ChangeType.INCOMPARABLE, **changed: Any) -> Finding:
    rule = {"target:web": "target-failed", "age": "snapshot-stale", SERVICE: "service-missing"}[key]
    return finding(rule, Severity.MEDIUM, Kind.COVERAGE, key, change=change, service="web", **changed)


def test_a_cell_without_findings_is_ok_and_one_without_containers_is_not_deployed(cells):
    found = cells([web("dev")])
    assert found["web", "dev"].state is State.OK
    assert found["web", "staging"].state is State.NOT_DEPLOYED


@pytest.mark.parametrize(
    ("severity", "state"),
    [(Severity.INFO, State.OK), (Severity.LOW, State.MINOR), (Severity.HIGH, State.DRIFT)],
)
def test_a_cell_is_as_bad_as_its_worst_finding_is_to_the_threshold(cells, severity, state):
    one = finding("file-changed", severity, Kind.FILES, "/a", service="web")
    cell = cells([web("production")], [one])["web", "production"]
    assert (cell.state, cell.findings, cell.counts[str(severity)]) == (state, (1,), 1)


def test_a_finding_between_two_environments_is_the_later_ones(cells):
    one = finding("env-missing", Severity.HIGH, Kind.ENV, "A", service="web", environments=("dev", "staging"))
    found = cells([web("dev"), web("staging")], [one])
    assert (found["web", "dev"].state, found["web", "staging"].state) == (State.OK, State.DRIFT)


def test_a_service_that_should_be_there_is_missing(cells):
    one = gap(SERVICE, ChangeType.REMOVED, environments=("dev", "staging"))
    cell = cells([web("dev")], [replace(one, severity=Severity.HIGH)])["web", "staging"]
    assert (cell.state, cell.reason) == (State.MISSING, one.title)


def test_an_engine_that_failed_leaves_the_whole_environment_unjudged(cells):
    found = cells([web("dev")], failures=[failure("production")])
    cell = found["web", "production"]
    assert (cell.state, cell.reason) == (State.UNJUDGED, failure("production").reason)
    assert found["web", "dev"].state is State.OK


def test_a_failed_container_leaves_its_service_unjudged_and_a_skipped_one_does_not(cells):
    failed = failure("dev", service=ServiceName("", "web"), container_name="web-2", reason="permission denied")
    assert cells([web("dev")], failures=[failed])["web", "dev"].state is State.UNJUDGED
    assert cells([web("dev")], failures=[replace(failed, outcome="skipped")])["web", "dev"].state is State.OK


def test_unjudged_wins_over_drift_and_the_findings_are_still_counted(cells):
    drift = finding("file-changed", Severity.HIGH, Kind.FILES, "/a", service="web", environments=("dev",))
    cell = cells([web("dev")], [drift, gap("target:web", environments=("dev",))])["web", "dev"]
    assert (cell.state, len(cell.findings)) == (State.UNJUDGED, 2)


def test_what_leaves_the_verdict_open_does_so_when_it_is_hidden_too(cells):
    hidden = Hidden(gap("target:web", environments=("dev",)), "waiver 1")
    assert cells([web("dev")], hidden=[hidden])["web", "dev"].state is State.UNJUDGED


def test_a_snapshot_that_is_too_old_leaves_those_containers_unjudged_that_it_names(cells):
    stale = replace(gap("age", environments=("dev",)), service="", instances=("dev-web-1",))
    found = cells([web("dev"), observation("api", "dev", "dev-api-1")], [stale])
    assert (found["web", "dev"].state, found["api", "dev"].state) == (State.UNJUDGED, State.OK)


def test_a_finding_of_the_whole_environment_has_a_row_of_its_own(cells):
    kernel = finding("host-differs", Severity.LOW, Kind.HOST, "kernel", service="", environments=("dev", "staging"))
    found = cells([web("dev"), web("staging")], [kernel])
    assert (found["", "staging"].state, found["", "dev"].state) == (State.MINOR, State.OK)


def test_replicas_are_counted_and_their_images_and_the_oldest_age_are_told(cells):
    one, other = (
        web("dev"),
        web("dev", container_name="dev-web-2", at=NOW - timedelta(hours=5), image_reference="web:2"),
    )
    other = replace(other, snapshot=digest("another"))
    cell = cells([one, other])["web", "dev"]
    assert cell.instances == ("dev-web-1", "dev-web-2")
    assert cell.age == timedelta(hours=5)
    assert [each.reference for each in cell.images] == [image("web", "dev"), "web:2"]
    assert all(each.identity for each in cell.images)


def test_a_service_is_named_as_the_findings_name_it(cells):
    shop = ServiceName("shop-dev", "web")
    one = replace(web("dev"), service=shop)
    assert ("web", "dev") in cells([one]), "as its comparison calls it"
    assert ("shop/web", "dev") in cells([one], services={("dev", shop): "shop/web"}), "as the policy pairs it"


def test_a_container_that_was_not_compared_is_named_by_itself():
    one = replace(web("dev"), service=ServiceName("shop-dev", "web"))
    made = report(verdict(()), FleetState(NOW, ("dev",), (one,), ()), (), frame())
    assert made.matrix is not None
    assert [row.service for row in made.matrix.rows] == ["shop-dev/web"]


def test_environments_stand_in_the_states_order(cells):
    found = cells([web("dev")], [finding("file-added", Severity.LOW, Kind.FILES, "/a", after=file())])
    assert [environment for service, environment in found if service == "web"] == list(ENVIRONMENTS)

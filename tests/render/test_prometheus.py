from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from drift.render.prometheus import Prometheus
from drift.report import Report
from tests.render.builders import JUDGED, blind, calm, diff, shop
from tests.render.hostile import LONG, poisoned
from tests.render.shop import NOW


def metrics(report: Report) -> dict[str, Metric]:
    return {one.name: one for one in text_string_to_metric_families(Prometheus().render(report))}


def value(report: Report, name: str, **labels: str) -> float | None:
    found = [one.value for one in metrics(report)[name].samples if labels.items() <= one.labels.items()]
    return found[0] if len(found) == 1 else None


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.prom", Prometheus().render(JUDGED[name]()))


@pytest.mark.parametrize("name", JUDGED)
def test_prometheus_own_reader_reads_it(name):
    for made in (JUDGED[name](), poisoned(JUDGED[name](), LONG)):
        for metric in metrics(made).values():
            assert metric.name.startswith("drift_")
            assert metric.type == "gauge"
            assert metric.documentation
            labels = [tuple(sorted(one.labels.items())) for one in metric.samples]
            assert len(labels) == len(set(labels)) > 0
            assert all(one.timestamp is None for one in metric.samples)


def test_a_label_is_read_back_as_it_was():
    hostile = 'a"b\\c{d}=e,f'
    made = poisoned(shop(), hostile)
    assert f"api{hostile}" in {one.labels["service"] for one in metrics(made)["drift_findings"].samples}


def test_findings_are_counted_by_severity_service_and_environment_also_where_there_are_none():
    assert value(shop(), "drift_findings", environment="production", service="api", severity="high") == 2
    assert value(shop(), "drift_findings", environment="dev", service="web", severity="high") == 0
    assert value(shop(), "drift_failing_findings", environment="production", service="api") == 3
    assert value(calm(), "drift_findings", environment="production", service="api", severity="high") == 0


def test_the_verdict_and_the_state_of_a_service_are_one_of_several():
    for made, verdict in ((shop(), "drift"), (calm(), "pass"), (blind(), "unjudged")):
        assert [one.labels["verdict"] for one in metrics(made)["drift_verdict"].samples if one.value] == [verdict]
    states = metrics(shop())["drift_service_state"].samples
    assert sum(one.value for one in states) == 3 * 4


def test_silence_is_seen_by_the_time_of_the_judgement_and_of_the_last_success():
    assert value(shop(), "drift_judged_timestamp_seconds") == NOW.timestamp()
    last = "drift_scan_last_success_timestamp_seconds"
    assert value(shop(), last, environment="production") == NOW.timestamp() - 4 * 60
    assert value(blind(), last, environment="production") is None
    assert value(blind(), last, environment="dev") is not None


def test_snapshots_have_their_age_and_scans_their_duration():
    assert value(shop(), "drift_snapshot_age_seconds", environment="dev", instance="shop-dev-web-1") == 34 * 60
    assert value(shop(), "drift_scan_duration_seconds", environment="dev") == 8.25


def test_of_two_containers_of_one_name_the_older_is_told():
    sides = [replace(one, at=NOW - timedelta(hours=age)) for age in (5, 26, 2) for one in calm().sides[:1]]
    made = replace(calm(), sides=tuple(sides))
    assert value(made, "drift_snapshot_age_seconds", environment="dev") == 26 * 3600


def test_a_diff_has_findings_and_no_scans():
    assert value(diff(), "drift_findings", service="web", severity="high") == 1
    assert "drift_scan_duration_seconds" not in metrics(diff())

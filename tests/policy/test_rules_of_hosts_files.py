from drift.model.changes import Relation, alone
from drift.model.records import HOSTS_ADDED, Kind
from tests.policy.made import found, rule_of, valued


def test_what_was_written_into_the_hosts_file_is_told_under_its_path():
    [finding] = found(alone(Kind.RUNTIME, HOSTS_ADDED, {"value": ["10.0.0.9 database db2"]}))
    assert (finding.rule, finding.key, str(finding.severity)) == ("hosts-edited", "/etc/hosts", "medium")
    assert finding.title == "/etc/hosts has what the engine did not write: 10.0.0.9 database db2"
    assert finding.consequence == "database leads to another host until the next start"


def test_of_many_lines_the_first_are_told():
    [finding] = found(alone(Kind.RUNTIME, HOSTS_ADDED, {"value": [f"10.0.0.{n} n{n}" for n in range(5)]}))
    assert finding.title.endswith("10.0.0.2 n2 and 2 more")


def test_between_environments_it_is_another_resolution_of_names():
    assert rule_of(valued(Kind.RUNTIME, HOSTS_ADDED, None, ["10.0.0.9 db"]), Relation.ENVIRONMENTS) == (
        "dns-differs",
        "low",
    )

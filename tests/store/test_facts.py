from drift.model.facts import Fact, FactKey, Status, fact_key
from tests.store.things import fact, sha


def test_facts_come_back_by_key_and_unknown_keys_are_left_out(store):
    facts = [
        fact("a"),
        fact("a", version=2),
        fact("a", name="caf\udce9"),
        Fact(sha("b"), "status", "dpkg", 1, Status.FAILED, "no colon in \udcff", ""),
        Fact(sha("c"), "status", "dpkg", 1, Status.ABSENT, "", '{"quoted":"\udcff"}'),
    ]
    store.facts.add(facts)

    found = store.facts.get([*map(fact_key, facts), FactKey(sha("z"), "status", "dpkg", 1)])

    assert found == {fact_key(one): one for one in facts}


def test_the_same_bytes_are_had_once(store):
    store.facts.add([fact("a"), fact("a")])
    store.facts.add([fact("a")])

    assert store._connection.value("SELECT count(*) FROM fact") == 1


def test_many_keys_are_no_problem(store):
    facts = [fact(str(number)) for number in range(5000)]
    store.facts.add(facts)

    assert len(store.facts.get(map(fact_key, facts))) == 5000

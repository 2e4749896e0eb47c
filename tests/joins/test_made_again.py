from drift.collectors.reading import FactIndex
from drift.joins.made_again import NOTES, made_again
from drift.tree.delta import Delta
from tests.joins.trees import link, regular, tree_of

IMAGE = tree_of(regular(NOTES, b"of the build", mode=0o600))


def explained(*changed, removed=frozenset()):
    return made_again(Delta({entry.path: entry for entry in changed}, removed), IMAGE, FactIndex()).keys()


def test_what_ldconfig_noted_is_no_drift_whether_it_is_another_new_or_gone():
    assert explained(regular(NOTES, b"of a run", mode=0o600)) == {NOTES}
    assert explained(removed=frozenset({NOTES})) == {NOTES}


def test_something_else_in_its_place_is_drift():
    assert explained(regular(NOTES, b"#!/bin/sh", mode=0o755)) == set()
    assert explained(regular(NOTES, b"for all", mode=0o666)) == set()
    assert explained(link(NOTES, "/srv/away")) == set()


def test_the_cache_itself_is_drift():
    assert explained(regular("etc/ld.so.cache", b"another")) == set()

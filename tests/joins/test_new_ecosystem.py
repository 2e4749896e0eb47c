"""Adding an ecosystem is one file, one line, one test: this is that file, and that line goes into COLLECTORS."""

from drift.collectors import COLLECTORS
from drift.collectors.interface import Collector
from drift.collectors.packages.package import package
from drift.joins.packages import packages
from drift.model.canonical import to_text
from drift.model.records import Kind
from tests.joins.trees import facts_of, regular, tree_of


def parse(content, name):
    """One `NAME VERSION` in a line."""
    lines = to_text(content.read()).splitlines()
    return [package("toy", *line.split(maxsplit=1)) for line in lines]


TOY = Collector(
    name="toy",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/toybox/INSTALLED",),
    parse=parse,
    root=lambda path: path.removesuffix("/INSTALLED"),
)

CONTENT = b"robot 1.0\ndoll 2.1\n"


def test_a_collector_in_the_tuple_is_all_that_an_ecosystem_needs():
    collectors = (*COLLECTORS, TOY)
    facts = facts_of({"opt/toybox/INSTALLED": CONTENT}, collectors)
    section = packages(tree_of(regular("opt/toybox/INSTALLED", CONTENT)), facts, collectors=collectors)
    assert section.set is not None
    assert {one.key: one.value["versions"] for one in section.set.records} == {
        "pkg:toy/robot#/opt/toybox": ["1.0"],
        "pkg:toy/doll#/opt/toybox": ["2.1"],
    }

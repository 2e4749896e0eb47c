"""docs/why.md: how often the true cause comes first, scenario by scenario, and what a place is made of."""

from collections.abc import Iterator, Sequence

from benchmarks.why.families import FAMILIES, family_of
from benchmarks.why.harmless import FEWEST, MOST, POOL
from benchmarks.why.measuring import Outcome
from benchmarks.why.split import CHOSEN_ON, HELD_OUT
from drift.policy.weights import ASPECTS
from drift.report.provenance import UNSEEN

SEEN = ("link-broken", "module-edited", "module-not-copied", "python-package-removed")
FIRST, IN_THREE = 0.80, 0.95
"""What is to be reached on the half that is held out."""

HEAD = """# Why it works here and fails there: how often `drift why` is right

`make why` writes this page. Each scenario is two real containers of one small web service on a real engine ({engine}): one works, the other fails, and the
run sees it: it starts both, asks them, and goes on only where the one answers and the other does not. Between the two lie one difference that breaks the
program and {fewest} to {most} that do not, drawn by the scenario's name from {pool} of many kinds: logs, hosts, labels, limits that are larger, packages and
variables more and less, another image … A third container has these alone, and works.

The weights were chosen on one half of the scenarios. Which half a scenario is in was fixed by a hash of its name (`benchmarks/why/split.py`) before any
weight was tried; the harmless differences come from one pool for both. What counts is the half that was held out; four lists of it were
seen once, before the first weight was changed, when the stage itself was tried ({seen}). Both halves are of one kind of service,
with one difference that is the cause: two that break it only together, or a difference that a hundred others stand beside, are not in these figures.

{unseen}

"""
AFTER = """
What the program said is the last line of its log. A scenario whose cause comes later than third is not hidden: the list above it is what a person reads first.

## What a place is made of

Of each aspect the first weight that holds counts; the sum is the place. `drift why` says the reasons beside each difference.
"""


def page(outcomes: Sequence[Outcome], engine: str) -> str:
    lines = [
        HEAD.format(engine=engine, fewest=FEWEST, most=MOST, pool=len(POOL), seen=", ".join(SEEN), unseen=UNSEEN),
        *_summary(outcomes),
        "",
        *_table(outcomes),
        AFTER,
        *weights(),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def share(outcomes: Sequence[Outcome], within: int) -> float:
    return sum(0 < one.rank <= within for one in outcomes) / len(outcomes) if outcomes else 0.0


def _summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "| half | scenarios | true cause first | among the first three | aim |"
    yield "|---|---:|---:|---:|---|"
    for half in (HELD_OUT, CHOSEN_ON):
        own = [one for one in outcomes if one.half == half]
        aim = f"{FIRST:.0%} and {IN_THREE:.0%}" if half == HELD_OUT else ""
        yield f"| {half} | {len(own)} | {_counted(own, 1)} | {_counted(own, 3)} | {aim} |"
    unseen = [one for one in outcomes if one.half == HELD_OUT and one.scenario.name not in SEEN]
    yield ""
    yield f"Without the four: {_counted(unseen, 1)} first, {_counted(unseen, 3)} among the first three."
    differences = sum(one.differences for one in outcomes) / max(1, len(outcomes))
    yield ""
    yield f"A list has {differences:.0f} differences on average, and at most {max(one.differences for one in outcomes)}."


def _counted(outcomes: Sequence[Outcome], within: int) -> str:
    number = sum(0 < one.rank <= within for one in outcomes)
    return f"{number} of {len(outcomes)}, {share(outcomes, within):.0%}"


def _table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for family in FAMILIES:
        yield from (f"## {family.capitalize()}", "")
        yield "| scenario | what differs | the program says | rank | of | half |"
        yield "|---|---|---|---:|---:|---|"
        for one in outcomes:
            if family_of(one.scenario) == family:
                yield _row(one)
        yield ""


def _row(one: Outcome) -> str:
    said = " ".join(one.said.split()).replace("|", "\\|").replace("`", "'")[:110]
    cells = (one.scenario.name, one.scenario.about, f"`{said}`", one.rank or "none", one.differences, one.half)
    return f"| {' | '.join(map(str, cells))} |"


def weights() -> Iterator[str]:
    for aspect in ASPECTS:
        yield from ("", f"### {aspect.name.capitalize()}", "", aspect.about, "", "| points | reason |", "|---:|---|")
        for weight in aspect.weights:
            yield f"| {weight.points:+d} | {weight.reason} |"

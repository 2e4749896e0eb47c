"""Inventories side by side with syft's: `python -m benchmarks.inventory` writes docs/inventory.md; syft is in PATH, or DRIFT_SYFT names it."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from itertools import count
from pathlib import Path

from benchmarks import large
from benchmarks.images import archives
from benchmarks.packages import Listing, Package, by_drift, by_syft, syft, syft_command, syft_version
from benchmarks.reasons import OF_DRIFT_ALONE, OF_SYFT_ALONE, Reason
from benchmarks.table import Figure, Goal, in_turn, inside, machine, process, show
from drift.joins.programs import program_sections
from drift.model.references import parse_reference
from drift.model.settings import Settings
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.store import Store

PAGE = Path(__file__).parents[1] / "docs" / "inventory.md"
RUNS = 3
THEIRS = "syft"
COLD, WARM, RESOLUTION = "drift, empty store", "drift, image known", "library resolution alone"
GOALS = (Goal(COLD, THEIRS, 1 / 8), Goal(WARM, THEIRS, 1 / 40))
UNEXPLAINED = "**not explained**"
SHOWN = 4
"""Packages that a row names."""


def compared(title: str, ours: Listing, theirs: Listing) -> str:
    """A chapter: how many packages of each type both list, one alone, and why."""
    types = sorted({one.type for one in (*ours, *theirs)})
    rows = "\n".join(f"| {name} | {_row(name, ours, theirs)} |" for name in types)
    alone = [*_alone("drift", ours, theirs, OF_DRIFT_ALONE), *_alone("syft", theirs, ours, OF_SYFT_ALONE)]
    reasons = "\n".join(alone) or "Nothing that one of them lists alone."
    return f"## {title}\n\n| type | both | drift alone | syft alone |\n|---|---:|---:|---:|\n{rows}\n\n{reasons}\n"


def _row(name: str, ours: Listing, theirs: Listing) -> str:
    one, another = ({package for package in listing if package.type == name} for listing in (ours, theirs))
    return f"{len(one & another)} | {len(one - another)} | {len(another - one)}"


def _alone(who: str, listing: Listing, other: Listing, reasons: Sequence[Reason]) -> Iterator[str]:
    """A line for each reason, with some of the packages."""
    grouped: dict[str, list[Package]] = {}
    for package in sorted(listing.keys() - other.keys()):
        held = (one.text for one in reasons if one.holds(package, listing[package], other))
        grouped.setdefault(next(held, UNEXPLAINED), []).append(package)
    for text, packages in grouped.items():
        named = ", ".join(f"`{' '.join(filter(None, one[1:]))}`" for one in packages[:SHOWN])
        more = ", …" if len(packages) > SHOWN else ""
        yield f"- {who} alone, {len(packages)}: {text} ({named}{more})"


def figures(program: str, folder: Path) -> Mapping[str, Figure]:
    """Of the large image: programs as processes of their own, all in one run."""
    path = large.archive()
    known, numbers = folder / "known.db", count()

    def listed(store: Path) -> Figure:
        return process((sys.executable, "-m", "benchmarks.packages", str(path), str(store)))

    rows: dict[str, Callable[[], Figure]] = {
        THEIRS: lambda: process(syft_command(program, path)),
        COLD: lambda: listed(folder / f"{next(numbers)}.db"),
        WARM: lambda: listed(known),
        RESOLUTION: lambda: resolution(known),
    }
    listed(known)
    return in_turn(rows, RUNS)


def resolution(store: Path) -> Figure:
    """Of all programs of an image that the store has, nothing of its tree looked up before."""
    reference = parse_reference(f"docker-archive:{large.archive()}")
    with Store.open(store) as opened, Session(Settings(), opened, {}) as session:
        tree = Images(session).of_reference(reference).tree()
        return inside(lambda: program_sections(tree, opened.facts, {}))


def page(program: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        # First: a child's peak begins with what its parent holds when it starts it.
        found = figures(program, Path(folder))
        stores = (Path(folder, f"compared-{number}.db") for number in count())
        listed = {
            title: (by_drift(path, next(stores)), by_syft(program, path))
            for title, path in (archives() | {"The large image": large.archive()}).items()
        }
    chapters = "\n".join(compared(title, *both) for title, both in listed.items())
    return f"{head(program, listed)}\n{chapters}\n{measured(found)}"


def head(program: str, listed: Mapping[str, tuple[Listing, Listing]]) -> str:
    rows = "\n".join(
        f"| {title} | {len(ours.keys() & theirs.keys())} | {len(ours.keys() - theirs.keys())} | {len(theirs.keys() - ours.keys())} |"
        for title, (ours, theirs) in listed.items()
    )
    return f"""# Inventories side by side

Written by `python -m benchmarks.inventory`: the packages that drift and syft {syft_version(program)} list of the same archives (`benchmarks/images.py`
makes them), by purl type, name and version. An OS package is compared without its namespace, a jar without its group, which jars often do not
say; `UNKNOWN` and `(devel)` are no versions, an epoch of 0 is none. A package at several places counts once. Each difference has its
reason in `benchmarks/reasons.py`.

| image | both | drift alone | syft alone |
|---|---:|---:|---:|
{rows}
"""


def measured(found: Mapping[str, Figure]) -> str:
    output = io.StringIO()
    with redirect_stdout(output):
        show("Time and memory", found, GOALS)
    peak = found[COLD].peak / found[THEIRS].peak
    return f"""## Figures

The large image (`benchmarks/large.py`) on {machine()}, the mean of {RUNS} runs in turn on a shared machine: only ratios mean something.
{output.getvalue()}
Peak memory of drift with an empty store: {peak:.3f} of syft's (to reach: ≤ 0.125). Library resolution: to reach ≤ 2 s.
"""


def main() -> None:
    program = syft()
    if program is None:
        sys.exit("skipped: there is no syft in PATH, and DRIFT_SYFT names none")
    PAGE.write_text(page(program), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()

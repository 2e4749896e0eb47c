"""How long a command takes to begin: `python -m benchmarks.startup` prints a table of whole processes.

Each program runs in turn, so that a busy moment of the machine meets all of them; a row is the median of its runs.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

RUNS = 15
LIMIT = 1.3
"""`drift --version` takes at most so many times what the smallest typer program takes."""

BARE = "pass"
TYPER = """\
import typer
def main(name: str = "world") -> None: print(f"hello {name}")
typer.run(main)
"""
ROOT = Path(__file__).parents[1]
SMALLEST, VERSION = "a typer program of three lines", "drift --version"


def programs(folder: Path) -> Mapping[str, Sequence[str]]:
    (folder / "bare.py").write_text(BARE)
    (folder / "small.py").write_text(TYPER)
    return {
        "python alone": [str(folder / "bare.py")],
        SMALLEST: [str(folder / "small.py")],
        VERSION: ["-m", "drift", "--version"],
        "drift --help": ["-m", "drift", "--help"],
        "drift status, without a store": ["-m", "drift", "status"],
    }


def seconds(arguments: Sequence[str], folder: Path) -> float:
    unwatched = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = {**unwatched, "PYTHONPATH": str(ROOT), "DRIFT_DB": str(folder / "none.db")}
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, cwd=folder, capture_output=True, check=False)
    return time.perf_counter() - start


def measured(runs: int = RUNS, only: Collection[str] = ()) -> Mapping[str, float]:
    """Median seconds by program, of all or of some."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        commands = {name: words for name, words in programs(folder).items() if name in (only or (name,))}
        for arguments in commands.values():
            seconds(arguments, folder)  # so that all is compiled and in the page cache
        times = [{name: seconds(arguments, folder) for name, arguments in commands.items()} for _ in range(runs)]
    return {name: statistics.median(one[name] for one in times) for name in commands}


def main() -> None:
    found = measured()
    print(f"| {'whole process, median of ' + str(RUNS) + ' runs':<34} | {'ms':>6} | {'ratio':>5} |")
    print(f"|{'-' * 36}|{'-' * 7}:|{'-' * 6}:|")
    for name, taken in found.items():
        print(f"| {name:<34} | {taken * 1000:>6.0f} | {taken / found[SMALLEST]:>5.2f} |")
    print(f"\n{VERSION} is to take at most {LIMIT} times the three lines.")


if __name__ == "__main__":
    main()

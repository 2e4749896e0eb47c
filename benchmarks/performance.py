"""All figures in one page: `python -m benchmarks.performance` runs the benchmarks and writes docs/performance.md."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.large import LARGE
from benchmarks.table import machine

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
CHAPTERS = {
    "index": "Index of an image",
    "host_route": "Rescan of a container",
    "differences": "Difference of two images",
    "fleet": "A thousand containers",
    "store": "The store",
    "report": "The HTML report",
    "startup": "Start of a command",
}


def chapter(name: str, title: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=True, cwd=PAGE.parents[1]
    )
    return f"## {title}\n\n`python -m benchmarks.{name}`\n\n{ran.stdout.strip()}\n"


def head(now: datetime) -> str:
    image = LARGE.tar()
    return f"""# Performance

Written by `python -m benchmarks.performance` on {now:%Y-%m-%d}, on {machine()}. The rows of a table ran in turn on a shared machine; each is a
median, and only ratios within a table mean something. The large image is a Debian {LARGE.suite} of {image.stat().st_size / 1e6:,.0f} MB for developers
(`benchmarks/large.py`). Where a ratio is larger than what stands beside it as to be reached, it was not reached.
"""


def main() -> None:
    parts = [head(datetime.now(UTC)), *(chapter(name, title) for name, title in CHAPTERS.items())]
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()

"""Fuzzes a reader with libFuzzer by way of atheris: `python -m tests.fuzz.coverage_guided READER SECONDS [FOLDER]`.

The inputs start from the stored corpus; what reaches new code is kept in FOLDER, what fails as a file "crash-…" there. Without
a reader all have their turn. atheris is no dependency: where it cannot be imported one line says so, and nothing else is done.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

LONGEST_INPUT = 64 << 10
LONGEST_SECONDS = 10
MOST_MEMORY = 1024
"""MiB."""


def fuzz(name: str, seconds: int, folder: Path) -> None:
    import atheris  # type: ignore[import-untyped]

    with atheris.instrument_imports(include=["drift"]):
        from tests.fuzz.readers import CORPUS, try_one
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_INPUT}",
        f"-timeout={LONGEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEMORY}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(folder), str(CORPUS / name)], lambda raw: try_one(name, raw))
    atheris.Fuzz()


def fuzz_all(seconds: int) -> int:
    """Each in a process of its own: libFuzzer ends the one that it runs in."""
    from tests.fuzz.readers import READERS

    failed = 0
    for name in READERS:
        folder = Path(tempfile.mkdtemp(prefix=f"drift-fuzz-{name}-"))
        command = [sys.executable, "-m", "tests.fuzz.coverage_guided", name, str(seconds), str(folder)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        found = [path.name for path in folder.iterdir() if "-" in path.name]
        last = [line for line in done.stderr.splitlines() if line.startswith("stat::number_of_executed_units")]
        print(
            f"{name}: {''.join(last) or 'it did not run'}; {', '.join(found) or 'nothing found'}; {folder}", flush=True
        )
        failed += bool(found or done.returncode)
    return failed


if __name__ == "__main__":
    try:
        import atheris  # noqa: F401 - is it here?
    except ImportError:
        print("coverage-guided fuzzing is left out: atheris cannot be imported (pip install atheris)")
        raise SystemExit(0) from None
    if len(sys.argv) > 2:
        fuzz(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()))
    else:
        raise SystemExit(fuzz_all(int(sys.argv[1]) if len(sys.argv) > 1 else 60))

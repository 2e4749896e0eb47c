#!/bin/bash
# Runs every test with coverage, three files at a time, each process with engines of its own; the last line is pytest's own, and the exit code its.
# Three: with two, half of two cores is idle, waiting for engines.
set -u
cd "$(dirname "$0")/../.."
log=.cache/test.log
mkdir -p .cache

.venv/bin/coverage erase
.venv/bin/coverage run -m pytest --numprocesses 3 --dist loadfile "$@" < /dev/null 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
.venv/bin/coverage combine --quiet && .venv/bin/coverage report || status=$((status ? status : 1))
grep -E '(passed|failed|error|errors|skipped|tests ran)\b.* in [0-9.]+s' "$log" | tail -n 1
exit "$status"

#!/bin/sh
# Makes the hashed locks: requirements/dev.txt from pyproject.toml, requirements/run.txt as the part of it that runs.
set -eu
cd "$(dirname "$0")/../.."

[ -x .cache/lock/bin/uv ] || { python3 -m venv .cache/lock && .cache/lock/bin/pip install --quiet 'uv>=0.13,<0.14'; }

compile() {
    output=$1
    shift
    .cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
        --output-file "requirements/$output.txt" pyproject.toml requirements/build.in "$@"
}

compile dev --group dev "$@"
compile run --constraints requirements/dev.txt "$@"

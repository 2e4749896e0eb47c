#!/usr/bin/env bash
# container-drift in a virtual environment of its own, below RUNNER_TEMP: as the action's checkout has it, with what its hashed lock names, or
# as version INPUT_VERSION from the package index. Says the environment's Python as the output "python".
set -euo pipefail

venv=$RUNNER_TEMP/container-drift-venv
version=${INPUT_VERSION:-}
made_of="$GITHUB_ACTION_PATH $version"

fail() {
    printf '::error title=drift::%s\n' "$1"
    exit 2
}

supported() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local python
    for python in python3 python3.14 python3.13 python3.12 python3.11 "${RUNNER_TOOL_CACHE:-/nowhere}"/Python/3.1[1-9].*/*/bin/python3; do
        if supported "$python"; then
            printf '%s\n' "$python"
            return
        fi
    done
    return 1
}

pip_install() {
    # A machine's own constraints have no say in a lock that names every package with its hash.
    PIP_CONSTRAINT=/dev/null "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile "$@"
}

if [[ ${RUNNER_OS:-} == Windows ]]; then
    fail 'drift runs on Linux and macOS: let the job run on one of them.'
fi
if [[ -n $version && ! $version =~ ^[0-9][0-9A-Za-z.+!-]*$ ]]; then
    fail 'The input "version" is no version, such as 1.2.0.'
fi
if [[ ! -f $venv/made-of || $(<"$venv/made-of") != "$made_of" ]]; then
    python=$(find_python) || fail 'This runner has no Python 3.11 or newer with venv: let actions/setup-python run before.'
    "$python" -m venv --clear "$venv"
    if [[ -n $version ]]; then
        pip_install "container-drift==$version"
    else
        pip_install --require-hashes -r "$GITHUB_ACTION_PATH/requirements/run.txt"
        pip_install --no-deps --no-build-isolation "$GITHUB_ACTION_PATH"
    fi
    printf '%s\n' "$made_of" >"$venv/made-of"
fi
printf 'python=%s\n' "$venv/bin/python" >>"$GITHUB_OUTPUT"

#!/bin/sh
# Makes .venv from a hashed lock: venv.sh dev|run. Installs Python's own venv module where Debian leaves it out.
set -eu
cd "$(dirname "$0")/../.."
lock=$1

say() { printf '%s\n' "$*" >&2; }

supported() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if supported "$python"; then
            printf '%s\n' "$python"
            return
        fi
    done
    return 1
}

# ensurepip is a package of its own on Debian and Ubuntu, and so is Python itself on the smallest installations.
install_debian() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        return 1
    fi
    say "Missing: $*. Installing with apt-get, as root."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

python=$(find_python) || { [ -z "${PYTHON:-}" ] && install_debian python3 python3-venv && python=$(find_python); } || {
    say "${PYTHON:-python3} is not Python 3.11 or newer: install one, or name one: make PYTHON=/path/to/python."
    exit 2
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || install_debian python3-venv || {
    say "$python has no venv or ensurepip module: install it (Debian and Ubuntu: apt-get install python3-venv)."
    exit 2
}

supported .venv/bin/python || "$python" -m venv --clear .venv
# A machine's own constraints have no say in a lock that names every package with its hash.
PIP_CONSTRAINT=/dev/null .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "requirements/$lock.txt"
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch ".venv/installed-$lock"

#!/bin/sh
# Makes what a release has, in a folder (dist): the sdist, the wheel from it, and the wheel's own bill of materials, as drift sees what pip installed.
# The same commit makes the same bytes.
set -eu
cd "$(dirname "$0")/../.."
out=${1:-dist}
python=${PYTHON:-.venv/bin/python}
installed=.cache/dist/container-drift

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH PIP_CONSTRAINT=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1

rm -f "$out"/container_drift-*
"$python" -m build --no-isolation --outdir "$out" > /dev/null
wheel=$(echo "$out"/container_drift-*.whl)

"$python" -m venv --clear --without-pip "$installed"
pip() { "$python" -m pip --python "$installed/bin/python" "$@"; }
pip install -qq --require-hashes -r requirements/run.txt
pip install -qq --no-deps "$wheel"
pip uninstall -qq --yes hatchling editables tomlkit trove-classifiers # what built it
"$installed/bin/drift" sbom "dir:$installed" --output "${wheel%%-py3-*}.cdx.json"

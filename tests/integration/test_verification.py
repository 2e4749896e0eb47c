"""A packaged file that is changed in a real container is found by every route, whatever the engine's list says."""

import hashlib

import pytest

from drift.model.records import Kind
from drift.model.snapshot import Route

LICENCE = "/usr/share/common-licenses/Artistic"


def altered(read):
    section = read.snapshot.sections[Kind.VERIFICATION]
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


@pytest.mark.parametrize("route", [Route.API, Route.EXPORT, Route.HOST])
def test_what_a_container_changed_is_compared_with_what_dpkg_recorded(engine, reader, debian, route):
    container = engine.run(debian)
    script = (
        f"import os; open({LICENCE!r}, 'a').write('more'); os.remove('/bin/true'); open('/usr/bin/new', 'w').close()"
    )
    container.exec("python3", "-c", script)
    image, found = altered(reader.read(engine.run(debian).id, route)), altered(reader.read(container.id, route))
    assert image == {}
    assert set(found) == {LICENCE, "/usr/bin/true"}
    assert found["/usr/bin/true"] == {
        "package": "pkg:deb/debian/coreutils",
        "type": {"expected": "file", "found": "absent"},
    }
    content = container.exec("cat", LICENCE)
    assert found[LICENCE]["package"] == "pkg:deb/debian/base-files"
    assert found[LICENCE]["digest"]["found"] == f"md5:{hashlib.md5(content).hexdigest()}"

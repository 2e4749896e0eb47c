from drift.collectors.reading import FactIndex
from drift.joins.documents import document_of, documents, is_document
from drift.model.facts import Status
from tests.joins.trees import facts_of, link, regular


def test_changed_configuration_files_have_their_documents():
    contents = {"etc/app.json": b'{"port": 80}', "etc/motd": b"hello\n", "bin/app": b"\x7fELF"}
    section = documents([regular(path, content) for path, content in contents.items()], facts_of(contents))
    assert section.set is not None
    assert {one.key: one.value for one in section.set.records} == {
        "/etc/app.json": {"format": "json", "document": {"port": 80}},
        "/etc/motd": {"format": "text", "lines": ["hello"]},
    }


def test_a_file_that_is_no_text_has_no_document():
    contents = {"etc/ld.so.cache": b"\0\1\2"}
    section = documents([regular("etc/ld.so.cache", contents["etc/ld.so.cache"])], facts_of(contents))
    assert section.set is not None
    assert len(section.set) == 0


def test_links_and_secret_files_and_long_files_have_none():
    assert not is_document(link("etc/app.conf", "/x"))
    assert not is_document(regular("etc/shadow", b"root:x:"))
    assert not is_document(regular("etc/app.conf", b"x")._replace(size=300 * 1024))


def test_a_document_that_was_not_read_is_a_failure_and_names_the_path():
    section = documents([regular("etc/app.conf", b"a=1")], FactIndex())
    assert section.status is Status.FAILED
    assert "/etc/app.conf" in section.reason


def test_a_file_that_changed_while_it_was_read_fails_nothing():
    section = documents([regular("etc/app.conf", b"a=1")._replace(sha256=None)], FactIndex())
    assert section.status is Status.OK


def test_an_empty_file_is_a_document_without_lines():
    section = documents([regular("etc/app.json")], FactIndex())
    assert section.set is not None
    assert section.set.records[0].value == {"format": "text", "lines": []}


def test_one_file_of_an_image_can_be_asked_for():
    content = b"a: 1\n"
    facts = facts_of({"etc/app.yaml": content})
    assert document_of(regular("etc/app.yaml", content), facts) == {"format": "yaml", "document": {"a": 1}}
    assert document_of(regular("etc/app.yaml", b"other"), facts) is None
    assert document_of(regular("bin/app", content), facts) is None

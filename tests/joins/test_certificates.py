from drift.collectors.reading import FactIndex
from drift.joins.certificates import certificates
from drift.model.facts import Status
from tests.joins.trees import link, regular, root, tree_of

ONE = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
TWO = b"-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n"
BUNDLE, OWN = "etc/ssl/certs/ca-certificates.crt", "usr/local/share/ca-certificates/acme/root.crt"


def test_a_certificate_is_one_record_with_the_files_that_have_it():
    tree, facts = root({BUNDLE: ONE + TWO, OWN: TWO}, link("etc/ssl/cert.pem", "certs/ca-certificates.crt"))
    section = certificates(tree, facts)
    assert section.set is not None
    assert sorted(one.value["paths"] for one in section.set.records) == [[f"/{BUNDLE}"], [f"/{BUNDLE}", f"/{OWN}"]]


def test_a_bundle_that_was_not_read_is_failed_and_not_absent():
    assert certificates(tree_of(regular(BUNDLE, ONE)), FactIndex()).status is Status.FAILED


def test_a_root_without_a_bundle_trusts_nobody():
    section = certificates(tree_of(regular("app", b"x")), FactIndex())
    assert section.set is not None
    assert len(section.set) == 0

import base64
import io
import subprocess
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import COLLECTORS
from drift.collectors.certificates import MOST, parse
from drift.collectors.matching import Matching

SUBJECTS = (
    "/C=DE/O=Example GmbH/CN=Example Root",
    "/CN=Prüfstelle Köln/emailAddress=ca@example.com",
    "/DC=com/DC=example/OU=A+CN=B",
    "/O=" + "x" * 60,
)


def openssl(*arguments: str, content: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *arguments], input=content, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> list[bytes]:
    """Certificates in PEM, one with times after 2050, which X.509 writes otherwise."""
    key = tmp_path_factory.mktemp("ca") / "key.pem"
    key.write_bytes(openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout"))
    request = ("req", "-x509", "-utf8", "-multivalue-rdn", "-key", str(key))
    return [
        openssl(*request, "-days", days, "-subj", subject) for subject in SUBJECTS for days in ("1", "20000")
    ]  # fmt: skip


def read(content: bytes):
    return parse(io.BytesIO(content), "bundle.crt")


def said_by_openssl(certificate: bytes) -> dict[str, str]:
    names = ("-subject", "-startdate", "-enddate", "-fingerprint", "-sha256", "-nameopt", "utf8,sep_comma_plus_space")
    lines = openssl("x509", "-noout", *names, content=certificate).decode().splitlines()
    subject, start, end, fingerprint = (line.partition("=")[2] for line in lines)
    return {
        "fingerprint": fingerprint.replace(":", "").lower(),
        "subject": subject,
        "not_before": moment(start),
        "not_after": moment(end),
    }


def moment(time: str) -> str:
    return datetime.strptime(f"{time}+0000", "%b %d %H:%M:%S %Y GMT%z").strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_certificate_is_what_openssl_says_it_is(made):
    assert [read(one) for one in made] == [[said_by_openssl(one)] for one in made]


def test_a_bundle_is_all_its_certificates_in_order_whatever_stands_between(made):
    bundle = (
        b"# Example Root\n".join(made) + b"-----BEGIN PRIVATE " + b"KEY-----\nAAAA\n-----END PRIVATE " + b"KEY-----\n"
    )
    assert [one["fingerprint"] for one in read(bundle)] == [read(one)[0]["fingerprint"] for one in made]


def test_der_and_openssl_s_own_form_are_read_too(made):
    der = openssl("x509", "-outform", "DER", content=made[0])
    trusted = openssl("x509", "-trustout", "-addtrust", "serverAuth", content=made[0])
    assert b"TRUSTED" in trusted
    assert read(der) == read(trusted) == read(made[0])


def test_what_holds_no_certificate_is_none():
    assert read(b"") is None
    assert read(b"just text") is None


@pytest.mark.parametrize("block", [b"!!!", b"AAAA", base64.b64encode(b"\x30\x84\xff\xff\xff\xff"), b"MAA="])
def test_a_block_that_is_no_certificate_keeps_a_fingerprint_and_no_name(made, block):
    broken = b"-----BEGIN CERTIFICATE-----\n" + block + b"\n-----END CERTIFICATE-----\n"
    found = read(broken + made[0])
    assert [one["subject"] for one in found] == ["", said_by_openssl(made[0])["subject"]]
    assert len({one["fingerprint"] for one in found}) == 2


def test_a_file_of_begins_without_end_takes_no_longer_than_others():
    assert len(read(b"-----BEGIN CERTIFICATE-----" * 100_000)) == MOST


@given(st.data())
def test_a_certificate_with_changed_bytes_is_still_one_record(made, data):
    der = bytearray(openssl_der(made[0]))
    for _ in range(data.draw(st.integers(1, 4))):
        der[data.draw(st.integers(0, 120))] = data.draw(st.integers(0, 255))
    pem = b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(der) + b"\n-----END CERTIFICATE-----\n"
    [found] = read(pem)
    assert len(found["fingerprint"]) == 64


def openssl_der(pem: bytes) -> bytes:
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("etc/ssl/certs/ca-certificates.crt", True),
        ("etc/ssl/cert.pem", True),
        ("etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", True),
        ("usr/local/share/ca-certificates/acme/root.crt", True),
        ("etc/ssl/certs/java/cacerts", False),
        ("usr/share/ca-certificates/mozilla/ACCVRAIZ1.crt", False),
        ("app/tls.pem", False),
    ],
)
def test_which_files_say_whom_a_program_trusts(path, wanted):
    assert ("certificates" in {one.name for one in Matching(COLLECTORS).of(path)}) is wanted

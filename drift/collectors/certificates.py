"""CA certificates that programs trust: bundles and single files, as PEM (RFC 7468) or DER, each certificate as RFC 5280 has it.

A block that is no certificate keeps its fingerprint and has no subject: OpenSSL and GnuTLS pass over it, too.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from drift.collectors.der import (
    OBJECT_IDENTIFIER,
    SEQUENCE,
    SET,
    Element,
    element,
    elements,
    expected,
    object_identifier,
)
from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import Json
from drift.model.records import Kind

MOST = 2_000
"""Certificates of one file. Mozilla's bundle has some 140."""
LONGEST = 1 << 16
"""Bytes of a certificate."""
MOST_NAMES = 64
"""Parts of a subject."""

BUNDLES = (
    "etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine, Arch
    "etc/ssl/cert.pem",  # OpenSSL's own default, and the BSDs'
    "etc/ssl/ca-bundle.pem",
    "etc/pki/tls/certs/ca-bundle.crt",  # Red Hat, by name; a link to the next
    "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "var/lib/ca-certificates/ca-bundle.pem",  # SUSE
)
FOLDERS = ("etc/ssl/certs", "etc/pki/ca-trust/source/anchors", "usr/local/share/ca-certificates")
"""Where an administrator puts one more. What Debian has in etc/ssl/certs are links to files of the package."""

_LABELS = (b"CERTIFICATE-----", b"TRUSTED CERTIFICATE-----", b"X509 CERTIFICATE-----")
_NAMES = {
    "2.5.4.3": "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
}
"""Attribute types of a name (RFC 4519, RFC 5280 appendix A), as OpenSSL writes them."""
_TEXTS = {12: "utf-8", 19: "ascii", 20: "latin-1", 22: "ascii", 28: "utf-32-be", 30: "utf-16-be"}
"""Tag of a string type → encoding: UTF8String, PrintableString, T61String, IA5String, UniversalString, BMPString."""
_TIMES = {0x17: "%y%m%d%H%M%SZ", 0x18: "%Y%m%d%H%M%SZ"}
"""UTCTime and GeneralizedTime. RFC 5280, 4.1.2.5: always with seconds, always Z."""
_EXPLICIT_VERSION = 0xA0


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]] | None:
    """{"fingerprint", "subject", "not_before", "not_after"} of each, in order; None where there is none."""
    raw = content.read()
    blocks = list(_pem_blocks(raw)) or ([raw] if raw[:1] == bytes([SEQUENCE]) else [])
    return [_described(block) for block in blocks[:MOST]] or None


def _pem_blocks(raw: bytes) -> Iterator[bytes]:
    """What stands between BEGIN and END, decoded; as it is where that is no base64."""
    for piece in raw.split(b"-----BEGIN ")[1:]:
        label = next((label for label in _LABELS if piece.startswith(label)), None)
        if label is not None:
            text = re.sub(rb"\s+", b"", piece[len(label) :].partition(b"-----END ")[0])
            try:
                yield base64.b64decode(text, validate=True)
            except binascii.Error:
                yield text


def _described(block: bytes) -> dict[str, Json]:
    try:
        whole = expected(element(memoryview(block[:LONGEST])), SEQUENCE)
        subject, not_before, not_after = _subject_and_times(whole)
    except Unreadable:
        return {"fingerprint": hashlib.sha256(block).hexdigest(), "subject": "", "not_before": "", "not_after": ""}
    fingerprint = hashlib.sha256(whole.whole).hexdigest()
    return {"fingerprint": fingerprint, "subject": subject, "not_before": not_before, "not_after": not_after}


def _subject_and_times(certificate: Element) -> tuple[str, str, str]:
    """From tbsCertificate (RFC 5280, 4.1): version?, serial, signature, issuer, validity, subject …"""
    fields = elements(expected(element(certificate.content), SEQUENCE).content)
    first = next(fields, None)
    if first is not None and first.tag == _EXPLICIT_VERSION:
        next(fields, None)
    _signature, _issuer, validity, subject = (next(fields, None) for _ in range(4))
    if validity is None or subject is None:
        raise Unreadable("a certificate without a subject")
    times = [_time(one) for one in elements(expected(validity, SEQUENCE).content)]
    if len(times) != 2:
        raise Unreadable("a validity that is no pair of times")
    return _name(expected(subject, SEQUENCE)), times[0], times[1]


def _name(name: Element) -> str:
    """As in "C=US, O=Example, CN=Example Root", in the certificate's order; " + " joins what stands in one set."""
    parts = []
    for relative, _ in zip(elements(name.content), range(MOST_NAMES), strict=False):
        members = zip(elements(expected(relative, SET).content), range(MOST_NAMES), strict=False)
        parts.append(" + ".join(_attribute(one) for one, _ in members))
    return ", ".join(parts)


def _attribute(attribute: Element) -> str:
    pair = list(elements(expected(attribute, SEQUENCE).content))
    if len(pair) != 2:
        raise Unreadable("a name that is no pair of type and value")
    type_, value = pair
    identifier = object_identifier(expected(type_, OBJECT_IDENTIFIER).content)
    encoding = _TEXTS.get(value.tag)
    text = bytes(value.content).decode(encoding, "replace") if encoding else f"#{bytes(value.whole).hex()}"
    return f"{_NAMES.get(identifier, identifier)}={text}"


def _time(time: Element) -> str:
    """RFC 3339. A year of two digits is 1950 to 2049, where strptime has 1969 to 2068."""
    try:
        found = datetime.strptime(bytes(time.content).decode("ascii"), _TIMES[time.tag])  # noqa: DTZ007 - Z is in the format
    except (KeyError, ValueError) as error:
        raise Unreadable("a time that is none") from error
    year = found.year - 100 if time.tag == 0x17 and found.year >= 2050 else found.year
    return f"{found.replace(year=year).isoformat()}Z"


CERTIFICATES = Collector(
    name="certificates",
    version=1,
    kind=Kind.CERTIFICATES,
    globs=(*BUNDLES, *(f"{folder}/**{suffix}" for folder in FOLDERS for suffix in ("/*.crt", "/*.pem"))),
    parse=parse,
    limit=8 << 20,
)

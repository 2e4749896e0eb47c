"""CA certificates of an image that have expired, or soon will."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from drift.model.canonical import Document
from drift.model.changes import Change, alone
from drift.model.records import Kind
from drift.policy.alone.side import OneSide, content_of
from drift.policy.certificates import paths_of

SOON = timedelta(days=30)
EXPIRED = "expired"
"""Field that such a change has beside those of its record: is it over, or only soon?"""
BUNDLE = "bundle"
"""Key of what is said of all certificates of the distribution's bundle together: {"count", "last"}, a number and a date."""
_BUNDLES = ("/ca-certificates.crt", "/cert.pem", "/ca-bundle.pem", "/ca-bundle.crt", "/tls-ca-bundle.pem")
"""Ends of paths: where distributions put Mozilla's certificates, hundreds in one file."""


def expired(side: OneSide) -> Iterator[Change]:
    """One for each that somebody put there, and one for those of the distribution."""
    if not side.at:
        return
    soon = _later(side.at)
    of_distribution = []
    for one in side.inherited(Kind.CERTIFICATES):
        content = content_of(one)
        end = str(content.get("not_after") or "")
        if not end or end >= soon:
            continue
        if any(not path.endswith(_BUNDLES) for path in paths_of(content)):  # somebody put it there
            yield alone(Kind.CERTIFICATES, one.key, {**content, EXPIRED: end < side.at})
        elif end < side.at:
            of_distribution.append(end)
    if of_distribution:
        said: Document = {"count": len(of_distribution), "last": max(of_distribution)}
        yield alone(Kind.CERTIFICATES, BUNDLE, said)


def _later(at: str) -> str:
    return (datetime.fromisoformat(at) + SOON).isoformat()

"""Which of two package versions is the newer one, by the rules of their ecosystem, and how far they are apart."""

import re
from enum import StrEnum
from functools import cache
from typing import Any

LONGEST = 200
"""Characters of a version that is compared: real ones have at most some fifty, and some parsers take their time."""


class Step(StrEnum):
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    CHANGED = "changed"
    """No order is known."""


class Part(StrEnum):
    """Of a version."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"


_NUMBERS = re.compile(r"(?:([0-9]+)[:!])?v?([0-9]+)(?:\.([0-9]+))?")
"""Epoch (deb-version(7), PEP 440), first and second number."""
_SCHEMES = {
    "alpm": "ArchLinuxVersion",
    "apk": "AlpineLinuxVersion",
    "cargo": "SemverVersion",
    "composer": "ComposerVersion",
    "deb": "DebianVersion",
    "gem": "RubygemsVersion",
    "golang": "GolangVersion",
    "hex": "SemverVersion",
    "maven": "MavenVersion",
    "npm": "SemverVersion",
    "nuget": "NugetVersion",
    "pypi": "PypiVersion",
    "rpm": "RpmVersion",
}
"""purl type → class of `univers.versions`."""


def step(purl: str, before: str, after: str) -> Step:
    """From one version of a package to the other. CHANGED where the ecosystem has no order, or does not know such versions."""
    scheme = _scheme(purl.removeprefix("pkg:").partition("/")[0])
    if scheme is None or max(len(before), len(after)) > LONGEST:
        return Step.CHANGED
    try:
        older, newer = scheme(before) < scheme(after), scheme(before) > scheme(after)
    except (ValueError, TypeError, AttributeError, IndexError):
        # Besides InvalidVersion (a ValueError), its parsers fail in these ways on odd versions.
        return Step.CHANGED
    return Step.UPGRADED if older else Step.DOWNGRADED if newer else Step.CHANGED


def first_difference(purl: str, before: str, after: str) -> Part:
    """The part in which two versions of a package differ first: its first number, its second, or what comes after.

    MAJOR where the epoch differs, or where no order is known: then nobody can say how far they are apart.
    """
    one, other = _NUMBERS.match(before), _NUMBERS.match(after)
    if step(purl, before, after) is Step.CHANGED or one is None or other is None:
        return Part.MAJOR
    (*major, minor), (*other_major, other_minor) = (tuple(map(int, found.groups("0"))) for found in (one, other))
    if major != other_major:
        return Part.MAJOR
    return Part.MINOR if minor != other_minor else Part.PATCH


@cache
def _scheme(ecosystem: str) -> Any:
    """The class, imported at its first use: 75 ms."""
    name = _SCHEMES.get(ecosystem)
    if name is None:
        return None
    from univers import versions

    return getattr(versions, name)

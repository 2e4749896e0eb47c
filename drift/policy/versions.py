"""Which of two package versions is the newer one, by the rules of their ecosystem."""

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


@cache
def _scheme(ecosystem: str) -> Any:
    """The class, imported at its first use: 75 ms."""
    name = _SCHEMES.get(ecosystem)
    if name is None:
        return None
    from univers import versions

    return getattr(versions, name)

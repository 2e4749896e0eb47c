"""Why one program lists a package that another does not: each reason was looked up in the files themselves, and says how it is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.packages import Listing, Package

Holds = Callable[[Package, frozenset[str], Listing], bool]
"""(package, files that say so, what the other one lists) → is this the reason?"""

_OWN_DIRECTORY = re.compile(r"/(?:node_modules|usr/share/nodejs)/(?:@[^/]+/)?[^/]+/package\.json\Z")


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    holds: Holds


def _below_a_package(package: Package, places: frozenset[str], _other: Listing) -> bool:
    return package.type == "npm" and not any(_OWN_DIRECTORY.search(place) for place in places)


def _same_archive(package: Package, places: frozenset[str], other: Listing) -> bool:
    """Has the other one a jar of this version in the same file, whose name ends or begins like this?"""
    if package.type != "maven":
        return False
    near = (one for one, at in other.items() if one.type == "maven" and not places.isdisjoint(at))
    return any(one.version == package.version and _alike(one.name, package.name) for one in near)


def _alike(one: str, another: str) -> bool:
    short, long = sorted((one, another), key=len)
    return short != long and short in re.split(r"[.-]", long)


def _named_twice(package: Package, places: frozenset[str], other: Listing) -> bool:
    """Has the other one this jar by its pom.properties, the name written with underscores?"""
    near = (one for one, at in other.items() if one.type == "maven" and not places.isdisjoint(at))
    return (
        package.type == "maven"
        and not package.version
        and any(one.name.replace("_", "-") == package.name for one in near)
    )


def _same_program(package: Package, places: frozenset[str], other: Listing) -> bool:
    return package.type == "golang" and any(
        (one.type, one.name) == package[:2] and not places.isdisjoint(at) for one, at in other.items()
    )


def _crate(package: Package, _places: frozenset[str], _other: Listing) -> bool:
    return package.type == "cargo"


OTHER_NAME = Reason(
    "the same jar under another name: drift takes the file's name, syft the last word of the manifest's Bundle-SymbolicName",
    _same_archive,
)
OTHER_VERSION = Reason(
    "the same Go program with another version: syft has one from elsewhere (the linker's flags, it seems), drift takes the build information's own: its commit's, or none",
    _same_program,
)

OF_SYFT_ALONE = (
    Reason(
        "a package.json below a package's directory: a test's fixture, or settings of a part of it; no package that was installed",
        _below_a_package,
    ),
    Reason(
        "the same jar a second time, by its file's name and without a version: its pom.properties writes the name with underscores",
        _named_twice,
    ),
    OTHER_NAME,
    OTHER_VERSION,
)
OF_DRIFT_ALONE = (
    Reason(
        "a crate that cargo-auditable marks as used by the build (a derive macro, a build script): syft passes over these",
        _crate,
    ),
    OTHER_NAME,
    OTHER_VERSION,
)

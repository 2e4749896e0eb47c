"""What people do to a running container with a shell in it."""

from collections.abc import Iterator

from drift.demo.base import Base
from drift.demo.debian import STATUS, STATUS_OLD, checksums, upgraded
from drift.demo.expected import Expected, Place
from drift.demo.injectors.interface import Hand, Injector, in_container
from drift.demo.shop import API_JSON, HOME
from drift.model.records import Kind

_STRAY = "usr/local/bin/debug"
_OPENED = f"{HOME}/app/web.py"
_MOVED, _MOVED_TO = f"{HOME}/app/tasks/reports.py", f"{HOME}/app/tasks/reports.py.off"
_LATER = "+1"
"""Added to a version, it is a newer one (deb-version(7))."""


def _edit(hand: Hand, _base: Base) -> None:
    text = hand.read(API_JSON).decode()
    hand.write(API_JSON, text.replace('"timeout": 30', '"timeout": 120').replace('"retries": 3', '"retries": 0'))


def _upgrade(hand: Hand, base: Base) -> None:
    """As dpkg leaves it: other files, their checksums, the stanza, and the database as it was before."""
    target = base.upgradable
    package = target.package
    for path in package.files:
        hand.append(path, "\n")
    hand.write(target.checksums, checksums({path: hand.read(path) for path in package.files}))
    status = hand.read(target.status).decode()
    if target.status == STATUS:
        hand.write(STATUS_OLD, status)
    hand.write(target.status, upgraded(status, package.name, package.version + _LATER))


def _upgrade_is_found(place: Place, base: Base) -> Iterator[Expected]:
    """One finding for the package and all its files."""
    key = f"pkg:deb/{base.distribution}/{base.upgradable.package.name}"
    yield from in_container("package-version-changed", Kind.PACKAGES, key)(place, base)


HAND_EDITED_CONFIG = Injector(
    name="hand-edited-config",
    does=f"somebody edited /{API_JSON} to get payments through",
    place=Place("api", "staging"),
    expect=in_container("config-file-changed", Kind.FILES, f"/{API_JSON}"),
    by_hand=_edit,
)
UPGRADED_PACKAGE = Injector(
    name="upgraded-package",
    does="somebody upgraded a Debian package in the running container",
    place=Place("worker", "staging"),
    expect=_upgrade_is_found,
    by_hand=_upgrade,
)
STRAY_BINARY = Injector(
    name="stray-binary",
    does=f"somebody copied a program to /{_STRAY} and left it there",
    place=Place("web", "integration"),
    expect=in_container("executable-added", Kind.FILES, f"/{_STRAY}"),
    by_hand=lambda hand, base: hand.copy(base.binary, _STRAY),
)
CHMOD = Injector(
    name="chmod",
    does=f"somebody made /{_OPENED} writable for all",
    place=Place("web", "dev"),
    expect=in_container("file-mode-changed", Kind.FILES, f"/{_OPENED}"),
    by_hand=lambda hand, _base: hand.chmod(_OPENED, 0o666),
)
MOVED_FILE = Injector(
    name="moved-file",
    does=f"somebody renamed /{_MOVED} to switch it off",
    place=Place("worker", "dev"),
    expect=in_container("file-moved", Kind.FILES, f"/{_MOVED_TO}"),
    by_hand=lambda hand, _base: hand.move(_MOVED, _MOVED_TO),
)

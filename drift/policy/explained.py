"""What another change accounts for becomes a member of that finding: what two images bring, what a package's upgrade wrote.

Of a file that is read as records (accounts, certificates, schedules), the records say what differs in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from drift.model.changes import Change
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.findings import Finding, Member
from drift.model.records import LOCALE, RUNS_AS, TIME_ZONE, Kind
from drift.policy.aspects import file_change
from drift.policy.certificates import paths_of
from drift.policy.images import is_image_change
from drift.policy.packages import metadata_of
from drift.policy.paths import is_executable, package_manager

Judged = tuple[Change, Finding]
_OF_THEIR_OWN = frozenset({"image", "platform", "revision"})
"""Keys of kind IDENTITY that have findings of their own: what differs of two images and is worth a line."""
_ACCOUNT_FILES = {
    "user": (
        "/etc/passwd",
        "/etc/passwd-",
        "/etc/shadow-",
        "/etc/subuid",
        "/etc/subuid-",
        "/etc/subgid",
        "/etc/subgid-",
    ),
    "group": ("/etc/group", "/etc/group-", "/etc/gshadow", "/etc/gshadow-"),
}
"""What useradd(8) and its like write for each, with the copies of before that they leave. Not /etc/shadow: which password changed no record says."""
_VARIABLES: Mapping[str, tuple[str, ...]] = {TIME_ZONE: ("TZ",), LOCALE: ("LANG", "LC_ALL", "LC_CTYPE")}
"""Record of kind CONFIG → the variables that it is made of."""


class Causes:
    """The findings of one comparison that can account for other changes."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self._image = next((finding for change, finding in judged if is_image_change(change)), None)
        self._packages = {change.key: finding for change, finding in judged if change.kind is Kind.PACKAGES}
        self._places = _places(judged)
        self._read_as_records = {key: finding for change, finding in judged for key in _files_of(change)}
        self._settings = _settings(judged)
        self._user = next((finding for change, finding in judged if is_user_change(change)), None)
        self._members: dict[str, list[Member]] = {}

    def take(self, change: Change) -> bool:
        """Make the change a member of what accounts for it. False where nothing here does."""
        cause = self._cause(change)
        if cause is None:
            return False
        member = Member(change.key, change.change, before=change.before, after=change.after)
        self._members.setdefault(cause.fingerprint, []).append(member)
        return True

    def with_members(self, finding: Finding) -> Finding:
        members = self._members.get(finding.fingerprint)
        return replace(finding, members=(*finding.members, *members)) if members else finding

    def _cause(self, change: Change) -> Finding | None:
        if change.explained == IMAGE_DIFFERS or (change.kind is Kind.IDENTITY and change.key not in _OF_THEIR_OWN):
            return self._image
        if change.kind is Kind.ACCOUNTS and change.key == RUNS_AS:
            return self._user
        if change.kind is Kind.CONFIG and _has_effect(change):
            return self._settings.get(change.key)
        if change.kind is not Kind.FILES:
            return None
        if change.key in self._read_as_records and _is_content_alone(change):
            return self._read_as_records[change.key]
        return self._packages.get(change.explained) or self._at(change.key.lstrip("/"))

    def _at(self, path: str) -> Finding | None:
        if not self._places:
            return None
        for place in _upwards(path):
            if place in self._places:
                return self._places[place]
        return self._places.get(_state_of(package_manager(path)))


def is_user_change(change: Change) -> bool:
    """Does it say that a program runs as another user? Whom that name means need not be said, too."""
    return change.kind is Kind.CONFIG and change.key == "user"


def is_setting(change: Change) -> bool:
    """Is it a variable that names the time zone or the locale? What a program then gets need not be said, too."""
    return change.kind is Kind.ENV and bool(_setting_of(change.key))


def _setting_of(variable: str) -> str:
    """Key of the record that says what it comes to, "" for any other variable."""
    return next((key for key, names in _VARIABLES.items() if variable in names), "")


def _settings(judged: Sequence[Judged]) -> Mapping[str, Finding]:
    """By that key; of several variables the first."""
    found: dict[str, Finding] = {}
    for change, finding in judged:
        if is_setting(change):
            found.setdefault(_setting_of(change.key), finding)
    return found


def _has_effect(change: Change) -> bool:
    """That a zone or a locale is asked for and not installed is more than that it differs."""
    return (change.after or {}).get("installed") is not False


def _files_of(change: Change) -> Iterator[str]:
    """Keys of the files that a record was read in."""
    match change.kind:
        case Kind.ACCOUNTS:
            yield from _ACCOUNT_FILES.get(change.key.partition(":")[0], ())
        case Kind.CERTIFICATES:
            yield from {*paths_of(change.before), *paths_of(change.after)}
        case Kind.SCHEDULES:
            yield change.key


def _is_content_alone(change: Change) -> bool:
    """Rights and owners are in no record, nor is a program that a schedule starts."""
    file = file_change(change)
    return not (file.type or file.mode or file.owner or file.capability or is_executable(file.after or file.before))


def _places(judged: Sequence[Judged]) -> Mapping[str, Finding]:
    """Where the packages that changed keep what is known of them: paths, and one mark for each package manager."""
    places: dict[str, Finding] = {}
    for change, finding in judged:
        if change.kind is Kind.PACKAGES:
            places.setdefault(_state_of(change.key.removeprefix("pkg:").partition("/")[0]), finding)
            for path in metadata_of(change):
                places.setdefault(path, finding)
    return places


def _state_of(manager: str) -> str:
    """No path has two slashes at its end."""
    return f"{manager}//" if manager else ""


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]

"""What another change accounts for becomes a member of that finding: what two images bring, what a package's upgrade wrote.

Of a file that is read as records (accounts, certificates, schedules), the records say what differs in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from drift.model.changes import Change, ChangeType
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.entries import FileType
from drift.model.findings import NO_CONSEQUENCE, Consequence, Finding, Member
from drift.model.records import LOCALE, RUNS_AS, TIME_ZONE, Kind
from drift.policy.aspects import file_change
from drift.policy.certificates import paths_of
from drift.policy.consequences import consequence_of, worse
from drift.policy.images import is_image_change
from drift.policy.packages import metadata_of
from drift.policy.passwords import account_of
from drift.policy.paths import BYTECODE, is_executable, package_manager
from drift.policy.rules.interface import Context

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
    "group": ("/etc/group", "/etc/group-", "/etc/gshadow-"),
    "password": ("/etc/shadow", "/etc/shadow-"),
    "group-password": ("/etc/gshadow", "/etc/gshadow-"),
}
"""What useradd(8) and its like write for each, with the copies of before that they leave."""
_VARIABLES: Mapping[str, tuple[str, ...]] = {TIME_ZONE: ("TZ",), LOCALE: ("LANG", "LC_ALL", "LC_CTYPE")}
"""Record of kind CONFIG → the variables that it is made of."""


class Causes:
    """The findings of one comparison that can account for other changes."""

    def __init__(self, judged: Sequence[Judged], context: Context) -> None:
        self._context = context
        self._image = next((finding for change, finding in judged if is_image_change(change)), None)
        self._packages = {change.key: finding for change, finding in judged if change.kind is Kind.PACKAGES}
        self._places = _places(judged)
        self._accounts = {change.key: finding for change, finding in judged if change.kind is Kind.ACCOUNTS}
        self._read_as_records = {key: finding for change, finding in judged for key in _files_of(change)}
        self._settings = _settings(judged)
        self._user = next((finding for change, finding in judged if is_user_change(change)), None)
        self._members: dict[str, list[Member]] = {}
        self._consequences: dict[str, Consequence] = {}
        self._above: dict[str, Finding] = {}

    def left(self, changes: Sequence[Change]) -> list[Change]:
        """What nothing here accounts for; the rest are members of what does."""
        others = [change for change in changes if change.alone or not self._take(change, self._cause(change))]
        return [change for change in others if not self._take(change, self._holding(change))]

    def with_members(self, finding: Finding) -> Finding:
        """It leads to the worst of what its members lead to."""
        members = self._members.get(finding.fingerprint)
        if not members:
            return finding
        own = Consequence(finding.consequence, finding.effect)
        worst = worse(own, self._consequences.get(finding.fingerprint, NO_CONSEQUENCE))
        whole = (*finding.members, *members)
        return replace(finding, members=whole, consequence=worst.text, effect=worst.effect)

    def _take(self, change: Change, cause: Finding | None) -> bool:
        """Make the change a member of its cause. False where there is none."""
        if cause is None:
            return False
        member = Member(change.key, change.change, before=change.before, after=change.after)
        self._members.setdefault(cause.fingerprint, []).append(member)
        if change.kind is Kind.ACCOUNTS:
            self._read_as_records |= {key: cause for key in _files_of(change) if key not in self._read_as_records}
        if change.kind is Kind.FILES and cause.kind is Kind.PACKAGES:
            for directory in islice(_upwards(change.key), 1, None):
                self._above.setdefault(directory, cause)
        found = consequence_of(change, self._context)
        if found.text:
            known = self._consequences.get(cause.fingerprint, NO_CONSEQUENCE)
            told = found._replace(text=f"{change.key}: {found.text}")
            self._consequences[cause.fingerprint] = worse(known, told)
        return True

    def _holding(self, change: Change) -> Finding | None:
        """Of a directory that came or went with a package's files in it: no list of files has it, but theirs."""
        if change.kind is not Kind.FILES or change.alone or change.change not in (ChangeType.ADDED, ChangeType.REMOVED):
            return None
        record = change.after or change.before or {}
        is_cache = change.key.endswith(f"/{BYTECODE}")
        at = change.key.rpartition("/")[0] if is_cache else change.key
        return self._above.get(at) if record.get("type") == FileType.DIRECTORY else None

    def _cause(self, change: Change) -> Finding | None:
        if change.explained == IMAGE_DIFFERS or (change.kind is Kind.IDENTITY and change.key not in _OF_THEIR_OWN):
            return self._image
        if change.kind is Kind.ACCOUNTS and change.key == RUNS_AS:
            return self._user
        if change.kind is Kind.ACCOUNTS:
            return self._accounts.get(account_of(change.key))
        if change.kind is Kind.CONFIG and _has_effect(change):
            return self._settings.get(change.key)
        if change.kind is not Kind.FILES:
            return None
        if change.key in self._read_as_records and _is_content_alone(change):
            return self._read_as_records[change.key]
        if change.explained in self._packages and file_change(change).gains_bits:
            return None  # root's rights are a finding of their own, whoever brings them
        return self._packages.get(change.explained) or self._at(change.key.lstrip("/"))

    def _at(self, path: str) -> Finding | None:
        if not self._places:
            return None
        for place in _upwards(path):
            if place in self._places:
                return self._places[place]
        return self._places.get(_state_of(package_manager(path)))


def is_of_account(change: Change) -> bool:
    """Does it say that a password came or went, or only who is in a group? With its account that need not be said, too."""
    before, after = change.before or {}, change.after or {}
    same_but_members = {**before, "members": None} == {**after, "members": None}
    return bool(account_of(change.key)) and (change.change is not ChangeType.CHANGED or same_but_members)


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

"""Time zone and locale that a program gets: what its variables name, and whether the root has it.

Records of kind config, beside the working directory and the user: what a program is given to start with. The variables
themselves are records of kind env.
"""

from collections.abc import Mapping

from drift.collectors.locale_archive import LOCALE_ARCHIVE
from drift.collectors.locale_archive import PATH as ARCHIVE
from drift.joins.documents import document_of
from drift.joins.known import NotRead, key_of
from drift.joins.started import Started
from drift.model.canonical import Json
from drift.model.entries import FileType
from drift.model.facts import Status
from drift.model.protocols import Baseline, Facts
from drift.model.records import LOCALE, TIME_ZONE, Kind, RecordSet, record
from drift.model.snapshot import Section
from drift.tree.paths import resolve

ZONEINFO = ("usr/share/zoneinfo", "share/zoneinfo", "etc/zoneinfo")
"""Where glibc looks for zones, and musl also in the other two."""
LOCALES = "usr/lib/locale"
LOCALTIME, TIMEZONE = "etc/localtime", "etc/timezone"
_LOCALE_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")
"""For the encoding of text, in the order in which setlocale(3) takes them."""
_BUILT_IN = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8"})
"""Always there; the last two since glibc 2.35, and before it in Debian's and Red Hat's."""


def localised(config: Section, tree: Baseline, facts: Facts, started: Started) -> Section:
    """With `time_zone` and `locale`: {"value"}, and "installed": false where the root lacks what a variable names.

    Neither where the variables are not known; no time zone where something is mounted over what would tell it.
    """
    if config.set is None or started.env is None:
        return config
    tree.expect([LOCALTIME, TIMEZONE, LOCALES, ZONEINFO[0]])
    found = {LOCALE: _locale(tree, facts, started.env)}
    if not started.mounted_over(LOCALTIME) and not started.mounted_over(ZONEINFO[0]):
        found[TIME_ZONE] = _time_zone(tree, facts, started.env.get("TZ", ""))
    records = [record(Kind.CONFIG, key, content) for key, content in found.items()]
    return Section.ok(RecordSet.of(Kind.CONFIG, [*config.set.records, *records]))


def _time_zone(tree: Baseline, facts: Facts, variable: str) -> dict[str, Json]:
    """TZ of tzset(3), else etc/localtime: of a link its target, of a file the zone that etc/timezone names if it is that one."""
    name = variable.removeprefix(":")
    if name:
        known = name in {"UTC", "GMT"} or _is_rule(name) or _zone(tree, name) is not None
        return {"value": name} if known else {"value": name, "installed": False}
    entry = tree.entry(LOCALTIME)
    if entry is None:
        return {"value": "UTC"}
    if entry.linkname is not None:
        target = entry.linkname.rpartition("zoneinfo/")[2]
        return {"value": target} if resolve(tree, LOCALTIME) is not None else {"value": target, "installed": False}
    named = _named_by_file(tree, facts)
    digest = entry.sha256.hex()[:16] if entry.sha256 else "changed while it was read"
    same = named and _zone(tree, named) == entry.sha256
    return {"value": named if same else f"/{LOCALTIME}, sha256 {digest}"}


def _is_rule(name: str) -> bool:
    """Is it a rule as POSIX has it, such as CET-1CEST? It needs no file."""
    return "/" not in name and any(character.isdigit() for character in name)


def _zone(tree: Baseline, name: str) -> bytes | None:
    """Digest of the zone's file; None where there is none."""
    paths = [name] if name.startswith("/") else [f"{folder}/{name}" for folder in ZONEINFO]
    for path in paths:
        target = resolve(tree, path)
        entry = tree.entry(target) if target else None
        if entry is not None and entry.type is FileType.REGULAR:
            return entry.sha256 or b""
    return None


def _named_by_file(tree: Baseline, facts: Facts) -> str:
    entry = tree.entry(TIMEZONE)
    document = document_of(entry, facts) if entry else None
    lines = document.get("lines") if document else None
    return str(lines[0]).strip() if lines else ""


def _locale(tree: Baseline, facts: Facts, env: Mapping[str, str]) -> dict[str, Json]:
    name = next((env[variable] for variable in _LOCALE_VARIABLES if env.get(variable)), "POSIX")
    folder = tree.entry(LOCALES)
    if name in _BUILT_IN or folder is None:  # without the folder it is musl, or nothing that asks for locales
        return {"value": name}
    archived = _in_archive(tree, facts)
    written = {_normalised(one) for one in (*tree.children(LOCALES), *(archived or ()))}
    known = archived is None or _normalised(name) in written
    return {"value": name} if known else {"value": name, "installed": False}


def _in_archive(tree: Baseline, facts: Facts) -> list[str] | None:
    """Names in the archive; None where it could not be read, so that nobody says what is not in it."""
    entry = tree.entry(ARCHIVE)
    if entry is None or entry.type is not FileType.REGULAR or not entry.size:
        return []
    try:
        key = key_of(LOCALE_ARCHIVE, entry)
    except NotRead:
        return None
    fact = facts.get([key]).get(key)
    return list(fact.value) if fact and fact.status is Status.OK else None


def _normalised(name: str) -> str:
    """As glibc compares them: de_DE.UTF-8@euro is de_DE.utf8@euro (_nl_normalize_codeset)."""
    rest, at, modifier = name.partition("@")
    language, dot, codeset = rest.partition(".")
    plain = "".join(character for character in codeset.lower() if character.isalnum())
    return f"{language}{dot}{plain}{at}{modifier}"

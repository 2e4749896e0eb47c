"""Files that are not as their package manager recorded them, as debsums(1) and rpm -V would say it.

Not what these are known to cry wolf over: the content of files that their owner may edit, documents, manuals and locales that were
left out or removed, bytecode, what a package only claims, file capabilities. SHA-256 is compared for every file; MD5 and SHA-1 (of
dpkg, apk and old rpms) only for files that a container changed: no other file has them (`drift.collectors.packages.checksums`).
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice

from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.checksums import CHECKSUMS
from drift.collectors.packages.dpkg import DPKG
from drift.collectors.packages.dpkg_files import DPKG_DIVERSIONS
from drift.collectors.packages.filelist import CONFIG, DOCUMENTATION, GHOST, MAY_BE_MISSING, Listed
from drift.collectors.packages.python import PYTHON
from drift.collectors.packages.python_record import PYTHON_RECORD
from drift.joins.filelists import RECORDING, file_lists
from drift.joins.inherited import is_touched
from drift.joins.known import NotRead
from drift.joins.language_files import python_files
from drift.joins.ownership import linked_directories, listed_names
from drift.model.canonical import Json, to_bytes
from drift.model.entries import Entry, FileType
from drift.model.facts import Fact, FactKey, Status
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.secret_names import keyed_path
from drift.model.snapshot import Section
from drift.tree.delta import Delta
from drift.tree.paths import resolve

COLLECTORS = (
    *dict.fromkeys(ledger.collector for ledger in RECORDING),
    *(DPKG, DPKG_DIVERSIONS, OS_RELEASE, PYTHON, PYTHON_RECORD),
)
"""What the section is made of, beside the files themselves."""

LEFT_OUT = frozenset({CONFIG, DOCUMENTATION, GHOST, MAY_BE_MISSING})
REMOVED = re.compile(
    r"usr/share/(?:bug|doc|doc-base|gnome/help|groff|gtk-doc|help|info|licenses|linda|lintian|locale|man|omf)/"
    r"|usr/(?:lib|share)/(?:locale|i18n/locales)/"
)
"""What those who make small images remove (dpkg's path-exclude, rpm's --excludedocs and %_install_langs)."""
BYTECODE = ".pyc"
NOTHING_RECORDED = Listed("", "")[2:5]
AHEAD = 1_000
"""Paths that are looked up at once."""

Sums = Mapping[str, Mapping[str, str]]
"""Path → algorithm → digest in hexadecimal digits."""
Difference = dict[str, Json]


def verification(tree: Baseline, facts: Facts) -> Section:
    """Path → package, and of digest, mode, size and type each that differs: {"expected", "found"}. FAILED where a list was not read."""
    return _section(lambda: _records(tree, facts, _places(tree), {}))


def verified_again(
    of_image: Section | None,
    image: Baseline,
    delta: Delta,
    laid: Baseline,
    facts: Facts,
    explained: Collection[str] = (),
) -> Section:
    """The same of a container: what it did not touch is its image's; what something explains is no difference."""
    if of_image is None or of_image.set is None or is_touched(delta, image, facts, COLLECTORS):
        return verification(laid, facts)
    known = {one.key: one for one in of_image.set.records}
    paths = [path for path in (*delta.changed, *delta.removed) if path not in explained]
    image.expect(paths)
    if any(_leads_elsewhere(image.entry(path), delta.changed.get(path)) for path in paths):
        return verification(laid, facts)
    touched = [path for path in paths if f"/{path}" in known or image.entry(path) is not None]
    if not touched:
        return of_image
    links = linked_directories(laid)
    names = {name: path for path in touched for name in listed_names(links, path)}
    kept = [one for one in known.values() if one.key.removeprefix("/") not in set(touched)]
    return _section(lambda: [*kept, *_records(laid, facts, names.get, _sums(laid, facts, touched), frozenset(names))])


def _section(make: Callable[[], Iterable[Record]]) -> Section:
    try:
        return Section.ok(RecordSet.of(Kind.VERIFICATION, make()))
    except NotRead as error:
        return Section.failed(str(error))


def _leads_elsewhere(before: Entry | None, after: Entry | None) -> bool:
    """Are other files found by the same paths now? A link to a directory is gone or another, or a directory is a link."""
    if before is None:
        return False
    if before.type is FileType.SYMLINK:
        return after is None or after.linkname != before.linkname
    return before.type is FileType.DIRECTORY and after is not None and after.type is FileType.SYMLINK


def _places(tree: Baseline) -> Callable[[str], str | None]:
    """Path as it is listed → where the file lies, through links to directories."""
    directory_of = cache(lambda listed: resolve(tree, listed))

    def place(path: str) -> str | None:
        directory, slash, name = path.rpartition("/")
        found = directory_of(directory) if slash else ""
        return path if found is None else f"{found}/{name}" if found else name

    return place


def _sums(tree: Baseline, facts: Facts, paths: Iterable[str]) -> Sums:
    entries = [entry for path in paths if (entry := tree.entry(path)) and entry.type is FileType.REGULAR]
    keys = {
        entry.path: FactKey(entry.sha256, entry.path.rpartition("/")[2], CHECKSUMS.name, CHECKSUMS.version)
        for entry in entries
        if entry.sha256 is not None
    }
    known: dict[FactKey, Fact] = facts.get(keys.values())
    return {path: known[key].value for path, key in keys.items() if key in known and known[key].status is Status.OK}


def _records(
    tree: Baseline, facts: Facts, place: Callable[[str], str | None], sums: Sums, names: frozenset[str] | None = None
) -> list[Record]:
    """A path that several packages list is in order where it is as one of them recorded it."""
    altered: dict[str, Difference] = {}
    in_order: set[str] = set()
    editable: set[str] = set()
    for key, file, path in _placed(tree, _listed(tree, facts, names), place):
        if CONFIG in file.marks:
            editable.add(path)
        if file[2:5] == NOTHING_RECORDED or path in in_order or path.endswith(BYTECODE):
            continue
        entry = tree.entry(path)
        differing = _difference(entry, path, file, sums.get(path, {}), may_be_edited=path in editable)
        if differing:
            altered.setdefault(path, {"package": key, **differing})
        else:
            in_order.add(entry.path if entry else path)  # the tree's own text: 90,000 more would take 9 MB
    return [record(Kind.VERIFICATION, f"/{path}", content) for path, content in altered.items() if path not in in_order]


def _placed(
    tree: Baseline, listed: Iterator[tuple[str, Listed]], place: Callable[[str], str | None]
) -> Iterator[tuple[str, Listed, str]]:
    """With the path where each lies. Looked up together: one by one, a dpkg -i in a container of 10,000 packaged files took 8 s."""
    while chunk := list(islice(listed, AHEAD)):
        ahead = [(key, file, path) for key, file in chunk if (path := place(file.path)) is not None]
        tree.expect(path for _, _, path in ahead)
        yield from ahead


def _listed(tree: Baseline, facts: Facts, names: frozenset[str] | None) -> Iterator[tuple[str, Listed]]:
    """(key of a package, what it recorded): of the system's, then of Python's RECORD, whose tests and stubs small images leave out."""
    for listing in file_lists(tree, facts, RECORDING):
        yield from listing.files(names)
    for file in python_files(tree, facts):
        if file.sha256 is not None and (names is None or file.path in names):
            yield file.key, Listed(file.key, file.path, f"sha256:{file.sha256.hex()}", marks=MAY_BE_MISSING)


def _difference(
    entry: Entry | None, path: str, file: Listed, sums: Mapping[str, str], *, may_be_edited: bool
) -> Difference:
    """Field → {"expected", "found"}; {} for a file that is as recorded, or of which that can't be told."""
    if entry is None:
        is_usual = may_be_edited or not LEFT_OUT.isdisjoint(file.marks) or REMOVED.match(path)
        return {} if is_usual else _differing("type", FileType.REGULAR.value, "absent")
    if entry.type is FileType.SYMLINK and file.digest.startswith("sha1:"):
        return _differing("digest", file.digest, f"sha1:{_sha1(entry.linkname or '')}")  # apk's digest of a link
    if entry.type is not FileType.REGULAR:
        return _differing("type", FileType.REGULAR.value, entry.type.value)
    found: Difference = {}
    if file.mode is not None and file.mode != entry.mode:
        found |= _differing("mode", f"{file.mode:04o}", f"{entry.mode:04o}")
    if not may_be_edited and entry.sha256 is not None:
        if file.size is not None:
            found |= _differing("size", file.size, entry.size)
        found |= _content(entry, entry.sha256, file, sums)
    return found


def _content(entry: Entry, sha256: bytes, file: Listed, sums: Mapping[str, str]) -> Difference:
    algorithm = file.digest.partition(":")[0]
    digest = sha256.hex() if algorithm == "sha256" else sums.get(algorithm)
    if not digest:
        return {}
    differing = _differing("digest", file.digest, f"{algorithm}:{digest}")
    if differing and keyed_path(entry.path):
        return {"digest": {"expected": file.digest, "found": "another"}}  # what it is could be guessed from a digest
    return differing


def _differing(field: str, expected: Json, found: Json) -> Difference:
    return {} if expected == found else {field: {"expected": expected, "found": found}}


def _sha1(text: str) -> str:
    return hashlib.sha1(to_bytes(text), usedforsecurity=False).hexdigest()

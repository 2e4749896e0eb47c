"""Programs, libraries and scripts of an image that cannot be loaded as they were built."""

from collections.abc import Iterator, Mapping, Sequence

from drift.model.changes import Change, alone
from drift.model.records import Kind, Record, record
from drift.policy.alone.platforms import machines_of
from drift.policy.alone.side import OneSide, content_of
from drift.policy.loading import OTHER_MACHINE, is_program, missing, unresolved

ROLE = "role"
"""Field that a change has beside those of its record: what starts it."""
_MARKS = (":null", '"interpreter_missing"', '"missing"', '"unresolved_versions"')
"""What the content of a record has of which something is missing."""
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def broken_programs(side: OneSide) -> Iterator[Change]:
    """Of scripts only those that the container starts: an image has many that nobody runs. Of programs for another machine also those on PATH."""
    found = {one.key: one for one in (*side.inherited(Kind.SCRIPTS), *_unloadable(side), *_foreign(side))}
    roles = started(side) if found else {}
    directories = tuple(f"{one}/" for one in _search_path(side))
    for key, one in found.items():
        content = content_of(one)
        if key in roles:
            yield alone(one.kind, key, {**content, ROLE: roles[key]})
        elif one.kind is Kind.LIBRARIES and (OTHER_MACHINE not in content or key.startswith(directories)):
            yield alone(one.kind, key, content)


def started(side: OneSide) -> Mapping[str, str]:
    """Path → what starts it: "the start command" or "the health check". Links are followed, and what a shell would make of it is not known."""
    commands = {
        "the health check": _health_check(side.value(Kind.CONFIG, "healthcheck")),
        "the start command": [
            *_words(side.value(Kind.CONFIG, "entrypoint")),
            *_words(side.value(Kind.CONFIG, "cmd")),
        ],
    }
    return {path: role for role, words in commands.items() if words for path in _places(side, words[0])}


def _places(side: OneSide, program: str) -> Sequence[str]:
    """Where it lies, by its own name and without links."""
    if "/" in program:
        directory = side.value(Kind.CONFIG, "working_dir")
        candidates = [program if program.startswith("/") else f"{str(directory or '').rstrip('/')}/{program}"]
    else:
        candidates = [f"{directory}/{program}" for directory in _search_path(side)]
    found = next(((one, place) for one in candidates if (place := side.resolve(one))), None)
    return tuple(dict.fromkeys(found)) if found else ()


def _search_path(side: OneSide) -> Sequence[str]:
    path = side.value(Kind.ENV, "PATH")
    directories = (path if isinstance(path, str) else _DEFAULT_PATH).split(":")
    return [one.rstrip("/") for one in directories if one.startswith("/")]


def _words(value: object) -> Sequence[str]:
    return [str(word) for word in value] if isinstance(value, list) else []


def _health_check(value: object) -> Sequence[str]:
    """Of CMD its program, of CMD-SHELL the first word of the line."""
    test = _words(value.get("test")) if isinstance(value, dict) else []
    match test:
        case ["CMD", *command]:
            return command
        case ["CMD-SHELL", line]:
            return line.split()[:1]
        case _:
            return []


def _unloadable(side: OneSide) -> Iterator[Record]:
    for one in side.inherited(Kind.LIBRARIES, *_MARKS):
        content = content_of(one)
        lacks = missing(content) or unresolved(content) or content.get("interpreter_missing")
        if content.get("type") and lacks:
            yield one


def _foreign(side: OneSide) -> Iterator[Record]:
    """Programs for another machine than the platform's, which the kernel does not start."""
    machines = machines_of(side)
    if not machines:
        return
    own = tuple(f'"machine":"{name}"' for name in machines)
    for one in side.inherited(Kind.LIBRARIES, '"machine":'):
        if not any(mark in one.content for mark in own):
            content = content_of(one)
            if is_program(content):
                yield record(one.kind, one.key, {**content, OTHER_MACHINE: str(content.get("machine"))})

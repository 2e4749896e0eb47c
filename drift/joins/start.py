"""What a container's start needs of its root: programs, interpreters, the scripts and templates that it reads, and which of it is missing."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drift.collectors.interface import Unreadable
from drift.collectors.shell import script
from drift.collectors.shell_words import SHELLS
from drift.joins.command_line import CommandLine
from drift.model.canonical import to_bytes
from drift.model.entries import Entry, FileType
from drift.model.evidence import Obstacle, Role
from drift.model.protocols import Baseline
from drift.tree.paths import MOST_LINKS, resolve

RUNNABLE = 0o111
MOST_SCRIPTS = 50
"""That are read, one from the other."""
TEMPLATES = "etc/nginx/templates"
"""Filled by the entrypoint of nginx's own image."""
PARTS = "docker-entrypoint.d"
"""Whose scripts many entrypoints run in turn."""

WRAPPERS = {"tini": 0, "dumb-init": 0, "catatonit": 0, "env": 0, "gosu": 1, "su-exec": 1, "setpriv": 0, "nice": 0}
"""Programs that run the rest of their command line → how many words stand before it, beside options and assignments."""

_INTERPRETER = re.compile(r"(?:python|pypy|node|nodejs|ruby|perl|php|java|lua|Rscript|deno|bun)[\d.]*\Z")
_C_OPTION = re.compile(r"-[a-z]*c\Z")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")

Read = Callable[[str, Entry], Mapping[str, Any] | None]
"""(collector, file) → what it found in the file; None where nothing is known."""


@dataclass
class Start:
    """Worked out by `start`. Paths have no leading slash."""

    roles: dict[str, Role] = field(default_factory=dict)
    scripts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """Path → what the shell script there asks for; "" is the text of the command line itself."""
    templates: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    covered: dict[str, Role] = field(default_factory=dict)
    """Files of the image that a mount lies over: what they are for there."""
    obstacles: list[Obstacle] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)
    """Scripts that read a file of which nothing is known: it may set every variable."""

    def readers(self, variable: str) -> Sequence[str]:
        """Scripts and templates that read it and have no default for it."""
        templates = [path for path, one in self.templates.items() if variable in one.get("reads", ())]
        return sorted({*self._asking("reads", variable), *templates})

    def demanders(self, variable: str) -> Sequence[str]:
        """Scripts that end where it is not set."""
        return sorted(self._asking("requires", variable))

    def _asking(self, how: str, variable: str) -> Iterator[str]:
        """Unless another script of the start may have set it before."""
        setting = {path for path, one in self.scripts.items() if variable in one.get("assigns", ())}
        for path, one in self.scripts.items():
            if variable in one.get(how, ()) and path not in self.incomplete and not setting - {path}:
                yield path


def start(line: CommandLine, before: Baseline, now: Baseline, read: Read) -> Start:
    """`before` is the image's tree, `now` the container's: what is gone there still has its role."""
    found = _Finder(line, before, now, read)
    found.command(line.words, Role.ENTRYPOINT if line.entrypoint else Role.COMMAND)
    if line.entrypoint and line.cmd:
        found.passed(line.cmd)
    found.command(line.health, Role.HEALTH)
    return found.start


class _Finder:
    def __init__(self, line: CommandLine, before: Baseline, now: Baseline, read: Read) -> None:
        self.start = Start()
        self._line = line
        self._before, self._now = before, now
        self._read = read

    def command(self, words: Sequence[str], role: Role) -> None:
        """A command line: its program, what runs that, and what it is given."""
        if not words:
            return
        program = self._program(words[0], role)
        name = words[0].rpartition("/")[2]
        text = _text_of_c(words) if name in SHELLS else ""
        if text:
            self._text(text, role)
        elif name in WRAPPERS:
            self.command(_wrapped(words, WRAPPERS[name]), Role.HEALTH if role is Role.HEALTH else Role.STARTED)
        elif program:
            self._script(program, role)
        if role is not Role.HEALTH and not text:
            self._arguments(words[1:], runs_first=name in SHELLS or bool(_INTERPRETER.match(name)))

    def passed(self, words: Sequence[str]) -> None:
        """The command that an entrypoint is given: a program, where the entrypoint runs its arguments."""
        passes = any(script.get("passes") for script in self.start.scripts.values())
        if passes and not words[0].startswith("-"):
            self.command(words, Role.COMMAND)

    def _program(self, name: str, role: Role) -> str | None:
        """Where the program is now, None where it is not to be found or run, which is said where the start needs it."""
        if not name or "$" in name:
            return None
        candidates = list(self._candidates(name))
        if any(map(self._line.is_mounted, candidates)):
            self._cover(candidates, role)
            return None  # what is mounted there nobody looked at
        for tree in (self._before, self._now):
            self._mark(tree, candidates, role)
        runnable = next((path for path in candidates if _is_runnable(self._now, path)), None)
        if runnable is None and (role.is_needed or role is Role.HEALTH):
            self.start.obstacles.append(Obstacle(role, self._why_not(name, candidates)))
        return runnable

    def _candidates(self, name: str) -> Iterator[str]:
        if name.startswith("/"):
            yield name
        elif "/" in name:
            yield f"{self._line.working_dir}/{name}"
        else:
            yield from (f"{directory}/{name}" for directory in self._line.path)

    def _why_not(self, name: str, candidates: Sequence[str]) -> str:
        there = next((path for path in candidates if _file(self._now, path)), None)
        if there is not None:
            return f"{there} is not executable"
        return f"{name} is not there" if "/" in name else f"{name} is not on its PATH ({':'.join(self._line.path)})"

    def _mark(self, tree: Baseline, candidates: Iterable[str], role: Role) -> None:
        """The first candidate that is there, with the links on the way to it."""
        for path in candidates:
            steps = list(_links(tree, path))
            if steps:
                for step in steps:
                    self.start.roles.setdefault(step, role)
                return

    def _cover(self, paths: Iterable[str], role: Role) -> None:
        """The first of these that the image has, where a mount lies over it."""
        path = next((one for one in paths if _file(self._before, one)), None)
        if path and self._line.is_mounted(path):
            self.start.covered.setdefault(path.strip("/"), role)

    def _script(self, path: str, role: Role) -> None:
        """What a program needs that is itself a script."""
        entry = _file(self._now, path) or _file(self._before, path)
        line = self._read("shebang", entry) if entry else None
        if entry is None or line is None:
            return
        if role is not Role.HEALTH:
            for word in _interpreters(line):
                for tree in (self._before, self._now):
                    self._mark(tree, self._candidates(word), Role.INTERPRETER)
        found = self._read("shell", entry)
        if found is not None:
            self._asks(entry.path, found, role)

    def _text(self, text: str, role: Role) -> None:
        try:
            self._asks("", script(to_bytes(text)), role)
        except Unreadable:
            return  # nothing is known of it, and nothing is said

    def _asks(self, path: str, found: Mapping[str, Any], role: Role) -> None:
        if path in self.start.scripts or len(self.start.scripts) >= MOST_SCRIPTS:
            return
        if role is Role.HEALTH:
            self._health(found)
            return
        self.start.scripts[path] = found
        for name in found.get("starts", ()):
            self._mark_both(name, Role.STARTED)
        for name in found.get("runs", ()):
            self._mark_both(name, Role.RUN)
        for name in found.get("sources", ()):
            if not self._part(name):
                self.start.incomplete.add(path)
        if role is Role.ENTRYPOINT:
            for name in self._parts():
                self._part(name)

    def _health(self, found: Mapping[str, Any]) -> None:
        """Of several programs one may stand in for another that is missing."""
        names = [*found.get("starts", ()), *found.get("runs", ())]
        for name in names:
            if len(names) == 1:
                self._program(name, Role.HEALTH)
            else:
                self._mark_both(name, Role.HEALTH)

    def _mark_both(self, name: str, role: Role) -> None:
        """A script may look for a program before it runs it: that one is missing is not said."""
        if "$" not in name:
            for tree in (self._before, self._now):
                self._mark(tree, self._candidates(name), role)

    def _part(self, name: str) -> bool:
        """A file that a script of the start reads or runs. False where nothing is known of what is in it."""
        path = name if name.startswith("/") else f"{self._line.working_dir}/{name}"
        if self._line.is_mounted(path):
            return False
        for tree in (self._before, self._now):
            self._mark(tree, [path], Role.READ)
        entry = _file(self._now, path)
        template = self._read("templates", entry) if entry else None
        found = self._read("shell", entry) if entry else None
        if entry is not None and template is not None:
            self.start.roles[entry.path] = Role.TEMPLATE
            self.start.templates[entry.path] = template
        elif entry is not None and found is not None:
            self._asks(entry.path, found, Role.READ)
        return found is not None

    def _parts(self) -> Iterator[str]:
        """Of nginx's image and its kin, beside the entrypoint."""
        for directory in (PARTS, TEMPLATES):
            for name in self._now.children(directory):
                yield f"/{directory}/{name}"

    def _arguments(self, words: Iterable[str], *, runs_first: bool) -> None:
        """Files that the command line names, of which the first is what an interpreter runs."""
        role = Role.STARTED if runs_first else Role.ARGUMENT
        for word in words:
            named = self._named(word)
            if not (_file(self._now, named) or _file(self._before, named)):
                continue
            if self._line.is_mounted(named):
                self._cover([named], role)
            else:
                for tree in (self._before, self._now):
                    self._mark(tree, [named], role)
                self._script(named, role)
            role = Role.ARGUMENT

    def _named(self, word: str) -> str:
        """The path that an argument or an option's value would be; "" where it cannot be one."""
        path = word.partition("=")[2] if word.startswith("-") else word
        if not path.strip("/") or path.startswith("-") or "$" in path:
            return ""
        return path if path.startswith("/") else f"{self._line.working_dir}/{path}"


def _text_of_c(words: Sequence[str]) -> str:
    """The text after -c."""
    for at, word in enumerate(words[1:-1], start=1):
        if _C_OPTION.match(word):
            return words[at + 1]
        if not word.startswith("-") and word != "pipefail":
            return ""
    return ""


def _wrapped(words: Sequence[str], count: int) -> Sequence[str]:
    """The command line that a program runs which is the rest of its own."""
    for at, word in enumerate(words[1:], start=1):
        if not word.startswith("-") and not _ASSIGNMENT.match(word):
            return words[at + count :]
    return ()


def _interpreters(line: Mapping[str, Any]) -> Iterator[str]:
    """The interpreter, and of env(1) what it is to run."""
    yield str(line.get("interpreter", ""))
    for word in str(line.get("argument", "")).split():
        if not word.startswith("-") and not _ASSIGNMENT.match(word):
            if str(line.get("interpreter", "")).endswith("/env"):
                yield word
            return


def _file(tree: Baseline, path: str) -> Entry | None:
    target = resolve(tree, path)
    entry = tree.entry(target) if target else None
    return entry if entry is not None and entry.type is FileType.REGULAR else None


def _is_runnable(tree: Baseline, path: str) -> bool:
    entry = _file(tree, path)
    return entry is not None and bool(entry.mode & RUNNABLE)


def _links(tree: Baseline, path: str) -> Iterator[str]:
    """The path as it is named, each link at its end, and the file; nothing where it leads to no file."""
    if _file(tree, path) is None:
        return
    for _ in range(MOST_LINKS):
        directory, _, name = path.strip("/").rpartition("/")
        real = resolve(tree, directory) if directory else ""
        at = f"{real}/{name}" if real else name
        yield path.strip("/")
        if at != path.strip("/"):
            yield at
        entry = tree.entry(at)
        if entry is None or entry.type is not FileType.SYMLINK or not entry.linkname:
            return
        path = entry.linkname if entry.linkname.startswith("/") else f"{real}/{entry.linkname}"

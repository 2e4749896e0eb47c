"""What a shell script asks of its surroundings: variables without a default, programs, other scripts (POSIX.1-2017, XCU 2; bash(1)).

It is parsed with tree-sitter's grammar of Bash and never run. What a branch or a function does may never be reached, so it says what the
script reads, and apart from that what it ends without: `${NAME:?}`, `set -u`, a test for emptiness with `exit` behind it.
"""

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.shell_words import BUILTIN, OF_THE_SHELL, SHELLS
from drift.model.canonical import Json, to_text
from drift.model.facts import Status

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

LIMIT = 64 << 10
"""Bytes: the longest entrypoints of well-known images have 14 KiB."""
PATIENCE = 0.25
"""Seconds of the processor: 64 KiB of a real script take 0.05. Made ones (`)` 65,536 times) take 46, and no count tells them apart."""
MOST = 200
"""Names of one sort."""
LONGEST = 255
"""Characters of a name."""

_VARIABLE = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_DEFAULTS = frozenset({":-", "-", ":+", "+", ":=", "="})
_DEMANDS = frozenset({":?", "?"})
_NOUNSET = re.compile(r"-[A-Za-z]*u[A-Za-z]*\Z")
_BRANCHES = frozenset(
    {"if_statement", "case_statement", "while_statement", "for_statement", "c_style_for_statement", "list", "subshell"}
)
_DECLARES = frozenset({"local", "declare", "typeset", "readonly"})


class _Place(NamedTuple):
    """What a piece of a script stands in."""

    function: bool = False
    branch: bool = False
    test: bool = False


class _Read(NamedTuple):
    name: str
    at: int
    place: _Place


def parse(content: BinaryIO, _name: str) -> dict[str, Json] | None:
    """As `script` says it; None for what no shell runs. A file without an interpreter line is one that others read."""
    raw = content.read(LIMIT + 1)
    if raw.startswith(b"#!"):
        words = to_text(raw.split(b"\n", 1)[0][2:]).split()
        if not any(word.rpartition("/")[2] in SHELLS for word in words):
            return None
    return script(raw)


def script(raw: bytes) -> dict[str, Json]:
    """`reads`, `requires`: variables; `assigns`; `runs`: programs, `starts`: those that it becomes (exec) whatever branch it
    takes; `sources`: files; `passes`: its arguments are run.

    Each sorted, empty ones left out. Raises Unreadable where the parser takes too long.
    """
    found = _Script(raw)
    for node, place in _walk(_tree(raw).root_node):
        found.look(node, place)
    return found.content()


def _tree(raw: bytes) -> "Tree":
    import tree_sitter
    import tree_sitter_bash

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
    end = time.thread_time() + PATIENCE
    try:
        return parser.parse(
            lambda offset, _point: raw[offset : offset + 4096],
            progress_callback=lambda _offset, _failed: time.thread_time() > end,
        )
    except ValueError as error:
        raise Unreadable(f"the shell script cannot be parsed in {PATIENCE} s") from error


def _walk(root: "Node") -> Iterator[tuple["Node", _Place]]:
    """All named nodes in the text's order, without recursion: a script may nest as deep as it is long."""
    waiting = [(root, _Place())]
    while waiting:
        node, place = waiting.pop()
        yield node, place
        place = _Place(
            function=place.function or node.type == "function_definition",
            branch=place.branch or node.type in _BRANCHES,
            test=place.test or node.type == "test_command" or _called(node) in {"test", "["},
        )
        waiting += [(child, place) for child in reversed(node.named_children)]


class _Script:
    """What was found so far."""

    def __init__(self, raw: bytes) -> None:
        self._nounset = bool(re.match(rb"#![^\n]*\s-[A-Za-z]*u", raw))
        self._unknown_from = len(raw) + 1
        self._reads: list[_Read] = []
        self._handled: set[str] = set()
        self._requires: set[str] = set()
        self._assigned: dict[str, int] = {}
        self._functions: set[str] = set()
        self._runs: set[str] = set()
        self._starts: set[str] = set()
        self._sources: set[str] = set()
        self._passes = False

    def look(self, node: "Node", place: _Place) -> None:
        match node.type:
            case "simple_expansion" | "expansion":
                self._expansion(node, place)
            case "variable_assignment":
                self._assign(_text(node.child_by_field_name("name")), node.end_byte)
            case "for_statement":
                self._assign(_text(node.child_by_field_name("variable")), node.start_byte)
            case "declaration_command" if _text(node.children[0]) in _DECLARES:
                for child in node.named_children:
                    self._assign(_text(child), node.end_byte)
            case "function_definition":
                self._functions.add(_text(node.child_by_field_name("name")))
            case "command":
                self._command(node, place)
            case "if_statement":
                self._emptiness(node)
            case "list":
                self._alternative(node)

    def content(self) -> dict[str, Json]:
        plain = {one for one in self._reads if one.name not in self._handled and not self._is_assigned(one)}
        reads = {one.name for one in plain if one.at < self._unknown_from}
        if self._nounset:
            self._requires |= {one.name for one in plain if not (one.place.function or one.place.branch)} & reads
        programs = {name for name in self._runs | self._starts if name not in self._functions}
        found = {
            "reads": reads | self._requires,
            "requires": self._requires,
            "assigns": set(self._assigned),
            "runs": programs - self._starts,
            "starts": programs & self._starts,
            "sources": self._sources,
        }
        content: dict[str, Json] = {name: list[Json](sorted(names)[:MOST]) for name, names in found.items() if names}
        return {**content, "passes": True} if self._passes else content

    def _is_assigned(self, read: _Read) -> bool:
        """A function is called after what follows it."""
        at = self._assigned.get(read.name)
        return at is not None and (read.place.function or at <= read.at)

    def _expansion(self, node: "Node", place: _Place) -> None:
        name = _variable_of(node)
        operator = _operator(node)
        is_other = operator in {"!", "#"} and node.children[1].type == operator  # ${!NAME}, ${#NAME}
        if not name or is_other:
            return
        if operator in _DEMANDS:
            self._requires.add(name)
        elif operator in _DEFAULTS:
            self._handled.add(name)
            if operator.endswith("="):
                self._assign(name, node.start_byte)
        elif place.test:
            self._handled.add(name)
        else:
            self._reads.append(_Read(name, node.start_byte, place))

    def _assign(self, name: str, at: int) -> None:
        if _VARIABLE.match(name):
            self._assigned.setdefault(name, at)

    def _command(self, node: "Node", place: _Place) -> None:
        name, words = _called(node), _arguments(node)
        literal = [_literal(word) for word in words]
        match name:
            case "set":
                self._nounset = self._nounset or any(_NOUNSET.match(word) or word == "nounset" for word in literal)
            case "." | "source" if words and literal[0]:
                self._sources.add(literal[0])
            case "." | "source" | "eval":
                self._unknown_from = min(self._unknown_from, node.start_byte)
            case "read" | "getopts" | "mapfile" | "readarray":
                for word in literal:
                    self._assign(word, node.end_byte)
            case "exec" if words:
                self._program(literal[0], self._runs if place.branch or place.function else self._starts)
                self._passes = self._passes or any(_text(word) == '"$@"' for word in words)
            case _:
                self._program(name, self._runs)
                self._passes = self._passes or _text(node.child_by_field_name("name")) == '"$@"'

    @staticmethod
    def _program(name: str, names: set[str]) -> None:
        if name and name not in BUILTIN and len(name) <= LONGEST and not name.startswith("-"):
            names.add(name)

    def _emptiness(self, node: "Node") -> None:
        """`if [ -z "$NAME" ]; then … exit 1; fi`."""
        conditions = node.children_by_field_name("condition")
        body = [one for one in node.named_children if one not in conditions]
        if any(map(_ends, body)):
            self._requires |= {name for one in conditions for name in _tested(one, "-z")}

    def _alternative(self, node: "Node") -> None:
        """`[ -n "$NAME" ] || exit 1`, `[ -z "$NAME" ] && exit 1`."""
        if len(node.children) != 3:
            return
        left, operator, right = node.children
        last = [right, *right.named_children] if right.type in {"compound_statement", "subshell"} else [right]
        if any(map(_ends, last)):
            self._requires |= set(_tested(left, "-n" if operator.type == "||" else "-z"))


def _text(node: "Node | None") -> str:
    return to_text(node.text or b"") if node is not None else ""


def _called(node: "Node") -> str:
    """What a command is, "" where an expansion says it."""
    name = node.child_by_field_name("name") if node.type == "command" else None
    return _literal(name.named_children[0]) if name is not None and name.named_children else ""


def _arguments(node: "Node") -> list["Node"]:
    return node.children_by_field_name("argument")


def _literal(node: "Node") -> str:
    """A word without any expansion, and without its quotes; "" for any other."""
    if node.type in {"word", "number"}:
        return _text(node)
    if node.type == "raw_string":
        return _text(node)[1:-1]
    is_plain = node.type == "string" and all(one.type == "string_content" for one in node.named_children)
    return _text(node)[1:-1] if is_plain else ""


def _variable_of(node: "Node") -> str:
    """Of an expansion; "" for $1, $@ and the variables that a shell sets itself."""
    for child in node.named_children:
        named = child.child_by_field_name("name") if child.type == "subscript" else child
        if named is not None and named.type == "variable_name":
            name = _text(named)
            return name if _VARIABLE.match(name) and len(name) <= LONGEST and name not in OF_THE_SHELL else ""
    return ""


def _operator(node: "Node") -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _ends(node: "Node") -> bool:
    """Does it end the script as failed?"""
    return _called(node) == "exit" and [_text(one) for one in _arguments(node)] != ["0"]


def _tested(node: "Node", operator: str) -> Iterator[str]:
    """Variables that are tested by -z or -n, in this test alone."""
    if node.type == "list":
        for child in node.named_children:
            if child.type != "list":
                yield from _tested(child, operator)
    elif node.type == "test_command":
        for child in node.named_children:
            if child.type == "unary_expression" and _operator(child) == "test_operator":
                if _text(child.children[0]) == operator:
                    yield from _within(child.named_children[-1])
            elif operator == "-n":
                yield from _within(child)
    elif _called(node) in {"test", "["}:
        words = _arguments(node)
        if len(words) > 1 and _text(words[0]) == operator:
            yield from _within(words[1])


def _within(node: "Node") -> Iterator[str]:
    """The variable that a word is made of."""
    expansions = [node] if node.type.endswith("expansion") else node.named_children if node.type == "string" else []
    if len(expansions) == 1 and (name := _variable_of(expansions[0])):
        yield name


def _wants(path: str) -> bool:
    return path.count("/") < 8


SHELL = Collector(
    name="shell",
    version=1,
    kind=None,
    globs=("**/*.sh", "**/entrypoint", "**/docker-entrypoint"),
    parse=parse,
    unless=(
        *("usr/share/**", "usr/lib/**", "usr/lib64/**", "usr/libexec/**", "usr/src/**", "usr/include/**", "lib/**"),
        *("var/lib/**", "etc/init.d/**", "etc/cron.daily/**", "etc/profile.d/**", "usr/local/lib/**"),
        *(
            "**/node_modules/**",
            "**/site-packages/**",
            "**/dist-packages/**",
            "**/vendor/**",
            "**/gems/**",
            "**/.git/**",
        ),
    ),
    place=_wants,
    limit=LIMIT,
    oversize=Status.ABSENT,
    magic=b"#!",
)

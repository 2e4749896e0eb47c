"""The rules of the house that no linter has: sizes, names, one way in, nothing of the machine it was written on."""

import ast
import os
import pwd
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.engines.cache import sources

ROOT = Path(__file__).parents[1]
PYTHON_FOLDERS = ("drift", "tests", "benchmarks")
LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 400, 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "handler"}
NOT_OURS = {".git", ".venv", ".cache", ".hypothesis", "build", "dist", "demo-out", "__pycache__"}
NETWORK_SETTINGS = re.compile(r"^(PIP|UV|NPM_CONFIG)_.*(INDEX|REGISTRY|LINKS)", re.IGNORECASE)
SETTINGS_FILES = (
    "/etc/pip.conf",
    "/etc/xdg/pip/pip.conf",
    "~/.pip/pip.conf",
    "~/.config/pip/pip.conf",
    "~/.config/uv/uv.toml",
    "~/.npmrc",
)
HOST = re.compile(r"https?://(?:[^\s/@]*@)?([\w.-]+)")

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_is_longer_than_two_things_need():
    sizes = {shown(path): path.read_text().count("\n") for path in modules(*PYTHON_FOLDERS)}
    assert {path: lines for path, lines in sizes.items() if lines > LINES_OF_A_MODULE} == {}


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{shown(path)}:{node.lineno} {node.name} has {size} lines"
        for path in modules(*PYTHON_FOLDERS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, type_of_function)
        and (size := (node.end_lineno or 0) - node.body[0].lineno + 1) > LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_no_name_of_a_module_or_a_class_says_nothing():
    vague = [
        shown(path)
        for path in modules(*PYTHON_FOLDERS)
        if VAGUE & set(path.stem.lower().split("_")) or VAGUE & set(path.relative_to(ROOT).parts)
    ]
    classes = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in modules(*PYTHON_FOLDERS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and VAGUE & {word.lower() for word in re.findall(r"[A-Z][a-z]+", node.name)}
    ]
    assert vague + classes == []


def test_every_module_says_what_it_is():
    silent = [
        shown(path)
        for path in modules("drift", "benchmarks")
        if not ast.get_docstring(tree_of(path)) and path.read_text()
    ]
    assert silent == []


def catches_everything(node: ast.ExceptHandler) -> bool:
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")) for kind in caught
    )


def ends_by_raising(node: ast.ExceptHandler) -> bool:
    """Cleaning up and passing it on is not catching."""
    return isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None


def test_an_exception_is_caught_by_its_name_except_in_main():
    handlers = [
        f"{shown(path)}:{node.lineno}"
        for path in modules("drift")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node) and not ends_by_raising(node)
    ]
    assert [place for place in handlers if not place.startswith("drift/__main__.py:")] == []


def module_path(name: str) -> Path | None:
    base = ROOT.joinpath(*name.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.exists()), None)


def imported_by(path: Path) -> Iterator[Path]:
    """Of our own, anywhere in a module; a package's __init__ is imported with each of its members."""
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Import(names):
                names_of = [alias.name for alias in names]
            case ast.ImportFrom(str(module), names, 0):
                names_of = [module, *(f"{module}.{alias.name}" for alias in names)]
            case _:
                continue
        for name in names_of:
            parts = name.split(".")
            candidates = (module_path(".".join(parts[:length])) for length in range(1, len(parts) + 1))
            yield from (found for found in candidates if found is not None)


def reached_from(start: Path) -> set[Path]:
    reached = {start}
    waiting = [start]
    while waiting:
        fresh = set(imported_by(waiting.pop())) - reached
        reached |= fresh
        waiting += fresh
    return reached


def test_every_module_is_reached_from_the_command():
    """Dead code, and a rule, collector, renderer or command that is not in its registry: nothing imports it."""
    reached = {*reached_from(ROOT / "drift/__main__.py"), ROOT / "drift/docker_plugin.py"}  # docker's own way in
    assert [shown(path) for path in modules("drift") if path not in reached] == []


def makes_a_collector(path: Path) -> bool:
    assigned = (node.value for node in tree_of(path).body if isinstance(node, ast.Assign | ast.AnnAssign))
    return any(
        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "Collector"
        for value in assigned
    )


def unregistered(registry: str, members: Iterator[Path]) -> list[str]:
    reached = reached_from(ROOT / registry / "__init__.py")
    return [shown(path) for path in members if path not in reached]


def test_every_collector_is_in_the_registry():
    assert unregistered("drift/collectors", filter(makes_a_collector, modules("drift/collectors"))) == []


@pytest.mark.parametrize("family", ["drift/policy/presets", "drift/policy/rules", "drift/render", "drift/cli"])
def test_every_member_of_a_family_is_reached_from_its_registry(family):
    assert unregistered(family, modules(family)) == []


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project, whatever it is for."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", ".egg-info"))]
        for path in (Path(folder, name) for name in names if not name.startswith(".coverage")):
            content = path.read_bytes()
            if b"\0" not in content:
                yield path, content.decode(errors="replace")


@cache
def package_hosts() -> frozenset[str]:
    """Hosts that this machine has packages from: they may be private, and are nobody's business."""
    from pip._internal.models.index import PyPI

    home = pwd.getpwuid(os.getuid()).pw_dir
    files = [Path(name.replace("~", home, 1)) for name in SETTINGS_FILES]
    settings = [path.read_text(errors="replace") for path in files if path.is_file()]
    settings += [value for name, value in os.environ.items() if NETWORK_SETTINGS.match(name)]
    settings += [uri for uri, _ in sources()] + [PyPI.url, f"https://{PyPI.file_storage_domain}"]
    hosts = {host.lower() for text in settings for host in HOST.findall(text)}
    return frozenset(host for host in hosts if "." in host and not host.startswith("127."))


def test_no_file_names_a_host_that_packages_come_from():
    hosts = package_hosts()
    named = re.compile(r"(?<![\w.-])(" + "|".join(map(re.escape, sorted(hosts))) + r")(?![\w-])", re.IGNORECASE)
    assert [f"{shown(path)}: {found[0]}" for path, text in texts() if (found := named.search(text))] == []


def test_no_file_has_unfinished_work_in_it():
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    assert [
        f"{shown(path)}: {found[0]}"
        for path, text in texts()
        if path.suffix in (".py", ".sh", ".toml", ".md", ".html") and (found := mark.search(text))
    ] == []

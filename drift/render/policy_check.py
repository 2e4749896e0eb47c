"""A checked policy: a drift.toml that means the same, with what its lines do as comments; or JSON in the shape of schema/policy-check-v1.json."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from drift.model.canonical import Document
from drift.render.text import visible
from drift.report.wording import count

if TYPE_CHECKING:
    from drift.report.policy_check import LineEffect, PolicyCheck

SCHEMA = "container-drift/policy-check-v1"


def policy_check_text(check: "PolicyCheck") -> str:
    """Read as a drift.toml it is the same policy."""
    return f"{_commented(_head(check))}{check.effective}{_commented(_tail(check))}"


def warning_lines(check: "PolicyCheck") -> str:
    return "".join(f"warning: {visible(line)} {what}\n" for line, what in check.warnings.items())


def _commented(lines: Iterator[str]) -> str:
    return "".join(f"# {visible(line)}".rstrip() + "\n" for line in lines)


def _head(check: "PolicyCheck") -> Iterator[str]:
    warnings = f", {count(len(check.warnings), 'warning')}" if check.warnings else ""
    yield f"ok: the policy is right{warnings}"
    for line, what in check.warnings.items():
        yield f"warning: {line} {what}"


def _tail(check: "PolicyCheck") -> Iterator[str]:
    yield ""
    if not check.state:
        yield "Nothing was scanned yet: run drift scan, and this says what each line hides."
    else:
        yield f"In the newest state ({check.state}):"
    for preset in check.presets:
        yield f"  preset {preset.name}, {preset.title}: {_of(len(preset.lines), preset.of)}"
    if check.unused_presets:
        yield f"  presets not used: {', '.join(check.unused_presets)}"
    if check.state:
        yield from _effects(check)


def _effects(check: "PolicyCheck") -> Iterator[str]:
    lines = [*check.hiding, *(line for preset in check.presets for line in preset.lines)]
    yield from (f"  {_counted('hides', one)}" for one in lines)
    yield from (f"  {_counted('rates', one)}" for one in check.rating)
    yield from (f"  {_counted('reads', one)}" for one in check.mounts)
    if not lines and not check.rating:
        yield "  no line hides or rates anything"


def _of(hiding: int, lines: int) -> str:
    if not hiding:
        return count(lines, "line")
    return f"{count(lines, 'line')}, {hiding} of them {'hides' if hiding == 1 else 'hide'} something"


def _counted(verb: str, one: "LineEffect") -> str:
    example = f"  ({one.example})" if one.example else ""
    return f"{verb} {one.count or 'nothing':>7}  {one.line}{example}"


def policy_checks_json(checks: "Mapping[str, PolicyCheck | str]") -> str:
    """By file, "" for the built-in policy: what was found, or what is wrong with it."""
    from drift import __version__
    from drift.render.json import ascii_text

    document: Document = {
        "schema": SCHEMA,
        "tool": {"name": "container-drift", "version": __version__},
        "policies": [_policy(file, found) for file, found in checks.items()],
    }
    return ascii_text(document) + "\n"


def _policy(file: str, found: "PolicyCheck | str") -> Document:
    if isinstance(found, str):
        return {"file": file, "ok": False, "error": found}
    return {
        "file": file,
        "ok": True,
        "warnings": [{"line": line, "text": what} for line, what in found.warnings.items()],
        "effective": found.effective,
        "state": found.state,
        "hides": _lines(found.hiding),
        "rates": _lines(found.rating),
        "reads": _lines(found.mounts),
        "presets": [
            {"name": one.name, "title": one.title, "lines": one.of, "hides": _lines(one.lines)} for one in found.presets
        ],
        "unused_presets": found.unused_presets,
    }


def _lines(effects: "Iterable[LineEffect]") -> list[Document]:
    return [{"line": one.line, "count": one.count, "example": one.example} for one in effects]

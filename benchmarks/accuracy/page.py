"""docs/accuracy.md: what was found, what not, and what other programs say of the same containers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median

from benchmarks.accuracy.case import Case
from benchmarks.accuracy.noise import Noise
from benchmarks.accuracy.playing import Played

Results = Sequence[Played]


def page(
    families: Mapping[str, Results],
    noise: Sequence[tuple[Noise, Played]],
    quiet: Results,
    others: Sequence[str],
    engine: str,
    now: datetime,
) -> str:
    cases = [one for results in families.values() for one in results]
    parts = (
        _head(cases, engine, now),
        _sides(cases, [one for _, one in noise], quiet, others),
        _families(families, others),
        *(_family(title, results, others) for title, results in families.items()),
        _noise(noise, others),
        _quiet(quiet, others),
    )
    return "\n".join(parts)


def _head(cases: Results, engine: str, now: datetime) -> str:
    told = sum(not one.verdict for one in cases)
    return f"""# Accuracy

Written by `make accuracy` on {now:%Y-%m-%d}, on {engine}, with four images that are built there: a Python service, nginx, PostgreSQL and Node
(`benchmarks/accuracy/services`). {len(cases)} kinds of drift were made, each in a container of its own, nearly all by the commands that
people use; of {told} drift said the right thing: the rule, the thing it is about, and what it must name as the origin. The cases and what
is expected of each are in `benchmarks/accuracy`, one declaration each. No policy is in use.
"""


def _sides(cases: Results, noise: Results, quiet: Results, others: Sequence[str]) -> str:
    harmless = [*noise, *quiet]
    told = _share(sum(not one.verdict for one in cases), len(cases))
    about, cried = sum(_about(one) for one in cases), sum(bool(one.verdict) for one in harmless)
    row = (
        _share(about, len(cases)),
        told,
        _share(cried, len(harmless)),
        _middle(one.lines for one in cases if one.lines),
    )
    rows = [f"| drift | {' | '.join(row)} |"]
    for name in others:
        alarms = sum(_seen(one, name) or (one in quiet and _lines(one, name) > 0) for one in harmless)
        lines = _middle(_lines(one, name) for one in cases if one.others is not None)
        rows.append(
            f"| {name} | {_seen_of_asked(cases, name)} | – | {_share(alarms, sum(name in one.others_seen for one in harmless))} | {lines} |"
        )
    return (
        "## Side by side\n\n| program | drift seen at all | and explained rightly | false alarms | lines to read, median |\n"
        "|---|---:|---:|---:|---:|\n" + "\n".join(rows) + "\n\n"
        "*Seen at all*: any line more than the program says of an untouched container of the same image counts, whatever it is about. Another program\n"
        "is not asked where nothing of the files differs (it cannot see `docker run --privileged`). *False alarms*: of the harmless things below, those of\n"
        "which it says more than they deserve; for the others, anything. AIDE leaves out /tmp, /run, /var/log and /var/cache; it reads the container's root\n"
        "on the host. syft lists packages before and after; the differences are counted.\n"
    )


def _families(families: Mapping[str, Results], others: Sequence[str]) -> str:
    head = f"| family | kinds | told rightly | {' | '.join(f'{name}: seen' for name in others)} |"
    rows = [
        f"| {title} | {len(results)} | {sum(not one.verdict for one in results)} | "
        + " | ".join(_seen_of_asked(results, name) for name in others)
        + " |"
        for title, results in families.items()
    ]
    return _table("## By family", head, 3 + len(others), rows)


def _family(title: str, results: Results, others: Sequence[str]) -> str:
    head = f"| what happened | what must be said | drift | {' | '.join(others)} |"
    rows = [
        f"| {_cell(one.scene.name)} | {_wanted(one)} | {_drift(one)} | {' | '.join(_other(one, name) for name in others)} |"
        for one in results
    ]
    return _table(f"## {title}", head, 3 + len(others), rows)


def _noise(noise: Sequence[tuple[Noise, Played]], others: Sequence[str]) -> str:
    head = f"| what users call noise | what happened | what may be said | drift | {' | '.join(others)} |"
    rows = [
        f"| {row.row} | {_cell(row.scene.name)} | {row.wanted.value} | {_drift(one)} | {' | '.join(_other(one, name) for name in others)} |"
        for row, one in noise
    ]
    return _table("## Noise", head, 4 + len(others), rows)


def _quiet(quiet: Results, others: Sequence[str]) -> str:
    head = f"| run | at or above high | below | with presets | drift | {' | '.join(others)} |"
    rows = []
    for one in quiet:
        failing = sum(finding["fails"] for finding in one.findings)
        counted = f"{failing} | {len(one.findings) - failing} | {one.with_presets}"
        rows.append(
            f"| {_cell(one.scene.name)} | {counted} | {_drift(one)} | {' | '.join(_other(one, name) for name in others)} |"
        )
    return _table("## Quiet runs", head, 5 + len(others), rows)


def _table(title: str, head: str, columns: int, rows: Sequence[str]) -> str:
    return "\n".join((title, "", head, "|" + "---|" * columns, *rows, ""))


def _wanted(one: Played) -> str:
    if not isinstance(one.scene, Case):
        return ""
    told = one.scene.told
    named = "".join(f", {_code(word)}" for word in (told.attribution, told.says) if word)
    return f"{told.words}: {_code(told.rule)} {_code(told.key)}{named}"


def _about(one: Played) -> bool:
    """Was anything said that is about it?"""
    return not one.verdict.startswith(("missed", "could not"))


def _drift(one: Played) -> str:
    lines = f" ({one.lines})" if one.lines else ""
    return f"yes{lines}" if not one.verdict else f"**{_cell(one.verdict)}**"


def _other(one: Played, name: str) -> str:
    heard = one.others_seen.get(name)
    if heard is None:
        return "–"
    return f"{'seen' if heard.seen else 'not seen'} ({heard.lines})"


def _seen(one: Played, name: str) -> bool:
    heard = one.others_seen.get(name)
    return heard is not None and heard.seen


def _seen_of_asked(results: Results, name: str) -> str:
    """Where nothing of the files differs, one need not ask."""
    asked = [one for one in results if name in one.others_seen or not one.scene.changes_files]
    return _share(sum(_seen(one, name) for one in asked), len(asked)) if asked else "not asked"


def _lines(one: Played, name: str) -> int:
    heard = one.others_seen.get(name)
    return heard.lines if heard else 0


def _share(some: int, all_of: int) -> str:
    return f"{some} of {all_of}"


def _middle(numbers: Iterable[int]) -> str:
    listed = list(numbers)
    return f"{median(listed):.0f}" if listed else "–"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code(text: str) -> str:
    return f"`{_cell(text)}`"

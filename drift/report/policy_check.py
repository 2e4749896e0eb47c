"""What `config check` says of a policy beside its lines: what each of them hides in the newest state, and which hide too much."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drift.model.findings import Finding, Verdict
from drift.model.settings import Settings
from drift.policy.lines import hiding_lines, is_preset_line, preset_lines
from drift.policy.presets import BY_NAME
from drift.policy.sieve import raised_by
from drift.policy.warnings import warnings


@dataclass(frozen=True, slots=True)
class LineEffect:
    line: str
    """As `explain` and reports name it."""
    count: int
    """Findings."""
    example: str = ""
    """As in "production/web /srv/cache/a"."""


@dataclass(frozen=True, slots=True)
class PresetEffect:
    name: str
    title: str
    lines: tuple[LineEffect, ...]
    """Those that hide something."""
    of: int
    """How many lines it has."""


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    effective: str
    """The policy that is in effect, as a drift.toml."""
    state: str
    """Which state was looked at, as a phrase; "" where nothing was scanned yet."""
    hiding: tuple[LineEffect, ...]
    presets: tuple[PresetEffect, ...]
    unused_presets: tuple[str, ...]
    """Those that the policy does not name."""
    rating: tuple[LineEffect, ...]
    """Lines that give findings another severity."""
    mounts: tuple[LineEffect, ...]
    """[mounts] hash: containers with such a mount."""
    warnings: Mapping[str, str]
    """Line → what is wrong with it."""


def policy_check(
    settings: Settings, effective: str, state: str, verdict: Verdict | None, mounts: Sequence[LineEffect]
) -> PolicyCheck:
    hidden = verdict.hidden if verdict else ()
    effects = _effects((one.by, one.finding) for one in hidden)
    rated = _effects((by, one) for one in (verdict.findings if verdict else ()) if (by := raised_by(one, settings)))
    written = dict.fromkeys(hiding_lines(settings))
    others = [line for line in effects if line not in written and not is_preset_line(line)]
    return PolicyCheck(
        effective=effective,
        state=state,
        hiding=tuple(effects.get(line, LineEffect(line, 0)) for line in (*written, *others)),
        presets=tuple(_preset(name, effects) for name in settings.presets),
        unused_presets=tuple(name for name in BY_NAME if name not in settings.presets),
        rating=tuple(rated.values()),
        mounts=tuple(mounts),
        warnings=warnings(settings, hidden),
    )


def _preset(name: str, effects: Mapping[str, LineEffect]) -> PresetEffect:
    lines = preset_lines(name)
    return PresetEffect(
        name, BY_NAME[name].title, tuple(effects[line] for line in lines if line in effects), of=len(lines)
    )


def _effects(found: Iterable[tuple[str, Finding]]) -> dict[str, LineEffect]:
    """Line → how many findings, and one of them; in the order of the lines."""
    pairs = list(found)
    counts = Counter(line for line, _ in pairs)
    examples = {line: _example(finding) for line, finding in reversed(pairs)}
    return {line: LineEffect(line, counts[line], examples[line]) for line in sorted(counts)}


def _example(finding: Finding) -> str:
    place = "/".join(filter(None, (finding.environments[-1] if finding.environments else "", finding.service)))
    return f"{place} {finding.key}".strip()

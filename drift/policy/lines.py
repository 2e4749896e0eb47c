"""The lines of a policy that hide or rate findings, by the names that `Hidden.by` and reports give them."""

from collections.abc import Iterator

from drift.model.settings import Settings, Waiver
from drift.policy.presets import BY_NAME

_PRESET = "preset "


def ignore_line(settings: Settings, kind: str, index: int) -> str:
    """A pattern under [ignore], as in "ignore files line 12: var/lib/app/cache/"."""
    return f"ignore {kind}{at(settings, f'ignore.{kind}[{index}]')}: {settings.ignore[kind][index]}"


def ignore_for_line(settings: Settings, number: int, kind: str, index: int) -> str:
    where = at(settings, f"ignore_for[{number}].{kind}[{index}]")
    return f"ignore_for {number + 1} {kind}{where}: {settings.ignore_for[number].patterns[kind][index]}"


def preset_line(name: str, pattern: str) -> str:
    return f"{_PRESET}{name}: {pattern}"


def is_preset_line(line: str) -> bool:
    return line.startswith(_PRESET)


def may_differ_line(settings: Settings, pattern: str) -> str:
    return f"env may_differ{at(settings, 'env.may_differ')}: {pattern}"


def must_equal_line(settings: Settings, pattern: str) -> str:
    return f"env must_equal{at(settings, 'env.must_equal')}: {pattern}"


def version_line(settings: Settings, part: str, pattern: str) -> str:
    """`part` is patch or minor."""
    return f"packages may_differ.{part}{at(settings, f'packages.may_differ.{part}')}: {pattern}"


def severity_line(settings: Settings, rule: str) -> str:
    given = settings.severity[rule]
    return f"severity{at(settings, f'severity.{rule}')}: {rule} is {'off' if given is None else given}"


def waiver_line(settings: Settings, number: int, waiver: Waiver) -> str:
    """`number` is from 1."""
    file = settings.path.rpartition("/")[2] or "drift.toml"
    return f"waiver {number} ({file} line {waiver.line})" if waiver.line else f"waiver {number}"


def hiding_lines(settings: Settings) -> Iterator[str]:
    """Those that a person wrote to hide something, in the order in which they are asked; of presets none."""
    for kind, patterns in settings.ignore.items():
        yield from (ignore_line(settings, kind, index) for index in range(len(patterns)))
    for number, scoped in enumerate(settings.ignore_for):
        for kind, patterns in scoped.patterns.items():
            yield from (ignore_for_line(settings, number, kind, index) for index in range(len(patterns)))
    yield from (may_differ_line(settings, pattern) for pattern in settings.env.may_differ)
    yield from (version_line(settings, "patch", pattern) for pattern in settings.packages.patch)
    yield from (version_line(settings, "minor", pattern) for pattern in settings.packages.minor)
    yield from (severity_line(settings, rule) for rule, given in settings.severity.items() if given is None)
    yield from (waiver_line(settings, number, one) for number, one in enumerate(settings.waivers, start=1))


def preset_lines(name: str) -> list[str]:
    return [preset_line(name, line.pattern) for line in BY_NAME[name].lines]


def at(settings: Settings, key: str) -> str:
    """As in " line 12", "" where it is not known."""
    line = settings.lines.get(key)
    return f" line {line}" if line else ""

"""The reference page of drift.toml, made from its JSON Schema, the presets and the file that `drift init` writes."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from drift.model.findings import Severity

Shape = dict[str, Any]

_OPENING = """\
# drift.toml

The policy of a project, committed beside its code: which environments there are, what may differ, what must not, and what is accepted until when.
The same file serves `scan`, `gate`, `report` and every other command: `--config`, `DRIFT_CONFIG`, else `drift.toml` in the current directory.
Without one the built-in policy applies, which is that of an empty file.

- `drift init` writes one from what runs; `drift config check` checks it, shows what is in effect, and says what each line hides.
- An unknown key, rule, kind, preset or environment is an error with the nearest name; the command ends with 2.
- Whatever is hidden is counted, with the line that hides it. `drift explain FINDING|PATH` says it of one thing.

This page is made from the schema, by `drift config reference -o docs/reference/policy.md`. Editors take the schema itself from
`drift config schema`.
"""
_ORDER = """\
## Which line decides

A finding is held against the lines in this order; the first that fits hides it:

1. `[ignore]`, then `[[ignore_for]]`, then presets. Inside one list the last pattern that fits decides, as in gitignore(5), and `!` brings back; a
   `!` under `[ignore]` also brings back what a preset hides.
2. `[env] must_equal`: none of the lines below hides such a variable, and its severity is high or above.
3. Labels that select an environment, `[env] may_differ`, `[packages.may_differ]`, `[severity]` with `off`.
4. `[[waiver]]`.

What is left has the severity of `[severity]`, else of its rule. What could not be judged stays so, whatever hides it: the gate ends with 2.

`drift config check` warns of a line that hides an image digest, or a whole kind.

## A threshold for each environment

The gate fails at `fail_on`; an environment may have its own, which holds for every finding that it is the judged side of:

```toml
fail_on = "high"

[[environment]]
name = "dev"
fail_on = "critical"

[[environment]]
name = "production"
fail_on = "medium"
```

## Mounts that are read

What is mounted at a path of `[mounts] hash`, or below it, is read at each scan through the engine (GET alone), whatever the route: volumes and bind mounts,
up to 256 MiB each and 10,000 files for a container, within the `deadline`. The files are records of kind `mounted` by content alone, since whose they are
depends on the host; a short file at a secret's path is a fingerprint. They are compared between environments and replicas (`mounted-file-differs`). A mount
that could not be read, and a scan older than the line, leave the verdict open.
"""
_WORDS = {"string": "text", "boolean": "true or false", "integer": "number"}


def policy_markdown() -> str:
    from drift.policy.schema import json_schema
    from drift.policy.template import template

    schema = json_schema()
    parts = [
        _OPENING,
        "## Example\n\nWhat `drift init` writes where nothing runs:\n",
        f"```toml\n{template((), {})}```\n",
    ]
    parts += ["## At the top\n", *_table(schema, schema["$defs"])]
    for table in _tables(schema, schema["$defs"], ""):
        parts += [f"\n## {table.heading}\n", f"{table.text}\n", *_table(table.shape, schema["$defs"])]
    return "\n".join([*parts, "", _ORDER, *_presets()])


class _Table(NamedTuple):
    heading: str
    """As in "`[[environment]]`"."""
    text: str
    shape: Shape


def _tables(shape: Shape, known: Shape, above: str) -> Iterator[_Table]:
    """The tables below a table, each with those below it."""
    for key, inner in shape["properties"].items():
        name = f"{above}{key}"
        table, is_list = _named(inner, known), inner.get("type") == "array"
        if table is not None:
            if any(_named(one, known) is None for one in table["properties"].values()):
                heading = f"`[[{name}]]`" if is_list else f"`[{name}]`"
                yield _Table(heading, table["description"], table)
            yield from _tables(table, known, f"{name}.")
        elif _is_map(inner):
            yield _Table(
                f"`[{name}]`",
                f"{inner['description']} Each: {_type(inner['additionalProperties'])}.",
                {"properties": {}},
            )


def _named(shape: Shape, known: Shape) -> Shape | None:
    """The table that a reference names, or a list of such."""
    reference = shape.get("$ref") or shape.get("items", {}).get("$ref")
    found: Shape | None = known[reference.rpartition("/")[2]] if reference else None
    return found


def _is_map(shape: Shape) -> bool:
    return shape.get("type") == "object" and "additionalProperties" in shape


def _table(shape: Shape, known: Shape) -> Iterator[str]:
    """A row for each key that is no table; keys in a row that say the same share one."""
    rows = [
        (key, _type(one), _default(key, one, shape), one.get("description", ""))
        for key, one in shape["properties"].items()
        if _named(one, known) is None and not _is_map(one)
    ]
    if rows:
        yield "| key | value | default | |\n|---|---|---|---|"
    for said, same in groupby(rows, key=lambda row: row[1:]):
        yield f"| {', '.join(f'`{row[0]}`' for row in same)} | {' | '.join(said)} |"


def _type(shape: Shape) -> str:
    if "anyOf" in shape:
        return _type(next(one for one in shape["anyOf"] if one.get("type") != "null"))
    if "enum" in shape:
        return _choice(shape["enum"])
    if shape.get("type") == "array":
        if "prefixItems" in shape:
            return f"list of {len(shape['prefixItems'])} texts"
        return f"list of {_type(shape['items'])}"
    return "date" if shape.get("format") == "date" else _WORDS[shape["type"]]


def _choice(names: list[str]) -> str:
    """Severities in their order; of many names only that they are such."""
    severities = [str(one) for one in Severity]
    if len(names) > 8:
        return "name of a rule"
    return ", ".join(
        f"`{name}`" for name in sorted(names, key=lambda one: (severities.index(one) if one in severities else 9, one))
    )


def _default(key: str, shape: Shape, table: Shape) -> str:
    if key in table.get("required", ()):
        return "must be given"
    default = shape.get("default")
    return "" if default in (None, [], "") else f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _presets() -> Iterator[str]:
    from drift.policy.presets import PRESETS

    yield "## Presets\n"
    yield (
        'What software writes by itself: `preset = ["nginx"]` hides it, counted line by line, with the directories that were made for it alone. Each line is\n'
        "tested on the program itself. A program, a set-uid bit, a capability or configuration in such a place is shown all the same."
    )
    for preset in PRESETS:
        yield f"\n### {preset.name}\n\n{preset.title[0].upper()}{preset.title[1:]}:\n\n| paths | why it is no drift |\n|---|---|"
        yield from (f"| `{line.pattern}` | {line.reason} |" for line in preset.lines)
    yield ""

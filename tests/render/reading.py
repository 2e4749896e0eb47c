"""Every format as its reader has it: all that it says in one line, and how many findings of each severity it shows."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from io import StringIO
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from drift.render.interface import Renderer

SGR = re.compile(r"\x1b\[[0-9;]*m")
SEVERITIES = ("critical", "high", "medium", "low", "info")
GITLAB = {"blocker": "critical", "critical": "high", "major": "medium", "minor": "low", "info": "info"}

Read = Callable[[str], str]
Count = Callable[[str], Sequence[str]]


def readable(renderer: Renderer, text: str) -> str:
    """Without markup, escapes, colours and line breaks."""
    return " ".join(_READ[renderer.name](text).split())


def shown_severities(renderer: Renderer, text: str) -> dict[str, int]:
    """Severity → number of the findings that are shown."""
    found = Counter(_SEVERITIES[renderer.name](text))
    return {name: found[name] for name in SEVERITIES}


def _strings(document: object) -> Iterator[str]:
    """All texts of a JSON document, in its order."""
    match document:
        case dict():
            for key, value in document.items():
                yield key
                yield from _strings(value)
        case list():
            for value in document:
                yield from _strings(value)
        case _:
            yield str(document)


def _json(text: str) -> str:
    return " ".join(_strings(json.loads(text)))


def _sarif(text: str) -> str:
    return re.sub(r"\\([][\\])|([{}])\2", r"\1\2", _json(text))


def _junit(text: str) -> str:
    return " ".join(part for one in ET.fromstring(text).iter() for part in (*one.attrib.values(), one.text or ""))


def _tests(text: str) -> Sequence[str]:
    said = [one.text or "" for one in ET.fromstring(text).iter() if one.tag in {"failure", "system-out"}]
    return [one.partition(":")[0] for one in said]


def _table(text: str) -> str:
    return " ".join(cell for row in csv.reader(StringIO(text)) for cell in row)


def _samples(text: str) -> Sequence[str]:
    found = re.findall(r'^drift_findings\{.*severity="(\w+)"\} (\d+)$', text, re.MULTILINE)
    return [severity for severity, number in found for _ in range(int(number))]


def _groups(text: str) -> Sequence[str]:
    groups = re.findall(r"[─-]{2} (\d.*)", SGR.sub("", text))
    found = [one for group in groups for one in re.findall(r"(\d+) (\w+)", group)]
    return [severity for number, severity in found for _ in range(int(number))]


_READ: Mapping[str, Read] = {
    "console": lambda text: SGR.sub("", text),
    "json": _json,
    "html": lambda text: unescape(re.sub(r"<[^>]*>", "", text)),
    "markdown": lambda text: unescape(re.sub(r"<[^>]*>|`|&#8203;", "", text)),
    "sarif": _sarif,
    "junit": _junit,
    "codequality": _json,
    "annotations": unquote,
    "prometheus": str,
    "csv": _table,
}
_SEVERITIES: Mapping[str, Count] = {
    "console": _groups,
    "json": lambda text: [one["severity"] for one in json.loads(text)["findings"]],
    "html": lambda text: re.findall(r'<article class="finding (\w+)', text),
    "markdown": lambda text: re.findall(r"<summary>\W (\w+) · ", text),
    "sarif": lambda text: [one["properties"]["severity"] for one in json.loads(text)["runs"][0]["results"]],
    "junit": _tests,
    "codequality": lambda text: [GITLAB[one["severity"]] for one in json.loads(text)],
    "annotations": lambda text: re.findall(r"^::.*::(\w+): ", text, re.MULTILINE),
    "prometheus": _samples,
    "csv": lambda text: [row["severity"] for row in csv.DictReader(StringIO(text))],
}

"""Reports as text. A format is one file here and one line in RENDERERS."""

from pathlib import Path

from drift.errors import DriftError
from drift.render.annotations import Annotations
from drift.render.bulletin import notification
from drift.render.codequality import CodeQuality
from drift.render.console import Console
from drift.render.csv import Csv
from drift.render.cyclonedx import cyclonedx
from drift.render.explanation import explanation_text
from drift.render.html import Html
from drift.render.interface import Renderer
from drift.render.joblog import github, gitlab
from drift.render.json import Json
from drift.render.junit import Junit
from drift.render.markdown import Markdown
from drift.render.policy_check import policy_check_text, warning_lines
from drift.render.policy_markdown import policy_markdown
from drift.render.prometheus import Prometheus
from drift.render.rules import rule_list, rule_page
from drift.render.rules_markdown import rule_markdown, rules_markdown
from drift.render.sarif import Sarif
from drift.render.site import site_files

RENDERERS: tuple[Renderer, ...] = (
    Console(),
    Json(),
    Html(),
    Markdown(),
    Sarif(),
    Junit(),
    CodeQuality(),
    Annotations(),
    Prometheus(),
    Csv(),
)


def renderer_for(wanted: str) -> Renderer:
    """By the name of a format ("json"), or by a suffix with its dot (".html")."""
    for one in RENDERERS:
        if wanted == one.name or wanted.lower() in one.suffixes:
            return one
    formats = ", ".join(f"{one.name} ({' '.join(one.suffixes)})" for one in RENDERERS)
    raise DriftError(f"{wanted!r}: no output format has this name or suffix", remedy=f"there are {formats}")


def suffix_of(file: Path) -> str:
    """What of a file's name says the format: the longest suffix that one has, else the last; "" for none."""
    known = [suffix for one in RENDERERS for suffix in one.suffixes if file.name.lower().endswith(suffix)]
    return max(known, key=len, default=file.suffix)


__all__ = [
    "RENDERERS",
    "Renderer",
    "cyclonedx",
    "explanation_text",
    "github",
    "gitlab",
    "notification",
    "policy_check_text",
    "policy_markdown",
    "renderer_for",
    "rule_list",
    "rule_markdown",
    "rule_page",
    "rules_markdown",
    "site_files",
    "suffix_of",
    "warning_lines",
]

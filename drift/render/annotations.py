"""A verdict for the log of a GitHub job: the answer, the annotations, and why; for `drift report` and `drift diff`, which `drift gate` does
by itself there.
"""

from dataclasses import dataclass

from drift.render.interface import judged_report
from drift.render.joblog.github import annotations, defused
from drift.render.text import visible
from drift.report import AnyReport


@dataclass(frozen=True, slots=True)
class Annotations:
    name: str = "annotations"
    suffixes: tuple[str, ...] = (".annotations",)
    judged_only: bool = True

    def render(self, report: AnyReport) -> str:
        made = judged_report(report, self.name)
        first, last = visible(made.headline.answer), visible(f"{made.why} More: {made.more}")
        return f"{defused(first)}\n{annotations(made)}{defused(last)}\n"

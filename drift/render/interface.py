"""What an output format is: a name, the suffixes of its files, and a function from a report to text."""

from typing import Protocol

from drift.errors import OutputError
from drift.report import AnyReport, Report


class Renderer(Protocol):
    @property
    def name(self) -> str:
        """As `--format` takes it."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """With their dots; `-o FILE` chooses the format by them."""
        ...

    @property
    def judged_only(self) -> bool:
        """Is it a form for findings, which a scan or a history has none of?"""
        ...

    def render(self, report: AnyReport) -> str:
        """The whole output with its last newline. The same report gives the same text; lone surrogates never leave."""
        ...


def judged_report(report: AnyReport, name: str) -> Report:
    """OutputError for a report without findings."""
    if not isinstance(report, Report):
        raise OutputError(
            f"there is no {name} of this answer", remedy="drift gate, drift report and drift diff have it"
        )
    return report

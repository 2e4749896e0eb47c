"""What an output format is: a name, the suffixes of its files, and a function from a report to text."""

from typing import Protocol

from drift.report import AnyReport


class Renderer(Protocol):
    @property
    def name(self) -> str:
        """As `--format` takes it."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """With their dots; `-o FILE` chooses the format by them."""
        ...

    def render(self, report: AnyReport) -> str:
        """The whole output with its last newline. The same report gives the same text; lone surrogates never leave."""
        ...

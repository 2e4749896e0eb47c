"""For people at a terminal and in a log: the answer first, the next command last."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drift.render.lines.judged import write_judged, write_unjudged
from drift.render.lines.limits import EVERYTHING, Limits
from drift.render.lines.places import write_matrix
from drift.render.lines.sheet import Piece, Sheet
from drift.render.lines.small import write_history, write_scan, write_shown
from drift.render.lines.styles import STATE_STYLE
from drift.render.lines.why import write_why
from drift.report import AnyReport, HistoryReport, Report, ScanReport, ShowReport, StatusReport, WhyReport
from drift.report.parts import Headline

if TYPE_CHECKING:
    from rich.console import Console as RichConsole


@dataclass(frozen=True, slots=True)
class Console:
    name: str = "console"
    suffixes: tuple[str, ...] = (".txt", ".log")
    judged_only: bool = False
    width: int | None = None
    """Columns of the terminal; None is a pipe or a file: nothing is wrapped."""
    colour: str | None = None
    """A color system of rich; None for none."""
    ascii_only: bool = False
    quiet: bool = False
    """Only the answer and what is wrong."""
    verbose: bool = False
    """Everything, whatever its length."""

    @classmethod
    def on(cls, console: "RichConsole", *, quiet: bool = False, verbose: bool = False) -> "Console":
        """As wide, as colourful and as rich in characters as this console is."""
        coloured = console.is_terminal and not console.no_color and not console.legacy_windows
        return cls(
            width=console.width if console.is_terminal else None,
            colour=console.color_system if coloured else None,
            ascii_only=not console.encoding.lower().startswith("utf"),
            quiet=quiet,
            verbose=verbose,
        )

    def render(self, report: AnyReport) -> str:
        sheet = Sheet(self.width)
        limits = EVERYTHING if self.verbose else Limits()
        _first(sheet, report.headline)
        match report:
            case Report():
                write_judged(sheet, report, limits, quiet=self.quiet)
            case StatusReport():
                write_unjudged(sheet, report.unjudged)
                write_matrix(sheet, report.matrix, len(report.matrix.rows), images=True)
            case HistoryReport():
                write_history(sheet, report)
            case ShowReport():
                write_shown(sheet, report, limits)
            case ScanReport():
                write_scan(sheet, report, quiet=self.quiet, verbose=self.verbose)
            case WhyReport():
                write_why(sheet, report, limits, quiet=self.quiet)
        if not (self.quiet and isinstance(report, ScanReport)):
            _last(sheet, report)
        return sheet.output(self.colour, ascii_only=self.ascii_only)


def _first(sheet: Sheet, headline: Headline) -> None:
    style = f"bold {STATE_STYLE[headline.state]}" if headline.state else "bold"
    answer = [Piece(headline.word, style), Piece(f": {headline.sentence}")]
    if headline.judged and (sheet.width is None or len(headline.answer) + len(headline.judged) + 3 <= sheet.width):
        sheet.line(*answer, Piece(f" · {headline.judged}", "dim"))
        return
    sheet.line(*answer)
    if headline.judged:
        sheet.text(headline.judged, "dim")


def _last(sheet: Sheet, report: AnyReport) -> None:
    sheet.blank()
    why = f"{report.why} " if isinstance(report, Report) else ""
    sheet.line(Piece(why, "bold"), "More: ", Piece(report.more, "bold cyan"))

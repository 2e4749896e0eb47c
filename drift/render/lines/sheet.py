"""Lines for a terminal or a pipe: words wrap, paths do not, and nothing that is shown can act on the terminal."""

import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from drift.render.symbols import ASCII
from drift.render.text import shortened

LABEL = 14
"""Columns before the text of an entry."""
GAP = 3
"""Columns between the columns of a table."""
NARROWEST, WIDEST = 60, 400
"""Characters that a value is shortened to: at least, whatever the terminal; at most, in a pipe."""
LONGEST = 4200
"""Characters of one text: the longest path that Linux opens (PATH_MAX, 4,096) is still shown whole."""


class Piece(NamedTuple):
    text: str
    style: str = ""
    """As rich names it: "bold red"."""


Cell = Sequence[Piece]
"""Of a table: lines below each other."""


class Sheet:
    """Built line by line. A width of None is a pipe: nothing is wrapped or cut to fit."""

    def __init__(self, width: int | None) -> None:
        self.width = width
        self.lines: list[list[Piece]] = []

    def line(self, *pieces: Piece | str) -> None:
        """One line as it is."""
        made = [Piece(one) if isinstance(one, str) else one for one in pieces]
        self.lines.append([Piece(_shown(one.text), one.style) for one in made])

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def text(self, text: str, style: str = "", indent: int = 0) -> None:
        """A sentence, wrapped at words."""
        for part in self._wrapped(_shown(text), indent):
            self.lines.append([Piece(" " * indent), Piece(part, style)])

    def entry(self, label: str, text: str, *, label_style: str = "dim", style: str = "") -> None:
        """A label, and beside it a sentence that wraps below itself."""
        label = _shown(label)
        if len(label) >= LABEL:
            self.lines.append([Piece(label, label_style)])
            label = ""
        first, *rest = self._wrapped(_shown(text), LABEL) or [""]
        self.lines.append([Piece(f"{label:<{LABEL}}", label_style), Piece(first, style)])
        self.lines += ([Piece(" " * LABEL), Piece(part, style)] for part in rest)

    def pair(self, name: str, text: str, indent: int = 2) -> None:
        """A name and what there is to say of it: on one line where both fit, else below each other."""
        name, text = _shown(name), _shown(text)
        if self.width is None or indent + len(name) + 2 + len(text) <= self.width:
            self.lines.append([Piece(" " * indent), Piece(name), Piece(f"  {text}", "dim")])
            return
        self.lines.append([Piece(" " * indent), Piece(name)])
        self.text(text, "dim", indent + 2)

    def fitted(self, text: str, taken: int = 0, lines: int = 1) -> str:
        """Shortened in the middle to what is left of so many lines; in a pipe to what a person still reads."""
        return shortened(text, max((self.width - taken) * lines, NARROWEST) if self.width else WIDEST)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[Cell]], indent: int = 2) -> None:
        """Columns as wide as they need, a cell's pieces below each other. Where they do not fit, each row becomes a list."""
        shown: list[list[Cell]] = [
            [tuple(Piece(_shown(one.text), one.style) for one in cell) for cell in row] for row in rows
        ]
        head: list[Cell] = [(Piece(_shown(name), "dim"),) for name in header]
        columns = zip(head, *shown, strict=True)
        widths = [max(_cells(piece.text) for cell in column for piece in cell) for column in columns]
        if self.width and indent + sum(widths) + GAP * (len(widths) - 1) > self.width:
            self._stacked([cell[0].text for cell in head], shown, indent)
            return
        for row in (head, *shown):
            self._row(row, widths, indent)

    def _row(self, row: Sequence[Cell], widths: Sequence[int], indent: int) -> None:
        for pieces in zip_longest(*row, fillvalue=Piece("")):
            line = [Piece(" " * indent)]
            for piece, width in zip(pieces, widths, strict=True):
                line += [piece, Piece(" " * (width - _cells(piece.text) + GAP))]
            self.lines.append(line[:-1])

    def _stacked(self, header: Sequence[str], rows: Sequence[Sequence[Cell]], indent: int) -> None:
        names = max(_cells(name) for name in header)
        cells = [cell for row in rows for cell in row[1:]]
        widths = [max(map(_cells, texts)) for texts in zip_longest(*([p.text for p in c] for c in cells), fillvalue="")]
        for first, *rest in rows:
            self.lines.append([Piece(" " * indent), *first])
            for name, cell in zip(header[1:], rest, strict=True):
                line = [Piece(" " * (indent + 2)), Piece(f"{name:<{names}}", "dim")]
                for piece, width in zip(cell, widths, strict=False):
                    line += [Piece("  "), piece, Piece(" " * (width - _cells(piece.text)))]
                self.lines.append(line)

    def _wrapped(self, text: str, indent: int) -> list[str]:
        if self.width is None:
            return [text]
        return textwrap.wrap(text, max(self.width - indent, 20), break_long_words=False, break_on_hyphens=False)

    def output(self, colour: str | None, *, ascii_only: bool) -> str:
        """`colour` is a color system of rich ("standard", "256", "truecolor"), None for none."""
        lines = (self._painted(line, colour) for line in self.lines)
        text = "".join(f"{line}\n" for line in lines)
        if ascii_only:
            return text.translate(ASCII).encode("ascii", "backslashreplace").decode("ascii")
        return text

    def _painted(self, line: Sequence[Piece], colour: str | None) -> str:
        if colour is None:
            return "".join(one.text for one in line).rstrip()
        from rich.color import ColorSystem
        from rich.style import Style

        system = ColorSystem[{"256": "EIGHT_BIT"}.get(colour, colour.upper())]
        return "".join(
            Style.parse(one.style).render(one.text, color_system=system) if one.style else one.text for one in line
        )


def _cells(text: str) -> int:
    """Columns that a text takes: wide characters take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _shown(text: str) -> str:
    return shortened(text, LONGEST)

"""An explanation in lines."""

from typing import TYPE_CHECKING

from drift.render.lines.sheet import Piece, Sheet

if TYPE_CHECKING:
    from drift.report.explanation import Explanation

WIDTH = 120


def explanation_text(explanation: "Explanation") -> str:
    sheet = Sheet(WIDTH)
    sheet.line(Piece(explanation.answer))
    for place in explanation.places:
        sheet.blank()
        sheet.line(Piece(f"── {', '.join(place.names)} ──"))
        for one in place.said:
            sheet.entry(one.label, one.text)
    return sheet.output(None, ascii_only=False)

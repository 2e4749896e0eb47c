"""The matrix services × environments in lines."""

from drift.render.lines.sheet import Piece, Sheet
from drift.render.lines.styles import STATE_STYLE
from drift.render.symbols import STATE, STATE_WORD, WHOLE_ENVIRONMENT
from drift.report.parts import Cell, Matrix, State
from drift.report.wording import age, count, tag_of

_QUIET = frozenset({State.OK, State.NOT_DEPLOYED})


def write_matrix(sheet: Sheet, matrix: Matrix, at_most: int, *, images: bool) -> None:
    """With `images` also what runs there and when it was read. Of more rows than `at_most`, those without trouble are counted."""
    rows = matrix.rows
    if len(rows) > at_most:
        rows = tuple(row for row in rows if any(cell.state not in _QUIET for cell in row.cells))
    sheet.blank()
    if rows:
        sheet.table(
            ["", *matrix.environments],
            [
                [(Piece(row.service or WHOLE_ENVIRONMENT, "bold"),), *(_cell(one, images=images) for one in row.cells)]
                for row in rows
            ],
        )
    rest = len(matrix.rows) - len(rows)
    if rest:
        sheet.text(f"and {count(rest, 'service')} more, all ok", "dim", indent=2)


def _cell(cell: Cell, *, images: bool) -> tuple[Piece, ...]:
    state = Piece(f"{STATE[cell.state]} {word_of(cell)}", STATE_STYLE[cell.state])
    if not images or cell.age is None:
        return (state,)
    containers = f"{len(cell.instances):,} read " if len(cell.instances) > 1 else "read "
    about = [_image(cell), f"{containers}{age(cell.age)} ago"]
    return state, *(Piece(text, "dim") for text in about if text)


def word_of(cell: Cell) -> str:
    """The number of the worst findings where there are any: "1 critical +4"."""
    worst = next(((name, number) for name, number in cell.counts.items() if number), None)
    if worst is None or cell.state not in {State.DRIFT, State.MINOR}:
        return STATE_WORD[cell.state]
    name, number = worst
    rest = sum(cell.counts.values()) - number
    return f"{number:,} {name}" + (f" +{rest:,}" if rest else "")


def _image(cell: Cell) -> str:
    """The tag and the identity's first digits; the registry's name tells less."""
    if len(cell.images) != 1:
        return count(len(cell.images), "image")
    (image,) = cell.images
    return f"{tag_of(image.reference)} {image.identity[:8]}".rstrip()

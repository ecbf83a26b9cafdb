"""Tables of a Word file: 三线表; a full grid where cells are sentences. The head is repeated, no row is torn apart."""

from dataclasses import dataclass
from functools import cached_property

from data.papers.outline import Table
from data.papers.shown import counted, head, shown
from data.papers.widths import ems, heading, lines, widths
from data.papers.word_text import FANG, HEI, SI, WU, XIAO_SI, el, paragraph, run

SIZES = (XIAO_SI, WU, 9)
"""The biggest type is taken in which a table's numbers fit and few rows take more than a line: TORN of them."""
SMALLEST = 7.5
TORN = 0.2
SHORTER = 0.8
"""Where many rows do, smaller type has to save a fifth of the height."""
WORDY = 14
"""From so many characters in a cell on a table needs lines between its rows; so does one that is filled in by hand."""
BY_HAND = 30
"""Points of height of a row that is."""
LAST = 3
"""So many rows go over to the last page together."""
THICK, THIN = 12, 6
"""Of a line, in eighths of a point."""


@dataclass(frozen=True)
class Laid:
    """A table as it goes on paper: size in points, widths in points, cells in words."""

    table: Table
    rows: list[list[str]]
    size: float
    widths: list[float]

    @cached_property
    def right(self) -> list[bool]:
        return counted(self.table.columns, self.rows)

    def height(self) -> float:
        """Of its rows, in points."""
        return sum(max(lines(cell, width / self.size) for cell, width in zip(row, self.widths, strict=True)) * self.size * 1.35
                   + 4 for row in self.rows)

    def torn(self) -> int:
        """Rows that take more than one line."""
        return sum(any(lines(cell, width / self.size) > 1 for cell, width in zip(row, self.widths, strict=True))
                   for row in self.rows)


def lay(table: Table, points: float) -> Laid | None:
    """In so many points of width; None where its numbers do not fit even in small type."""
    rows = [[shown(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
    found = [Laid(table, rows, size, [width * size for width in wide]) for size in SIZES
             if (wide := widths(table.columns, rows, points / size))]
    good = (one for one in found if one.torn() <= TORN * len(rows))
    best = next(good, None) or (found[0] if found else None)
    for one in found:
        if best is not None and best.torn() > TORN * len(rows) and one.height() < SHORTER * best.height():
            best = one
    return best


def forced(table: Table, points: float) -> Laid:
    """As `lay`, on a page that cannot be turned: in the smallest type (六号), narrowed all alike where even that is too wide."""
    if laid := lay(table, points):
        return laid
    rows = [[shown(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
    total = points / SMALLEST
    while (found := widths(table.columns, rows, total)) is None:
        total *= 1.05
    return Laid(table, rows, SMALLEST, [width * points / total for width in found])


def elements(laid: Laid) -> list:
    """The title and the table, and a little room below it."""
    table, size = laid.table, laid.size
    grid = any(ems(cell) >= WORDY or not cell for row in laid.rows for cell in row)
    twips = [round(width * 20) for width in laid.widths]
    made = el("tbl", _properties(sum(twips), grid, size), el("tblGrid", *(el("gridCol", w=width) for width in twips)),
              _row([head(column) for column in table.columns], laid, twips, is_head=True),
              *(_row(row, laid, twips, bold=at < table.totals, keep=len(laid.rows) - LAST <= at < len(laid.rows) - 1)
                for at, row in enumerate(laid.rows)))
    title = [paragraph(run(table.title, HEI, SI), align="center", before=6, after=4, line=20, keep=True)] if table.title else []
    return [*title, made, paragraph(line=10, size=size)]


def _properties(width: int, grid: bool, size: float):
    beside = round(size * 20 * 0.4)
    inner = ("insideH", "insideV", "left", "right") if grid else ()
    lines = [el(side, val="single", sz=THICK if side in ("top", "bottom") else 4, space=0, color="000000")
             for side in ("top", "left", "bottom", "right", "insideH", "insideV") if side in ("top", "bottom", *inner)]
    return el("tblPr", el("tblW", w=width, type="dxa"), el("jc", val="center"), el("tblBorders", *lines),
              el("tblLayout", type="fixed"),
              el("tblCellMar", el("left", w=beside, type="dxa"), el("right", w=beside, type="dxa")))


def _row(cells: list[str], laid: Laid, twips: list[int], is_head: bool = False, bold: bool = False,
         keep: bool = False):
    table, size = laid.table, laid.size
    high = [] if all(cells) else [el("trHeight", val=BY_HAND * 20, hRule="atLeast")]
    marks = [el("cantSplit"), *high, *([el("tblHeader")] if is_head else [])]
    made = []
    for at, (cell, column, width) in enumerate(zip(cells, table.columns, twips, strict=True)):
        line = [el("tcBorders", el("bottom", val="single", sz=THIN, space=0, color="000000"))] if is_head else []
        middle = is_head or column.kind == "status" or column.name == "序号"
        align = "center" if middle else "right" if laid.right[at] else "left"
        texts = heading(column, width / 20 / size) if is_head else [cell]
        runs = [run(text, HEI if is_head else FANG, size, bold=bold and not is_head) for text in texts]
        if len(runs) > 1:
            runs[1].insert(1, el("br"))
        made.append(el("tc", el("tcPr", el("tcW", w=width, type="dxa"), *line, el("vAlign", val="center")),
                       paragraph(*runs, align=align, size=size, line=size * 1.35, before=2,
                                 after=2, keep=is_head or keep)))
    return el("tr", el("trPr", *marks), *made)

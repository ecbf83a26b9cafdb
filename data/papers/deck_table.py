"""A table on a slide: as many rows as fit; the rest goes on the next one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from data.papers.deck_text import ALIGN, COLOURS, GREY, INK, LINE, PALE, SPACED, Box, Hand
from data.papers.outline import Table
from data.papers.shown import SIGNS, counted, shown
from data.papers.widths import heading, lines, widths

SIZES = (16, 14, 12, 11, 10, 9)
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's table style of no style: what it looks like is said here."""


@dataclass(frozen=True)
class Part:
    """Rows of a table that fit on one slide, in words. heights: of the head and of every row, widths: of columns, in points."""

    table: Table
    rows: list[list[str]]
    statuses: list[list[str | None]]
    size: float
    widths: list[float]
    heights: list[float]

    @cached_property
    def right(self) -> list[bool]:
        return counted(self.table.columns, self.rows)


def parts(table: Table, place: Box) -> list[Part]:
    """In the biggest type in which all of it fits, at least 11 points where the columns allow it; else over several slides."""
    rows = [[_words(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
    choices = [found for size in SIZES if (found := _sized(table, rows, size, place.width))]
    whole = next((one for one in choices if sum(one.heights) <= place.height and one.size >= 11), None)
    if whole:
        return [whole]
    readable = next((one for one in choices if one.size <= 12), choices[-1] if choices else None)
    return _split(readable or _forced(table, rows, place.width), place.height)


def _words(value, column) -> str:
    text = shown(value, column)
    return f"{SIGNS[text]} {text}" if column.kind == "status" and text in SIGNS else text


def _sized(table: Table, rows: list[list[str]], size: float, width: float) -> Part | None:
    found = widths(table.columns, rows, width / size)
    return None if found is None else _measured(table, rows, size, [one * size for one in found])


def _forced(table: Table, rows: list[list[str]], width: float) -> Part:
    many = len(table.columns)
    return _measured(table, rows, SIZES[-1], [width / many] * many)


def _measured(table: Table, rows: list[list[str]], size: float, columns: list[float]) -> Part:
    def high(cells: Sequence[str]) -> float:
        return max(lines(cell, width / size) for cell, width in zip(cells, columns, strict=True)) * size * SPACED + size * 0.6

    kinds = [column.kind for column in table.columns]
    statuses = [[cell.split(" ")[-1] if kind == "status" else None for cell, kind in zip(row, kinds, strict=True)]
                for row in rows]
    heads = [sum(lines(text, width / size) for text in heading(column, width / size))
             for column, width in zip(table.columns, columns, strict=True)]
    top = max(heads) * size * SPACED + size * 0.6
    return Part(table, rows, statuses, size, columns, [top, *map(high, rows)])


def _split(part: Part, height: float) -> list[Part]:
    found, start = [], 0
    while start < len(part.rows):
        end, used = start, part.heights[0]
        while end < len(part.rows) and (end == start or used + part.heights[end + 1] <= height):
            used += part.heights[end + 1]
            end += 1
        table = replace(part.table, rows=part.table.rows[start:end], totals=max(0, min(part.table.totals - start, end - start)))
        found.append(Part(table, part.rows[start:end], part.statuses[start:end], part.size, part.widths,
                          [part.heights[0], *part.heights[start + 1:end + 1]]))
        start = end
    return found or [part]


def draw(shapes, part: Part, place: Box, hand: Hand) -> None:
    table = part.table
    frame = shapes.add_table(len(part.rows) + 1, len(table.columns), *replace(place, height=sum(part.heights)).emu())
    frame.name = table.title or "表"
    made = frame.table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    made.horz_banding = False
    for column, width in zip(made.columns, part.widths, strict=True):
        column.width = Emu(Pt(width))
    for row, high in zip(made.rows, part.heights, strict=True):
        row.height = Emu(Pt(high))
    cells = [list(row.cells) for row in made.rows]
    for at, column in enumerate(table.columns):
        words = "\v".join(heading(column, part.widths[at] / part.size))
        _fill(cells[0][at], words, part.size, "center", hand, fill=PALE, bold=True)
    for row, (words, statuses) in enumerate(zip(part.rows, part.statuses, strict=True), start=1):
        for at, (text, status, column) in enumerate(zip(words, statuses, table.columns, strict=True)):
            align = "right" if part.right[at] else "center" if column.kind == "status" else "left"
            _fill(cells[row][at], text, part.size, align, hand, bold=row <= table.totals or status == "滞后",
                  colour=COLOURS.get(status, GREY) if status else INK)


def _fill(cell, text: str, size: float, align: str, hand: Hand, fill: str = "", bold: bool = False, colour: str = INK) -> None:
    cell.margin_left = cell.margin_right = Pt(size * 0.4)
    cell.margin_top = cell.margin_bottom = Pt(size * 0.2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if fill:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(fill)
    else:
        cell.fill.background()
    one = cell.text_frame.paragraphs[0]
    one.alignment, one.line_spacing = ALIGN[align], Pt(size * SPACED)
    for at, line in enumerate(text.split("\v")):
        if at:
            one.add_line_break()
        hand.write(one, line, size, colour, bold)
    _line_below(cell._tc.get_or_add_tcPr())


def _line_below(properties) -> None:
    """Lines stand before the fill."""
    line = properties.makeelement(qn("a:lnB"), {"w": "9525"})
    solid = line.makeelement(qn("a:solidFill"), {})
    solid.append(solid.makeelement(qn("a:srgbClr"), {"val": LINE}))
    line.append(solid)
    properties.insert(0, line)

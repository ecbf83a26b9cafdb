"""A slide of an outline as HTML: its sentence above, a picture or a table beside or over what is said of it."""

import math
from collections.abc import Iterator
from dataclasses import replace

from data.papers.outline import Chart, Column, Map, Sentence, Slide, Table
from pages.parts.meeting.bars import TALL, bars
from pages.parts.meeting.ground import ground
from pages.parts.meeting.line import line
from pages.parts.meeting.numbers import GAP, cell
from pages.parts.ui.html import Cell, Markup, join, num, tag, tr
from pages.parts.ui.html import table as html_table

MOST_ROWS, SHORT = 10, 9
"""Rows of one line on a slide; more go on to the next. Letters of a cell that stays in one line."""
MOST_BESIDE = 6
"""Columns, or points of a line, beyond which a picture takes the slide's whole width."""
LETTERS, BESIDE, TITLE_LETTERS, BETWEEN_CELLS = 44, 18, 31, 0.9
"""Letters of a line: of what is said across the slide, beside a picture; of the title; what parts two cells."""
FRAME, TITLE, LINE, BETWEEN, CAPTION, BAR, ROW = 150, 58, 44, 16, 40, 47, 54
"""Heights at 1600 × 900: what surrounds everything; a title's line; a line of what is said, and between two sentences; a
picture's caption, a bar of two columns, a table's row."""
NUMBERS = ("number", "percent", "points")


def whole(slides: tuple[Slide, ...]) -> Iterator[Slide]:
    """The slides; what would be too small to read, all on one, goes on over several."""
    for slide in slides:
        pieces = [piece for part in _tables(slide) for piece in _texts(part)]
        for at, piece in enumerate(pieces):
            yield replace(piece, title=f"{slide.title}（续）") if at else piece


def _tables(slide: Slide) -> Iterator[Slide]:
    """Long tables a part a slide, 合计 on each."""
    long = next((block for block in slide.blocks if isinstance(block, Table) and len(block.rows) > most_rows(block)), None)
    if long is None:
        yield slide
        return
    totals, rows = long.rows[:long.totals], long.rows[long.totals:]
    step = max(most_rows(long) - len(totals), 2)
    for first in range(0, len(rows), step):
        part = replace(long, rows=(*totals, *rows[first:first + step]))
        kept = (block for block in slide.blocks if block is long or not first)
        yield replace(slide, blocks=tuple(part if block is long else block for block in kept))


def most_rows(block: Table) -> int:
    """Of a table on one slide, by how many lines its longest cells take."""
    wide = sum(max(map(_wide, column)) + BETWEEN_CELLS for column in zip(*block.rows, strict=True))
    return max(1, MOST_ROWS // math.ceil(wide / LETTERS)) if wide else MOST_ROWS


def _wide(value: str | float | None) -> float:
    """Of a cell, in letters."""
    return sum(1 if ord(letter) > 0x2e7f else 0.6 for letter in value) if isinstance(value, str) else 4


def _texts(slide: Slide) -> Iterator[Slide]:
    """What is said as far as there is room beside or under the picture, the rest on further slides."""
    pictures = tuple(block for block in slide.blocks if not isinstance(block, Sentence))
    said, blocks = [block for block in slide.blocks if isinstance(block, Sentence)], pictures
    if not said:
        yield slide
    while said:
        letters, room = _room(slide.title, blocks)
        fits = 0
        for block in said:
            room -= LINE * math.ceil(len(block.text) / letters) + BETWEEN
            fits += room >= 0
        fits = fits or (0 if blocks else 1)
        yield replace(slide, blocks=(*blocks, *said[:fits]))
        said, blocks = said[fits:], ()


def _room(title: str, pictures: tuple) -> tuple[int, float]:
    """Letters of a line of what is said, and the height that there is for it, at 1600 × 900."""
    height = 900 - FRAME - TITLE * math.ceil(len(title) / TITLE_LETTERS)
    if not pictures or not any(map(_is_wide, pictures)):
        return (BESIDE if pictures else LETTERS), height
    return LETTERS, height - max(map(_tall, pictures))


def _tall(block) -> float:
    """The height below which a picture is not to be read."""
    match block:
        case Chart(kind="bar", categories=categories):
            return CAPTION + BAR * math.ceil(len(categories) / 2)
        case Table(rows=rows):
            return CAPTION + ROW * (1 + len(rows) * MOST_ROWS / most_rows(block))
    return CAPTION + 300


def drawn(slide: Slide) -> Markup:
    """The slide without its frame."""
    pictures = [block for block in slide.blocks if not isinstance(block, Sentence)]
    said = [tag("p", block.text) for block in slide.blocks if isinstance(block, Sentence)]
    beside = bool(pictures and said) and not any(map(_is_wide, pictures))
    return join((tag("h1", slide.title),
                 tag("div", tag("div", *map(picture, pictures), look="pictures") if pictures else "",
                     tag("div", *said, look="said") if said else "", look=f"body {'beside' if beside else 'over'}")))


def _is_wide(block) -> bool:
    match block:
        case Chart(kind=kind, categories=categories):
            return len(categories) > (TALL if kind == "bar" else MOST_BESIDE)
        case Table(columns=columns):
            return len(columns) > 3
    return False


def picture(block: Chart | Map | Table) -> Markup:
    match block:
        case Chart(kind="line"):
            return line(block)
        case Chart():
            return bars(block)
        case Map():
            return ground(block)
    return table(block)


def table(block: Table) -> Markup:
    """A table in large letters; 合计 first and strong."""
    heads = [num(f"{column.name}（{column.unit}）" if column.unit else column.name) if column.kind in NUMBERS else column.name
             for column in block.columns]
    rows = [tr(*map(_cell, row, block.columns), look="total" if at < block.totals else "") for at, row in enumerate(block.rows)]
    return tag("figure", tag("figcaption", tag("b", block.title)) if block.title else "", html_table(heads, rows, "figures"),
               look="chart rows")


def _cell(value: str | float | None, column: Column) -> Cell:
    said = cell(value, column)
    if column.kind in NUMBERS:
        return num(said, "missing" if said == GAP else "")
    return Cell(said, "short" if len(str(value)) <= SHORT else "")

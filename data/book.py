"""Every workbook that goes out: one style, and one way to write a cell, in which text is only ever text.

openpyxl, which reads workbooks too. Whatever begins like a formula stays text, and marks that no file may hold are left out.
"""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import count
from math import isfinite

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data.formats import LIKE_FORMULAS, LONGEST
from data.write.mark import Mark, leaving
from data.write.text import UNSEEN


@dataclass(frozen=True)
class Look:
    """How a cell looks, beside its number format."""

    font: Font = Font()
    fill: PatternFill = PatternFill()
    border: Border = Border()
    alignment: Alignment = Alignment(vertical="center")
    locked: bool = True


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


_SIDE = Side(style="thin", color="D8D0CA")
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_GREY = "5D5650"
LOOKS = {
    "plain": Look(), "title": Look(Font(bold=True, size=14)), "lead": Look(Font(size=10)),
    "head": Look(Font(bold=True), _fill("F2ECE8"), _BOX, Alignment(wrap_text=True, vertical="center", horizontal="center")),
    "word": Look(alignment=Alignment(vertical="center", horizontal="right")),  # where numbers stand
    "text": Look(alignment=Alignment(vertical="center", horizontal="left", indent=1)),  # beside numbers
    "sum": Look(Font(bold=True), _fill("F7F4F1")),
    "long": Look(alignment=Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)),
    # a form to fill in
    "cover": Look(Font(bold=True, size=16), alignment=Alignment(wrap_text=True, vertical="center")),
    "rule": Look(Font(size=12), alignment=Alignment(wrap_text=True, vertical="center")),
    "cell": Look(border=_BOX), "input": Look(fill=_fill("FFF9DB"), border=_BOX, locked=False),
    "last": Look(Font(color=_GREY), _fill("F7F4F1"), _BOX), "closed": Look(Font(color="A8A29C"), _fill("E7E2DD"), _BOX),
    "small": Look(Font(size=9, color=_GREY), border=_BOX, alignment=Alignment(wrap_text=True, vertical="center")),
    # what was found in a file
    "refused": Look(fill=_fill("F7C6B8")), "doubt": Look(fill=_fill("FFD98A")), "note": Look(fill=_fill("FFF0B8"))}


class Book:
    """A workbook in the making."""

    def __init__(self):
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self._styles = {}

    def page(self, name: str) -> Worksheet:
        """A new sheet. Of its name Excel takes 31 characters, some marks not; the second of a name gets a number."""
        plain = re.sub(r"[\[\]:*?/\\\n\t]", "_", text(name)).strip("' ") or "表"
        taken = {one.lower() for one in self.book.sheetnames}
        endings = ("" if again == 1 else f"({again})" for again in count(1))
        return self.book.create_sheet(next(
            title for ending in endings if (title := plain[:31 - len(ending)] + ending).lower() not in taken))

    def put(self, cell: Cell | MergedCell, value, look: str = "plain", number: str = "") -> None:
        """Writes a value; a cell that lies under a merged one takes none.

        number: its format; where that leaves decimals out (.#), a whole number is shown without a point.
        """
        assert isinstance(cell, Cell)
        cell.value = value = as_cell(value)
        quoted = False
        if isinstance(value, str):
            cell.data_type, quoted, number = "s", value.startswith(LIKE_FORMULAS), ""
        elif isinstance(value, date):
            number = number or cell.number_format  # openpyxl's own for a day or a moment
        elif ".#" in number and value is not None and value == round(value):
            number = number.split(".#")[0]
        self.restyle(cell, look, number, quoted)

    def restyle(self, cell: Cell | MergedCell, look: str, number: str | None = None, quoted: bool | None = None) -> None:
        """Gives a cell a look; without a number format the one it has. Each style is made once: that is ten times quicker."""
        key = look, cell.number_format if number is None else number, cell.quotePrefix if quoted is None else quoted
        if key not in self._styles:
            self._styles[key] = self._style(*key)
        cell._style = self._styles[key]

    def _style(self, look: str, number: str, quoted: bool):
        wanted, probe = LOOKS[look], Cell(self.book.worksheets[0], row=1, column=1)  # of no sheet: it is not written
        probe.font, probe.fill, probe.border = copy(wanted.font), copy(wanted.fill), copy(wanted.border)
        probe.alignment, probe.protection = copy(wanted.alignment), Protection(locked=wanted.locked)
        probe.number_format, probe.quotePrefix = number or "General", quoted
        return copy(probe._style)

    def write_title(self, page: Worksheet, title: str, lines: list[str]) -> int:
        """The title and the lines below it; returns the row for the headings, one further down."""
        for row, words in enumerate((title, *lines), start=1):
            self.put(page.cell(row, 1), words, "title" if row == 1 else "lead")
        return len(lines) + 2

    def write_heads(self, page: Worksheet, row: int, heads: list[str]) -> None:
        """A row of headings that stays in sight and is printed on every sheet of paper."""
        for at, words in enumerate(heads, start=1):
            self.put(page.cell(row, at), words, "head")
        page.freeze_panes = f"A{row + 1}"
        page.print_title_rows = f"{row}:{row}"

    def widen(self, page: Worksheet, widths: Mapping[int, float]) -> None:
        """Columns, from 1, to so many characters."""
        for at, width in widths.items():
            page.column_dimensions[get_column_letter(at)].width = width

    def save(self) -> bytes:
        for page in self.book.worksheets:
            page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
            page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        if mark := leaving.get():
            self._stamp(mark)
        file = BytesIO()
        self.book.save(file)
        return file.getvalue()

    def _stamp(self, mark: Mark) -> None:
        """The number in the foot of every printed sheet and among the file's properties, the watermark in the head."""
        properties = self.book.properties  # its author stays the program: an import blanks people's names there
        properties.identifier, properties.description = mark.number, mark.line
        for page in self.book.worksheets:
            page.oddFooter = HeaderFooterItem(left=_HeaderFooterPart(_in_margin(mark.line), size=9),
                                              right=_HeaderFooterPart("&P/&N", size=9))
            if mark.watermark:
                page.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(_in_margin(mark.watermark), size=9, color="A8A29C"))


def _in_margin(words: str) -> str:
    """Words for a page's head or foot, where & begins a command; in one line, short: Excel takes 255 characters."""
    return " ".join(text(words).split())[:80].replace("&", "&&")


def as_cell(value):
    """A value as a cell holds it: text without what no file may hold, plain numbers and dates, None for what is missing."""
    if value is None or value is pd.NA or value != value:
        return None
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    return value


def text(value: str) -> str:
    """Text as a cell holds it: as it is, in several lines where it has them, without marks that nobody sees."""
    return UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]

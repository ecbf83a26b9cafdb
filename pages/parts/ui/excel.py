"""What is on the screen as an Excel workbook: with its period, its source, and 示例数据 where it is that."""

from dataclasses import dataclass
from io import BytesIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.format import NONE

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = PatternFill("solid", fgColor="F2ECE8")
LINE = Border(bottom=Side(style="thin", color="D8D0CA"))
BOLD, TITLE, SMALL = Font(bold=True), Font(bold=True, size=14), Font(size=10)
WRAP, RIGHT = Alignment(wrap_text=True, vertical="center"), Alignment(horizontal="right")


@dataclass(frozen=True)
class Column:
    """A column: the frame's own name for it, its heading, its Excel number format ("" for text) and width in characters."""

    key: str
    title: str
    format: str = ""
    width: float = 12


@dataclass(frozen=True)
class Sheet:
    """A sheet: name, columns and rows. A missing value is written as the word in the frame or as —, never as 0."""

    name: str
    columns: list[Column]
    rows: pd.DataFrame


def workbook(title: str, notes: list[str], sheets: list[Sheet]) -> bytes:
    """An .xlsx: on each sheet the title, the notes, one heading row (frozen, with filters) and the rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        for number, words in enumerate((title, *notes), start=1):
            put(page.cell(number, 1), words)
            page.cell(number, 1).font = TITLE if number == 1 else SMALL
        head = len(notes) + 2
        for at, column in enumerate(sheet.columns, start=1):
            cell = page.cell(head, at)
            put(cell, column.title)
            cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEAD, LINE, WRAP
            page.column_dimensions[get_column_letter(at)].width = column.width
        for down, row in enumerate(sheet.rows[[column.key for column in sheet.columns]].itertuples(index=False), start=head + 1):
            for at, (value, column) in enumerate(zip(row, sheet.columns, strict=True), start=1):
                put(page.cell(down, at), value, column.format)
        page.freeze_panes = page.cell(head + 1, 1)
        last = get_column_letter(len(sheet.columns))
        page.auto_filter.ref = f"A{head}:{last}{head + len(sheet.rows)}"
        page.print_title_rows = f"{head}:{head}"
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def put(cell: Cell, value, number_format: str = "") -> None:
    """Writes one value. Text is text, whatever it begins with: a name like “=cmd…” must not become a formula. It loses the
    control characters that no workbook may hold."""
    if value is None or value is pd.NA or value != value:
        value = NONE
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = value if isinstance(value, str) or not hasattr(value, "item") else value.item()
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in tuple("=+-@\t\r")
        if number_format:
            cell.alignment = RIGHT
    elif number_format:
        cell.number_format = number_format


def notes(scope: Scope, *more: str) -> list[str]:
    """The lines below a title: where and when, whether it is 示例数据, and what else there is to say."""
    nodes, label = reference.tree(scope.version), reference.settings(scope.version).get("data_label", "")
    lines = [f"{nodes.at[scope.region, 'name']}，{scope.year}年1月至{scope.month}月", *more,
             f"来源：巾帼行动看板，数据版本 {scope.version}"]
    return [f"【{label}】演示用的生成数据，不是真实统计", *lines] if label else lines

"""What is on the screen as an Excel workbook: with its period, its source, and 示例数据 where it is that."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from data.formats import SOURCE
from data.intake.sent_out import COPY
from data.write.exports import Leaving
from data.write.mark import leaving
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.format import NONE

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from data.book import Book


LINE = 16
"""Points that a line of a heading takes."""


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


def workbook(title: str, notes: list[str], sheets: list[Sheet], comes_back: Collection[str] = ()) -> bytes:
    """An .xlsx: on each sheet the title, the notes (where it is from among them), one heading row (frozen, with filters) and the
    rows. comes_back: the names of sheets that people change and send in again: a hidden copy of each goes along
    (data.intake.sent_out)."""
    # Imported here: a page is drawn long before anybody takes it along, and what writes workbooks takes long to import.
    from openpyxl.utils import get_column_letter

    from data.book import Book
    from data.papers.widths import lines

    book = Book()
    notes = notes if any(line.startswith(SOURCE) for line in notes) else [*notes, SOURCE]
    notes = [*notes, mark.line] if (mark := leaving.get()) else notes
    for sheet in sheets:
        page = book.page(sheet.name)
        head = book.write_title(page, title, notes)
        book.write_heads(page, head, [column.title for column in sheet.columns])
        book.widen(page, {at: column.width for at, column in enumerate(sheet.columns, start=1)})
        if (tall := max(lines(column.title, column.width / 2) for column in sheet.columns)) > 1:
            page.row_dimensions[head].height = LINE * tall  # not every program makes room by itself
        _fill(book, page, sheet, head)
        page.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.columns))}{head + len(sheet.rows)}"
    for sheet in sheets:
        if sheet.name in comes_back:
            page = book.page(COPY + sheet.name)
            page.sheet_state = "hidden"
            book.write_heads(page, 1, [column.title for column in sheet.columns])
            _fill(book, page, sheet, 1)
    return book.save()


def _fill(book: "Book", page: "Worksheet", sheet: Sheet, head: int) -> None:
    from data.book import as_cell

    for down, row in enumerate(sheet.rows[[column.key for column in sheet.columns]].itertuples(index=False), start=head + 1):
        for at, (value, column) in enumerate(zip(row, sheet.columns, strict=True), start=1):
            shown = NONE if (held := as_cell(value)) is None else held
            look = "word" if column.format and isinstance(shown, str) else "plain"
            book.put(page.cell(down, at), shown, look, column.format)


def about(scope: Scope, name: str) -> Leaving:
    """What the record says of a file with this name: of where and when it is."""
    return Leaving(name, where_and_when(scope), (scope.region,))


def where_and_when(scope: Scope) -> str:
    span = f"{scope.year}年1月至{scope.month}月" if scope.month else f"{scope.year}年"
    return f"{reference.tree(scope.version).at[scope.region, 'name']}，{span}"


def notes(scope: Scope, *more: str) -> list[str]:
    """The lines below a title: where and when, whether it is 示例数据, and what else there is to say."""
    label = reference.settings(scope.version).get("data_label", "")
    lines = [where_and_when(scope), *more, f"{SOURCE}，数据版本 {fmt.version(scope.version)}"]
    return [f"【{label}】演示用的生成数据，不是真实统计", *lines] if label else lines

"""What is kept of a file that came in: the file itself where it holds nothing about persons, else a copy without it.

A text file's copy is written in its own encoding and with its own marks. Of a workbook of which something was taken out, and of
every kind whose insides are not looked through, a plain .xlsx is kept: the cells of its sheets and nothing else, so that no
comment, author, hidden part, formula or leftover of a name comes along. A workbook that only names its authors loses these.
"""

import codecs
import csv
import io
import re
import zipfile
from html import unescape

from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from data.book import Book
from data.formats import SHARE
from data.intake.blanking import Blanked, blank_again
from data.intake.cells import Fault, Percent
from data.intake.files import read_file
from data.intake.files.kind import TEXT, XLSX, kind_of
from data.intake.files.text import encoding_of, rows_of
from data.intake.persons import HINT, without
from data.intake.sheets import Sheet, Unusable, column_letter

_HARMLESS = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|docProps/(?:core|app|custom)\.xml|xl/(?:workbook|styles|sharedStrings|calcChain|"
    r"metadata)\.xml|xl/theme/[^/]*\.xml"
    r"|xl/(?:worksheets|chartsheets|charts|drawings|tables)/[^/]*\.xml|xl/printerSettings/[^/]*\.bin")
"""Parts of a workbook that can be looked through. Comments, pictures, macros, pivot caches and whatever else there is cannot."""
_AUTHORS = re.compile(rb"(<(?:dc:creator|cp:lastModifiedBy|Manager)(?:\s[^>]*)?>)([^<]+)(?=</)")
_PROGRAMS = re.compile(rb"openpyxl|python|wps|kingsoft|microsoft|apache|libreoffice|xlsxwriter|aspose|phpexcel|phpspreadsheet|"
                       rb"unknown creator", re.IGNORECASE)
_SAID = re.compile(r">([^<]{4,})<|\b(?:prompt|promptTitle|comment|descr|title|name)=\"([^\"]{4,})\"")
_BEGINS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def copy_to_keep(file_name: str, content: bytes, blanked: Blanked) -> bytes:
    """The bytes to keep of a file that was read; the very same where nothing in them is about a person."""
    try:
        kind, _ = kind_of(content)
    except Unusable:
        return content
    if kind == TEXT:
        return _text(content, blanked.cells[0]) if blanked.cells.get(0) else content
    if kind == XLSX and not blanked.cells:
        try:
            return _without_authors(content)
        except _Hides:
            pass
    return _plain(file_name, content, blanked)


def _text(content: bytes, cells: dict[tuple[int, int], str | None]) -> bytes:
    encoding = encoding_of(content)
    mark, numbered, line_end = rows_of(content, encoding)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator=line_end)
    for number, row in numbered:
        writer.writerow([(cells[number, at] or "") if (number, at) in cells else value for at, value in enumerate(row, start=1)])
    begins = next((mark for mark in _BEGINS if content.startswith(mark)), b"")
    encoding = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(begins, encoding.removesuffix("-sig"))
    return begins + out.getvalue().encode(encoding)


class _Hides(Exception):
    """A workbook has a part that may hold a person and cannot be looked through, or does hold one."""


def _without_authors(content: bytes) -> bytes:
    """The workbook without its authors' names; itself where it names none. Raises _Hides."""
    changed, out = False, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            held = old.read(part)
            if not _HARMLESS.fullmatch(part.filename) or part.filename.endswith(".xml") and _speaks(held):
                raise _Hides
            plain = _AUTHORS.sub(lambda match: match[0] if _PROGRAMS.search(match[2]) else match[1],
                                 held) if part.filename.startswith("docProps/") else held
            changed = changed or plain != held
            new.writestr(part, plain)
    return out.getvalue() if changed else content


def _speaks(part: bytes) -> bool:
    """Whether a part says, beside its cells, something about a person: a page's foot, a name, a list to choose from. Of the texts
    that sheets share it is those that no cell shows any more."""
    start, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    text = (part[:start] + part[end:] if 0 <= start < end else part).decode("utf-8", "replace")
    said = {unescape(word) for match in _SAID.finditer(text) for word in match.groups() if word}
    return any(HINT.search(word) and without(word) != word for word in said)


def _plain(file_name: str, content: bytes, blanked: Blanked) -> bytes:
    sheets, _ = read_file(file_name, content)
    blank_again(sheets, blanked)
    book = Book()
    for sheet in sheets:
        _put(book, book.page(sheet.name), sheet)
    return book.save()


def _put(book: Book, page: Worksheet, sheet: Sheet) -> None:
    for row, cells in sorted(sheet.rows.items()):
        for at, value in cells.items():
            cell = page.cell(row, at)
            book.put(cell, value, number=SHARE if isinstance(value, Percent) else "")
            if isinstance(value, Fault) and isinstance(cell, Cell):
                cell.value, cell.data_type = "#N/A", "e"
    for top, left, bottom, right in sheet.merged:
        page.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    for row in sheet.hidden_rows:
        page.row_dimensions[row].hidden = True
    for at in sheet.hidden_columns:
        page.column_dimensions[column_letter(at)].hidden = True
    if sheet.hidden:
        page.sheet_state = "hidden"

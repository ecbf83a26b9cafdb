"""Old Excel workbooks (.xls, WPS's .et) by xlrd: first as they should be, then as Excel itself takes them, with the directory
that PHPExcel and its kin write overlapping; then with the Chinese of programs that name no code page."""

import io
from collections.abc import Sequence
from typing import Any

import xlrd
from xlrd.biffh import XLRDError

from data.intake.cells import Fault
from data.intake.files.archive import PASSWORD
from data.intake.files.limits import LARGEST_XLS, MB, ONLY_FILLED, SAVE_AS, Filling, Page
from data.intake.files.values import LOWERED, RAISED, STRUCK, clean, format_kind, formatted, marked, struck
from data.intake.sheets import Sheet, Unusable

OVERLAPPING = "这个 .xls 的内部目录写得不规范（有的网站导出的就是这样），按 Excel 的读法读出；请核对行数"
_UNNAMED = (None, 367, 1252, 32769)
"""Code pages of ASCII and Western Europe: programs that write Chinese name them without thinking."""


def read(content: bytes) -> tuple[list[Sheet], list[str]]:
    if len(content) > LARGEST_XLS:
        raise Unusable(f"这个 .xls 有 {len(content) / MB:.0f} MB，超过 {LARGEST_XLS // MB} MB 的上限。{ONLY_FILLED}")
    book, overlapping = _open(content)
    if book.biff_version < 80 and book.codepage in _UNNAMED:
        book, _ = _open(content, encoding_override="gb18030")
    filling = Filling()
    for number in range(book.nsheets):
        page = book.sheet_by_index(number)
        filled = filling.open(page.name, page.visibility != 0)
        _fill(filled, book, page)
        filled.close()
        book.unload_sheet(number)
    return filling.sheets, [OVERLAPPING] * overlapping


def _open(content: bytes, **options) -> tuple[xlrd.Book, bool]:
    """The workbook, and whether its directory had to be taken as it is."""
    options |= {"file_contents": content, "formatting_info": True, "ragged_rows": True, "on_demand": True, "logfile": _Silence()}
    try:
        return xlrd.open_workbook(**options), False
    except XLRDError as error:
        if "encrypt" in str(error).lower():
            raise Unusable(PASSWORD) from error
    except MemoryError:
        raise
    except Exception:  # CompDocError, AssertionError, IndexError …: whatever a damaged directory brings about
        pass
    try:
        return xlrd.open_workbook(**options, ignore_workbook_corruption=True), True
    except MemoryError:
        raise
    except Exception as error:
        raise Unusable(f"这个 .xls 文件读不出来。{SAVE_AS}") from error


def _fill(filled: Page, book: xlrd.Book, page: xlrd.sheet.Sheet) -> None:
    codes = {key: style.format_str for key, style in book.format_map.items()}
    kinds = [format_kind(style.format_key, codes.get(style.format_key)) for style in book.xf_list]
    struck_out = {at for at, style in enumerate(book.xf_list)
                  if style.font_index < len(book.font_list) and book.font_list[style.font_index].struck_out}
    value: Any
    for row in range(page.nrows):
        for column, (kind, value) in enumerate(zip(page.row_types(row), page.row_values(row), strict=True)):
            if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                at = page.cell_xf_index(row, column)
                value = formatted(value, kinds[at] if at < len(kinds) else "", book.datemode == 1)
            elif kind == xlrd.XL_CELL_TEXT:
                value = clean(_marked(book, value, page.rich_text_runlist_map.get((row, column), ())))
            elif kind == xlrd.XL_CELL_ERROR:
                value = Fault(xlrd.error_text_from_code.get(value, "#ERROR"))
            elif kind == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            if struck_out and page.cell_xf_index(row, column) in struck_out:
                value = struck(value)
            filled.put(row + 1, column + 1, value)
        if row in page.rowinfo_map and page.rowinfo_map[row].hidden:
            filled.hide_row(row + 1)
    for column, info in page.colinfo_map.items():
        if info.hidden:
            filled.hide_columns(column + 1, column + 1)
    for top, bottom, left, right in page.merged_cells:
        filled.merge(top + 1, left + 1, bottom, right)


def _marked(book: xlrd.Book, text: str, runs: Sequence[tuple[int, int]]) -> str:
    """The text with its runs as they are written; each run reaches to the next."""
    parts, until = [], len(text)
    for offset, font in reversed(runs):
        style = book.font_list[font] if font < len(book.font_list) else None
        how = ("", RAISED, LOWERED)[style.escapement % 3] or STRUCK * bool(style.struck_out) if style else ""
        parts.append(marked(text[offset:until], how))
        until = offset
    return "".join([text[:until], *reversed(parts)])


class _Silence(io.TextIOBase):
    """Where xlrd's remarks go."""

    def write(self, text: str) -> int:
        return len(text)

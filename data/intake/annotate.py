"""The file as it came, with what cannot be taken marked: a fill and a comment on the cell, and a sheet that lists all.

Made of the values alone: no formula, macro or link of the original comes along, and it can be corrected and imported.
"""

import re
from dataclasses import replace
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter

from data.intake.cells import Fault, Percent
from data.intake.draft import Draft, Finding
from data.intake.files import read_file
from data.intake.sheets import Sheet

FILLS = {"refused": PatternFill("solid", fgColor="F7C6B8"), "doubt": PatternFill("solid", fgColor="FFD98A"), "note": PatternFill("solid", fgColor="FFF0B8")}
WORDS = {"refused": "不能收", "doubt": "疑点", "note": "说明"}
MOST_ROWS, MOST_COMMENTS = 20_000, 3_000
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
"""What other formats allow in a sheet's name and Excel does not."""


def annotate(content: bytes, draft: Draft) -> bytes:
    """An .xlsx. Of a sheet with more than MOST_ROWS rows only the headings and the rows with findings."""
    sheets, _ = read_file(draft.file_name, content)
    book = Workbook()
    _list(book.active, draft)
    taken = {book.active.title}
    for sheet in sheets:
        if not sheet.rows:
            continue
        title = _NOT_IN_TITLES.sub("_", sheet.name)[:31]
        page = book.create_sheet(title if title not in taken else None)
        taken.add(page.title)
        found = [replace(one, row=row, column=column) for one in draft.findings if one.sheet == sheet.name and one.row
                 for row, column in one.cells or [(one.row, one.column)]]
        _copy(page, sheet, {one.row for one in found})
        for one in found[:MOST_COMMENTS]:
            _mark(page, one)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _list(page, draft: Draft) -> None:
    page.title = "核对结果"
    put(page.cell(1, 1), f"{draft.file_name}：{len(draft.refused)} 处不能收，{len(draft.notes)} 处说明")
    page.cell(1, 1).font = Font(bold=True, size=14)
    for at, (word, width) in enumerate((("类别", 9), ("工作表", 18), ("行", 7), ("列", 6), ("表中所写", 34), ("应是什么", 80)), start=1):
        put(page.cell(3, at), word)
        page.cell(3, at).font = Font(bold=True)
        page.column_dimensions[get_column_letter(at)].width = width
    for row, one in enumerate(sorted(draft.findings, key=lambda one: one.severity != "refused"), start=4):
        for at, value in enumerate((WORDS[one.severity], one.sheet, one.row, one.column, one.found, one.expected), start=1):
            put(page.cell(row, at), value)
        page.cell(row, 1).fill = FILLS[one.severity]
    page.freeze_panes = "A4"


def _copy(page, sheet: Sheet, wanted: set[int]) -> None:
    many = len(sheet.rows) > MOST_ROWS
    kept = set(sorted(sheet.rows)[:10]) | wanted if many else sheet.rows.keys()
    for row in sorted(kept & sheet.rows.keys()):
        for at, value in sheet.rows[row].items():
            put(page.cell(row, at), value)
    for top, left, bottom, right in sheet.merged if not many else ():
        page.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    for at in range(1, min(page.max_column, 60) + 1):
        page.column_dimensions[get_column_letter(at)].width = 14


def _mark(page, finding: Finding) -> None:
    cell = page.cell(finding.row, column_index_from_string(finding.column) if finding.column else 1)
    cell.fill = FILLS[finding.severity]
    if not hasattr(cell, "comment") or type(cell).__name__ == "MergedCell":
        return
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(_writable(f"{before}{WORDS[finding.severity]}：{finding.expected}"), "核对", width=320, height=110)


def put(cell, value) -> None:
    """Writes one value; text is text, whatever it begins with."""
    if isinstance(value, (str, Fault)):
        cell.value = _writable(value)[:32_000]
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in tuple("=+-@\t\r")
        return
    cell.value = float(value) if isinstance(value, Percent) else value
    if isinstance(value, Percent):
        cell.number_format = "0.00%"


def _writable(text: str) -> str:
    """Without the control characters that no workbook may hold."""
    return "".join(mark for mark in text if mark >= " " or mark in "\n\t")

"""The file as it came, with what cannot be taken marked: a fill and a comment on the cell, and a sheet that lists all.

Made of the values alone: no formula, macro or link of the original comes along, and it can be corrected and imported.
"""

from dataclasses import replace

from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from data.book import Book, text
from data.formats import SHARE
from data.intake.cells import Percent
from data.intake.choices import WHOLE_FILE
from data.intake.draft import Draft, Finding
from data.intake.files import read_file
from data.intake.read import ANSWERED, FINGERPRINT, ORIGIN, OWN_LIST, is_own_list
from data.intake.sheets import Sheet
from data.write.mark import leaving

WORDS = {"refused": "不能收", "doubt": "疑点", "note": "说明"}
MOST_ROWS, MOST_COMMENTS = 20_000, 3_000


def annotate(content: bytes, draft: Draft) -> bytes:
    """An .xlsx. Of a sheet with more than MOST_ROWS rows only the headings and the rows with findings."""
    sheets, _ = read_file(draft.file_name, content)
    book = Book()
    list_findings(book, draft, draft.findings)
    for sheet in sheets:
        if not sheet.rows or is_own_list(sheet):
            continue
        page = book.page(sheet.name)
        found = [replace(one, row=row, column=column) for one in draft.findings if one.sheet == sheet.name and one.row
                 for row, column in one.cells or [(one.row, one.column)]]
        _copy(book, page, sheet, {one.row for one in found if one.row})
        for one in found[:MOST_COMMENTS]:
            mark(book, page, one, one.row, one.column)
    return book.save()


def list_findings(book: Book, draft: Draft, findings: list[Finding]) -> None:
    """The sheet of what was found, the first. It names the file by its fingerprint, so that what comes back is known to complete
    it."""
    page = book.page(OWN_LIST)
    head = book.write_title(page, f"{draft.file_name}：{len(draft.refused)} 处不能收，{len(draft.notes)} 处说明",
                            [f"{ORIGIN}{draft.file_sha256[:FINGERPRINT]}。改好有颜色的格，整个文件再导入；这一张不用改，"
                             "也不用删", *([mark.line] if (mark := leaving.get()) else [])])
    book.write_heads(page, head + 1, ["类别", "工作表", "行", "列", "表中所写", "应是什么"])
    book.widen(page, {1: 9, 2: 18, 3: 7, 4: 6, 5: 34, 6: 80})
    for row, one in enumerate(sorted(findings, key=lambda one: one.severity != "refused"), start=head + 2):
        for at, value in enumerate((WORDS[one.severity], one.sheet, one.row, one.column, one.found, one.expected), start=1):
            book.put(page.cell(row, at), value, one.severity if at == 1 else "plain")


    answers = _carried(draft)
    for row, ((what, text_), answer) in enumerate(answers.items(), start=head + 2 + len(findings)):
        for at, value in enumerate((ANSWERED, what, None, None, text_, answer), start=1):
            book.put(page.cell(row, at), value, "plain")


def _carried(draft: Draft) -> dict[tuple[str, str], str]:
    """What was answered, to hold when the copy comes back: of a block as of its sheet, where all of a sheet's are alike, for the
    rows move."""
    found: dict[tuple[str, str], set[str]] = {}
    for (what, text_), answer in draft.understood.answered.items():
        of_block = what in WHOLE_FILE and "!" in text_
        found.setdefault((what, f"{text_.rsplit('!', 1)[0]}!" if of_block else text_), set()).add(answer)
    return {key: answers.pop() for key, answers in found.items() if len(answers) == 1}


def _copy(book: Book, page: Worksheet, sheet: Sheet, wanted: set[int]) -> None:
    many = len(sheet.rows) > MOST_ROWS
    kept = set(sorted(sheet.rows)[:10]) | wanted if many else sheet.rows.keys()
    for row in sorted(kept & sheet.rows.keys()):
        for at, value in sheet.rows[row].items():
            book.put(page.cell(row, at), value, number=SHARE if isinstance(value, Percent) else "")
    for top, left, bottom, right in sheet.merged if not many else ():
        page.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    book.widen(page, dict.fromkeys(range(1, min(page.max_column, 60) + 1), 14))


def mark(book: Book, page: Worksheet, finding: Finding, row: int | None, column: str | None) -> None:
    cell = page.cell(row or 1, column_index_from_string(column) if column else 1)
    book.restyle(cell, finding.severity)
    if isinstance(cell, MergedCell):
        return
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(text(f"{before}{WORDS[finding.severity]}：{finding.expected}"), "核对", width=320, height=110)

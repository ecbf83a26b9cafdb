"""What could not be taken of a file, as a workbook to correct and send back: headings, titles and notes as they were, of the rows
only those with something refused, each refused cell marked with its reason.

What has come in says 已导入 there and is left alone when the workbook comes back.
"""

from openpyxl.utils import column_index_from_string

from data.book import Book
from data.formats import SHARE
from data.intake.annotate import MOST_COMMENTS, list_findings, mark
from data.intake.cells import TAKEN, Fault, Percent, is_blank
from data.intake.doubt_words import ALARM
from data.intake.draft import Draft, Finding
from data.intake.files import read_file
from data.intake.grid import Grid
from data.intake.read import is_own_list
from data.intake.sheets import Sheet, column_letter
from data.intake.understood import Block
from data.intake.when import mentions


def rejects(content: bytes, draft: Draft) -> bytes:
    """An .xlsx. A sheet without a refusal is left out; one that was not understood stands whole."""
    sheets, _ = read_file(draft.file_name, content)
    book = Book()
    list_findings(book, draft, draft.refused)
    everywhere = any(not one.sheet for one in draft.refused)
    for sheet in sheets:
        found = [one for one in draft.refused if one.sheet == sheet.name]
        if sheet.rows and not sheet.hidden and not is_own_list(sheet) and (found or everywhere):
            _copy(book, Leftover(sheet, draft, found))
    return book.save()


def rejects_name(file_name: str) -> str:
    """The workbook's name keeps the file's: it may be the only one to say whose sheet it is, and of when."""
    return f"{file_name.rsplit('.', 1)[0]}_待补.xlsx"


class Leftover:
    """One sheet: which of its rows stay, and what stands in their cells."""

    def __init__(self, sheet: Sheet, draft: Draft, found: list[Finding]):
        self.sheet, self.grid, self.found = sheet, Grid(sheet), found
        self.blocks = [block for block in draft.understood.blocks if block.sheet == sheet.name]
        self.taken = {(int(row), column) for cells in draft.cells.values() for row, column in
                      cells.loc[cells["sheet"] == sheet.name, ["row", "column"]].itertuples(index=False)}
        self.refused = {(row, column_index_from_string(letter) if letter else None)
                        for one in found for row, letter in one.cells or [(one.row, one.column)]}
        self.rows = self._kept()

    def _kept(self) -> list[int]:
        data = {row for block in self.blocks for row in block.rows}
        if not self.blocks or any(row is None for row, _ in self.refused):
            return self.grid.rows
        bad = {row for block in self.blocks for row in self._bad(block)}
        for (top, left), (bottom, _) in self.grid.anchors.items():  # whose number a merged cell holds is for all its rows to say
            if (top, left) in self.refused:
                bad |= data & set(range(top, bottom + 1))
        return [row for row in self.grid.rows if row not in data or row in bad or self._turns(row)]

    def _bad(self, block: Block) -> set[int]:
        """Rows with something refused: a cell, the row, or what stands below a refused heading."""
        columns = {at for row, at in self.refused if row and row not in block.rows and block.first_row <= row <= block.last_row}
        return {row for row in block.rows if any(line == row for line, _ in self.refused) or None in columns
                or any(not is_blank(self.grid.cells(row).get(at)) for at in columns if at)}

    def _turns(self, row: int) -> bool:
        """A line between the rows that says what those below it are: 二、累计, 2026年10月补报."""
        texts = self.grid.own_texts(row)
        return len(texts) == len(self.grid.cells(row)) == 1 and any(ALARM.search(text) or mentions(text)
                                                                    for text in texts.values())

    def value(self, row: int, at: int):
        return TAKEN if (row, column_letter(at)) in self.taken else self.grid.cells(row).get(at)

    def places(self, row: int) -> dict[int, object]:
        """What a cell of a place that is empty, or covered by a merged one, says by the rows above it."""
        found = {}
        for block in self.blocks:
            lines = [line for line in block.rows if line <= row] if row in block.rows else []
            for at in block.places if lines else ():
                if is_blank(self.grid.cells(row).get(at)):
                    found[at] = next((raw for line in reversed(lines) if not is_blank(raw := self.grid.raw(line, at))), None)
        return {at: raw for at, raw in found.items() if raw is not None}


def _copy(book: Book, left: Leftover) -> None:
    page, kept = book.page(left.sheet.name), set(left.rows)
    gone = [row for row in left.grid.rows if row not in kept]
    at_row = {row: row - sum(line < row for line in gone) for row in left.rows}
    for row in left.rows:
        for at in left.grid.cells(row):
            value = left.value(row, at)
            book.put(page.cell(at_row[row], at), str(value) if isinstance(value, Fault) else value,
                     number=SHARE if isinstance(value, Percent) else "")
        for at, value in left.places(row).items() if gone else ():
            book.put(page.cell(at_row[row], at), value)
    for top, left_, bottom, right in left.sheet.merged:
        if all(row in kept or row not in left.sheet.rows for row in range(top, bottom + 1)) and top in at_row:
            page.merge_cells(start_row=at_row[top], end_row=at_row[top] + bottom - top, start_column=left_, end_column=right)
    book.widen(page, dict.fromkeys(range(1, min(page.max_column, 60) + 1), 14))
    for one in left.found[:MOST_COMMENTS]:
        for row, letter in one.cells or [(one.row, one.column)]:
            if row is None or row in at_row:
                mark(book, page, one, at_row[row] if row else 1, letter)

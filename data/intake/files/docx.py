"""The tables in a Word document (.docx), each a sheet of its own below the lines that stand before it.

Not through python-docx: it holds the whole document, and finds merged cells in time that grows with their square. Read is
what remains when all tracked changes are accepted.
"""

from data.intake.cells import PICTURE
from data.intake.files import markup
from data.intake.files.archive import Archive
from data.intake.files.limits import LAST_COLUMN, Filling, Page
from data.intake.files.values import STRUCK, clean, marked
from data.intake.files.xlsx_texts import MARKS
from data.intake.sheets import Sheet, Unusable

LINES_BEFORE = 3
"""How many lines of text before a table are taken with it: its title, period and sender stand there."""
_SILENT = {"Fallback", "moveFrom", "txbxContent"}
"""What repeats another text, was moved away, or floats beside the table. Deleted text is no `t`."""


def read(archive: Archive) -> tuple[list[Sheet], list[str]]:
    main = next((path for kind, path in archive.relations("").values() if kind == "officeDocument"), "word/document.xml")
    document = _Document()
    markup.parse(archive.chunks(main), document.start, document.end, document.text)
    sheets = document.filling.sheets
    if not sheets:
        raise Unusable("这个 Word 文件里没有表格。请把数填进表格，或复制到 Excel 存成 .xlsx 后再导入")
    remarks = [f"这是 Word 文件，只读了里面的 {len(sheets)} 张表格和每张表格前面的 {LINES_BEFORE} 行字"]
    return sheets, remarks + ["有没接受的修订，按修订之后的内容读"] * document.revised


class _Document:
    def __init__(self):
        self.filling, self.revised = Filling(), False
        self._tables, self._lines, self._words = [], [], []
        self._silent, self._mark, self._into = 0, "", False

    def start(self, tag: str, attributes: dict) -> None:
        if self._silent or tag in _SILENT:
            self._silent += 1
        elif tag == "t":
            self._into = True
        elif tag == "r":
            self._mark = ""
        elif tag in ("tab", "br", "cr"):
            self._add(" " if tag == "tab" else "\n")
        elif tag == "tbl":
            self._tables.append(_Table(self.filling.open(f"表{len(self.filling.sheets) + 1}"), self._lines[-LINES_BEFORE:]))
            self._lines = []
        elif tag in ("ins", "del", "moveTo"):
            self.revised = True
        elif tag == "vertAlign":
            self._mark = MARKS.get(markup.local(attributes).get("val", ""), "")
        elif tag in ("strike", "dstrike"):
            self._mark = STRUCK if markup.local(attributes).get("val") not in ("0", "false") else self._mark
        elif self._tables:
            self._tables[-1].start(tag, markup.local(attributes).get("val"))

    def text(self, characters: str) -> None:
        if self._into and not self._silent:
            self._add(marked(characters, self._mark))

    def _add(self, text: str) -> None:
        (self._tables[-1].words if self._tables else self._words).append(text)

    def end(self, tag: str) -> None:
        if self._silent:
            self._silent -= 1
        elif tag == "t":
            self._into = False
        elif tag == "p" and not self._tables:
            if line := clean("".join(self._words)):
                self._lines = [*self._lines[-LINES_BEFORE:], line]
            self._words = []
        elif tag == "tbl" and self._tables:
            self._tables.pop().close()
        elif self._tables:
            self._tables[-1].end(tag)


class _Table:
    """A table as it is read; `_down`: column -> first row, last row and last column of a cell that reaches down."""

    def __init__(self, page: Page, lines: list):
        self._page, self._row, self._column, self._down = page, len(lines), 0, {}
        self.words, self._wide, self._joins, self._picture = [], 1, None, False
        for row, line in enumerate(lines, start=1):
            page.put(row, 1, line)

    def start(self, tag: str, said: str | None) -> None:
        if tag == "tr":
            self._row, self._column = self._row + 1, 0
        elif tag == "gridBefore":
            self._column = _many(said, 0)
        elif tag == "tc":
            self.words, self._wide, self._joins, self._picture = [], 1, None, False
        elif tag == "gridSpan":
            self._wide = max(_many(said, 1), 1)
        elif tag == "vMerge":
            self._joins = said or "continue"
        elif tag == "blip":
            self._picture = True

    def end(self, tag: str) -> None:
        if tag == "p":
            self.words.append("\n")
        elif tag == "tc":
            self._end_cell()

    def _end_cell(self) -> None:
        first, self._column = self._column + 1, self._column + self._wide
        if self._joins == "continue" and first in self._down:
            self._down[first][1] = self._row
            return
        self._end_merge(first)
        if self._joins == "restart":
            self._down[first] = [self._row, self._row, self._column]
        else:
            self._page.merge(self._row, first, self._row, self._column)
        text = clean("".join(self.words))
        self._page.put(self._row, first, PICTURE if text == "" and self._picture else text)

    def _end_merge(self, column: int) -> None:
        if column in self._down:
            top, bottom, right = self._down.pop(column)
            self._page.merge(top, column, bottom, right)

    def close(self) -> None:
        for column in list(self._down):
            self._end_merge(column)
        self._page.close()


def _many(text: str | None, otherwise: int) -> int:
    return min(int(text), LAST_COLUMN) if text and text.isascii() and text.isdigit() and len(text) < 16 else otherwise

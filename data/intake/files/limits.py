"""What a file may cost, in one place, and the filling of sheets within it. Everything is counted before memory is taken:
a file beyond a limit is refused as soon as that shows, with the limit in the message.

The biggest honest file that was met, 200,000 rows of four columns for a whole city's years, stays within each of them.
"""

from data.intake.files.values import clean
from data.intake.sheets import Sheet, Unusable, column_letter

MB = 2**20
LARGEST_FILE = 50 * MB
LARGEST_XLS = 20 * MB
"""xlrd takes up to ten times this: an .xls is not read in passing, as the others are."""
LARGEST_PAGE = 20 * MB
"""A web page: its reader takes a third of a second for a megabyte."""
LARGEST_TEMPLATE = 8 * MB
"""An office's own template of a paper or a deck."""
LARGEST_UNPACKED = 200 * MB
MOST_ENTRIES = 5_000
"""Parts inside a packed file (.xlsx, .ods, .docx)."""
LARGEST_RATIO = 300
"""Unpacked to packed size of a part above 1 MB; what offices keep packs 5 to 50 to 1."""
MOST_SHEETS = 500
LONGEST_NAME = 100
"""Characters of a sheet's name; Excel allows 31."""
MOST_ROWS = 300_000
"""Rows that hold anything, all sheets together."""
MOST_CELLS = 1_200_000
"""Cells that hold anything, all sheets together."""
MOST_TEXT = 40_000_000
"""Characters, all cells together."""
LONGEST_CELL = 32_767
"""Characters of one cell: Excel's own."""
LONGEST_LINE = 200_000
"""Characters of one line of text."""
MOST_MERGED = 20_000
MOST_MERGED_CELLS = 200_000
"""Cells under merged ones within what a sheet uses, all sheets together."""
MOST_STYLES = 100_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Excel's own."""
SECONDS, MEMORY = 18, 320 * MB
"""What the process of its own may take in which big and odd files are read (data/intake/files/apart.py)."""
SMALL_PACKED, SMALL = 8 * MB, 1 * MB
"""Up to here (unpacked; the file as it came) a file is read without a process of its own."""
LARGEST_RELATIONS = 2 * MB
"""Which part refers to which: a hundred bytes for each of at most MOST_ENTRIES."""
SAVE_AS = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再导入"
ONLY_FILLED = "请只复制有数的部分到新表再导入，或分几个文件导入"
DAMAGED = f"文件已损坏，读不出来。{SAVE_AS}"
_SHARED_TEXTS = 50_000


class Filling:
    """The sheets of one file as they grow, and what they cost together. Raises Unusable for what is beyond a limit."""

    def __init__(self):
        self.sheets: list[Sheet] = []
        self.rows = self.cells = self.text = self.merges = self.merged_cells = 0
        self._texts = {}

    def open(self, name: str, hidden: bool = False) -> "Page":
        """The next sheet. Findings name a sheet by its name alone, so that no two may have the same."""
        if len(self.sheets) >= MOST_SHEETS:
            raise Unusable(f"工作表超过 {MOST_SHEETS} 张的上限，请分几个文件导入")
        name = " ".join(clean(name).split())[:LONGEST_NAME] or f"第{len(self.sheets) + 1}张表"
        if any(sheet.name == name for sheet in self.sheets):
            name += f"（第{len(self.sheets) + 1}张表）"
        self.sheets.append(Sheet(name, hidden=hidden))
        return Page(self, self.sheets[-1])

    def keep(self, text: str) -> str:
        """The same text is held once: a long table repeats its regions, periods and indicators."""
        self.text += len(text)
        if self.text > MOST_TEXT:
            raise Unusable(f"文字超过 {MOST_TEXT:,} 个的上限。{ONLY_FILLED}")
        return self._texts.setdefault(text, text) if len(self._texts) < _SHARED_TEXTS else self._texts.get(text, text)


class Page:
    """One sheet of a filling, from open to close."""

    def __init__(self, filling: Filling, sheet: Sheet):
        self.sheet, self._filling, self._column, self._hidden = sheet, filling, 0, []

    def put(self, row: int, column: int, value) -> None:
        """Nothing and the empty text leave the cell empty."""
        if value is None or value == "":
            return
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise Unusable(f"工作表“{self.sheet.name}”写到了第 {row} 行、第 {column} 列，超过 {LAST_ROW:,} 行、{LAST_COLUMN:,} "
                           "列的上限。"
                           f"{ONLY_FILLED}")
        self._filling.cells += 1
        if self._filling.cells > MOST_CELLS:
            raise Unusable(f"有内容的格超过 {MOST_CELLS:,} 个的上限。{ONLY_FILLED}")
        if type(value) is str:
            if len(value) > LONGEST_CELL:
                raise Unusable(f"工作表“{self.sheet.name}”的 {column_letter(column)}{row} 有 {len(value):,} 个字，超过一格 "
                               f"{LONGEST_CELL:,} 个字的上限，不像表格。{SAVE_AS}")
            value = self._filling.keep(value)
        cells = self.sheet.rows.get(row)
        if cells is None:
            self._filling.rows += 1
            if self._filling.rows > MOST_ROWS:
                raise Unusable(f"有内容的行超过 {MOST_ROWS:,} 行的上限。{ONLY_FILLED}")
            cells = self.sheet.rows[row] = {}
        elif column in cells:
            raise Unusable(f"工作表“{self.sheet.name}”的 {column_letter(column)}{row} 出现两次，文件已损坏。{SAVE_AS}")
        cells[column] = value
        if column > self._column:
            self._column = column

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """One cell that is "merged" is no merge."""
        if (top, left) == (bottom, right):
            return
        self._filling.merges += 1
        if self._filling.merges > MOST_MERGED:
            raise Unusable(f"合并的格超过 {MOST_MERGED:,} 处的上限。{ONLY_FILLED}")
        self.sheet.merged.append((top, left, bottom, right))

    def hide_row(self, row: int) -> None:
        if row in self.sheet.rows:
            self.sheet.hidden_rows.add(row)

    def hide_columns(self, first: int, last: int) -> None:
        if len(self._hidden) < LAST_COLUMN:
            self._hidden.append((first, last))

    def close(self) -> None:
        """Ends the sheet: what is merged or hidden beyond its last row and column (whole rows and columns mostly) is
        cut off there. What was merged stays so, with one more row or column."""
        last = max(self.sheet.rows, default=0)
        done = 0
        for first, until in sorted(self._hidden):
            self.sheet.hidden_columns |= set(range(max(first, done + 1), min(until, self._column) + 1))
            done = max(done, until)
        merged, self.sheet.merged = self.sheet.merged, []
        for top, left, bottom, right in merged:
            if top > last or left > self._column:
                continue
            bottom, right = min(bottom, max(last, top + 1)), min(right, max(self._column, left + 1))
            self._filling.merged_cells += (bottom - top + 1) * (right - left + 1)
            if self._filling.merged_cells > MOST_MERGED_CELLS:
                raise Unusable(f"合并的格盖住的地方超过 {MOST_MERGED_CELLS:,} 格的上限。请取消不必要的合并再导入")
            self.sheet.merged.append((top, left, bottom, right))

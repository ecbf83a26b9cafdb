"""Web pages saved as .xls, as reporting systems export them: the tables and the lines of text between them, one below another
on one sheet, as Excel shows them. Nothing is run, nothing is fetched; the browser's rules for tables that nobody closed.
"""

import re
from html.parser import HTMLParser
from typing import Any

from data.intake.cells import PICTURE, Fault, Percent
from data.intake.files.limits import LARGEST_PAGE, LAST_COLUMN, LAST_ROW, MB, SAVE_AS, Filling, Page
from data.intake.files.markup import CHUNK
from data.intake.files.shown import as_seen
from data.intake.files.text import decoded, encoding_of
from data.intake.files.values import LOWERED, RAISED, STRUCK, clean, marked, number, parse_number, percent, struck
from data.intake.sheets import Sheet, Unusable

NO_TABLE = ("这是一个网页，里面没有表格；多半是没有登录或链接失效时下载到的出错页面。请重新下载，或在浏览器中打开后复制到 "
            f"Excel，{SAVE_AS[2:]}")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SILENT = {"script", "style", "title", "noscript", "template"}
_BREAKS = {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "center", "caption", "hr", "form", "body"}
_MARKS = {"sup": RAISED, "sub": LOWERED, "s": STRUCK, "strike": STRUCK, "del": STRUCK}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def read(content: bytes) -> tuple[list[Sheet], list[str]]:
    if len(content) > LARGEST_PAGE:
        raise Unusable(f"这个网页有 {len(content) / MB:.0f} MB，超过 {LARGEST_PAGE // MB} MB 的上限。{SAVE_AS}")
    encoding, filling = _encoding(content), Filling()
    beginning = content[:CHUNK].decode(encoding, "ignore")
    names = set(_SHEET_NAME.findall(beginning))
    page = filling.open(names.pop() if len(names) == 1 else "网页")
    tables = _Tables(page)
    for piece in decoded(content, encoding):
        tables.feed(piece)
    tables.close()
    tables.end()
    page.close()
    if not tables.filled:
        raise Unusable(NO_TABLE)
    return filling.sheets, [f"网页里有 {tables.unseen} 个不显示的格，没有读"] if tables.unseen else []


def _encoding(content: bytes) -> str:
    """Chinese pages say gb2312 and mean the whole of GB 18030; what a page says counts only where it holds."""
    said = _CHARSET.search(content[:4000])
    if said and said[1].lower().startswith((b"gb", b"cp936", b"x-gb")) and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "gb18030"
    return encoding_of(content)


class _Table:
    """Where an open table is: the column last written to, and how many rows the cells from above reach down."""

    def __init__(self):
        self.column, self.reaching, self.in_row = 0, {}, False


class _Tables(HTMLParser):
    def __init__(self, page: Page):
        super().__init__(convert_charrefs=True)
        self._page, self._line, self._open, self._silent = page, 0, [], 0
        self._words, self._mark, self._column_number = [], "", 0
        self._cell: dict[str, Any] | None = None
        self.filled = self.unseen = 0

    # -- what the parser tells

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in ("td", "th"):
            self._begin_cell(dict(attributes))
        elif tag == "tr":
            self._begin_row(dict(attributes))
        elif tag == "table":
            self._flush()
            self._open.append(_Table())
            self._silent = self._column_number = 0
        elif tag == "col":
            self._note_column(dict(attributes))
        elif tag == "img" and self._cell is not None:
            self._cell["picture"] = True
        elif tag in _MARKS:
            self._mark = _MARKS[tag]
        elif tag in _BREAKS:
            self._break()

    def handle_startendtag(self, tag: str, attributes: list) -> None:
        self.handle_starttag(tag, attributes)
        if tag in _SILENT:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _MARKS:
            self._mark = ""
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self._open:
            self._end_row()
            self._flush()
            self._open.pop()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(marked(_SPACES.sub(" ", data), self._mark))

    def end(self) -> None:
        self._flush()

    # -- what is made of it

    def _break(self) -> None:
        if self._cell is not None:
            self._words.append("\n")
        else:
            self._flush()

    def _flush(self) -> None:
        """A line outside of cells, or what an outer table's cell said before a table inside it."""
        if self._cell is not None:
            self._end_row()
            return
        text = _text(self._words)
        self._words = []
        if text and not (self._open and self._open[-1].in_row):
            self._line += 1
            self._page.put(self._line, 1, text)

    def _begin_row(self, attributes: dict) -> None:
        self._end_row()
        self._flush()
        if not self._open:
            self._open.append(_Table())
        table = self._open[-1]
        self._line += 1
        table.in_row, table.column = True, 0
        table.reaching = {column: left - 1 for column, left in table.reaching.items() if left > 1}
        self._row_hidden = _is_hidden(attributes)

    def _end_row(self) -> None:
        self._end_cell()
        if self._open and self._open[-1].in_row:
            self._open[-1].in_row = False
            if self._row_hidden:
                self._page.hide_row(self._line)

    def _begin_cell(self, attributes: dict) -> None:
        self._end_cell()
        if not self._open or not self._open[-1].in_row:
            self._begin_row({})
        self._words, self._mark = [], ""
        if _is_hidden(attributes):
            self._cell = {"unseen": True}
            return
        table = self._open[-1]
        wide, high = _span(attributes.get("colspan"), 1_000), _span(attributes.get("rowspan"), LAST_ROW)
        column = table.column + 1
        while column in table.reaching and column <= LAST_COLUMN:
            column += 1
        table.column = column + wide - 1
        if high > 1:
            table.reaching |= dict.fromkeys(range(column, min(column + wide, LAST_COLUMN)), high)
        self._cell = {"at": column, "said": attributes}
        self._page.merge(self._line, column, self._line + high - 1, column + wide - 1)

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        text = _text(self._words)
        self._words = []
        if "unseen" in cell:
            self.unseen += text != ""
            return
        value = _stored(cell["said"].get("x:num"), text)
        if "line-through" in (cell["said"].get("style") or "").lower():
            value = struck(value)
        if value == "" and "picture" in cell:
            value = PICTURE
        self.filled += value != ""
        self._page.put(self._line, cell["at"], value)

    def _note_column(self, attributes: dict) -> None:
        first, self._column_number = self._column_number + 1, self._column_number + _span(attributes.get("span"), 1_000)
        if _is_hidden(attributes):
            self._page.hide_columns(first, self._column_number)


def _text(words: list[str]):
    lines = "".join(words).replace("\xa0", " ").split("\n")
    return clean("\n".join(line.strip() for line in lines).strip())


def _stored(raw: str | None, text):
    """Excel's own pages keep the whole number beside what is shown of it (x:num)."""
    if raw is None or (value := parse_number(raw)) != value:
        return text
    if not isinstance(text, str):
        return number(value)
    held = percent(value) if text.endswith("%") else number(value)
    return held if isinstance(held, (Fault, Percent)) else as_seen(held, text)


def _is_hidden(attributes: dict) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _span(text: str | None, most: int) -> int:
    text = (text or "").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 10 else 1

"""Excel 2003's XML (SpreadsheetML), mostly saved as .xls by reporting systems."""

import re

from data.intake.cells import FORMULA, Fault
from data.intake.files import markup
from data.intake.files.limits import DAMAGED, LAST_COLUMN, LAST_ROW, MOST_STYLES, ONLY_FILLED, SAVE_AS, Filling, Page
from data.intake.files.text import decoded, encoding_of
from data.intake.files.values import (
    LOWERED,
    RAISED,
    STRUCK,
    clean,
    format_kind,
    formatted,
    from_iso,
    marked,
    parse_number,
    struck,
)
from data.intake.sheets import Sheet, Unusable

_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE)
_MARKS = {"Sup": RAISED, "Sub": LOWERED, "S": STRUCK}
_NAMED = {"percent": "percent", "general date": "date", "long date": "date", "medium date": "date", "short date": "date",
          "long time": "date", "medium time": "date", "short time": "date"}


def read(content: bytes) -> tuple[list[Sheet], list[str]]:
    said = _DECLARED.search(content[:200])
    encoding = "gb18030" if said and said[1].lower().startswith((b"gb", b"cp936")) else encoding_of(content)
    # Decoded here: the parser knows no Chinese encoding, and takes the document's own word for one where it gets bytes.
    book = _Book()
    markup.parse(decoded(content, encoding), book.start, book.end, book.text)
    if not book.filling.sheets:
        raise Unusable(f"这是 XML 文件，里面没有表格。{SAVE_AS}")
    return book.filling.sheets, []


class _Book:
    def __init__(self):
        self.filling = Filling()
        self._page: Page | None = None
        self._styles, self._style, self._from_1904 = {}, None, False
        self._struck: set[str] = set()
        self._row = self._column = self._column_number = 0
        self._row_style, self._column_styles, self._hidden, self._cell, self._data, self._into = "", {}, False, None, None, None
        self._in_comment, self._mark = False, ""

    @property
    def page(self) -> Page:
        """The sheet that is being read."""
        if self._page is None:
            raise Unusable(DAMAGED)
        return self._page

    def start(self, tag: str, attributes: dict) -> None:
        said = markup.local(attributes)
        if self._page is None and tag in ("Row", "Cell", "Column"):
            raise Unusable(DAMAGED)
        if tag == "Cell":
            self._begin_cell(said)
        elif tag == "Comment":
            self._in_comment = True
        elif tag == "Data" and self._cell is not None and not self._in_comment:
            self._data, self._into = (said.get("Type", "String"), []), True
        elif tag == "Row":
            self._row = _index(said, self._row, LAST_ROW)
            self._column, self._row_style, self._hidden = 0, said.get("StyleID", ""), said.get("Hidden") == "1"
        elif tag == "Column":
            first = _index(said, self._column_number, LAST_COLUMN)
            self._column_number = min(first + _many(said.get("Span"), LAST_COLUMN), LAST_COLUMN)
            if said.get("Hidden") == "1":
                self.page.hide_columns(first, self._column_number)
            if "StyleID" in said:
                self._column_styles |= dict.fromkeys(range(first, self._column_number + 1), said["StyleID"])
        elif tag == "Worksheet":
            self._page = self.filling.open(said.get("Name", ""))
            self._row = self._column_number = 0
            self._column_styles = {}
        elif tag == "Style":
            self._begin_style(said)
        elif tag == "NumberFormat" and self._style is not None:
            self._styles[self._style] = said.get("Format", "")[:255]
        elif tag == "Font" and self._style is not None:
            (self._struck.add if said.get("StrikeThrough") == "1" else self._struck.discard)(self._style)
        elif tag in _MARKS:
            self._mark = _MARKS[tag]
        elif tag in ("Visible", "Date1904"):
            self._into, self._data = True, (tag, [])

    def text(self, characters: str) -> None:
        if self._into and self._data is not None:
            self._data[1].append(marked(characters, self._mark))

    def end(self, tag: str) -> None:
        if tag == "Cell" and self._cell is not None:
            content, style = self._content(self._cell[0]), self._style_of(self._cell[0])
            self.page.put(self._row, self._column, struck(content) if style in self._struck else content)
            self._column += self._cell[1]
            self._cell = self._data = None
        elif tag == "Data":
            self._into = False
        elif tag == "Comment":
            self._in_comment = False
        elif tag in _MARKS:
            self._mark = ""
        elif tag == "Row" and self._hidden:
            self.page.hide_row(self._row)
        elif tag == "Worksheet" and self._page:
            self._page.close()
        elif tag == "Style":
            self._style = None
        elif tag == "Visible" and self._data and self._page:
            self._page.sheet.hidden = "".join(self._data[1]).strip() in ("SheetHidden", "SheetVeryHidden")
            self._into, self._data = False, None
        elif tag == "Date1904" and self._data is not None:
            self._from_1904, self._into, self._data = "".join(self._data[1]).strip() != "0", False, None

    def _begin_style(self, said: dict) -> None:
        if len(self._styles) >= MOST_STYLES:
            raise Unusable(f"单元格样式超过 {MOST_STYLES:,} 种的上限。{ONLY_FILLED}")
        self._style = said.get("ID", "")
        parent = said.get("Parent", "Default")
        self._styles[self._style] = self._styles.get(parent, "")
        if parent in self._struck:
            self._struck.add(self._style)

    def _begin_cell(self, said: dict) -> None:
        self._column = _index(said, self._column, LAST_COLUMN)
        across, down = _many(said.get("MergeAcross"), LAST_COLUMN), _many(said.get("MergeDown"), LAST_ROW)
        self.page.merge(self._row, self._column, self._row + down, self._column + across)
        self._cell, self._data = (said, across), None

    def _style_of(self, said: dict) -> str:
        return said.get("StyleID") or self._row_style or self._column_styles.get(self._column, "Default")

    def _content(self, said: dict):
        if self._data is None:
            return FORMULA if "Formula" in said else None
        kind, text = self._data[0], "".join(self._data[1])
        if kind == "Number":
            style = self._styles.get(self._style_of(said), "")
            return formatted(parse_number(text), _NAMED.get(style.lower()) or format_kind(0, style), self._from_1904)
        if kind == "DateTime":
            return from_iso(text)
        if kind == "Boolean":
            return text.strip() == "1"
        return Fault(clean(text) or "#ERROR") if kind == "Error" else clean(text)


def _index(said: dict, before: int, most: int) -> int:
    """A row's or column's number: its own word for it, or the next."""
    text = said.get("Index")
    if text is None:
        return before + 1
    if not (text.isascii() and text.isdigit()) or len(text) > 16 or int(text) <= before:
        raise Unusable(DAMAGED)
    return int(text)


def _many(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0

"""OpenDocument sheets (.ods, as LibreOffice and the office suites of domestic systems keep them), straight from content.xml:
python-calamine reads their values, but neither what is hidden nor what is a percentage, a formula without a result or a note.
"""

import re

from data.intake.cells import FORMULA, PICTURE, Fault
from data.intake.files import markup
from data.intake.files.archive import Archive
from data.intake.files.limits import DAMAGED, LAST_COLUMN, LAST_ROW, MOST_STYLES, ONLY_FILLED, Filling, Page
from data.intake.files.shown import as_seen
from data.intake.files.values import (
    LOWERED,
    RAISED,
    STRUCK,
    clean,
    clock,
    from_iso,
    marked,
    number,
    parse_number,
    percent,
    struck,
)
from data.intake.sheets import Sheet, Unusable

_DURATION = re.compile(r"(-?)PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S", re.ASCII)
_SILENT = {"annotation", "ruby-text", "tracked-changes", "shapes"}
_MOST_SPACES = 1_000
"""Repeated spaces of a cell, all together: each is a few bytes in the file, whatever it stands for."""


def read(archive: Archive) -> tuple[list[Sheet], list[str]]:
    content = _Content()
    markup.parse(archive.chunks("content.xml"), content.start, content.end, content.text)
    return content.filling.sheets, []


class _Content:
    def __init__(self):
        self.filling = Filling()
        self._page: Page | None = None
        self._style, self._hidden_styles, self._marks = "", set(), {}
        self._depth = self._silent = self._row = self._column = self._column_number = 0
        self._cells, self._again, self._row_hidden, self._cell = [], 1, False, None
        self._words, self._spaces, self._spans, self._picture = [], 0, [], False

    @property
    def page(self) -> Page:
        """The sheet that is being read."""
        if self._page is None:
            raise Unusable(DAMAGED)
        return self._page

    def start(self, tag: str, attributes: dict) -> None:
        if tag in _SILENT or self._silent:
            self._silent += 1
        elif self._cell is not None:
            self._inside(tag, attributes)
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell, self._words, self._spaces, self._spans, self._picture = _own(attributes), [], 0, [], False
        elif tag == "table-row":
            said = _own(attributes)
            self._cells, self._column, self._again = [], 0, _many(said.get("number-rows-repeated"), LAST_ROW)
            self._row_hidden = said.get("visibility") in ("collapse", "filter")
        elif tag == "table-column":
            said = _own(attributes)
            first = self._column_number + 1
            self._column_number += _many(said.get("number-columns-repeated"), LAST_COLUMN)
            if said.get("visibility") in ("collapse", "filter"):
                self.page.hide_columns(first, self._column_number)
        elif tag == "table":
            said = _own(attributes)
            self._depth, self._row, self._column_number = 1, 0, 0
            self._page = self.filling.open(said.get("name", ""), said.get("style-name") in self._hidden_styles)
        elif not self._depth:
            self._note_style(tag, attributes)

    def end(self, tag: str) -> None:
        if self._silent:
            self._silent -= 1
        elif tag in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell)
        elif self._cell is not None:
            if tag == "p":
                self._words.append("\n")
            elif tag == "span" and self._spans:
                self._spans.pop()
        elif tag == "table-row":
            self._end_row()
        elif tag == "table" and self._depth:
            self._depth = 0
            self.page.close()

    def text(self, characters: str) -> None:
        if self._cell is not None and not self._silent:
            self._words.append(marked(characters, self._spans[-1] if self._spans else ""))

    def _inside(self, tag: str, attributes: dict) -> None:
        if tag == "s":
            many = _many(markup.local(attributes).get("c"), _MOST_SPACES - self._spaces) if self._spaces < _MOST_SPACES else 0
            self._spaces += many
            self._words.append(" " * many)
        elif tag == "tab":
            self._words.append("\t")
        elif tag == "line-break":
            self._words.append("\n")
        elif tag == "span":
            self._spans.append(self._marks.get(markup.local(attributes).get("style-name"), ""))
        elif tag == "image":
            self._picture = True

    def _end_cell(self, said: dict) -> None:
        self._cell = None
        value = _value(said, "".join(self._words).removesuffix("\n"))
        if self._marks.get(said.get("style-name", "")) == STRUCK:
            value = struck(value)
        if value in (None, "") and self._picture:
            value = PICTURE
        again = _many(said.get("number-columns-repeated"), LAST_COLUMN)
        across, down = _many(said.get("number-columns-spanned"), LAST_COLUMN), _many(said.get("number-rows-spanned"), LAST_ROW)
        if value not in (None, "") or (across, down) != (1, 1):
            # One past the last column is enough to be refused; a row's cells are held until it ends.
            many = max(min(again, LAST_COLUMN + 1 - self._column), 1)
            self._cells += [(self._column + 1 + at, value, across, down) for at in range(many)]
        self._column += again

    def _end_row(self) -> None:
        first, self._row = self._row + 1, self._row + self._again
        for row in range(first, self._row + 1) if self._cells else ():
            for column, value, across, down in self._cells:
                self.page.put(row, column, value)
                self.page.merge(row, column, row + down - 1, column + across - 1)
            if self._row_hidden:
                self.page.hide_row(row)

    def _note_style(self, tag: str, attributes: dict) -> None:
        """Which sheets are hidden is said in their style, and what is raised or struck out in that of the characters."""
        said = markup.local(attributes)
        if tag == "style":
            self._style = said.get("name", "")
        elif tag == "table-properties" and said.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "text-properties":
            if match := re.match(r"(super|\+?[1-9])|(sub|-[1-9])", said.get("text-position", "")):
                self._marks[self._style] = RAISED if match[1] else LOWERED
            elif said.get("text-line-through-style", "none") != "none":
                self._marks[self._style] = STRUCK
        if len(self._hidden_styles) + len(self._marks) > MOST_STYLES:
            raise Unusable(f"单元格样式超过 {MOST_STYLES:,} 种的上限。{ONLY_FILLED}")


def _own(attributes: dict) -> dict:
    """Attributes by their name; LibreOffice's additions, which repeat names, only where the standard has none."""
    said = {}
    for name, value in attributes.items():
        short = name[name.rfind(" ") + 1:]
        if name.startswith("urn:org:documentfoundation"):
            said["extended-" + short] = value
        else:
            said[short] = value
    return said


def _value(said: dict, text: str):
    kind = said.get("value-type", "")
    if said.get("extended-value-type") == "error" or text.startswith(("Err:", "#")) and "formula" in said:
        return Fault(clean(text) or "#ERROR")
    if kind in ("float", "currency"):
        held = number(parse_number(said.get("value", "")))
        return held if isinstance(held, Fault) else as_seen(held, text)
    if kind == "percentage":
        return percent(parse_number(said.get("value", "")))
    if kind == "date":
        return from_iso(said.get("date-value", ""))
    if kind == "time":
        match = _DURATION.fullmatch(said.get("time-value", ""))
        if not match:
            return Fault("#VALUE!")
        hours, minutes, seconds = (int(part) for part in match.groups()[1:])
        return clock((-1 if match[1] else 1) * (hours / 24 + minutes / 1440 + seconds / 86_400))
    if kind == "boolean":
        return said.get("boolean-value") == "true"
    if kind == "" and text == "":
        return FORMULA if "formula" in said else None
    return clean(said.get("string-value", text))


def _many(text: str | None, most: int) -> int:
    """How often something is repeated or how far it reaches, at least once and never more than there can be."""
    if not (text and text.isascii() and text.isdigit()):
        return 1
    return max(min(int(text), most) if len(text) < 16 else most, 1)

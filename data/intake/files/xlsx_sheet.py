"""One worksheet's XML, element by element."""

import re
from collections.abc import Iterable, Iterator

from data.intake.cells import FORMULA, PICTURE, Fault
from data.intake.files.limits import DAMAGED, LAST_COLUMN, SAVE_AS, Page
from data.intake.files.values import clean, formatted, from_iso, parse_number, struck
from data.intake.files.xlsx_texts import Runs, unescape
from data.intake.sheets import Unusable

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,16})", re.ASCII)
_EMPTY_ROW = re.compile(rb'<row\s(?=[^<>]*\br=")[^<>]*(?:/>|(?<!/)>(?:\s*<c\s[^<>]*(?:/>|(?<!/)></c>))*\s*</row>)'
                        rb'(?=\s*<row\s[^<>]*\br=")')
_LONGEST_ROW = 2**20
_COLUMNS = {chr(64 + column): column for column in range(1, 27)}


def place(text: str) -> tuple[int, int]:
    """Row and column of "B3"."""
    match = _PLACE.fullmatch(text)
    if not match:
        raise Unusable(DAMAGED)
    letters, row = match.groups()
    return int(row), _COLUMNS.get(letters) or _column(letters)


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def filled_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A worksheet's XML without most of its rows that hold nothing: there may be a million, for their format alone. A row is left
    out only where both it and the next one say their numbers."""
    before = b""
    for chunk in chunks:
        before += chunk
        at = before.rfind(b"<row")
        if at > 0:
            yield _EMPTY_ROW.sub(b"", before[:at])
            before = before[at:]
        elif len(before) > _LONGEST_ROW:
            yield before
            before = b""
    yield before


class SheetReader:
    """Takes a worksheet's cells. A row or cell that does not say where it is comes after the one before it."""

    def __init__(self, page: Page, texts: list, kinds: list[str], struck_out: set[int], from_1904: bool):
        self._page, self._texts, self._kinds, self._from_1904 = page, texts, kinds, from_1904
        self._struck_out = struck_out
        self._row = self._column = 0
        self._hidden = self._in_cells = False
        self._cell, self._value, self._formula, self._into, self._runs = None, None, None, None, Runs()
        self.drawn = False

    def start(self, tag: str, attributes: dict) -> None:
        if self._cell is not None:
            if tag == "v":
                self._value = self._into = []
            elif tag == "f":
                self._formula = self._into = []
            else:
                self._runs.start(tag, attributes)
        elif tag == "c" and self._in_cells:
            self._begin_cell(attributes)
        elif tag == "row" and self._in_cells:
            self._begin_row(attributes)
        elif tag == "sheetData":
            self._in_cells = True
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self._page.hide_columns(*(_bounded(attributes.get(side, "")) for side in ("min", "max")))
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self._page.merge(*place(first), *place(last or first))
        elif tag == "drawing":
            self.drawn = True

    def text(self, characters: str) -> None:
        if self._into is not None:
            self._into.append(characters)
        elif self._runs.open and self._cell is not None:
            self._runs.add(characters)

    def end(self, tag: str) -> None:
        if tag == "c" and self._cell is not None:
            content = self._content()
            if self._struck_out and _whole(self._cell.get("s", "0")) in self._struck_out:
                content = struck(content)
            self._page.put(self._row, self._column, content)
            if self._formula is not None and content not in (None, ""):
                self._page.sheet.formulas.add((self._row, self._column))
            self._cell = None
        elif self._cell is not None:
            self._into = None
            self._runs.end(tag)
        elif tag == "row" and self._hidden:
            self._page.hide_row(self._row)
        elif tag == "sheetData":
            self._in_cells = False

    def _begin_row(self, attributes: dict) -> None:
        said = attributes.get("r")
        row = self._row + 1 if said is None else int(said) if said.isascii() and said.isdigit() and len(said) < 17 else 0
        if row <= 0:
            raise Unusable(DAMAGED)
        if row in self._page.sheet.rows:
            raise Unusable(f"工作表“{self._page.sheet.name}”的第 {row} 行出现两次，文件已损坏。{SAVE_AS}")
        self._row, self._column, self._hidden = row, 0, attributes.get("hidden") in ("1", "true")

    def _begin_cell(self, attributes: dict) -> None:
        self._column += 1
        if (said := attributes.get("r")) is not None:
            row, self._column = place(said)
            if row != self._row:
                raise Unusable(DAMAGED)
        self._cell, self._value, self._formula, self._into = attributes, None, None, None
        if attributes.get("t") == "inlineStr":
            self._runs.begin()

    def _content(self):
        said = self._cell or {}
        kind, text = said.get("t", "n"), "".join(self._value or ())
        if kind == "n" and text and self._formula is None:
            return self._number(text, said)
        if self._formula is not None and "DISPIMG(" in "".join(self._formula).upper():
            return PICTURE
        if kind == "inlineStr":
            return self._runs.joined()
        if self._value is None or (text == "" and kind != "str"):
            return FORMULA if self._formula is not None else None
        if kind == "s":
            at = int(text) if text.strip().isdecimal() and len(text) < 12 else -1
            if not 0 <= at < len(self._texts):
                raise Unusable(DAMAGED)
            return self._texts[at]
        if kind == "str":
            return clean(unescape(text))
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return PICTURE if "vm" in said and text == "#VALUE!" else Fault(clean(text) or "#ERROR")
        if kind == "d":
            return from_iso(text)
        return self._number(text, said)

    def _number(self, text: str, said: dict):
        at = _whole(said.get("s", "0"))
        return formatted(parse_number(text), self._kinds[at] if 0 <= at < len(self._kinds) else "", self._from_1904)


def _whole(style: str) -> int:
    """A style's number; -1 for what is none."""
    return int(style) if style.isascii() and style.isdigit() and len(style) < 7 else -1


def _bounded(text: str) -> int:
    """A column's number, however absurd, between nothing and one past the last."""
    digits = text.lstrip("-")
    if not (digits.isascii() and digits.isdigit()):
        return 0
    return 0 if text.startswith("-") else LAST_COLUMN + 1 if len(digits) > 6 else min(int(digits), LAST_COLUMN + 1)

"""A workbook's texts: runs put together, escapes undone, and the table that its sheets share."""

import re

from data.intake.cells import Fault
from data.intake.files.limits import MOST_CELLS, MOST_TEXT, ONLY_FILLED
from data.intake.files.values import LOWERED, RAISED, STRUCK, clean, marked
from data.intake.sheets import Unusable

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
MARKS = {"superscript": RAISED, "subscript": LOWERED}


def unescape(text: str) -> str:
    """_x000D_ stands for a carriage return, _x005F_ for the underscore itself."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Runs:
    """A text of several runs, put together; how each is written counts (values.marked)."""

    def __init__(self):
        self.begin()

    def begin(self) -> None:
        self.parts, self._mark, self._silent, self.open = [], "", False, False

    def start(self, tag: str, attributes: dict) -> None:
        if tag == "t" and not self._silent:
            self.open = True
        elif tag == "r":
            self._mark = ""
        elif tag == "vertAlign":
            self._mark = MARKS.get(attributes.get("val", ""), self._mark)
        elif tag == "strike" and attributes.get("val") not in ("0", "false"):
            self._mark = STRUCK
        elif tag == "rPh":
            self._silent = True

    def end(self, tag: str) -> None:
        if tag == "t":
            self.open = False
        elif tag == "r":
            self._mark = ""
        elif tag == "rPh":
            self._silent = False

    def add(self, characters: str) -> None:
        self.parts.append(marked(characters, self._mark))

    def joined(self) -> str | Fault:
        return clean(unescape("".join(self.parts)))


class Texts:
    """A workbook's shared strings; sheets name them by number."""

    def __init__(self):
        self.all, self._runs, self._length = [], Runs(), 0

    def start(self, tag: str, attributes: dict) -> None:
        if tag == "si":
            self._runs.begin()
        else:
            self._runs.start(tag, attributes)

    def text(self, characters: str) -> None:
        if self._runs.open:
            self._runs.add(characters)
            self._length += len(characters)
            if self._length > MOST_TEXT:
                raise Unusable(f"文字超过 {MOST_TEXT:,} 个的上限。{ONLY_FILLED}")

    def end(self, tag: str) -> None:
        if tag != "si":
            self._runs.end(tag)
            return
        self.all.append(self._runs.joined())
        if len(self.all) > MOST_CELLS:
            raise Unusable(f"不同的文字超过 {MOST_CELLS:,} 条的上限。{ONLY_FILLED}")

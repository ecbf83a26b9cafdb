"""What words around figures say of them: remarks in a row, notes above and below the table, lines between the rows."""

import re

from data.intake.cells import UNCLEAR, is_blank
from data.intake.context import Line
from data.intake.doubt_words import ALARM, OTHER_FIGURES, PART_ONLY, PARTS, PERHAPS_WRONG, QUALIFIED, REMARKED, UNTOLD
from data.intake.heading_words import BESIDE, DEFINED
from data.intake.headings import Column
from data.intake.place_words import NUMBERING
from data.intake.sheets import column_letter, shown
from data.intake.sums_of_periods import SumsOfPeriods
from data.intake.title_rest import called_by, rest_of
from data.intake.understood import TITLE
from data.intake.when import read_period

_LIKE_A_NUMBER = re.compile(r"[约近≥≤<>+-]?\s*[\d,.，]+\D{0,4}")
_UNIT_SAID = re.compile(r"(?:^|[^填报送表])单位(?:均?为)?[:：]?[十百千万亿元人户个件]")
_SAID_OF = re.compile(r"^(?:数据|数字|此|该|均)*(?:为|系|是)|的?(?:数|数据|数字)$")
_PARTS = re.compile(PARTS)
PERHAPS_OTHER = "有的数可能不是、或不全是这一期的，请核对"


class Remarks(SumsOfPeriods):
    """The part of a Reader that minds remarks. section: the line that the rows below it stand under, where it makes them
    something else; qualifiers: columns of words that may."""

    def __init__(self, reading):
        super().__init__(reading)
        self.section, self.qualifiers = "", self._find_qualifiers()

    def doubt_notes(self) -> None:
        """Footnotes, and sentences above the table, by which some of the figures may be others."""
        sentences = [line for line in self.table.title if re.search("[。:：]", line.text)]
        zeros = any(cell[4] == 0 for cell in self.rows.cells)
        for line in (*sentences, *self.table.foot):
            text = line.text.replace(" ", "")
            if OTHER_FIGURES.search(text) or PART_ONLY.search(text) or zeros and UNTOLD.search(text):
                self.say(line.row, None, line.text, f"附注写“{line.text[:40]}”：{PERHAPS_OTHER}", "doubt")

    def is_section(self, row: int, cells: dict) -> bool:
        """A line between rows: 二、累计 or 上年同期 changes what the rows below it mean; another one ends that. Whether it is one
        that stands where values do, and so is none."""
        texts = self.grid.own_texts(row, {column.at for column in self.table.columns})
        if len(texts) != 1 or len([value for value in cells.values() if not is_blank(value)]) != 1:
            return False
        at, text = next(iter(texts.items()))
        if re.search(r"\d", text) or text in UNCLEAR or any(at == column.at for column in self.values) and not ALARM.search(text):
            return False
        if (NUMBERING.match(text) and not text.endswith(("片区", "片", "组")) or _PARTS.search(text)) and (
                words := self._rest_of(Line(text, row, at, TITLE))):
            self.say(row, column_letter(at), text, f"“{text[:40]}”之下的数可能只是其中一部分（“{words}”看不懂），请核对", "doubt")
        self.section = text if (ALARM.search(text) or _UNIT_SAID.search(text)) and self._names_nothing(text) else ""
        return any(at == column.at for column in self.values)

    def _rest_of(self, line: Line) -> str:
        return rest_of(line, lambda: called_by(self.grid, self.table, self.names), self.names)

    def _names_nothing(self, text: str) -> bool:
        part = self.reading.headings.read(text)
        return part.indicator is None and part.region is None

    def remark(self, cells: dict):
        """A remark in the row that says its figures are of several months, or of something else than the period's own."""
        return next((raw for _, raw in self._remarks(cells)
                     if REMARKED.search(raw) or self._is_qualifier(self.grid.plain(raw))), None)

    def doubt_remark(self, row: int, cells: dict) -> None:
        """A remark by which the figures may be others than the month's, or lack some."""
        for at, raw in self._of_figures(cells):
            text = self.grid.plain(raw).replace(" ", "")
            if any(words.search(text) for words in (OTHER_FIGURES, PERHAPS_WRONG, PART_ONLY, UNTOLD)):
                self.say(row, column_letter(at), shown(raw), f"备注写“{shown(raw)}”：{PERHAPS_OTHER}", "doubt")

    def untold(self, cells: dict) -> str:
        """A remark by which a 0 in the row may stand for no report at all; "" for none."""
        return next((shown(raw) for _, raw in self._of_figures(cells) if UNTOLD.search(self.grid.plain(raw))), "")

    def _remarks(self, cells: dict) -> list[tuple[int, str]]:
        return [(at, raw) for at, column in self.other.items() if column.role == "aside" and isinstance(raw := cells.get(at), str)
                and not BESIDE.search(column.title)]

    def _of_figures(self, cells: dict) -> list[tuple[int, str]]:
        """Those that do not say what the indicator is."""
        return [(at, raw) for at, raw in self._remarks(cells) if not DEFINED.search(self.other[at].title)]

    def _is_qualifier(self, text: str) -> bool:
        text = _SAID_OF.sub("", text)
        when, settled = read_period(text), self.block.period.value
        return bool(QUALIFIED.fullmatch(text)) or when is not None and (when.spans or settled is not None
                                                                        and settled.month not in (None, when.month))

    def _find_qualifiers(self) -> list[Column]:
        """Columns that nobody knows and that hold words: 口径, 人群 … may say that a row's figures are of something else."""
        found = []
        for column in self.other.values():
            texts = [self.grid.plain(value) for row in self.table.rows
                     if not is_blank(value := self.grid.cells(row).get(column.at))]
            words = [text for text in texts if text not in UNCLEAR and (read_period(text) or not _LIKE_A_NUMBER.fullmatch(text))]
            if column.role in ("unknown", "bad") and column.title and texts and len(words) >= len(texts) / 2:
                found.append(column)
        return found

"""How a file was understood: a plain structure that page, command line, JSON, mappings and the annotated copy all read.

Each block of a sheet (a table with headings of its own) has its dimensions — region, period, kind, money — settled by
witnesses: texts with their cells, the nearer to the numbers the stronger. Where the witnesses disagree, or say what cannot
be taken, the dimension is open: it has a question, whose answer a `Choices` (data/intake/choices.py) carries; the file is
then read again with it (`draft_of(…, choices=…)`).
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from data.intake.sheets import Unusable
from queries.periods import is_year

COLUMN, TITLE, SHEET, FILE, SENDER = 5, 4, 3, 2, 1
"""Strength of a witness: the block's own headings and title, the sheet's name, the file's, who sends."""
PART = "part"
"""What a witness speaks of whose words nobody understands: perhaps a part of the whole."""
MOST_QUESTIONS = 300
"""Of a kind, in a file."""
MOST_REFUSED = 20_000
"""Places of a file that are refused one by one: nobody looks through more, and each costs a tenth of a millisecond."""
STANDS = {COLUMN: "标题栏", TITLE: "表头", SHEET: "工作表名", FILE: "文件名", SENDER: "填报单位"}


@dataclass(frozen=True)
class Witness:
    """A text that speaks for a value of a dimension. value: what it says (None: something that is not ours)."""

    what: str
    value: Any
    text: str
    strength: int
    row: int | None = None
    column: str | None = None

    @property
    def words(self) -> str:
        return f"{STANDS[self.strength]}{f' {self.column}{self.row} ' if self.row else ''}“{self.text[:40]}”"


@dataclass
class Settled:
    """One dimension of a block. words: as it is shown; open: why nothing may be taken (Chinese), "" where it is settled."""

    value: Any = None
    words: str = ""
    witnesses: list[Witness] = field(default_factory=list)
    open: str = ""
    said: str = ""


@dataclass
class Question:
    """Something only a person can say. candidates: (answer, how it is shown), the likeliest first. cells: (sheet, row, column
    letter) of what waits for it."""

    what: str
    text: str
    words: str
    candidates: list[tuple[str, str]] = field(default_factory=list)
    cells: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass
class Block:
    """A table of a sheet. columns: letter -> what its heading was understood as. units: "万元 → 元". rows: those below the
    headings; places: the numbers of the columns that name a county or township for the empty cells below, too."""

    sheet: str
    first_row: int
    last_row: int
    layout: str
    region: Settled = field(default_factory=Settled)
    period: Settled = field(default_factory=Settled)
    kind: Settled = field(default_factory=Settled)
    money: Settled = field(default_factory=Settled)
    columns: dict[str, str] = field(default_factory=dict)
    regions: list[str] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.sheet}!{self.first_row}"


@dataclass
class Understood:
    """The whole file: its blocks, what is asked, what the sender taught before and was used, what was taken out of it because it
    is about persons (`persons`, in words), and the first line in words (`headline`). sender: whose file it is, "" where its
    sheets name several; senders: all that they name. completes: how the SHA-256 of the file begins that this is the corrected
    rest of. answered: what a person said of this file, now or when the copy was made that it comes from. unasked: how often
    something was not asked any more, for there are MOST_QUESTIONS of its kind. refusals: places that were refused one by one."""

    file_name: str
    sender: str = ""
    senders: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    sites: int = 0
    remembered: dict[tuple[str, str], str] = field(default_factory=dict)
    persons: str = ""
    completes: str = ""
    answered: dict[tuple[str, str], str] = field(default_factory=dict)
    unasked: int = 0
    refusals: int = 0

    def __post_init__(self):
        self._asked = {(one.what, one.text): one for one in self.questions}
        self._many = Counter(one.what for one in self.questions)

    def ask(self, what: str, text: str, words: str, candidates: list[tuple[str, str]], *cells: tuple[str, int, str]) -> None:
        """Notes a question; the same one from another cell only adds the cell."""
        if one := self._asked.get((what, text)):
            one.cells += cells
        elif self._many[what] < MOST_QUESTIONS:
            self._asked[what, text] = one = Question(what, text, words, candidates, list(cells))
            self._many[what] += 1
            self.questions.append(one)
        else:
            self.unasked += 1

    def refuse(self) -> None:
        """Counts a place that is refused on its own. Raises Unusable for more than MOST_REFUSED."""
        self.refusals += 1
        if self.refusals > MOST_REFUSED:
            raise Unusable(f"不能收的超过 {MOST_REFUSED:,} 处，没有再读下去。多半是栏目错了位，或不是这种报表；"
                           "请先核对几行再导入，或分几个文件导入")

    @property
    def headline(self) -> str:
        """睢县 · 2026年11月 · 3 项（当期数） · 万元 → 元."""
        regions = list(dict.fromkeys(name for block in self.blocks for name in block.regions))
        periods = sorted({period for block in self.blocks for period in block.periods})
        indicators = {code for block in self.blocks for code in block.indicators}
        kinds = list(dict.fromkeys(kind for block in self.blocks for kind in block.kinds))
        units = list(dict.fromkeys(unit for block in self.blocks for unit in block.units))
        open_ = [words for words in (self._open("region", "地区"), self._open("period", "期")) if words]
        parts = [regions[0] if len(regions) == 1
                 else f"{len(regions)} 个地区（{'、'.join(regions[:3])}{'……' if len(regions) > 3 else ''}）"] if regions else []
        parts += [_months(periods)] if periods else []
        parts += [f"{len(indicators)} 项" + (f"（{'、'.join(kinds)}）" if kinds else "")] if indicators else []
        parts += [f"阵地名册 {self.sites} 处"] if self.sites else []
        return " · ".join(parts + open_ + units) or "没有读出可以导入的数"

    def _open(self, what: str, word: str) -> str:
        return f"{word}待定" if any(getattr(block, what).open for block in self.blocks) else ""


def _months(periods: list[int]) -> str:
    words = [f"{period}年目标" if is_year(period) else f"{period // 100}年{period % 100}月" for period in periods]
    return words[0] if len(words) == 1 else f"{words[0]}—{words[-1]}（{len(words)} 期）"


def as_plain(understood: Understood) -> dict:
    """The structure as JSON: texts, numbers, lists."""
    return {
        "headline": understood.headline, "sender": understood.sender, "senders": understood.senders, "sites": understood.sites,
        "persons": understood.persons,
        "remembered": [{"what": what, "text": text, "answer": answer} for (what, text), answer in understood.remembered.items()],
        "blocks": [{
            "sheet": block.sheet, "first_row": block.first_row, "last_row": block.last_row, "layout": block.layout,
            "key": block.key, "columns": block.columns, "regions": block.regions, "periods": block.periods,
            "indicators": block.indicators, "kinds": block.kinds, "units": block.units,
            **{what: _settled(getattr(block, what)) for what in ("region", "period", "kind", "money")}}
                   for block in understood.blocks],
        "questions": [{"what": one.what, "text": one.text, "words": one.words, "candidates": [
            {"answer": answer, "words": words} for answer, words in one.candidates], "cells": [list(cell) for cell in one.cells]}
            for one in understood.questions]}


def _settled(one: Settled) -> dict:
    return {"words": one.words, "open": one.open, "said": one.said, "witnesses": [
        {"text": witness.text, "strength": STANDS[witness.strength], "row": witness.row, "column": witness.column}
        for witness in one.witnesses]}

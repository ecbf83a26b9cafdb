"""What a row of a block is about: its region, indicator, period and unit, from its cells and, where they are silent, from
what the block's witnesses agree on."""

import re
from dataclasses import dataclass, field
from datetime import date

from data.intake.blocks import Table
from data.intake.cells import Bad, as_unit, is_blank, tidy
from data.intake.choices import IGNORE, Choices
from data.intake.context import Context
from data.intake.draft import Count, Finding
from data.intake.grid import Grid
from data.intake.heading_words import PLACES
from data.intake.headings import HeadingReader
from data.intake.indicator_names import Indicator
from data.intake.place_names import Region, is_total
from data.intake.place_words import DIRECT, ZONE
from data.intake.sheets import column_letter, shown
from data.intake.understood import Block, Understood
from data.intake.vocabulary import Vocabulary
from data.intake.when import When, is_ambiguous, is_day, read_period

MOST_CELLS_TOLD = 12
ABOVE = ("city", "county", "township")
"""Columns where a cell may be left empty below the first row of many."""


@dataclass
class Rows:
    """What was read of a block: cells as (table, region, period, indicator, value, row, column letter), and what to say.
    summed: region, period and indicator of those that are the sum of what units below report."""

    cells: list[tuple] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    summed: list[tuple[int, int, int]] = field(default_factory=list)
    refused: int = 0
    blank: int = 0
    aside: int = 0

    def count(self, sheet: str, layout: str) -> Count:
        return Count(sheet, layout, len(self.cells), self.refused, self.blank, self.aside)


@dataclass
class Keys:
    """What the cells of a row have in common. part: a sub-item of the indicator that nobody knows."""

    region: Region | None = None
    indicator: Indicator | None = None
    when: When | None = None
    unit: str = ""


class General(Bad):
    """Something wrong with a column or block rather than with one cell: said once for all of its cells."""


class Aside(Bad):
    """The row or cell is left out on purpose."""


@dataclass
class Reading:
    """A block as it is being read, with all that was settled about it."""

    grid: Grid
    table: Table
    context: Context
    block: Block
    names: Vocabulary
    choices: Choices
    understood: Understood
    headings: HeadingReader
    today: date


class KeyReader:
    """Reads what rows are about, and keeps what there is to say."""

    def __init__(self, reading: Reading):
        self.reading, self.grid, self.table, self.block, self.names = (reading, reading.grid, reading.table, reading.block,
                                                                       reading.names)
        self.choices, self.values, self.rows = reading.choices, reading.table.values, Rows()
        self.told, self.grouped, self.last = set(), {}, {}
        self.by_role = {role: [column.at for column in self.table.at(role)] for role in
                        (*PLACES, "indicator", "period", "year", "month", "unit")}
        self.other = {column.at: column for column in self.table.columns if column.role in ("unknown", "bad", "aside", "total")}
        title = self.block.region.value
        self.county, self.within = (self._county(title), title.id if title and self.names.depth(title.id) > 1
                                    else self._county(title))
        self.months = len({(column.when.year, column.when.month) for column in self.values if column.when and column.when.month})

    def say(self, row: int | None, column: str | None, found: str, expected: str, severity: str = "note") -> None:
        self.rows.findings.append(Finding(self.grid.name, row, column, found, expected, severity))
        if severity == "refused":
            self.reading.understood.refuse()

    def once(self, key: tuple, *finding) -> None:
        if key not in self.told:
            self.told.add(key)
            self.say(*finding)

    def refuse(self, row: int, at: int | None, raw, error: Bad) -> None:
        """A refused cell (or row): on its own, or together with all that are refused for the same general reason."""
        letter = column_letter(at) if at else None
        if isinstance(error, General):
            self.grouped.setdefault(str(error), []).append((row, letter, shown(raw)))
        else:
            self.say(row, letter, shown(raw), str(error), "refused")

    def tell_grouped(self) -> None:
        for words, cells in self.grouped.items():
            row, letter, found = cells[0]
            if len(cells) > 1:
                names = "、".join(f"{letter or ''}{row}" for row, letter, _ in cells[:MOST_CELLS_TOLD])
                found = f"共 {len(cells)} 格：{names}{'……' if len(cells) > MOST_CELLS_TOLD else ''}"
            self.rows.findings.append(Finding(self.grid.name, row, letter, found, words, "refused",
                                              tuple((row, letter) for row, letter, _ in cells)))

    def aside(self, column, words: str) -> Aside:
        self.once(("aside", column.at), self.table.headings[0], column_letter(column.at), column.title, words)
        return Aside(words)

    def _county(self, region: Region | None) -> int | None:
        if region is None:
            return None
        county = self.names.place(region.id).county_id
        return int(county) if county == county and county is not None else None

    def keys(self, row: int) -> Keys:
        keys = Keys(self.region(row), self._indicator(row), self._when(row))
        units = {text: at for at in self.by_role["unit"] if (text := self.grid.text(row, at)) and not is_blank(text)}
        if len(units) > 1:
            raise Bad("单位写了几处，不一致："
                      f"{'、'.join(f'{self.grid.place(row, at)} 写“{text}”' for text, at in units.items())}")
        keys.unit = next(iter(units), "")
        return keys

    def region(self, row: int) -> Region | None:
        found = None
        for role, level in (*((role, role) for role in PLACES[1:]), ("region", None)):
            # Codes first: with one known, a name that several have is no longer unclear.
            raws = sorted((raw for at in self.by_role[role] if not is_blank(raw := self.grid.raw(row, at))),
                          key=lambda raw: not re.search(r"\d{6}", tidy(raw)))
            if not raws and role in self.last and self._has_lower(row, role):
                above = self.last[role]
                self.once((role, "above"), row, None, self.names.describe(above.id),
                          f"{self._title(role)}栏空着，按上一行的{self.names.place(above.id).name}读入")
                found = above
            for raw in raws:
                within = None if role == "city" else self.county if role in ("county", "region") else self.within
                region = self._find(raw, within if found is None else found.id, level)
                if found is not None and not self.names.below(region.id, found.id):
                    raise Bad(f"“{shown(raw)}”不在{self.names.place(found.id).name}")
                found = Region(region.id, region.own or found is not None and found.own)
                if role in ABOVE:
                    self.last[role] = found
                    for lower in ABOVE[ABOVE.index(role) + 1:]:
                        self.last.pop(lower, None)
        if found is not None:
            self._check_title(found)
        return found

    def _has_lower(self, row: int, role: str) -> bool:
        lower = PLACES[PLACES.index(role) + 1:]
        return any(not is_blank(self.grid.raw(row, at)) for one in lower for at in self.by_role[one])

    def _title(self, role: str) -> str:
        return {"city": "市名", "county": "县名", "township": "乡镇"}[role]

    def _find(self, raw, within: int | None, level: str | None) -> Region:
        text = self.grid.plain(raw).replace(" ", "")
        answer = self.choices.get("place", text)
        if answer == IGNORE:
            raise Aside(f"“{text}”按所选不导入")
        region = self.names.find_region(answer if answer else raw, None if answer else within, None if answer else level)
        if region is not None:
            return region
        if match := DIRECT.match(text):
            place = self.block.region.value or Region(self.names.root)
            words = self.names.place(place.id).name
            self._ask_place(text, [(f"{words}本级", f"{words}本级自己的数")])
            raise Bad(f"“{match[2]}”不是一个地区，分不清是不是{words}本级自己的数；请选定它归哪里")
        if ZONE.search(text):
            self._ask_place(text, [(county.code, county.name) for county in self.names.counties])
            raise Bad(f"“{shown(raw)}”没有归属：区划里没有这个功能区，请选定它的数归到哪个县（市、区）")
        self._ask_place(text, [])
        raise Bad(f"没有“{shown(raw)}”这个地区；应是本地区的区划代码、全称或简称")

    def _ask_place(self, text: str, candidates: list[tuple[str, str]]) -> None:
        self.reading.understood.ask("place", text, f"“{text}”是哪个地区？", [*candidates, (IGNORE, "这一行不要")])

    def _check_title(self, found: Region) -> None:
        title = self.block.region.value
        if title is not None and not self.names.below(found.id, title.id):
            raise Bad(f"{self.names.describe(found.id)}不在{self.names.describe(title.id)}（{self.block.region.said or '表头'}"
                      "）：行与标题的地区对不上")

    def _indicator(self, row: int) -> Indicator | None:
        found, unknown, texts = None, None, []
        for at in self.by_role["indicator"]:
            raw = self.grid.raw(row, at)
            if is_blank(raw):
                continue
            text = self.grid.plain(raw)
            texts.append(text)
            answer = self.choices.get("heading", text)
            if answer == IGNORE:
                raise Aside(f"“{text}”按所选不导入")
            indicator = self.names.find_indicator(answer) if answer else self._named(row, text)
            if indicator is None:
                part = self.reading.headings.read(raw if isinstance(raw, str) else text)
                if part.role == "topic" or is_total(text) and found is not None:
                    continue
                if part.role == "value" and part.indicator and not (part.target or part.when or part.done):
                    indicator = Indicator(part.indicator.id, part.indicator.times)
                else:
                    unknown = unknown or text
                    continue
            if found is not None and indicator.id != found.id and not self.names.belong(found.id, indicator.id):
                raise Bad(f"“{shown(raw)}”与同一行的 {self.names.indicator(found.id).code} {self.names.indicator(found.id).name}"
                          "不符")
            found = Indicator(indicator.id, (found and found.times) or indicator.times)
        if unknown is not None:
            self.ask_heading(unknown, row, self.by_role["indicator"][0])
            likely = "、".join(words for _, words in self.names.likely(unknown))
            raise Bad(f"没有“{shown(unknown)}”这个指标；应是指标代码（如 CY-01）、名称或简称"
                      + (f"。最像的是 {likely}，请选定" if likely else "，见“指标与来源”页"))
        return found

    def _named(self, row: int, text: str) -> Indicator | None:
        """The indicator of that name; where several have it, the one that is counted in the row's unit."""
        try:
            return self.names.find_indicator(text)
        except Bad:
            unit = next((word for at in self.by_role["unit"] if (word := as_unit(self.grid.text(row, at)))), "")
            if not unit:
                raise
            return self.names.find_indicator(f"{text}({unit})")

    def ask_heading(self, text: str, row: int, at: int) -> None:
        self.reading.understood.ask("heading", text, f"“{text}”是哪个指标？",
                                    [*self.names.likely(text), (IGNORE, "这一栏（项）不要")],
                                    (self.grid.name, row, column_letter(at)))

    def _when(self, row: int) -> When | None:
        year = month = None
        for role in ("period", "year", "month"):
            for at in self.by_role[role]:
                raw = self.grid.raw(row, at)
                if is_blank(raw):
                    continue
                if is_ambiguous(raw):
                    raise Bad(f"“{raw}”分不清是1月还是10月（数字 2026.10 会存成 2026.1）；期应写作 202610、2026年10月 或 2026-10")
                if is_day(raw):
                    raise Bad(f"“{raw:%Y-%m-%d}”是月中的某一天，不是一期；期应写作 {raw:%Y%m} 或 {raw.year}年{raw.month}月")
                text = self.grid.plain(raw)
                when = read_period(f"{text}月" if role == "month" and text.isdigit() else raw)
                if when is None:
                    raise Bad(f"“{shown(raw)}”不是期；应写作 202611、2026年11月 或 2026-11")
                if role == "period":
                    return when
                year, month = when.year or year, when if role == "month" else month
        if month is not None:
            return When(month.year or year, month.month, month.first)
        return When(year, None) if year else None

    def unit_of(self, keys: Keys, column, found: Indicator, indicator) -> dict[str, int]:
        """Where a unit is written -> what its values are multiplied by. Raises Bad for another unit than the indicator's."""
        given = {}
        for where, word in (("计量单位栏", keys.unit), ("栏目", column.unit)):
            if word:
                times = self.names.times(word, indicator.unit)
                if times is None:
                    raise Bad(f"{indicator.code} 的单位是“{indicator.unit}”，不是“{word}”") if where == "计量单位栏" else General(
                        f"{indicator.code} 的单位是“{indicator.unit}”，标题里写的是“{word}”")
                given[where] = times
        for where, named in (("栏目名", column.indicator), ("指标名", keys.indicator)):
            if named is not None and named.id == found.id and named.times is not None:
                given[where] = named.times
        return given

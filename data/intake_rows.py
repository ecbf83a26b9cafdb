"""The rows of a recognised sheet as cells of the database: which region, period, indicator and value each one is."""

import re
from dataclasses import dataclass, field

from data.cells import Bad, When, is_blank, read_period, read_unit, read_value, tidy
from data.headings import PLACES, Column, Layout
from data.names import Indicator, Names, Region, is_total
from data.plan import Count, Finding
from data.record import LEVEL_WORDS
from data.workbook import Sheet, column_letter, shown
from queries.periods import STEP
from queries.schema import LEVELS

_MONEY = re.compile(r"单位[:：]\s*((?:百|千|万|十万|百万|千万|亿)?元)")
_BY = re.compile(r"(?:填报|报送|上报|编报)?(?:单位|地区)[:：]\s*([^\s,，;；:：()（）]+)")
_WHEN = re.compile(r"\d{4}年?(?:\d{1,2}[-—~至到])?\d{1,2}月|\d{4}年?第?[一二三四1-4]季度|\d{4}年?[上下]半年|\d{4}[-/.]\d{1,2}(?!\d)|\d{4}年")


@dataclass
class Context:
    """What a sheet says once for all of its rows: above the headings, in its own name or in the file's."""

    when: When | None = None
    region: Region | None = None
    times: int | None = None
    said: dict[str, str] = field(default_factory=dict)


@dataclass
class Rows:
    """What was read of a sheet: cells as (table, region, period, indicator, value, row, column letter), and what to say."""

    cells: list[tuple] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refused: int = 0
    blank: int = 0
    aside: int = 0

    def count(self, sheet: str, layout: str) -> Count:
        return Count(sheet, layout, len(self.cells), self.refused, self.blank, self.aside)


@dataclass
class Keys:
    """What the cells of a row have in common."""

    region: Region | None = None
    indicator: Indicator | None = None
    when: When | None = None
    unit: str = ""


def read_context(layout: Layout, sheet_name: str, file_name: str, names: Names) -> Context:
    context = Context()
    stem = file_name.rsplit(".", 1)[0]
    for where, text in [("表头", line) for line in layout.above] + [("工作表名", tidy(sheet_name)), ("文件名", tidy(stem))]:
        if context.when is None and (match := _WHEN.search(text.replace(" ", ""))):
            context.when, context.said["when"] = read_period(match[0]), f"{where}“{text[:40]}”"
        elif context.when is None and where == "工作表名" and (when := read_period(text)):
            context.when, context.said["when"] = when, f"{where}“{text[:40]}”"
        if context.times is None and (match := _MONEY.search(text)):
            context.times = read_unit(match[1], "元")
        if context.region is None and (region := _region_in(text, names)):
            context.region, context.said["region"] = region, f"{where}“{text[:40]}”"
    return context


def _region_in(text: str, names: Names) -> Region | None:
    try:
        if match := _BY.search(text):
            if region := names.find_region(match[1]):
                return region
        if region := names.find_region(text):
            return None if region.id == names.root and not region.own else region
    except Bad:
        return None
    found = {county.id for county in names.counties if tidy(county.name) in text}
    return Region(found.pop()) if len(found) == 1 else None


def _said(when: When) -> str:
    return (f"{when.year}年" if when.year else "") + (f"{when.month}月" if when.month else "")


def read_rows(sheet: Sheet, layout: Layout, covered: dict, context: Context, names: Names) -> Rows:
    """Every row below the headings, cell by cell."""
    return Reader(sheet, layout, covered, context, names).read()


class Reader:
    """Reads the rows of one sheet, and keeps what there is to say."""

    def __init__(self, sheet: Sheet, layout: Layout, covered: dict, context: Context, names: Names):
        self.sheet, self.layout, self.covered, self.context, self.names = sheet, layout, covered, context, names
        self.values, self.rows, self.told = layout.values, Rows(), set()
        self.by_role = {role: [column.at for column in layout.at(role)] for role in
                        ("region", "county", "township", "village", "indicator", "period", "year", "month", "unit")}
        self.anchors = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
        self.other = {column.at: column for column in layout.at("unknown", "bad", "aside")}

    def read(self) -> Rows:
        self.explain()
        for row in sorted(self.sheet.rows):
            if row > self.layout.last_heading:
                self._read_row(row, self.sheet.rows[row])
        return self.rows

    def say(self, row: int | None, column: str | None, found: str, expected: str, severity: str = "note") -> None:
        self.rows.findings.append(Finding(self.sheet.name, row, column, found, expected, severity))

    def once(self, key: tuple, *finding) -> None:
        if key not in self.told:
            self.told.add(key)
            self.say(*finding)

    def explain(self) -> None:
        """Says why columns are not read; their cells are counted row by row."""
        left_out = {}
        for column in self.other.values():
            filled = sum(1 for row, cells in self.sheet.rows.items() if row > self.layout.last_heading and column.at in cells)
            letter = column_letter(column.at)
            if column.role == "bad":
                self.say(self.layout.first_row, letter, column.title, column.wrong, "refused")
            elif filled and column.role == "aside":
                left_out.setdefault(column.title.split(" ")[-1], []).append((letter, filled))
            elif filled:
                self.say(self.layout.first_row, letter, column.title or "（没有标题）",
                         "认不出这一栏：应是指标（代码或名称）、地区、期，或者数值、计量单位、备注等栏目；不需要的栏请删去", "refused")
        for title, columns in left_out.items():
            letters = "、".join(letter for letter, _ in columns[:10]) + ("……" if len(columns) > 10 else "")
            self.say(self.layout.first_row, None, title, f"{letters} 栏只供对照，不导入，共 {sum(filled for _, filled in columns)} 格")

    def _text(self, row: int, at: int):
        value = self.sheet.rows[row].get(at)
        return self.covered.get((row, at)) if value is None else value

    def _read_row(self, row: int, cells: dict) -> None:
        for at, column in self.other.items():
            if at in cells:
                if column.role == "aside":
                    self.rows.aside += 1
                else:
                    self.rows.refused += 1
        filled = [column for column in self.values if not is_blank(cells.get(column.at))]
        keys = [self._text(row, at) for role in (*PLACES, "indicator") for at in self.by_role[role]]
        beside = [cells.get(at) for at, column in self.other.items() if column.role == "aside"]
        total = next((key for key in (*keys, *beside) if isinstance(key, str) and is_total(key)), None)
        if total is not None or self._is_repeated(keys):
            if filled:
                word = f"“{shown(total)}”行不导入，合计由系统算出" if total is not None else "重复的表头"
                self.say(row, None, shown(total or keys[0]), f"{word}，共 {len(filled)} 格")
            self.rows.aside += len(filled)
            return
        try:
            found = self._keys(row)
        except Bad as error:
            self.rows.blank += len(self.values) - len(filled)
            if filled:
                self.say(row, None, "、".join(shown(key) for key in keys if key is not None)[:60], str(error), "refused")
            self.rows.refused += len(filled)
            return
        for column in self.values:
            self._read_cell(row, column, cells.get(column.at), found)

    def _is_repeated(self, keys: list) -> bool:
        titles = [column.title for column in self.layout.at(*PLACES, "indicator")]
        return bool(titles) and [tidy(key) for key in keys] == titles

    def _keys(self, row: int) -> Keys:
        keys = Keys(self.region(row), self._indicator(row), self._when(row))
        for at in self.by_role["unit"]:
            keys.unit = tidy(self._text(row, at))
        return keys

    def region(self, row: int) -> Region | None:
        within = self.context.region
        within = self.names.place(within.id).county_id if within else None
        within = int(within) if within == within and within is not None else None
        found = None
        for role, level in (("county", "county"), ("township", "township"), ("village", "village"), ("region", None)):
            # Codes first: with one known, a name that several have is no longer unclear.
            raws = sorted((raw for at in self.by_role[role] if not is_blank(raw := self._text(row, at))),
                          key=lambda raw: not re.search(r"\d{6}", tidy(raw)))
            for raw in raws:
                region = self.names.find_region(raw, within if found is None else found.id, level)
                if region is None:
                    raise Bad(f"没有“{shown(raw)}”这个地区；应是本地区的区划代码、全称或简称")
                found = Region(region.id, region.own or found is not None and found.own)
        return found

    def _indicator(self, row: int) -> Indicator | None:
        found, unknown = None, None
        for at in self.by_role["indicator"]:
            raw = self._text(row, at)
            if is_blank(raw):
                continue
            indicator = self.names.find_indicator(raw)
            if indicator is None:
                unknown = unknown or raw
            elif found is not None and indicator.id != found.id:
                raise Bad(f"“{shown(raw)}”与同一行的 {self.names.indicator(found.id).code} {self.names.indicator(found.id).name}不符")
            else:
                found = Indicator(indicator.id, (found and found.times) or indicator.times)
        if found is None and unknown is not None:
            raise Bad(f"没有“{shown(unknown)}”这个指标；应是指标代码（如 CY-01）、名称或简称，见“指标与来源”页")
        return found

    def _when(self, row: int) -> When | None:
        year = month = None
        for role in ("period", "year", "month"):
            for at in self.by_role[role]:
                raw = self._text(row, at)
                if is_blank(raw):
                    continue
                text = tidy(raw)
                when = read_period(f"{text}月" if role == "month" and text.isdigit() else raw)
                if when is None:
                    raise Bad(f"“{shown(raw)}”不是期；应写作 202611、2026年11月 或 2026-11")
                if role == "period":
                    return when
                year, month = when.year or year, when if role == "month" else month
        if month is not None:
            return When(month.year or year, month.month, month.first)
        return When(year, None) if year else None

    def _read_cell(self, row: int, column: Column, raw, keys: Keys) -> None:
        if is_blank(raw):
            self.rows.blank += 1
            return
        try:
            self._take(row, column, raw, keys)
        except Bad as error:
            self.rows.refused += 1
            self.say(row, column_letter(column.at), shown(raw), str(error), "refused")

    def _take(self, row: int, column: Column, raw, keys: Keys) -> None:
        if (row, column.at) in self.anchors:
            raise Bad("合并的格里有数，分不清是哪一格的；请取消合并")
        region = column.region or keys.region
        if region is None and not any(self.by_role[role] for role in PLACES):
            region = self.from_context("region")
        found = column.indicator or keys.indicator
        if region is None:
            raise Bad("没有写地区；应有地区栏，或在表头写“填报单位：××县”")
        if found is None:
            raise Bad("没有写指标；应有指标栏（代码或名称）")
        indicator = self.names.indicator(found.id)
        if indicator.kind == "ratio" and not column.target:
            self.rows.aside += 1
            self.once(("ratio", column.at, found.id), row, column_letter(column.at), shown(raw),
                      f"{indicator.code} {indicator.name}是比率，由分子、分母算出，填的数不导入")
            return
        period = self._period(column, keys, indicator)
        level = self.names.place(region.id).level
        if not column.target and not region.own and LEVELS.index(level) < LEVELS.index(indicator.report_level):
            raise Bad(f"{indicator.code} 由{LEVEL_WORDS[indicator.report_level]}级上报，应分{LEVEL_WORDS[indicator.report_level]}填；"
                      f"是{self.names.place(region.id).name}本级自己的数，写“{self.names.place(region.id).name}本级”")
        read = read_value(raw, indicator.unit, self._times(row, column, raw, keys, found, indicator))
        if read.said:
            self.say(row, column_letter(column.at), shown(raw), read.said)
        table = "targets" if column.target else "observations"
        self.rows.cells.append((table, region.id, period, indicator.id, read.value, row, column_letter(column.at)))

    def from_context(self, what: str):
        value = getattr(self.context, what)
        if value is not None:
            words = self.names.describe(value.id) if what == "region" else _said(value)
            self.once((what,), None, None, words, f"表内没有写，{'地区' if what == 'region' else '期'}取自{self.context.said[what]}")
        return value

    def _period(self, column: Column, keys: Keys, indicator) -> int:
        when = column.when or keys.when
        if column.when and keys.when:
            when = When(column.when.year or keys.when.year, column.when.month or keys.when.month, column.when.first or keys.when.first)
        named = self.by_role["period"] or self.by_role["month"]
        if when is None and named:
            raise Bad("没有写期；应写作 202611、2026年11月 或 2026-11")
        if when is None or when.year is None:
            context = self.from_context("when")
            if when is None:
                when = context
            elif context is not None:
                when = When(context.year, when.month, when.first)
        if when is None:
            raise Bad("没有写期；应有期栏（如 202611），或在表头写“××××年×月”")
        if when.year is None:
            raise Bad(f"只写了{when.month}月，没有写哪一年")
        if column.target:
            return when.year
        if when.month is None:
            if indicator.frequency == "yearly":
                return when.year * 100 + 12
            raise Bad(f"只写了{when.year}年，没有写哪一期")
        if when.first != when.month and when.first is not None and (
                when.month - when.first + 1 != STEP[indicator.frequency] or when.month % STEP[indicator.frequency]):
            raise Bad(f"{when.first}至{when.month}月的数跨了几期；{indicator.code} 应填当期数，不填累计数")
        return when.year * 100 + when.month

    def _times(self, row: int, column: Column, raw, keys: Keys, found: Indicator, indicator) -> int:
        given = {}
        if keys.unit:
            times = read_unit(keys.unit, indicator.unit)
            if times is None:
                raise Bad(f"{indicator.code} 的单位是“{indicator.unit}”，不是“{keys.unit}”")
            given["计量单位栏"] = times
        for where, named in (("栏目", column.indicator), ("指标", keys.indicator)):
            if named is not None and named.id == found.id and named.times is not None:
                given[where] = named.times
        if len(set(given.values())) > 1:
            raise Bad("单位写了两处，不一致：" + "、".join(f"{where} ×{times}" for where, times in given.items()))
        if given:
            return next(iter(given.values()))
        if indicator.unit == "元" and self.context.times:
            return self.context.times
        if indicator.unit == "元" and not isinstance(raw, str):
            self.once(("元", column.at, indicator.id), row, column_letter(column.at), shown(raw),
                      f"{indicator.code} {indicator.name}没有写单位，按“元”读入")
        return 1



"""What a row of a sheet is about: its region, indicator, period and unit, from its cells, the headings or the context."""

import re
from dataclasses import dataclass, field

from data.intake.cells import Bad, When, is_blank, read_period, read_unit, tidy
from data.intake.context import Context
from data.intake.draft import Count, Finding
from data.intake.headings import Column, Layout
from data.intake.indicator_names import Indicator
from data.intake.place_names import Region
from data.intake.sheets import Sheet, column_letter, shown
from data.intake.vocabulary import Vocabulary
from queries.periods import STEP


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


class KeyReader:
    """Reads what rows are about, and keeps what there is to say."""

    def __init__(self, sheet: Sheet, layout: Layout, covered: dict, context: Context, names: Vocabulary):
        self.sheet, self.layout, self.covered, self.context, self.names = sheet, layout, covered, context, names
        self.values, self.rows, self.told = layout.values, Rows(), set()
        self.by_role = {role: [column.at for column in layout.at(role)] for role in
                        ("region", "county", "township", "village", "indicator", "period", "year", "month", "unit")}
        self.anchors = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
        self.other = {column.at: column for column in layout.at("unknown", "bad", "aside")}

    def say(self, row: int | None, column: str | None, found: str, expected: str, severity: str = "note") -> None:
        self.rows.findings.append(Finding(self.sheet.name, row, column, found, expected, severity))

    def once(self, key: tuple, *finding) -> None:
        if key not in self.told:
            self.told.add(key)
            self.say(*finding)

    def text(self, row: int, at: int):
        value = self.sheet.rows[row].get(at)
        return self.covered.get((row, at)) if value is None else value

    def keys(self, row: int) -> Keys:
        keys = Keys(self.region(row), self._indicator(row), self._when(row))
        for at in self.by_role["unit"]:
            keys.unit = tidy(self.text(row, at))
        return keys

    def region(self, row: int) -> Region | None:
        within = self.context.region
        within = self.names.place(within.id).county_id if within else None
        within = int(within) if within == within and within is not None else None
        found = None
        for role, level in (("county", "county"), ("township", "township"), ("village", "village"), ("region", None)):
            # Codes first: with one known, a name that several have is no longer unclear.
            raws = sorted((raw for at in self.by_role[role] if not is_blank(raw := self.text(row, at))),
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
            raw = self.text(row, at)
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
                raw = self.text(row, at)
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

    def from_context(self, what: str):
        value = getattr(self.context, what)
        if value is not None:
            words = self.names.describe(value.id) if what == "region" else _said(value)
            self.once((what,), None, None, words, f"表内没有写，{'地区' if what == 'region' else '期'}取自{self.context.said[what]}")
        return value

    def period(self, column: Column, keys: Keys, indicator) -> int:
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

    def times(self, row: int, column: Column, raw, keys: Keys, found: Indicator, indicator) -> int:
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


def _said(when: When) -> str:
    return (f"{when.year}年" if when.year else "") + (f"{when.month}月" if when.month else "")

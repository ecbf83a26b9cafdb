"""The workbooks of a month and of a year: what each unit owes, its last value beside the cell to fill in."""

from decimal import Decimal

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.formats import EXACT
from data.intake.vocabulary import Vocabulary
from data.templates.book import TemplateBook
from data.write.observations import FREQUENCY_WORDS
from queries.catalogue import exists, list_indicators
from queries.database import read_settings
from queries.periods import fits, shift
from queries.privacy import ANYBODY, Viewer, marks, reads, sight, visible
from queries.regions import are_in_use
from queries.schema import LEVELS, indicators, observations, region_closure, regions

KIND = {"flow": "当期数", "stock": "期末数"}


def unit_of(unit: str) -> tuple[str, int]:
    """The unit that people fill in, and how many base units it is."""
    return ("万元", 10_000) if unit == "元" else (unit, 1)


def to_unit(value: float, times: int) -> float:
    """A base value in the unit of the sheet, so that it comes back exactly."""
    return float(Decimal(repr(float(value))) / times) if times != 1 else float(value)


class ReportMaker(TemplateBook):
    """Makes one workbook for a region and what lies in it."""

    def __init__(self, connection: Connection, region: int, viewer: Viewer = ANYBODY):
        self.connection, self.region, self.viewer, self.names = connection, region, viewer, Vocabulary(connection)
        super().__init__(self.names.place(region), read_settings(connection).get("data_label", ""))
        self.own = self._entered_above()

    def units(self, level: str, of: int | None = None, *periods: int) -> list[int]:
        """Those of the level in a region that are in use in one of the months; where none is given, still."""
        above, every = of or self.region, self.names.regions
        now = np.logical_or.reduce([are_in_use(every, period) for period in periods]) if periods else every["valid_to"].isna()
        return [row.id for row in every[now].itertuples() if row.level == level and self.names.below(row.id, above)]

    def due(self, level: str, *periods: int) -> list:
        return [row for row in self.names.catalogue.itertuples() if row.report_level == level and row.kind != "ratio"
                and any(exists(row, period // 100) and fits(period, row.frequency) for period in periods)]

    def _entered_above(self) -> dict[int, list]:
        """Region -> indicators that it entered for itself (本级) although those below it report them."""
        rows = self.connection.execute(
            select(observations.c.region_id, observations.c.indicator_id).distinct()
            .join(regions, regions.c.id == observations.c.region_id)
            .join(indicators, indicators.c.id == observations.c.indicator_id)
            .join(region_closure, region_closure.c.descendant_id == observations.c.region_id)
            .where(region_closure.c.ancestor_id == self.region, regions.c.level.in_(LEVELS[:LEVELS.index("township")]),
                   (regions.c.level != "county") | (indicators.c.report_level != "county"))
            .order_by(observations.c.region_id, observations.c.indicator_id)).all()
        found = {}
        for row in rows:
            found.setdefault(row.region_id, []).append(self.names.indicator(row.indicator_id))
        return found

    def month(self, period: int) -> bytes:
        when = f"{period // 100}年{period % 100}月"
        last = self._latest(period)
        self.explain(f"{self.place.name}{when}报表")
        for name, units, due in self._groups(period):
            page = self.page(name)
            self.title(page, f"{self.place.name}{when}{name}", "未上报留空，零填 0。")
            heads = ["指标代码", "指标", "计量单位", "怎样报", "指标解释"]
            for at, word in enumerate(heads, start=1):
                self.put(page.cell(3, at), word, "head")
                self.put(page.cell(4, at), None, "head")
                page.merge_cells(start_row=3, end_row=4, start_column=at, end_column=at)
            for number, unit in enumerate(units):
                at = len(heads) + 1 + 2 * number
                self.put(page.cell(3, at), f"{self.names.place(unit).code} {self._called(unit, due[0])}", "head")
                self.put(page.cell(3, at + 1), None, "head")
                page.merge_cells(start_row=3, end_row=3, start_column=at, end_column=at + 1)
                self.put(page.cell(4, at), "上期", "head")
                self.put(page.cell(4, at + 1), when, "head")
                self.widen(page, {at: 12, at + 1: 13})
            for row, indicator in enumerate(due, start=5):
                self._describe(page, row, 1, indicator)
                self.put(page.cell(row, 5), indicator.definition, "small")
                for number, unit in enumerate(units):
                    at = len(heads) + 1 + 2 * number
                    self.put(page.cell(row, at), self._shown(last, unit, indicator), "last", EXACT)
                    self.put(page.cell(row, at + 1), None, "input")
            self.widen(page, {1: 9, 2: 26, 3: 9, 4: 15, 5: 44})
            self.finish(page, "C5" if len(units) == 1 else "D5", 5, 4 + len(due), 6, 5 + 2 * len(units))
        return self.save()

    def _groups(self, *periods: int) -> list[tuple[str, list[int], list]]:
        """The sheets: name, units, and the indicators that those owe in one of the periods."""
        counties = self.units("county", None, *periods)
        groups = [("县级指标", counties, self.due("county", *periods))]
        for county in counties:
            name = f"{self.names.place(county).name}乡镇指标" if len(counties) > 1 else "乡镇指标"
            groups.append((name, self.units("township", county, *periods), self.due("township", *periods)))
        for unit, entered in self.own.items():
            due = [row for row in entered if any(
                exists(row, period // 100) and fits(period, row.frequency) for period in periods)]
            groups.append((f"{self.names.place(unit).name}本级", [unit], due))
        return [group for group in groups if group[1] and group[2]]

    def _called(self, unit: int, indicator) -> str:
        place = self.names.place(unit)
        return place.name if place.level == indicator.report_level else f"{place.name}本级"

    def year(self, year: int) -> bytes:
        months = [year * 100 + month for month in range(1, 13)]
        last = self._latest(months[0])
        self.explain(f"{self.place.name}{year}年报表")
        for name, units, due in self._groups(*months):
            page = self.page(name)
            self.title(page, f"{self.place.name}{year}年{name}", "未上报留空，零填 0；灰色的月份不用报。")
            for at, word in enumerate(["地区代码", "地区", "指标代码", "指标", "计量单位", "怎样报", "上年最近一期",
                                       *(f"{year}年{month % 100}月" for month in months)], start=1):
                self.put(page.cell(3, at), word, "head")
            row = 4
            for unit in units:
                place = self.names.place(unit)
                for indicator in due:
                    self.put(page.cell(row, 1), place.code, "cell")
                    self.put(page.cell(row, 2), self._called(unit, indicator), "cell")
                    self._describe(page, row, 3, indicator)
                    self.put(page.cell(row, 7), self._shown(last, unit, indicator), "last", EXACT)
                    for at, period in enumerate(months, start=8):
                        self.put(page.cell(row, at), None, "input" if fits(period, indicator.frequency) else "closed")
                    row += 1
            self.widen(page, {1: 11, 2: 14, 3: 9, 4: 26, 5: 9, 6: 15, 7: 13} | dict.fromkeys(range(8, 20), 12))
            self.finish(page, "E4", 4, row - 1, 8, 19)
            page.auto_filter.ref = f"A3:S{row - 1}"
        return self.save()

    def _latest(self, before: int) -> dict[tuple[int, int], tuple]:
        """The last value that each unit reported in the twelve months before the period, as the reader of the template may see
        it: value, withheld, rounded (see privacy.marks)."""
        rows = pd.read_sql(
            select(observations.c.region_id, observations.c.indicator_id, observations.c.period, observations.c.value,
                   regions.c.level)
            .join(regions, regions.c.id == observations.c.region_id)
            .join(region_closure, region_closure.c.descendant_id == observations.c.region_id)
            .where(region_closure.c.ancestor_id == self.region, observations.c.period >= shift(before, -12),
                   observations.c.period < before), self.connection)
        newest = rows.sort_values("period").drop_duplicates(["region_id", "indicator_id"], keep="last")
        seen = sight(newest, list_indicators(self.connection), self.viewer)
        number = visible(newest["value"], seen)
        newest = newest.assign(value=number, **marks(newest["value"], number, seen))
        return {(row.region_id, row.indicator_id): (row.value, row.withheld, row.rounded) for row in newest.itertuples()}

    def _shown(self, last: dict, unit: int, indicator):
        if (unit, indicator.id) not in last:
            return "—"
        value, withheld, rounded = last[unit, indicator.id]
        number = to_unit(value, unit_of(indicator.unit)[1])
        return reads(f"{number:,.10g}", withheld, rounded) if withheld or rounded else number

    def _describe(self, page, row: int, at: int, indicator) -> None:
        how = f"{FREQUENCY_WORDS[indicator.frequency]} · {KIND[indicator.kind]}"
        for column, text in enumerate((indicator.code, indicator.name, unit_of(indicator.unit)[0], how), start=at):
            self.put(page.cell(row, column), text, "cell")

"""Workbooks for the counties to fill in, made from the catalogue: only what is due, units and definitions beside it.

A cell that is left empty says 未上报, 0 says zero. Amounts of money are in 万元. data/intake.py reads what comes back.
"""

from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from sqlalchemy import Connection, select

from data.names import Names
from data.record import FREQUENCY_WORDS, LEVEL_WORDS
from queries.database import read_settings
from queries.periods import fits, shift
from queries.privacy import is_small
from queries.schema import LEVELS, forms, indicators, observations, region_closure, regions, sites, targets

GRADES = ("国家级示范", "省级示范", "市级示范", "县级示范")
SITE_HEADINGS = ("区划代码", "县（市、区）", "乡镇（街道）", "村（社区）", "形式", "名称", "示范级别", "建成年月", "撤销年月", "经度", "纬度")
BLANK_ROWS = 300
KIND = {"flow": "当期数", "stock": "期末数"}
LISTS = "名单"
LEGEND = ("只填浅黄色的格；其他格已锁定（没有密码，确需改动可在“审阅”中撤销保护）。",
          "空着就是未上报；报了零请填 0。也可以从下拉里选“未报”，与空着一样。",
          "各格填当期数，不填累计数；期末数填期末实有数。比率、合计由系统算出，不用填。",
          "金额一律以万元计，小数照写，系统按元换算入库；其他按“计量单位”栏。",
          "县（市、区）本级自己的数，另起一行写“××县本级”；市本级写“市本级”。",
          "填好后在“导入”页上传：先核对、看清要改什么，再入库；入库后可以整批撤销。不要填写任何个人的姓名、电话、住址。")


@dataclass
class _Look:
    """Styles, each made once: copying one onto a cell is ten times quicker than making it there."""

    book: Workbook
    made: dict = field(default_factory=dict)

    def put(self, cell: Cell, value, look: str) -> None:
        """Writes a value; text stays text, whatever it begins with."""
        if look not in self.made:
            probe = self.book[LISTS].cell(1, 1)
            probe.font, probe.fill, probe.border = copy(_FONT.get(look, _FONT["plain"])), copy(_FILL.get(look, PatternFill())), _LINE
            probe.alignment = Alignment(wrap_text=look in ("head", "small"), vertical="center",
                                        horizontal="center" if look == "head" else None)
            probe.protection = Protection(locked=look != "input")
            probe.number_format = "#,##0.######" if look in ("input", "last") else "General"
            self.made[look] = copy(probe._style)
        cell._style = self.made[look]
        cell.value = value
        if isinstance(value, str) and value[:1] in tuple("=+-@\t\r"):
            cell.data_type = "s"
            cell.quotePrefix = True


_SIDE = Side(style="thin", color="D8D0CA")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_FONT = {"plain": Font(), "head": Font(bold=True), "small": Font(size=9, color="5D5650"), "last": Font(color="5D5650"),
         "closed": Font(color="A8A29C")}
_FILL = {"head": PatternFill("solid", fgColor="F2ECE8"), "input": PatternFill("solid", fgColor="FFF9DB"),
         "last": PatternFill("solid", fgColor="F7F4F1"), "closed": PatternFill("solid", fgColor="E7E2DD")}


def make_month(connection: Connection, region: int, period: int) -> bytes:
    """The month's workbook: indicators down, units across, each with its last value beside the cell to fill in."""
    return _Maker(connection, region).month(period)


def make_year(connection: Connection, region: int, year: int) -> bytes:
    """The year's workbook: a row a unit and indicator, a column a month; months that are not due are closed."""
    return _Maker(connection, region).year(year)


def make_targets(connection: Connection, region: int, year: int) -> bytes:
    """The year's targets of the region and its counties, last year's beside the cell to fill in."""
    return _Maker(connection, region).targets(year)


def make_sites(connection: Connection, region: int) -> bytes:
    """The register of 妇女之家 and other 阵地: what is known, and empty rows to add to it."""
    return _Maker(connection, region).sites()


def make_csv(connection: Connection, region: int, period: int) -> bytes:
    """The month as plain text for other programs to fill in: a row a cell, values in base units, none filled in."""
    maker = _Maker(connection, region)
    rows = [(maker.names.place(unit).code, maker.names.place(unit).name, period, indicator.code, indicator.name, indicator.unit, "")
            for level in ("county", "township") for unit in maker.units(level) for indicator in maker.due(level, period)]
    frame = pd.DataFrame(rows, columns=["地区代码", "地区", "期", "指标代码", "指标", "计量单位", "数值"])
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def unit_of(unit: str) -> tuple[str, int]:
    """The unit that people fill in, and how many base units it is."""
    return ("万元", 10_000) if unit == "元" else (unit, 1)


def to_unit(value: float, times: int) -> float:
    """A base value in the unit of the sheet, so that it comes back exactly."""
    return float(Decimal(repr(float(value))) / times) if times != 1 else float(value)


class _Maker:
    def __init__(self, connection: Connection, region: int):
        self.connection, self.region, self.names = connection, region, Names(connection)
        self.place = self.names.place(region)
        self.own = self._entered_above()
        self.label = read_settings(connection).get("data_label", "")
        self.book = Workbook()
        self.book.active.title = LISTS
        self.look = _Look(self.book)

    def units(self, level: str, of: int | None = None) -> list[int]:
        above = of or self.region
        return [row.id for row in self.names.regions.itertuples() if row.level == level and self.names.below(row.id, above)]

    def due(self, level: str, *periods: int) -> list:
        return [row for row in self.names.catalogue.itertuples() if row.report_level == level and row.kind != "ratio"
                and any(fits(period, row.frequency) for period in periods)]

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
        self._explain(f"{self.place.name}{when}报表")
        for name, units, due in self._groups(period):
            page = self._page(name)
            self._title(page, f"{self.place.name}{when}{name}", "未上报留空，零填 0。")
            heads = ["指标代码", "指标", "计量单位", "怎样报", "指标解释"]
            for at, word in enumerate(heads, start=1):
                self.look.put(page.cell(3, at), word, "head"), self.look.put(page.cell(4, at), None, "head")
                page.merge_cells(start_row=3, end_row=4, start_column=at, end_column=at)
            for number, unit in enumerate(units):
                at = len(heads) + 1 + 2 * number
                self.look.put(page.cell(3, at), f"{self.names.place(unit).code} {self._called(unit, due[0])}", "head"), self.look.put(page.cell(3, at + 1), None, "head")
                page.merge_cells(start_row=3, end_row=3, start_column=at, end_column=at + 1)
                self.look.put(page.cell(4, at), "上期", "head"), self.look.put(page.cell(4, at + 1), when, "head")
                self._width(page, {at: 12, at + 1: 13})
            for row, indicator in enumerate(due, start=5):
                self._describe(page, row, 1, indicator)
                self.look.put(page.cell(row, 5), indicator.definition, "small")
                for number, unit in enumerate(units):
                    at = len(heads) + 1 + 2 * number
                    self.look.put(page.cell(row, at), self._shown(last, unit, indicator), "last")
                    self.look.put(page.cell(row, at + 1), None, "input")
            self._width(page, {1: 9, 2: 26, 3: 9, 4: 15, 5: 44})
            self._finish(page, "C5" if len(units) == 1 else "D5", 5, 4 + len(due), 6, 5 + 2 * len(units))
        return self._save()

    def _groups(self, *periods: int) -> list[tuple[str, list[int], list]]:
        """The sheets: name, units, and the indicators that those owe in one of the periods."""
        counties = self.units("county")
        groups = [("县级指标", counties, self.due("county", *periods))]
        for county in counties:
            name = f"{self.names.place(county).name}乡镇指标" if len(counties) > 1 else "乡镇指标"
            groups.append((name, self.units("township", county), self.due("township", *periods)))
        for unit, entered in self.own.items():
            due = [row for row in entered if any(fits(period, row.frequency) for period in periods)]
            groups.append((f"{self.names.place(unit).name}本级", [unit], due))
        return [group for group in groups if group[1] and group[2]]

    def _called(self, unit: int, indicator) -> str:
        place = self.names.place(unit)
        return place.name if place.level == indicator.report_level else f"{place.name}本级"

    def year(self, year: int) -> bytes:
        months = [year * 100 + month for month in range(1, 13)]
        last = self._latest(months[0])
        self._explain(f"{self.place.name}{year}年报表")
        for name, units, due in self._groups(*months):
            page = self._page(name)
            self._title(page, f"{self.place.name}{year}年{name}", "未上报留空，零填 0；灰色的月份不用报。")
            for at, word in enumerate(["地区代码", "地区", "指标代码", "指标", "计量单位", "怎样报", "上年最近一期",
                                       *(f"{year}年{month % 100}月" for month in months)], start=1):
                self.look.put(page.cell(3, at), word, "head")
            row = 4
            for unit in units:
                place = self.names.place(unit)
                for indicator in due:
                    self.look.put(page.cell(row, 1), place.code, "plain")
                    self.look.put(page.cell(row, 2), self._called(unit, indicator), "plain")
                    self._describe(page, row, 3, indicator)
                    self.look.put(page.cell(row, 7), self._shown(last, unit, indicator), "last")
                    for at, period in enumerate(months, start=8):
                        self.look.put(page.cell(row, at), None, "input" if fits(period, indicator.frequency) else "closed")
                    row += 1
            self._width(page, {1: 11, 2: 14, 3: 9, 4: 26, 5: 9, 6: 15, 7: 13} | dict.fromkeys(range(8, 20), 12))
            self._finish(page, "E4", 4, row - 1, 8, 19)
            page.auto_filter.ref = f"A3:S{row - 1}"
        return self._save()

    def targets(self, year: int) -> bytes:
        self._explain(f"{self.place.name}{year}年度目标")
        page = self._page("年度目标")
        self._title(page, f"{self.place.name}{year}年度目标", "没有目标的留空；百分比填百分数，如 95。")
        for at, word in enumerate(["地区代码", "地区", "指标代码", "指标", "计量单位", "怎样算", f"上年（{year - 1}年）目标", f"{year}年目标"], start=1):
            self.look.put(page.cell(3, at), word, "head")
        rows = self.connection.execute(select(targets.c.region_id, targets.c.indicator_id, targets.c.value).where(
            targets.c.year == year - 1)).all()
        held, row = {(one.region_id, one.indicator_id): one.value for one in rows}, 4
        for unit in dict.fromkeys([self.region, *self.units("county")]):
            place = self.names.place(unit)
            for indicator in self.names.catalogue.itertuples():
                word, times = unit_of(indicator.unit)
                value = held.get((unit, indicator.id))
                kind = "比率" if indicator.kind == "ratio" else KIND[indicator.kind]
                cells = (place.code, place.name, indicator.code, indicator.name, word, kind)
                for at, text in enumerate(cells, start=1):
                    self.look.put(page.cell(row, at), text, "plain")
                self.look.put(page.cell(row, 7), None if value is None else to_unit(value, times), "last")
                self.look.put(page.cell(row, 8), None, "input")
                row += 1
        self._width(page, {1: 11, 2: 14, 3: 9, 4: 30, 5: 9, 6: 10, 7: 16, 8: 16})
        self._finish(page, "E4", 4, row - 1, 8, 8)
        page.auto_filter.ref = f"A3:H{row - 1}"
        return self._save()

    def sites(self) -> bytes:
        names = Names(self.connection, villages=True)
        self._explain(f"{self.place.name}妇女之家和其他阵地名册")
        page = self._page("妇女之家")
        self._title(page, f"{self.place.name}妇女之家和其他阵地", "区划代码可不填，写明县、乡镇、村；庇护场所不得填报。")
        for at, word in enumerate(SITE_HEADINGS, start=1):
            self.look.put(page.cell(3, at), word, "head")
        rows = pd.read_sql(select(sites).join(region_closure, region_closure.c.descendant_id == sites.c.region_id).where(
            region_closure.c.ancestor_id == self.region).order_by(sites.c.region_id, sites.c.id), self.connection)
        row = 4
        for site in rows.itertuples():
            above = self._above(names, site.region_id)
            cells = (names.place(site.region_id).code, *(above.get(level) for level in ("county", "township", "village")), site.form,
                     site.name, site.level, site.opened, site.closed, site.lon, site.lat)
            for at, value in enumerate(cells, start=1):
                self.look.put(page.cell(row, at), None if value is None or value != value else value, "input")
            row += 1
        for blank in range(row, row + BLANK_ROWS):
            for at in range(1, len(SITE_HEADINGS) + 1):
                self.look.put(page.cell(blank, at), None, "input")
        last = row + BLANK_ROWS - 1
        self._choices(page, f"B4:B{last}", [names.place(county).name for county in self.units("county")], 2)
        self._choices(page, f"C4:C{last}", [names.place(unit).name for unit in self.units("township")], 3)
        offered = self.connection.execute(select(forms.c.name).order_by(forms.c.id)).scalars()
        self._choices(page, f"E4:E{last}", list(offered), 4)
        self._choices(page, f"G4:G{last}", list(GRADES), 5)
        self._width(page, {1: 15, 2: 12, 3: 16, 4: 22, 5: 14, 6: 30, 7: 12, 8: 11, 9: 11, 10: 11, 11: 11})
        self._finish(page, "A4", 0, 0, 0, 0)
        return self._save()

    def _above(self, names: Names, region: int) -> dict[str, str]:
        found = {}
        while region == region and region is not None:
            place = names.place(int(region))
            found[place.level], region = place.name, place.parent_id
        return found

    def _latest(self, before: int) -> dict[tuple[int, int], float]:
        """The last value that each unit reported in the twelve months before the period."""
        rows = pd.read_sql(
            select(observations.c.region_id, observations.c.indicator_id, observations.c.period, observations.c.value)
            .join(region_closure, region_closure.c.descendant_id == observations.c.region_id)
            .where(region_closure.c.ancestor_id == self.region, observations.c.period >= shift(before, -12),
                   observations.c.period < before), self.connection)
        newest = rows.sort_values("period").drop_duplicates(["region_id", "indicator_id"], keep="last")
        return {(row.region_id, row.indicator_id): row.value for row in newest.itertuples()}

    def _shown(self, last: dict, unit: int, indicator):
        value = last.get((unit, indicator.id))
        if value is None:
            return "—"
        if indicator.sensitive and self.names.place(unit).level == "township":
            return "不显示"
        if indicator.sensitive and bool(is_small(pd.Series([value])).iloc[0]):
            return "<5"
        return to_unit(value, unit_of(indicator.unit)[1])

    def _describe(self, page, row: int, at: int, indicator) -> None:
        how = f"{FREQUENCY_WORDS[indicator.frequency]} · {KIND[indicator.kind]}"
        for column, text in enumerate((indicator.code, indicator.name, unit_of(indicator.unit)[0], how), start=at):
            self.look.put(page.cell(row, column), text, "plain")

    def _explain(self, title: str) -> None:
        page = self._page("填报说明")
        page.column_dimensions["A"].width = 110
        lines = [title, *([f"【{self.label}】上期数是演示用的生成数据，不是真实统计。"] if self.label else []),
                 f"填报单位：{self.place.name}妇联（{LEVEL_WORDS[self.place.level]}级）", *LEGEND]
        for row, text in enumerate(lines, start=1):
            self.look.put(page.cell(row, 1), text, "small")
            page.cell(row, 1).font = Font(bold=row == 1, size=16 if row == 1 else 12)
        page.protection.sheet = True

    def _page(self, name: str):
        return self.book.create_sheet(name[:31])

    def _title(self, page, title: str, legend: str) -> None:
        page.cell(1, 1).value, page.cell(1, 1).font = title, Font(bold=True, size=14)
        label = f"【{self.label}】" if self.label else ""
        page.cell(2, 1).value, page.cell(2, 1).font = f"{label}填报单位：{self.place.name}妇联。{legend}金额以万元计。", Font(size=10)

    def _width(self, page, widths: dict[int, float]) -> None:
        for at, width in widths.items():
            page.column_dimensions[get_column_letter(at)].width = width

    def _choices(self, page, place: str, words: list[str], column: int) -> None:
        """A drop-down whose words stand on the hidden sheet of lists."""
        lists = self.book[LISTS]
        for row, word in enumerate(words, start=1):
            self.look.put(lists.cell(row, column), word, "plain")
        letter = get_column_letter(column)
        rule = DataValidation(type="list", formula1=f"{LISTS}!${letter}$1:${letter}${max(len(words), 1)}", allow_blank=True,
                              showErrorMessage=False)
        page.add_data_validation(rule)
        rule.add(place)

    def _finish(self, page, freeze: str, first: int, last: int, left: int, right: int) -> None:
        page.freeze_panes = freeze
        if first:
            # Offers, does not insist: any number may be typed; what is no number the import says cell by cell.
            rule = DataValidation(type="list", formula1='"0,未报"', allow_blank=True, showErrorMessage=False, showInputMessage=True,
                                  promptTitle="怎样填", prompt="空着 = 未上报；0 = 报了零")
            page.add_data_validation(rule)
            rule.add(f"{get_column_letter(left)}{first}:{get_column_letter(right)}{last}")
        page.protection.sheet = True
        page.protection.formatColumns = page.protection.formatRows = page.protection.autoFilter = page.protection.sort = False
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
        page.sheet_properties.pageSetUpPr.fitToPage = True

    def _save(self) -> bytes:
        lists = self.book[LISTS]
        lists.cell(1, 1).value = None
        self.book.move_sheet(lists, len(self.book.sheetnames))
        lists.sheet_state = "hidden"
        self.book.active = 0
        file = BytesIO()
        self.book.save(file)
        return file.getvalue()


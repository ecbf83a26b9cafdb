"""The workbooks that are lists: the year's targets, and the register of 妇女之家 and other 阵地."""

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from data.formats import EXACT
from data.intake.sent_out import COPY
from data.intake.targets_since import COLUMNS
from data.intake.vocabulary import Vocabulary
from data.templates.reports import KIND, ReportMaker, to_unit, unit_of
from queries.catalogue import in_year
from queries.schema import forms, indicators, region_closure, regions, sites, targets

GRADES = ("国家级示范", "省级示范", "市级示范", "县级示范")
SITE_HEADINGS = ("区划代码", "县（市、区）", "乡镇（街道）", "村（社区）", "形式", "名称", "示范级别", "建成年月", "撤销年月",
                 "经度", "纬度")
BLANK_ROWS = 300


class ListMaker(ReportMaker):
    """Makes one list for a region and what lies in it."""

    def targets(self, year: int) -> bytes:
        self.explain(f"{self.place.name}{year}年度目标")
        page = self.page("年度目标")
        self.title(page, f"{self.place.name}{year}年度目标", "没有目标的留空；百分比填百分数，如 95。")
        for at, word in enumerate(["地区代码", "地区", "指标代码", "指标", "计量单位", "怎样算", f"上年（{year - 1}年）目标",
                                   f"{year}年目标"], start=1):
            self.put(page.cell(3, at), word, "head")
        rows = self.connection.execute(select(targets.c.region_id, targets.c.indicator_id, targets.c.value).where(
            targets.c.year == year - 1)).all()
        held, row = {(one.region_id, one.indicator_id): one.value for one in rows}, 4
        for unit in dict.fromkeys([self.region, *self.units("county", None, year * 100 + 12)]):
            place = self.names.place(unit)
            for indicator in in_year(self.names.catalogue, year).itertuples():
                word, times = unit_of(indicator.unit)
                value = held.get((unit, indicator.id))
                kind = "比率" if indicator.kind == "ratio" else KIND[indicator.kind]
                cells = (place.code, place.name, indicator.code, indicator.name, word, kind)
                for at, text in enumerate(cells, start=1):
                    self.put(page.cell(row, at), text, "cell")
                self.put(page.cell(row, 7), None if value is None else to_unit(value, times), "last", EXACT)
                self.put(page.cell(row, 8), None, "input")
                row += 1
        self.widen(page, {1: 11, 2: 14, 3: 9, 4: 30, 5: 9, 6: 10, 7: 16, 8: 16})
        self.finish(page, "E4", 4, row - 1, 8, 8)
        page.auto_filter.ref = f"A3:H{row - 1}"
        self._copy(page, year, row)
        return self.save()

    def _copy(self, page: Worksheet, year: int, end: int) -> None:
        """What each target of the year is now goes along, so that of the sheet that comes back it is known what others set since
        (data/intake/targets_since.py)."""
        copy = self.page(f"{COPY}{page.title}")
        copy.sheet_state = "hidden"
        held = dict(((place, code), value) for place, code, value in self.connection.execute(
            select(regions.c.code, indicators.c.code, targets.c.value).join(regions, regions.c.id == targets.c.region_id)
            .join(indicators, indicators.c.id == targets.c.indicator_id).where(targets.c.year == year)))
        for at, word in enumerate(COLUMNS, start=1):
            self.put(copy.cell(1, at), word)
        for row in range(4, end):
            place, code = page.cell(row, 1).value, page.cell(row, 3).value
            for at, value in enumerate((place, code, year, held.get((place, code))), start=1):
                self.put(copy.cell(row - 2, at), value)

    def sites(self) -> bytes:
        names = Vocabulary(self.connection, villages=True)
        self.explain(f"{self.place.name}妇女之家和其他阵地名册")
        page = self.page("妇女之家")
        self.title(page, f"{self.place.name}妇女之家和其他阵地", "区划代码可不填，写明县、乡镇、村；庇护场所不得填报。")
        for at, word in enumerate(SITE_HEADINGS, start=1):
            self.put(page.cell(3, at), word, "head")
        rows = pd.read_sql(select(sites).join(region_closure, region_closure.c.descendant_id == sites.c.region_id).where(
            region_closure.c.ancestor_id == self.region).order_by(sites.c.region_id, sites.c.id), self.connection)
        row = 4
        for site in rows.itertuples():
            above = self._above(names, site.region_id)
            cells = (names.place(site.region_id).code, *(above.get(level) for level in ("county", "township", "village")),
                     site.form, site.name, site.level, site.opened, site.closed, site.lon, site.lat)
            for at, value in enumerate(cells, start=1):
                self.put(page.cell(row, at), None if value is None or value != value else value, "input")
            row += 1
        for blank in range(row, row + BLANK_ROWS):
            for at in range(1, len(SITE_HEADINGS) + 1):
                self.put(page.cell(blank, at), None, "input")
        last = row + BLANK_ROWS - 1
        self.choices(page, f"B4:B{last}", [names.place(county).name for county in self.units("county")], 2)
        self.choices(page, f"C4:C{last}", [names.place(unit).name for unit in self.units("township")], 3)
        offered = self.connection.execute(select(forms.c.name).order_by(forms.c.id)).scalars()
        self.choices(page, f"E4:E{last}", list(offered), 4)
        self.choices(page, f"G4:G{last}", list(GRADES), 5)
        self.widen(page, {1: 15, 2: 12, 3: 16, 4: 22, 5: 14, 6: 30, 7: 12, 8: 11, 9: 11, 10: 11, 11: 11})
        self.finish(page, "A4", 0, 0, 0, 0)
        return self.save()

    def _above(self, names: Vocabulary, region: int) -> dict[str, str]:
        found = {}
        while region == region and region is not None:
            place = names.place(int(region))
            found[place.level], region = place.name, place.parent_id
        return found

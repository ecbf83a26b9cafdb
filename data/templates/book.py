"""A workbook to fill in: its cells' looks, its pages, locked but for the cells to fill in, with drop-downs and an explanation."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from data.write.observations import LEVEL_WORDS

LISTS = "名单"
NOT_IN_A_TITLE = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
"""What the name of a sheet may not hold."""
LEGEND = ("只填浅黄色的格；其他格已锁定（没有密码，确需改动可在“审阅”中撤销保护）。",
          "空着就是未上报；报了零请填 0。也可以从下拉里选“未报”，与空着一样。",
          "各格填当期数，不填累计数；期末数填期末实有数。比率、合计由系统算出，不用填。",
          "金额一律以万元计，小数照写，系统按元换算入库；其他按“计量单位”栏。",
          "县（市、区）本级自己的数，另起一行写“××县本级”；市本级写“市本级”。",
          "填好后在“导入”页上传：先核对、看清要改什么，再入库；入库后可以整批撤销。不要填写任何个人的姓名、电话、住址。")


@dataclass
class Look:
    """Styles, each made once: copying one onto a cell is ten times quicker than making it there."""

    book: Workbook
    made: dict = field(default_factory=dict)

    def put(self, cell, value, look: str) -> None:
        """Writes a value in one of the looks."""
        if look not in self.made:
            probe = self.book[LISTS].cell(1, 1)
            probe.font, probe.fill, probe.border = copy(_FONT.get(look, _FONT["plain"])), copy(_FILL.get(look, PatternFill())), _LINE
            probe.alignment = Alignment(wrap_text=look in ("head", "small"), vertical="center",
                                        horizontal="center" if look == "head" else None)
            probe.protection = Protection(locked=look != "input")
            probe.number_format = "#,##0.######" if look in ("input", "last") else "General"
            self.made[look] = copy(probe._style)
        cell._style = self.made[look]
        write(cell, value)


def write(cell, value) -> None:
    """Writes a value. Text stays text, whatever it begins with, and loses what no workbook may hold."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r"):
        cell.data_type = "s"
        cell.quotePrefix = True


_SIDE = Side(style="thin", color="D8D0CA")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_FONT = {"plain": Font(), "head": Font(bold=True), "small": Font(size=9, color="5D5650"), "last": Font(color="5D5650"),
         "closed": Font(color="A8A29C")}
_FILL = {"head": PatternFill("solid", fgColor="F2ECE8"), "input": PatternFill("solid", fgColor="FFF9DB"),
         "last": PatternFill("solid", fgColor="F7F4F1"), "closed": PatternFill("solid", fgColor="E7E2DD")}


class TemplateBook:
    """The workbook for one region (`place`: its row). label: what the database's figures are where they are made up."""

    def __init__(self, place, label: str):
        self.place, self.label = place, label
        self.book = Workbook()
        self.book.worksheets[0].title = LISTS
        self.look = Look(self.book)

    def explain(self, title: str) -> None:
        page = self.page("填报说明")
        page.column_dimensions["A"].width = 110
        lines = [title, *([f"【{self.label}】上期数是演示用的生成数据，不是真实统计。"] if self.label else []),
                 f"填报单位：{self.place.name}妇联（{LEVEL_WORDS[self.place.level]}级）", *LEGEND]
        for row, text in enumerate(lines, start=1):
            self.look.put(page.cell(row, 1), text, "small")
            page.cell(row, 1).font = Font(bold=row == 1, size=16 if row == 1 else 12)
        page.protection.sheet = True

    def page(self, name: str):
        return self.book.create_sheet(NOT_IN_A_TITLE.sub("", name)[:31])

    def title(self, page, title: str, legend: str) -> None:
        label = f"【{self.label}】" if self.label else ""
        for row, words, font in ((1, title, Font(bold=True, size=14)),
                                 (2, f"{label}填报单位：{self.place.name}妇联。{legend}金额以万元计。", Font(size=10))):
            write(page.cell(row, 1), words)
            page.cell(row, 1).font = font

    def width(self, page, widths: Mapping[int, float]) -> None:
        for at, width in widths.items():
            page.column_dimensions[get_column_letter(at)].width = width

    def choices(self, page, place: str, words: list[str], column: int) -> None:
        """A drop-down whose words stand on the hidden sheet of lists."""
        lists = self.book[LISTS]
        for row, word in enumerate(words, start=1):
            self.look.put(lists.cell(row, column), word, "plain")
        letter = get_column_letter(column)
        rule = DataValidation(type="list", formula1=f"{LISTS}!${letter}$1:${letter}${max(len(words), 1)}", allow_blank=True,
                              showErrorMessage=False)
        page.add_data_validation(rule)
        rule.add(place)

    def finish(self, page, freeze: str, first: int, last: int, left: int, right: int) -> None:
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

    def save(self) -> bytes:
        lists = self.book[LISTS]
        lists.cell(1, 1).value = None
        self.book.move_sheet(lists, len(self.book.sheetnames))
        lists.sheet_state = "hidden"
        self.book.active = 0
        file = BytesIO()
        self.book.save(file)
        return file.getvalue()

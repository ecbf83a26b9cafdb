"""A workbook to fill in: its pages, locked but for the cells to fill in, with drop-downs and an explanation."""

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.book import Book
from data.write.mark import leaving
from data.write.observations import LEVEL_WORDS

LISTS = "名单"
LEGEND = ("只填浅黄色的格；其他格已锁定（没有密码，确需改动可在“审阅”中撤销保护）。",
          "空着就是未上报；报了零请填 0。也可以从下拉里选“未报”，与空着一样。",
          "各项填当期数，不填累计数；期末数填期末实有数。比率、合计由系统算出，不用填。",
          "金额一律以万元计，小数照写，系统换算成元；其他按“计量单位”栏。",
          "县（市、区）本级自己的数，另起一行写“××县本级”；市本级写“市本级”。",
          "填好后在“导入”页上传：先核对、看清要改什么，再导入；导入后可以整次撤销。不要填写任何个人的姓名、电话、住址。")


class TemplateBook(Book):
    """The workbook for one region (`place`: its row). label: what the database's figures are where they are made up."""

    def __init__(self, place, label: str):
        super().__init__()
        self.place, self.label = place, label

    def explain(self, title: str) -> None:
        page = self.page("填报说明")
        self.widen(page, {1: 110})
        lines = [title, *([f"【{self.label}】上期数是演示用的生成数据，不是真实统计。"] if self.label else []),
                 f"填报单位：{self.place.name}妇联（{LEVEL_WORDS[self.place.level]}级）", *LEGEND,
                 *([mark.line] if (mark := leaving.get()) else [])]
        for row, words in enumerate(lines, start=1):
            self.put(page.cell(row, 1), words, "cover" if row == 1 else "rule")
        page.protection.sheet = True

    def title(self, page: Worksheet, title: str, legend: str) -> int:
        label = f"【{self.label}】" if self.label else ""
        return self.write_title(page, title, [f"{label}填报单位：{self.place.name}妇联。{legend}金额以万元计。"])

    def choices(self, page: Worksheet, place: str, words: list[str], column: int) -> None:
        """A drop-down whose words stand on the hidden sheet of lists, the last."""
        lists = self.book[LISTS] if LISTS in self.book.sheetnames else self.page(LISTS)
        lists.sheet_state = "hidden"
        for row, word in enumerate(words, start=1):
            self.put(lists.cell(row, column), word)
        letter = get_column_letter(column)
        rule = DataValidation(type="list", formula1=f"{LISTS}!${letter}$1:${letter}${max(len(words), 1)}", allow_blank=True,
                              showErrorMessage=False)
        page.add_data_validation(rule)
        rule.add(place)

    def finish(self, page: Worksheet, freeze: str, first: int, last: int, left: int, right: int) -> None:
        page.freeze_panes = freeze
        page.print_title_rows = f"3:{coordinate_to_tuple(freeze)[0] - 1}"
        if first:
            # Offers, does not insist: any number may be typed; what is no number the import says cell by cell.
            rule = DataValidation(type="list", formula1='"0,未报"', allow_blank=True, showErrorMessage=False,
                                  showInputMessage=True, promptTitle="怎样填", prompt="空着 = 未上报；0 = 报了零")
            page.add_data_validation(rule)
            rule.add(f"{get_column_letter(left)}{first}:{get_column_letter(right)}{last}")
        page.protection.sheet = True
        page.protection.formatColumns = page.protection.formatRows = page.protection.autoFilter = page.protection.sort = False

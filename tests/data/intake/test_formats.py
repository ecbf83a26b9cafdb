"""One table in every format that offices keep it in: the same cells, types and dates, whichever reader took them."""

from pathlib import Path

import pytest

from data.intake.files import read_file
from data.intake.sheets import Sheet

SHEETS = Path(__file__).parent / "sheets"
TITLE, HEAD = ["2026年11月春风行动统计表"], ["县（市、区）", "招聘会场次", "就业岗位"]
ROWS = [["睢县", 3, 300], ["柘城县", 2, 200]]
AS_TEXT = [["睢县", "3", "300"], ["柘城县", "2", "200"]]


def only(content: bytes, name: str = "报表.xlsx") -> Sheet:
    sheet, = read_file(name, content)[0]
    return sheet


def grid(sheet: Sheet) -> list[list]:
    """The sheet's rows as lists, empty cells as None."""
    return [[sheet.rows[row].get(column) for column in range(1, max(sheet.rows[row]) + 1)] for row in sorted(sheet.rows)]


@pytest.mark.parametrize(("name", "title", "rows"), [
    ("c01_html.xls", "网页", [TITLE, HEAD, AS_TEXT[0], ["柘城县", "2"]]), ("c02_spreadsheetml2003.xls", "2026年11月", [HEAD[:2], ROWS[0][:2]]),
    ("c05_phpexcel_seen2.xls", "Sheet1", [TITLE, HEAD, *ROWS]), ("c07_strict_ooxml.xlsx", "2026年11月", [HEAD, *ROWS]),
    ("c06_no_r_attribute.xlsx", "2026年11月", [[*HEAD, "达成就业"], ["睢县", None, 300, 90], ["柘城县", 2, None, 80]]),
    ("c10_x000d.xlsx", "2026年11月", [[HEAD[0], "招聘会场次\n（场）", HEAD[2]], ROWS[0], ["柘城县", 2, "200"]]),
    ("c16_equals_quoted.csv", "CSV", [HEAD, *AS_TEXT]), ("c17_libreoffice.ods", "2026年11月", [HEAD, *ROWS]),
    ("c19_report.docx", "表1", [["睢县妇联2026年11月月报"], ["指标", "本月"], ["招聘会场次", "3"], ["达成就业", "126"]]),
    ("c20_single_cell_merge.xlsx", "Sheet1", [TITLE, HEAD, *ROWS]), ("c23_equals_quoted_clean.csv", "CSV", [TITLE, HEAD, *AS_TEXT]),
    ("c24_unquoted_thousands.csv", "CSV", [["2026年11月"], HEAD, ["睢县", "3", "1", "200"], ["柘城县", "2", "300"]])])
def test_files_as_offices_keep_them(name, title, rows):
    sheet = only((SHEETS / name).read_bytes(), name)
    assert sheet.name == title and grid(sheet) == rows
    assert [type(value) for row in grid(sheet) for value in row] == [type(value) for row in rows for value in row]
    assert sheet.merged == ([(1, 1, 1, 3)] if name[:3] in ("c01", "c20") else [])

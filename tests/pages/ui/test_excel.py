"""Workbooks: what is on the screen, text as text, missing never 0."""

from io import BytesIO

import pandas as pd
from openpyxl import load_workbook

from data.formats import SOURCE
from pages.parts.ui.excel import Column, Sheet, workbook

NAN = float("nan")


def test_a_workbook_holds_the_rows_as_they_are():
    rows = pd.DataFrame({"name": ["睢县", "=cmd|' /C calc'!A1", None], "value": [1234.5, NAN, 0.0]})
    file = workbook("目标进度", ["示例数据", "2026年1月至11月"], [
        Sheet("表", [Column("name", "地区"), Column("value", "限额（越低越好）", "#,##0.0")], rows)])
    page = load_workbook(BytesIO(file))["表"]
    assert [cell.value for cell in page["A"]] == ["目标进度", "示例数据", "2026年1月至11月", SOURCE, "地区", "睢县",
                                                  "=cmd|' /C calc'!A1", "—"]
    assert [cell.value for cell in page["B"]][4:] == ["限额（越低越好）", 1234.5, "—", 0]
    assert page["A7"].data_type == "s" and page["A7"].quotePrefix and page["B6"].number_format == "#,##0.0"
    assert page.freeze_panes == "A6" and page.auto_filter.ref == "A5:B8"
    assert page.row_dimensions[5].height >= 30  # the heading has two lines

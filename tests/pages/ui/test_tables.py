"""A table as a file is the table on the screen: the same rows and numbers, text that stays text, and what the file is."""

import csv
from datetime import datetime
from io import BytesIO, StringIO

import openpyxl
import pytest

from data.write.mark import Mark, leaving
from pages.parts.county import blocks
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui import tables
from pages.parts.ui.html import Cell, html, num, panel, table, tr
from pages.parts.ui.status import strip

ROWS = [("睢县", "1,234", "−5.1", "12.9%", "<5"), ("=1+1", "—", "+3.0", "8.0%", "约10"), ("@总计", "7", "0.0", "—", "+2 ▼1")]
DRAWN = panel("哪个县 ›", "点一行", table(["地区", num("数"), "差", "率", "件"], [tr(*row) for row in ROWS]))


@pytest.fixture
def scope(demo) -> Scope:
    root = reference.root_of(1)
    return Scope(1, root, root, 2026, 11)


def test_cells_are_read_as_they_stand():
    inside = html('<b>1</b>/2<small>2024年</small>{}', strip({"滞后": 2}))
    one, two = tables.Drawn(str(DRAWN + html("<h3>明细</h3>") + table(["a", "b", "c"], [
        tr(Cell("组", "x", "th"), inside, ""), html('<tr><th colspan="3">{}</th></tr>', "一组")]))).tables
    assert (one.title, one.heads, [tuple(row) for row in one.rows]) == ("哪个县", ["地区", "数", "差", "率", "件"], ROWS)
    assert (two.title, two.rows) == ("明细", [["组", "1/2 2024年 滞后2项", ""], ["一组", "", ""]])


def test_a_csv_has_plain_numbers_harmless_text_and_says_what_it_is(scope):
    token = leaving.set(Mark("2026-000123", False, "", datetime(2026, 12, 5)))
    try:
        content = tables.as_csv(scope, "哪个县", tables.Drawn(str(DRAWN)).tables[0])
    finally:
        leaving.reset(token)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert rows[:4] == [["地区", "数", "差", "率", "件"], ["睢县", "1234", "-5.1", "12.9%", "<5"],
                        ["'=1+1", "—", "3.0", "8.0%", "约10"],
                        ["'@总计", "7", "0.0", "—", "'+2 ▼1"]]
    words = [row[0] for row in rows[5:]]
    assert words[0] == "哪个县" and "示例数据" in words[1] and words[2] == "商丘市，2026年1月至11月"
    assert words[-1] == "导出编号 2026-000123"


def test_a_workbook_has_numbers_where_numbers_stood(scope):
    page = openpyxl.load_workbook(BytesIO(tables.as_excel(scope, "哪个县", tables.Drawn(str(DRAWN)).tables[0]))).worksheets[0]
    cells = list(page.iter_rows())
    at = next(at for at, row in enumerate(cells) if row[0].value == "地区")
    assert [[cell.value for cell in row] for row in cells[at + 1:]] == [
        ["睢县", 1234, -5.1, 0.129, "<5"], ["=1+1", "—", 3, 0.08, "约10"], ["@总计", 7, 0, "—", "+2 ▼1"]]
    assert cells[at + 2][0].data_type == "s" and cells[at + 1][3].number_format == "#,##0.0%"
    assert any("示例数据" in str(row[0].value) for row in cells[:at])


def test_every_indicator_of_a_county_is_in_the_file_as_on_the_screen(scope):
    tree = reference.tree(1)
    here = Scope(1, scope.root, int(tree.index[tree["code"] == "411402"][0]), 2026, 11)
    found, = tables.Drawn(str(blocks.every_indicator(here))).tables
    assert len(found.rows) == 110 + 7 and {len(row) for row in found.rows} == {8}
    held = [cell.replace(",", "").replace("−", "-") for row in found.rows for cell in row]
    rows = list(csv.reader(StringIO(tables.as_csv(here, "x", found).decode("utf-8-sig"))))[1:len(found.rows) + 1]
    given = [cell.removeprefix("'").replace(",", "").replace("−", "-") for row in rows for cell in row]
    assert [one.removeprefix("+") for one in given] == [one.removeprefix("+") for one in held]
    assert any("约" in cell for cell in given)


def test_a_table_is_offered_once_it_was_asked_for(demo, open_page, monkeypatch):
    offered = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, make, name, *_, **__: offered.update({name: make}))
    app = open_page("mubiao", year="2026", month="11")
    assert not [name for name in offered if name.endswith(".csv")]
    app.session_state["table_asked"] = ("aims", "table", 0)
    app.run()
    assert not app.exception
    assert [name for name in offered if "2026年11月" in name][-2:] == ["目标进度_2026年11月.xlsx", "目标进度_2026年11月.csv"]
    offered.clear()
    app.run()
    assert "目标进度_2026年11月.csv" not in offered

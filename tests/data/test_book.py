"""Every workbook's one way to write: text is only text, missing is empty, and what no file may hold is left out."""

from datetime import date, datetime
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from data.book import LOOKS, Book, as_cell
from data.formats import COUNT, EXACT, LONGEST, NUMBER, RATE, SHARE
from data.intake.cells import Fault, Percent


def written(value, look: str = "plain", number: str = ""):
    """The cell as a reader of the file finds it, and the file."""
    book = Book()
    book.put(book.page("表").cell(1, 1), value, look, number)
    content = book.save()
    with ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))  # Excel reads only what is sound
    return load_workbook(BytesIO(content))["表"]["A1"]


@pytest.mark.parametrize("value, held", [
    ("睢县", "睢县"), (" 前后 空格 ", " 前后 空格 "), ("甲\r\n乙\r丙\n丁\t戊", "甲\n乙\n丙\n丁\t戊"),
    ("核\x00对\x0b\x1b[31m\x7f\x9f", "核对[31m"), ("a\u202eb\u200b\ufeffc", "abc"), ("\ud83d坏\udc00", "坏"),
    ("到\ufffe此\uffff\U0001ffff", "到此"), ("👍𠮷", "👍𠮷"), ("长" * 40_000, "长" * LONGEST), (Fault("#N/A"), "#N/A"),
    ("#DIV/0!", "#DIV/0!"), (np.str_("县"), "县")])
def test_text_is_kept_without_what_nobody_sees(value, held):
    cell = written(value)
    assert cell.value == held and cell.data_type == "s" and not cell.quotePrefix


@pytest.mark.parametrize("value", ["=1+1", "=cmd|' /C calc'!A1", "+86", "-5", "@SUM(A1)", "\t=1"])
def test_what_begins_like_a_formula_is_text(value):
    cell = written(value, number=NUMBER)
    assert cell.value == value and cell.data_type == "s" and cell.quotePrefix and cell.number_format == "General"


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, pd.NaT, np.nan, np.float64("inf"), float("-inf")])
def test_what_is_missing_or_no_number_is_empty(value):
    assert as_cell(value) is None and written(value).value is None


@pytest.mark.parametrize("value, held", [
    (3, 3), (np.int64(3), 3), (np.float64(2.5), 2.5), (Percent(0.98), 0.98), (True, True), (np.True_, True),
    (date(2026, 12, 5), datetime(2026, 12, 5)), (pd.Timestamp("2026-12-05 09:30"), datetime(2026, 12, 5, 9, 30))])
def test_numbers_and_dates_are_what_they_are(value, held):
    assert written(value).value == held


@pytest.mark.parametrize("value, number, shown", [
    (12, NUMBER, COUNT), (12.0, EXACT, COUNT), (12.5, NUMBER, NUMBER), (0.5, RATE, RATE), (1.0, SHARE, SHARE),
    (None, EXACT, EXACT)])
def test_a_whole_number_is_shown_without_a_point(value, number, shown):
    """Excel shows 12 in #,##0.## as “12.”"""
    assert written(value, number=number).number_format == shown


def test_a_cell_that_looks_otherwise_leaves_its_neighbours_as_they_are():
    book = Book()
    page = book.page("表")
    for at, (value, look) in enumerate((("一", "plain"), ("=二", "plain"), ("三", "plain"), (Percent(0.5), "plain"),
                                        ("四", "input")), start=1):
        book.put(page.cell(1, at), value, look, SHARE if at == 4 else "")
    book.restyle(page["D1"], "refused")
    row = load_workbook(BytesIO(book.save()))["表"][1]
    assert [cell.quotePrefix for cell in row] == [False, True, False, False, False]
    assert [cell.protection.locked for cell in row] == [True] * 4 + [False]
    assert [cell.fill.fgColor.rgb for cell in row][2:4] == ["00000000", "00F7C6B8"] and row[3].number_format == SHARE


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_can_be_written(look):
    assert written("字", look).value == "字"


def test_sheets_have_names_that_excel_takes():
    book = Book()
    names = ["睢县/乡镇:[1]*?\\", "'引'", "", "一" * 40, "一" * 40, "Sheet", "sheet", "\x0b\x00", "第\n一"]
    assert [book.page(name).title for name in names] == [
        "睢县_乡镇__1____", "引", "表", "一" * 31, "一" * 28 + "(2)", "Sheet", "sheet(2)", "表(2)", "第_一"]
    assert load_workbook(BytesIO(book.save())).sheetnames == book.book.sheetnames


def test_a_page_has_title_headings_that_stay_and_paper():
    book = Book()
    page = book.page("表")
    head = book.write_title(page, "目标进度", ["示例数据", "2026年1月至11月"])
    book.write_heads(page, head, ["地区", "完成"])
    book.widen(page, {1: 20})
    page = load_workbook(BytesIO(book.save()))["表"]
    assert head == 4 and page["A1"].font.size == 14 and page["A1"].font.bold and page["A3"].font.size == 10
    assert (page["B4"].font.bold and page["B4"].fill.fgColor.rgb == "00F2ECE8" and page.freeze_panes == "A5"
            and page.print_title_rows == "$4:$4")
    assert (page.page_setup.orientation == "landscape" and page.sheet_properties.pageSetUpPr.fitToPage
            and page.column_dimensions["A"].width == 20)

"""One table in every format that offices keep it in: the same cells, types and dates, whichever reader took them."""

import io
import re
import struct
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

import intake_files
import pytest
import xlwt
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_files import as_text
from openpyxl import Workbook
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from data.intake import files
from data.intake.cells import FORMULA, PICTURE, Bad, Fault, Percent, read_value
from data.intake.files import read_file
from data.intake.files.values import clean, number
from data.intake.files.xls import OVERLAPPING
from data.intake.sheets import Sheet, Unusable

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
    ("c01_html.xls", "网页", [TITLE, HEAD, AS_TEXT[0], ["柘城县", "2"]]),
    ("c02_spreadsheetml2003.xls", "2026年11月", [HEAD[:2], ROWS[0][:2]]),
    ("c05_phpexcel_seen2.xls", "Sheet1", [TITLE, HEAD, *ROWS]), ("c07_strict_ooxml.xlsx", "2026年11月", [HEAD, *ROWS]),
    ("c06_no_r_attribute.xlsx", "2026年11月", [[*HEAD, "达成就业"], ["睢县", None, 300, 90], ["柘城县", 2, None, 80]]),
    ("c10_x000d.xlsx", "2026年11月", [[HEAD[0], "招聘会场次\n（场）", HEAD[2]], ROWS[0], ["柘城县", 2, "200"]]),
    ("c16_equals_quoted.csv", "CSV", [HEAD, *AS_TEXT]), ("c17_libreoffice.ods", "2026年11月", [HEAD, *ROWS]),
    ("c19_report.docx", "表1", [["睢县妇联2026年11月月报"], ["指标", "本月"], ["招聘会场次", "3"], ["达成就业", "126"]]),
    ("c20_single_cell_merge.xlsx", "Sheet1", [TITLE, HEAD, *ROWS]),
    ("c23_equals_quoted_clean.csv", "CSV", [TITLE, HEAD, *AS_TEXT]),
    ("c24_unquoted_thousands.csv", "CSV", [["2026年11月"], HEAD, ["睢县", "3", "1", "200"], ["柘城县", "2", "300"]])])
def test_files_as_offices_keep_them(name, title, rows):
    sheet = only((SHEETS / name).read_bytes(), name)
    assert sheet.name == title and grid(sheet) == rows
    assert [type(value) for row in grid(sheet) for value in row] == [type(value) for row in rows for value in row]
    assert sheet.merged == ([(1, 1, 1, 3)] if name[:3] in ("c01", "c20") else [])
    assert (OVERLAPPING in read_file(name, (SHEETS / name).read_bytes())[1]) == name.startswith("c05")


TABLE = Sheet("统计表", {
    1: {1: "商丘市2026年11月统计表"}, 2: {1: "县", 2: "场次", 3: "占比", 4: "日期", 5: "编号", 6: "确认", 7: "不给人看的"},
    3: {1: "睢县", 2: 3, 3: Percent(0.985), 4: datetime(2026, 11, 2), 5: "003", 6: True, 7: "甲"},
    4: {1: "夏邑县", 2: 1234.5, 3: Percent(1.0), 4: datetime(2026, 11, 2, 8, 30), 5: "12 件", 6: False},
    6: {1: "民权县", 2: -2, 3: 0.985, 5: "1,200", 6: Fault("#N/A")},
    7: {1: "两镇\n合计", 2: 0, 4: "约3 <5> & \"6\"", 7: 12345678901}},
    merged=[(1, 1, 1, 6), (3, 7, 4, 7)], hidden_rows={4}, hidden_columns={7})
ANOTHER = Sheet("旧表", {2: {2: 99}}, hidden=True)
TYPED = [intake_files.xlsx, intake_files.shared, intake_files.strict, intake_files.xls, intake_files.xml2003, intake_files.ods]


def same(read: Sheet, written: Sheet) -> None:
    assert (read.name, read.rows, read.hidden) == (written.name, written.rows, written.hidden)
    assert [type(value) for cells in read.rows.values() for value in cells.values()] == [
        type(value) for row in read.rows for value in written.rows[row].values()]
    assert sorted(read.merged) == sorted(written.merged)
    assert (read.hidden_rows, read.hidden_columns) == (written.hidden_rows, written.hidden_columns)


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("write", TYPED, ids=lambda write: write.__name__)
def test_workbooks_of_every_format_hold_the_same(write, from_1904):
    ending = {"xls": "xls", "xml2003": "xml", "ods": "ods"}.get(write.__name__, "xlsx")
    sheets, remarks = read_file(f"报表.{ending}", write([TABLE, ANOTHER], from_1904))
    assert [sheet.name for sheet in sheets] == ["统计表", "旧表"] and not remarks
    same(sheets[0], TABLE), same(sheets[1], ANOTHER)


def as_text_only(sheet: Sheet) -> Sheet:
    return replace(sheet, rows={row: {column: as_text(value) for column, value in cells.items()}
                                for row, cells in sheet.rows.items()})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_in_every_encoding_holds_the_same(mark, encoding):
    same(only(intake_files.csv(TABLE, mark, encoding), "报表.txt"), replace(
        as_text_only(TABLE), name="CSV", merged=[], hidden_rows=set(), hidden_columns=set()))


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-8", "utf-16"])
def test_a_web_page_holds_the_same(encoding):
    same(only(intake_files.html(TABLE, encoding), "报表.xls"), as_text_only(TABLE))


def test_a_word_table_holds_the_same_below_the_lines_before_it():
    lines = ("妇联工作月报", "一、基本情况", "填报单位：睢县妇联", "2026年11月")
    read = only(intake_files.docx(TABLE, lines), "报表.docx")
    written = as_text_only(TABLE).rows
    assert read.rows == {row: {1: line} for row, line in enumerate(lines[1:], start=1)} | {
        row: written[of] for row, of in enumerate(sorted(written), start=4)}
    assert sorted(read.merged) == [(4, 1, 4, 6), (6, 7, 7, 7)]


@pytest.mark.parametrize("write", TYPED, ids=lambda write: write.__name__)
def test_a_process_of_its_own_reads_the_same(write, monkeypatch):
    content = write([TABLE, ANOTHER])
    here = read_file("报表.xlsx", content)
    monkeypatch.setattr(files, "SMALL", 0), monkeypatch.setattr(files, "SMALL_PACKED", 0)
    apart = read_file("报表.xlsx", content)
    assert here == apart
    same(apart[0][0], here[0][0])


def test_calamine_reads_the_same_values():
    """Another reader of .xlsx, .xls and .ods as a witness; it knows neither percentages nor (but in .ods) Excel's errors."""
    for write in (intake_files.xlsx, intake_files.xls, intake_files.ods):
        page = CalamineWorkbook.from_filelike(io.BytesIO(write([TABLE]))).get_sheet_by_index(0)
        top, left = page.start
        theirs = {(top + row + 1, left + column + 1): value for row, values in enumerate(page.to_python(skip_empty_area=True))
                  for column, value in enumerate(values) if value not in ("", "#N/A")}
        ours = {(row, column): value for row, cells in only(write([TABLE])).rows.items() for column, value in cells.items()}
        assert {place: plain(value) for place, value in theirs.items()} == {
            place: plain(value) for place, value in ours.items() if not isinstance(value, Fault)}


def plain(value):
    if type(value) is date:
        return datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, (int, float)) else value


@settings(max_examples=12, deadline=None)
@given(st.dictionaries(st.integers(1, 40), st.dictionaries(st.integers(1, 12), st.one_of(
    st.integers(-10**12, 10**12), st.floats(-1e12, 1e12).map(lambda value: round(value, 4)).map(number), st.booleans(),
    st.integers(0, 3000).map(lambda value: Percent(value / 1000)),
    st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)).map(lambda value: value.replace(microsecond=0)),
    st.text(st.sampled_from("睢县0123①.,，% \n_x<>&\"'=-—／万𠀀"), min_size=1).map(clean).filter(bool),
    st.sampled_from(["#N/A", "#REF!", "#DIV/0!"]).map(Fault)), min_size=1), min_size=1), st.booleans())
def test_any_table_comes_back_from_every_format(rows, from_1904):
    written = Sheet("表", rows)
    for write in TYPED:
        read = only(write([written], from_1904))
        assert read.rows == rows, write.__name__
        assert all(type(read.rows[row][column]) is type(value) for row, cells in rows.items() for column, value in cells.items())


def with_format(content: bytes, number_or_code) -> bytes:
    """The workbook with another number format on its cells' only style but the usual one."""
    told, code = (number_or_code, "") if isinstance(number_or_code, int) else (164, number_or_code)

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/styles.xml":
            data = re.sub(rb"<numFmts.*?</numFmts>", b"", data)
            data = data.replace(b'numFmtId="164"', b'numFmtId="%d"' % told)
            formats = f'<numFmts count="1"><numFmt numFmtId="164" formatCode={quoteattr(code)}/></numFmts><fonts'
            data = data.replace(b"<fonts", formats.encode(), 1) if code else data
        return data

    return intake_files.rezipped(content, change)


NOVEMBER = datetime(2026, 11, 1)


@pytest.mark.parametrize(("code", "stored", "read"), [
    (57, 46327, NOVEMBER), (27, 46327, NOVEMBER), (31, 46327, NOVEMBER), (14, 46327, NOVEMBER), (9, 0.98, Percent(0.98)),
    (10, 0.98, Percent(0.98)), (58, 46327, NOVEMBER), (3, 46327, 46327), (49, 46327, 46327), ('yyyy"年"m"月"', 46327, NOVEMBER),
    ("[$-804]yyyy\\-mm", 46327, NOVEMBER), ("m月", 46327, NOVEMBER), ("[DBNum1][$-804]aaaa", 46327, NOVEMBER),
    ('0"%"', 98, "98%"), ("0\\%", 98, "98%"), ("0.0%;[Red]-0.0%", 0.98, Percent(0.98)), ("G/通用格式", 46327, 46327),
    ('G/通用格式"元"', 5, "5元"),
    ("0.00E+00", 5, 5), ("#,##0.00_ ;[Red]\\-#,##0.00\\ ", 5, 5), ('0!.0,"万元"', 46327, "4.6327万元"),
    ("h:mm", 0.5, "12:00:00"), ("[h]:mm", 1.25, "30:00:00"), ("yyyy-mm-dd", -1, Fault("#NUM!")),
    ("yyyy-mm-dd", 3e6, Fault("#NUM!")), ("General", 5, 5),
    # What is seen beside the number, or left out of it (data/intake/files/shown.py).
    ('0"万"', 12, "12万"), ('#,##0"人"', 1234, "1234人"), ("0人", 12, "12人"), ('"第"0"期"', 10, "第10期"),
    ("[DBNum1]General", 12, 12), ('0!.0,"万"', 125000, "12.5万"), ("0.0,", 125432, "125432（格里的数，显示为 125.4）"),
    ('#,##0,,"百万"', 3_000_000, "3百万"),
    ('[>=10000]0!.0,"万";0', 20_000, "2万"), ('[>=10000]0!.0,"万";0', 500, 500), (";;;", 12, "12（格里的数，显示为空）"),
    (";;;", 0, 0), ('0;-0;"—"', 0, 0), ('"有"', 3, "3（格里的数，显示为“有”）"), ("¥#,##0.00", 12, 12), ("[$¥-804]0", 12, 12),
    ('_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ ', 12, 12), ("0_);(0)", -3, -3), ("# ?/?", 0.5, 0.5), ("000-0000", 12, 12),
    ('0"万"0000"元"', 120_000, '120000（格里的数，按格式 0"万"0000"元" 显示）'), ('0"万元"', 12.34, "12.34万元")])
def test_what_a_number_format_makes_of_a_number(code, stored, read):
    content = intake_files.xlsx([Sheet("表", {1: {1: Percent(stored)}})])
    value = only(with_format(content, code)).rows[1][1]
    assert value == read and type(value) is type(read)


def with_sheet_xml(cells: str, after: str = "") -> bytes:
    """A workbook with these rows, whose shared texts are 字 alone."""
    def change(name: str, data: bytes) -> bytes:
        rows = f"<sheetData>{cells}</sheetData>{after}".encode()
        return re.sub(rb"<sheetData.*</sheetData>", rows, data, flags=re.DOTALL) if name == "xl/worksheets/sheet1.xml" else data

    return intake_files.rezipped(intake_files.shared([Sheet("表", {1: {1: "字"}})]), change)


@pytest.mark.parametrize(("cell", "read"), [
    ("<f>1+1</f>", FORMULA), ("<f>1+1</f><v></v>", FORMULA), ('" t="str"><f>IF(1,"","")</f><v></v>', None),
    ('" t="str"><f>A2</f><v>3</v>', "3"),
    ('" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>', PICTURE), ('" t="e" vm="1"><v>#VALUE!</v>', PICTURE),
    ('" t="e"><v>#VALUE!</v>', Fault("#VALUE!")), ('" t="d"><v>2026-11-01</v>', NOVEMBER),
    ('" t="inlineStr"><is><t>a_x005F_x000D_b</t></is>', "a_x000D_b"),
    ('" t="inlineStr"><is><r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is>', "12¹"),
    ('" t="inlineStr"><is><r><rPr><strike/></rPr><t>12</t></r><r><t>13</t></r></is>', "1̶2̶13"),
    ('" t="inlineStr"><is><t>睢县</t><rPh sb="0" eb="1"><t>suī</t></rPh></is>', "睢县"),
    ("<v>NaN</v>", Fault("#NUM!")), ("<v>1E400</v>", Fault("#NUM!")), ("<v>1_0</v>", Fault("#NUM!")),
    ("<v>１</v>", Fault("#NUM!")), ("<v>3.0</v>", 3), ("<v>0.30000000000000004</v>", 0.30000000000000004),
    ('" t="s"><v>0</v>', "字"), ('" t="b"><v>1</v>', True), ("<v> 5 </v>", 5)])
def test_what_a_cell_of_a_workbook_may_be(cell, read):
    rest = cell[1:] if cell.startswith('"') else f">{cell}"
    value = only(with_sheet_xml(f'<row r="1"><c r="A1"{rest}</c><c r="B1"><v>7</v></c></row>')).rows[1].get(1)
    assert value == read and type(value) is type(read)


@pytest.mark.parametrize(("rows", "read"), [
    ('<row r="2" s="1"><c r="A2" s="1"/></row><row r="3"/>' + '<row r="9"><c r="B9"><v>1</v></c></row>', {9: {2: 1}}),
    ('<row r="2"><c r="A2"/></row><row><c><v>1</v></c></row>', {3: {1: 1}}),
    ('<row/><row r="5"/><row><c/><c><v>1</v></c></row>', {6: {2: 1}}),
    ('<row r="2"><c r="A2"/><c><v>1</v></c></row><row r="3"/><row r="4"><c r="A4"><v>2</v></c></row>', {2: {2: 1}, 4: {1: 2}})])
def test_rows_that_hold_nothing_count_where_the_next_does_not_say_its_number(rows, read):
    assert only(with_sheet_xml(rows)).rows == read
    many = "".join(f'<row r="{row}" s="1"><c r="A{row}" s="0"/></row>' for row in range(10, 5_000))
    assert only(with_sheet_xml(rows + many + '<row r="7777"><c r="A7777"><v>7</v></c></row>')).rows == read | {7777: {1: 7}}


def test_a_sheet_that_is_but_a_picture_is_said():
    def with_picture(content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return intake_files.zipped(parts | {"xl/media/image1.png": b"\x89PNG"})

    with pytest.raises(Unusable, match="只有图片"):
        read_file("报表.xlsx", with_picture(with_sheet_xml("", "<drawing/>")))


def test_an_ods_says_more_than_its_cells():
    """Repeated cells and rows count, a note and a shape's text are no part of a cell, a raised 1 does not make 12 a 121."""
    def change(name: str, data: bytes) -> bytes:
        raised = '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
        cells = ('<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
                 '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="5">'
                 '<office:annotation>'
                 "<text:p>批注</text:p></office:annotation><text:p>5</text:p></table:table-cell></table:table-row>"
                 "<table:table-row>"
                 '<table:table-cell office:value-type="string"><text:p>12<text:span text:style-name="T1">1</text:span></text:p>'
                 '</table:table-cell><table:table-cell table:formula="of:=1+1"/>'
                 '<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"><text:p>8:30</text:p>'
                 '</table:table-cell>'
                 '<table:table-cell office:value-type="string"><text:p>一<text:s text:c="900000000"/>'
                 '<text:line-break/>二</text:p>'
                 "</table:table-cell></table:table-row><table:table-row>")
        data = data.replace(b"</office:automatic-styles>", raised.encode() + b"</office:automatic-styles>")
        return data.replace(b"<table:table-row>", cells.encode(), 1)

    sheet = only(intake_files.rezipped(intake_files.ods([Sheet("表", {1: {1: "末"}})]), change), "报表.ods")
    assert sheet.rows == {1: {3: 5, 4: 5}, 2: {3: 5, 4: 5}, 4: {1: "末"},
                          3: {1: "12¹", 2: FORMULA, 3: "8:30:00", 4: "一" + " " * 1000 + "\n二"}}


def of_openpyxl(cells: dict[int, tuple]) -> bytes:
    book = Workbook()
    for column, (value, code, struck) in cells.items():
        cell = book.active.cell(1, column, value)
        cell.number_format, cell.font = code or "General", Font(strike=struck)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def of_xlwt(cells: dict[int, tuple]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet")
    for column, (value, code, struck) in cells.items():
        page.write(0, column - 1, value, xlwt.easyxf(f"font: struck_out {'on' if struck else 'off'}",
                                                     num_format_str=code or "General"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def of_xml(cells: dict[int, tuple]) -> bytes:
    styles = "".join(f'<Style ss:ID="c{column}"><Font ss:StrikeThrough="{int(struck)}"/>'
                     f'<NumberFormat ss:Format={quoteattr(code)}/></Style>'
                     f'<Style ss:ID="d{column}" ss:Parent="c{column}"/>' for column, (_, code, struck) in cells.items())
    content = intake_files.xml2003([Sheet("Sheet", {1: {column: value for column, (value, _, _) in cells.items()}})]).decode()
    content = re.sub(r'<Cell ss:Index="(\d)"', r'<Cell ss:Index="\1" ss:StyleID="d\1"', content)
    return content.replace("</Styles>", f"{styles}</Styles>").encode()


@pytest.mark.parametrize(("write", "name"), [(of_openpyxl, "表.xlsx"), (of_xlwt, "表.xls"), (of_xml, "表.xls")])
def test_what_is_struck_out_or_seen_with_a_unit_in_a_whole_cell(write, name):
    cells = {1: (12, "", True), 2: ("睢县", "", True), 3: (12, '0"万"', False), 4: (125432, '0!.0,"万"', False),
             5: (7, "0", False)}
    assert only(write(cells), name).rows[1] == {1: "1̶2̶", 2: "睢̶县̶", 3: "12万", 4: "12.5432万", 5: 7}


def test_the_same_of_files_that_keep_what_is_seen():
    def change(_name: str, data: bytes) -> bytes:
        style = '<style:style style:name="s"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        data = data.replace(b"</office:automatic-styles>", style.encode() + b"</office:automatic-styles>")
        data = data.replace(b'office:value="3.0"', b'table:style-name="s" office:value="3.0"')
        for held, seen_as in (("12", "12万"), ("125432", "12.5万"), ("8", "0.8")):
            data = data.replace(f">{held}<".encode(), f">{seen_as}<".encode())
        return data

    rows = {1: {1: 3, 2: 12, 3: 125432, 4: 7, 5: 8}}
    seen = {1: {1: "3̶", 2: "12万", 3: "12.5432万", 4: 7, 5: "8（格里的数，显示为 0.8）"}}
    assert only(intake_files.rezipped(intake_files.ods([Sheet("表", rows)]), change), "表.ods").rows == seen
    page = ('<table><tr><td x:num=3 style="text-decoration:line-through">3<td x:num=12>12万<td x:num=125432>12.5万<td x:num=7>7'
            '<td x:num=8>0.8<td>6<td x:num=1234>¥1,234.00</table>')
    assert only(page.encode(), "表.xls").rows == {1: seen[1] | {6: "6", 7: 1234}}


def test_no_number_is_read_from_what_is_struck_out_or_seen_otherwise():
    for text, why in (("1̶2̶", "删除线"), ("125432（格里的数，显示为 12.5）", "显示出来的不一样")):
        with pytest.raises(Bad, match=why):
            read_value(text, "元")


def test_a_web_page_as_it_comes():
    """Lines between tables, a table inside a table, cells reaching down, Excel's own numbers, hidden cells, pictures."""
    content = """<p>睢县&nbsp;2026年11月</p><table><tr><th rowspan=2>县<th colspan=2>场次<tr><td>10月<td>11月
<tr><td>睢县<td x:num="0.985">98.5%<td x:num=1234.5>1,234<td style="DISPLAY : none">7<td><img src="http://x/1.png"></table>
<table><tr><td>外<table><tr><td>12<sup>1</sup></td><td>3<br>4</td></tr></table></td><td>后</td></tr></table>"""
    sheets, remarks = read_file("报表.xls", content.encode())
    assert sheets[0].rows == {1: {1: "睢县 2026年11月"}, 2: {1: "县", 2: "场次"}, 3: {2: "10月", 3: "11月"}, 4: {
        1: "睢县", 2: Percent(0.985), 3: 1234.5, 4: PICTURE}, 5: {1: "外"}, 6: {1: "12¹", 2: "3\n4"}, 7: {1: "后"}}
    assert isinstance(sheets[0].rows[4][2], Percent) and sheets[0].merged == [(2, 1, 3, 1), (2, 2, 2, 3)]
    assert remarks == ["网页里有 1 个不显示的格，没有读", "扩展名是 .xls，内容实际是网页（HTML），按内容读"]


def test_a_word_table_with_tracked_changes_and_raised_marks():
    def change(name: str, data: bytes) -> bytes:
        changed = ('<w:r><w:t>12</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r><w:del><w:r>'
                   '<w:delText>9'
                   "</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>8</w:t></w:r></w:moveFrom>")
        return data.replace("<w:r><w:t>字</w:t></w:r>".encode(), changed.encode())

    sheets, remarks = read_file("报表.docx", intake_files.rezipped(intake_files.docx(Sheet("表", {1: {1: "字"}})), change))
    assert sheets[0].rows == {1: {1: "12¹"}} and "有没接受的修订，按修订之后的内容读" in remarks


def test_a_document_by_python_docx():
    document = Document()
    document.add_paragraph("睢县妇联2026年11月月报")
    table = document.add_table(3, 3)
    for row, values in enumerate((["指标", "本月", None], ["招聘会场次", "3", "备注"], ["达成就业", "126", None])):
        for column, value in enumerate(values):
            table.cell(row, column).text = value or ""
    table.cell(0, 1).merge(table.cell(0, 2)), table.cell(1, 2).merge(table.cell(2, 2))
    document.add_table(1, 1).cell(0, 0).text = "另一张"
    file = io.BytesIO()
    document.save(file)
    first, second = read_file("报表.docx", file.getvalue())[0]
    assert grid(first) == [["睢县妇联2026年11月月报"], ["指标", "本月"], ["招聘会场次", "3", "备注"], ["达成就业", "126"]]
    assert first.merged == [(2, 2, 2, 3), (3, 3, 4, 3)] and grid(second) == [["另一张"]]


def test_an_old_xls_without_a_code_page_is_chinese():
    """Delphi and PowerBuilder write the bare stream of Excel 5 and name Western Europe's code page, or none."""
    def record(code: int, data: bytes) -> bytes:
        return struct.pack("<HH", code, len(data)) + data

    name, words = "十一月".encode("gbk"), "睢县".encode("gbk")
    sheet = (record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
             + record(0x204, struct.pack("<HHHH", 0, 0, 0, len(words)) + words)
             + record(0x203, struct.pack("<HHHd", 0, 1, 0, 3.0)) + record(0x0A, b""))
    def globals_(at: int) -> bytes:
        return (record(0x809, struct.pack("<HHHH", 0x500, 0x05, 0, 0)) + record(0x42, struct.pack("<H", 1252))
                + record(0x85, struct.pack("<IBBB", at, 0, 0, len(name)) + name) + record(0x0A, b""))

    content = globals_(len(globals_(0))) + sheet
    read = only(content, "报表.xls")
    assert read.name == "十一月" and read.rows == {1: {1: "睢县", 2: 3}}


@pytest.mark.parametrize(("content", "rows"), [
    ("a,b\n'003,='\n", {1: {1: "a", 2: "b"}, 2: {1: "003", 2: "='"}}),
    ('x;y,z;w\n1,5;2;"3;4"\n', {1: {1: "x", 2: "y,z", 3: "w"}, 2: {1: "1,5", 2: "2", 3: "3;4"}}),
    ("地区\t说明\n睢县\t一，二,三,四,五\n", {1: {1: "地区", 2: "说明"}, 2: {1: "睢县", 2: "一，二,三,四,五"}}),
    ("a,\u3000,b", {1: {1: "a", 3: "b"}}), ("sep=;\r\na,1;b\r\n", {1: {1: "a,1", 2: "b"}}),
    ('"两\n行",1\n2,3', {1: {1: "两\n行", 2: "1"}, 2: {1: "2", 2: "3"}}),
    ('"=DISPIMG(""ID_1"",1)",2', {1: {1: PICTURE, 2: "2"}})])
def test_text_as_it_comes(content, rows):
    assert only(content.encode(), "报表.csv").rows == rows

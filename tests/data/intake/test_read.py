"""Files as counties keep them, through the reader: every layout, encoding and fault, and where each cell went."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from data.intake.annotate import annotate
from data.intake.choices import Choices
from data.intake.draft import Draft
from data.intake.preview import preview
from data.intake.read import draft_of
from data.intake.sheets import Unusable
from queries.database import reading
from queries.schema import indicators, observations, regions, rollups

HEAD = ["地区", "期", "指标", "数值"]


def book(*rows, title="表", merge=(), change=lambda page: None) -> bytes:
    made = Workbook()
    page = made.active
    page.title = title
    for row in rows:
        page.append(row)
    for place in merge:
        page.merge_cells(place)
    change(page)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def text(*rows, mark=",", encoding="utf-8") -> bytes:
    return "\r\n".join(mark.join(map(str, row)) for row in rows).encode(encoding)


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def read(connection):
    """read(content, name): the draft; every cell of it is accounted for."""
    def of(content: bytes, name: str = "报表.xlsx", choices: Choices | None = None) -> Draft:
        draft = draft_of(connection, name, content, choices=choices)
        assert sum(count.taken for count in draft.counts) == draft.taken
        assert all(count.refused == 0 for count in draft.counts) or draft.refused
        return draft

    return of


@pytest.fixture(scope="module")
def cells(connection):
    """cells(draft, table): {(region code, period, indicator code): value}."""
    region = dict(connection.execute(select(regions.c.id, regions.c.code)).all())
    indicator = dict(connection.execute(select(indicators.c.id, indicators.c.code)).all())
    return lambda draft, table="observations": {(region[row.region_id], row.period, indicator[row.indicator_id]): row.value
                                               for row in draft.cells[table].itertuples()}


def refused(draft: Draft) -> list[tuple]:
    return [(one.row, one.column, one.found) for one in draft.refused]


def where(draft: Draft) -> tuple:
    """taken, refused, blank, aside of the only sheet."""
    count, = draft.counts
    assert count.read == count.taken + count.refused + count.blank + count.aside
    return count.taken, count.refused, count.blank, count.aside


SUIXIAN = {("411422", 202611, "CY-01"): 12}


@pytest.mark.parametrize("content", [
    text(HEAD, ["睢县", "2026年11月", "CY-01", 12]), text(HEAD, ["睢县", "2026年11月", "CY-01", 12], encoding="utf-8-sig"),
    text(HEAD, ["睢县", "2026年11月", "CY-01", 12], encoding="gb18030"),
    text(HEAD, ["睢县", "2026年11月", "CY-01", 12], encoding="utf-16"),
    text(HEAD, ["睢县", "2026年11月", "CY-01", 12], mark="\t"), text(HEAD, ["睢县", "2026年11月", "CY-01", 12], mark=";"),
    text(HEAD, ["睢县", "2026年11月", "CY-01", '"12"'])])
def test_text_in_every_encoding_and_with_every_mark(read, cells, content):
    assert cells(read(content, "报表.csv")) == SUIXIAN


@pytest.mark.parametrize("row", [
    ["睢", "202611", "招聘会场次", 12], ["411422", 202611, "招聘会、用工洽谈会场次", "12"], [411422, "2026-11", "cy01", "１２"],
    ["睢县妇联", "2026.11", "CY-01 招聘会场次", "12 场次"], ["商丘市睢县", "2026/11", "招聘会场次", 12.0],
    ["睢县 411422", "２０２６年１１月", "ＣＹ－０１", " 12 "]])
def test_names_codes_and_short_names(read, cells, row):
    assert cells(read(book(HEAD, row))) == SUIXIAN


def test_a_township_by_its_county_and_a_name_that_several_have(read, cells):
    draft = read(book(HEAD, ["睢县城关镇", 202611, "CY-05", 3], ["城关镇", 202611, "CY-05", 4]))
    assert cells(draft) == {("411422105", 202611, "CY-05"): 3}
    finding, = draft.refused
    assert all(words in finding.expected for words in ("有 3 个", "睢县城关镇", "虞城县城关镇", "夏邑县城关镇", "411425100"))
    both = read(book(["县", "乡镇", "期", "指标", "数值"], ["睢县", "城关镇", 202611, "CY-05", 3],
                     ["虞城", "城关", 202611, "CY-05", 5]))
    assert cells(both) == {("411422105", 202611, "CY-05"): 3, ("411425100", 202611, "CY-05"): 5}


def test_wide_with_indicators_across(read, cells):
    draft = read(book(["商丘市2026年11月统计表"], ["县（市、区）", "招聘会场次", "就业岗位（个）", "备注"],
                      ["睢县", 12, "1,500", "好"], ["夏邑县", None, "—", None], ["合计", 12, 1500, None], merge=["A1:D1"]))
    assert cells(draft) == SUIXIAN | {("411422", 202611, "CY-02"): 1500}
    assert where(draft) == (2, 0, 2, 3)
    assert any("2026年11月" in note.found and "表头" in note.expected for note in draft.notes)
    assert any("合计" in note.found for note in draft.notes) and any("备注" in note.found for note in draft.notes)


def test_wide_with_counties_across_and_units_down(read, cells):
    draft = read(book(["2026年第三季度"], ["指标", "单位", "睢县", "夏邑"], ["小额贷款金额", "万元", 12.3456, "7"],
                      ["小额贷款人数", "人", 3, "4人"]))
    assert cells(draft) == {("411422", 202609, "CY-07"): 123456, ("411426", 202609, "CY-07"): 70000,
                           ("411422", 202609, "CY-06"): 3, ("411426", 202609, "CY-06"): 4}


def test_wide_with_months_across_and_the_year_from_the_sheet(read, cells):
    draft = read(book(["填报单位：睢县妇联"], ["指标代码", "指标", "1月", "2月", "1-2月"], ["CY-01", "招聘会场次", 1, 2, 3],
                      title="2026年"))
    assert cells(draft) == {("411422", 202601, "CY-01"): 1, ("411422", 202602, "CY-01"): 2}
    assert where(draft) == (2, 0, 0, 1)


def test_two_rows_of_merged_headings(read, cells):
    draft = read(book(["地区", "招聘会场次", None, "就业岗位", None],
                      [None, "2026年10月", "2026年11月", "2026年10月", "2026年11月"],
                     ["睢县", 1, 12, 3, 4], merge=["A1:A2", "B1:C1", "D1:E1"]))
    assert cells(draft) == SUIXIAN | {("411422", 202610, "CY-01"): 1, ("411422", 202610, "CY-02"): 3,
                                      ("411422", 202611, "CY-02"): 4}


def test_lines_above_a_table_are_no_heading_of_it(read, cells):
    draft = read(book(["填报单位", "睢县妇联", "时间", "2026年11月"], ["指标", "数值"], ["招聘会场次", 12]))
    assert cells(draft) == SUIXIAN and not draft.refused


def test_a_row_that_names_no_place_is_not_the_county_of_the_title(read, cells):
    draft = read(book(["填报单位：睢县妇联，2026年11月"], ["序号", "县", "招聘会场次"], [1, "睢县", 12], ["合计", None, 12],
                      [None, None, 5]))
    assert cells(draft) == SUIXIAN and where(draft) == (1, 1, 0, 3) and [one.row for one in draft.refused] == [5]


def test_a_merged_county_holds_for_its_rows(read, cells):
    draft = read(book(["县", "乡镇", "信访受理"], ["睢县", "城关镇", 1], [None, "长岗镇", 2],
                     title="2026年11月", merge=["A2:A3"]))
    assert len(cells(draft)) == 2 and {code[:6] for code, _, _ in cells(draft)} == {"411422"}


def test_a_date_in_a_period_cell(read, cells):
    assert cells(read(book(HEAD, ["睢县", pd.Timestamp("2026-11-01").to_pydatetime(), "CY-01", 12]))) == SUIXIAN


def test_money_without_a_unit_is_refused_and_asked(read, cells):
    content = book(["2026年9月"], ["县", "小额贷款金额"], ["睢县", 123456])
    draft = read(content)
    assert cells(draft) == {} and [(one.row, one.column)
                                   for one in draft.refused] == [(3, "B")] and "没有写单位" in draft.refused[0].expected
    asked, = draft.understood.questions
    assert asked.what == "money" and {answer for answer, _ in asked.candidates} >= {"元", "万元"}
    assert cells(read(content, choices=Choices({("money", asked.text): "元"}))) == {("411422", 202609, "CY-07"): 123456}
    draft = read(book(["2026年9月  单位：万元"], ["县", "小额贷款金额"], ["睢县", 12.3456]))
    assert cells(draft) == {("411422", 202609, "CY-07"): 123456}


def test_guesses_are_said(read, cells):
    draft = read(book(HEAD, ["睢县", 202611, "CY-01", "1.5万"]))
    assert cells(draft) == {("411422", 202611, "CY-01"): 15000}
    assert any(note.row == 2 and note.column == "D" and "15000" in note.expected for note in draft.notes)


@pytest.mark.parametrize(("row", "column", "words"), [
    (["睢睢县", 202611, "CY-01", 1], None, "没有“睢睢县”这个地区"), (["睢县", "去冬", "CY-01", 1], None, "不是期"),
    (["睢县", 202611, "XX-99", 1], None, "没有“XX-99”这个指标"), (["睢县", 202611, "CY-01", "约5"], "D", "约数"),
    (["睢县", 202611, "CY-01", "#N/A"], "D", "应是数字"), (["睢县", 202611, "CY-06", 1], "D", "季报"),
    (["睢县", 202611, "CY-01", -1], "D", "负数"), (["睢县", 202611, "信访受理", 4], "D", "由乡镇级上报"),
    (["睢县城关镇", 202611, "CY-01", 4], "D", "由县级上报"), (["睢县", "2026年1-11月", "CY-01", 4], "D", "累计"),
    (["睢县", "11月", "CY-01", 4], "D", "没有写哪一年"), (["睢县", 2026, "CY-01", 4], "D", "哪一期"),
    (["411422夏邑县", 202611, "CY-01", 4], None, "不符"), (["睢县", 202611, "CY-01 电商销售额", 4], None, "不符"),
    ([None, 202611, "CY-01", 4], "D", "没有写地区"), (["睢县", 202611, None, 4], "D", "没有写指标"),
    (["睢县", None, "CY-01", 4], "D", "没有写期")])
def test_what_cannot_be_taken_is_listed_and_the_rest_is_not_lost(read, row, column, words):
    draft = read(book(HEAD, ["夏邑县", 202611, "CY-01", 3], row))
    finding, = draft.refused
    assert (finding.sheet, finding.row, finding.column) == ("表", 3, column) and words in finding.expected
    assert where(draft) == (1, 1, 0, 0)


def test_a_units_own_figures_are_told_from_those_below_it(read, cells):
    draft = read(book(HEAD, ["睢县本级", 202611, "信访受理", 4], ["市本级", 202611, "信访受理", 5]))
    assert cells(draft) == {("411422", 202611, "WQ-04"): 4, ("411400", 202611, "WQ-04"): 5}


def test_the_same_cell_twice_is_refused(read):
    draft = read(book(HEAD, ["睢县", 202611, "CY-01", 3], ["睢", "2026年11月", "招聘会场次", 3]))
    assert refused(draft) == [(3, "D", "3")] and "两次" in draft.refused[0].expected


def test_a_ratio_is_computed_never_entered(read):
    draft = read(book(["2026年9月"], ["县", "电商网店", "女性网店占比"], ["睢县", 10, "40%"]))
    assert where(draft) == (1, 0, 0, 1) and any("比率" in note.expected for note in draft.notes)


def test_excels_errors_and_formulas_that_were_never_computed(read):
    def change(page):
        page["D2"], page["D3"] = "=1/0", "#REF!"
        page["D3"].data_type = "e"

    draft = read(book(HEAD, ["睢县", 202611, "CY-01", 1], ["夏邑县", 202611, "CY-01", 1], change=change))
    assert refused(draft) == [(2, "D", "公式"), (3, "D", "#REF!")] and where(draft) == (0, 2, 0, 0)


def test_hidden_rows_and_columns_are_read_and_said_hidden_sheets_are_not(read):
    def change(page):
        page.row_dimensions[3].hidden = True
        page.column_dimensions["D"].hidden = True
        other = page.parent.create_sheet("旧表")
        other.append(HEAD), other.append(["睢县", 202610, "CY-01", 99])
        other.sheet_state = "hidden"

    draft = read(book(HEAD, ["睢县", 202611, "CY-01", 1], ["夏邑县", 202611, "CY-01", 2], change=change))
    assert draft.taken == 2 and not draft.refused
    assert {note.found for note in draft.notes} == {"隐藏的行 3", "隐藏的列 D", "隐藏的工作表"}


def test_a_number_in_merged_cells_is_refused(read):
    draft = read(book(["县", "招聘会场次", "就业岗位"], ["睢县", 12, None], title="2026年11月", merge=["B2:C2"]))
    assert [finding.column for finding in draft.refused] == ["B"] and "合并" in draft.refused[0].expected


def test_an_unknown_column_is_refused_not_dropped(read):
    draft = read(book(["县", "招聘会场次", "某某数"], ["睢县", 12, 7], ["夏邑县", 1, None], title="2026年11月"))
    finding, = draft.refused
    assert (finding.row, finding.column, finding.found) == (1, "C", "某某数") and where(draft) == (2, 1, 0, 0)


def test_a_table_without_headings_is_refused_with_what_was_expected(read):
    draft = read(book(["睢县", 202611, "CY-01", 3], ["夏邑县", 202611, "CY-01", 4]))
    assert len(draft.refused) == 1 and "标题" in draft.refused[0].expected and draft.taken == 0


def test_targets_of_a_year(read, cells):
    draft = read(book(["地区", "指标", "2027年目标"], ["睢县", "CY-01", 100], ["睢县", "信访办结率", "98%"],
                      ["夏邑县", "信访办结率", 101]))
    assert cells(draft, "targets") == {("411422", 2027, "CY-01"): 100, ("411422", 2027, "WQ-06"): 98}
    assert [finding.row for finding in draft.refused] == [4]


def test_a_register_of_sites(read):
    draft = read(book(["县", "乡镇", "村（社区）", "形式", "名称", "示范级别", "建成年月", "撤销年月", "经度", "纬度"],
                     ["睢县", "城关镇", None, "楼宇", "某大厦妇女之家", "市级示范", "2026年3月", None, 115.07, "34.44"],
                     ["睢县", "城关镇", None, "楼宇", "另一大厦", None, "去年", None, None, None],
                     ["睢县", "不存在镇", None, "楼宇", "又一大厦", None, None, None, None, None], [None] * 10))
    assert draft.sites[["form", "name", "level", "opened", "lon", "lat"]].values.tolist() == [
        ["楼宇", "某大厦妇女之家", "市级示范", 202603, 115.07, 34.44]]
    assert [finding.row for finding in draft.refused] == [3, 4] and where(draft) == (1, 2, 0, 0)


def test_a_register_takes_the_forms_of_the_table_and_says_what_it_makes_of_no(read):
    draft = read(book(["县", "乡镇", "形式", "名称", "示范级别"], ["睢县", "城关镇", "楼宇", "某大厦妇女之家", "否"],
                     ["睢县", "城关镇", "大楼", "另一大厦", None], ["睢县", "城关镇", "庇护所", "某处", None]))
    assert draft.sites[["name", "level"]].values.tolist() == [["某大厦妇女之家", ""]]
    assert [(one.row, one.found) for one in draft.notes if "不是示范" in one.expected] == [(2, "示范级别“否”")]
    assert [(one.row, one.expected[:10]) for one in draft.refused] == [(3, "没有“大楼”这种形式"), (4, "庇护场所地址不得导入")]


def test_a_real_xls_of_old_is_read_alike(read, cells):
    """files/county.xls was written by xlwt: a merged heading over two rows, numbers, text, a date, an error and empty cells."""
    draft = read((Path(__file__).parent / "files" / "county.xls").read_bytes(), "县表.xls")
    assert cells(draft) == {("411422", 202611, "CY-01"): 12, ("411422", 202611, "CY-02"): 15000, ("411426", 202611, "CY-01"): 3,
                           ("411421", 202611, "CY-02"): 7, ("411423", 202611, "CY-01"): 5}
    assert [(one.row, one.column, one.found) for one in draft.refused] == [(5, "C", "2026-11-02"), (6, "B", "#N/A")]
    assert [one.found for one in draft.notes] == ["1.5万"] and where(draft) == (5, 2, 1, 0)
    assert load_workbook(io.BytesIO(annotate((Path(__file__).parent / "files" / "county.xls").read_bytes(), draft)))


def test_a_lying_xls_is_refused_in_words(connection):
    with pytest.raises(Unusable, match="读不出来"):
        draft_of(connection, "报表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)


def test_digits_that_may_have_been_dropped_are_refused(read, cells):
    """workflows.md section 8: “义务植树00棵”, “小扇子000个” – and a zero that was reported stays one."""
    draft = read(book(HEAD, ["睢县", 202611, "CY-01", "00"], ["夏邑县", 202611, "CY-01", "000"],
                      ["民权县", 202611, "CY-01", "0"]))
    assert [(one.row, one.found, "可能掉位" in one.expected) for one in draft.refused] == [(2, "00", True), (3, "000", True)]
    assert list(cells(draft).values()) == [0]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b"0" * 2**20)
    return file.getvalue()


@pytest.mark.parametrize(("content", "words"), [
    (b"", "空的"), (b"\0" * 100, "空的"), (b"%PDF-1.4 ...", "PDF"), (b"\x89PNG\r\n\x1a\n123", "图片"),
    (b"<html><body>404 Not Found", "网页"), (b"PK\x03\x04 not a zip", "损坏"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "读不出来|损坏"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    (b"\x80\x81\xff\xfe\x00\x01binary\x00", "编码"), ('地区,期,指标,数值\r\n"睢县,202611,CY-01,1\r\n'.encode(), "引号")])
def test_what_is_no_table_says_so(connection, content, words):
    with pytest.raises(Unusable, match=words):
        draft_of(connection, "报表.xlsx", content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(connection):
    content = bomb()
    assert len(content) < 2**20
    with pytest.raises(Unusable, match="解压后有 300 MB"):
        draft_of(connection, "报表.xlsx", content)


def test_fifty_megabytes_are_the_limit(connection):
    with pytest.raises(Unusable, match="51 MB，超过 50 MB"):
        draft_of(connection, "报表.csv", b"x" * (51 * 2**20))


def test_a_renamed_file_is_read_by_its_content_and_said(read, cells):
    draft = read(book(HEAD, ["睢县", 202611, "CY-01", 12]), "报表.csv")
    assert cells(draft) == SUIXIAN and ".xlsx" in draft.notes[0].expected


def test_a_million_formatted_empty_rows_are_passed_over(read, cells):
    content = book(HEAD, ["睢县", 202611, "CY-01", 12])
    empty = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="0"/></row>' % (row, row) for row in range(3, 1_000_003))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"</sheetData>", empty + b"</sheetData>") if name.endswith("sheet1.xml") else data)
    draft = read(file.getvalue())
    assert cells(draft) == SUIXIAN and where(draft) == (1, 0, 0, 0)


def test_links_to_other_files_are_left_alone_and_said(read, cells):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(HEAD, ["睢县", 202611, "CY-01", 12]))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        new.writestr("xl/vbaProject.bin", b"macro")
    draft = read(file.getvalue())
    assert cells(draft) == SUIXIAN and [("链接" in note.expected, "宏" in note.expected)
                                        for note in draft.notes] == [(True, False), (False, True)]


def test_the_annotated_copy_marks_the_bad_cells_and_runs_nothing(read):
    content = book(HEAD, ["睢县", 202611, "CY-01", "=cmd|' /C calc'!A1"], ["夏邑县", 202611, "CY-01", "约3"],
                   change=lambda page: setattr(page["D2"], "data_type", "s"))
    made = load_workbook(io.BytesIO(annotate(content, read(content))))
    assert made.sheetnames == ["核对结果", "表"]
    page = made["表"]
    assert page["D2"].data_type == "s" and page["D2"].quotePrefix and "应是数字" in page["D2"].comment.text
    assert page["D3"].fill.fgColor.rgb == "00F7C6B8" and "约数" in page["D3"].comment.text and page["C3"].comment is None
    listed = [[cell.value for cell in row] for row in made["核对结果"].iter_rows(min_row=5)]
    assert [row[:5] for row in listed] == [["不能收", "表", 2, "D", "=cmd|' /C calc'!A1"], ["不能收", "表", 3, "D", "约3"]]


def test_the_annotated_copy_opens_whatever_the_file_held(read):
    content = "县,就业岗位\n睢县\x0b\x1f,约\x07三\n".encode()
    draft = read(content, "a[b]:c*d?e/f\\\x0b2026年11月.csv")
    made = load_workbook(io.BytesIO(annotate(content, draft)))
    assert made.worksheets[0]["A1"].value.startswith("a[b]:c*d?e/f\\2026年11月.csv：") and len(made.sheetnames) == 2
    assert [cell.value for cell in made.worksheets[1][2]] == ["睢县", "约三"]


def test_the_preview_tells_what_would_change_and_the_totals(connection, read):
    place = dict(connection.execute(select(regions.c.code, regions.c.id)).all())
    held = pd.read_sql(select(observations).where(observations.c.indicator_id == 8,
                                                  observations.c.period.between(202601, 202612)), connection)
    old = held[(held["region_id"] == place["411422"]) & (held["period"] == 202611)]["value"].iloc[0]
    empty = held[held["region_id"] == place["411426"]]
    assert 202611 not in empty["period"].tolist()
    draft = read(book(HEAD, ["睢县", 202611, "CY-01", old + 10], ["夏邑县", 202611, "CY-01", 5], ["睢县", 202610, "CY-01", held[
        (held["region_id"] == place["411422"]) & (held["period"] == 202610)]["value"].iloc[0]]))
    seen = preview(connection, draft)
    assert seen.changes["state"].tolist() == ["改动", "新增", "不变"] and seen.changes["old_value"].iloc[0] == old
    city = held["value"].sum()
    totals = seen.totals.set_index("region_id")
    assert totals.at[place["411400"], "before"] == city and totals.at[place["411400"], "after"] == city + 15
    assert totals.at[place["411426"], "after"] == empty["value"].sum() + 5 and len(totals) == 3
    assert connection.execute(select(func.sum(rollups.c.value)).where(
        rollups.c.indicator_id == 8, rollups.c.region_id == place["411400"],
        rollups.c.period.between(202601, 202612))).scalar() == city


def test_a_stock_and_its_ratio_in_the_preview(connection, read):
    """女性网店占比 = 女性网店 ÷ 网店; the counties' last values, worked out here with plain pandas."""
    codes = dict(connection.execute(select(indicators.c.code, indicators.c.id)).all())
    place = dict(connection.execute(select(regions.c.code, regions.c.id)).all())
    held = pd.read_sql(select(observations).where(observations.c.indicator_id.in_([codes["CY-12"], codes["CY-13"]]),
                                                  observations.c.period <= 202609), connection)
    def last(code):
        of = held[held["indicator_id"] == codes[code]].sort_values("period").drop_duplicates("region_id", keep="last")
        return of.set_index("region_id")["value"]

    before, whole = last("CY-13"), last("CY-12")
    units = before.index.intersection(whole.index)
    after = before.copy()
    after[place["411422"]] += 7
    draft = read(book(HEAD, ["睢县", 202609, "CY-13", after[place["411422"]]]))
    seen = preview(connection, draft).totals
    row = seen[(seen["region_id"] == place["411400"]) & (seen["indicator_id"] == codes["CY-14"])].iloc[0]
    assert (row["before"], row["after"]) == pytest.approx((before[units].sum() / whole[units].sum() * 100,
                                                          after[units].sum() / whole[units].sum() * 100))

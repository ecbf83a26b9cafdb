"""What stands over several columns or a whole table says of when and in what unit they are: months side by side or as bare
numbers, a unit over a group, days that are a whole month."""

import io

import pytest
from each import each
from openpyxl import Workbook
from sqlalchemy import select

from data.intake.read import draft_of
from queries.database import reading
from queries.schema import indicators, regions

HEAD, GAP = ["县（市、区）", "招聘会场次", "达成就业"], [None]
LEFT, RIGHT = [["睢县", 3, 126], ["柘城县", 4, 130]], [["睢县", 7, 226], ["柘城县", 8, 230]]
SIDES = {"睢县 202610": (3, 126), "柘城县 202610": (4, 130), "睢县 202611": (7, 226), "柘城县 202611": (8, 230)}
MONTHS = list(range(1, 12))
EACH = [[name, *range(start, start + 11)] for name, start in (("招聘会场次", 11), ("达成就业", 101))]
MONTHLY = {f"睢县 2026{month:02d}": (10 + month, 100 + month) for month in MONTHS}


@pytest.fixture(scope="module")
def read(demo_engine):
    with reading(demo_engine) as connection:
        place, code = (dict(connection.execute(select(table.c.id, column)).all())
                       for table, column in ((regions, regions.c.name), (indicators, indicators.c.code)))

        def read(rows, merge=(), sheet="Sheet1"):
            draft = draft_of(connection, "报表.xlsx", book(rows, merge, sheet))
            return draft, {(place[row.region_id], row.period, code[row.indicator_id]): row.value
                           for row in draft.cells["observations"].itertuples()}
        yield read


def book(rows, merge, sheet) -> bytes:
    made, file = Workbook(), io.BytesIO()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    for cells in merge:
        made.active.merge_cells(cells)
    made.save(file)
    return file.getvalue()


def jobs(of: dict) -> dict:
    """CY-01 and CY-03 by "place period"."""
    return {(*key.split()[:1], int(key.split()[1]), code): value for key, both in of.items()
            for code, value in zip(("CY-01", "CY-03"), both, strict=True)}


NOVEMBER = jobs({key: both for key, both in SIDES.items() if "202611" in key})


def beside(left: list, right: list, gap: list) -> list:
    return [[*a, *gap, *b] for a, b in zip(left, right, strict=True)]


@each("case", [
    ("2026年各县情况表", ["10月", None, None], ["11月", None, None], GAP, ["A1:G1", "A2:C2", "E2:G2"]),
    ("2026年各县情况表", ["10月", None, None], ["11月", None, None], GAP, []),
    ("各县情况表", ["2026年10月", None, None], ["2026年11月", None, None], [], ["A2:C2", "D2:F2"]),
    ("2026年各县情况表", [None, "10月", None], [None, "11月", None], [], []),
    ("2026年各县情况表", ["10月情况", None, None], ["11月情况", None, None], GAP, []),
    ("各县情况表", ["2026年10月统计表", None, None], ["2026年11月统计表", None, None], [], [])])
def test_tables_side_by_side_have_each_its_own_month(read, case):
    title, left, right, gap, merge = case
    draft, taken = read([[title], *beside([left, HEAD, *LEFT], [right, HEAD, *RIGHT], gap)], merge)
    assert taken == jobs(SIDES) and not draft.refused and not draft.doubts


@each("case", [
    (["累计", None, None], None), (["同比", None, "11月"], {"CY-04": 9}), (["本月", None, "累计"], {"CY-01": 3, "CY-03": 126}),
    (["本月", "年度目标", None], {"CY-01": 3}), ([None, "去年同期", None], {"CY-01": 3}), (["10月", None, None], None)])
def test_what_stands_over_the_first_of_some_columns_is_said_of_them_all(read, case):
    over, truth = case
    heads = [["县（市、区）", *over], [None, *HEAD[1:], "创业就业咨询"]]
    draft, taken = read([["睢县2026年11月统计表"], *heads, ["睢县", 3, 126, 9]], ["A2:A3"])
    assert taken == {("睢县", 202611, code): value for code, value in (truth or {}).items()}
    assert bool(draft.refused) == (truth is None)


def test_a_sheet_named_for_one_month_is_a_question_to_the_table_of_another(read):
    both = beside([["10月", None, None], HEAD, *LEFT], [["11月", None, None], HEAD, *RIGHT], GAP)
    draft, taken = read([["2026年各县情况表"], *both], sheet="11月")
    assert taken == NOVEMBER
    assert len(draft.refused) == 1 and "期不一致" in draft.refused[0].expected


def test_a_title_over_both_tables_speaks_for_both(read):
    draft, taken = read([["2026年各县农村妇女统计表"], *beside([["10月情况", None, None], HEAD, *LEFT],
                                                               [["11月情况", None, None], HEAD, *RIGHT], GAP)])
    assert not taken and {one.what for one in draft.understood.questions} == {"kind"}


@each("case", [
    ([["指标", *MONTHS], *EACH], []),
    ([["指标", *map(str, MONTHS), "12"], *EACH], []),
    ([["序号", "指标", "单位", *MONTHS], *[[at, name, unit, *numbers] for at, ((name, *numbers), unit)
                                          in enumerate(zip(EACH, ("场次", "人"), strict=True), 1)]], []),
    ([["指标", "月份"], [None, *MONTHS], *EACH], ["A2:A3", "B2:L2"]),
    ([["指标", "各月完成数", *[None] * 10, "合计"], [None, *MONTHS, None], *[[*row, sum(row[1:])] for row in EACH]],
     ["A2:A3", "B2:L2"]),
    ([["指标", "月份"], [None, *MONTHS, "合计"], *[[*row, sum(row[1:])] for row in EACH]], ["A2:A3", "B2:L2"])])
def test_bare_numbers_are_the_months_of_the_title_s_year(read, case):
    rows, merge = case
    draft, taken = read([["睢县2026年工作统计表"], *rows], merge)
    assert taken == jobs(MONTHLY) and not draft.refused and not draft.doubts


@each("case", [
    ("睢县工作统计表", [["指标", *MONTHS], *EACH]), ("睢县2026年11月工作统计表", [["指标", *MONTHS], *EACH]),
    ("睢县2026年工作统计表", [["指标", 1, 2, 3, 4], ["招聘会场次", 3, 4, 5, 6]]),
    ("睢县2026年工作统计表", [["指标", 1, 3, 5, 7, 9], ["招聘会场次", 3, 4, 5, 6, 7]])])
def test_numbers_that_may_be_no_months_or_of_no_year_are_asked(read, case):
    title, rows = case
    draft, taken = read([[title], *rows])
    assert not taken and draft.understood.questions


LOANS = ["县（市、区）", "小额贷款人数", "小额贷款金额", "电商销售额"]
WORTH = {("睢县", 202609, "CY-07"): 1255000, ("睢县", 202609, "CY-15"): 300000}
PEOPLE = {("睢县", 202609, "CY-06"): 12}
NUMBERS = ["睢县", 12, 125.5, 30]


@each("case", [
    ([[*LOANS[:2], "（万元）", None], [None, None, *LOANS[2:]], NUMBERS], ["A2:A3", "B2:B3", "C2:D2"], PEOPLE | WORTH, 0),
    ([[*LOANS[:2], "金额（万元）", None], [None, None, *LOANS[2:]], NUMBERS], ["A2:A3", "B2:B3", "C2:D2"], PEOPLE | WORTH, 0),
    ([[None, None, "（万元）", None], LOANS, NUMBERS], ["C2:D2"], PEOPLE | WORTH, 0),
    ([[LOANS[0], "资金情况（万元）", None], [None, *LOANS[2:]], ["睢县", 125.5, 30]], ["A2:A3", "B2:C2"], WORTH, 0),
    ([[LOANS[0], "小额贷款", None], [None, "人数（人）", "金额（万元）"], NUMBERS[:3]], ["A2:A3", "B2:C2"],
     PEOPLE | {("睢县", 202609, "CY-07"): 1255000}, 0),
    ([[LOANS[0], "小额贷款（万元）", "电商销售额（万元）"], ["睢县", 125.5, 30]], [], WORTH, 0),
    ([[*LOANS[:1], "小额贷款"], ["睢县", 125]], [], {}, 1),  # people or money
    # what stands beside the group is in no unit; what says another is a question
    ([[None, "（万元）", None, None], [LOANS[0], *LOANS[2:], "妇女脱贫帮扶资金"], ["睢县", 125.5, 30, 50000]], ["B2:C2"],
     WORTH, 1),
    ([["县（市、区）", "金额（万元）", None, "资金情况", None], [None, *LOANS[2:], "妇女脱贫帮扶资金", "两癌救助金额"],
      ["睢县", 125.5, 30, 50000, 3]], ["A2:A3", "B2:C2", "D2:E2"], WORTH, 2),
    ([[LOANS[0], "金额（万元）", None], [None, "小额贷款金额（元）", "电商销售额"], ["睢县", 1255000, 30]],
     ["A2:A3", "B2:C2"], {("睢县", 202609, "CY-15"): 300000}, 1),
    ([[LOANS[0], "达成就业", "人数（人）", None], [None, None, "招聘会场次", "创业就业咨询"], ["睢县", 3, 126, 5]],
     ["A2:A3", "B2:B3", "C2:D2"], {("睢县", 202609, "CY-03"): 3}, 2)])
def test_a_unit_over_some_columns_is_theirs_alone(read, case):
    rows, merge, truth, refused = case
    draft, taken = read([[f"2026年{'9月' if '达成就业' in rows[0] else '三季度'}统计表"], *rows], merge)
    assert taken == truth and sum(max(1, len(one.cells)) for one in draft.refused) == refused


@each("title", """2026年统计表（11.1-11.30） 统计表（2026.11.1-2026.11.30） 统计表（2026.11.1—11.30）
    2026年11月统计表（11.01至11.30） 2026年统计表（11/1-11/30） 统计表（20261101-20261130）
    统计表（2026-11-01至2026-11-30） 2026年统计表（自11月1日起至11月30日止） 2026年11月统计表（截至11月30日）
    2026年11月统计表（至11月30日止）""".split())
def test_days_from_the_first_to_the_last_are_the_month(read, title):
    draft, taken = read([[title], HEAD, *RIGHT])
    assert taken == NOVEMBER and not draft.doubts and not draft.refused


@each("title", """2026年统计表（至11月30日止） 截至2026年11月30日统计表 2026年11月统计表（至11月15日止）
    2026年统计表（11.1-11.15） 2026年统计表（10.26-11.25） 2026年统计表（1.1-11.30）
    统计表（2025.12.1-2026.11.30） 2026年11月统计表（11.1-11.29） 2026年10月统计表（截至11月30日）""".split())
def test_days_that_are_no_month_alone_stay_a_question(read, title):
    draft, taken = read([[title], HEAD, *RIGHT])
    assert not taken and draft.refused


@each("unit", ["万元", "人", ""])
def test_of_two_indicators_of_one_name_the_row_s_unit_says_which(read, unit):
    draft, taken = read([["睢县2026年三季度统计表"], ["指标", "单位", "数量"], ["小额贷款", unit, 12]])
    assert taken == {"万元": {("睢县", 202609, "CY-07"): 120000}, "人": PEOPLE, "": {}}[unit]
    assert bool(draft.refused) == (not unit)


def test_a_stock_up_to_the_last_day_is_the_month_s(read):
    draft, taken = read([["2026年来料加工点统计表（至9月30日止）"], ["乡镇", "来料加工点"], ["睢县长岗镇", 5]])
    assert taken == {("长岗镇", 202609, "CY-10"): 5} and not draft.doubts and not draft.refused

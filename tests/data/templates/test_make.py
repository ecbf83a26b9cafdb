"""Templates: what a county finds in its workbook, and that what is filled in comes back as it is."""

import csv
import io
from datetime import datetime

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from data.intake.preview import preview
from data.intake.read import draft_of
from data.templates.make import make_csv, make_month, make_sites, make_targets, make_year
from data.write.actor import alone
from data.write.targets import set_targets
from queries.database import reading, writing
from queries.privacy import Viewer
from queries.schema import forms, indicators, observations, regions, targets

NOT_SHEETS = ("填报说明", "名单")


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def place(connection):
    return dict(connection.execute(select(regions.c.code, regions.c.id)).all())


@pytest.fixture(scope="module")
def held(connection, place):
    """(region code, period, indicator code) -> value of the database."""
    region, indicator = {number: code for code, number in place.items()}, dict(
        connection.execute(select(indicators.c.id, indicators.c.code)).all())
    rows = connection.execute(select(observations.c.region_id, observations.c.period, observations.c.indicator_id,
                                     observations.c.value).where(observations.c.period >= 202501)).all()
    return {(region[row.region_id], row.period, indicator[row.indicator_id]): row.value for row in rows}


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def in_unit(value: float, unit: str) -> float:
    return value / 10_000 if unit == "万元" else value


def fill_month(content: bytes, period: int, held: dict) -> tuple[bytes, int]:
    book, filled = opened(content), 0
    for page in book.worksheets:
        for at in range(7, page.max_column + 1, 2) if page.title not in NOT_SHEETS else ():
            for row in range(5, page.max_row + 1):
                value = held.get((page.cell(3, at - 1).value.split(" ")[0], period, page.cell(row, 1).value))
                if value is not None:
                    assert not page.cell(row, at).protection.locked
                    page.cell(row, at).value, filled = in_unit(value, page.cell(row, 3).value), filled + 1
    return saved(book), filled


def fill_year(content: bytes, year: int, held: dict) -> tuple[bytes, int]:
    book, filled = opened(content), 0
    for page in book.worksheets:
        for row in range(4, page.max_row + 1) if page.title not in NOT_SHEETS else ():
            for month in range(1, 13):
                value = held.get((page.cell(row, 1).value, year * 100 + month, page.cell(row, 3).value))
                if value is not None:
                    assert not page.cell(row, 7 + month).protection.locked
                    page.cell(row, 7 + month).value, filled = in_unit(value, page.cell(row, 5).value), filled + 1
    return saved(book), filled


def come_back_unchanged(connection, content: bytes, filled: int, of_the_database: int) -> None:
    draft = draft_of(connection, "模板.xlsx", content)
    assert filled == of_the_database and draft.taken == filled and not draft.refused and not draft.doubts
    assert (preview(connection, draft, viewer=everything(connection)).changes["state"] == "不变").all()


@pytest.mark.parametrize("period", [202609, 202610])
def test_a_countys_month_filled_with_what_is_known_changes_nothing(connection, place, held, period):
    content, filled = fill_month(make_month(connection, place["411422"], period), period, held)
    own = sum(1 for code, when, _ in held if when == period and code.startswith("411422"))
    come_back_unchanged(connection, content, filled, own)


def test_a_countys_year_filled_with_what_is_known_changes_nothing(connection, place, held):
    content, filled = fill_year(make_year(connection, place["411422"], 2025), 2025, held)
    come_back_unchanged(connection, content, filled, sum(1 for code, when, _ in held
                                                         if when // 100 == 2025 and code.startswith("411422")))


def test_a_countys_month_holds_what_the_county_owes_and_nothing_else(connection, place):
    book = opened(make_month(connection, place["411422"], 202610))
    catalogue = pd.read_sql(select(indicators), connection)
    monthly = catalogue[(catalogue["frequency"] == "monthly") & (catalogue["kind"] != "ratio")]
    for name, level in (("县级指标", "county"), ("乡镇指标", "township")):
        page = book[name]
        assert [page.cell(row, 1).value for row in range(5, page.max_row + 1)] == monthly.loc[monthly["report_level"] == level,
                                                                                              "code"].tolist()
    units = {page.cell(3, at).value.split(" ")[0] for page in (book["乡镇指标"],) for at in range(6, page.max_column + 1, 2)}
    assert units == {code for code in place if code.startswith("411422") and len(code) == 9}


def everything(connection) -> Viewer:
    """Who is granted every exact figure: only such a reader is told that nothing changes."""
    return Viewer(frozenset(connection.execute(select(regions.c.id)).scalars()))


def test_a_personal_figure_stands_beside_as_it_is_read(connection, place, held):
    page = opened(make_month(connection, place["411422"], 202610))["县级指标"]
    row = {page.cell(row, 1).value: row for row in range(5, page.max_row + 1)}
    exact = held["411422", 202609, "GA-19"]
    assert exact >= 5 and page.cell(row["GA-19"], 6).value == f"约{int(exact / 5 + 0.5) * 5:,}"


def test_the_last_value_stands_beside_and_personal_ones_do_not(connection, place, held):
    page = opened(make_month(connection, place["411422"], 202610))["县级指标"]
    row = {page.cell(row, 1).value: row for row in range(5, page.max_row + 1)}
    assert page.cell(row["CY-01"], 6).value == held["411422", 202609, "CY-01"] and page.cell(row["CY-01"], 7).value is None
    page = opened(make_month(connection, place["411422"], 202610))["乡镇指标"]
    sensitive = next(row for row in range(5, page.max_row + 1) if page.cell(row, 1).value == "WQ-04")
    assert {page.cell(sensitive, at).value for at in range(6, page.max_column + 1, 2)} <= {"不显示", "—"}


def test_headings_are_locked_and_cells_offer_not_reported(connection, place):
    book = opened(make_month(connection, place["411422"], 202610))
    page = book["县级指标"]
    assert (page.protection.sheet and not page.protection.password and page["A5"].protection.locked
            and not page["G5"].protection.locked)
    rule, = page.data_validations.dataValidation
    assert "未报" in rule.formula1 and not rule.showErrorMessage and "G5" in rule.sqref
    assert any("未上报" in str(cell.value) and "零" in str(cell.value) for cell in book["填报说明"]["A"])
    assert "示例数据" in page["A2"].value and page.print_title_rows == "$3:$4"
    assert opened(make_sites(connection, place["411422"]))["名单"].sheet_state == "hidden"


def test_an_empty_template_takes_nothing_away(connection, place):
    content = make_month(connection, place["411422"], 202610)
    draft, book = draft_of(connection, "模板.xlsx", content), opened(content)
    to_fill = sum(not cell.protection.locked for name in ("县级指标", "乡镇指标") for row in book[name].iter_rows(min_row=5)
                  for cell in row)
    assert draft.taken == 0 and sum(count.blank for count in draft.counts) == to_fill > 200


def test_targets_come_back(connection, place):
    book = opened(make_targets(connection, place["411422"], 2026))
    page = book["年度目标"]
    aims = dict(connection.execute(select(indicators.c.code,
                                          targets.c.value).join(targets, targets.c.indicator_id == indicators.c.id)
                                   .where(targets.c.region_id == place["411422"], targets.c.year == 2026)).all())
    for row in range(4, page.max_row + 1):
        value = aims.get(page.cell(row, 3).value)
        if value is not None:
            page.cell(row, 8).value = in_unit(value, page.cell(row, 5).value)
    come_back_unchanged(connection, saved(book), len(aims), len(aims))


def test_targets_that_others_set_since_are_a_doubt_of_their_cells(prepared):
    with writing(prepared()) as connection:
        place = dict(connection.execute(select(regions.c.code, regions.c.id)).all())
        known = dict(connection.execute(select(indicators.c.code, indicators.c.id)).all())

        def set_(**values: float) -> None:
            cells = pd.DataFrame({"region_id": place["411422"], "value": list(values.values()),
                                  "indicator_id": [known[code.replace("_", "-")] for code in values]})
            set_targets(connection, cells, year=2026, actor=alone("商丘市妇联"), reason="调整", at=datetime(2026, 3, 1))

        set_(CY_01=10, CY_02=20, CY_07=50_000)
        book = opened(make_targets(connection, place["411422"], 2026))
        assert [page.sheet_state for page in book.worksheets] == ["visible", "visible", "hidden"]
        set_(CY_01=11, CY_02=21, CY_03=31, CY_07=60_000)
        page = book["年度目标"]
        wanted = {"CY-01": 12, "CY-02": 21, "CY-03": 32, "CY-04": 40, "CY-07": 7}
        rows = {page.cell(row, 3).value: row for row in range(4, page.max_row + 1)}
        for code, value in wanted.items():
            page.cell(rows[code], 8).value = value
        for row in ("411422", "CY-01", "今年", 3), ("411422", "CY-01", 2026, "三"), ("甲", None, 2026, 1), (None,) * 4:
            book["下载时·年度目标"].append(row)
        draft = draft_of(connection, "目标.xlsx", saved(book))
    told = {one.row: one.expected.split("：")[1].split("。")[0] for one in draft.doubts}
    assert not draft.refused and told == {
        rows["CY-01"]: "下载时是“10场次”，现在是“11场次”", rows["CY-03"]: "下载时是“空”，现在是“31人”",
        rows["CY-07"]: "下载时是“5万元”，现在是“6万元”"}


def test_sites_come_back_and_choices_are_offered(connection, place):
    book = opened(make_sites(connection, place["411422"]))
    page = book["妇女之家"]
    rules = {str(rule.sqref)[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert set(rules) == {"B", "C", "E", "G"}
    known = connection.execute(select(forms.c.name).order_by(forms.c.id)).scalars().all()
    offered = [row[0].value for row in book["名单"][rules["E"].split("!")[1].replace("$", "")]]
    assert len(known) > 20 and offered == known
    row = next(row for row in range(4, page.max_row) if page.cell(row, 6).value is None)
    for at, value in zip(range(2, 12), ("睢县", "城关镇", None, "楼宇", "某大厦", None, 202603, None, 115.07, 34.44),
                         strict=True):
        page.cell(row, at).value = value
    draft = draft_of(connection, "名册.xlsx", saved(book))
    assert not draft.refused and draft.sites[["form", "name", "opened"]].iloc[-1].tolist() == ["楼宇", "某大厦", 202603]
    assert len(draft.sites) == row - 3 > 1 and preview(connection,
                                                       draft).sites["state"].tolist() == ["不变"] * (row - 4) + ["新增"]


def test_the_csv_comes_back(connection, place, held):
    frame = pd.read_csv(io.BytesIO(make_csv(connection, place["411422"], 202610)), dtype=str, encoding="utf-8-sig")
    values = [held.get((row.地区代码, 202610, row.指标代码)) for row in frame.itertuples()]
    frame["数值"] = ["" if value is None else repr(value) for value in values]
    draft = draft_of(connection, "模板.csv", frame.to_csv(index=False).encode("utf-8-sig"))
    assert not draft.refused and draft.taken == sum(value is not None for value in values) > 100
    assert (preview(connection, draft, viewer=everything(connection)).changes["state"] == "不变").all()


def test_a_name_that_begins_like_a_formula_stays_text(world):
    world.add_regions(("4114", "city", None), ("411401", "county", "4114"))
    world.add_indicators(**{"CY-01": {"name": "=cmd|' /C calc'!A1", "definition": "解\x0b释\x1b"}})
    page = opened(make_month(world.connection, world.region["4114"], 202601))["县级指标"]
    assert page["B5"].value == "=cmd|' /C calc'!A1" and page["B5"].data_type == "s" and page["B5"].quotePrefix
    assert page["E5"].value == "解释" and not page["E5"].quotePrefix


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A1", '=HYPERLINK("x","看")', "+招聘会", "-招聘会", "@SUM(A1)"])
def test_the_csv_holds_no_formula_and_such_a_name_comes_back(world, name):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"))
    world.add_indicators(**{"CY-01": {"name": name, "short_name": name}})
    content = make_csv(world.connection, world.region["411400"], 202601)
    lines = content.decode("utf-8-sig").splitlines()
    assert not any(cell.startswith(("=cmd", "=HYP", "+", "-", "@")) for cell in next(csv.reader([lines[1]])))
    draft = draft_of(world.connection, "模板.csv", content.replace(b",\r\n", b",7\r\n"))
    assert not draft.refused and draft.cells["observations"]["value"].tolist() == [7.0]

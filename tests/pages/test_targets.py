"""The target desk: its rows against plain sums, its filters and order, what is typed into it, and its Excel."""

import re
import sqlite3
from html import unescape
from io import BytesIO

import pandas as pd
import pytest
from independent import Facts
from openpyxl import load_workbook
from sqlalchemy import event, text

from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.targets import excel, table
from pages.parts.targets import rows as desk
from pages.parts.targets.rows import View
from pages.parts.ui.markdown import plain
from queries.catalogue import list_indicators
from queries.privacy import personal

SUIXIAN = {"region": "411422"}
"""What concerns a county alone is asked of its page, a tenth of the city's."""


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


def lines(html: str) -> list[list[str]]:
    """The table's rows as the words in their cells; a heading row is one cell."""
    rows = re.findall(r"<tr class=\"(?!group)[^\"]*\"[^>]*>(.*?)</tr>", html)
    return [[unescape(re.sub("<[^>]+>", " ", cell)).split() for cell in re.findall("<td[^>]*>(.*?)</td>", row)] for row in rows]


def keys(html: str) -> list[tuple[int, str]]:
    return [(int(region), code) for region, code in re.findall(r'<button[^>]*data-pick="why:(\d+):([A-Z]+-\d+)"', html)]


def scope(engine, region: int | None = None, year: int = 2026, month: int = 11) -> Scope:
    root = reference.root_of(1)
    return Scope(1, root, region or root, year, month)


def county(code: str) -> int:
    nodes = reference.tree(1)
    return int(nodes.index[nodes["code"] == code][0])


def test_the_aim_opens_with_every_indicator_of_every_county_the_worst_first(open_page, boards):
    app = open_page("mubiao")
    assert not app.exception and not app.error and not app.warning
    blocks = boards(app)
    assert "110项指标 × 10个地区" in blocks["count"] and "1,100 行" in blocks["count"]
    assert len(lines(blocks["table"])) == table.PAGE <= 200
    gaps = [float(row[5][0].replace("−", "-")) for row in lines(blocks["table"])]
    assert gaps == sorted(gaps) and gaps[0] < -20


def test_rows_are_what_a_slow_sum_over_the_raw_tables_gives(demo):
    frame = desk.rows(scope(demo), "")
    with demo.connect() as connection:
        facts = Facts.read(connection)
        private = personal(list_indicators(connection))
    picked = frame[~frame["indicator_id"].map(private)].sample(60, random_state=3)
    for row in picked.itertuples():
        plain = facts.stand(row.region_id, row.code, 2026, 11)
        for name in ("value", "target", "expected", "completion", "gap", "yoy", "reported", "due_units", "status"):
            ours, theirs = getattr(plain, name), getattr(row, name)
            theirs = None if pd.isna(theirs) else theirs
            assert ours == (pytest.approx(theirs) if isinstance(ours, float) else theirs), (row.code, row.region, name)


def test_the_words_of_a_row_are_its_numbers(demo):
    frame = desk.visible(scope(demo), View(find="小额贷款人数 民权"))
    row, (words,) = frame.iloc[0], lines(table.desk_table(scope(demo), View(find="小额贷款人数 民权"), 1))
    with demo.connect() as connection:
        said = connection.execute(text("""
            SELECT sum(value), (SELECT value FROM targets WHERE year = 2026 AND region_id = o.region_id
            AND indicator_id = o.indicator_id) FROM observations o WHERE region_id = :region AND indicator_id = :indicator
            AND period BETWEEN 202601 AND 202611"""),
                                  {"region": int(row["region_id"]), "indicator": int(row["indicator_id"])}).one()
    assert words[0] == ["小额贷款人数", "CY-06"] and words[1] == ["民权县"]
    assert words[2] == [f"{said[0]:.0f}人"] and words[3] == [f"{said[1]:.0f}人"]
    assert words[4] == [f"{said[0] / said[1] * 100:.1f}%"]


@pytest.mark.parametrize("query, kept", [
    ({"aim_action": "weiquan"}, lambda frame: frame["code"].str.startswith("WQ")),
    ({"aim_programme": "春风行动（春风送岗位）"}, lambda frame: frame["code"].isin(["CY-01", "CY-02", "CY-03", "CY-04"])),
    ({"aim_status": "滞后"}, lambda frame: frame["status"] == "滞后"),
    ({"only": "late"}, lambda frame: frame["status"] == "滞后"),
    ({"only": "miss"}, lambda frame: frame["miss"]),
    ({"only": "silent"}, lambda frame: (frame["status"] == "滞后") & frame["why"].isna()),
    ({"aim_place": "411422"}, lambda frame: frame["region"] == "睢县"),
    ({"aim_find": "贷款 睢县"}, lambda frame: (frame["region"] == "睢县") & frame["name"].str.contains("贷款")),
    ({"aim_action": "guanai", "only": "late", "aim_place": "411422"},
     lambda frame: frame["code"].str.startswith("GA") & (frame["status"] == "滞后") & (frame["region"] == "睢县"))])
def test_filters_come_from_the_url_and_keep_what_they_say(open_page, boards, demo, query, kept):
    app = open_page("mubiao", **query)
    assert not app.exception and not app.warning and {name: app.query_params[name] for name in query} == query
    everything = desk.rows(scope(demo), "")
    wanted = everything[kept(everything)]
    total = int(re.search("([0-9,]+) 行", boards(app)["count"])[1].replace(",", ""))
    assert total == len(wanted) and 0 < total < 1100
    found = keys(boards(app)["table"])
    assert set(found) <= set(zip(wanted["region_id"], wanted["code"])) and len(found) == min(total, table.PAGE)


@pytest.mark.parametrize("sort, column, ascending", [("", "gap", True), ("best", "gap", False), ("done", "completion", True),
                                                     ("yoy", "yoy", True), ("ends", "ends", True)])
def test_order(demo, sort, column, ascending):
    found = desk.visible(scope(demo), View(sort=sort))[column]
    known = found.dropna()
    assert known.is_monotonic_increasing if ascending else known.is_monotonic_decreasing
    assert found.isna().to_numpy()[len(known):].all()


def test_official_order_is_regions_by_code_then_the_catalogue(demo):
    frame = desk.visible(scope(demo), View(sort="official"))
    assert frame[["region_code", "indicator_id"]].apply(tuple, axis=1).is_monotonic_increasing


@pytest.mark.parametrize("group, column", [("action", "action"), ("place", "region")])
def test_groups_stand_together_under_a_heading_that_counts_them_whole(demo, group, column):
    view = View(group=group)
    frame = desk.visible(scope(demo), view)
    assert (frame[column] != frame[column].shift()).sum() == frame[column].nunique()
    first = frame[frame[column] == frame[column].iloc[0]]
    judged = first["status"].isin(["已完成", "达序时", "略滞后", "滞后"]).sum()
    on_pace = first["status"].isin(["已完成", "达序时"]).sum()
    assert f"达序时 {on_pace}/{judged}" in table.desk_table(scope(demo), view, 1)


def test_every_row_is_on_exactly_one_page(demo):
    view = View(sort="official")
    found = [key for page in range(1, table.pages(scope(demo), view) + 1)
             for key in keys(table.desk_table(scope(demo), view, page))]
    assert len(found) == len(set(found)) == 1100
    assert keys(table.desk_table(scope(demo), view, 0)) == found, "whole, as on paper"


@pytest.mark.parametrize("query, said", [({"aim_place": "外星"}, "外星"), ({"only": "x"}, "x"), ({"aim_status": "<b>"}, "<b>"),
                                         ({"aim_sort": "1;"}, "1;"), ({"aim_programme": "没有"}, "没有")])
def test_nonsense_in_the_url_is_said_and_left_out(open_page, boards, query, said):
    app = open_page("mubiao", **query)
    assert not app.exception and [plain(said) in word.value
                                  for word in app.warning] == [True] and "1,100 行" in boards(app)["count"]


@pytest.mark.parametrize("page", ["99", "-1", "²"])
def test_a_page_that_is_not_there_is_the_first(open_page, boards, page):
    app = open_page("mubiao", aim_page=page)
    assert not app.exception and "第 1–100 行" in boards(app)["table"]


def test_a_county_is_itself_or_with_its_townships(open_page, boards, demo):
    alone = desk.rows(scope(demo, county("411422")), "")
    assert set(alone["region"]) == {"睢县"} and len(alone) == 110
    deep = desk.rows(scope(demo, county("411422")), "every")
    towns = deep[deep["level"] == "township"]
    with demo.connect() as connection:
        private = personal(list_indicators(connection))
    assert (towns["region_id"].nunique() == 20 and (towns["report_level"] == "township").all()
            and not towns["indicator_id"].map(private).any())
    app = open_page("mubiao", region="411422", aim_place="every", aim_group="place")
    assert not app.exception and not app.warning and "21个地区" in boards(app)["count"]


def test_small_numbers_of_people_stay_hidden(demo):
    frame = desk.rows(scope(demo, month=1), "")
    hidden = frame[frame["withheld"] != ""]
    assert len(hidden) and hidden[["value", "forecast", "completion", "gap"]].isna().all().all()
    cells = excel.cells(frame)
    assert set(cells.loc[hidden.index, "value"]) <= {"<5", "—"}
    about = frame[frame["rounded"]]
    assert len(about) > 50 and (about.loc[about["kind"] != "ratio", "value"] % 5 == 0).all()
    assert cells.loc[about.index, "value"].str.match("约[0-9,.]+$").all()
    assert cells.loc[hidden.index, ["forecast", "low", "high", "error", "gap", "completion"]].isna().all().all()
    money = (frame := desk.rows(scope(demo), ""))[frame["rounded"] & (frame["unit"] == "元")]
    assert len(money) and excel.cells(money)["value"].str.match("约[0-9,]+$").all(), "元 are told whole"


@pytest.mark.parametrize("view", [View(), View(only="miss", group="place"), View(action="weiquan", sort="official"),
                                  View(find="没有这样的指标"), View(status="未设目标", sort="done")])
def test_the_excel_is_what_is_on_the_screen(demo, view):
    sheet = load_workbook(BytesIO(excel.make(scope(demo), view)))["目标进度"]
    rows = list(sheet.values)
    head = next(at for at, row in enumerate(rows) if row[0] == "代码")
    frame = pd.DataFrame(rows[head + 1:], columns=rows[head])
    shown = [key for page in range(1, table.pages(scope(demo), view) + 1)
             for key in lines(table.desk_table(scope(demo), view, page))]
    assert len(frame) == len(shown)
    for (_, row), words in zip(frame.iterrows(), shown, strict=True):
        assert (row["代码"], row["地区"], row["状态"]) == (words[0][-1], words[1][0], words[6][-1].lstrip("✔●◆▼○◷–"))
        assert row["完成率"] == "—" or abs(row["完成率"] * 100 - float(words[4][0].rstrip("%").replace(",", ""))) < 0.051
        assert (row["预计完不成"] == "预计完不成") == ("▼完不成" in words[8])
        if row["单位"] != "元" and not isinstance(row["实际值"], str):
            assert abs(row["实际值"] - float(words[2][0].removesuffix(row["单位"]).replace(",", ""))) < 0.051
    assert "示例数据" in rows[1][0] and any("筛选和次序" in str(row[0]) for row in rows[:head])


# Editing: what is refused, on the demo itself; what is written, on a copy.


@pytest.fixture
def opened(open_page):
    """opened(*door, **query): the desk with that dialog open."""
    def open_it(*door: str, **query: str):
        app = open_page("mubiao", **query)
        app.session_state["aim_open"] = ":".join(door)
        return app.run()

    return open_it


@pytest.fixture
def edited(copy_of_demo, use, opened):
    """As opened, on a copy of the demo; edited.held(sql): what the copy holds."""
    path = copy_of_demo().removeprefix("sqlite:///")
    use(f"sqlite:///{path}")

    def open_it(*door: str, **query: str):
        return opened(*door, **query)

    open_it.held = lambda sql: sqlite3.connect(path).execute(sql).fetchall()
    return open_it


def fill(app, label: str, words: str):
    """Types into the field with that label."""
    next(field for field in (*app.text_input, *app.text_area) if field.label.startswith(label)).set_value(words)
    return app.run()


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    return app.run()


def said(app) -> str:
    return " ".join(item.value for kind in (app.markdown, app.html, app.success, app.caption, app.info) for item in kind)


TARGET = "SELECT value FROM targets t JOIN indicators i ON i.id = t.indicator_id JOIN regions r ON r.id = t.region_id " \
         "WHERE t.year = {} AND i.code = '{}' AND r.code = '{}'"


def test_a_target_is_changed_seen_traced_and_undone(edited, boards):
    region = str(county("411422"))
    app = edited("aim", region, "CY-06", aim_find="小额贷款人数 睢县")
    (before,), = edited.held(TARGET.format(2026, "CY-06", "411422"))
    app = fill(fill(app, "2026年度目标", "１，２34"), "修改原因", "市妇联6号文")
    assert "按 1,234 人计" in said(app) and "所辖 9 个合计" in said(app)
    app = press(app, "保存目标")
    assert not app.exception and edited.held(TARGET.format(2026, "CY-06", "411422")) == [(1234.0,)]
    assert "1,234人" in boards(app)["table"] and "目标改为 1,234人" in said(app)
    batch = edited.held("SELECT actor, note, kind FROM batches ORDER BY id DESC LIMIT 1")
    assert batch == [("商丘市妇联", "市妇联6号文", "edit")]
    app = press(app, "撤销")
    assert edited.held(TARGET.format(2026, "CY-06", "411422")) == [(before,)] and "已撤销" in said(app)
    assert f"{before:,.0f}人" in boards(app)["table"]


@pytest.mark.parametrize("code, typed, words", [
    ("CY-06", "abc", "应是数字"), ("CY-06", "-5", "负数"), ("CY-06", "1.5", "整数"), ("CY-06", "98%", "百分比"),
    ("CY-06", "nan", "应是数字"), ("WL-03", "101", "100%"), ("WL-03", "-1%", "负数"), ("CY-07", "12公里", "单位应是"),
    ("CY-06", "1e9", "科学计数")])
def test_what_may_not_be_a_target_is_refused_beside_its_field(opened, code, typed, words):
    app = fill(opened("aim", str(county("411422")), code, **SUIXIAN), "2026年度目标", typed)
    assert any(item.value.startswith(":red[") and words in item.value for item in app.markdown)
    assert next(button for button in app.button if button.label == "保存目标").disabled


def test_without_a_reason_or_a_change_nothing_is_written(edited):
    app = press(fill(edited("aim", str(county("411422")), "CY-06", **SUIXIAN), "2026年度目标", "777"), "保存目标")
    assert any("请写明原因" in item.value for item in app.markdown)
    (before,), = edited.held(TARGET.format(2026, "CY-06", "411422"))
    app = press(fill(fill(app, "2026年度目标", f"{before:.0f}"), "修改原因", "不变"), "保存目标")
    assert any("没有改动" in item.value for item in app.markdown)
    assert edited.held("SELECT count(*) FROM batches WHERE kind = 'edit'") == [(0,)]


def test_money_is_typed_in_the_unit_that_the_field_names(edited):
    app = edited("aim", str(county("411422")), "CY-07", **SUIXIAN)
    field = next(field for field in app.text_input if "年度目标" in field.label)
    assert "万元" in field.label
    (held,), = edited.held(TARGET.format(2026, "CY-07", "411422"))
    assert float(field.value) * 10_000 == held
    app = fill(fill(app, "2026年度目标", "320.5"), "修改原因", "调整")
    assert "按 3,205,000 元计" in said(app)
    press(app, "保存目标")
    assert edited.held(TARGET.format(2026, "CY-07", "411422")) == [(3_205_000.0,)]


def test_an_own_target_of_the_city_is_set_against_its_counties_and_taken_away(edited, boards):
    app = edited("aim", str(reference.root_of(1)), "CY-01", aim_find="CY-01", aim_sort="official")
    app = fill(app, "2026年度目标", "190")
    (counties,), = edited.held("SELECT sum(value) FROM targets t JOIN indicators i ON i.id = t.indicator_id JOIN regions r ON"
                               " r.id = t.region_id WHERE t.year = 2026 AND i.code = 'CY-01' AND r.level = 'county'")
    away = counties - 190
    assert f"9 个下级合计 {counties:.0f}场次，与本级目标 190场次" in said(app) and f"{abs(away):.0f}场次" in said(app)
    app = press(fill(app, "修改原因", "不再单独下达"), "取消本级目标")
    assert edited.held(TARGET.format(2026, "CY-01", "411400")) == []
    assert "下级合计" in boards(app)["table"] and f"{counties:.0f}场次" in boards(app)["table"]


def test_a_later_change_outlives_the_undo_of_an_earlier_one(edited):
    region = str(county("411422"))
    for value in ("500", "600"):
        app = edited("aim", region, "CY-06", **SUIXIAN)
        press(fill(fill(app, "2026年度目标", value), "修改原因", f"改为{value}"), "保存目标")
    first, second = (number for number, in edited.held("SELECT id FROM batches WHERE kind = 'edit' ORDER BY id"))
    app = edited("aim", region, "CY-06", **SUIXIAN)
    next(item for item in app.get("button_group") if "修改记录" in str(item.options)).set_value("修改记录")
    app.run()
    assert "→ 500人" in said(app) and "500人 → 600人" in said(app)
    app.button(key=f"undo-{first}").click()
    app.run()
    assert edited.held(TARGET.format(2026, "CY-06", "411422")) == [(600.0,)] and "其中 1 项后来又改过" in said(app)
    app.button(key=f"undo-{second}").click()
    app.run()
    assert edited.held(TARGET.format(2026, "CY-06", "411422")) not in ([(600.0,)], [(500.0,)], [])


ROW = "5\t10\t20\t30\t40\t50\t60\t70\t80\t90\t95\t100"


def open_plan(app):
    next(item for item in app.get("button_group") if "进度计划" in str(item.options)).set_value("进度计划")
    return app.run()


def test_a_plan_is_pasted_from_excel_drawn_saved_and_undone(edited, boards, open_page):
    app = open_plan(edited("aim", str(county("411422")), "CY-06", **SUIXIAN))
    app = fill(fill(app, "累计进度", ROW), "修改原因", "上半年少下半年多")
    assert ">95<" in boards(app)["bars"]
    app = press(app, "保存计划")
    held = [value for value, in edited.held("SELECT value FROM plans ORDER BY period")]
    assert held == [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]
    version = reference.current_version()
    root = reference.root_of(version)
    frame = desk.rows(Scope(version, root, root, 2026, 9), "")
    row = frame[(frame["code"] == "CY-06") & (frame["region"] == "睢县")].iloc[0]
    assert row["expected"] == pytest.approx(row["target"] * 0.8)
    press(app, "撤销")
    assert edited.held("SELECT count(*) FROM plans") == [(0,)]


@pytest.mark.parametrize("typed, words", [(ROW.replace("70", "55"), "8月比7月少"), (ROW.replace("100", "99"), "12月应为"),
                                          (ROW.replace("5\t10", "x\t10", 1), "1月的“x”：应是数字"), ("5,10", "读到 2 个"),
                                          (ROW.replace("95", "950"), "11月应在")])
def test_a_plan_that_may_not_be_is_refused_with_its_month(opened, typed, words):
    app = fill(open_plan(opened("aim", str(county("411422")), "CY-06", **SUIXIAN)), "累计进度", typed)
    assert any(item.value.startswith(":red[") and words in item.value for item in app.markdown)
    assert next(button for button in app.button if button.label == "保存计划").disabled


def test_a_year_is_copied_forward_and_taken_back_whole(edited, open_page, boards, bar):
    app = fill(fill(edited("forward"), "数量增幅", "10"), "修改原因", "年初下达")
    (stated,), = edited.held("SELECT count(*) FROM targets WHERE year = 2026")
    assert f"共有 {stated:,} 项" in said(app) and f"新设 {stated:,} 项" in said(app)
    app = press(app, "写入2027年目标")
    assert not app.exception and edited.held("SELECT count(*) FROM targets WHERE year = 2027") == [(stated,)]
    assert edited.held(TARGET.format(2027, "CY-01", "411400"))[0][0] == pytest.approx(
        1.1 * edited.held(TARGET.format(2026, "CY-01", "411400"))[0][0], rel=0.006)
    next_year = open_page("mubiao", year="2027", **SUIXIAN)
    assert not next_year.exception and "110 行" in boards(next_year)["count"]
    assert "▲ 示例数据" in bar(next_year)["badges"]
    assert open_page().query_params["year"] == "2026"
    again = edited("forward")
    assert f"已有 {stated:,} 项" in said(again)
    assert next(button for button in again.button if button.label == "写入2027年目标").disabled
    press(app, "撤销")
    assert edited.held("SELECT count(*) FROM targets WHERE year = 2027") == [(0,)]


@pytest.mark.parametrize("growth, words", [("abc", "应是数字"), ("-95", "增幅应在"), ("9999", "增幅应在"), ("", "请填")])
def test_a_growth_that_may_not_be_is_refused(opened, growth, words):
    app = fill(opened("forward"), "数量增幅", growth)
    assert any(item.value.startswith(":red[") and words in item.value for item in app.markdown)
    assert next(button for button in app.button if button.label == "写入2027年目标").disabled


def test_a_write_that_the_database_does_not_allow_is_said_and_changes_nothing(edited):
    app = fill(fill(edited("aim", str(county("411422")), "CY-06", **SUIXIAN), "2026年度目标", "777"), "修改原因", "试")
    before = edited.held(TARGET.format(2026, "CY-06", "411422"))
    reference.engine().dispose()
    event.listen(reference.engine(), "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    app = press(app, "保存目标")
    assert "数据库是只读的" in app.error[0].value and edited.held(TARGET.format(2026, "CY-06", "411422")) == before


def test_a_row_opens_to_its_own_units_whatever_the_scope(open_page, boards):
    app = open_page("mubiao", why="411422-CY-06")
    assert not app.exception and "睢县" in boards(app)["facts"] and "睢县" in boards(app)["units"]
    assert "梁园区" not in boards(app)["units"] and "figure class=\"plot\"" in "".join(boards(app).values())


def test_a_township_opens_to_its_own(open_page, boards, demo):
    deep = desk.rows(scope(demo, county("411422")), "every")
    town = deep[(deep["level"] == "township") & deep["value"].notna()].iloc[0]
    app = open_page("mubiao", region="411422", aim_place="every", why=f"{town['region_code']}-{town['code']}")
    assert not app.exception and not app.warning and f"睢县{town['region']}" in boards(app)["facts"]
    assert town["region"] in boards(app)["units"] and "1 行）" in boards(app)["units"]

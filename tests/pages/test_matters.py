"""督办 on the screen: the list and its filters, a matter opened from an address and taken a step further, a new one in two
clicks, the 台账."""

import sqlite3
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from pages.parts.matters import excel
from pages.parts.matters.rows import View, visible
from pages.parts.shell import answers, follow, picks, reference
from pages.parts.shell.scope import Scope

CITY = {"region": "411400", "year": "2026", "month": "11"}
TODAY = date(2026, 12, 5)


@pytest.fixture
def path(copy_of_demo, use):
    url = copy_of_demo()
    use(url)
    return url.removeprefix("sqlite:///")


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    return app.run()


def field(app, label: str):
    return next(one for one in (*app.text_input, *app.text_area, *app.selectbox) if one.label.startswith(label))


def scope(code: str = "411400") -> Scope:
    version = reference.current_version()
    nodes = reference.tree(version)
    return Scope(version, reference.root_of(version), int(nodes.index[nodes["code"] == code][0]), 2026, 11)


def test_the_list_says_what_is_urgent_and_what_the_data_say(demo, open_page, boards):
    drawn = boards(open_page("duban", **CITY))
    assert all(word in drawn["lead"] for word in ("督办 11 件", "未办结 8 件", "▲逾期 2 件", "◆滞后 3 件", "●7天内到期 1 件",
                                                  "报办结但数据未达到 1 件", "数据已达到 1 件"))
    rows = drawn["listed"].split("<tr")[2:]
    assert len(rows) == 11 and all('class="red"' in row for row in rows[:2]) and 'class="over"' in rows[-1]
    assert sum("报办结但数据未达到" in row for row in rows) == 1 and any("数据已达到" in row for row in rows)
    assert all(str(picks.Matter(number)) in drawn["listed"] for number in range(1, 12))
    line = boards(open_page("", **CITY))["duban"]
    assert "▲逾期 2 件" in line and str(picks.Matters("red", "")) in line


def test_a_county_sees_its_own_and_the_overviews_door_is_narrowed_to_it(demo, open_page, boards):
    found = answers.matters(scope("411422"), TODAY)
    assert found["unit"].tolist() == ["睢县妇联"] and found["state"].tolist() == ["returned"]
    assert "督办 1 件" in boards(open_page("duban", **CITY | {"region": "411422"}))["lead"]
    assert "未办结 1 件" in boards(open_page("xianqu", **CITY | {"region": "411422"}))["duban"]


@pytest.mark.parametrize("view, many", [
    (View(), 11), (View(unit="411422"), 1), (View(state="open"), 8), (View(state="done"), 2), (View(colour="red"), 2),
    (View(colour="contradicted"), 1), (View(colour="attained"), 1), (View(meeting="2026-11-12 11月工作调度会"), 3),
    (View(unit="411422", colour="red"), 0)])
def test_the_ledger_is_what_is_on_the_screen(demo, view, many):
    sheet = load_workbook(BytesIO(excel.make(scope(), view, TODAY)))["督办台账"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[0] == "序号")
    assert list(rows[head]) == [column.title for column in excel.COLUMNS] and len(rows) - head - 1 == many
    frame = visible(scope(), view, TODAY)
    assert [row[3] for row in rows[head + 1:]] == frame["what"].tolist() and len(frame) == many
    if view == View(colour="contradicted"):
        told = dict(zip(rows[head], rows[head + 1], strict=True))
        row = frame.iloc[0]
        assert (told["议定时的数"], told["要求达到"], told["现在的数"]) == (row["value_then"], row["wanted"], row["value_now"])
        assert told["数据"] == "报办结但数据未达到" and told["状态"] == "申请办结" and "任务已完成" in told["办结申请"]
    assert any("示例数据" in str(row[0]) for row in rows[:head])


def test_a_matter_is_taken_a_step_further_from_its_address(path, open_page, boards):
    held = sqlite3.connect(path)
    number, = held.execute("SELECT id FROM matters WHERE state = 'asked'").fetchone()
    app = open_page("duban", **CITY, matter=str(number))
    assert "报办结但数据未达到" in boards(app)["facts"] and "申请办结" in boards(app)["steps"]
    choose = next(item for item in app.get("button_group") if str(item.key).startswith("matter-step"))
    assert [option.content for option in choose.proto.options] == ["核销", "退回", "中止", "更正"]
    app = choose.set_value("return").run()
    app = press(app, "退回")
    assert any("请写明退回原因" in item.value for item in app.markdown)
    field(app, "退回原因").set_value("=1+1 报表里没有")
    app = press(app.run(), "退回")
    assert not app.exception and "现在是“退回”" in app.success[0].value and app.query_params["matter"] == str(number)
    assert held.execute("SELECT kind, state, words, actor FROM matter_entries ORDER BY id DESC LIMIT 1").fetchone() == (
        "return", "returned", "=1+1 报表里没有", "商丘市妇联")
    assert "=1+1 报表里没有" in boards(app)["steps"]
    again = [option.content for item in app.get("button_group") if str(item.key).startswith("matter-step")
             for option in item.proto.options]
    assert again == ["报进展", "说明未完成原因", "中止", "更正"]


def test_what_was_decided_is_put_right_on_the_page(path, open_page, boards):
    held = sqlite3.connect(path)
    number, = held.execute("SELECT id FROM matters WHERE state = 'doing' LIMIT 1").fetchone()
    app = open_page("duban", **CITY, matter=str(number))
    app = next(item for item in app.get("button_group") if str(item.key).startswith("matter-step")).set_value("amend").run()
    next(one for one in app.date_input if one.label == "完成时限").set_value(date(2027, 3, 1))
    app = press(app.run(), "更正")
    assert any("请写明更正的原因" in item.value for item in app.markdown)
    field(app, "更正的原因").set_value("会议同意延期")
    app = press(app.run(), "更正")
    assert not app.exception and "已更正" in app.success[0].value and "→ 2027-03-01。会议同意延期" in boards(app)["steps"]
    assert held.execute("SELECT due, state FROM matters WHERE id = ?", [number]).fetchone() == ("2027-03-01", "doing")


def test_a_new_matter_from_a_figure_in_two_clicks(path, open_page, boards):
    app = open_page("duban", **CITY, new="411422-CY-07")
    assert field(app, "关联哪个地区的数").value == "411422" and field(app, "关联哪项指标").value == "CY-07"
    held = sqlite3.connect(path)
    target, = held.execute("SELECT value FROM targets t JOIN indicators i ON i.id = t.indicator_id JOIN regions r ON r.id = "
                           "t.region_id WHERE i.code = 'CY-07' AND r.code = '411422' AND year = 2026").fetchone()
    wanted = field(app, "要求达到")
    assert "万元" in wanted.label and float(wanted.value) * 10_000 == target
    assert "睢县小额贷款金额" in field(app, "事项").value and any("现在" in item.value for item in app.html)
    app = press(app, "交办")
    assert any("请填会议或文件的名称" in item.value for item in app.markdown)
    field(app, "会议或文件的名称").set_value("12月调度会")
    app = press(app.run(), "交办")
    assert not app.exception and "已交办睢县妇联" in app.success[0].value
    row = held.execute("SELECT number, source, unit, wanted, due, state, actor, demo, period_then FROM matters "
                       "ORDER BY id DESC").fetchone()
    assert row == (12, "12月调度会", "睢县妇联", target, "2026-12-31", "assigned", "商丘市妇联", 0, 202611)
    assert "new" not in app.query_params and boards(app)["facts"]  # the matter itself is open now


def test_one_without_a_figure_and_one_that_cannot_be_read(demo, open_page):
    app = open_page("duban", **CITY, new="1")
    assert field(app, "关联哪个地区的数").value == "" and not [one for one in app.text_input if one.label.startswith("要求达到")]
    app = open_page("duban", **CITY, new="411422-CY-07")
    field(app, "要求达到").set_value("很多")
    app = press(app.run(), "交办")
    assert any(item.value.startswith(":red[") for item in app.markdown)
    assert not app.success and len(answers.matters(scope(), TODAY)) == 11


@pytest.mark.parametrize("query", [{"matter": "99"}, {"matter": "x"}, {"new": "999999-XX"}, {"matter_state": "lost"}])
def test_an_address_that_names_nothing_opens_nothing(demo, open_page, query):
    app = open_page("duban", **CITY, **query)
    assert not app.exception and "matter" not in app.query_params and "matter_state" not in app.query_params


def test_who_may_not_write_is_offered_nothing(demo, open_page, monkeypatch):
    monkeypatch.setattr("pages.parts.shell.permit.may_write", lambda: False)
    app = open_page("duban", **CITY, matter="3")
    assert not app.exception and not app.text_area and "新增" not in [button.label for button in app.button]


@pytest.mark.parametrize("pick, wanted", [
    (picks.Matters("red", ""), {"matter_colour": "red", "matter_state": ""}), (picks.Matter(3), {"matter": "3"}),
    (picks.NewMatter(1, "CY-07"), {"new": "411400-CY-07"})])
def test_doors_from_other_pages(demo, open_page, pick, wanted, monkeypatch):
    state = {}
    monkeypatch.setattr(follow.st, "session_state", state)
    follow.follow(pick)
    assert state["go_to"] == "duban" and wanted.items() <= state.items() and picks.parse(str(pick)) == pick

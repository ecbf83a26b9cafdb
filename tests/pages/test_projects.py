"""工作项目 on the screen: all of them by action, narrowed, one opened from its address, changed and given back, found by the
search;
the count on other pages; the workbook out and in."""

import sqlite3
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from data.intake.sheets import Unusable
from data.projects.draft import Draft, make_draft
from data.write.actor import alone
from data.write.project_batches import write_changes
from data.write.projects import add_project, edit_project, hide_projects
from data.write.undoing import undo
from pages.parts.find import routes
from pages.parts.papers import edits, outline
from pages.parts.projects import excel, opened, table
from pages.parts.projects.filters import View
from pages.parts.shell import picks, planned, reader, reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.projects import line
from queries.database import open_engine, reading, writing

CITY = {"region": "411400", "year": "2026", "month": "11"}
TODAY, NOW = date(2026, 12, 5), datetime(2026, 12, 5, 9, 30)
OFFICE = alone("商丘市妇联")


@pytest.fixture
def url(copy_of_demo, use):
    made = copy_of_demo()
    use(made)
    return made


def scope(code: str = "411400", year: int = 2026) -> Scope:
    version = reference.current_version()
    nodes = reference.tree(version)
    return Scope(version, reference.root_of(version), int(nodes.index[nodes["code"] == code][0]), year, 11)


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    return app.run()


def held(demo) -> pd.DataFrame:
    """Project, county, state of 2026, straight from the database."""
    with demo.connect() as connection:
        return pd.read_sql("SELECT p.code, p.name, a.code AS action, r.code AS county, s.state FROM projects p JOIN actions a "
                           "ON a.id = p.action_id LEFT JOIN project_states s ON s.project_id = p.id AND s.year = 2026 "
                           "LEFT JOIN regions r ON r.id = s.region_id", connection)


def test_all_300_stand_by_action_and_the_counts_agree_with_the_tables(demo, open_page, boards):
    drawn = boards(open_page("xiangmu", **CITY))
    assert drawn["listed"].count("<tr") == 300 + 7 and "300 个工作项目" in drawn["lead"]
    frame = held(demo)
    for code, place in (("411400", frame), ("411422", frame[frame["county"] == "411422"])):
        for action, rows in frame.groupby("action"):
            said = place[place["action"] == action].dropna(subset="state").groupby("code")["state"].agg(set)
            running = sum("running" in one for one in said)
            drawn = str(line(scope(code), action))
            assert f"{rows['code'].nunique()} 个工作项目" in drawn and f"已开展 {running}<" in drawn
            unsaid = rows["code"].nunique() - len(said)
            assert (f"未填报 {unsaid}<" in drawn) is bool(unsaid)
    assert "开展情况未填报" in line(scope(year=2024), "wenming") and "已开展" not in line(scope(year=2024), "wenming")


def test_the_count_is_on_the_action_page_and_the_overview_and_follows_the_region(demo, open_page, boards):
    drawn = boards(open_page("wenming", **CITY))["projects"]
    assert drawn == str(line(scope(), "wenming")) and str(picks.Projects("wenming", "running")) in drawn
    assert boards(open_page("wenming", **CITY | {"region": "411422"}))["projects"] == str(line(scope("411422"),
                                                                                               "wenming")) != drawn
    assert "300 个工作项目" in boards(open_page("", **CITY))["projects"]


@pytest.mark.parametrize("view, wanted", [
    (View(action="wenming"), lambda frame: frame["action"] == "wenming"), (View(state="running"),
                                                                           lambda frame: frame["running"] > 0),
    (View(state="unsaid"), lambda frame: frame["said"] == 0), (View(state="overdue"), lambda frame: frame["overdue"] > 0),
    (View(state="planned"), lambda frame: frame["tasks"] > 0), (View(state="missed"), lambda frame: frame["checked"] == "missed"),
    (View(state="hidden"), lambda frame: frame["hidden"]), (View(state="own"), lambda frame: frame["own"]),
    (View(words="巧媳妇 贫困"), lambda frame: frame["code"].isin(["XM-002"])), (View(words="妇代会主任配备"), None),
    (View("tuopin", "running", "巧媳妇"), None), (View(words="没有的词"), lambda frame: frame["code"] == "")])
def test_filters_let_through_what_they_say(demo, view, wanted):
    shown = table.visible(scope(), view, TODAY)
    frame = planned.listed(scope().version).join(planned.standing(scope(), TODAY).drop(columns="project_id"))
    assert set(shown["code"]) == set(frame.loc[wanted(frame), "code"]) if wanted else len(shown)


def test_one_is_opened_from_its_address_with_all_that_belongs_to_it(demo, open_page, boards):
    drawn = boards(open_page("xiangmu", **CITY, project="XM-002"))
    assert "「" not in drawn["head"] and "巧媳妇创业就业工程示范企业7个" in drawn["head"] and "文件000" in drawn["head"]
    assert all(str(picks.Origin(code)) in drawn["numbers"] for code in ("TP-01", "TP-04", "TP-05"))
    assert "未分解任务" in drawn["plan"] and "0%" not in drawn["plan"] and drawn["right"].count("run-cell ") == 9
    assert "文件中的数字" in drawn["quoted"] and str(picks.NewMatterOf("XM-002")) in drawn["matters"]
    planned_one = boards(open_page("xiangmu", **CITY, project="XM-001"))
    assert "任务分解（6）" in planned_one["plan"] and "年中检查" in planned_one["left"] and "%" in planned_one["plan"]
    app = open_page("xiangmu", **CITY, project="XM-999")
    assert "listed" in boards(app) and "这里没有" in app.info[0].value
    app = open_page("duban", **CITY, new="XM-003")
    assert next(one for one in app.selectbox if one.label == "关联哪个工作项目").value == "XM-003"


def test_what_is_overdue_is_said_by_sign_word_and_days(demo, open_page, boards):
    late = planned.standing(scope(), TODAY)
    code = planned.listed(scope().version).at[late.index[late["overdue"] > 0][0], "code"]
    drawn = boards(open_page("xiangmu", **CITY, project=code))["plan"]
    assert "▲" in drawn and "逾期" in drawn and " 天" in drawn and 'class="red"' in drawn


def test_a_state_is_changed_on_the_page_with_a_reason_and_given_back(url, open_page, boards):
    app = open_page("xiangmu", **CITY | {"region": "411422"}, project="XM-004")
    choose = next(item for item in app.get("button_group") if str(item.key).startswith("project-state"))
    now = planned.states(scope("411422")).set_index("project_id")["state"].get(4)
    other = "idle" if now != "idle" else "running"
    app = choose.set_value(other).run()
    app = press(app, "保存：填开展情况")
    assert not app.exception and "已保存" in app.success[0].value  # 示例数据 gives way without a reason
    app = next(item for item in app.get("button_group") if str(item.key).startswith("project-state")).set_value("none").run()
    app = press(app, "保存：填开展情况")
    assert any("请写明原因" in item.value for item in app.markdown)
    next(one for one in app.text_input if one.label.startswith("原因")).set_value("今年不再开展")
    app = press(app.run(), "保存：填开展情况")
    file = sqlite3.connect(url.removeprefix("sqlite:///"))
    ask = ("SELECT s.state, s.demo FROM project_states s JOIN regions r ON r.id = s.region_id "
           "WHERE project_id = 4 AND year = 2026 AND r.code = '411422'")
    assert file.execute(ask).fetchall() == [("none", 0)]
    app = press(app, "撤销")
    assert "已撤销" in app.success[0].value and file.execute(ask).fetchall() == [(other, 0)]
    history = boards(open_page("daoru", batch=str(file.execute("SELECT max(id) FROM batches").fetchone()[0])))
    assert "今年不再开展" in history["history"] and "开展情况：" in history["cells"]


def test_a_task_a_check_and_a_project_of_ones_own(url, open_page, boards):
    app = open_page("xiangmu", **CITY, project="XM-004")
    for step, label, typed in (("task", "任务", "办 4 期培训班"), ("check", "说明", "台账齐全"), ("edit", "牵头单位",
                                                                                     "妇女发展部")):
        app = next(item for item in app.get("button_group") if str(item.key).startswith("project-step")).set_value(step).run()
        next(one for one in app.text_input if one.label.startswith(label)).set_value(typed)
        app.run()
        next(one for one in app.text_input if one.label.startswith("原因")).set_value("年初议定")
        app = press(app.run(), next(one.label for one in app.button if one.label.startswith("保存：")))
        assert not app.exception and "已保存" in app.success[0].value, (step, [item.value for item in app.markdown])
    drawn = boards(app)
    assert "办 4 期培训班" in drawn["plan"] and "台账齐全" in drawn["left"] and "妇女发展部" in drawn["head"]


def found(monkeypatch, words: str) -> list[dict]:
    monkeypatch.setattr(routes, "of_visitor", lambda visitor: reader.EVERYTHING)
    return [one for one in routes.answers(None, words) if one["kind"] == "工作项目"]


def test_every_one_is_found_by_name_and_by_initials_and_a_hidden_one_is_not(url, monkeypatch):
    one = found(monkeypatch, "巧媳妇工程（示范企业）")[0]
    assert (one["path"], one["query"]) == ("xiangmu", {"project": "XM-002"})
    assert {row["name"] for row in found(monkeypatch, "qxfgc")} == {row for row in planned.listed(scope().version)["name"]
                                                                  if row.startswith("巧媳妇工程")}
    for row in planned.listed(scope().version).iloc[::17].itertuples():
        assert row.code in [one["query"]["project"] for one in found(monkeypatch, row.name)]
    engine = open_engine(url)
    with writing(engine) as connection:
        before = excel.planned.listed(scope().version).loc[2]
        hide_projects(connection, [2], True, actor=OFFICE, reason="本地没有", at=NOW)
        add_project(connection, {"name": "三新领域组织建设", "about": "组织数", "action_id": 6}, actor=OFFICE, reason="议定",
                    at=NOW)
    engine.dispose()
    assert before["code"] not in [one["query"]["project"] for one in found(monkeypatch, before["name"])]
    assert found(monkeypatch, "sxlyzzjs")[0]["query"] == {"project": "ZX-001"}
    assert "300 个工作项目" in line(scope())


def test_a_renamed_one_keeps_its_goals_and_figures_and_its_sentence_says_what_is_misread(url, monkeypatch):
    goal = reference.goals(scope().version)["programme"].iloc[0]
    before = next(row for row in planned.listed(scope().version).itertuples() if row.name == goal)
    engine = open_engine(url)
    with writing(engine) as connection:
        for name in ("改了的叫法", "又改的叫法"):
            edit_project(connection, before.id, {"name": name}, actor=OFFICE, reason="本地的叫法", at=NOW)
        add_project(connection, {"name": goal, "about": "另一件事", "action_id": 6}, actor=OFFICE, reason="议定", at=NOW)
    engine.dispose()
    now = {row.code: row for row in planned.listed(scope().version).itertuples()}
    assert opened.quoted(scope(), now[before.code]) == opened.quoted(scope(), before) != ""
    assert opened.quoted(scope(), now["ZX-001"]) == ""
    assert [one["query"]["project"] for one in found(monkeypatch, goal)[:2]] == ["ZX-001", before.code]
    marked = {code: opened.doubts(scope(), now[code]) for code in ("XM-034", "XM-002")}
    assert "原句里的数字脱落" in marked["XM-034"] and marked["XM-002"] == ""


# --- the workbook ---------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def out(demo) -> bytes:
    """The workbook as it goes out, of the demo and of each copy that nobody has changed."""
    return excel.make(scope(), TODAY)


def draft(content: bytes, engine) -> Draft:
    with reading(engine) as connection:
        return make_draft(connection, "工作项目.xlsx", content, excel.places(scope()), NOW)


def changed(content: bytes, *cells: tuple[str, str, str, object]) -> bytes:
    """The workbook with cells changed: sheet, the first cell's words of the row (its code or number; "+" a new row), heading,
    value."""
    book = load_workbook(BytesIO(content))
    for sheet, key, head, value in cells:
        page = book[sheet]
        top = next(row for row in page.iter_rows() if row[0].value in ("代码", "编号", "项目代码"))
        at = [cell.value for cell in top].index(head) + 1
        keys = [str(cells[0]) for cells in page.iter_rows(values_only=True)]
        row = len(keys) + (key == "+") if key in ("+", "last") else keys.index(key) + 1
        page.cell(row, at, value)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_that_comes_back_as_it_went_changes_nothing(demo, out):
    made = draft(out, demo)
    assert (made.told, made.faults) == ([], []) and "没有改动" in excel.preview(scope().version, made)


def test_what_is_changed_in_a_workbook_is_previewed_written_and_given_back(out, url):
    engine = open_engine(url)
    before = out, {code: planned.states(scope(code)) for code in ("411422",)}
    county = before[1]["411422"].set_index("project_id")["state"].to_dict()
    new = "无此项" if county.get(4) != "none" else "开展"
    content = changed(
        out, ("工作项目", "XM-004", "牵头单位", "妇女发展部"), ("工作项目", "XM-004", "指标", "TP-01；CY-01"), ("工作项目",
                                                                                            "XM-005", "列出", "否"),
        ("工作项目", "+", "名称", "三新领域组织建设"), ("工作项目", "last", "所属行动", "巾帼网络行动"), ("工作项目", "last",
                                                                              "内容", "组织数"),
        ("2026年开展情况", "XM-004", "睢县", new), ("2026年任务分解", "1", "权重", 12.5), ("2026年任务分解", "2", "进展", "删去"),
        ("2026年任务分解", "+", "项目代码", "XM-004"), ("2026年任务分解", "last", "任务", "办班"), ("2026年任务分解", "last",
                                                                                  "地区", "睢县"),
        ("2026年任务分解", "last", "责任单位", "睢县妇联"), ("2026年任务分解", "last", "完成时限", "2026年6月30日"),
        ("2026年任务分解", "last", "权重", "10"), ("2026年检查", "+", "项目代码", "XM-004"), ("2026年检查", "last", "地区",
                                                                                "商丘市"),
        ("2026年检查", "last", "哪次检查", "年中检查"), ("2026年检查", "last", "检查日期", datetime(2026, 7, 1)),
        ("2026年检查", "last", "结果", "达到要求"))
    made = draft(content, engine)
    assert made.faults == [] and len(made.told) == 8
    drawn = excel.preview(scope().version, made)
    assert all(word in drawn for word in ("三新领域组织建设", "将改 8 处", "办班", "删去", "权重 10", "12.5", "妇女发展部"))
    with writing(engine) as connection:
        batch = write_changes(connection, made.changes, actor=OFFICE, reason=None, at=NOW, what=made.file_name,
                              file_sha256=made.sha256)
    now = planned.listed(scope().version)
    assert (now.at[4, "lead"], now.at[4, "indicators"], bool(now.at[5, "hidden"])) == ("妇女发展部", ["CY-01", "TP-01"], True)
    assert now.iloc[-4:]["code"].isin(["ZX-001"]).sum() + (now["code"] == "ZX-001").sum() >= 1
    for once_more in (excel.make(scope(), TODAY), content):  # the same workbook meets no conflict with what it has changed itself
        again = draft(once_more, engine)
        assert (again.told, again.faults, again.since) == ([], [], [])
    other = draft(changed(content, ("2026年任务分解", "last", "权重", 11), ("工作项目", "last", "内容", "另一样")), engine)
    assert [(one.sheet, one.column) for one in other.faults] == [("工作项目", "A"), ("2026年任务分解", "A")] and not other.told
    with writing(engine) as connection:
        undo(connection, batch, actor=OFFICE, at=NOW)
    back = draft(out, engine)
    assert (back.told, back.faults) == ([], [])
    engine.dispose()


def test_what_others_changed_since_a_workbook_went_out_is_told_and_stays(out, url):
    engine = open_engine(url)
    mine = draft(changed(out, ("工作项目", "XM-004", "牵头单位", "别人的部"), ("工作项目", "XM-005", "列出", "否"),
                         ("工作项目", "XM-007", "牵头单位", "也是别人的"), ("2026年任务分解", "1", "权重", 33),
                         ("2026年任务分解", "3", "进展", "删去"), ("2026年开展情况", "XM-004", "睢县", "无此项"),
                         ("2026年开展情况", "XM-004", "民权县", "开展"), ("2026年检查", "XM-001", "说明", "新的说明")), engine)
    with writing(engine) as connection:
        write_changes(connection, mine.changes, actor=OFFICE, reason=None, at=NOW, what="甲.xlsx", file_sha256=mine.sha256)
    left = draft(out, engine)
    assert (left.told, left.faults) == ([], []) and len(left.since) == len(mine.told) >= 7
    told = " ".join(one.words for one in left.since)
    for words in ("空”，现在是“别人的部”", "现在是“否”", "现在是“33”", "别人删去了这一行", "现在是“无此项”", "现在是“新的说明”"):
        assert words in told
    drawn = excel.preview(scope().version, left)
    assert "没有改动" in drawn and f"下载以后别人改过 {len(left.since)} 处" in drawn and "不是从本系统下载的原表" not in drawn
    # What nobody else touched is taken; what is the same by now is no change; what both changed is a fault of that cell.
    both = draft(changed(out, ("工作项目", "XM-004", "内容", "新的内容"), ("工作项目", "XM-007", "牵头单位", "也是别人的"),
                         *(("2026年任务分解", key, "权重", weight) for key, weight in (("1", 5), ("2", 44), ("3", 5))),
                         ("2026年开展情况", "XM-004", "睢县", "未开展")), engine)
    assert sorted(one.sheet for one in both.faults) == ["2026年任务分解"] * 2 + ["2026年开展情况"]
    (project, task) = (one.change.after for one in both.told)
    assert (project["lead"], project["about"], task["weight"]) == ("别人的部", "新的内容", 44.0)
    book = load_workbook(BytesIO(out))
    for name in book.sheetnames:
        if name.startswith("下载时"):
            del book[name]
    file = BytesIO()
    book.save(file)
    bare = draft(file.getvalue(), engine)
    assert bare.faults and not bare.is_whole
    engine.dispose()


WRONG = [
    (("工作项目", "XM-004", "代码", "XM-404"), "没有代码为"), (("工作项目", "XM-005", "名称", "六大行动（总框架）"), "已经有"),
    (("工作项目", "XM-006", "所属行动", "星际行动"), "没有“星际行动”"), (("工作项目", "XM-007", "指标", "CY-99"),
                                                       "没有代码为“CY-99”的指标"),
    (("工作项目", "XM-008", "列出", "也许"), "应是：是、否"), (("工作项目", "XM-009", "内容", "长" * 201), "写得太长"),
    (("2026年开展情况", "XM-004", "睢县", "做了"), "应是：开展"), (("2026年任务分解", "1", "权重", "很重"), "权重应"),
    (("2026年任务分解", "2", "权重", -1), "权重应"), (("2026年任务分解", "3", "完成时限", "月底"), "请选完成时限"),
    (("2026年任务分解", "4", "完成时限", "2027-01-01"), "不在 2026 年内"), (("2026年任务分解", "5", "地区", "不夜城"),
                                                               "没有“不夜城”"),
    (("2026年任务分解", "6", "进展", "快了"), "应是：未开始"), (("2026年任务分解", "7", "编号", "99999"), "没有编号为"),
    (("2026年检查", "XM-001", "结果", "好"), "应是：达到要求"), (("2026年检查", "XM-008", "检查日期", "2099-01-01"), "不对")]


def test_each_cell_that_cannot_be_is_said_where_it_stands(demo, out):
    made = draft(changed(out, *(cell for cell, _ in WRONG)), demo)
    for (sheet, *_), words in WRONG:
        assert [one for one in made.faults if words in one.words and one.sheet == sheet and one.row and one.column], words
    assert len(made.faults) == len(WRONG) and "都没有写入" in excel.preview(scope().version, made)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "代码,名称\n".encode(), b"\xff" * 100])
def test_a_file_that_holds_no_project_is_refused_in_words(demo, content):
    try:
        made = draft(content, demo)
    except Unusable as unusable:
        assert str(unusable)
    else:
        assert made.told == []


def test_a_county_may_not_send_what_is_the_offices(out, url):
    engine = open_engine(url)
    made = draft(changed(out, ("2026年开展情况", "XM-004", "睢县", "无此项"),
                         ("2026年开展情况", "XM-004", "民权县", "无此项")), engine)
    county = replace(OFFICE, grants=frozenset({("county", scope("411422").region)}), account="suixian")
    with pytest.raises(Exception, match="民权县"), writing(engine) as connection:
        write_changes(connection, made.changes, actor=county, reason=None, at=NOW, what="表.xlsx", file_sha256=made.sha256)
    engine.dispose()


def test_the_paper_says_it_where_it_is_wanted(demo, open_page, boards):
    with reader.as_reader(reader.EVERYTHING):
        made = outline.make(scope())
    section = next(one for one in made.sections if one.key == "problems.plans")
    late = planned.tasks(scope(), TODAY)["overdue"]
    listed = next(block for block in section.blocks if block.key == "plans.late")
    assert len(listed.rows) == sum(late) > 0 and f"逾期{sum(late)}项" in section.blocks[1].text
    assert section not in edits.apply(made, {}).sections and section in edits.apply(made,
                                                                                    {edits.PART + section.key: None}).sections
    assert "加上这部分" in boards(open_page("cailiao", **CITY))["paper"]


def test_one_is_opened_in_a_year_that_has_not_begun(copy_of_demo, use, open_page, boards):
    use(copy_of_demo("INSERT INTO targets (region_id, year, indicator_id, value, batch_id)"
                     " SELECT region_id, 2027, indicator_id, value, batch_id FROM targets WHERE year = 2026"))
    app = open_page("xiangmu", year="2027", project="XM-002")
    assert not app.exception and "未分解任务" in boards(app)["plan"] and "未填报" in boards(app)["right"]

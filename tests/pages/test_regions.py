"""区划: the office changes its tree on the page, sees before what it changes, and takes it back; months before keep theirs."""

from datetime import datetime

import pytest

from data.write.actor import alone
from data.write.groups import add_group
from data.write.projects import add_project
from data.write.tree.acts import Alias, Merge, Rename
from data.write.tree.apply import carry_out
from pages.parts.find import routes
from queries.catalogue import list_actions
from queries.database import open_engine, reading, writing
from queries.places import list_places
from queries.regions import list_regions


@pytest.fixture
def office(copy_of_demo, monkeypatch):
    url = copy_of_demo()
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    engine = open_engine(url)
    yield engine
    engine.dispose()


def words(app) -> str:
    return "".join([*(item.value for item in app.markdown), *(item.proto.body for item in app.get("html"))])


def test_a_zone_is_added_shown_from_its_month_on_and_taken_back(office, open_page, boards, bar):
    app = open_page("quhua", region="411400", year="2026", month="11")
    assert not app.exception and "9 个县（市、区）在用" in boards(app)["lead"] and "还没有改过区划" in boards(app)["history"]
    app.text_input(key="tree-name").set_value("豫东示范区")
    app.text_input(key="tree-period").set_value("202610")
    app = app.run()
    assert "新设豫东示范区" in words(app) and "411471" in words(app)
    app.button(key="tree-do").click()
    app = app.run()
    assert "请写明原因" in words(app)
    app.text_input(key="reason-tree").set_value("市编办批复")
    app.button(key="tree-do").click()
    app = app.run()
    assert not app.exception and "新设豫东示范区，已记为" in app.success[0].value
    assert "功能区 1 个" in boards(app)["lead"] and "市编办批复" in boards(app)["history"]
    with reading(office) as connection:
        assert "豫东示范区" in set(list_regions(connection)["name"])
    assert "豫东示范区" in bar(app)["pills"]
    assert "豫东示范区" not in bar(open_page("", region="411400", year="2026", month="9"))["pills"]
    assert "没有边界" in "".join(boards(open_page("jiayuan", region="411400", year="2026", month="11")).values())
    app.button(key="tree-undo-do").click()
    app = app.run()
    assert not app.exception and "撤销" in app.success[0].value and "功能区" not in boards(app)["lead"]


def test_what_was_renamed_or_merged_is_listed_in_words_and_found_by_its_old_name(office, open_page, boards):
    with writing(office) as connection:
        town = {row.code: row for row in list_places(connection).itertuples() if row.code.startswith("411422")}
        one, three = sorted(code for code in town if len(code) == 9)[:2]
        into, two = sorted(code for code in town if len(code) == 12 and code.startswith(one))[:2]
        ids = {code: int(row.Index) for code, row in town.items()}
        acts = [Rename(ids[one], "新叫镇", 202612), Merge((ids[two],), ids[into], 202612), Alias(ids[three], "别叫乡")]
        signed = {"actor": alone("商丘市妇联"), "reason": "民政批复", "at": datetime(2026, 12, 5, 9)}
        batch = carry_out(connection, acts, **signed)
    with writing(office) as connection:
        group = add_group(connection, "三新领域工作", **signed).batch_id
    with writing(office) as connection:
        number = int(list_actions(connection).set_index("code").at["qita1", "id"])
        add_project(connection, {"name": "新就业群体之家", "about": "个数", "action_id": number}, **signed)
    assert routes.answers(None, "新就业群体之家")[0]["more"] == "ZX-001 · 三新领域工作"
    drawn = boards(open_page("daoru", region="411400", year="2026", month="11", batch=str(batch)))
    for words in ("改名", town[one].name, "停用", "2026年12月起", f"并入{town[into].name}（{into}）", "别名", "别叫乡", "曾用名"):
        assert words in drawn["cells"], words
    row = next(row for row in drawn["history"].split("<tr") if f"第{batch}次" in row)
    assert "民政批复" in row and ">0<" not in row.split("商丘市妇联")[1].split("</td>")[3]
    of_group = boards(open_page("daoru", region="411400", year="2026", month="11", batch=str(group)))["cells"]
    assert "名称 三新领域工作" in of_group and "行动分类 qita1" in of_group and "写了什么（1）" in of_group
    found = [row for row in routes.answers(None, town[one].name) if row["query"].get("town") == one and row["kind"] == "乡镇"]
    assert [(row["name"], row["more"]) for row in found] == [("新叫镇", f"原{town[one].name} · 睢县")]
    found, = routes.answers(None, two)
    assert (found["name"], found["more"]) == (town[into].name, f"原{town[two].name}，2026年12月并入 · 睢县 · 新叫镇")
    assert routes.answers(None, "别叫乡")[0]["more"] == "又称别叫乡 · 睢县"


def test_what_may_not_be_is_said_before_anything_is_done(office, open_page):
    app = open_page("quhua", region="411400", year="2026", month="11", tree_of="411422")
    app.segmented_control(key="tree_act").set_value("close")
    app = app.run()
    unit = app.selectbox(key="tree-unit")
    unit.set_value(unit.options.index(next(one for one in unit.options if "411422100" in one)) and 1328)
    app = app.run()
    assert "下面还有" in words(app) and app.button(key="tree-do").disabled

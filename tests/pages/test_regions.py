"""区划: the office changes its tree on the page, sees before what it changes, and takes it back; months before keep theirs."""

import pytest

from queries.database import open_engine, reading
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


def test_what_may_not_be_is_said_before_anything_is_done(office, open_page):
    app = open_page("quhua", region="411400", year="2026", month="11", tree_of="411422")
    app.segmented_control(key="tree_act").set_value("close")
    app = app.run()
    unit = app.selectbox(key="tree-unit")
    unit.set_value(unit.options.index(next(one for one in unit.options if "411422100" in one)) and 1328)
    app = app.run()
    assert "下面还有" in words(app) and app.button(key="tree-do").disabled

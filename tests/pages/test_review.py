"""报送与审核 on the import page: a county's clerk sends, the city's gives back, each sees what is theirs."""

import io
import re

import pytest
from offices import AT, GOOD, HERE
from openpyxl import Workbook

from data import clock
from data.write import access, accounts, grants
from data.write.settings import raise_data_version
from data.write.sign_in import sign_in
from pages.parts.shell import present, visitors
from queries.database import open_engine, reading, writing
from queries.regions import list_regions
from queries.submissions import list_submissions, waiting_cells

ROWS = [["睢县2026年11月统计表"], ["县（市、区）", "招聘会场次", "就业岗位（个）"], ["睢县", 120, 15000]]


@pytest.fixture
def office(copy_of_demo, monkeypatch, tmp_path):
    """be(name): whose browser it is from now on; engine."""
    url = copy_of_demo()
    for name, value in (("JINGUO_DATABASE_URL", url), ("JINGUO_FILES", str(tmp_path / "kept")), ("JINGUO_TODAY", "2026-12-05")):
        monkeypatch.setenv(name, value)
    engine, tokens, held = open_engine(url), {}, {}
    with writing(engine) as connection:
        codes = list_regions(connection)["code"]
        for name, role, code in (("suixian", "county", "411422"), ("xiayi", "county", "411426"), ("shiji", "city", "411400"),
                                 ("lingdao", "leader", "411400")):
            home = int(codes.index[codes == code][0])
            made = accounts.make_account(connection, HERE, name=name, region_id=home, post="统计岗", password=GOOD, at=AT,
                                         must_change=False)
            grants.grant(connection, HERE, made, role, home, AT)
    for name in ("suixian", "xiayi", "shiji", "lingdao"):
        tokens[name] = sign_in(engine, name, GOOD, address="", at=clock.now()).token
    monkeypatch.setattr(present, "cookies", lambda: {visitors.COOKIE: tokens[held["name"]]})
    visitors.here.stale()
    yield lambda name: held.update(name=name), engine
    engine.dispose()


def workbook(rows) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def offer(app, content: bytes, name: str = "报表.xlsx"):
    app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception
    return app


def press(app, start: str):
    next(button for button in app.button if button.label.startswith(start)).click()
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def said(boards, app) -> str:
    return re.sub(r"<[^>]+>", "", " ".join(boards(app).values()))


def state(engine) -> list[str]:
    with reading(engine) as connection:
        return list_submissions(connection).sort_index()["state"].tolist()


def test_a_county_sends_and_the_city_returns(office, open_page, boards):
    be, engine = office
    be("suixian")
    app = offer(open_page("daoru"), workbook(ROWS))
    assert [one.label for one in app.button if "报送" in one.label] == ["报送，等审核：新增 0，改动 2"]
    app = press(app, "报送，等审核")
    assert "已报送，第 1 件，等审核" in app.success[0].value and "待审 1 件" in said(boards, app)
    app = open_page("daoru", sent="1")
    assert [one.label for one in app.button if "撤回" in one.label] == ["撤回第1件"] and not [
        one for one in app.button if one.label == "退回"], "who sends does not review"

    be("xiayi")  # the rest of the way is walked in tests/browser/test_review.py
    app = open_page("daoru", sent="1")
    assert "报送与审核" in said(boards, app) and "15,000" not in said(boards, app) and not [
        one for one in app.button if "撤回" in one.label], "with county_sees all the list is everybody's, what is in it is not"
    be("lingdao")
    app = open_page("daoru", sent="1")
    assert "内容只有报送单位和审核的人看得到" in said(boards, app)

    be("shiji")
    app = open_page("daoru", sent="1")
    words = said(boards, app)
    assert "睢县妇联" in words and "要改什么（2）" in words and "15,000" in words and "报送以后" not in words
    app = press(app, "退回")
    assert any("请写明退回原因" in one.value for one in app.markdown) and state(engine) == ["waiting"]
    app.multiselect(key="review-cells-1").set_value([("Sheet", 3, "B")])
    app.text_input(key="reason-review-1").set_value("场次是上月的十倍<b>，请核实")
    app = press(app, "退回")
    assert "第 1 件已退回睢县妇联" in app.success[0].value and state(engine) == ["returned"]

    be("suixian")
    app = open_page("daoru", sent="1")
    assert "▼ 已退回（1 格）：场次是上月的十倍&lt;b&gt;，请核实" in said(boards, app), "words of others are text"
    assert "Sheet B3 睢县 2026年11月 CY-01" in boards(app)["given"] and "Sheet C3" not in boards(app)["given"]
    assert any(one.label == "标出退回各格的副本" for one in app.get("download_button"))
    with writing(engine) as connection:
        access.set_rule(connection, HERE, "county_sees", "own", AT)
    visitors.here.stale()
    be("xiayi")
    assert "睢县" not in said(boards, open_page("daoru", sent="1"))


def test_what_waits_is_marked_where_reports_are_counted_and_can_be_withdrawn(office, open_page, boards):
    be, engine = office
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM observations WHERE period = 202611 AND region_id = "
                                   "(SELECT id FROM regions WHERE code = '411422')")
        raise_data_version(connection)
    be("suixian")
    app = press(offer(open_page("daoru"), workbook(ROWS)), "报送，等审核：新增 2")
    app = open_page("shangbao", region="411422", year="2026", month="11", cell="411422-202611")
    words = said(boards, app)
    assert "2 项次已报待审" in words and "◷ 已报待审" in words and "已报待审2" in " ".join(boards(app).values())
    asked = " ".join(one.value for one in open_page("shangbao", region="411422", year="2026", month="11", look="remind").code)
    assert "11月" in asked and "招聘会" not in asked, "what waits is not asked for"
    panel = {"region": "411422", "year": "2026", "month": "11", "why": "411422-CY-01"}
    assert "未审" not in said(boards, open_page("chuangye", **panel))
    with writing(engine) as connection:
        access.set_rule(connection, HERE, "unreviewed", "shown", AT)
    visitors.here.stale()
    assert re.search(r"睢县2026年11月120场次未审第 1 件", said(boards, open_page("chuangye", **panel)))
    app = press(open_page("daoru", sent="1"), "撤回第1件")
    assert "第 1 件已撤回" in app.success[0].value and state(engine) == ["withdrawn"]
    with reading(engine) as connection:
        assert waiting_cells(connection).empty


def test_two_files_are_sent_together(office, open_page, boards):
    be, engine = office
    be("suixian")
    app = open_page("daoru")
    app.file_uploader[0].upload("甲.xlsx", workbook([ROWS[0], ROWS[1][:2], ["睢县", 12]]))
    app.file_uploader[0].upload("乙.xlsx", workbook([ROWS[0], [ROWS[1][0], ROWS[1][2]], ["睢县", 1500]]))
    app.run()
    [clean] = [one.label for one in app.button if one.label.startswith("把没有问题的")]
    assert "报送，要审核的等审核" in clean
    app = press(app, "把没有问题的")
    assert "件，等审核" in app.success[0].value and set(state(engine)) == {"waiting"}

"""The page of a meeting: its agenda, what begins it, and what an address may ask for."""

import json
import re

import pytest

from pages.parts.meeting import making, room
from pages.parts.meeting.stage import LOOK, Meeting
from pages.parts.ui.html import tag

CITY, COUNTY = {"region": "411400", "year": "2026", "month": "11"}, {"region": "411422", "year": "2026", "month": "11"}


def stage(app) -> dict:
    return next(held for one in app.get("bidi_component") if "number" in (held := json.loads(one.proto.json or "{}")))


def test_a_page_begins_with_its_agenda_and_nothing_is_held(demo, open_page, boards):
    app = open_page("huiyi", **CITY)
    assert not app.exception and stage(app)["number"] == "" == boards(app)["stage"]
    agenda = boards(app)["agenda"]
    assert agenda.count("<li") > 12 and "开始会议" in agenda and "继续会议" not in agenda and 'data-key="slide.whole"' in agenda
    first = agenda.split("<li")[1]
    assert 'data-key="slide.decided"' in first and "上次会议（11月12日）定的3件事：办结0件，在办3件" in first


def test_a_county_s_meeting_is_its_own_and_what_is_left_out_is_not_in_the_browser(demo, open_page, boards):
    app = open_page("huiyi", **COUNTY)
    put = {"order": ["slide.next", "slide.whole"], "left_out": ["slide.behind"], "freeze": False}
    app.session_state[room.ASKED] = "start", put
    app.run()
    drawn = boards(app)["stage"]
    assert not app.exception and stage(app)["number"] == LOOK and stage(app)["slide"] == "411422.1"
    assert app.query_params["meeting"] == LOOK and drawn.count('class="deck"') == 1
    assert drawn.index("下一步") < drawn.index("截至2026年11月，睢县")
    assert "差距最大的是" not in drawn.replace("，差距最大的是", "") and "示例数据" in drawn and "没有留快照" in drawn
    assert "继续会议（只看）" in boards(app)["agenda"]


@pytest.mark.parametrize("sent", [None, "x", {"order": ["slide.none"], "left_out": []}, {"order": [], "left_out": "all"}])
def test_what_no_agenda_is_begins_nothing(demo, open_page, sent):
    app = open_page("huiyi", **COUNTY)
    app.session_state[room.ASKED] = "start", sent
    app.run()
    assert not app.exception and stage(app)["number"] == ""


def test_a_number_that_there_is_not_is_said(demo, open_page):
    app = open_page("huiyi", meeting="2020-01-01", slide="411400.3", **COUNTY)
    assert not app.exception and any("没有找到编号" in one.value for one in app.warning)
    assert "meeting" not in app.query_params and stage(app)["number"] == ""


def test_what_is_not_held_is_said():
    many = [("1", "市"), *((str(at), f"县{at}") for at in range(2, 30))]
    decks = tuple(making.Deck(code, name, (("题", tag("p", "字")),)) for code, name in many[:25])
    said = making.words(many, decks)
    assert "25个地区的25页" in said and "还有4个地区的页没有带（县26、县27、县28等）" in said
    assert "没有带" not in making.words(many[:25], decks)
    assert Meeting("n", decks, "截至", "", said).words == said


def test_a_kept_meeting_is_found_by_who_may_see_it(use, copy_of_demo, open_page, boards, monkeypatch):
    use(copy_of_demo())
    app = open_page("huiyi", **COUNTY)
    put = {"order": ["slide.next", "slide.decided", "slide.whole", "slide.homes"], "left_out": ["slide.homes"]}
    for what, said in (("keep", "议程已存好"), ("restore", "已恢复"), ("keep", "议程已存好")):
        app.session_state[room.ASKED] = what, put
        app.run()
        assert any(said in one.value for one in app.success)
        assert ("按本单位存下的议程" in boards(app)["agenda"]) is (what == "keep")
    rows = boards(app)["agenda"].split("<li")
    assert "下一步" in rows[1] and sum('aria-checked="false"' in row for row in rows) == 1
    app.session_state[room.ASKED] = "start", put | {"freeze": True}
    app.run()
    number = app.query_params["meeting"]
    assert re.fullmatch(r"\d{4}-\d\d-01", number) and f"快照 {number}" in boards(app)["stage"]
    found = open_page("huiyi", meeting=number, slide="411422.2", **CITY)
    assert boards(found)["stage"] == boards(app)["stage"] and stage(found)["slide"] == "411422.2"
    monkeypatch.setattr(making, "region_ids", lambda version: {})
    assert any("没有找到编号" in one.value for one in open_page("huiyi", meeting=number, **CITY).warning)

"""No filter is on without a sign: each is a chip, which takes it away, and one takes away all."""

import json
import re
from html import unescape

import pytest
import streamlit as st

from pages.parts.shell.addresses import ACTIONS, FILTERS, OWN
from pages.parts.shell.picks import Choose
from pages.parts.targets import doors

CITY = {"region": "411400", "year": "2026", "month": "11"}
COUNTY = CITY | {"region": "411422"}
NARROW = {
    ("mubiao", "aim_action", "guanai"): "行动：关爱", ("mubiao", "only", "late"): "只看滞后",
    ("mubiao", "aim_programme", "春风行动（春风送岗位）"): "项目：春风行动（春风送岗位）",
    ("mubiao", "aim_status", "滞后"): "状态：滞后",
    ("mubiao", "aim_place", "411422"): "地区：睢县", ("mubiao", "aim_find", "CY"): "查找：CY",
    ("jiayuan", "home_form", "社区"): "形式：社区", ("jiayuan", "home_since", "202511"): "与2025年11月并排",
    ("jiayuan", "home_town", "411422100"): "乡镇：", ("jiayuan", "home_find", "庄"): "查找：庄",
    ("shangbao", "severity", "warn"): "请核实", ("shangbao", "rule", "QZ-01"): "规则：", ("shangbao", "item", "CY-07"): "指标：",
    ("shangbao", "cell", "411402-202611"): "只看",
    ("zhibiao", "of_action", "guanai"): "行动：关爱",
    ("duibi", "beside_action", "guanai"): "行动：", ("linian", "back_action", "guanai"): "行动：",
    ("linian", "back_find", "培训"): "查找：培训", ("zhibiao", "words", "小额"): "查找：小额",
    ("xiangmu", "project_action", "wenming"): "行动：文明", ("xiangmu", "project_state", "overdue"): "状态：▲ 有逾期任务",
    ("xiangmu", "project_words", "巧媳妇"): "查找：巧媳妇",
    ("duban", "matter_unit", "411422"): "责任单位：睢县妇联", ("duban", "matter_state", "open"): "状态：未办结",
    ("duban", "matter_meeting", "2026-09-15 9月工作调度会"): "来源：9月工作调度会",
    ("duban", "matter_colour", "contradicted"): "急缓：报办结但数据未达到",
    ("zhibiao", "clear", "bad"): "数字不全"}
SHOWN = {"shangbao": ("look", "finding"), "jiayuan": ("home_measure",),
         "mubiao": ("aim_sort", "aim_group", "aim_page", "aim_open"),
         "xiangzhen": ("town",), "duibi": ("regions",), "linian": ("over", "over_with"), "zhibiao": ("part",),
         "duban": ("matter", "new"), "xiangmu": ("project",),
         "kaohe": FILTERS["kaohe"], "daoru": FILTERS["daoru"], "cailiao": FILTERS["cailiao"],
         "huiyi": FILTERS["huiyi"], "quhua": FILTERS["quhua"],
         "chuangye": FILTERS["chuangye"]}
"""What else is in the URL narrows nothing: it is a choice of what is shown, a row or a dialog that is open."""


def chips(app) -> list[str]:
    """Those of the page, or of its board."""
    drawn = next((html for item in app.get("bidi_component") for name, _, html in json.loads(item.proto.bytes)["blocks"]
                  if name == "chips"), "")
    ours = [unescape(re.sub("<[^>]+>", "", one)) for one in re.findall("<button.*?</button>", drawn)]
    return ours + [text.replace("\\", "") for item in app.get("button_group") if item.key == "chips"
            for text in [option.content for option in item.proto.options]]


def pick(app, chosen: str):
    item = next((item for item in app.get("button_group") if item.key == "chips"), None)
    if item is None:  # of the board, whose click is followed before the page runs again
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(st, "session_state", state := {})
            doors.follow(Choose(chosen, ""))
        for key, value in state.items():
            app.session_state[key] = value
        return app.run()
    return item.set_value(chosen).run()


def test_every_filter_in_the_url_is_known_here():
    assert set(SHOWN) | set(ACTIONS) | set(OWN) == set(FILTERS)
    for page, names in SHOWN.items():
        narrowing = {key for address, key, _ in NARROW if address == page}
        assert narrowing | set(names) == set(FILTERS[page]) and not narrowing & set(names), page


@pytest.mark.parametrize("page", ["", "mubiao", "duban", "jiayuan", "zhibiao"])
def test_there_is_no_chip_where_there_is_no_filter(demo, open_page, page):
    assert chips(open_page(page, **CITY)) == []


@pytest.mark.parametrize("page, key, value", NARROW)
def test_a_filter_is_a_chip_and_goes_with_it(demo, open_page, page, key, value):
    look = {"severity": {"look": "findings"}, "rule": {"look": "findings"}, "item": {"look": "findings"},
            "clear": {"part": "figures"}, "beside_action": {"regions": "411422,411424"}}.get(key, {})
    app = open_page(page, **(COUNTY if key == "home_town" else CITY), **look, **{key: value})
    assert not app.exception and not app.warning
    chip, every = chips(app)
    assert NARROW[page, key, value] in chip and "✕" in chip and every == "清除全部"
    pick(app, key)
    assert not app.exception and chips(app) == [] and app.session_state[key] == "" and key not in app.query_params


def test_one_chip_takes_away_all_and_a_filter_that_is_still_on_is_seen_when_one_comes_back(demo, open_page):
    app = open_page("mubiao", **CITY, aim_status="滞后", aim_find="CY", aim_page="2", aim_sort="done")
    assert len(chips(app)) == 3
    pick(app, "aim_find")
    assert [chip for chip in chips(app) if "滞后" in chip] and len(chips(app)) == 2 and "aim_page" not in app.query_params
    pick(app, "")
    assert chips(app) == [] and "done" in app.query_params["aim_sort"] and "aim_status" not in app.query_params

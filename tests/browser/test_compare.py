"""Side by side, over the years and a township in a real browser: the questions of a meeting by few clicks, and that every view is
legible, in Chinese and open to everybody on any screen."""

import re

import pytest
from barriers import barriers
from legible import CUT, LOOKS, NARROW, SIDEWAYS, WORDS, english
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
VIEWS = {"duibi four": CITY | {"regions": "411400,411424,411421,411424103"},
         "linian": CITY | {"over": "CY-05", "over_with": "TP-07"}, "xiangzhen": CITY | {"region": "411424", "town": "411424103"}}


def test_a_meeting_s_questions_by_few_clicks(walk):
    """柘城县 beside 民权县 (two clicks), how many went up and down and how many women were trained in three years (one), 胡襄镇
    (three)."""
    one = walk()
    page = one.go("", **CITY)
    one.choose("对比")
    one.at("/duibi", **CITY)
    page.get_by_role("button", name=re.compile("柘城县比民权县")).click()
    one.at("/duibi", **CITY, regions="411424,411421")
    expect(page.locator("p.headline")).to_contain_text("柘城县与民权县并排")
    expect(page.locator(".side-by-side .place.first").first).to_have_text("▲ 领先")
    one.shoot("duibi")
    page.get_by_role("button", name="26", exact=True).first.click()
    expect(page.get_by_role("dialog")).to_contain_text("柘城县")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.go_back()
    one.go("", **CITY)
    one.choose("历年")
    one.at("/linian", **CITY)
    expect(page.locator("p.headline")).to_have_text(re.compile(r"上升\d+项，下降\d+项，持平\d+项"))
    for name, three in (("创业就业技能培训人次", "80,478"), ("农村妇女实用技术培训人次", "64,873")):
        expect(page.locator(".years tr", has_text=name).locator("td").last).to_have_text(three)
    one.go("", **CITY)
    page.locator(".st-key-region").get_by_text("柘城县", exact=True).click()
    one.at("/", region="411424")
    one.choose("县区")
    one.at("/xianqu", region="411424")
    page.locator(".at-towns .town", has_text="胡襄镇").click()
    one.at("/xiangzhen", region="411424", town="411424103")
    expect(page.locator("p.headline")).to_contain_text("柘城县胡襄镇有30个村（社区），25个已建妇女之家")
    assert page.title() == "乡镇 · 柘城县胡襄镇 · 2026年11月"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_legible_for_everybody_on_any_screen(walk, view):
    one = walk()
    page = one.go(view.split()[0], **VIEWS[view])
    one.shoot(view.replace(" ", "-"))
    assert barriers(page) == []
    texts, names = page.evaluate(WORDS)
    assert english(texts) == [] and english([name for name in names if "Vega" not in name]) == []
    for width in (1600, 1366, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_function(f"() => !({SIDEWAYS})().length")  # a chart takes a moment to its new width
        assert (width, page.evaluate(CUT)) == (width, [])
        assert [(width, of, page.evaluate(LOOKS, of)) for of in ("headings", "outside", "charts", "parts")] == [
            (width, of, []) for of in ("headings", "outside", "charts", "parts")]
    assert page.evaluate(NARROW) == []
    one.shoot(f"{view.replace(' ', '-')}-phone")

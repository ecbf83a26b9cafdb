"""年底预计 and 异动 in a real browser: the charts draw what they say, without English, and the overview's doors lead there."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
CITY = {"region": "411400", "year": "2026", "month": "9"}
COUNTY = {"region": "411422", "year": "2026", "month": "9", "indicator": "WQ-19"}
SIDEWAYS = """() => ['[data-testid=stMain]', 'html'].map(name => document.querySelector(name))
  .filter(box => box.scrollWidth > innerWidth).map(box => box.tagName + ' ' + box.scrollWidth)"""
TEXTS = "texts => texts.map(text => text.textContent).filter(Boolean)"


def drawn(page) -> list[str]:
    return page.locator(".plot :is(span, .ends)").evaluate_all(TEXTS)


def english(texts: list[str]) -> list[str]:
    return [text for text in texts if re.search("[A-Za-z]{2,}", text)]


def test_the_forecast_is_drawn_with_its_band_and_said_with_its_error(walk):
    one = walk()
    page = one.go("wangluo", **CITY, indicator="WL-01")
    expect(page.locator(".plot .band")).to_be_attached()
    texts = drawn(page)
    assert "年底预计" in texts and "4,250" in texts and english(texts) == []
    expect(page.locator(".outlook")).to_contain_text("年底预计 4,250个（4,243–4,255个）")
    expect(page.locator(".outlook")).to_contain_text("检验：2025年9月同法预计比实际")
    one.shoot("outlook-trend")


@pytest.mark.parametrize("size", [None, PHONE])
def test_the_control_chart_shows_limits_and_signals_by_shape_and_colour(walk, size):
    one = walk(size) if size else walk()
    page = one.go("weiquan", **COUNTY)
    page.locator(".st-key-chart").get_by_text("异常变动").click()
    expect(page.locator(".outlook")).to_have_text("3月起连续7个月高于均值。")
    marks = page.locator(".plot .field .point")
    expect(marks.first).to_be_attached()
    shapes = marks.evaluate_all("""marks => marks.map(mark => [
        mark.classList.contains('circle') ? 'circle' : 'triangle', mark.style.getPropertyValue('--colour')])""")
    kinds = {shape for shape, _ in shapes}
    assert kinds == {"circle", "triangle"} and len({tuple(pair) for pair in shapes}) == 3, "each kind has its colour"
    assert shapes.count(["triangle", "#c2390c"]) == 7 and shapes.count(["triangle", "#14487a"]) == 10
    texts = drawn(page)
    assert {"平常", "偏高", "偏低"} <= set(texts) and english(texts) == []
    assert [name for name in ("上限", "均值", "下限") if not any(text.startswith(f"{name} ") for text in texts)] == []
    assert page.evaluate(SIDEWAYS) == []
    one.shoot(f"outlook-signals{'-phone' if size else ''}")


def test_the_choice_of_chart_stays_when_the_indicator_changes(walk):
    one = walk()
    page = one.go("weiquan", **COUNTY)
    page.locator(".st-key-chart").get_by_text("异常变动").click()
    expect(page.locator(".outlook")).to_contain_text("连续7个月")
    page.locator(".tile .name", has_text="信访受理").click()
    one.at("/weiquan", region="411422")
    expect(page.locator(".st-key-chart [aria-checked=true], .st-key-chart [kind*=Active]")).to_have_text("异常变动")


def test_the_line_of_the_overview_leads_to_the_targets_that_will_be_missed(walk):
    one = walk()
    page = one.open("", **CITY)
    line = page.locator(".outlook button")
    number = re.search(r"\d+", line.inner_text())[0]
    line.click()
    one.at("/mubiao", only="miss", aim_place="411400")
    expect(page.get_by_text(re.compile(rf"{number} ?[行项]")).first).to_be_visible()


def test_a_signal_of_the_overview_leads_to_its_chart(walk):
    one = walk()
    page = one.go("", **CITY)
    door = page.locator(".signal", has_text="入户走访 · 睢县")
    expect(door).to_contain_text("3月起连续7个月高于均值")
    door.click()
    one.at("/weiquan", region="411422", indicator="WQ-19")
    expect(page.locator(".outlook")).to_have_text("3月起连续7个月高于均值。")

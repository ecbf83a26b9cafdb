"""Anything is found from anywhere by the keyboard alone; what the words mean; the walk; the menu; the bar that stays."""

from pathlib import Path

import axe_playwright_python
from late import HELD
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "10"}
PHONE = {"width": 390, "height": 844}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
BARRIERS = """where => axe.run(where).then(found => found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => one.id + ': ' + one.nodes.slice(0, 5).map(node => node.html.slice(0, 160)).join(' | ')))"""


def search(one, words: str, first: str):
    """Types the words after / and waits until that stands first."""
    one.page.keyboard.press("/")
    field = one.page.locator("#finder input")
    expect(field).to_be_focused()
    field.press_sequentially(words)
    expect(one.page.locator("#found li").first).to_contain_text(first)
    expect(field).to_have_attribute("aria-activedescendant", "found-0")
    return field


def test_anything_is_found_by_the_keyboard(walk):
    one = walk()
    page = one.go("", **CITY)
    page.evaluate(AXE)
    search(one, "zcx", "柘城县").press("Enter")
    one.at("/xianqu", **CITY | {"region": "411424"})
    expect(page.locator(".st-key-region [aria-checked=true]")).to_have_text("柘城县")
    expect(page.get_by_text("柘城县的全部指标")).to_be_visible()
    search(one, "留守儿童", "留守儿童").press("Enter")
    one.at("/xiangmu", **CITY | {"region": "411424", "project": "XM-081"})
    field = search(one, "李庄", "李庄")
    assert page.evaluate(BARRIERS, "#bar") == []
    count = page.get_by_role("option").count()
    assert count == 20 and field.get_attribute("aria-expanded") == "true"
    field.press("ArrowUp")
    expect(page.locator("#found [aria-selected=true]")).to_have_attribute("id", "found-19")
    expect(page.locator("p[role=status]")).to_contain_text("20")
    one.shoot("find")
    field.press("Escape")
    expect(page.locator("#found-box")).to_be_hidden()
    assert field.input_value() == "" and page.evaluate("document.activeElement.tagName") == "BODY"
    search(one, "胡襄镇", "胡襄镇").press("Enter")
    one.at("/xiangzhen", **CITY | {"region": "411424", "town": "411424103"})
    expect(page.get_by_text("胡襄镇").locator("visible=true").first).to_be_visible()
    # Enter before the answers are there: the first of those that come.
    page.keyboard.press("/")
    page.keyboard.type("mbjd")
    page.keyboard.press("Enter")
    one.at("/mubiao", **CITY | {"region": "411424"})
    page.locator("[data-testid=stMain]").evaluate("main => { main.scrollTop = 700 }")
    for words, path in (("导入", "/daoru"), ("目标进度", "/mubiao")):
        search(one, words, words).press("Enter")
        one.at(path)
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollTop") == 0
    for path in ("/daoru", "/mubiao", "/xiangzhen"):
        page.go_back()
        one.at(path)
    one.at("/xiangzhen", town="411424103")
    page.get_by_role("button", name="在妇女之家页看").click()
    one.at("/jiayuan", region="411424")
    # Where something is typed, / is a letter.
    field = page.locator(".st-key-home_find input")
    field.press_sequentially("/")
    assert field.input_value() == "/"
    one.at("/jiayuan", home_find="/")


def test_the_words_on_the_screen_are_explained_and_the_walk_leads_through_them(visit):
    one = visit(fresh=True)
    page = one.open("weiquan", **CITY)
    assert page.locator("#offer").count() == 0, "who follows a link has come for a figure"
    search(one, "同口径", "同口径").press("Enter")
    dialog = page.get_by_role("dialog", name="名词说明")
    expect(dialog.locator(".meant dd")).to_contain_text("两边都上报")
    page.evaluate(AXE)
    assert page.evaluate(BARRIERS, "#terms") == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="名词说明").click()
    dialog.get_by_role("button", name="两分钟看一遍本系统").click()
    walk = page.locator("#tour")
    expect(walk.get_by_role("heading")).to_have_text("先选地区")
    assert page.evaluate(BARRIERS, "#tour") == []
    shown = []
    for _ in range(7):
        shown.append(walk.get_by_role("heading").inner_text())
        box = walk.locator(".card").bounding_box()
        assert box and box["x"] >= 0 and box["y"] >= 0 and box["y"] + box["height"] <= 900
        page.keyboard.press("ArrowRight")
    expect(walk).to_be_hidden()
    assert len(set(shown)) == 7
    page.add_init_script(f"if (!localStorage.getItem('toured')) ({HELD})()")
    page.goto(one.address)
    expect(page.locator("#offer")).to_contain_text("第一次来")
    page.get_by_role("button", name="开始").click()
    page.wait_for_function("window.held.length > 2")
    expect(walk).to_be_hidden()
    page.evaluate("release(held)")
    expect(walk.locator("footer span")).to_have_text("1/7")
    page.evaluate("localStorage.removeItem('toured')")
    page.goto(one.address)
    page.get_by_role("button", name="不用了").click()
    page.goto(one.address)
    one.settle()
    assert page.locator("#offer").count() == 0, "it is offered once"


def test_region_month_and_label_stay_in_sight_and_the_menu_says_where_one_is(visit):
    one = visit({"width": 1366, "height": 768})
    page = one.open("mubiao", **CITY)
    page.locator("[data-testid=stMain]").evaluate("main => { main.scrollTop = 2000 }")
    for part in (".st-key-region", ".st-key-month", ".badge.demo"):
        box = page.locator(part).bounding_box()
        assert box and 50 <= box["y"] < 120, part
    assert page.locator(".st-key-scope").evaluate("bar => bar.offsetHeight") < 60, "one row"
    page.get_by_role("button", name="督查").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="目标进度")).to_have_attribute("aria-current", "page")
    page.keyboard.press("Escape")
    assert page.locator("[data-here]").evaluate_all("labels => labels.map(label => label.dataset.here)") == ["目标进度"]
    page.set_viewport_size(PHONE)
    expect(page.locator("#where")).to_have_text("商丘市 2026年10月▲ 示例")
    page.locator("#six").get_by_role("link", name="关爱").click()
    one.at("/guanai", **CITY)
    expect(page.locator("#six [aria-current=page]")).to_have_text("关爱")
    page.locator("#finder input").click()
    page.keyboard.type("dr")
    expect(page.get_by_role("option").first).to_contain_text("导入")
    assert page.evaluate("document.querySelector('#found-box').getBoundingClientRect().right <= innerWidth")
    page.get_by_role("option").first.click()
    one.at("/daoru", **CITY)

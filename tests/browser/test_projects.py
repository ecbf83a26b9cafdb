"""One visit to 工作项目: from the overview's count to the list, legible and whole on projector, desk and phone, nobody shut
out; one opened, stated and given back, from there to its indicator and to a new matter; found by its initials."""

import re

from barriers import barriers
from legible import CUT, LOOKS, NARROW, SIDEWAYS, WORDS, english
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
SIZES = ((1600, 900), (1366, 768), (390, 844))


def whole(page) -> list:
    return [page.evaluate(SIDEWAYS), *(page.evaluate(LOOKS, of) for of in ("headings", "outside", "parts"))]


def test_from_a_count_to_a_project_and_on_to_its_figure_and_a_matter(walk, changeable):
    one = walk(address=changeable[0])
    page = one.go("wenming", **CITY)
    expect(page.locator(".projects-line")).to_contain_text("65 个工作项目")
    page.locator(".projects-line button").nth(1).click()
    one.at("/xiangmu", project_action="wenming", project_state="running", **CITY)
    expect(page.locator(".projects tbody tr").first).to_be_visible()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert (width, whole(page)) == (width, [[]] * 4)
        one.shoot(f"xiangmu-{width}")
    assert page.evaluate(CUT) == [] and page.evaluate(NARROW) == []
    page.set_viewport_size({"width": 1600, "height": 900})
    assert barriers(page) == [] and english(page.evaluate(WORDS)[0]) == []
    page.locator(".projects tr:has(.progress) .name").first.click()
    expect(page.locator(".project-tasks tbody tr")).to_have_count(6)
    expect(page).to_have_url(re.compile("[?&]project=XM-"))
    assert barriers(page) == []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert (width, whole(page)) == (width, [[]] * 4)
        one.shoot(f"xiangmu-one-{width}")
    page.set_viewport_size({"width": 1600, "height": 900})
    page.get_by_role("radio", name="开展", exact=True).click()
    page.get_by_role("button", name="保存：填开展情况").click()
    expect(page.get_by_text("已保存（商丘市妇联）")).to_be_visible()
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_text("恢复到修改以前")).to_be_visible()
    page.locator(".project-tiles .value").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="新建督办 ›").click()
    expect(page.get_by_role("dialog").get_by_label("关联哪个工作项目")).to_be_visible()
    one.at("/duban")
    expect(page).to_have_url(re.compile("[?&]new="))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("qxfgcsfqy")
    expect(page.locator("#found li").first).to_contain_text("巧媳妇工程（示范企业）")
    page.keyboard.press("Enter")
    one.at("/xiangmu", project="XM-002")
    expect(page.locator(".run-cell")).to_have_count(9)

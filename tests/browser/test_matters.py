"""One visit to 督办: from the overview's count to the list, legible and whole on projector and phone, nobody shut out; a matter
opened, a reason written, a new matter in two clicks from a figure that lags."""

from barriers import barriers
from legible import CUT, LOOKS, NARROW, SIDEWAYS, WORDS, english
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}


def whole(page) -> list:
    return [page.evaluate(SIDEWAYS), *(page.evaluate(LOOKS, of) for of in ("headings", "outside", "parts"))]


def test_from_a_count_to_a_matter_and_from_a_figure_to_a_new_one(walk, changeable):
    one = walk(address=changeable[0])
    page = one.go("", **CITY)
    page.locator(".matters-line .count.red").first.click()
    one.at("/duban", matter_colour="red", **CITY)
    expect(page.locator(".duban tbody tr")).to_have_count(2)
    page.locator(".headline .count").first.click()  # all that are open
    one.at("/duban", matter_state="open")
    for width in (1600, 1366, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, whole(page)) == (width, [[]] * 4)
    assert barriers(page) == [] and english(page.evaluate(WORDS)[0]) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert whole(page) == [[]] * 4 and page.evaluate(CUT) == [] and page.evaluate(NARROW) == []
    one.shoot("duban-phone")
    page.set_viewport_size({"width": 1600, "height": 900})
    page.get_by_role("button", name="睢县普法维权活动补报漏报的月份").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".duban-steps tbody tr")).to_have_count(4)
    page.wait_for_function("location.search.includes('matter=')")  # written when the page has run to its end
    assert barriers(page) == [] and english(page.evaluate(WORDS)[0]) == []
    dialog.locator(".duban-facts .door").click()  # the figure that judges it, why it is so
    expect(dialog.locator(".why-gap")).to_contain_text("序时应达")
    dialog.get_by_role("button", name="交办督办").click()
    expect(dialog.get_by_text("新增督办事项")).to_be_visible()
    one.at("/duban", new="411422-WQ-15")
    assert dialog.get_by_label("要求达到").input_value() == "560" and barriers(page) == []
    dialog.get_by_label("会议或文件的名称").fill("十二月调度会")
    dialog.get_by_role("button", name="交办", exact=True).click()
    expect(dialog.locator(".duban-facts")).to_contain_text("十二月调度会")
    expect(dialog.locator(".duban-steps tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".headline")).to_contain_text("督办 12 件")
    page.wait_for_function("!location.search.includes('matter=')")

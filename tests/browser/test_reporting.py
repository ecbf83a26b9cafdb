"""上报与质量 in a real browser: a link opens it cold, wide and on a phone; a cell opens; a finding opens its dialog."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
SIZES = ((390, 844), (1366, 768), (1600, 900))


@pytest.mark.parametrize("look, block", [("due", "table.dues"), ("items", "table.items"), ("remind", ".stCode"),
                                         ("findings", "table.findings"), ("quoted", "details")])
def test_each_part_opens_and_fits(visit, walk, look, block):
    """One of them from a cold link."""
    one = visit(fresh=True) if look == "due" else walk()
    page = (one.open if look == "due" else one.go)("shangbao", region="411422", look=look)
    for name, size in (("wide", {"width": 1600, "height": 900}), ("phone", PHONE)):
        page.set_viewport_size(size)
        expect(page.locator(block).first).to_be_visible()
        page.wait_for_function("width => document.documentElement.scrollWidth <= width", size["width"])
        assert one.query["look"] == look and one.query["region"] == "411422"
        one.shoot(f"shangbao-{look}-{name}")
    if look == "remind":
        expect(page.locator(".stCode button").first).to_have_attribute("aria-label", "复制")
        expect(page.locator(".stCode button").nth(1)).to_be_visible()


def test_a_cell_and_a_finding_open(walk):
    one = walk()
    page = one.go("shangbao", look="due")
    page.locator("td.due.late button").first.click()
    one.at("/shangbao", look="due", cell="411403-202608")
    expect(page.locator(".at-gaps h2")).to_have_text("睢阳区2026年8月还缺哪些")
    page = one.go("shangbao", look="findings", severity="error")
    page.locator("table.findings tbody tr td:nth-child(6)").first.click()
    dialog = page.locator("[role=dialog]")
    expect(dialog.get_by_text("核实情况")).to_be_visible()
    expect(dialog.locator(".at-history")).to_contain_text("这个单位各期报的数")


def close_or_open(one, words: str, reason: str, button: str) -> None:
    """Asks for it twice, first without a reason."""
    page = one.page
    for closed in page.locator("details:not([open]) > summary", has_text="封账、解锁").all():
        closed.click()
    # A click while it unfolds is none: where it began is another place than where it ends.
    page.wait_for_function("[...document.querySelectorAll('details')].every(one => !one.getAnimations({ subtree: true }).length)")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(f"请写明{words}")).to_be_visible()
    page.get_by_role("textbox", name=words).fill(reason)
    page.get_by_role("button", name=button).click()


def test_a_closed_month_is_seen_to_be_closed_until_it_is_opened(changeable, walk):
    """封账 with a reason, and 解锁 with a reason; the month that is looked at stays the same."""
    one = walk(address=changeable[0])
    page = one.go("shangbao", region="411400", year="2026", month="10")
    close_or_open(one, "封账说明", "各县已审核，报省", "把商丘市的2026年10月封账")
    expect(page.get_by_text("商丘市2026年10月已封账")).to_be_visible()
    expect(page.get_by_text("已封账的月份（1）")).to_be_visible()
    field = page.locator(".st-key-month input")
    expect(field).to_have_value("截至10月·封")
    assert field.evaluate("one => one.scrollWidth <= one.clientWidth"), "all of it is seen"
    one.settle()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        one.shoot(f"locked-{width}")
    page.set_viewport_size({"width": 1600, "height": 900})
    close_or_open(one, "解锁原因", "睢县补报", "把商丘市的2026年10月解锁")
    expect(page.get_by_text("商丘市2026年10月已解锁")).to_be_visible()
    expect(field).to_have_value("截至10月")

"""上报与质量 in a real browser: a link opens it cold, wide and on a phone; a cell opens; a finding opens its dialog."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("look, block", [("due", "table.dues"), ("items", "table.items"), ("remind", ".stCode"),
                                         ("findings", "table.findings"), ("quoted", "details")])
def test_each_part_opens_cold_and_fits(visit, look, block):
    for name, size in (("wide", {"width": 1600, "height": 900}), ("phone", PHONE)):
        one = visit(size, fresh=True)
        page = one.open("shangbao", region="411422", look=look)
        expect(page.locator(block).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert one.query["look"] == look and one.query["region"] == "411422"
        one.shoot(f"shangbao-{look}-{name}")


def test_a_cell_and_a_finding_open(visit):
    one = visit()
    page = one.open("shangbao", look="due")
    page.locator("td.due.late button").first.click()
    one.at("/shangbao", look="due", cell="411403-202608")
    expect(page.locator(".at-gaps h2")).to_have_text("睢阳区2026年8月还缺哪些")
    page = one.open("shangbao", look="findings", severity="error")
    page.locator("table.findings tbody tr td:nth-child(6)").first.click()
    dialog = page.locator("[role=dialog]")
    expect(dialog.get_by_text("核实情况")).to_be_visible()
    expect(dialog.locator(".at-history")).to_contain_text("这个单位各期报的数")


def test_the_reminder_can_be_copied(visit):
    page = visit().open("shangbao", look="remind")
    expect(page.locator(".stCode button").first).to_have_attribute("aria-label", "复制")
    expect(page.locator(".stCode button").nth(1)).to_be_visible()

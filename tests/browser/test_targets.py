"""The target desk in a real browser: a cold link with filters, a target changed and taken back, a phone."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
LATE = CITY | {"only": "late", "aim_action": "chuangye", "aim_group": "place"}
PHONE = {"width": 390, "height": 844}
SIDEWAYS = """() => ['[data-testid=stMain]', 'html'].map(name => document.querySelector(name))
  .filter(box => box.scrollWidth > innerWidth).map(box => box.tagName + ' ' + box.scrollWidth)"""
CUT = """() => [...document.querySelectorAll('[data-testid^=stBidi]')]
  .flatMap(host => [...(host.shadowRoot || host).querySelectorAll('.desk td')])
  .filter(cell => cell.getBoundingClientRect().right > innerWidth + 1).map(cell => cell.textContent.slice(0, 20))"""


def test_a_cold_link_opens_filtered_and_a_click_changes_the_link(visit):
    one = visit(fresh=True)
    page = one.open("mubiao", **LATE)
    one.at("/mubiao", **LATE)
    count = page.locator(".desk-count")
    before = count.inner_text()
    statuses = page.locator(".desk tr:not(.group-head) .chip").all_text_contents()
    assert set(statuses) == {"▼滞后"} and page.locator(".group-head").count() > 2
    page.get_by_role("radiogroup", name="行动").get_by_role("radio", name="关爱", exact=True).click()
    one.at("/mubiao", **LATE | {"aim_action": "guanai"})
    expect(count).not_to_have_text(before)
    page.get_by_role("radiogroup", name="范围").get_by_role("radio", name="全部", exact=True).click()
    one.page.wait_for_function("!location.search.includes('only=')")
    page.get_by_role("link", name="县区", exact=True).click()
    one.at("/xianqu", **CITY)
    assert set(one.query) == set(CITY)


def test_pages_of_the_table_are_part_of_the_link(walk):
    one = walk()
    one.go("kaohe", desk="appraisal")  # a filter of that page is called as a board of this one
    page = one.go("mubiao")
    second = page.locator(".pager button", has_text="2").first
    second.scroll_into_view_if_needed()  # rows that come into sight may still move it
    second.click()
    one.at("/mubiao", **CITY, aim_page="2")
    expect(page.locator(".pager [aria-current]")).to_have_text("2")
    page.get_by_role("radiogroup", name="范围").get_by_role("radio", name="预计完不成", exact=True).click()
    one.at("/mubiao", only="miss")
    assert "aim_page" not in one.query


def test_a_row_opens_to_its_trend_and_its_source(walk):
    one = walk()
    page = one.go("mubiao", **CITY | {"aim_place": "411422"})
    page.locator(".desk .name").first.click()
    expect(page.get_by_role("dialog").locator(".plot svg").first).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("由哪些单位的数组成")).to_be_visible()
    expect(page.get_by_role("dialog").locator(".at-course .title")).to_contain_text("睢县")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator(".desk .chip").first.click()
    expect(page.get_by_role("dialog").get_by_text("由哪些单位的数组成")).to_be_visible()
    page.wait_for_function("location.search.includes('why=411422-')")


@pytest.fixture
def own(changeable, walk):
    """A visit to the dashboard on a copy of the demo; own.held(sql) asks the copy."""
    address, path = changeable
    one = walk(address=address)
    one.held = lambda sql: sqlite3.connect(path).execute(sql).fetchall()
    return one


def test_a_target_is_changed_seen_refused_and_taken_back(own):
    page = own.go("mubiao", **CITY | {"region": "411422", "aim_find": "CY-06"})
    cell = page.locator(".desk .set").first
    expect(cell).to_have_text(re.compile("人"))
    before = cell.text_content()
    cell.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("2026年度目标").fill("十二")
    expect(dialog.get_by_text("应是数字")).to_be_visible()
    expect(dialog.get_by_role("button", name="保存目标")).to_be_disabled()
    dialog.get_by_label("2026年度目标").fill("0.1万")
    expect(dialog.get_by_text("按 1,000 人计")).to_be_visible()
    dialog.get_by_role("button", name="保存目标").click()
    expect(dialog.get_by_text("请写明原因")).to_be_visible()
    dialog.get_by_label("修改原因").fill("市妇联文件")
    dialog.get_by_role("button", name="保存目标").click()
    expect(cell).to_have_text("1,000人")
    expect(dialog).to_have_count(0)
    assert own.held("SELECT actor, note FROM batches WHERE kind = 'edit'") == [("商丘市妇联", "市妇联文件")]
    page.locator(".st-key-done-undo button").click()
    expect(cell).to_have_text(before)
    expect(page.get_by_text("已撤销第")).to_be_visible()
    assert own.held("SELECT undone_by FROM batches WHERE kind = 'edit'") == [("商丘市妇联",)]


def test_a_plan_is_pasted_from_excel(own):
    page = own.go("mubiao", **CITY | {"region": "411422", "aim_find": "CY-06"})
    page.locator(".desk .set").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="进度计划").click()
    field = dialog.get_by_label("累计进度（%）")
    field.fill("5\t10\t20\t30\t40\t50\t60\t55\t80\t90\t95\t100")
    field.blur()
    expect(dialog.get_by_text("8月比7月少")).to_be_visible()
    field.fill("5\t10\t20\t30\t40\t50\t60\t70\t80\t90\t95\t100")
    dialog.get_by_label("修改原因").fill("季节性工作")
    expect(dialog.locator(".plan .month b").nth(10)).to_have_text("95")
    dialog.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("进度计划已保存")).to_be_visible()
    assert [value for value, in own.held("SELECT value FROM plans ORDER BY period")][7] == 0.7


def test_on_a_phone_nothing_is_cut_and_a_row_can_be_edited(walk):
    one = walk(PHONE)
    page = one.go("mubiao", **LATE)
    one.shoot("mubiao-phone")
    assert page.evaluate(SIDEWAYS) == [] and page.evaluate(CUT) == []
    page.locator(".desk .set").first.click()
    expect(page.get_by_role("dialog").get_by_label("2026年度目标")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == []

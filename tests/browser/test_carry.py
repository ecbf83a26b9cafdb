"""Off the screen: ⋯ is out of sight until one is there, and what it holds is done by keyboard and without a clipboard."""

import struct
from pathlib import Path

from barriers import barriers
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
SAID = ("【示例数据】截至2026年10月，全市达成就业2,866人，完成年度目标2,938人的97.5%，达序时（与序时差+3.5个百分点），"
        "同比增长12.9%（同口径86/90个单位·期）；11月已报 7/9，没有计入。")
FOCUSED = """() => {
  let at = document.activeElement
  while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement
  return at.className + ' ' + at.getAttribute('aria-description')
}"""
NO_CLIPBOARD = """() => {
  Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})
  document.execCommand = () => false
}"""

BADGES_LAST = """() => {
  let draws = null, late = []
  Object.defineProperty(window, 'drawBoard', {set: (real) => { draws = real }, get: () => (one) => {
    const {key} = JSON.parse(new TextDecoder().decode(one.data))
    if (late && key === 'badges' && location.pathname === '/chuangye') return void late.push(one)
    draws(one)
    if (!late || key !== 'tiles') return
    late.forEach(draws)
    late = null
  }})
}"""
"""Which of its boards a page draws last is the browser's matter: here, of an action's page, the bar's badges."""


def pick(page, words: str) -> None:
    """By keyboard alone, from the ⋯ that has the focus."""
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    for _ in range(page.get_by_role("menuitem").count()):
        if page.evaluate("document.activeElement.textContent") == words:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_a_figure_a_chart_and_a_table_leave_the_screen(visit, tmp_path):
    one = visit()
    one.page.add_init_script(f"({BADGES_LAST})()")
    page = one.open("chuangye", **CITY, indicator="CY-03")
    tile = page.locator(".tile", has_text="达成就业")
    more = tile.locator(".more")
    expect(more).to_have_css("opacity", "0")
    tile.hover()
    expect(more).to_have_css("opacity", "1")
    page.evaluate(NO_CLIPBOARD)
    more.focus()
    pick(page, "复制这句话")
    text = page.get_by_role("textbox", name="要复制的话")
    expect(text).to_have_value(SAID)
    assert page.evaluate("String(getSelection())") == SAID, "to be taken with Ctrl+C"
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.evaluate(FOCUSED).startswith("more 达成就业")

    chart = page.locator(".at-course .more")
    chart.focus()
    with page.expect_download() as got:
        pick(page, "存图片")
    assert got.value.suggested_filename.startswith("商丘市_达成就业人数累计")
    got.value.save_as(tmp_path / "chart.png")
    picture = Path(tmp_path / "chart.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) > 20_000 and struct.unpack(">II", picture[16:24]) > (900, 700)
    chart.focus()
    pick(page, "放大")
    box = page.get_by_role("dialog", name="达成就业人数累计").bounding_box()
    assert (box["width"], box["height"]) == (1600, 900)
    one.shoot("carry-chart")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.evaluate(FOCUSED).startswith("more ")

    page = one.go("", **CITY)
    page.locator(".at-left .panel .more").focus()
    pick(page, "下载 Excel、CSV")
    with page.expect_download() as got:
        page.get_by_role("dialog").get_by_role("button", name="CSV").click()
    got.value.save_as(tmp_path / "table.csv")
    content = Path(tmp_path / "table.csv").read_bytes()
    assert content.startswith("\ufeff,创业,脱贫".encode()) and len(content.splitlines()) > 10
    assert "导出编号 2026-".encode() in content

    page = one.open("", **CITY, why="411422-CY-07")  # a table in a panel, with the panel still open
    more = page.get_by_role("dialog").locator(".at-units .more")
    more.focus()
    pick(page, "下载 Excel、CSV")
    expect(page.get_by_role("dialog").get_by_role("button", name="CSV")).to_be_in_viewport()
    with page.expect_download() as got:
        page.get_by_role("dialog").get_by_role("button", name="CSV").click()
    got.value.save_as(tmp_path / "units.csv")
    assert "睢县" in Path(tmp_path / "units.csv").read_text("utf-8-sig") and page.get_by_role("dialog").count() == 1


def test_a_figure_leaves_a_phone(walk):
    page = walk({"width": 390, "height": 844}).go("", **CITY)
    page.locator(".card .more").first.click()
    page.get_by_role("menuitem", name="复制这句话").click()
    expect(page.get_by_role("status").filter(has_text="已复制")).to_be_visible()

"""One visit in which a meeting's questions are answered, each within two clicks; the panel closes by Back and by Esc, and gives
back the focus and where one was."""

import re

from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
FOCUSED = """() => { let at = document.activeElement; while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return at.dataset.pick || at.tagName }"""
CLOSED = "!location.search.includes('why')"
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"

WIDER = """() => [...document.querySelectorAll('[role=dialog] [data-testid^=stBidiComponent]')].flatMap((host) =>
    [...(host.shadowRoot || host).querySelectorAll('.at-parts *, .at-why *, .at-facts *, .at-among > *')].filter((part) => {
        const box = part.getBoundingClientRect()
        return box.width && box.right > host.getBoundingClientRect().right + 1
    }).map((part) => part.outerHTML.slice(0, 80)))"""


def test_which_county_is_worst_at_what_why_and_what_is_left_to_do(visit, server):
    one = visit()
    page = one.page
    page.goto(f"{server}/api/ready")
    one.open("", **CITY)
    entries = page.evaluate("history.length")
    dialog = page.get_by_role("dialog")
    cells = page.locator(".cell button")
    gaps = [float(re.match("[−+]?[0-9.]+", text)[0].replace("−", "-")) for text in cells.all_inner_texts()]
    worst = cells.nth(gaps.index(min(gaps)))
    worst.scroll_into_view_if_needed()
    pick, label, at = worst.get_attribute("data-pick"), worst.get_attribute("aria-label"), page.evaluate(SCROLLED)
    worst.click()  # the first click: why
    expect(dialog.locator(".why-gap")).to_contain_text("序时")
    place = re.search(r"(\S+[县区市])(\S\S)行动：", label)
    expect(dialog.locator(".neighbours summary")).to_contain_text(f"{place[1].split(' ')[-1]}{place[2]}的")
    page.wait_for_function("code => location.search.endsWith(`-${code}`)", pick.split(":")[2])
    expect(dialog.locator(".why-left b").first).to_be_visible()
    assert re.search("离年度目标还差|年度目标已达到|还高|限额", dialog.locator(".why-left").inner_text())
    expect(dialog.get_by_text("由哪些单位的数组成")).to_be_attached()
    expect(dialog.locator(".plot svg").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.wait_for_function(CLOSED)
    page.wait_for_function(f"pick => ({FOCUSED})() === pick", pick)
    assert page.evaluate(SCROLLED) == at
    page.wait_for_function("(history.state?.panels || 0) === 0")

    page.locator(".changed summary").first.click()  # what changed since last month
    sentence = page.locator(".changed .change").first
    words = sentence.locator("b").inner_text()
    sentence.click()
    expect(dialog.locator(".at-facts h2")).to_contain_text(words.split(" ")[0])
    page.go_back()
    expect(dialog).to_have_count(0)
    page.wait_for_function(CLOSED)

    line = page.locator(".at-attention .line[data-pick]").first
    line.click()
    expect(dialog.locator(".why-gap")).to_be_visible()
    dialog.locator(".neighbours summary").click()
    dialog.locator(".neighbour:not(.here) button").first.click()  # the second: another of the same action, in its place
    page.wait_for_function("history.state?.panels === 2")
    expect(dialog.locator(".why-gap")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.wait_for_function(f"pick => ({FOCUSED})() === pick", line.get_attribute("data-pick"))
    page.locator(".strip button").first.click()
    expect(dialog.locator(".parts-of-gap tbody tr").first).to_be_visible()
    dialog.locator(".parts-of-gap tbody tr[data-pick]").first.click()
    expect(dialog.locator(".parts-of-gap")).to_have_count(0)
    page.wait_for_function("history.state?.panels === 2")  # the panel before is gone a moment earlier
    page.go_back()
    expect(dialog.locator(".parts-of-gap")).to_have_count(1)
    page.go_back()
    expect(dialog).to_have_count(0)
    page.wait_for_function(CLOSED)
    page.go_back()
    page.wait_for_url("**/api/ready")
    assert page.evaluate("history.length") <= entries + 2
    [held] = [cookie for cookie in page.context.cookies() if cookie["name"] == "jinguo_seen"]
    assert held["path"] == "/_stcore" and held["sameSite"] == "Strict" and "jinguo_seen" not in page.evaluate("document.cookie")


def test_a_panel_has_an_address_that_opens_cold_and_fits(visit):
    one = visit({"width": 390, "height": 844}, fresh=True)
    page = one.open("", **CITY | {"why": "411400-CY-07"})
    dialog = page.get_by_role("dialog")
    for size in ({"width": 390, "height": 844}, {"width": 1600, "height": 900}):
        page.set_viewport_size(size)
        expect(dialog.locator(".parts-of-gap tbody tr")).to_have_count(10)
        expect(dialog.locator(".why-left")).to_contain_text("四季度需完成")
        assert page.evaluate(WIDER) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.wait_for_function(CLOSED)
    one.at("/", **CITY)

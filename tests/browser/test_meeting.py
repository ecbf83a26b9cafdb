"""会议: every page is in the browser before it begins. A turn asks for nothing, goes on without the server, and comes back to the
same page."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
PHONE, SMALL = {"width": 390, "height": 844}, {"width": 1024, "height": 768}
AT = "() => [meeting.decks[meeting.deck].dataset.code, meeting.page + 1].join('.')"
CHANGED = """key => {
  const watch = new MutationObserver(() => {})
  watch.observe(meeting.root, { subtree: true, childList: true, characterData: true, attributes: true, attributeOldValue: true })
  dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }))
  const changes = watch.takeRecords().filter(({ type, target, oldValue, attributeName }) =>
    type !== 'attributes' || oldValue !== target.getAttribute(attributeName))
  return [...new Set(changes.map(({ target }) => target.matches('.slide') ? 'slide' : target.dataset.do || target.className))]
}"""
LETTERS = """() => [...meeting.root.querySelectorAll('.slide :is(.bar b, .dot b, td, .said p, .place b)')]
  .filter(one => one.textContent.trim() && parseFloat(getComputedStyle(one).fontSize) < 31.9)
  .map(one => one.closest('.slide').dataset.title + ': ' + one.textContent)"""
OUTSIDE = """() => [...meeting.root.querySelectorAll('.slide')].filter(one => one.scrollWidth > one.clientWidth + 1 ||
  innerWidth > 720 && [one, ...one.querySelectorAll('.body, .pictures, .said')]
    .some(box => box.scrollHeight > box.clientHeight + 4)
).map(one => one.dataset.title)"""


@pytest.fixture(scope="module")
def held(open_visit, lent_server):
    """A meeting that was begun, with its websocket watched."""
    address, _ = lent_server
    one = open_visit(address=address)
    one.asked = []
    one.page.on("request", lambda request: one.asked.append(request.url))
    one.page.on("websocket", lambda socket: socket.on("framesent", lambda _: one.asked.append("frame")))
    yield one
    one.page.close()
    assert one.wrong == []


def keys(page, *names: str) -> str:
    for name in names:
        page.keyboard.press(name)
    return page.evaluate(AT)


def test_a_meeting_from_its_agenda_to_its_end(held, changeable):
    page = held.open("huiyi", **CITY)
    rows = page.locator(".agenda ol li")
    titles = rows.locator(".what").all_inner_texts()
    rows.nth(0).locator("[data-by='1']").focus()
    page.keyboard.press("Alt+ArrowDown")
    rows.nth(2).locator("[data-out]").click()
    assert rows.locator(".number").all_inner_texts()[:4] == ["1", "2", "—", "3"]
    page.get_by_role("button", name="存为本单位的议程").click()
    expect(page.get_by_text("议程已存好")).to_be_visible()
    held.settle()
    assert rows.locator(".number").all_inner_texts()[:4] == ["1", "2", "—", "3"]
    page.get_by_role("button", name="开始会议").click()
    page.wait_for_function("() => window.meeting && meeting.open", timeout=90_000)
    held.settle()
    now = page.locator("#meeting .slide.now")
    expect(now).to_have_attribute("data-title", titles[1])
    assert keys(page, "PageDown") == "411400.2" and titles[2] not in page.locator("#meeting .deck").first.inner_html()
    expect(page.locator("#meeting .corner")).to_contain_text(re.compile(r"示例数据.*截至2026年11月.*快照 \d{4}-\d\d-\d\d"))
    assert page.evaluate("() => meeting.root.outerHTML.length") < 1_000_000 and page.evaluate("() => meeting.decks.length") == 10
    with closing(sqlite3.connect(changeable[1])) as database:
        assert database.execute("SELECT count(*) FROM snapshots WHERE kind = '会议'").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM snapshot_figures").fetchone()[0] > 100


def test_keys_remotes_and_fingers_turn_and_ask_for_nothing(held):
    page, last = held.page, held.page.evaluate("() => meeting.decks[0].querySelectorAll('.slide').length")
    held.asked.clear()
    assert keys(page, "End") == f"411400.{last}" == keys(page, "ArrowRight")
    assert keys(page, "Home") == "411400.1" == keys(page, "PageUp")
    assert keys(page, "Space", "Enter", "ArrowDown") == "411400.4" and keys(page, "ArrowUp", "Backspace") == "411400.2"
    assert keys(page, "3") == "411421.1" and keys(page, "End", "0") == "411400.1"
    dark = page.locator("#meeting .blank")
    for on, off in (("b", "b"), (".", "Escape"), ("b", "PageDown")):
        assert keys(page, on) == "411400.1" and dark.is_visible()
        assert keys(page, off) == "411400.1" and not dark.is_visible()
    # A key that a Chinese input method has taken still has its place; what is pressed with Ctrl is the browser's.
    page.evaluate("() => dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', code: 'KeyB' }))")
    assert dark.is_visible() and keys(page, "Escape") == "411400.1" == keys(page, "Control+ArrowRight")
    page.locator("#meeting [data-do=next]").click()
    assert page.evaluate(AT) == "411400.2" and keys(page, "Space") == "411400.3", "the key goes to the page, not to the button"
    page.locator("#meeting [data-do=contents]").click()
    page.locator("#meeting .contents [data-deck='4']").click()
    assert page.evaluate(AT) == "411422.1" and keys(page, "0") == "411400.1"
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for start, end, wanted in ((900, 500, 2), (900, 500, 3), (500, 900, 2), (600, 580, 2)):
        cdp.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start, "y": 400}]})
        cdp.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": end, "y": 410}]})
        cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert page.evaluate(AT) == f"411400.{wanted}"
    cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    for key in ("Home", "PageDown", "End"):
        changed = set(page.evaluate(CHANGED, key))
        assert {"slide", "at"} <= changed <= {"slide", "at", "where", "doors"}, "a turn is so quick for touching nothing else"
    assert held.asked == []


def test_figures_are_large_and_nothing_is_cut_at_any_size(held):
    page = held.page
    assert page.evaluate(LETTERS) == [] == page.evaluate(OUTSIDE)
    page.evaluate("() => document.fullscreenElement && document.exitFullscreen()")  # a full screen has one size
    try:
        for size in ({"width": 1366, "height": 768}, SMALL, PHONE):
            page.set_viewport_size(size)
            page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true))))")
            assert (size, page.evaluate(OUTSIDE)) == (size, [])
            small = page.evaluate("""() => [...meeting.root.querySelectorAll('.slide.now :is(b, td, p, .name)')].filter(one =>
                parseFloat(getComputedStyle(one).fontSize) < (innerWidth > 720 ? 14 : 13)).length""")
            assert (size, small) == (size, 0)
    finally:
        page.set_viewport_size({"width": 1600, "height": 900})


def test_a_figure_leads_to_its_source_and_back_to_the_page_whatever_came_in_meanwhile(held, lent_server):
    page, (_, path) = held.page, lent_server
    assert keys(page, "Home", "PageDown", "PageDown") == "411400.3"
    words, number = page.locator("#meeting .slide.now").inner_text(), held.query["meeting"]
    with closing(sqlite3.connect(path, timeout=30)) as database, database:
        database.execute("UPDATE settings SET value = value + 1 WHERE key = 'data_version'")
        database.execute("UPDATE rollups SET value = value * 3 WHERE period >= 202601")
    page.locator("#meeting [data-do=doors]").click()
    page.locator("#meeting .slide.now .doors button").first.click()
    expect(page.locator("[data-testid=stDialog]")).to_contain_text("怎样汇总")
    assert keys(page, "ArrowRight") == "411400.3", "the dialog has the keys"
    keys(page, "Escape")
    expect(page.locator("[data-testid=stDialog]")).to_have_count(0)
    # The server has heard it and the browser is back where the panel was opened: on its way there it would not reload.
    page.wait_for_function("() => !location.search.includes('why=') && !(history.state && history.state.panels)")
    held.settle()
    assert page.locator("#meeting .slide.now h1").inner_text() in words and page.evaluate(AT) == "411400.3"
    assert held.query["meeting"] == number and keys(page, "PageDown") == "411400.4"
    page.reload()
    page.wait_for_function("() => window.meeting && meeting.open", timeout=90_000)
    held.settle()
    assert page.evaluate(AT) == "411400.4" and keys(page, "PageUp") == "411400.3"
    assert page.locator("#meeting .slide.now").inner_text() == words and held.query["meeting"] == number
    keys(page, "PageDown")


def test_a_figure_is_made_a_matter_in_two_clicks_and_the_meeting_goes_on(held):
    page = held.page
    assert keys(page, "Home", "PageDown", "PageDown") == "411400.3"
    page.locator("#meeting [data-do=doors]").click()
    page.locator("#meeting .slide.now .doors [data-go]").first.click()
    expect(page.locator("[data-testid=stDialog]")).to_contain_text("新增督办事项")
    page.wait_for_function(r"/[?&]new=4114\d\d-[A-Z]{2}-\d\d(&|$)/.test(location.search)")
    expect(page.locator("#meeting .slide.now")).to_be_hidden()
    held.settle()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !new URLSearchParams(location.search).has('new')")
    held.settle()
    expect(page.locator("[data-testid=stDialog]")).to_have_count(0)
    page.locator("#to-meeting").click()
    page.wait_for_function("() => meeting.open")
    held.settle()
    assert page.evaluate(AT) == "411400.3" and keys(page, "PageDown") == "411400.4"
    expect(page.locator("#to-meeting")).to_have_count(0)


def test_the_pages_stay_when_the_line_is_cut_and_the_page_is_found_again(held):
    page = held.page
    page.context.set_offline(True)
    try:
        page.wait_for_function("() => document.documentElement.dataset.server === 'gone'")
        expect(page.locator("#meeting .cut")).to_contain_text("连接断了，照样可以翻页")
        expect(page.locator("#connection")).to_be_hidden()
        assert keys(page, "PageDown") == "411400.5" and keys(page, "2", "PageDown") == "411403.2"
    finally:
        page.context.set_offline(False)
    page.wait_for_function("() => document.documentElement.dataset.server === 'here'")
    held.settle()
    expect(page.locator("#meeting .cut")).to_be_empty()
    assert page.evaluate(AT) == "411403.2" and page.locator("[data-testid=stMain]").evaluate("main => main.inert")
    held.wrong.clear()
    keys(page, "Escape")
    expect(page.locator("#meeting .slide.now")).to_be_hidden()
    assert "slide" not in held.query and not page.locator("[data-testid=stMain]").evaluate("main => main.inert")
    page.get_by_role("button", name="继续会议").click()
    assert page.evaluate(AT) == "411403.2" and "slide" in held.query


def test_an_address_that_says_no_page_or_none_that_there_is(visit, server):
    one = visit(PHONE)
    page = one.open("huiyi", region="411422", year="2026", month="11", meeting="look")
    expect(page.locator("#meeting")).to_be_hidden()
    assert page.get_by_role("button", name="开始会议").is_visible() and "slide" not in one.query
    page.get_by_role("button", name="继续会议").click()
    last = page.evaluate("() => meeting.decks[0].querySelectorAll('.slide').length")
    assert page.evaluate(AT) == "411422.1" and last > 5
    for slide, wanted in {"1": 1, "411422.35e-1": 3, "411422.99999": last, "411422.-4": 1, "411422.x": 1}.items():
        page.keyboard.press("Escape")
        one.settle()
        page.evaluate("""slide => { const to = new URL(location.href)
            to.searchParams.set("slide", slide)
            history.pushState({}, "", to.href)
            dispatchEvent(new PopStateEvent("popstate")) }""", slide)
        page.wait_for_function("() => meeting.open")
        assert (slide, page.evaluate(AT)) == (slide, f"411422.{wanted}")
        assert page.locator("#meeting .slide.now h1").is_visible()

"""A click on a region is drawn before the server answers, on all of the page or not at all; whatever then happens, the page ends
as the server says. The server is stopped where it must not have answered."""

import os
import signal
import sqlite3
from contextlib import suppress

import pytest
from legible import LOOKS
from playwright.sync_api import TimeoutError, expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
SEEN = """() => {
  const hosts = [...document.querySelectorAll('[data-testid^=stBidi]')]
  const roots = [document, ...hosts.map(host => host.shadowRoot).filter(Boolean)]
  const all = (part) => roots.flatMap(root => [...root.querySelectorAll(part)])
  return { headline: all('p.headline')[0]?.textContent, url: new URLSearchParams(location.search).get('region'),
    title: document.title,
    pill: all('.pills [aria-checked=true]').map(one => one.textContent).join(),
    lists: all('select[data-picks]').map(one => one.selectedOptions[0]?.text).join(),
    badge: all('.badge:not(.demo)')[0]?.textContent,
    marks: all('path.area.chosen, tr.chosen, .line.chosen').map(one => one.getAttribute('aria-label') || one.textContent),
    words: all('.board').map(one => one.innerText).join(' ') }
}"""
WATCH = """() => {
  window.said = []
  const look = () => {
    for (const host of document.querySelectorAll('[data-testid^=stBidi]')) {
      const line = host.shadowRoot?.querySelector('p.headline')?.textContent
      if (line && said.at(-1) !== line) said.push(line)
    }
    requestAnimationFrame(look)
  }
  look()
  window.spoken = []
  new MutationObserver(() => {
    const words = document.getElementById('spoken')?.textContent
    if (words && spoken.at(-1) !== words) spoken.push(words)
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}"""
PLACES = """async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)  // what is far below has its height by then
  const roots = [document, ...[...document.querySelectorAll('*')].map(one => one.shadowRoot).filter(Boolean)]
  const place = (name) => {
    const one = roots.flatMap(root => [...root.querySelectorAll(name)])[0], { x, y, width, height } = one.getBoundingClientRect()
    return [[x, y, width, height], one.textContent.replace(/\\s+/g, '')]
  }
  const names = ['p.headline', 'p.headline .more', '.at-changed', '.at-six', '.at-attention', '.pills', '.badges']
  return Object.fromEntries(names.map(name => [name, place(name)]))
}"""
PATIENT = """window.held = []
const abort = AbortController.prototype.abort
AbortController.prototype.abort = function (...why) { held ? held.push(() => abort.apply(this, why)) : abort.apply(this, why) }"""
IMPATIENT = "() => { const waiting = held; held = null; waiting.forEach(stop => stop()) }"
"""The page waits for a server that does not answer until it is told not to: on a slow machine it would have given up already."""
BADGES_LAST = """() => {
  let draws = null, late = []
  Object.defineProperty(window, 'drawBoard', { set: (real) => { draws = real }, get: () => (one) => {
    const { key } = JSON.parse(new TextDecoder().decode(one.data))
    if (late && key === 'badges') return late.push(one)
    draws(one)
    if (!late || key !== 'overview') return
    window.stood = !!document.getElementById('first')
    late.forEach(draws)
    late = null
  } })
}"""
SPELL = """(list, letters) => {
  const typed = (key) => list.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  for (const key of letters) typed(key)
  return list.selectedOptions[0].text
}"""
GOT = """window.got = []
const asked = window.fetch
window.fetch = async (...what) => {
  const answer = await asked(...what)
  if (String(what[0]).includes('/api/ahead')) answer.clone().json().then(({ regions }) => requestIdleCallback(() =>
    got.push(...Object.values(regions).map(one => `${one.code} ${one.of.split(' ').slice(3).join('-')}`))))
  return answer
}"""
"""Code and month of each region that the browser holds."""
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="the server cannot be stopped")


def pill(page, name: str):
    return page.locator(".st-key-region").get_by_role("radio", name=name, exact=True)


def choose(page, control: str, option: str) -> None:
    wanted = page.get_by_role("option", name=option, exact=True)
    while not wanted.is_visible():  # what comes late of a run closes the list again
        page.get_by_role("combobox", name=control).click()
        with suppress(TimeoutError):
            wanted.wait_for(timeout=500)
    wanted.click()


class Stopped:
    """Inside it the server does nothing."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def __exit__(self, *_):
        os.kill(self.process.pid, signal.SIGCONT)


def open_held(one, path: str = "", **query: str):
    """The page, once the browser holds the other regions'."""
    page = one.open(path, **CITY | query)
    wait_until_held(page, "411422 2026-11", "411424 2026-11")
    return page


def wait_until_held(page, *wanted: str) -> None:
    page.wait_for_function("wanted => wanted.every(one => got.includes(one))", arg=wanted, timeout=60_000)


def wait_for(page, county: str, within: float = 30_000) -> dict:
    page.wait_for_function(f"county => ({SEEN})().headline?.includes(county)", county, timeout=within)
    return page.evaluate(SEEN)


def way(page, path: str, name: str):
    """Something on the page that leads to the county, beside its pill."""
    return {"": page.locator(f"path.area[aria-label^='{name}']"),
            "xianqu": page.locator("table button", has_text=name).first}[path]


def come(visit, port: int):
    one = visit(address=f"http://127.0.0.1:{port}")
    for script in (PATIENT, GOT):
        one.page.add_init_script(script)
    return one


@pytest.fixture
def ours(start_again, copy_of_demo, visit):
    path = copy_of_demo()
    process, port = start_again(f"sqlite:///{path}")
    return process, path, come(visit, port)


def test_a_click_is_drawn_before_the_server_answers_whatever_it_then_does(ours, visit):
    """That what is held is what the page's own run draws is asked of every page in tests/pages/ui/test_ahead.py."""
    drawn_whole_before_the_server_answers_and_gone_where_it_never_does(*ours)
    another_month_is_drawn_before_the_server_answers(*ours)
    two_quick_clicks_a_new_version_a_fault_and_a_second_tab(*ours, visit)


def drawn_whole_before_the_server_answers_and_gone_where_it_never_does(process, _, one) -> None:
    for path in ("xianqu", ""):
        page = open_held(one, path)
        before = page.evaluate(SEEN)
        door = way(page, path, "睢县")
        with Stopped(process):
            door.focus() if path == "" else None
            page.keyboard.press("Enter") if path == "" else door.click()
            seen = wait_for(page, "睢县")
            assert seen["url"] == "411422" and " · 睢县 · 2026年11月" in seen["title"] and seen["pill"] == "睢县"
            assert "已报" in seen["badge"] != before["badge"] and all("睢县" in mark for mark in seen["marks"])
            if path == "":  # the first message of its run came early; the page says that it waits for the rest
                page.evaluate("dispatchEvent(new Event('answered'))")
                page.wait_for_timeout(900)
                assert page.evaluate(SEEN)["pill"] == "睢县", "nothing goes back before a run is over"
            pill(page, "柘城县").focus()
            page.keyboard.press("Enter")
            assert wait_for(page, "柘城县")["pill"] == "柘城县"
            page.go_back()
            assert wait_for(page, "睢县")["pill"] == "睢县"
            page.evaluate(IMPATIENT)
            page.wait_for_function("document.documentElement.dataset.server === 'gone'")
            gone = page.evaluate(SEEN)
            assert {**gone, "url": ""} == {**before, "url": ""}, "no figure stands under another county while nobody answers"
        page.wait_for_function("document.documentElement.dataset.server === 'here'")
        wait_for(page, "睢县")
        one.at(f"/{path}", region="411422")
        one.in_region("睢县")
        assert not page.evaluate("'ahead' in document.documentElement.dataset")


def another_month_is_drawn_before_the_server_answers(process, _, one) -> None:
    """Where the address says more than region and month; in a province's test of 总览."""
    page = one.open("jiayuan", home_since="202506", **CITY)
    wait_until_held(page, "411400 2026-10", "411400 2025-11")
    before = page.evaluate(SEEN)
    with Stopped(process):
        choose(page, "截至月", "截至10月")
        assert wait_for(page, "截至2026年10月")["badge"].startswith("10月")
        assert page.title().endswith("商丘市 · 2026年10月")
        choose(page, "年份", "2025年")  # of which the browser holds November
        page.evaluate(IMPATIENT)
        page.wait_for_function("document.documentElement.dataset.server === 'gone'")
        assert page.evaluate(SEEN) == before, "no figure stands under another month while nobody answers"
    page.wait_for_function("document.documentElement.dataset.server === 'here'")
    one.at("/jiayuan", year="2025", month="10")
    assert wait_for(page, "截至2025年10月")["title"].endswith("2025年10月")
    with Stopped(process):
        page.go_back()
        wait_for(page, "截至2026年11月")
    one.at("/jiayuan", year="2026", month="11")
    assert page.evaluate(SEEN) == before


def two_quick_clicks_a_new_version_a_fault_and_a_second_tab(process, database, one, visit) -> None:
    page = open_held(one)
    other = visit(address=one.address)
    other.open("", **CITY)
    page.evaluate(WATCH)
    with Stopped(process):
        page.evaluate("""() => ['睢县', '柘城县'].forEach(name => {
            dispatchEvent(new PointerEvent('pointerdown'))
            const pills = [...document.querySelectorAll('.pills button')]
            pills.find(one => one.textContent === name).click()
        })""")
        wait_for(page, "柘城县8")
    one.at("/", region="411424")
    page.wait_for_function("spoken.length")
    page.wait_for_timeout(400)  # what comes late would be one too many
    said = page.evaluate("said")
    assert [line.partition("，")[2][:3] for line in said][1:] == ["柘城县"], f"drawn once, and confirmed: {said}"
    spoken = [line.partition("，")[2][:3] for line in page.evaluate("spoken")]
    assert spoken == ["柘城县"], "a screen reader is told once, of the last"
    page.go_back()
    one.at("/", region="411422")
    other.in_region("全市")
    assert other.query["region"] == "411400", "another tab is as it was"
    other.page.close()  # else it would miss the database

    with sqlite3.connect(database, timeout=30) as connection:  # what the browser holds is of yesterday
        connection.execute("UPDATE regions SET name = '新柘城县' WHERE code = '411424'")
        connection.execute("UPDATE settings SET value = value + 1 WHERE key = 'data_version'")
    connection.close()
    page.evaluate("got.length = 0")
    pill(page, "柘城县").click()
    one.at("/", region="411424")
    expect(page.locator("p.headline")).to_contain_text("新柘城县")
    one.in_region("新柘城县")
    page.wait_for_function("document.title.includes('新柘城县')")

    wait_until_held(page, "411422 2026-11")  # the newer version's are fetched by themselves
    away = database.with_suffix(".away")
    with Stopped(process):
        pill(page, "睢县").click()
        wait_for(page, "睢县")
        database.rename(away)
    expect(page.locator("[data-testid=stAlertContentError]")).to_contain_text("数据库文件不见了")
    expect(page.locator("p.headline")).to_have_count(0)
    away.rename(database)
    page.get_by_role("button", name="重试").click()
    expect(page.locator("p.headline")).to_contain_text("睢县")
    one.at("/", region="411422")
    one.in_region("睢县")  # the click was heard, though there was nothing to draw
    one.wrong.clear()


def test_a_province_is_chosen_by_city_and_county_before_the_server_answers(start_again, root_engine, visit):
    """What the lists hold, tests/pages/test_roots.py asks. The pictures are in shots/."""
    process, port = start_again(root_engine("460000", demo=True).url.render_as_string())
    one = come(visit, port)
    page = one.open(region="460000", year="2026", month="11")
    one.shoot("hainan")
    page.set_viewport_size({"width": 1366, "height": 768})  # a province's counts are long
    assert page.evaluate(LOOKS, "outside") == []
    the_map_has_its_islands_apart(page)
    a_city_in_the_first_list_and_back(process, one)
    its_county_on_the_map_and_the_month_before(process, one)
    page.close()  # else it would miss the server


def the_map_has_its_islands_apart(page) -> None:
    expect(page.locator(".map .inset path.lines")).to_have_count(1)
    *polygons, = page.locator(".map path.area, .map").evaluate_all(
        "all => all.map(one => { const box = one.getBoundingClientRect(); return [box.width, box.height] })")
    frame = max(map(tuple, polygons))
    assert len(polygons) > 30
    assert all(width * height < 0.95 * frame[0] * frame[1] for width, height in polygons if (width, height) != frame)


def lost(page) -> dict:
    """What the page says once nobody answers."""
    page.evaluate(IMPATIENT)
    page.wait_for_function("document.documentElement.dataset.server === 'gone'")
    return page.evaluate(SEEN)


def found(page) -> None:
    page.wait_for_function("document.documentElement.dataset.server === 'here'")


def a_city_in_the_first_list_and_back(process, one) -> None:
    page = one.page
    first = page.get_by_role("combobox", name="地区", exact=True).first
    wait_until_held(page, "460000 2026-11", "460100 2026-11")
    before = page.evaluate(SEEN)
    first.focus()
    page.keyboard.press("ArrowDown")  # opens the list: else one would be led through one city after the other
    page.keyboard.press("Escape")
    assert page.evaluate(SEEN) == before and before["lists"] == "全省"
    with Stopped(process):
        first.select_option("海口市")
        seen = wait_for(page, "海口市")
        assert (seen["lists"], seen["url"]) == ("海口市,全市", "460100") and "海口市" in seen["title"]
        assert {**lost(page), "url": ""} == {**before, "url": ""}, "no figure stands under another city while nobody answers"
    found(page)
    one.at("/", region="460100")
    assert wait_for(page, "海口市")["lists"] == "海口市,全市"
    page.evaluate("held = []")
    with Stopped(process):
        page.go_back()
        page.wait_for_function("document.title.includes('海南省')")
        assert page.evaluate(SEEN)["lists"] == "全省"
        page.go_forward()
        assert wait_for(page, "海口市")["lists"] == "海口市,全市"
    one.at("/", region="460100")


def its_county_on_the_map_and_the_month_before(process, one) -> None:
    page = one.page
    first, second = page.get_by_role("combobox", name="地区", exact=True).all()
    wait_until_held(page, "460105 2026-11", "460106 2026-11", "460100 2026-10")
    with Stopped(process):
        page.locator("path.area[aria-label^=秀英区]").focus()
        page.keyboard.press("Enter")
        assert wait_for(page, "秀英区")["lists"] == "海口市,秀英区"
        page.evaluate("""() => { const list = [...document.querySelectorAll('select[data-picks]')].at(-1)
            for (const words of ['全市', '龙华区']) {
                list.value = [...list.options].find(({ text }) => text === words).value
                list.dispatchEvent(new Event('change', { bubbles: true }))
            } }""")
        assert wait_for(page, "龙华区")["lists"] == "海口市,龙华区"
    one.at("/", region="460106")
    second.select_option("全市")
    one.at("/", region="460100")
    with Stopped(process):
        choose(page, "截至月", "截至10月")
        assert wait_for(page, "截至2026年10月")["lists"] == "海口市,全市"
    one.at("/", region="460100", month="10")
    before = page.evaluate(SEEN)
    page.evaluate("held = []")
    with Stopped(process):
        first.select_option("三亚市")  # of which the browser holds no October
        assert page.evaluate(SEEN) == before | {"lists": "三亚市,全市"}, "what somebody has just chosen stays"
        assert lost(page) == before
    found(page)
    one.at("/", region="460200")
    assert wait_for(page, "三亚市")["lists"].startswith("三亚市")
    assert first.evaluate(SPELL, "wc").startswith("文昌市")
    one.at("/", region="469005")
    assert first.evaluate(SPELL, "quanshx") == "全省", "what no place is called leads nowhere else"
    one.at("/", region="460000")
    expect(page.get_by_role("combobox", name="地区", exact=True)).to_have_count(1)
    one.wrong.clear()


def test_the_first_page_stands_before_streamlit_is_there_and_where_it_will_stand(visit):
    for size in ({"width": 1600, "height": 900}, {"width": 390, "height": 844}):
        one = visit(size, fresh=True)
        page = one.page
        page.add_init_script(f"({BADGES_LAST})()")
        page.route("**/static/js/index.*.js", lambda route: None)
        page.goto(f"{one.address}/", wait_until="commit")
        page.locator("#first p.headline").wait_for()
        picture = page.evaluate(PLACES)
        page.unroute("**/static/js/index.*.js")  # and what waited goes on
        one.settle()
        page.wait_for_function("!document.getElementById('first')")
        assert page.evaluate("stood"), "until all that it shows is drawn"
        page.evaluate("document.getElementById('offer')?.remove()")
        own = page.evaluate(PLACES)
        assert [name for name in own if own[name][1] != picture[name][1]] == [], "the same words"
        moved = {name: (own[name][0], picture[name][0]) for name in own
                 if any(abs(ours - its) > 2 for ours, its in zip(own[name][0], picture[name][0], strict=True))}
        assert moved == {}


def test_a_block_that_the_browser_has_let_go_is_asked_for(walk):
    page = walk().go("")
    assert page.evaluate("""() => {
        const parent = document.createElement('div'), sent = []
        parent.innerHTML = '<div class="board"></div>'
        document.body.append(parent)
        const data = { key: 'x', mark: '', texts: {}, keep: '', blocks: [['a', 'known', '<p>甲</p>'], ['b', 'gone', null]] }
        drawBoard({ data: new TextEncoder().encode(JSON.stringify(data)),
                    parentElement: parent, setTriggerValue: (...said) => sent.push(said) })
        const text = parent.innerText
        parent.remove()
        return [sent, text.trim()]
    }""") == [[["lacking", True]], "甲"]

"""Every page (of the six actions, which are one page, two), opened cold by a link, on the projector and on a phone: what it
shows, legible, in Chinese, not by colour alone."""


import pytest
from barriers import barriers
from legible import CUT, LOOKS, NARROW, SIDEWAYS, WORDS, english
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
SCOPE = {"region": "411422", "year": "2025", "month": "9"}
PAGES = {"": "哪个县、哪个行动落后", "chuangye": "睢县创业行动", "weiquan": "睢县维权行动",
         "xianqu": "睢县的全部指标",
         "mubiao": "110项指标 × 1个地区", "zhibiao": "项指标；点一行看当前的数", "kaohe": "睢县的每一项得分",
         "jiayuan": "各地一览"}

TITLES = {"": "总览", "chuangye": "创业", "tuopin": "脱贫", "wenming": "文明", "weiquan": "维权", "guanai": "关爱",
          "wangluo": "网络", "xianqu": "县区", "mubiao": "目标进度", "zhibiao": "指标与来源", "kaohe": "考核",
          "jiayuan": "妇女之家"}

SMALL = """([where, least]) => {
  const found = new Set()
  const shadows = [...document.querySelectorAll('[data-testid^=stBidi]')].map(host => host.shadowRoot).filter(Boolean)
  for (const host of [document, ...shadows])
    for (const part of host.querySelectorAll(where)) {
      const size = parseFloat(getComputedStyle(part).fontSize)
      if (part.textContent.trim() && part.checkVisibility() && size < least)
        found.add(part.tagName + '.' + part.className + ' ' + size)
    }
  return [...found]
}"""


COLD = ("", "zhibiao")
"""Opened by their links here; the other pages are in tests of their own."""


@pytest.fixture(scope="module")
def newcomer(open_visit):
    one = open_visit(cold=True)
    yield one
    one.page.close()


@pytest.fixture(scope="module", params=PAGES, ids=lambda address: address or "zonglan")
def wide(request, newcomer):
    """A page on the projector, come to once for all tests that only look at it."""
    newcomer.cold_address = request.param
    (newcomer.open if request.param in COLD else newcomer.go)(request.param, **SCOPE)
    newcomer.shoot(request.param or "zonglan")
    return newcomer


@pytest.fixture
def narrow(wide):
    """The same on a phone."""
    wide.page.set_viewport_size(PHONE)
    wide.page.wait_for_function(f"() => !({SIDEWAYS})().length")  # a chart takes a moment to its new width
    yield wide
    wide.page.set_viewport_size({"width": 1600, "height": 900})


def assert_shows(one, address: str) -> None:
    page = one.page
    expect(page.get_by_text(PAGES[address]).first).to_be_visible()
    one.in_region("睢县")
    assert one.query | SCOPE == one.query
    assert page.locator(".st-key-year input").input_value() == "2025年"
    assert page.locator(".st-key-month input").input_value() == "截至9月"
    expect(page.locator(".badge.demo")).to_contain_text("示例数据")
    assert page.locator("html").get_attribute("lang") == "zh-CN" and page.title() == f"{TITLES[address]} · 睢县 · 2025年9月"


def test_a_cold_link_opens_without_a_fault_or_a_foreign_request(wide):
    assert_shows(wide, wide.cold_address)
    assert wide.page.evaluate(SIDEWAYS) == [] and wide.wrong == []


def test_a_page_is_whole_on_a_phone(narrow):
    one, address = narrow, narrow.cold_address
    one.shoot(f"{address or 'zonglan'}-phone")
    assert_shows(one, address)
    assert one.page.evaluate(SIDEWAYS) == [] and one.page.evaluate(CUT) == []
    lefts = one.page.locator(".tile, .card").evaluate_all("parts => parts.map(part => "
                                                          "Math.round(part.getBoundingClientRect().x))")
    assert len(set(lefts)) <= 1, "tiles stand in one column"
    assert one.page.evaluate(NARROW) == [], "columns wide enough to read"
    assert [one.page.evaluate(LOOKS, of) for of in ("headings", "outside", "charts", "parts")] == [[], [], [], []]
    assert address or barriers(one.page) == [], "the menu of a phone is another"


def test_nothing_reaches_out_of_its_card_at_any_width(wide):
    assert wide.page.evaluate(LOOKS, "charts") == [] and wide.page.evaluate(LOOKS, "parts") == []
    try:
        for width in (1600, 1480, 1366, 1280, 1024, 800):  # the last is 1600 at twice the size
            wide.page.set_viewport_size({"width": width, "height": 900})
            assert (width, wide.page.evaluate(LOOKS, "outside")) == (width, [])
            assert (width, wide.page.evaluate(LOOKS, "headings")) == (width, [])
            if wide.cold_address == "mubiao" and width >= 1366:
                assert wide.page.locator(".scroll").first.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    finally:
        wide.page.set_viewport_size({"width": 1600, "height": 900})


def test_nobody_is_shut_out(wide):
    """axe-core: nothing serious or critical, and what is heard begins with what is seen."""
    assert barriers(wide.page) == []


@pytest.mark.parametrize("address, query", [("daoru", {}), ("shangbao", {"look": "due"}), ("shangbao", {"look": "findings"}),
                                            ("kaohe", {"desk": "weights"}), ("jiayuan", {"home_town": "411422100"})])
def test_nobody_is_shut_out_of_the_other_views(walk, address, query):
    assert barriers(walk().go(address, **SCOPE | query)) == []


def test_the_focus_comes_back_from_a_dialog_and_stays_on_the_map(walk):
    one = walk()
    page = one.go("", **SCOPE)
    focused = """() => { let at = document.activeElement; while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
        return at.dataset.pick || at.tagName }"""
    door = page.locator("button.value").first
    page.keyboard.press("Tab")  # who uses the keyboard sees where the focus is
    door.focus()
    assert door.evaluate("one => getComputedStyle(one).outlineStyle") == "solid", "it is seen where the focus is"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("指标解释")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function(f"pick => ({focused})() === pick", door.get_attribute("data-pick"))
    area = page.locator("path.area[aria-label^='柘城县']")
    area.focus()
    page.keyboard.press("Enter")
    one.at("/", region="411424")
    assert page.evaluate(focused) == area.get_attribute("data-pick")
    cell = page.locator(".cell button").first
    assert (cell.get_attribute("aria-label") or "").replace("\n", "").find("梁园区创业行动：") > 0


def test_shapes_keep_their_colour_where_the_reader_sets_the_colours(walk):
    page = walk().go("guanai", **SCOPE)
    page.emulate_media(forced_colors="active")
    bars = page.locator(".tile .bullet:not(.blank) i").evaluate_all(
        "bars => bars.map(bar => getComputedStyle(bar).backgroundColor)")
    page.emulate_media(forced_colors="none")
    assert bars and all(colour not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)") for colour in bars)


def test_figures_and_labels_are_large_enough(wide):
    assert wide.page.evaluate(SMALL, [".value:not(.empty)", 28]) == []
    assert wide.page.evaluate(SMALL, [
        ".chip, .card header span, .card p, th, td, td > *, .tile dt, .tile dd, .tile footer, .tile .target, .badge, .cell span,"
        " .legend, .note, .mark, .line *, .title *, .st-key-scope button p, .st-key-scope input,"
        " [data-testid=stTopNavLink] span:not([data-testid=stIconMaterial])", 15]) == []


def test_type_on_charts_and_maps_is_large_enough(wide):
    sizes = wide.page.locator(".plot :is(span, .ends)").evaluate_all(
        "texts => texts.filter(t => t.textContent).map(t => parseFloat(getComputedStyle(t).fontSize))")
    on_map = wide.page.locator(".map text").evaluate_all(
        "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)")
    assert [size for size in sizes + on_map if size < 14] == []


def test_no_english_is_on_the_page(wide):
    texts, _ = wide.page.evaluate(WORDS)
    assert len("".join(texts)) > 300 and english(texts) == []


def test_colour_is_never_alone(wide):
    marks = wide.page.locator(".chip, .strip i, .cell, .legend > span, .mark, .badge, .line .who i")
    assert [text for text in marks.all_text_contents() if not text.strip()] == []
    assert wide.page.locator(".strip[aria-label='']:has(i)").count() == 0


def test_everything_that_can_be_clicked_can_be_reached_by_keyboard(wide):
    unreachable = wide.page.locator("[data-pick]").evaluate_all("""parts => parts.filter(part => part.tabIndex < 0 &&
        !part.querySelector(`[data-pick="${part.dataset.pick}"]`)).map(part => part.outerHTML.slice(0, 100))""")
    assert unreachable == []


def test_no_english_in_the_source_of_a_number(walk):
    page = walk().go("guanai", **SCOPE)
    page.locator(".tile .value").first.click()
    expect(page.get_by_role("dialog").get_by_text("指标解释")).to_be_visible()
    texts, _ = page.evaluate(WORDS)
    assert english(texts) == []
    assert english([page.get_by_role("dialog").get_by_role("button").last.get_attribute("aria-label") or ""]) == []


def test_no_english_is_said_by_a_screen_reader(walk):
    _, names = walk().go("guanai", **SCOPE).evaluate(WORDS)
    assert english([name for name in names if "Vega" not in name]) == []


@pytest.mark.parametrize("box", ["year", "indicator"])
def test_no_english_in_an_open_select_box(walk, box):
    one = walk()
    page = one.go("guanai", **SCOPE)
    page.locator(f".st-key-{box} input").click()
    expect(page.get_by_role("option").first).to_be_visible()
    assert english(page.evaluate(WORDS)[0]) == []
    page.keyboard.type("zz")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # the list narrows, or stays
    one.shoot("select-box")
    assert english(page.evaluate(WORDS)[0]) in ([], ["zz"])


def test_no_english_in_the_search_box(walk):
    one = walk()
    page = one.go("zhibiao", **SCOPE)
    page.locator(".st-key-words input").press_sequentially("没有的词")
    expect(page.get_by_text("0 项指标")).to_be_visible()
    texts, _ = page.evaluate(WORDS)
    assert english(texts) == []
    one.at("/zhibiao", words="没有的词")  # the last letters are sent later than the first, and would follow to the next page


def test_no_english_on_the_chart_when_pointed_at(walk):
    page = walk().go("guanai", **SCOPE)
    plot = page.locator(".at-course .plot").first
    plot.hover()
    told = [plot.get_attribute("aria-label"), *(dot.get_attribute("title") for dot in plot.locator(".field .point").all())]
    assert len(told) > 8 and all(told) and english(told) == []


def test_no_english_for_the_keyboard_and_pages_without_room_are_counted_in_chinese(visit):
    page = visit({"width": 820, "height": 600}).open()
    page.keyboard.press("Tab")
    assert english([page.evaluate("document.activeElement.innerText")]) == []
    header = page.get_by_test_id("stHeader")
    expect(header).to_contain_text("另")
    before = header.inner_text()
    page.set_viewport_size({"width": 780, "height": 600})
    expect(header).not_to_have_text(before)  # the count is written anew
    assert "另" in header.inner_text() and "more" not in header.inner_text()


def test_the_trend_stays_in_sight_and_back_leads_to_where_one_was(walk):
    one = walk()
    page = one.go("", **SCOPE)
    scroll = "[data-testid=stMain]"
    line = page.locator(".at-attention .line[data-pick]").last
    line.scroll_into_view_if_needed()
    left = page.locator(scroll).evaluate("main => main.scrollTop")
    line.click()
    page.get_by_role("dialog").get_by_role("button", name="到行动页").click()
    page.wait_for_function("location.pathname !== '/'")
    one.settle()
    page.locator(scroll).evaluate("main => { main.scrollTop = 600 }")
    box = page.locator(".at-course .plot").first.bounding_box()
    assert box is not None and 50 <= box["y"] < 300, "the trend stands beside the tiles however far one has scrolled"
    page.go_back()
    page.wait_for_function("location.search.includes('why=')")
    page.go_back()
    one.at("/")
    page.wait_for_function("left => document.querySelector('[data-testid=stMain]').scrollTop === left", left)
    assert left > 300
    page.locator(".st-key-brand a").focus()
    page.locator(scroll).evaluate("main => { main.scrollTop = 0 }")
    one.choose("考核")
    one.at("/kaohe")
    page.locator(".st-key-brand a").click()
    one.at("/", **SCOPE)

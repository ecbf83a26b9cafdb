"""One click on a county, anywhere, and everything is that county; the address bar says so."""

import pytest
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
SUIXIAN = CITY | {"region": "411422"}


def pill(page, name: str):
    return page.locator(".st-key-region").get_by_role("radio", name=name, exact=True)


@pytest.fixture(scope="module")
def long_visit(open_visit):
    one = open_visit()
    one.received = []
    one.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: one.received.append(len(frame))))
    one.open()
    yield one
    one.page.close()


@pytest.fixture
def one(long_visit):
    """The overview of the whole city, in a visit that goes on from test to test."""
    if long_visit.page.evaluate("location.pathname") != "/":
        long_visit.page.get_by_role("link", name="总览", exact=True).click()
        long_visit.at("/")
    pill(long_visit.page, "全市").click()
    long_visit.at("/", **CITY)
    long_visit.in_region("全市")
    yield long_visit
    assert long_visit.wrong == []


def assert_is(one, path: str, county: str, **query: str) -> None:
    one.at(path, **query)
    one.in_region(county)
    assert one.query | query == one.query


def test_by_pill(one):
    before = one.page.locator("p.headline").inner_text()
    pill(one.page, "睢县").click()
    assert_is(one, "/", "睢县", **SUIXIAN)
    expect(one.page.locator("p.headline")).to_contain_text("睢县")
    assert one.page.locator("p.headline").inner_text() != before
    pill(one.page, "全市").click()
    assert_is(one, "/", "全市", **CITY)
    expect(one.page.locator("p.headline")).to_have_text(before)


def test_a_county_seen_a_few_clicks_ago_is_not_sent_again(one):
    """The browser holds it, and is told its hash: with what it holds for two runs only it could be told one that is gone."""
    for name in ("睢县", "柘城县", "虞城县", "夏邑县"):
        pill(one.page, name).click()
        expect(one.page.locator("p.headline")).to_contain_text(name)
        one.settle()
    sent = sum(one.received)
    pill(one.page, "睢县").click()
    assert_is(one, "/", "睢县", **SUIXIAN)
    assert sum(one.received) - sent < 20_000, "the page came whole"


def test_by_a_polygon_of_the_map(one):
    one.page.locator("path.area[aria-label^='睢县']").click()
    assert_is(one, "/", "睢县", **SUIXIAN)
    expect(one.page.locator("path.area.chosen")).to_have_attribute("aria-label", one.page.locator(
        "path.area[aria-label^='睢县']").get_attribute("aria-label"))


def test_by_a_name_of_the_matrix(one):
    one.page.locator("table th button", has_text="睢县").click()
    assert_is(one, "/", "睢县", **SUIXIAN)


def test_by_a_line_of_attention(one):
    name, pick = one.page.locator(".at-attention button.line").first.evaluate(  # at once: name, pick and click are of one line
        "line => { line.click(); return [line.querySelector('.who').innerText, line.dataset.pick] }")
    code = pick.split(":")[2]
    one.page.get_by_role("dialog").get_by_role("button", name="到行动页").click()
    one.page.wait_for_function("location.pathname !== '/'")
    one.at(one.page.evaluate("location.pathname"), indicator=code, year="2026", month="11")
    assert name.endswith(one.region)
    expect(one.page.locator(f".tile.chosen[data-pick='trend:{code}']")).to_have_count(1)


def test_by_a_line_of_the_counties_compared(one):
    one.page.get_by_role("link", name="关爱", exact=True).click()
    one.at("/guanai", **CITY)
    one.page.locator(".at-compared .line", has_text="睢县").click()
    assert_is(one, "/guanai", "睢县", **SUIXIAN)


def test_by_a_row_of_the_list_of_counties(one):
    one.page.get_by_role("link", name="县区", exact=True).click()
    one.at("/xianqu", **CITY)
    one.page.locator("tr[data-pick]", has_text="睢县").locator("td").nth(1).click()
    assert_is(one, "/xianqu", "睢县", **SUIXIAN)
    expect(one.page.get_by_text("睢县的全部指标")).to_be_visible()


def test_by_month(one):
    for option, query, said in (("截至6月", {"month": "6"}, "截至2026年6月"), ("截至11月", {}, "截至2026年11月")):
        one.page.locator(".st-key-month input").click()
        one.page.get_by_role("option", name=option, exact=True).click()
        assert_is(one, "/", "全市", **CITY | query)
        expect(one.page.locator("p.headline")).to_contain_text(said)


def test_a_number_opens_to_its_source(one):
    one.page.locator(".card header button", has_text="创业").click()
    one.at("/chuangye", **CITY)
    one.page.locator(".tile .value").first.click()
    dialog = one.page.get_by_role("dialog")
    for word in ("指标解释", "由哪些单位的数组成", "哪次导入、文件", ".xlsx", "收到"):
        expect(dialog.get_by_text(word).first).to_be_visible()
    one.shoot("source")
    one.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    one.page.wait_for_function("!location.search.includes('why=')")
    one.settle()
    pill(one.page, "睢县").click()
    one.at("/chuangye", **SUIXIAN)
    expect(dialog).to_have_count(0)


def test_a_number_opens_again_the_moment_it_was_closed(one):
    """The way back of the browser, which comes a moment after the panel is gone, closes no panel that is opened meanwhile."""
    page = one.page
    page.evaluate("""() => { const go = history.go.bind(history)
        history.go = (steps) => { window.lateSteps = () => go(steps) }
        window.later = setTimeout  // nor does the page give up waiting for it, after two seconds
        window.setTimeout = (what, when, ...more) => when === 2000 ? 0 : later(what, when, ...more) }""")
    values = page.locator(".card .value")
    open_panel(one, values.first)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("!!window.lateSteps")
    assert "why" not in one.query
    values.nth(1).click()
    expect(page.get_by_role("dialog").get_by_text("指标解释")).to_be_visible()
    page.evaluate("() => { window.setTimeout = later; lateSteps() }")
    code = values.nth(1).get_attribute("data-pick").split(":")[1]
    one.at("/", why=code)
    expect(page.get_by_role("dialog").get_by_text("指标解释")).to_be_visible()
    page.evaluate("() => { delete history.go }")
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    one.at("/", **CITY)


def open_panel(one, value) -> None:
    value.click()
    expect(one.page.get_by_role("dialog").get_by_text("指标解释")).to_be_visible()

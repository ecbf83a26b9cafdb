"""The address bar is the state: page changes, reload, back and forward all keep it."""

from playwright.sync_api import expect

SCOPE = {"region": "411422", "year": "2025", "month": "9"}
CITY = {"region": "411400", "year": "2026", "month": "11"}


def pill(page, name: str):
    return page.locator(".st-key-region").get_by_role("radio", name=name, exact=True)


def go_to(one, page_name: str) -> None:
    one.choose(page_name)


def test_reload_keeps_the_scope(walk):
    one = walk()
    one.go("guanai")
    pill(one.page, "睢县").click()
    one.at("/guanai", region="411422")
    headline = one.page.locator("p.headline").inner_text()
    one.page.reload()
    one.at("/guanai", region="411422", year="2026", month="11")
    one.in_region("睢县")
    expect(one.page.locator("p.headline")).to_have_text(headline)


def test_back_and_forward_take_one_press_a_step(walk):
    one = walk()
    one.go()
    one.at("/", **CITY)
    steps = [("/", "411400", "全市"), ("/", "411422", "睢县"), ("/", "411481", "永城市"), ("/weiquan", "411481", "永城市")]
    for _, region, name in steps[1:3]:
        pill(one.page, name).click()
        one.at("/", region=region)
    go_to(one, "维权")
    one.at("/weiquan", region="411481")
    for path, region, name in steps[-2::-1]:
        one.page.go_back()
        one.at(path, region=region)
        assert_county(one, name)
    for path, region, name in steps[1:]:
        one.page.go_forward()
        one.at(path, region=region)
        assert_county(one, name)


def assert_county(one, name: str) -> None:
    expect(pill(one.page, name)).to_have_attribute("aria-checked", "true")
    expect(one.page.locator("p.headline")).to_contain_text("项")
    one.in_region(name)


def test_a_page_change_keeps_the_scope_and_is_one_step(visit, server):
    """The last is out of the site, to where one came from."""
    one = visit()
    one.page.goto(f"{server}/api/ready")
    one.open("xianqu")
    one.page.go_back()
    one.page.wait_for_url("**/api/ready", timeout=30_000)
    one.open(**SCOPE)
    before = one.page.evaluate("history.length")
    for steps, (name, path) in enumerate((("维权", "/weiquan"), ("县区", "/xianqu"), ("关爱", "/guanai")), start=1):
        go_to(one, name)
        one.at(path, **SCOPE)
        one.in_region("睢县")
        assert one.page.evaluate("history.length") == before + steps, name
    one.page.wait_for_timeout(500)  # a late entry would be one too many
    assert one.page.evaluate("history.length") == before + steps


def test_back_from_a_cell_of_the_matrix_returns_to_the_overview(walk):
    one = walk()
    one.go()
    one.page.locator("tr", has_text="睢县").locator(".cell button[aria-label*='睢县维权行动']").click()
    one.page.get_by_role("dialog").get_by_role("button", name="到行动页").click()
    one.at("/weiquan", region="411422")
    one.page.go_back()
    one.page.wait_for_function("location.search.includes('why=411422-WQ-')")
    one.page.go_back()
    one.at("/", region="411400")
    expect(one.page.get_by_role("dialog")).to_have_count(0)
    assert_county(one, "全市")


def test_a_click_counts_that_was_sent_before_the_last_address_came(visit):
    """What the server says is kept back in its order, from the address of the first click on."""
    one, kept, sockets = visit(), [], []

    def route(socket) -> None:
        def say(message) -> None:
            kept.append(message) if kept or b"region=411400&year=2026&month=11&why=" in message else socket.send(message)

        sockets.append(socket)
        socket.connect_to_server().on_message(say)

    one.page.route_web_socket("**/_stcore/stream", route)
    one.open(**CITY)
    one.page.locator("tr", has_text="睢县").locator(".cell button[aria-label*='睢县维权行动']").click()
    while not kept:
        one.page.wait_for_timeout(10)
    assert "why" not in one.query
    pill(one.page, "柘城县").click()
    while kept:  # what comes meanwhile is sent after them
        sockets[-1].send(kept.pop(0))
    one.at("/", region="411424")
    one.in_region("柘城县")
    one.page.wait_for_function("location.search.includes('why=411422-WQ-')")

"""An odd tree in a real browser: a province of cities and counties with islands far away. What the bar and the boards say of
others, tests/pages/test_roots.py asks. The pictures are in shots/."""

from contextlib import suppress

from playwright.sync_api import TimeoutError, expect


def sizes(page) -> list[tuple[float, float]]:
    """Width and height of every polygon on the map, and of its frame last."""
    return page.locator(".map path.area, .map").evaluate_all(
        "all => all.map(one => { const box = one.getBoundingClientRect(); return [box.width, box.height] })")


def test_a_province_is_chosen_by_city_and_county_and_leads_back(visit, serve, root_engine):
    with serve(root_engine("460000", demo=True).url.render_as_string()) as address:
        look_through(visit(address=address))


def look_through(one) -> None:
    page = one.open(region="460000")
    one.shoot("hainan")
    expect(page.locator(".map .inset path.lines")).to_have_count(1)
    page.locator(".map > g path.area[aria-label^=海口市]").focus()
    page.keyboard.press("Enter")
    one.at(region="460100")
    expect(page.locator(".st-key-step0 input")).to_have_value("海口市")
    expect(page.locator(".st-key-step1 input")).to_have_value("全市")
    expect(page.locator(".map > g path.area[aria-label^=秀英区]")).to_have_count(1)
    page.locator(".map > g path.area[aria-label^=秀英区]").focus()
    page.keyboard.press("Enter")
    one.at(region="460105")
    expect(page.locator(".st-key-step1 input")).to_have_value("秀英区")
    whole = page.get_by_role("option", name="全省")
    while not whole.is_visible():  # a rerun that comes late closes the list again
        page.locator(".st-key-step0 input").click()
        with suppress(TimeoutError):
            whole.wait_for(timeout=500)
    whole.click()
    one.at(region="460000")
    expect(page.locator(".st-key-step1")).to_have_count(0)
    expect(page.locator(".map > g path.area[aria-label^=三亚市]")).to_have_count(1)
    # No polygon fills the frame.
    *polygons, = sizes(page)
    frame = max(map(tuple, polygons))
    assert len(polygons) > 30
    assert all(width * height < 0.95 * frame[0] * frame[1] for width, height in polygons if (width, height) != frame)
    page.close()  # else it would miss the server

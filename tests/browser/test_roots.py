"""Odd trees in a real browser: a province of cities and counties with islands far away, and a city without counties. The
pictures are in shots/."""

from contextlib import ExitStack, suppress
from functools import cache

import pytest
from playwright.sync_api import TimeoutError, expect


@pytest.fixture(scope="module")
def started(serve, root_engine):
    """started(root): the address of the dashboard on that root's demo, which the test is to leave as it is."""
    with ExitStack() as running:
        @cache
        def start(root: str) -> str:
            return running.enter_context(serve(root_engine(root, demo=True).url.render_as_string()))

        yield start


def sizes(page) -> list[tuple[float, float]]:
    """Width and height of every polygon on the map, and of its frame last."""
    return page.locator(".map path.area, .map").evaluate_all(
        "all => all.map(one => { const box = one.getBoundingClientRect(); return [box.width, box.height] })")


def test_a_province_is_chosen_by_city_and_county_and_leads_back(visit, started):
    one = visit(address=started("460000"))
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


def test_a_city_without_counties_has_its_townships_as_tiles(visit, started):
    one = visit(address=started("441900"))
    page = one.open(region="441900")
    one.shoot("dongguan")
    expect(page.locator(".st-key-brand")).to_contain_text("东莞市巾帼行动")
    expect(page.locator(".st-key-step0 input")).to_have_value("全市")
    expect(page.locator(".at-left h2")).to_have_text("哪个乡镇、哪个行动落后")

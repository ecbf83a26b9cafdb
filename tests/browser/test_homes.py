"""妇女之家 in a real browser: a cold deep link, from county to township to village and back, on a phone, and on paper."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
CITY = {"region": "411400", "year": "2026", "month": "11"}
XIAYI = CITY | {"region": "411426"}
TOWN = XIAYI | {"home_town": "411426100"}


def test_a_cold_link_opens_the_same_view(visit):
    one = visit(fresh=True)
    wanted = XIAYI | {"home_measure": "number", "home_form": "村", "home_since": "202412", "home_find": "镇"}
    page = one.open("jiayuan", **wanted)
    one.in_region("夏邑县")
    assert one.query | wanted == one.query
    expect(page.locator(".at-then")).to_contain_text("夏邑县村妇女之家个数，2024年12月")
    expect(page.locator(".at-now .town").first).to_be_visible()
    one.shoot("jiayuan-county")


def test_from_county_to_township_to_village_and_back(walk):
    one = walk()
    page = one.go("jiayuan", **CITY)
    one.shoot("jiayuan")
    page.locator(".map path.area[aria-label^=夏邑县]").click()
    one.at("/jiayuan", **XIAYI)
    page.locator(".town", has_text="城关镇").click()
    one.at("/jiayuan", **TOWN)
    expect(page.locator(".village.none").first).to_contain_text("未建")
    expect(page.locator(".at-unbuilt")).to_contain_text("在 1 个乡镇")
    one.shoot("jiayuan-township")
    page.go_back()
    one.at("/jiayuan", **XIAYI)
    expect(page.locator(".town").first).to_be_visible()
    page.go_back()
    one.at("/jiayuan", **CITY)
    expect(page.locator(".map path.area")).to_have_count(9)


def test_the_way_back_is_on_the_page_too(walk):
    one = walk()
    page = one.go("jiayuan", **TOWN)
    page.get_by_role("button", name="← 返回各乡镇").click()
    page.wait_for_function("!location.search.includes('home_town')")
    one.settle()
    page.locator(".crumbs button", has_text="商丘市").click()
    one.at("/jiayuan", **CITY)


def test_the_overview_s_map_leads_here_and_the_number_to_its_files(walk):
    one = walk()
    page = one.go("", **CITY)
    page.get_by_role("button", name="妇女之家建到了哪里").click()
    one.at("/jiayuan", **CITY)
    page.locator(".headline button").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("妇女之家名册来自哪里")
    expect(page.get_by_role("dialog").get_by_text("示例_夏邑县妇女之家名册.xlsx")).to_be_visible()


def test_the_list_can_be_searched_and_taken_away(walk):
    one = walk()
    page = one.go("jiayuan", **CITY)
    page.get_by_placeholder("在未建家的里面查县、乡镇、村名").fill("夏邑县")
    expect(page.locator(".at-unbuilt")).to_contain_text("111 个村（社区），在 24 个乡镇")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出未建家名单").click()
    assert taken.value.suggested_filename == "尚未建家_2026年11月.xlsx"


@pytest.mark.parametrize("query", [CITY, XIAYI, TOWN, CITY | {"home_since": "202412"}])
def test_a_phone_shows_everything_in_one_column(walk, query):
    one = walk(PHONE)
    page = one.go("jiayuan", **query)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cut = page.evaluate("""() => [...document.querySelectorAll('[data-testid^=stBidiComponent]')].flatMap(host =>
        [...(host.shadowRoot || host).querySelectorAll('*')].filter(part => !part.closest('.scroll, svg')
            && part.getBoundingClientRect().right > innerWidth + 1).map(part => part.className))""")
    assert cut == []
    one.shoot(f"jiayuan-phone-{query['region']}{'-town' if 'home_town' in query else ''}")


def test_a_print_tells_the_classes_apart_without_colour(walk):
    one = walk()
    page = one.go("jiayuan", **CITY)
    page.emulate_media(media="print")
    expect(page.locator(".st-key-homes-bar")).to_be_hidden()
    grey = [Image.open(BytesIO(key.screenshot())).convert("L") for key in page.locator(".at-left .legend i").all()[:5]]
    shades = [one_key.getpixel((one_key.width // 2, one_key.height // 2)) for one_key in grey]
    assert all(light - dark >= 20 for light, dark in zip(shades, shades[1:], strict=False)), shades
    labels = page.locator(".at-left .map text").all_text_contents()
    assert len(labels) == 9 and all("%" in label for label in labels), "the number stands beside every name"
    one.shoot("jiayuan-print")
    page.emulate_media(media="screen")

"""A page that comes back to a new session, as it does when the server was started anew or the connection was away for long: the
first click, whatever it is on, does what it says."""

import pytest
from playwright.sync_api import Error, expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
ONE = CITY | {"aim_place": "411422", "aim_find": "CY-06"}
SOCKETS = """const Real = WebSocket
window.sockets = []
window.WebSocket = class extends Real {  // without the third protocol, which names the session to come back to
  constructor(url, protocols) { super(url, protocols.slice(0, 2)); sockets.push(this) }
}"""


@pytest.fixture
def come(visit):
    """come(address, path, **query): a visit whose session can be lost with lose(visit)."""
    def open_it(path: str, query: dict, **where):
        one = visit(**where)
        one.page.add_init_script(SOCKETS)
        one.open(path, **query)
        return one

    return open_it


def lose(one) -> None:
    """Cuts the connection; the browser connects again by itself, to a session that has never drawn a page."""
    before = one.page.evaluate("sockets.length")
    one.page.evaluate("sockets.at(-1).close()")
    one.page.wait_for_function("before => sockets.length > before && sockets.at(-1).readyState === 1", arg=before)
    one.page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")


def pick_year(page) -> None:
    page.locator(".st-key-year input").click()
    page.get_by_role("option", name="2025年").click()


def choose_in_the_menu(page) -> None:
    page.get_by_role("button", name="督查").click()
    page.get_by_role("menuitem", name="考核", exact=True).click()


def find(page) -> None:
    page.get_by_role("searchbox", name="查找", exact=True).fill("CY-06")
    page.keyboard.press("Enter")


CLICKS = {
    "a pill": ("", lambda page: page.locator(".st-key-region").get_by_text("睢县", exact=True).click(), "/",
               {"region": "411422"}),
    "a select": ("mubiao", pick_year, "/mubiao", {"year": "2025"}),
    "a field": ("mubiao", find, "/mubiao", {"aim_find": "CY-06"}),
    "a board": ("mubiao", lambda page: page.locator(".pager button", has_text="2").first.click(), "/mubiao", {"aim_page": "2"}),
    "the menu": ("mubiao", choose_in_the_menu, "/kaohe", CITY)}


def a_click_that_is_lost_all_the_same_is_said_to_be(one):
    one.go("daoru", **CITY)
    table = "地区,年月,提供就业岗位数（个）\n睢县,2026年11月,90\n"
    one.page.locator("input[type=file]").set_input_files({"name": "睢县.csv", "mimeType": "text/csv", "buffer": table.encode()})
    button = one.page.get_by_role("button", name="导入：")
    expect(button).to_be_visible()
    one.settle()
    lose(one)
    button.click()  # the file went with the session
    expect(one.page.get_by_text("刚才点的没有生效")).to_be_visible()
    expect(one.page.get_by_text("选好还没有导入的文件没有留下")).to_be_visible()


def test_the_first_click_is_heard(come):
    one = come("", CITY)
    for name, (path, click, there, query) in CLICKS.items():
        one.go(path, **CITY)
        lose(one)
        click(one.page)
        try:
            one.at(there, **CITY | query)
        except Error as fault:
            raise AssertionError(f"the first click on {name} was lost") from fault
    a_click_that_is_lost_all_the_same_is_said_to_be(one)


def test_what_was_typed_in_a_dialog_is_saved(come, changeable):
    one = come("mubiao", ONE, address=changeable[0])
    page, dialog = one.page, one.page.get_by_role("dialog")
    page.locator(".desk .set").first.click()
    dialog.get_by_label("2026年度目标").fill("131")
    dialog.get_by_label("修改原因").fill("会议定的")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="保存目标")).to_be_enabled()
    one.at("/mubiao", aim_place="411422")
    lose(one)
    dialog.get_by_role("button", name="保存目标").click()
    expect(page.get_by_text("目标改为 131人")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_back_closes_a_dialog_that_has_an_address(walk):
    one = walk()
    page = one.go("mubiao", **ONE)
    page.locator(".desk .set").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_function("location.search.includes('aim_open=')")
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    one.at("/mubiao", **ONE)

"""A browser draws a page's boards in an order of its own, and the page is the same in the end."""

from late import HELD
from playwright.sync_api import expect

WHY = {"region": "411400", "year": "2026", "month": "11", "why": "411422-CY-07"}
"""Of 总览 with a panel over it: six boards, of which some hold the same."""
BOARDS = """() => Object.fromEntries([...document.querySelectorAll('[data-testid^=stBidiComponent]')].map(host => [
  host.closest('[class*=st-key-]').className.match(/st-key-\\S+/)[0],
  (host.shadowRoot || host).querySelector('.board').outerHTML]))"""


def test_a_page_is_the_same_whichever_of_its_boards_is_drawn_first(visit):
    usual = visit().open("", **WHY).evaluate(BOARDS)
    one = visit()
    one.page.add_init_script(f"({HELD})()")
    one.page.goto(f"{one.address}/?" + "&".join(f"{name}={value}" for name, value in WHY.items()))
    one.page.wait_for_function("many => window.held.length >= many", len(usual))
    expect(one.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    one.page.evaluate("release(held.reverse())")
    one.settle()
    assert one.page.evaluate(BOARDS) == usual and len(usual) > 4
    assert one.page.evaluate("lacking") == []

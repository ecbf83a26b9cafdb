"""A link carries the whole view, and one that says nonsense falls back with a note."""

from playwright.sync_api import expect

SCOPE = {"region": "411422", "year": "2025", "month": "9"}


def test_a_copied_link_shows_the_same_numbers(visit):
    first, second = visit(), visit(fresh=True)
    page = first.open("weiquan", **SCOPE)
    page.locator(".tile .name").nth(3).click()
    first.page.wait_for_function("document.querySelector('.st-key-board-tiles [data-testid^=stBidi]').shadowRoot"
                                 ".querySelectorAll('.tile')[3].classList.contains('chosen')")
    first.page.wait_for_function("location.search.includes('indicator=')")  # written when the page has run to its end
    second.page.goto(page.evaluate("location.href"))
    second.settle()
    for part in ("p.headline", ".tile", ".line", ".badge", ".plot"):
        assert second.page.locator(part).all_inner_texts() == page.locator(part).all_inner_texts() != []
    assert second.page.locator(".tile").nth(3).get_attribute("class").endswith("chosen")


def test_nonsense_in_a_link_is_noted_and_no_error(visit):
    one = visit()
    page = one.open(region="<img src=x onerror=alert(1)>", year="1e9", month="%00")
    expect(page.locator("[data-testid=stAlertContentWarning]").first).to_contain_text("网址里的")
    expect(page.locator("[data-testid=stAlertContentError], [data-testid=stException]")).to_have_count(0)
    expect(page.locator("p.headline")).to_be_visible()
    assert set(one.query) >= {"region", "year", "month"} and one.query["year"] == "2026"


def test_an_unknown_page_is_said_in_chinese(visit):
    one = visit()
    page = one.open("nosuchpage")
    expect(page.locator("p.headline")).to_be_visible()
    assert "not found" not in page.locator("body").inner_text().lower()

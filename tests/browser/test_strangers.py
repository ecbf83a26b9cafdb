"""What a browser makes of a database in which every text is a stranger's: no element, link, format or icon comes of it."""

from collections.abc import Iterator

import pytest
from strangers import POISON, poison

from pages.parts.ui.markdown import JOINER

CITY = {"region": "411400", "year": "2026", "month": "11"}
COUNTY = CITY | {"region": "411422"}
MADE = """() => {
    const roots = [document], found = []
    for (const root of roots) for (const one of root.querySelectorAll('*')) {
        if (one.shadowRoot) roots.push(one.shadowRoot)
        const text = one.textContent.trim(), name = one.tagName.toLowerCase()
        if (name === 'img' && one.getAttribute('src') === 'x' || (one.getAttribute('href') || '').includes('evil')
            || one.classList.contains('katex') || one.getAttribute('aria-label') === 'home icon'
            || ['strong', 'em', 'del', 'code', 'a', 'b', 'i'].includes(name) && (text === 'b' || text === 'x')
            || [...one.attributes].some(({ name }) => name.startsWith('on'))) found.push(one.outerHTML.slice(0, 200))
    }
    return found
}"""
TEXT = """() => {
    const read = (root) => [...root.childNodes].map((one) => one.nodeType === Node.TEXT_NODE ? one.nodeValue
        : ['STYLE', 'SCRIPT'].includes(one.tagName) ? '' : read(one.shadowRoot || one)).join('')
    return read(document.body)
}"""


@pytest.fixture(scope="module")
def strangers(databases, serve, tmp_path_factory) -> Iterator[str]:
    """The address of the dashboard on the poisoned demo."""
    url = databases.copy(tmp_path_factory.mktemp("strangers") / "demo.db")
    poison(url)
    with serve(url) as address:
        yield address


def check(one) -> None:
    where = one.page.url
    assert (where, one.page.evaluate(MADE), one.wrong) == (where, [], [])
    assert POISON in one.page.evaluate(TEXT).replace(JOINER, ""), where


@pytest.fixture(scope="module")
def one(strangers, open_visit):
    """A visitor there who goes from page to page; text that runs as a script would open a dialog."""
    one = open_visit(address=strangers)
    one.page.on("dialog", lambda dialog: one.wrong.append(dialog.message))
    one.open("", **CITY, lost=POISON)
    yield one
    one.page.close()


def test_a_page_is_made_of_nothing_but_the_program_s_own(one):
    check(one)
    for address, query in (("jiayuan", {}), ("shangbao", {"look": "findings"}), ("daoru", {"batch": "2"})):
        one.go(address, **COUNTY | query)
        check(one)


def test_dialogs_and_choices_are_made_of_nothing_but_the_program_s_own(one):
    one.go("mubiao", **COUNTY)
    one.page.locator(".desk [data-pick^='aim:']").first.dispatch_event("click")
    one.page.get_by_role("dialog").wait_for()
    one.settle()
    check(one)
    one.page.keyboard.press("Escape")
    one.go("chuangye", **COUNTY)
    one.page.locator(".tile .value").first.dispatch_event("click")
    one.page.get_by_role("dialog").wait_for()
    one.settle()
    check(one)
    one.page.get_by_role("dialog").press("Escape")
    one.page.get_by_role("combobox", name="看哪个指标").first.click()
    check(one)

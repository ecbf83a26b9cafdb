"""What is retired, or not there yet, is on no page of a year without it; its past is a click away, and in its own years."""

import re

import pytest

from pages.parts.find.entries import indicators
from pages.parts.shell import reference

GONE, SOON = ("CY-03", "GA-16", "WL-01", "TP-04", "WL-03"), ("WM-06",)
NAMED = re.compile(f"名字(?:{'|'.join((*GONE, *SOON))})")


@pytest.fixture
def changed(copy_of_demo, use):
    """The demo without a map where five indicators ended with 2025, three of them what stands for their action, and one begins
    in 2027."""
    def named(codes, column: str, year: int) -> str:
        listed = ", ".join(f"'{code}'" for code in codes)
        return (f"UPDATE indicators SET {column} = {year}, name = '名字' || code, short_name = '名字' || code"
                f" WHERE code IN ({listed})")

    use(copy_of_demo(named(GONE, "last_year", 2025), named(SOON, "first_year", 2027), "DELETE FROM matters",
                     "DELETE FROM boundaries"))


def test_no_page_of_a_year_shows_what_there_is_not_in_it(changed, open_page, boards):
    for address in ("", "chuangye", "mubiao", "linian", "cailiao", "shangbao", "jiayuan"):
        more = {"look": "findings"} if address == "shangbao" else {"region": "411422"} if address in ("cailiao", "mubiao") else {}
        app = open_page(address, year="2026", month="11", **more)
        drawn = "".join([*boards(app).values(), *(str(one.options) for one in app.selectbox)])
        assert not app.exception and boards(app) and not NAMED.findall(drawn), address
    found = set(NAMED.findall("".join(boards(open_page("linian", year="2025", month="11")).values())))
    assert found == {f"名字{code}" for code in GONE}, "all of it in a year in which it is"


def test_the_panel_of_what_is_retired_opens_with_its_past(changed, open_page, boards):
    app = open_page("zhibiao", year="2026", month="11", why="411422-CY-03")
    assert not app.exception and [said.value for said in app.info] == ["这项指标2025年以后停用，下面是2025年底的数。"]
    assert "2025年12月" in boards(app)["units"] and not app.warning
    app = open_page("zhibiao", year="2025", month="11", why="411422-CY-03")
    assert "facts" in boards(app) and not app.info and not app.warning
    app = open_page("zhibiao", year="2026", month="11", why="411422-WM-06")
    assert "facts" not in boards(app) and "没有打开" in app.warning[0].value, "it has not begun"


def test_the_search_says_that_it_is_retired(changed):
    said = {entry.what.name: entry.what.more for entry in indicators(reference.current_version())}
    assert said["名字CY-03"].endswith(" · 2025年以后停用") and not said["名字WM-06"].endswith("停用")


def test_an_action_s_page_says_that_it_shows_another(changed, open_page):
    app = open_page("chuangye", year="2026", month="11", indicator="CY-03")
    assert app.query_params["indicator"] != "CY-03" and "CY-03" in app.warning[0].value
    app = open_page("chuangye", year="2025", month="11", indicator="CY-03")
    assert app.query_params["indicator"] == "CY-03" and not app.warning


def test_an_action_without_an_indicator_in_the_year_says_so(copy_of_demo, use, open_page, boards):
    use(copy_of_demo("UPDATE indicators SET last_year = 2025 WHERE code LIKE 'CY-%'"))
    assert "创业行动2026年在指标目录里没有指标" in boards(open_page("chuangye", year="2026", month="11"))["lead"]

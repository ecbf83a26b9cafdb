"""What a browser is given ahead: of each region the page as its own run draws it, and to nobody what he may not see."""

import gzip
import json
import re

import pytest
from starlette.datastructures import QueryParams

import dashboard
from pages.parts.shell import reader
from pages.parts.shell.reader import NOTHING, Reader
from pages.parts.ui import ahead, region_choice
from queries.database import reading
from queries.regions import list_regions

CITY = {"region": "411400", "year": "2026", "month": "11"}
PAGES = {"": {}, "chuangye": {}, "weiquan": {"indicator": "WQ-19", "chart": "异动"}, "xianqu": {},
         "jiayuan": {"home_since": "202506"}}


@pytest.fixture(scope="module")
def ids(demo):
    with reading(demo) as connection:
        nodes = list_regions(connection)
    return dict(zip(nodes["code"], map(int, nodes.index), strict=True))


@pytest.fixture
def asks(demo, monkeypatch):
    """asks(address, regions, reader): what is answered to that reader, of the address that a page gave, however long it takes."""
    monkeypatch.setattr(ahead, "LONGEST", 600.0)

    def ask(address: str, regions: list[int], held: Reader = reader.EVERYTHING) -> dict:
        monkeypatch.setattr(ahead, "of_visitor", lambda visitor: held)
        query = f"{address.partition('?')[2]}&regions={','.join(map(str, regions))}"
        asked = ahead.read(QueryParams(query), "")
        return json.loads(gzip.decompress(ahead._made(None, asked))) if asked else {}

    return ask


def drawn(app) -> dict[str, dict]:
    return {said["key"]: said for said in (json.loads(item.proto.bytes) for item in app.get("bidi_component"))}


@pytest.mark.parametrize("page", PAGES)
def test_what_comes_ahead_is_what_the_page_s_own_run_draws(asks, ids, open_page, page):
    assert dashboard.app is not None  # its rooms are known
    city = drawn(open_page(page, **CITY | PAGES[page]))
    address = next(said["ahead"] for said in city.values() if said["ahead"])
    held = asks(address, [ids["411422"], ids["411400"]])
    earlier = asks(re.sub("month=11", "month=10", address), [ids["411400"]])
    for code, month, held in (("411422", "11", held), ("411400", "10", earlier)):
        own = open_page(page, **CITY | PAGES[page] | {"region": code, "month": month})
        said, there = drawn(own), held["regions"][str(ids[code])]
        assert there["code"] == code and there["title"] == own.session_state["title"]
        assert set(there["boards"]) == set(said), "all of the page, or it is not drawn"
        for key, board in said.items():
            assert there["of"] == board["of"]
            assert {"mark": board["mark"], "texts": board["texts"], "values": board.get("values", {})}.items() <= there["boards"][
                key].items()
            assert [block[:2] for block in there["boards"][key]["blocks"]] == [block[:2] for block in board["blocks"]]
            assert all(held["blocks"][address] == text for _, address, text in board["blocks"])


def test_who_sees_one_county_gets_nothing_of_another(asks, ids, monkeypatch):
    address = "/api/ahead?page=&version=1&year=2026&month=11"
    county = Reader(frozenset({ids["411422"]}), True)
    for most, month, drawn in ((region_choice.MOST_PILLS, "11", "<button"), (0, "10", "<option")):
        monkeypatch.setattr(region_choice, "MOST_PILLS", most)
        held = asks(address.replace("month=11", f"month={month}"), list(ids.values())[:20], county)
        assert set(held["regions"]) == {str(ids["411422"])}
        bar = held["regions"][str(ids["411422"])]["boards"]["region"]["blocks"]
        assert held["blocks"][bar[0][1]].count(drawn) == 1, "the county alone"
        assert not re.search("梁园区|睢阳区|民权县|宁陵县|柘城县|虞城县|夏邑县|永城市", json.dumps(held, ensure_ascii=False))
    assert asks(address, list(ids.values()), NOTHING) == {"regions": {}, "blocks": {}, "left": []}
    assert set(asks(address, [ids["411400"], 999_999_999])["regions"]) == {str(ids["411400"])}


def test_what_takes_long_is_left_for_the_next_time(asks, ids, monkeypatch):
    monkeypatch.setattr(ahead, "LONGEST", 0.0)
    held = asks("/api/ahead?page=&year=2026&month=11", [999_999_999, ids["411400"], ids["411422"]])
    assert held["regions"] == {} and held["left"] == [ids["411400"], ids["411422"]]
    assert [*asks("/api/ahead?page=&year=2026&month=11", held["left"])["regions"]] == [str(ids["411400"])]


@pytest.mark.parametrize("address", [
    "page=shenji&year=2026&month=11", "page=nix&year=2026&month=11", "page=&year=&month=11", "page=&year=２０２６&month=11",
    "page=&month=11"])
def test_what_no_page_asks_is_no_question(asks, ids, address):
    assert asks(f"/api/ahead?{address}", [ids["411400"]]) == {} == asks(f"/api/ahead?{address}", [])


@pytest.mark.parametrize("address", [
    "page=chuangye&year=2026&month=11&indicator=WQ-01", "page=chuangye&year=2026&month=11&indicator=CY-01&chart=x",
    "page=jiayuan&year=2026&month=11&home_measure=x", "page=jiayuan&year=2026&month=11&home_since=209901",
    "page=&year=1999&month=11", "page=&year=2026&month=77"])
def test_what_there_is_not_is_answered_with_nothing(asks, ids, address):
    assert asks(f"/api/ahead?{address}", [ids["411400"]])["regions"] == {}


@pytest.mark.parametrize("query", [{"home_town": "411422100", "region": "411422"}, {"home_find": "村"}])
def test_a_list_that_is_searched_or_opened_has_nothing_ahead(demo, open_page, query):
    assert not any(said.get("ahead") for said in drawn(open_page("jiayuan", **CITY | query)).values())


def test_what_is_drawn_for_another_than_the_gate_would_say_has_nothing_ahead(demo, open_page, monkeypatch):
    monkeypatch.setattr(ahead, "of_visitor", lambda visitor: Reader(exact=frozenset({1})))
    assert not any(said["ahead"] for said in drawn(open_page("", **CITY)).values())

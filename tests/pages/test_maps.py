"""The map: a polygon a county, its rate printed on it, hatched where nothing was reported."""

import re

import pytest

from pages.parts import maps

ROOT = "411400"
CODES = [f"4114{number}" for number in ("02", "03", "21", "22", "23", "24", "25", "26", "81")]
RATES = {code: (number, f"县{number}", 55.0 + 5 * number) for number, code in enumerate(CODES)}


def areas(drawn: str) -> dict[str, str]:
    """data-pick -> the polygon's tag."""
    return {re.search(r'data-pick="([^"]+)"', tag)[1]: tag for tag in re.findall(r'<path class="area[^>]*>', drawn)}


def test_a_polygon_and_a_rate_for_every_county():
    drawn = maps.coverage_map(ROOT, RATES)
    assert set(areas(drawn)) == {f"region:{number}" for number in range(9)}
    for tag in areas(drawn).values():
        assert len(re.search(r' d="([^"]+)"', tag)[1]) > 200 and 'tabindex="0"' in tag and 'role="button"' in tag
    for _, name, rate in RATES.values():
        assert name in drawn and f"{rate:.1f}%" in drawn
    assert all(f'data-mark="{pick}"' in tag for pick, tag in areas(drawn).items())


def test_the_polygons_fill_the_frame_and_the_labels_lie_in_it():
    shapes, source = maps.outlines(ROOT)
    assert source
    points = [tuple(map(float, pair.split())) for shape in shapes.values() for pair in re.findall(r"[\d.]+ [\d.]+", shape.path)]
    for values, limit in ((list(zip(*points))[0], maps.WIDTH), (list(zip(*points))[1], maps.HEIGHT)):
        assert min(values) >= 0 and max(values) <= limit
    assert max(y for _, y in points) - min(y for _, y in points) > maps.HEIGHT * 0.9
    assert all(0 < shape.x < maps.WIDTH and 0 < shape.y < maps.HEIGHT for shape in shapes.values())


def test_no_report_is_hatched_and_never_zero():
    drawn = maps.coverage_map(ROOT, RATES | {CODES[0]: (0, "县0", float("nan")), CODES[1]: (1, "县1", 0.0)})
    assert 'fill="url(#hatch)"' in areas(drawn)["region:0"] and "县0 未上报" in areas(drawn)["region:0"]
    assert 'fill="#f7dfe6"' in areas(drawn)["region:1"] and "县1 0.0%" in areas(drawn)["region:1"]
    assert 'id="hatch"' in drawn and drawn.count("未上报") >= 3, "on the polygon, as its label and in the legend"


@pytest.mark.parametrize("rate, colour", [
    (0.0, "#f7dfe6"), (59.9, "#f7dfe6"), (60.0, "#eebccb"), (69.9, "#eebccb"), (70.0, "#dc8ba5"), (80.0, "#bb4a74"),
    (89.9, "#bb4a74"), (90.0, "#7c1239"), (100.0, "#7c1239"), (120.0, "#7c1239")])
def test_class_bounds_belong_to_the_class_above(rate, colour):
    assert maps._colours(rate)[0] == colour


@pytest.mark.parametrize("rate, shown, word", [(89.96, "90.0%", "90%及以上"), (59.97, "60.0%", "60%–70%")])
def test_the_colour_agrees_with_the_printed_rate(rate, shown, word):
    assert maps._rate(rate) == shown
    assert maps._colours(rate)[0] == maps.CLASSES[maps.WORDS.index(word)][1]


def test_names_are_escaped():
    drawn = maps.coverage_map(ROOT, {CODES[0]: (0, '<script>"&', 50.0)})
    assert "<script>" not in drawn and "&lt;script&gt;&quot;&amp;" in drawn


def test_nothing_is_drawn_where_no_boundaries_are_shipped():
    assert maps.coverage_map("999900", RATES) == ""

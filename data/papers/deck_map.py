"""A map on a slide, as shapes of PowerPoint's own: an outline a county, coloured by its value, with its name, and a legend."""

from collections.abc import Sequence
from math import cos, radians

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from data.papers.deck_text import ALIGN, GREY, INK, Box, Hand, box, flat
from data.papers.outline import Map, Place
from data.papers.widths import ems

SHADES = ("F3DCE6", "E0A8C0", "C7648F", "8E1642")
"""From the fewest to the most: light to dark, to be told apart in grey too."""
NONE = "E7E2DD"
POINTS = 300
"""Corners of an outline: more are not seen."""
LEGEND, NAMES, LINE = 20, 11, "FFFFFF"
Ring = Sequence[tuple[float, float]]


def draw(shapes, drawn: Map, place: Box, hand: Hand) -> None:
    """Places without an outline are named below."""
    with_rings = [one for one in drawn.places if one.rings]
    without = [one for one in drawn.places if not one.rings]
    legend = Box(place.left, place.top + place.height - LEGEND, place.width, LEGEND)
    room = Box(place.left, place.top + 26, place.width, place.height - 26 - LEGEND - (18 if without else 0) - 6)
    title = box(shapes, Box(place.left, place.top, place.width, 22), "地图标题").paragraphs[0]
    title.alignment = ALIGN["center"]
    hand.write(title, drawn.title, 14, INK, bold=True)
    bounds = steps([one.value for one in drawn.places if one.value is not None])
    centres = [(one, _outline(shapes, one, _projection(with_rings, room), colour(one.value, bounds))) for one in with_rings]
    for one, (x, y) in centres:
        _name(shapes, one, x, y, hand, dark=colour(one.value, bounds) in SHADES[2:])
    if without:
        words = box(shapes, Box(place.left, legend.top - 18, place.width, 16), "没有边界的").paragraphs[0]
        hand.write(words, f"没有边界：{'、'.join(f'{one.name} {one.shown}' for one in without)}", 10, GREY)
    _legend(shapes, drawn, bounds, legend, hand)


def steps(values: Sequence[float]) -> list[float]:
    """Upper ends of at most four classes of about equal numbers of places."""
    ordered = sorted(set(values))
    many = min(len(SHADES), len(ordered))
    return [ordered[-(-len(ordered) * at // many) - 1] for at in range(1, many + 1)] if many else []


def colour(value: float | None, bounds: Sequence[float]) -> str:
    if value is None:
        return NONE
    at = next((at for at, end in enumerate(bounds) if value <= end), len(bounds) - 1)
    return SHADES[at + len(SHADES) - len(bounds)]


def _projection(places: Sequence[Place], room: Box):
    """Degrees to points, with the shape of the middle latitude."""
    lons = [lon for one in places for ring in one.rings for lon, _ in ring]
    lats = [lat for one in places for ring in one.rings for _, lat in ring]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    narrow = cos(radians((south + north) / 2))
    scale = min(room.width / max((east - west) * narrow, 1e-9), room.height / max(north - south, 1e-9))
    left = room.left + (room.width - (east - west) * narrow * scale) / 2
    top = room.top + (room.height - (north - south) * scale) / 2
    return lambda lon, lat: (left + (lon - west) * narrow * scale, top + (north - lat) * scale)


def _outline(shapes, one: Place, to_points, fill: str) -> tuple[float, float]:
    """Draws it; its middle: of the biggest ring."""
    rings = [_thinned([to_points(lon, lat) for lon, lat in ring]) for ring in one.rings if len(ring) >= 3]
    pen = None
    for ring in rings:
        corners = [(int(Pt(x)), int(Pt(y))) for x, y in ring]
        if pen is None:
            pen = shapes.build_freeform(*corners[0])
        else:
            pen.move_to(*corners[0])
        pen.add_line_segments(corners[1:], close=True)
    biggest = max(rings, key=lambda ring: abs(_area(ring)))
    if pen is not None:
        shape = pen.convert_to_shape()
        shape.name = one.name
        flat(shape, fill)
        shape.line.color.rgb, shape.line.width = RGBColor.from_string(LINE), Pt(1)
    return _middle(biggest)


def _thinned(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    step = max(1, len(ring) // POINTS)
    return ring[::step]


def _area(ring: Ring) -> float:
    return sum(x * b - a * y for (x, y), (a, b) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Ring) -> tuple[float, float]:
    area = _area(ring)
    if abs(area) < 1e-9:
        return ring[0]
    pairs = [(x, y, a, b, x * b - a * y) for (x, y), (a, b) in zip(ring, [*ring[1:], ring[0]], strict=True)]
    return (sum((x + a) * cross for x, _, a, _, cross in pairs) / (6 * area),
            sum((y + b) * cross for _, y, _, b, cross in pairs) / (6 * area))


def _name(shapes, one: Place, x: float, y: float, hand: Hand, dark: bool) -> None:
    wide = max(ems(one.name), ems(one.shown)) * NAMES + 8
    frame = box(shapes, Box(x - wide / 2, y - NAMES * 1.3, wide, NAMES * 2.6), f"{one.name}：{one.shown}", MSO_ANCHOR.MIDDLE)
    frame.word_wrap = False
    for at, text in enumerate((one.name, one.shown)):
        line = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        line.alignment, line.line_spacing = ALIGN["center"], Pt(NAMES * 1.25)
        hand.write(line, text, NAMES, "FFFFFF" if dark else INK, bold=at == 1)


def _legend(shapes, drawn: Map, bounds: Sequence[float], place: Box, hand: Hand) -> None:
    """A patch and its range a class; grey for what has no number."""
    shown = {one.value: one.shown for one in drawn.places if one.value is not None}
    entries = []
    for at, end in enumerate(bounds):
        inside = sorted(value for value in shown if value <= end and (at == 0 or value > bounds[at - 1]))
        ends = dict.fromkeys((shown[inside[0]], shown[inside[-1]]))
        entries.append((colour(end, bounds), "—".join(ends)))
    missing = [one.shown for one in drawn.places if one.value is None]
    entries += [(NONE, missing[0])] if missing else []
    wide = [ems(words) * 11 + 34 for _, words in entries]
    x = place.left + max(0.0, (place.width - sum(wide)) / 2)
    for (fill, words), room in zip(entries, wide, strict=True):
        patch = shapes.add_shape(1, *Box(x, place.top + 4, 16, 11).emu())
        patch.name = f"图例 {words}"
        flat(patch, fill)
        hand.write(box(shapes, Box(x + 20, place.top, room - 20, LEGEND), "图例").paragraphs[0], words, 11, GREY)
        x += room

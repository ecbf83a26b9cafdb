"""A map out of a Map: outlines as they are given, in degrees, coloured by value in five steps, with names and numbers as HTML."""

import math
from collections.abc import Sequence

from data.papers.outline import Map, Place
from pages.parts.ui.html import Markup, html, join, tag
from pages.parts.ui.maps import BLUES

WIDE = 1000.0
MOST_LABELS = 12
"""Places beyond which the map has colours alone, and the numbers stand in the list beside it."""
Ring = Sequence[tuple[float, float]]


def ground(drawn: Map) -> Markup:
    """Every place with an outline on the map; all others, and all where they are many, in a list."""
    outlined = [place for place in drawn.places if place.rings]
    few = len(outlined) <= MOST_LABELS
    listed = [place for place in drawn.places if not (place.rings and few)]
    title = html("<figcaption><b>{}</b>{}</figcaption>", drawn.title, f"（{drawn.unit}）" if drawn.unit else "")
    said = "，".join(f"{place.name}{place.shown}" for place in drawn.places)
    return tag("figure", title, _drawing(outlined, few, steps(drawn.places)) if outlined else "", _list(listed),
               look="chart ground" if outlined else "chart", role="img", aria_label=f"{drawn.title}。{said}。")


def steps(places: Sequence[Place]) -> dict[int, int]:
    """Region id -> 0 to 4, light to dark; none for who has no value."""
    values = [place.value for place in places if place.value is not None]
    low, high = min(values, default=0.0), max(values, default=0.0)
    return {place.region_id: min(4, int(5 * (place.value - low) / (high - low))) if high > low else 2
            for place in places if place.value is not None}


def _drawing(places: list[Place], few: bool, step: dict[int, int]) -> Markup:
    points = [point for place in places for ring in place.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrower = math.cos(math.radians((south + north) / 2))
    """A degree of longitude beside one of latitude."""
    scale = WIDE / max((east - west) * narrower, (north - south), 1e-9)
    wide, high = (east - west) * narrower * scale, (north - south) * scale

    def pixel(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - west) * narrower * scale, (north - point[1]) * scale

    shapes, labels = [], []
    for place in places:
        rings = [[pixel(point) for point in ring] for ring in place.rings]
        fill = BLUES[step[place.region_id]] if place.region_id in step else "#fff"
        shapes.append(html('<path d="{}" fill="{}"/>', "".join(map(_outline, rings)), fill))
        if few:
            x, y = middle(max(rings, key=lambda ring: abs(area(ring))))
            labels.append(html('<span class="place" style="left: {:.2f}%; top: {:.2f}%">{}<b>{}</b></span>',
                               100 * x / wide, 100 * y / high, place.name, place.shown))
    return html('<div class="land" style="--ratio: {:.4f}"><svg viewBox="0 0 {:.1f} {:.1f}" aria-hidden="true">{}</svg>{}</div>',
                wide / high, wide, high, join(shapes), join(labels))


def _outline(ring: Ring) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def area(ring: Ring) -> float:
    """Twice what the ring encloses; below 0 where it runs the other way."""
    return math.fsum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))


def middle(ring: Ring) -> tuple[float, float]:
    """Where the label of a ring stands: its centre of gravity."""
    twice = area(ring)
    if not twice:
        return ring[0]
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    return (math.fsum((x + u) * (x * v - u * y) for (x, y), (u, v) in pairs) / (3 * twice),
            math.fsum((y + v) * (x * v - u * y) for (x, y), (u, v) in pairs) / (3 * twice))


def _list(places: list[Place]) -> Markup | str:
    rows = (tag("li", tag("span", place.name), tag("b", place.shown)) for place in places)
    return tag("ul", *rows, look="places") if places else ""

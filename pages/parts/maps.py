"""A choropleth drawn as SVG: labels and rates printed on it, no-data hatched, every polygon a button."""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from pages.parts import format as fmt

MAPS = Path(__file__).parent.parent.parent / "data" / "maps"
WIDTH, HEIGHT, MARGIN = 760.0, 560.0, 12.0
CLASSES = ((60.0, "#f7dfe6"), (70.0, "#eebccb"), (80.0, "#dc8ba5"), (90.0, "#bb4a74"), (101.0, "#7c1239"))
"""Upper bounds (%) and colours; fixed, so that two meetings' maps compare."""
WORDS = ("60%以下", "60%–70%", "70%–80%", "80%–90%", "90%及以上")


@dataclass(frozen=True)
class Shape:
    path: str
    x: float
    y: float


@lru_cache(maxsize=8)
def outlines(root_code: str) -> tuple[dict[str, Shape], str]:
    """Region code -> its outline in pixels and label point, and where the boundaries come from; empty when none ship."""
    path = MAPS / f"{root_code}.json"
    if not path.is_file():
        return {}, ""
    collection = json.loads(path.read_text("utf-8"))
    rings = {str(feature["id"]): _rings(feature["geometry"]) for feature in collection["features"]}
    points = [point for shape in rings.values() for ring in shape for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min((WIDTH - 2 * MARGIN) / ((east - west) * squeeze), (HEIGHT - 2 * MARGIN) / (north - south))
    left = (WIDTH - (east - west) * squeeze * scale) / 2

    def project(lon: float, lat: float) -> tuple[float, float]:
        return left + (lon - west) * squeeze * scale, MARGIN + (north - lat) * scale

    shapes = {}
    for feature in collection["features"]:
        outline = "".join(_outline([project(*point) for point in ring]) for ring in rings[str(feature["id"])])
        label = feature["properties"]
        shapes[str(feature["id"])] = Shape(outline, *project(label["lon"], label["lat"]))
    return shapes, collection.get("source", "")


def _rings(geometry: dict) -> list[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def _outline(points: list[tuple[float, float]]) -> str:
    """A ring as an SVG path, without points nearer than a pixel to the one before."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 1.2:
            kept.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"


def coverage_map(root_code: str, rates: dict[str, tuple[int, str, float]]) -> str:
    """rates: region code -> (id, name, rate in % or NaN). Picks and marks: region:<id>. "" where no boundaries are shipped."""
    shapes, source = outlines(root_code)
    if not shapes:
        return ""
    areas, labels = "", ""
    for code, (region, name, rate) in rates.items():
        if code not in shapes:
            continue
        colour, ink, halo = _colours(rate)
        words = f"{name} {_rate(rate)}"
        areas += (f'<path class="area" d="{shapes[code].path}" fill="{colour}" data-mark="region:{region}" '
                  f'data-pick="region:{region}" tabindex="0" role="button" aria-label="{escape(words)}">'
                  f"<title>{escape(words)}(点选该地区)</title></path>")
        x, y = shapes[code].x, shapes[code].y
        labels += (f'<text fill="{ink}" stroke="{halo}" x="{x:.0f}" y="{y:.0f}">{escape(name)}'
                   f'<tspan class="rate" x="{x:.0f}" dy="1.2em">{_rate(rate)}</tspan></text>')
    keys = "".join(f'<span><i style="background:{colour}"></i>{word}</span>'
                   for (_, colour), word in zip(CLASSES, WORDS, strict=True))
    hatch = "background:repeating-linear-gradient(45deg,#8a827b 0 1.5px,#fff 1.5px 5px)"
    return f"""<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="group" aria-label="妇女之家覆盖率地图">
<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="7" height="7" fill="#fff"/><line x1="0" y1="0" x2="0" y2="7" stroke="#8a827b" stroke-width="2"/></pattern></defs>
<g>{areas}</g>{labels}</svg>
<div class="legend">{keys}<span><i style="{hatch}"></i>未上报</span></div><p class="note">边界:{escape(source)}</p>"""


def _rate(rate: float) -> str:
    return fmt.MISSING if fmt.is_missing(rate) else f"{fmt.plain(rate, 1)}%"


def _colours(rate: float) -> tuple[str, str, str]:
    """Fill, ink and halo of a rate's class."""
    if fmt.is_missing(rate):
        return "url(#hatch)", "#1c1917", "#fff"
    # The class of the number as printed: 59.97 reads 60.0% and is coloured so.
    colour = next(colour for bound, colour in CLASSES if round(rate, 1) < bound or bound == CLASSES[-1][0])
    return (colour, "#fff", colour) if colour in ("#bb4a74", "#7c1239") else (colour, "#1c1917", colour)

"""Lines as SVG paths, and the country's own: the 境界线 and the provinces that do not report here."""

import json
from pathlib import Path

import numpy as np

LINES = Path(__file__).parents[3] / "data" / "reference" / "maps" / "china_lines.geojson"

def path(points: np.ndarray) -> str:
    """A line as an SVG path, without points nearer than a pixel to the one before."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point - kept[-1]).sum() >= 1.2:
            kept.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept)


def _country() -> list[dict]:
    return json.loads(LINES.read_text("utf-8"))["features"]


def lines(to_pixels) -> str:
    return "".join(path(to_pixels(line)) for feature in _country()
                   if feature["geometry"]["type"] == "MultiLineString" for line in feature["geometry"]["coordinates"])


def beside(to_pixels) -> str:
    return "".join(path(to_pixels(ring)) + "Z" for feature in _country() if feature["geometry"]["type"] == "MultiPolygon"
                   for polygon in feature["geometry"]["coordinates"] for ring in polygon)

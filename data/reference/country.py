"""What no region tree holds and no map of the country may lack: the 境界线, and the provinces that do not report here."""

import json
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "maps" / "china_lines.geojson"

Points = list[list[float]]
"""lon, lat after lon, lat."""


@lru_cache(maxsize=1)
def _shapes() -> list[dict]:
    return [feature["geometry"] for feature in json.loads(FILE.read_text("utf-8"))["features"]]


def lines() -> list[Points]:
    """The 境界线, 十段线 among them."""
    return [line for shape in _shapes() if shape["type"] == "MultiLineString" for line in shape["coordinates"]]


def neighbours() -> list[Points]:
    """The rings of 台湾, 香港 and 澳门."""
    return [ring for shape in _shapes() if shape["type"] == "MultiPolygon"
            for polygon in shape["coordinates"] for ring in polygon]

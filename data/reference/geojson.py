"""A GeoJSON file of boundaries: read whole, checked, and matched to the regions; or refused with the reason in Chinese."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.command import why_closed
from data.write.errors import NotWritten

MOST_BYTES = 64 * 2**20
CODES = ("code", "adcode", "区划代码", "行政区划代码", "xzqdm", "pac", "gb", "id")
NAMES = ("name", "名称", "行政区名称", "xzqmc", "fullname")
"""Properties, in lower case, that hold a region's code or its name, in the order in which they are believed."""
LON_LAT = re.compile(r"crs84|\b(4326|4490|4610|4214)\b|wgs ?_?84|cgcs ?_?2000|gcj", re.IGNORECASE)
CHINA = (70, 0, 140, 56)
NEAR = 0.0003
"""Degrees (some 30 m): finer than that no outline is kept."""
LISTED = 20


class BadBoundaries(NotWritten):
    """The file cannot be used."""


@dataclass(frozen=True)
class Found:
    """outlines: by region id. unmatched: features (name or code) that no region answers to. gcj: the file says GCJ-02."""

    outlines: dict[int, list[list[np.ndarray]]]
    unmatched: list[str]
    gcj: bool


def read_geojson(path: Path, regions: pd.DataFrame) -> Found:
    """regions: id, code, name of those that may have an outline. Features match by code, then by a name that only one
    region has; several features of one region are its parts. Raises BadBoundaries."""
    collection = _parse(path)
    crs = collection.get("crs")
    system = json.dumps(crs, ensure_ascii=False) if crs else ""
    if system and not LON_LAT.search(system):
        raise BadBoundaries(f"坐标系是 {system[:80]}，不是经纬度。请转换为 WGS84 或 CGCS2000 经纬度（EPSG:4326 或 4490）后再用。")
    by_code = dict(zip(regions["code"], regions["id"], strict=True))
    single = regions[~regions["name"].duplicated(keep=False)]
    by_name = dict(zip(single["name"], single["id"], strict=True))
    outlines: dict[int, list] = {}
    unmatched = []
    for feature in collection["features"]:
        says = feature if isinstance(feature, dict) else {}
        region = _match(says, by_code, by_name)
        outline = says.get("geometry")
        if region is None or not isinstance(outline, list) or not outline:
            unmatched.append(_called(says))
        else:
            outlines.setdefault(int(region), []).extend(outline)
    if not outlines:
        raise BadBoundaries("没有一个要素对得上本系统的地区。请在要素属性里写上区划代码（code）或名称（name）。")
    _check_place(np.concatenate([ring for outline in outlines.values() for polygon in outline for ring in polygon]))
    return Found(outlines, unmatched, "gcj" in system.lower())


def listed(unmatched: list[str]) -> str:
    """Unmatched features in words: the first of them, and how many there are."""
    more = f" 等 {len(unmatched)} 个" if len(unmatched) > LISTED else ""
    return "、".join(unmatched[:LISTED]) + more


def _parse(path: Path) -> dict:
    """The collection, its geometries already outlines: a large file's lists of numbers never stand side by side."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadBoundaries(f"文件有 {size / 2**20:.0f} MB，超过 {MOST_BYTES // 2**20} MB。"
                                "请先用地图软件简化边界（保留到约30米即可）。")
        collection = json.loads(path.read_bytes().decode("utf-8-sig"), object_hook=_to_outline)
    except OSError as error:
        raise BadBoundaries(f"文件打不开：{why_closed(error)}。") from error
    except UnicodeDecodeError as error:
        raise BadBoundaries("文件不是 UTF-8 编码。请另存为 UTF-8 后再用。") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadBoundaries("文件不是 JSON，或者不完整。请用 GeoJSON 格式的边界文件。") from error
    if isinstance(collection, dict) and collection.get("type") == "Topology":
        raise BadBoundaries("文件是 TopoJSON。请另存为 GeoJSON 后再用。")
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise BadBoundaries("文件不是 GeoJSON 的要素集合（FeatureCollection）。")
    return collection


def _to_outline(found: dict):
    if found.get("type") not in ("Polygon", "MultiPolygon") or "coordinates" not in found:
        return found
    try:
        polygons = found["coordinates"] if found["type"] == "MultiPolygon" else [found["coordinates"]]
        rings = [[_ring(ring) for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError) as error:
        raise BadBoundaries("有的坐标不是数，或者少了经度、纬度。") from error
    kept = [[ring for ring in polygon if len(ring) >= 4] for polygon in rings]
    return [polygon for polygon in kept if polygon]


def _ring(points: list) -> np.ndarray:
    """Closed, thinned, without heights."""
    ring = np.array([(point[0], point[1]) for point in points], dtype=float)
    if len(ring) < 3:
        return ring
    if not np.isfinite(ring).all():
        raise ValueError(points)
    if not (ring[0] == ring[-1]).all():
        ring = np.vstack([ring, ring[:1]])
    if len(ring) > 50:  # one point for each cell of a fine grid that the line passes through
        cells = np.floor(ring / NEAR)
        kept = np.concatenate([[True], (cells[1:] != cells[:-1]).any(axis=1)])
        kept[-1] = True
        ring = ring[kept] if kept.sum() >= 4 else ring
    return ring


def _check_place(points: np.ndarray) -> None:
    low, high = points.min(axis=0), points.max(axis=0)
    west, south, east, north = CHINA
    if low[0] >= south and high[0] <= north and low[1] >= west and high[1] <= east:
        raise BadBoundaries("经度和纬度写反了：每个点应先写经度、后写纬度。")
    if (np.abs(points[:, 0]) > 180).any() or (np.abs(points[:, 1]) > 90).any():
        raise BadBoundaries(f"坐标大到 {np.abs(points).max():,.0f}，是投影坐标（米），不是经纬度。"
                            "请转换为 WGS84 或 CGCS2000 经纬度后再用。")
    if low[0] < west or high[0] > east or low[1] < south or high[1] > north:
        raise BadBoundaries(f"坐标在中国以外（经度 {low[0]:.1f} 至 {high[0]:.1f}，纬度 {low[1]:.1f} 至 {high[1]:.1f}），"
                            "请核对坐标系。")


def _match(feature: dict, by_code: dict, by_name: dict):
    says = _properties(feature)
    for key in CODES:
        for code in _codes(says.get(key)):
            if code in by_code:
                return by_code[code]
    return next((by_name[name] for name in (str(says.get(key)).strip() for key in NAMES) if name in by_name), None)


def _properties(feature: dict) -> dict:
    properties = feature.get("properties")
    return {"id": feature.get("id")} | ({str(key).lower(): value for key, value in properties.items()}
                                        if isinstance(properties, dict) else {})


def _codes(value) -> list[str]:
    """What a code may mean: 411402, "411402.0", 天地图's 156411402, and 411402000000 with its zeros."""
    text = re.sub(r"\.0+$", "", str(value).strip())
    if not re.fullmatch("[0-9]{6,12}", text):
        return []
    short = text[3:] if len(text) == 9 and text.startswith("156") else text
    return [text, short, *(text[:length] for length in (9, 6) if text[length:].strip("0") == "")]


def _called(feature: dict) -> str:
    says = _properties(feature)
    return next((str(says[key]) for key in (*NAMES, *CODES) if says.get(key) not in (None, "")), "（没有名称）")[:20]

"""Outlines as they are drawn: projected into one frame, simplified to what a pixel shows, with room for labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.ui.borders import beside, lines, path
from queries import boundaries

WIDTH, HEIGHT, MARGIN = 760.0, 560.0, 12.0
INSET = (600.0, 370.0, 748.0, 548.0)
"""Where the whole extent is drawn small when islands lie so far away that the frame leaves them out."""
NATIONAL = 25.0
"""Degrees of longitude from which a map is one of the country, with its 境界线 and the provinces that do not report here."""
SPARSE = 0.05
"""Scattered islands cover less than this part of the box around them."""


@dataclass(frozen=True)
class Shape:
    """An outline in pixels: SVG path, where its label goes, how wide and high it is, and whether it is scattered islands,
    which are hardly to be seen."""

    path: str
    x: float
    y: float
    width: float
    height: float
    sparse: bool


@dataclass(frozen=True)
class Drawing:
    """shapes: by region id; inset: the same, small; lines, inset_lines, beside: SVG paths; own: whose boundaries; to_pixels:
    where points (n × 2 of lon, lat) are in the frame."""

    shapes: Mapping[int, Shape]
    inset: Mapping[int, Shape]
    lines: str
    inset_lines: str
    beside: str
    own: bool
    to_pixels: Callable[[np.ndarray], np.ndarray]


@by_version(64)
def drawing(version: int, region_ids: tuple[int, ...]) -> Drawing | None:
    """The regions' outlines in one frame; None where there is no outline of any."""
    rows = reference.ask(boundaries.outlines, list(region_ids))
    if rows.empty:
        return None
    rings = {int(region): [np.array(ring, dtype=float) for ring in found] for region, found in rows["rings"].items()}
    whole, main = _boxes(rings)
    split = main != whole
    to_pixels = _projection(main, (MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN))
    small = _projection(whole, (INSET[0] + 6, INSET[1] + 6, INSET[2] - 6, INSET[3] - 6))
    national = whole[2] - whole[0] > NATIONAL
    inside = {region: [ring for ring in found if _meets(ring, main)] for region, found in rings.items()}
    shapes = {region: _shape(found, rows.loc[region], to_pixels) for region, found in inside.items() if found}
    return Drawing(
        shapes,
        {region: _shape(found, rows.loc[region], small) for region, found in rings.items()} if split else {},
        lines(to_pixels) if national or all(shape.sparse for shape in shapes.values()) else "", lines(small) if split else "",
        beside(to_pixels) if national else "", bool(rows["own"].any()), to_pixels)


def _boxes(rings: dict[int, list[np.ndarray]]) -> tuple[tuple, tuple]:
    """West, south, east, north of everything, and of what the frame shows: without one region of scattered islands where
    it would take more than two fifths of the height from all others, as 三沙 does from 海南."""
    boxes = pd.DataFrame([(region, *ring.min(axis=0), *ring.max(axis=0), _area(ring))
                          for region, found in rings.items() for ring in found],
                         columns=["region", "west", "south", "east", "north", "area"])
    whole = _around(boxes)
    for region, own in boxes.groupby("region"):
        west, south, east, north = _around(own)
        others = boxes[boxes["region"] != region]
        if own["area"].sum() < SPARSE * (east - west) * (north - south) and others["region"].nunique() > 2:
            main = _around(others)
            if main[3] - main[1] < 0.6 * (whole[3] - whole[1]):
                return whole, main
    return whole, whole


def _around(boxes: pd.DataFrame) -> tuple[float, float, float, float]:
    return (float(boxes["west"].min()), float(boxes["south"].min()), float(boxes["east"].max()), float(boxes["north"].max()))


def _area(ring: np.ndarray) -> float:
    x, y = (ring - ring[0]).T
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2


def _meets(ring: np.ndarray, box: tuple) -> bool:
    west, south, east, north = box
    (low_x, low_y), (high_x, high_y) = ring.min(axis=0), ring.max(axis=0)
    return low_x <= east and high_x >= west and low_y <= north and high_y >= south


def _projection(box: tuple, target: tuple):
    """Lon, lat -> pixels: an equal-area conic (Albers) fitted to the box, centred in the target rectangle."""
    west, south, east, north = box
    middle, low, high = np.radians([(west + east) / 2, south + (north - south) / 6, north - (north - south) / 6])
    n = (np.sin(low) + np.sin(high)) / 2
    c = np.cos(low) ** 2 + 2 * n * np.sin(low)

    def flat(points: np.ndarray) -> np.ndarray:
        lon, lat = np.radians(np.asarray(points, dtype=float)).T
        far = np.sqrt(c - 2 * n * np.sin(lat)) / n
        return np.stack([far * np.sin(n * (lon - middle)), far * np.cos(n * (lon - middle))], axis=1)

    across, up = np.linspace(west, east, 30), np.linspace(south, north, 30)
    edge = flat(np.concatenate([np.stack(pair, axis=1) for pair in (
        (across, np.full(30, south)), (across, np.full(30, north)), (np.full(30, west), up), (np.full(30, east), up))]))
    (left, top), (right, bottom) = edge.min(axis=0), edge.max(axis=0)
    scale = min((target[2] - target[0]) / max(right - left, 1e-9), (target[3] - target[1]) / max(bottom - top, 1e-9))
    shift = np.array([(target[0] + target[2] - (left + right) * scale) / 2, (target[1] + target[3] - (top + bottom) * scale) / 2])
    return lambda points: flat(points) * scale + shift


def _shape(rings: list[np.ndarray], row: pd.Series, to_pixels) -> Shape:
    drawn = [to_pixels(ring) for ring in rings]
    every = np.concatenate(drawn)
    (left, top), (right, bottom) = every.min(axis=0), every.max(axis=0)
    label = to_pixels([[row["lon"], row["lat"]]])[0]
    sparse = sum(map(_area, drawn)) < SPARSE * (right - left) * (bottom - top)
    return Shape("".join(path(ring) + "Z" for ring in drawn), float(label[0]), float(label[1]), float(right - left),
                 float(bottom - top), sparse)

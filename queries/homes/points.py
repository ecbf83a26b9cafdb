"""Sites with coordinates: the dots of a map, and those that lie outside their own county."""

import json

import numpy as np
import pandas as pd
from sqlalchemy import Connection, or_, select, true

from queries.again import once
from queries.frames import INT, TEXT, Frame, hands_out, of_schema
from queries.homes.counted import standing
from queries.schema import boundaries, forms, regions, sites

SLACK = 0.002
"""Degrees by which a point may lie outside: outlines are drawn with about 200 m to spare."""
OF_DOT = (sites.c.id, sites.c.region_id, regions.c.parent_id, sites.c.name, sites.c.form, forms.c.domain, sites.c.level,
          sites.c.lon, sites.c.lat)
DOTS = Frame(**of_schema(*OF_DOT) | {"level": TEXT('示范级别, "" for none')})
MISPLACED = Frame(site_id=INT, region_id=INT, words=TEXT)


@hands_out(DOTS)
def dots(connection: Connection, seat_id: int, period: int) -> pd.DataFrame:
    """Sites of a county that stand at the end of the month and have a point: DOTS. Only forms that are in the table of forms: a
    shelter's address never is."""
    rows = pd.read_sql(
        select(*OF_DOT).join(forms, forms.c.name == sites.c.form).join(regions, regions.c.id == sites.c.region_id)
        .where(sites.c.county_id == seat_id, sites.c.lon.is_not(None), sites.c.lat.is_not(None), standing(period))
        .order_by(sites.c.id), connection)
    return rows.assign(level=rows["level"].fillna(""))


@once
@hands_out(MISPLACED)
def misplaced(connection: Connection, unit_ids: list[int] | None = None) -> pd.DataFrame:
    """Sites still in use (of these units and their villages; None: of all) whose point lies outside the outline of their
    county: MISPLACED. Not where the county has no outline."""
    of_units = true() if unit_ids is None else sites.c.region_id.in_(
        select(regions.c.id).where(or_(regions.c.id.in_(unit_ids), regions.c.parent_id.in_(unit_ids))))
    rows = pd.read_sql(
        select(sites.c.id.label("site_id"), sites.c.region_id, sites.c.county_id, sites.c.name, sites.c.lon, sites.c.lat,
               regions.c.name.label("county"))
        .join(regions, regions.c.id == sites.c.county_id)
        .where(sites.c.lon.is_not(None), sites.c.lat.is_not(None), sites.c.closed.is_(None), of_units).order_by(
            sites.c.id), connection)
    shapes = dict(connection.execute(select(boundaries.c.region_id, boundaries.c.geometry).where(
        boundaries.c.region_id.in_([int(county) for county in rows["county_id"].unique()]))).all())
    outside = pd.Series(False, index=rows.index)
    for county, group in rows.groupby("county_id"):
        if county in shapes:
            rings = [np.array(ring, dtype=float) for polygon in json.loads(shapes[county])["coordinates"] for ring in polygon]
            outside[group.index] = ~inside(group[["lon", "lat"]].to_numpy(dtype=float), rings)
    final = rows[outside].copy()
    final["words"] = [f"“{row.name}”的坐标（{row.lon:.4f}，{row.lat:.4f}）不在{row.county}界内"
                      for row in final.itertuples(index=False)]
    return final.reset_index(drop=True)


def inside(points: np.ndarray, rings: list[np.ndarray]) -> np.ndarray:
    """Whether each point (n × 2) lies inside the rings (even-odd, so holes count as outside) or within SLACK of an edge."""
    odd, near = np.zeros(len(points), dtype=bool), np.zeros(len(points), dtype=bool)
    for ring in rings:
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        width, height = x2 - x1, y2 - y1
        length = np.where(width ** 2 + height ** 2 > 0, width ** 2 + height ** 2, 1)
        step = max(1, 2_000_000 // len(ring))
        for start in range(0, len(points), step):
            x, y = points[start:start + step].T[:, :, None]
            crosses = (y1 > y) != (y2 > y)
            left = crosses & ((x - x1) * height * np.sign(height) < width * (y - y1) * np.sign(height))
            odd[start:start + step] ^= left.sum(axis=1) % 2 == 1
            along = np.clip(((x - x1) * width + (y - y1) * height) / length, 0, 1)
            near[start:start + step] |= ((x - x1 - along * width) ** 2 + (y - y1 - along * height) ** 2).min(axis=1) <= SLACK ** 2
    return odd | near

"""Targets in force: a region's own, else its children's sum (flow, stock), else its parent's (ratio)."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, or_, select, true

from queries.database import fetch_raw
from queries.frames import FLOAT, INT, TEXT, Frame, hands_out
from queries.schema import indicators, regions, targets

TARGETS = Frame(region_id=INT, indicator_id=INT, target=FLOAT("in the indicator's own unit (percent for a ratio in %)"),
                origin=TEXT("own 本级下达, children 下级合计, parent 沿用上级"))


@hands_out(TARGETS)
def list_targets(connection: Connection, year: int, indicator_ids: list[int] | None = None,
                 region_ids: list[int] | None = None) -> pd.DataFrame:
    """Every region × indicator (only those given) that has a target in the year: TARGETS."""
    told = select(targets.c.region_id).where(targets.c.year == year)
    wanted = true() if region_ids is None else or_(regions.c.id.in_(region_ids), regions.c.id.in_(told))
    parent = _lines(connection, wanted)
    stated, layers = _stated(connection, year, indicator_ids), _layers(parent)
    asked = {*parent, *stated["region_id"]} if region_ids is None else set(region_ids)
    over = {above for region in asked for above in _line(region, parent)}
    below = {region for region in set(stated["region_id"].tolist()) if not asked.isdisjoint(_line(region, parent))}
    stated = stated[stated["region_id"].isin(over | below)].assign(origin="own")
    ratio = stated.pop("ratio").astype(bool)
    down = [[region for region in layer if region in over] for layer in layers]
    final = pd.concat([_sum_upward(stated[~ratio], layers, parent), _hand_down(stated[ratio], down, parent)], ignore_index=True)
    return final if region_ids is None else final[final["region_id"].isin(asked)].reset_index(drop=True)


def _stated(connection: Connection, year: int, indicator_ids: list[int] | None) -> pd.DataFrame:
    """region_id, indicator_id, target, ratio (of a ratio: 1) of every target that was set."""
    columns = (targets.c.region_id, targets.c.indicator_id, targets.c.value, indicators.c.kind == "ratio")
    rows = select(*columns).join(indicators, indicators.c.id == targets.c.indicator_id).where(targets.c.year == year)
    if indicator_ids is not None:
        rows = rows.where(targets.c.indicator_id.in_(indicator_ids))
    found = np.array(fetch_raw(connection, rows), dtype=float).reshape(-1, 4)
    frame = pd.DataFrame(found, columns=["region_id", "indicator_id", "target", "ratio"])
    return frame.astype({"region_id": int, "indicator_id": int})


def _lines(connection: Connection, wanted: ColumnElement[bool]) -> dict[int, int | None]:
    """What lies directly above each of the regions, and above these, but for villages; nearest to the asked first."""
    rows, parent = select(regions.c.id, regions.c.parent_id).where(regions.c.level != "village"), {}
    found = connection.execute(rows.where(wanted)).all()
    while found:
        parent |= {region: above for region, above in found}
        more = {above for _, above in found if above is not None and above not in parent}
        found = connection.execute(rows.where(regions.c.id.in_(more))).all() if more else []
    return parent


def _line(region: int, parent: dict[int, int | None]) -> list[int]:
    """The region and all above it."""
    line, above = [region], parent.get(region)
    while above is not None:
        line.append(above)
        above = parent.get(above)
    return line


def _sum_upward(stated: pd.DataFrame, layers: list[list[int]], parent: dict[int, int | None]) -> pd.DataFrame:
    known = stated
    for layer in reversed(layers[1:]):
        below = known[known["region_id"].isin(layer)]
        above = below.assign(region_id=below["region_id"].map(parent).astype(int))
        sums = above.groupby(["region_id", "indicator_id"], as_index=False)["target"].sum().assign(origin="children")
        known = pd.concat([known, sums]).drop_duplicates(["region_id", "indicator_id"], keep="first")
    return known


def _hand_down(stated: pd.DataFrame, layers: list[list[int]], parent: dict[int, int | None]) -> pd.DataFrame:
    known = stated
    for layer in layers[1:]:
        below = pd.DataFrame({"id": layer, "above": [parent[region] for region in layer]}, dtype=int)
        given = below.merge(known, left_on="above", right_on="region_id")
        given = given.assign(region_id=given["id"], origin="parent")[known.columns]
        known = pd.concat([known, given]).drop_duplicates(["region_id", "indicator_id"], keep="first")
    return known


def _layers(parent: dict[int, int | None]) -> list[list[int]]:
    """Ids by how far they are from the root, nearest first. Not by level: a county may lie beside cities (济源)."""
    below: dict[int | None, list[int]] = {}
    for region, above in parent.items():
        below.setdefault(above, []).append(region)
    layers, layer = [], below.get(None, [])
    while layer:
        layers.append(layer)
        layer = sorted(region for above in layer for region in below.get(above, []))
    return layers

"""Targets in force: a region's own, else its children's sum (flow, stock), else its parent's (ratio)."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, or_, select, true

from queries.again import once
from queries.database import fetch_raw
from queries.frames import FLOAT, INT, TEXT, Frame, hands_out
from queries.schema import indicators, regions, targets
from queries.succession import Family, family, personal_ids

TARGETS = Frame(region_id=INT, indicator_id=INT, target=FLOAT("in the indicator's own unit (percent for a ratio in %)"),
                origin=TEXT("own 本级下达, children 下级合计, parent 沿用上级"))


@once
@hands_out(TARGETS)
def list_targets(connection: Connection, year: int, indicator_ids: list[int] | None = None,
                 region_ids: list[int] | None = None, until: int | None = None) -> pd.DataFrame:
    """Every region × indicator (only those given) that has a target in the year: TARGETS.

    until: seen through this month: a successor's target is its own and those of the units it has taken over in the year.
    """
    if region_ids is not None and until is not None:
        of = family(connection, region_ids, until)
        own = list_targets(connection, year, indicator_ids, of.ids)
        return _taken_over(connection, own, of) if len(of.of) else own
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


def _taken_over(connection: Connection, told: pd.DataFrame, of: Family) -> pd.DataFrame:
    """Targets of the regions asked for, those of their predecessors added; a ratio's is the region's own. Who was there before
    and had none has none; a new unit has one where all it is made of had."""
    known = set(connection.execute(select(regions.c.id).where(
        regions.c.id.in_(of.of["to_id"].tolist()), regions.c.valid_from.is_not(None))).scalars())
    ratios = set(connection.execute(select(indicators.c.id).where(indicators.c.kind == "ratio")).scalars())
    ratios |= set(personal_ids(connection))
    found = {(row.region_id, row.indicator_id): row.target for row in told[~told["indicator_id"].isin(ratios)].itertuples()}
    final = told.set_index(["region_id", "indicator_id"])
    for successor, pairs in of.of.groupby("to_id"):
        for indicator in {number for _, number in found}:
            parts = [found[(region, indicator)] for region in pairs["region_id"] if (region, indicator) in found]
            mine = found.get((successor, indicator))
            if parts and (mine is not None or successor in known and len(parts) == len(pairs)):
                final.loc[(successor, indicator), ["target", "origin"]] = (mine or 0.0) + sum(parts), "own"
    final = final.reset_index()
    return final[final["region_id"].isin(of.asked)].reset_index(drop=True)


@once
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

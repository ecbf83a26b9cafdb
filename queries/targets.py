"""Targets in force: a region's own, else its children's sum (flow, stock), else its parent's (ratio)."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import FLOAT, INT, TEXT, Frame, hands_out
from queries.schema import indicators, regions, targets

TARGETS = Frame(region_id=INT, indicator_id=INT, target=FLOAT("in the indicator's own unit (percent for a ratio in %)"),
                origin=TEXT("own 本级下达, children 下级合计, parent 沿用上级"))


@hands_out(TARGETS)
def list_targets(connection: Connection, year: int, indicator_id: int | None = None) -> pd.DataFrame:
    """Every region × indicator (or the one given) that has a target in the year: TARGETS."""
    wanted = (select(targets.c.region_id, targets.c.indicator_id, targets.c.value.label("target"), indicators.c.kind)
              .join(indicators, indicators.c.id == targets.c.indicator_id).where(targets.c.year == year))
    if indicator_id is not None:
        wanted = wanted.where(targets.c.indicator_id == indicator_id)
    stated = pd.read_sql(wanted, connection)
    tree = pd.read_sql(select(regions.c.id, regions.c.parent_id).where(regions.c.level != "village"), connection)
    stated = stated.astype({"region_id": int, "indicator_id": int, "target": float})  # without rows they have no type
    stated["origin"] = "own"
    additive = _sum_upward(stated[stated["kind"] != "ratio"], tree)
    inherited = _hand_down(stated[stated["kind"] == "ratio"], tree)
    return pd.concat([additive, inherited], ignore_index=True)


def _sum_upward(stated: pd.DataFrame, tree: pd.DataFrame) -> pd.DataFrame:
    parent = tree.set_index("id")["parent_id"]
    known = stated
    for layer in reversed(_layers(tree)[1:]):
        below = known[known["region_id"].isin(layer)]
        above = below.assign(region_id=below["region_id"].map(parent).astype(int))
        sums = above.groupby(["region_id", "indicator_id"], as_index=False)["target"].sum().assign(origin="children")
        known = pd.concat([known, sums]).drop_duplicates(["region_id", "indicator_id"], keep="first")
    return known


def _hand_down(stated: pd.DataFrame, tree: pd.DataFrame) -> pd.DataFrame:
    known = stated
    for layer in _layers(tree)[1:]:
        below = tree.loc[tree["id"].isin(layer), ["id", "parent_id"]]
        given = below.merge(known, left_on="parent_id", right_on="region_id")
        given = given.assign(region_id=given["id"], origin="parent")[known.columns]
        known = pd.concat([known, given]).drop_duplicates(["region_id", "indicator_id"], keep="first")
    return known


def _layers(tree: pd.DataFrame) -> list[list[int]]:
    """Ids by how far they are from the root, nearest first. Not by level: a county may lie beside cities (济源)."""
    layers, layer = [], tree.loc[tree["parent_id"].isna(), "id"].tolist()
    while layer:
        layers.append(layer)
        layer = tree.loc[tree["parent_id"].isin(layer), "id"].tolist()
    return layers

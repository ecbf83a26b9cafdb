"""The one way a report enters the database: checked, traced, summed up, all or nothing."""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.ledger import KEY, Written, open_batch, write
from queries.catalogue import list_indicators
from queries.periods import STEP, fits
from queries.schema import LEVELS, regions

LEVEL_WORDS = {"province": "省", "city": "市", "county": "县", "township": "乡镇", "village": "村"}
FREQUENCY_WORDS = {"monthly": "月报", "quarterly": "季报", "half-yearly": "半年报", "yearly": "年报"}


class Refused(ValueError):
    """Nothing was written. `reasons`: (row number from 0, what is wrong, in Chinese)."""

    def __init__(self, reasons: list[tuple[int, str]]):
        super().__init__("；".join(f"第{row + 1}行：{reason}" for row, reason in reasons[:20]))
        self.reasons = reasons


def record(connection: Connection, cells: pd.DataFrame, *, file_name: str, actor: str, received_at: datetime,
           committed_at: datetime, file_sha256: str | None = None, note: str | None = None) -> Written:
    """Writes cells (region_id, period, indicator_id, value in base units) as one batch inside the caller's transaction.

    Every cell leaves a revision; the roll-ups and the data version follow. Raises Refused, before anything is written,
    for a cell that SEMANTICS.md does not allow.
    """
    cells = cells[[*KEY, "value"]].reset_index(drop=True)
    reasons = check(connection, cells)
    if reasons:
        raise Refused(reasons)
    batch_id = open_batch(connection, kind="import", file_name=file_name, file_sha256=file_sha256, actor=actor,
                          received_at=received_at, committed_at=committed_at, rows=len(cells), note=note)
    return write(connection, "observations", cells, batch_id)


def check(connection: Connection, cells: pd.DataFrame) -> list[tuple[int, str]]:
    """(row number from 0, reason in Chinese) of every cell that may not be written, in row order."""
    catalogue = list_indicators(connection)
    places = pd.read_sql(select(regions.c.id, regions.c.level, regions.c.valid_from, regions.c.valid_to).where(
        regions.c.id.in_([int(region) for region in cells["region_id"].dropna().unique()])), connection)
    places = places.astype({"valid_from": float, "valid_to": float}).set_index("id")
    twice = cells.duplicated(KEY, keep="first")
    reasons = []
    for row in cells.itertuples():
        reason = "同一单位、同一期、同一指标填了两次" if twice[row.Index] else _reason(row, catalogue, places)
        if reason:
            reasons.append((int(row.Index), reason))
    return reasons


def _reason(cell, catalogue: pd.DataFrame, places: pd.DataFrame) -> str | None:
    if cell.indicator_id not in catalogue.index:
        return f"没有编号为 {cell.indicator_id} 的指标"
    if cell.region_id not in places.index:
        return f"没有编号为 {cell.region_id} 的地区"
    indicator, place = catalogue.loc[cell.indicator_id], places.loc[cell.region_id]
    if indicator["kind"] == "ratio":
        return f"{indicator['code']} 是比率，由分子、分母算出，不能填报"
    # Above its level an entry is the unit's own (本级); below it, or beside, the same work would be counted twice.
    if LEVELS.index(place["level"]) > LEVELS.index(indicator["report_level"]):
        return f"{indicator['code']} 由{LEVEL_WORDS[indicator['report_level']]}级上报，不能填在{LEVEL_WORDS[place['level']]}级"
    if pd.isna(cell.period) or not fits(int(cell.period), indicator["frequency"]):
        step = STEP[indicator["frequency"]]
        ends = "、".join(str(month) for month in range(step, 13, step))
        return f"{indicator['code']} 是{FREQUENCY_WORDS[indicator['frequency']]}，期只能是 {ends} 月（写作年月六位）"
    if place["valid_from"] > cell.period or place["valid_to"] < cell.period:
        return f"该地区在 {int(cell.period)} 期不存在"
    value = pd.to_numeric(cell.value, errors="coerce")
    if pd.isna(value) or np.isinf(value):
        return f"“{cell.value}”不是数；没有报就不要填，报了零填 0"
    if value < 0:
        return f"“{cell.value}”是负数"
    return None

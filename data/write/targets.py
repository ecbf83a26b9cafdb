"""Targets and plans: what may be set, and the one way they are: checked, traced, all or nothing."""

import math
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.write.actor import Actor, permit
from data.write.errors import Refused
from data.write.ledger import KEY, Written, open_batch, present, write
from data.write.observations import wrong_year
from data.write.text import signed
from queries.catalogue import in_year, list_indicators
from queries.schema import LEVELS, region_closure, regions, targets

LEVEL_WORDS = {"province": "省", "city": "市", "county": "县", "township": "乡镇", "village": "村"}
MEASURED = ("元", "%", "元/户", "分")
"""Units that come in fractions; all others are counted."""
STEPS = np.array([1, 5, *(base * 10.0 ** power for power in range(1, 11) for base in (1, 5))])


def check_target(value: float, indicator: pd.Series, level: str) -> str | None:
    """Why a region of this level may not have this target (base units; a ratio's in its unit); None where it may."""
    if indicator["direction"] == "neutral":
        return "本指标只监测、不评价，不设目标"
    if LEVELS.index(level) > LEVELS.index(indicator["report_level"]):
        return f"本指标由{LEVEL_WORDS[indicator['report_level']]}级上报，{LEVEL_WORDS[level]}级不设目标"
    if not isinstance(value, int | float) or not math.isfinite(value):
        return "不是有效的数"
    if value < 0:
        return "目标不能是负数"
    if indicator["unit"] == "%" and value > 100:
        return "比率的目标不能超过 100%"
    if indicator["unit"] not in MEASURED and value != round(value):
        return f"按{indicator['unit']}计的目标要是整数"
    return None


def check_plan(shares: list[float]) -> str | None:
    """Why twelve cumulative shares (0 to 1) may not be a plan; names the month. None where they may."""
    for month, share in enumerate(shares, start=1):
        if not math.isfinite(share) or not 0 <= share <= 1:
            return f"{month}月应在 0 到 100 之间"
        if month > 1 and share < shares[month - 2]:
            return f"{month}月比{month - 1}月少：累计进度只能持平或增加"
    return None if shares[11] == 1 else "12月应为 100：全年的工作到年底全部完成"


def set_targets(connection: Connection, cells: pd.DataFrame, *, year: int, actor: Actor, reason: str, at: datetime,
                title: str | None = None) -> Written:
    """Writes targets (region_id, indicator_id, value in base units; NaN takes the region's own target away) of a year as
    one batch inside the caller's transaction. Raises NotPermitted, Refused before anything is written."""
    permit(connection, actor, "targets", cells["region_id"].unique())
    catalogue = list_indicators(connection)
    levels = _levels(connection, cells["region_id"])
    wrong = {}
    for cell in cells.itertuples():
        indicator = catalogue.loc[cell.indicator_id]
        refused = None if pd.isna(cell.value) else wrong_year(indicator, year) or check_target(
            float(cell.value), indicator, levels[cell.region_id])
        if refused:
            where = f"{catalogue.at[cell.indicator_id, 'code']}：" if len(cells) > 1 else ""
            wrong.setdefault("value", f"{where}{refused}")
    cells = cells.assign(period=year)[[*KEY, "value"]]
    held = cells.merge(present(connection, "targets", cells), on=KEY, how="left")
    same = (held["value"] == held["old_value"]) | (held["value"].isna() & held["old_value"].isna())
    if same.all() and "value" not in wrong:
        wrong["value"] = "没有单独下达过目标，不用取消" if cells["value"].isna().all() else "与现在的目标相同，没有改动"
    signed(actor.unit, reason, wrong)
    batch = open_batch(connection, kind="edit", file_name=title or f"修改{year}年目标", actor=actor, received_at=at,
                       committed_at=at, rows=len(cells), note=reason, table="targets")
    return write(connection, "targets", cells, batch, actor)


def set_plan(connection: Connection, region_id: int, year: int, indicator_id: int, shares: list[float] | None, *,
             actor: Actor, reason: str, at: datetime) -> Written:
    """Writes a region's plan of a year, twelve cumulative shares (0 to 1), as one batch inside the caller's transaction;
    None takes the region's own plan away. Raises NotPermitted, Refused before anything is written."""
    permit(connection, actor, "targets", [region_id], "plans")
    indicator = list_indicators(connection).loc[indicator_id]
    level = _levels(connection, pd.Series([region_id]))[region_id]
    refused = (wrong_year(indicator, year) if shares else "") or check_target(0.0, indicator, level)
    if indicator["kind"] == "ratio" and indicator["unit"] == "%":
        refused = "比率全年按同一目标评价，没有进度计划"
    refused = refused or (check_plan(shares) if shares else None)
    cells = pd.DataFrame({"region_id": region_id, "period": [year * 100 + month for month in range(1, 13)],
                          "indicator_id": indicator_id, "value": shares or [np.nan] * 12})
    held = cells.merge(present(connection, "plans", cells), on=KEY, how="left")
    if not refused and (held["value"].fillna(-1) == held["old_value"].fillna(-1)).all():
        refused = "与现在的计划相同，没有改动" if shares else "没有单独的进度计划，不用取消"
    signed(actor.unit, reason, {"plan": refused} if refused else {})
    batch = open_batch(connection, kind="edit", file_name=f"修改{year}年进度计划", actor=actor, received_at=at,
                       committed_at=at, rows=12, note=reason, table="plans")
    return write(connection, "plans", cells, batch, actor)


def _levels(connection: Connection, region_ids: pd.Series) -> dict[int, str]:
    wanted = [int(region) for region in region_ids.unique()]
    return {region: level for region, level in connection.execute(
        select(regions.c.id, regions.c.level).where(regions.c.id.in_(wanted)))}


def grow(stated: pd.DataFrame, growth: float, points: float) -> pd.Series:
    """Next year's targets: `growth` (a fraction) more of an amount, to a step that people set targets in (1, 5, 10, 50 …,
    the largest within 1 % of it); `points` more of a ratio in %, from 0 to 100. What is better lower stays as it is.

    Reads value, unit and direction.
    """
    value = stated["value"].astype(float)
    ratio, lower = stated["unit"] == "%", stated["direction"] == "lower_better"
    grown = value * (1 + growth)
    step = STEPS[np.maximum(np.searchsorted(STEPS, grown * 0.01, side="right") - 1, 0)]
    amount = (np.floor(grown / step + 0.5) * step).where(grown != value, value)
    return (value + points).round(6).clip(0, 100).where(ratio, amount).where(~lower, value)


def forward(connection: Connection, region_id: int, year: int, indicator_ids: list[int], growth: float, points: float
            ) -> pd.DataFrame:
    """What copying the year's stated targets of the region and everything below it to the next would give: region_id,
    indicator_id, old (this year's), value (next year's), held (what next year has already; NaN: nothing).

    Raises Refused for a growth that no plan can have.
    """
    if not math.isfinite(growth) or not -0.9 <= growth <= 5:
        raise Refused(growth="增幅应在 −90% 到 500% 之间")
    if not math.isfinite(points) or not -100 <= points <= 100:
        raise Refused(growth="比率的增幅应在 −100 到 100 个百分点之间")
    catalogue = in_year(list_indicators(connection), year + 1)
    rows = pd.read_sql(
        select(targets.c.region_id, targets.c.indicator_id, targets.c.year, targets.c.value)
        .join(region_closure, region_closure.c.descendant_id == targets.c.region_id)
        .where(region_closure.c.ancestor_id == region_id, targets.c.year.in_((year, year + 1))), connection)
    rows = rows[rows["indicator_id"].isin(indicator_ids)].sort_values(["region_id", "indicator_id"])
    stated = rows[rows["year"] == year].merge(
        catalogue[["unit", "direction"]], left_on="indicator_id", right_index=True)
    held = rows[rows["year"] == year + 1].rename(columns={"value": "held"})[["region_id", "indicator_id", "held"]]
    final = stated.assign(old=stated["value"].astype(float), value=grow(stated, growth, points)).merge(
        held, on=["region_id", "indicator_id"], how="left")
    return final[["region_id", "indicator_id", "old", "value", "held"]].astype({"held": float})


def copy_forward(connection: Connection, region_id: int, year: int, indicator_ids: list[int], growth: float, points: float,
                 *, overwrite: bool, actor: Actor, reason: str, at: datetime) -> Written:
    """Writes `forward` as one batch inside the caller's transaction; what next year has already stays unless `overwrite`.

    Raises NotPermitted, and Refused where there is nothing to copy.
    """
    permit(connection, actor, "targets", [region_id])
    cells = forward(connection, region_id, year, indicator_ids, growth, points)
    cells = cells[(cells["held"].isna()) | (overwrite & (cells["held"] != cells["value"]))]
    if cells.empty:
        raise Refused(growth=f"没有可以结转的目标：{year}年没有设，或{year + 1}年都已设好")
    return set_targets(connection, cells, year=year + 1, actor=actor, reason=reason, at=at,
                       title=f"{year}年目标结转为{year + 1}年")

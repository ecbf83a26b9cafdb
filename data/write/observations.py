"""What SEMANTICS.md allows to be written, and the short way in for programs that have a report in hand."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.write.actor import Actor, permit
from data.write.bulk import read_by_ids
from data.write.errors import RefusedRows
from data.write.ledger import KEY, Written, open_batch, write
from queries.catalogue import list_indicators
from queries.periods import STEP, fits, last_ended
from queries.regions import are_in_use
from queries.schema import LEVELS, regions

LEVEL_WORDS = {"province": "省", "city": "市", "county": "县", "township": "乡镇", "village": "村"}
FREQUENCY_WORDS = {"monthly": "月报", "quarterly": "季报", "half-yearly": "半年报", "yearly": "年报"}
YEARS = range(2000, 2101)
MOST = 1e15
"""Beyond this no count or sum of 元 can be true, and a double no longer tells 0.1 apart."""


def record(connection: Connection, cells: pd.DataFrame, *, file_name: str, actor: Actor, received_at: datetime,
           committed_at: datetime, file_sha256: str | None = None, note: str | None = None) -> Written:
    """Writes cells (region_id, period, indicator_id, value in base units) as one batch inside the caller's transaction.

    Every cell leaves a revision; the roll-ups and the data version follow. Raises NotPermitted, and RefusedRows, before anything
    is written, for a cell that SEMANTICS.md does not allow, one of a period that was not over by then included; Refused without a
    unit; Known for the same file.
    """
    cells = cells[[*KEY, "value"]].reset_index(drop=True)
    permit(connection, actor, "import", pd.to_numeric(cells["region_id"], errors="coerce").dropna().unique())
    reasons = check(connection, cells) or check_ended(connection, cells, min(received_at, committed_at))
    if reasons:
        raise RefusedRows(reasons)
    batch_id = open_batch(connection, kind="import", file_name=file_name, file_sha256=file_sha256, actor=actor,
                          received_at=received_at, committed_at=committed_at, rows=len(cells), note=note)
    return write(connection, "observations", cells, batch_id, actor)


def check(connection: Connection, cells: pd.DataFrame) -> list[tuple[int, str]]:
    """(row number from 0, reason in Chinese) of every cell that may not be written, in row order.

    cells: region_id, period, indicator_id, value.
    """
    known = _known(connection, cells)
    period = known["period"]
    months = period % 100
    whole = period.eq(period.round()) & period.between(190001, 299912) & months.between(1, 12)
    doubtful = (known["kind"].eq("ratio") | _too_low(known) | ~whole | (months % known["frequency"].map(STEP)).ne(0)
                | ~are_in_use(known, period.to_numpy(dtype=float)) | _not_in(known, period // 100))
    return _worded(known, doubtful, _reason)


def check_ended(connection: Connection, cells: pd.DataFrame, moment: datetime) -> list[tuple[int, str]]:
    """The same of every cell whose period (a year, a quarter too) was not over at the moment its file came. What there is at the
    end of a longer period may come in its last month."""
    known, over = _known(connection, cells), last_ended(moment.date())
    early = known["kind"].eq("stock") & known["frequency"].map(STEP).gt(1) & known["period"].eq(moment.year * 100 + moment.month)
    period = known["period"].mask(early)
    return [(int(row), f"{int(period.iloc[row]) // 100}年{int(period.iloc[row]) % 100}月还没结束（{moment:%Y-%m-%d} 收到），"
                       "这一期的数不能收") for row in np.flatnonzero(period > over)]


def check_targets(connection: Connection, cells: pd.DataFrame) -> list[tuple[int, str]]:
    """The same of targets: a period is a year, a ratio is allowed, a percentage goes up to 100."""
    known = _known(connection, cells)
    doubtful = _too_low(known) | ~known["period"].isin(YEARS) | _over_hundred(known) | _not_in(known, known["period"])
    return _worded(known, doubtful, _reason_of_target)


def _known(connection: Connection, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with what is known of their region and indicator (level, code … missing where there is none), and
    `twice`: the same cell stood further up."""
    places = read_by_ids(connection, select(regions.c.id, regions.c.level, regions.c.name.label("region_name"),
                                           regions.c.valid_from, regions.c.valid_to),
                         regions.c.id, cells["region_id"])
    places = places.astype({"valid_from": float, "valid_to": float}).set_index("id")
    catalogue = list_indicators(connection)[[
        "code", "kind", "unit", "frequency", "report_level", "first_year", "last_year"]]
    cells = cells[[*KEY, "value"]].reset_index(drop=True)
    cells["twice"] = cells.duplicated(KEY, keep="first")
    cells["period"] = pd.to_numeric(cells["period"], errors="coerce")
    return cells.join(places, on="region_id").join(catalogue, on="indicator_id")


def _too_low(known: pd.DataFrame) -> pd.Series:
    depth = {level: at for at, level in enumerate(LEVELS)}
    return known["level"].map(depth) > known["report_level"].map(depth)


def _not_in(known: pd.DataFrame, year: pd.Series) -> pd.Series:
    """Whether the indicator is not there in the year."""
    return (known["first_year"] > year) | (known["last_year"] < year)


def _over_hundred(known: pd.DataFrame) -> pd.Series:
    return known["kind"].eq("ratio") & known["unit"].eq("%") & pd.to_numeric(known["value"], errors="coerce").gt(100)


def _worded(known: pd.DataFrame, doubtful: pd.Series, reason: Callable) -> list[tuple[int, str]]:
    """The reasons of the rows that are doubtful for any cause. Only these are looked at one by one."""
    value = pd.to_numeric(known["value"], errors="coerce")
    doubtful = doubtful | known["twice"] | known["code"].isna() | known["level"].isna() | ~value.between(0, MOST)
    return [(int(row.Index), reason(row)) for row in known[doubtful].itertuples()]


def _reason(cell) -> str:
    if words := _wrong_place(cell):
        return words
    if cell.kind == "ratio":
        return f"{cell.code} 是比率，由分子、分母算出，不能填报"
    if cell.period % 1 != 0 or not fits(int(cell.period), cell.frequency):  # a missing one has no remainder either
        step = STEP[cell.frequency]
        ends = "、".join(str(month) for month in range(step, 13, step))
        return f"{cell.code} 是{FREQUENCY_WORDS[cell.frequency]}，期只能是 {ends} 月（写作年月六位）"
    if words := wrong_year(cell, int(cell.period) // 100):
        return words
    if cell.valid_from > cell.period or cell.valid_to <= cell.period:
        return (f"{cell.region_name}从 {int(cell.valid_from)} 起才有，{int(cell.period)} 期的数请报在它原来的单位" if
                cell.valid_from > cell.period else
                f"{cell.region_name}从 {int(cell.valid_to)} 起已经停用，{int(cell.period)} 期的数请报在接续它的单位")
    words = _wrong_value(cell)
    assert words is not None  # whatever else is wrong has been said
    return words


def _reason_of_target(cell) -> str:
    if words := _wrong_place(cell):
        return words
    if cell.period not in YEARS:
        return f"“{cell.period}”不是年度，要写成四位，如 2026"
    return wrong_year(cell, int(cell.period)) or _wrong_value(cell) or f"{cell.code} 的目标 {cell.value:g} 超过 100%"


def _wrong_place(cell) -> str | None:
    if cell.twice:
        return "同一单位、同一期、同一指标填了两次"
    if pd.isna(cell.code):
        return f"没有编号为 {cell.indicator_id} 的指标"
    if pd.isna(cell.level):
        return f"没有编号为 {cell.region_id} 的地区"
    # Above its level an entry is the unit's own (本级); below it, or beside, the same work would be counted twice.
    if LEVELS.index(cell.level) > LEVELS.index(cell.report_level):
        return f"{cell.code} 由{LEVEL_WORDS[cell.report_level]}级上报，不能填在{LEVEL_WORDS[cell.level]}级"
    return None


def wrong_year(indicator, year: int) -> str:
    """Why nothing is reported or aimed at of an indicator (code, first_year, last_year) in a year; "" where it is there."""
    if indicator.last_year < year:
        return f"{indicator.code} 从 {int(indicator.last_year) + 1} 年起停用，{year} 年不再报；要恢复，请在指标目录里重新启用"
    return f"{indicator.code} 从 {int(indicator.first_year)} 年起才有，{year} 年不报" if indicator.first_year > year else ""


def _wrong_value(cell) -> str | None:
    value = pd.to_numeric(cell.value, errors="coerce")
    if pd.isna(value) or np.isinf(value):
        return f"“{cell.value}”不是数；没有报就不要填，报了零填 0"
    if value < 0:
        return f"“{cell.value}”是负数"
    return f"“{cell.value}”大得不可能" if value > MOST else None

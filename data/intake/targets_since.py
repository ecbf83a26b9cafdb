"""The workbook of targets that went out before others set some of them: it takes along what each was (data/templates/lists.py),
and who sends it in is told, cell by cell, what it would change that he has not seen."""

from collections.abc import Iterator, Sequence

import pandas as pd
from sqlalchemy import Connection, select

from data.intake.draft import Finding
from data.intake.sent_out import changed_since
from data.intake.sheets import Sheet
from data.write.ledger import KEY, present
from queries.schema import indicators, regions

COLUMNS = ("地区代码", "指标代码", "年度", "下载时的目标（基本单位）")
DOUBT = "。导入后以表里写的为准：请先问清楚，不改的把这一格空着。"


def changed_targets(connection: Connection, cells: pd.DataFrame, copies: Sequence[Sheet]) -> Iterator[Finding]:
    """A doubt for every cell of targets (region_id, period, indicator_id, value, sheet, row, column) that holds another value
    than it did when the workbook went out, and is to be another."""
    ours = [sheet for sheet in copies if tuple(sheet.rows.get(1, {}).values()) == COLUMNS]
    rows = [row for sheet in ours for held in sheet.rows.values() if _is_kept(row := [held.get(at) for at in range(1, 5)])]
    if not rows or cells.empty:
        return
    known = {row.code: row for row in connection.execute(select(indicators.c.code, indicators.c.id, indicators.c.unit))}
    places = dict(connection.execute(select(regions.c.code, regions.c.id)).all())
    out = pd.DataFrame([(places[str(place)], year, known[str(code)].id, value) for place, code, year, value in rows
                        if str(place) in places and str(code) in known], columns=[*KEY, "out"])
    cells = cells.astype(dict.fromkeys(KEY, int))
    found = cells.merge(out.astype(dict.fromkeys(KEY, int) | {"out": float}), on=KEY).merge(
        present(connection, "targets", cells), on=KEY, how="left")
    same = (found["out"] == found["old_value"]) | found["out"].isna() & found["old_value"].isna()
    units = {row.id: row.unit for row in known.values()}
    for row in found[~same & (found["value"] != found["old_value"])].itertuples():
        now, was, held = (_amount(value, units[row.indicator_id]) for value in (row.value, row.out, row.old_value))
        yield Finding(row.sheet, int(row.row), row.column, now, changed_since(was, held) + DOUBT, "doubt")


def _is_kept(row: Sequence[object]) -> bool:
    """Whether it is as it went out: a hidden sheet may hold anything by now."""
    _, _, year, value = row
    return type(year) is int and (value is None or type(value) in (int, float))


def _amount(value: float, unit: str) -> str:
    """A value in base units as sheets have it; "" for none."""
    if pd.isna(value):
        return ""
    return f"{value / 10_000:.10g}万元" if unit == "元" else f"{value:.10g}{unit}"

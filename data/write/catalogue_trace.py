"""The catalogue's rows as dicts, and the trace of every change: what an indicator's field holds is the newest revision of a batch
that is not undone, else what it held before the first."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from data.write.catalogue_rules import FIELDS, FLAGS, NAMED, Rows, Used, find_wrong
from data.write.errors import Refused
from data.write.rollups import rebuild_ratios
from queries.schema import (
    batches,
    indicator_names,
    indicator_revisions,
    indicators,
    metadata,
    observations,
    plans,
    revisions,
    rollups,
    targets,
)

COLUMNS = [field for field in FIELDS if field not in NAMED]
KINDS = {"former": "former", "aliases": "alias"}
"""Field -> indicator_names.kind."""
DERIVED = ("rollups", "indicator_names", "snapshot_figures")
"""What does not keep an indicator: worked out, its own, or what was once said."""


def read_rows(connection: Connection) -> dict[str, dict[str, Any]]:
    """Every indicator of the catalogue by code: FIELDS, and id."""
    rows = {row["id"]: {**row, "former": [], "aliases": []} for row in map(dict, connection.execute(
        select(indicators.c.id, *(indicators.c[name] for name in COLUMNS)).order_by(indicators.c.id)).mappings())}
    for name in connection.execute(select(indicator_names).order_by(indicator_names.c.name)):
        rows[name.indicator_id]["former" if name.kind == "former" else "aliases"].append(name.name)
    for row in rows.values():
        row |= {flag: bool(row[flag]) for flag in FLAGS} | {"weight": float(row["weight"])}
    return {row["code"]: row for row in rows.values()}


def used(connection: Connection, numbers: Mapping[str, int]) -> dict[str, Used]:
    """Which figures, targets and plans there are of indicators: code -> id."""
    ids, years = list(numbers.values()), {}
    for table in (observations, rollups):
        for row in connection.execute(select(table.c.indicator_id, func.min(table.c.period), func.max(table.c.period)).where(
                table.c.indicator_id.in_(ids)).group_by(table.c.indicator_id)):
            years.setdefault(row[0], (row[1] // 100, row[2] // 100))
    # a stock's roll-ups end with its reports, a ratio's with its parts'
    aimed = {number for table in (targets, plans) for number in connection.execute(
        select(table.c.indicator_id).where(table.c.indicator_id.in_(ids)).distinct()).scalars()}
    return {code: _used(years.get(number), number in aimed) for code, number in numbers.items()}


def _used(years: tuple[int, int] | None, aimed: bool) -> Used:
    return Used(*years, aimed=aimed) if years else Used(aimed=aimed)


def put(connection: Connection, before: Rows, after: Rows) -> None:
    """Makes the catalogue hold what it is to; the roll-ups of ratios that are made otherwise are summed up anew."""
    changed = [code for code, row in after.items() if row != before.get(code)]
    anew = []
    for code in changed:
        row = after[code]
        values = {name: row[name] for name in COLUMNS}
        if code in before:
            connection.execute(update(indicators).where(indicators.c.id == row["id"]).values(values))
        else:
            connection.execute(insert(indicators).values(id=row["id"], **values))
        _put_names(connection, row)
        old = before.get(code)
        if row["kind"] == "ratio" and (old is None or any(old[one] != row[one] for one in ("kind", "numerator", "denominator",
                                                                                      "frequency", "report_level"))):
            anew.append(row["id"])
    gone = [before[code]["id"] for code in before if code not in after]
    for number in gone:
        for table in (rollups, indicator_names):
            connection.execute(delete(table).where(table.c.indicator_id == number))
        connection.execute(delete(indicators).where(indicators.c.id == number))
    if anew:
        rebuild_ratios(connection, anew)


def _put_names(connection: Connection, row: Mapping[str, Any]) -> None:
    connection.execute(delete(indicator_names).where(indicator_names.c.indicator_id == row["id"]))
    names = [{"indicator_id": row["id"], "name": name, "kind": KINDS[field]} for field in NAMED for name in row[field]]
    if names:
        connection.execute(insert(indicator_names), names)


def leave_trace(connection: Connection, batch_id: int, before: Rows, after: Rows) -> None:
    """One revision an indicator that changes: the fields that do, as they were and as they are."""
    rows = []
    for code, row in after.items():
        old = before.get(code)
        moved = [field for field in FIELDS if old is None or old[field] != row[field]]
        if moved:
            rows.append({"batch_id": batch_id, "indicator_id": row["id"], "code": code,
                         "before": None if old is None else _json(old, moved), "after": _json(row, moved)})
    if rows:
        connection.execute(insert(indicator_revisions), rows)


def _json(row: Mapping[str, Any], fields: Iterable[str]) -> str:
    return json.dumps({field: row[field] for field in fields}, ensure_ascii=False, sort_keys=True)


def touches_catalogue(connection: Connection, batch_id: int) -> bool:
    return connection.execute(select(indicator_revisions.c.batch_id).where(
        indicator_revisions.c.batch_id == batch_id).limit(1)).first() is not None


def undo_catalogue(connection: Connection, batch_id: int) -> int:
    """Gives every field of a batch that is marked undone what it would hold without it; how many indicators changed. What was set
    again since stays. Raises Refused where the catalogue may not be so any more."""
    before = read_rows(connection)
    after, mine = dict(before), _story(connection, batch_id)
    by_id = {row["id"]: code for code, row in before.items()}
    for number, story in mine.items():
        code = by_id.get(number)
        if code is None:
            continue
        at = next(place for place, one in enumerate(story) if one["batch_id"] == batch_id)
        later = [one for one in story[at + 1:] if one["live"]]
        if story[at]["before"] is None:
            _refuse_kept(connection, number, code, later)
            del after[code]
            continue
        row = dict(before[code])
        for field, value in story[at]["after"].items():
            if any(field in one["after"] for one in later) or row[field] != value:
                continue  # set again since, by a later batch or by another program
            told = [one["after"][field] for one in story[:at] if one["live"] and field in one["after"]]
            first = next(one for one in story if field in one["after"])
            row[field] = told[-1] if told else first["before"][field]
        after[code] = row
    changed = [code for code in before if after.get(code) != before[code]]
    wrong = find_wrong(before, after, used(connection, {code: before[code]["id"] for code in changed}))
    if wrong:
        raise Refused(*(f"{code}：{why}" for (code, _), why in wrong.items()))
    put(connection, before, after)
    return len(changed)


def _story(connection: Connection, batch_id: int) -> dict[int, list[dict[str, Any]]]:
    """Of every indicator that a batch changed all its revisions, the oldest first."""
    mine, all_of = indicator_revisions.alias("mine"), indicator_revisions.alias("all_of")
    rows = connection.execute(
        select(all_of.c.indicator_id, all_of.c.batch_id, all_of.c.before, all_of.c.after, batches.c.undone_at)
        .join(mine, mine.c.indicator_id == all_of.c.indicator_id).join(batches, batches.c.id == all_of.c.batch_id)
        .where(mine.c.batch_id == batch_id).order_by(all_of.c.indicator_id, all_of.c.batch_id))
    story: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        story.setdefault(row.indicator_id, []).append({
            "batch_id": row.batch_id, "live": row.undone_at is None, "after": json.loads(row.after),
            "before": None if row.before is None else json.loads(row.before)})
    return story


def _refuse_kept(connection: Connection, number: int, code: str, later: list) -> None:
    """Raises Refused for an indicator that cannot go any more."""
    if later:
        raise Refused(f"{code} 后来又改过（第 {later[-1]['batch_id']} 次），请先撤销那一次，或停用它。")
    for table in metadata.sorted_tables:
        if table.name in DERIVED:
            continue
        for key in table.foreign_keys:
            if key.column is indicators.c.id and connection.scalar(
                    select(func.count()).select_from(table).where(key.parent == number)):
                where = re.split("[：，]", table.comment or "")[0]
                raise Refused(f"{code} 已经用上了（{where}），不能撤销设立；不用的请停用。")
    if connection.scalar(select(func.count()).where(revisions.c.indicator_id == number)):
        raise Refused(f"{code} 已经报过数，不能撤销设立；不用的请停用。")


def later_changes(connection: Connection, batch_id: int) -> pd.DataFrame:
    """Indicators of the batch that later live batches changed too: indicator_id, batch_id."""
    later, mine = indicator_revisions.alias("later"), indicator_revisions.alias("mine")
    return pd.read_sql(select(later.c.indicator_id, later.c.batch_id).join(mine, mine.c.indicator_id == later.c.indicator_id)
                       .join(batches, batches.c.id == later.c.batch_id)
                       .where(mine.c.batch_id == batch_id, later.c.batch_id > batch_id, batches.c.undone_at.is_(None)),
                       connection)

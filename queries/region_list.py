"""区划 as the office keeps it: units with their dates, names, and who followed whom."""

import json

import pandas as pd
from sqlalchemy import Connection, func, select

from queries.frames import INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.schema import (
    accounts,
    observations,
    region_closure,
    region_names,
    region_revisions,
    region_successions,
    regions,
    sites,
)

OF_UNIT = (regions.c.id, regions.c.code, regions.c.parent_id, regions.c.level, regions.c.name, regions.c.kind,
           regions.c.valid_from, regions.c.valid_to)
UNITS = Frame("id", **of_schema(*OF_UNIT), others=TEXT("former names and aliases, with their months, in words"),
              line=TEXT("where it came from and went to, in words"), below=INT("units directly below it, ended ones too"))
OF_WHOLE = (regions.c.id, regions.c.code, regions.c.level, regions.c.name, regions.c.valid_from, regions.c.valid_to)
WHOLE = Frame("id", **of_schema(*OF_WHOLE[1:]), above=TEXT_OR_NAN("the code of what it lies in"))
HELD = Frame("region_id", sites=INT, cells=INT("reports"), accounts=INT)
TREE_CHANGES = Frame(place=TEXT("the unit, with its code"), period=INT_OR_NAN("from which month on"), what=TEXT,
                     before=TEXT("— for none"), after=TEXT, state=TEXT("新增, 改动"))
OF_ROW = {"name": "改名", "code": "改代码", "parent_id": "改上级", "kind": "改类别", "valid_from": "起用", "valid_to": "停用"}
KIND_WORDS = {"merged": ("并入", "由{}并入"), "moved": ("划转为", "由{}划转"), "split": ("分出", "由{}分出")}


@hands_out(UNITS)
def list_units_below(connection: Connection, region_id: int) -> pd.DataFrame:
    """A region and what lies directly below it, ended units too, in official (code) order: UNITS, by id."""
    rows = select(*OF_UNIT).where((regions.c.parent_id == region_id) | (regions.c.id == region_id)).order_by(regions.c.code)
    found = pd.read_sql(rows, connection).set_index("id", drop=False)
    ids = found.index.tolist()
    names = connection.execute(select(region_names.c.region_id, region_names.c.name, region_names.c.until).where(
        region_names.c.region_id.in_(ids)).order_by(region_names.c.id)).all()
    lines = _lines(connection, ids)
    counted = dict(connection.execute(select(regions.c.parent_id, func.count()).where(
        regions.c.parent_id.in_(ids)).group_by(regions.c.parent_id)).all())
    return found.assign(
        others=["；".join(_name(row) for row in names if row.region_id == number) for number in ids],
        line=["；".join(lines.get(number, ())) for number in ids], below=[counted.get(number, 0) for number in ids])


def _name(row) -> str:
    return f"又称{row.name}" if row.until is None else f"{_month(row.until)}以前叫{row.name}"


def _month(period: int) -> str:
    return f"{period // 100}年{period % 100}月"


def _lines(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    before, after = regions.alias("before"), regions.alias("after")
    columns = (region_successions.c.from_id, region_successions.c.to_id, region_successions.c.period, region_successions.c.kind)
    rows = connection.execute(select(*columns, before.c.name.label("old"), after.c.name.label("new"), after.c.code).join(
        before, before.c.id == region_successions.c.from_id).join(after, after.c.id == region_successions.c.to_id).where(
        region_successions.c.from_id.in_(ids) | region_successions.c.to_id.in_(ids)).order_by(region_successions.c.id)).all()
    found: dict[int, list[str]] = {}
    for row in rows:
        to, come = KIND_WORDS[row.kind]
        found.setdefault(row.from_id, []).append(f"{_month(row.period)}{to}{row.new}（{row.code}）")
        found.setdefault(row.to_id, []).append(f"{_month(row.period)}{come.format(row.old)}")
    return found


@hands_out(WHOLE)
def list_whole(connection: Connection, region_id: int) -> pd.DataFrame:
    """A region and everything below it, ended units too, in official (code) order: WHOLE, by id."""
    above = regions.alias("above")
    rows = (select(*OF_WHOLE, above.c.code.label("above")).outerjoin(above, above.c.id == regions.c.parent_id)
            .join(region_closure, region_closure.c.descendant_id == regions.c.id)
            .where(region_closure.c.ancestor_id == region_id).order_by(regions.c.code))
    return pd.read_sql(rows, connection).set_index("id")


@hands_out(HELD)
def held_by(connection: Connection, region_ids: list[int]) -> pd.DataFrame:
    """What hangs on regions: HELD, a row a region."""
    counts = {name: dict(connection.execute(select(column, func.count()).where(column.in_(region_ids)).group_by(column)).all())
              for name, column in (("sites", sites.c.region_id), ("cells", observations.c.region_id),
                                   ("accounts", accounts.c.region_id))}
    frame = pd.DataFrame({name: [of.get(number, 0) for number in region_ids] for name, of in counts.items()}, dtype=int)
    return frame.set_index(pd.Index(region_ids, dtype=int, name="region_id"))


def held_together(connection: Connection, region_ids: list[int]) -> dict[str, int]:
    """What hangs on all of these regions."""
    return {name: int(number) for name, number in held_by(connection, region_ids).sum().items()}


def tree_batches(connection: Connection) -> set[int]:
    """The batches that changed the tree."""
    return set(connection.execute(select(region_revisions.c.batch_id).distinct()).scalars())


@hands_out(TREE_CHANGES)
def tree_changes(connection: Connection, batch_id: int) -> pd.DataFrame:
    """What a batch changed of the tree, in words: units first, then who followed whom, then names: TREE_CHANGES."""
    rows = connection.execute(select(region_revisions).where(region_revisions.c.batch_id == batch_id).order_by(
        region_revisions.c.table == region_names.name, region_revisions.c.table, region_revisions.c.row_id)).all()
    told = [(row.table, json.loads(row.before or "null"), json.loads(row.after or "null")) for row in rows]
    known = {row["id"]: row for table, *both in told if table == regions.name for row in both if row}
    wanted = {one for _, *both in told for row in both if row for one in (
        row.get("parent_id"), row.get("from_id"), row.get("to_id"), row.get("region_id")) if one} - set(known)
    known |= {row["id"]: row for row in connection.execute(select(regions).where(regions.c.id.in_(wanted))).mappings()}
    called = {number: f"{row['name']}（{row['code']}）" for number, row in known.items()}
    said = [line for table, before, after in told for line in _changed(table, before, after or before, called)]
    return pd.DataFrame(said, columns=list(TREE_CHANGES.columns))


def _changed(table: str, before: dict | None, row: dict, called: dict[int, str]) -> list[tuple]:
    """What a row of the trace says, as lines of TREE_CHANGES."""
    if table == region_successions.name:
        return [(called.get(row["from_id"], ""), row["period"], "接续", "—",
                 f"{KIND_WORDS[row['kind']][0]}{called.get(row['to_id'], '')}", "新增")]
    if table == region_names.name:
        return [(called.get(row["region_id"], ""), row["until"], "曾用名" if row["until"] else "别名", "—", row["name"], "新增")]
    place = called[row["id"]]
    if before is None:
        return [(place, row["valid_from"], "新设", "—", f"属{called.get(row['parent_id'], '')}", "新增")]
    period = next((row[name] for name in ("valid_to", "valid_from") if row[name] != before[name]), None)
    return [(place, period, word, _of_row(name, before[name], called), _of_row(name, row[name], called), "改动")
            for name, word in OF_ROW.items() if before[name] != row[name]]


def _of_row(name: str, value, called: dict[int, str]) -> str:
    if value is None:
        return "—"
    return called.get(value, "") if name == "parent_id" else _month(value) if name.startswith("valid_") else str(value)

"""What happened to the data: every batch and what it wrote; the life of one cell, batch by batch."""

import json
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, Table, and_, case, false, func, or_, select

from queries.catalogue import list_indicators
from queries.frames import BOOL, INT, INT_OR_NAN, OBJECT, OBJECT_OR_NONE, TEXT, TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.privacy import ANYBODY, EXACT, Viewer, closed, marks, sight, visible
from queries.schema import (
    batches,
    indicator_revisions,
    indicators,
    project_revisions,
    reference_revisions,
    region_closure,
    region_revisions,
    regions,
    revisions,
    schemes,
    site_revisions,
)

OF_LIFE = (revisions.c.period, revisions.c.old_value, revisions.c.new_value, revisions.c.batch_id, batches.c.kind,
           batches.c.file_name, batches.c.actor, batches.c.note, batches.c.received_at, batches.c.committed_at,
           batches.c.undone_at, batches.c.undone_by, batches.c.undone_reason, batches.c.rows)
LIFE = Frame(**of_schema(*OF_LIFE))
BATCHES = Frame(
    **of_schema(batches), added=INT("cells, sites, indicators, groups, rules and rows of the tree that were new"),
    changed=INT("or deleted"), unchanged=INT,
    personal=INT("cells of figures that the viewer may not know exactly, in none of the three: a guess that turns out "
                 "unchanged is a guess confirmed"),
    finished_by=INT_OR_NAN("the live batch that brought what of this file was left out (rest); none yet"))
MARKS = {"withheld": TEXT("see privacy.marks"), "rounded": BOOL("see privacy.marks")}
BATCH_CELLS = Frame(
    **of_schema(revisions.c.table, revisions.c.region_id), region=TEXT("its name; a weight's scheme's"), level=TEXT_OR_NAN,
    **of_schema(revisions.c.period, revisions.c.indicator_id, indicators.c.code), indicator=TEXT("its name"),
    **of_schema(indicators.c.unit, indicators.c.precision, revisions.c.old_value, revisions.c.new_value),
    state=TEXT("新增, 改动, 未变, 删去, 个人信息 (not told)"), **{f"{which}_{name}": column for which in ("old", "new")
                                                            for name, column in MARKS.items()})
BATCH_SITES = Frame(site_id=INT, region_id=INT, region=TEXT, form=TEXT, name=TEXT, state=TEXT("新增, 改动, 未变"),
                    before=OBJECT_OR_NONE("the whole row as a dict; None: new"), after=OBJECT("the whole row as a dict"))
CATALOGUE_CHANGES = Frame(
    **of_schema(indicator_revisions.c.batch_id, indicator_revisions.c.indicator_id, indicator_revisions.c.code),
    before=OBJECT_OR_NONE("the fields that changed, as they were; None: new"), after=OBJECT("as they are"),
    **of_schema(batches.c.actor, batches.c.note, batches.c.committed_at, batches.c.undone_at))


BATCH_PROJECTS = Frame(**of_schema(project_revisions.c.table, project_revisions.c.row_id, project_revisions.c.region_id),
                       before=OBJECT_OR_NONE("the whole row as a dict; None: new"),
                       after=OBJECT_OR_NONE("the whole row as a dict; None: gone"))


BATCH_REFERENCE = Frame(**of_schema(reference_revisions.c.table, reference_revisions.c.code), **{
    name: BATCH_PROJECTS.columns[name] for name in ("before", "after")})


@hands_out(LIFE)
def life(connection: Connection, table: str, region_id: int, periods: list[int], indicator_id: int) -> pd.DataFrame:
    """Every value that a cell had, oldest first: LIFE, its rows those of the whole batch.

    table: observations, targets, plans or weights; a target's and a weight's period is its year, a weight's region its
    scheme. A demo value has no revision of its own: it is the old value of the first one.
    """
    rows = (select(*OF_LIFE).join(batches, batches.c.id == revisions.c.batch_id)
            .where(revisions.c.table == table, revisions.c.region_id == region_id, revisions.c.period.in_(periods),
                   revisions.c.indicator_id == indicator_id).order_by(revisions.c.period, revisions.c.batch_id))
    return LIFE.read(connection, rows)


@hands_out(BATCHES)
def batches_list(connection: Connection, limit: int = 100, older_than: int | None = None,
                 within: tuple[Sequence[str], Sequence[int]] | None = None, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """Imports and edits, newest first: BATCHES.

    The demo's batches are not listed: they are cleared, not undone. older_than: the last number of the page before.
    within: only what these units sent or changed, and nothing outside these regions is in.
    """
    wanted = select(batches).where(batches.c.kind != "demo").order_by(batches.c.id.desc()).limit(limit)
    if older_than is not None:
        wanted = wanted.where(batches.c.id < older_than)
    if within is not None:
        units, places = within
        inside = select(region_closure.c.descendant_id).where(region_closure.c.ancestor_id.in_(places))
        outside = select(revisions.c.batch_id).where(revisions.c.table != "weights", revisions.c.region_id.not_in(inside))
        planned = select(project_revisions.c.batch_id).where(project_revisions.c.region_id.not_in(inside))
        wanted = wanted.where(batches.c.actor.in_(units), batches.c.id.not_in(outside), batches.c.id.not_in(planned))
    listed = pd.read_sql(wanted, connection)
    later = connection.execute(select(batches.c.completes, batches.c.id).where(
        batches.c.completes.in_(listed["id"].tolist()), batches.c.undone_at.is_(None)).order_by(batches.c.id)).all()
    listed["finished_by"] = listed["id"].map(dict(map(tuple, later)))
    hidden = closed(revisions, list_indicators(connection), viewer)
    said = indicator_revisions
    counted = pd.concat([
        _count(connection, said, said.c.before, said.c.after, listed["id"], false()),
        _count(connection, revisions, revisions.c.old_value, revisions.c.new_value, listed["id"], hidden),
        *(_count(connection, table, table.c.before, table.c.after, listed["id"], false())
          for table in (site_revisions, project_revisions, region_revisions, reference_revisions))])
    counted = counted.groupby("id").sum().reindex(listed["id"], fill_value=0).astype(int)
    return listed.join(counted, on="id")


def _count(connection: Connection, table: Table, old: Column, new: Column, ids: pd.Series, hidden: ColumnElement) -> pd.DataFrame:
    """id, added, changed, unchanged of the batches in one table of traces, and personal: those that are `hidden`."""
    def share(condition) -> ColumnElement:
        return func.sum(case((and_(~hidden, condition), 1), else_=0))

    return pd.read_sql(
        select(table.c.batch_id.label("id"), share(and_(old.is_(None), new.is_not(None))).label("added"),
               share(and_(old.is_not(None), or_(old != new, new.is_(None)))).label("changed"),
               share(or_(old == new, and_(old.is_(None), new.is_(None)))).label("unchanged"),
               func.sum(case((hidden, 1), else_=0)).label("personal"))
        .where(table.c.batch_id.in_([int(number) for number in ids])).group_by(table.c.batch_id), connection)


@hands_out(BATCH_CELLS)
def batch_cells(connection: Connection, batch_id: int, changed_only: bool = False, limit: int = 100_000,
                viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """What a batch wrote, cell by cell in official region order, `limit` rows at most: BATCH_CELLS.

    A weight's region is its scheme. What the viewer may not know exactly has no state (个人信息), and is among the changed
    cells whether it changed or not. For sites see `batch_sites`.
    """
    same = revisions.c.old_value == revisions.c.new_value
    wanted = (select(revisions.c.table, revisions.c.region_id, regions.c.name.label("region"), regions.c.level,
                     revisions.c.period, revisions.c.indicator_id, indicators.c.code, indicators.c.name.label("indicator"),
                     indicators.c.unit, indicators.c.precision, revisions.c.old_value, revisions.c.new_value)
              .join(indicators, indicators.c.id == revisions.c.indicator_id)
              .outerjoin(regions, and_(regions.c.id == revisions.c.region_id, revisions.c.table != "weights"))
              .where(revisions.c.batch_id == batch_id)
              .order_by(revisions.c.table, revisions.c.region_id, revisions.c.period, revisions.c.indicator_id).limit(limit))
    catalogue = list_indicators(connection)
    if changed_only:
        gone = and_(revisions.c.old_value.is_not(None), revisions.c.new_value.is_(None))
        wanted = wanted.where(or_(and_(revisions.c.old_value.is_(None), revisions.c.new_value.is_not(None)), gone, ~same,
                                  closed(revisions, catalogue, viewer)))
    cells = pd.read_sql(wanted, connection).astype({"old_value": float, "new_value": float})
    if cells["region"].isna().any():
        scheme = dict(connection.execute(select(schemes.c.id, schemes.c.name)).all())
        cells["region"] = cells["region"].fillna(cells["region_id"].map(scheme))
    before, after = cells["old_value"].notna(), cells["new_value"].notna()
    cells["state"] = "改动"
    cells.loc[before & ~after, "state"] = "删去"
    cells.loc[~before & after, "state"] = "新增"
    cells.loc[(cells["old_value"] == cells["new_value"]) | ~before & ~after, "state"] = "未变"
    seen = sight(cells, catalogue, viewer).where(cells["table"] == "observations", EXACT)
    cells.loc[seen != EXACT, "state"] = "个人信息"
    for name in ("old", "new"):
        exact = cells[f"{name}_value"]
        cells[f"{name}_value"] = visible(exact, seen)
        cells = cells.join(marks(exact, cells[f"{name}_value"], seen).add_prefix(f"{name}_"))
    return cells


@hands_out(BATCH_PROJECTS)
def batch_projects(connection: Connection, batch_id: int) -> pd.DataFrame:
    """The rows of 工作项目 that a batch wrote: BATCH_PROJECTS."""
    rows = connection.execute(select(project_revisions).where(project_revisions.c.batch_id == batch_id).order_by(
        project_revisions.c.table, project_revisions.c.row_id)).all()
    told = [{"table": row.table, "row_id": row.row_id, "region_id": row.region_id, "before": json.loads(row.before or "null"),
             "after": json.loads(row.after or "null")} for row in rows]
    return pd.DataFrame(told, columns=list(BATCH_PROJECTS.columns))


@hands_out(BATCH_REFERENCE)
def batch_reference(connection: Connection, batch_id: int) -> pd.DataFrame:
    """The groups beside the six and the rules that a batch changed: BATCH_REFERENCE."""
    rows = connection.execute(select(reference_revisions).where(reference_revisions.c.batch_id == batch_id).order_by(
        reference_revisions.c.table, reference_revisions.c.code)).all()
    told = [{"table": row.table, "code": row.code, "before": json.loads(row.before or "null"),
             "after": json.loads(row.after or "null")} for row in rows]
    return pd.DataFrame(told, columns=list(BATCH_REFERENCE.columns))


@hands_out(BATCH_SITES)
def batch_sites(connection: Connection, batch_id: int) -> pd.DataFrame:
    """The sites that a batch wrote: BATCH_SITES."""
    rows = connection.execute(select(site_revisions.c.site_id, site_revisions.c.before, site_revisions.c.after)
                              .where(site_revisions.c.batch_id == batch_id).order_by(site_revisions.c.site_id)).all()
    told = [{"site_id": row.site_id, "after": json.loads(row.after), "before": json.loads(row.before or "null"),
             "state": "新增" if row.before is None else "未变" if row.before == row.after else "改动"} for row in rows]
    for row in told:
        row |= {name: row["after"][name] for name in ("region_id", "form", "name")}
    frame = pd.DataFrame(told, columns=["site_id", "region_id", "form", "name", "state", "before", "after"])
    ids, names = frame["region_id"].unique().tolist(), {}
    for start in range(0, len(ids), 10_000):  # more values than that no engine need take
        names |= dict(connection.execute(select(regions.c.id, regions.c.name).where(
            regions.c.id.in_(ids[start:start + 10_000]))).all())
    return frame.assign(region=frame["region_id"].map(names))


@hands_out(CATALOGUE_CHANGES)
def catalogue_changes(connection: Connection, batch_id: int | None = None, indicator_id: int | None = None) -> pd.DataFrame:
    """What a batch changed of the catalogue, by code; or all that an indicator went through, the newest first:
    CATALOGUE_CHANGES."""
    of = indicator_revisions.c
    rows = (select(of.batch_id, of.indicator_id, of.code, of.before, of.after, batches.c.actor, batches.c.note,
                   batches.c.committed_at, batches.c.undone_at).join(batches, batches.c.id == of.batch_id)
            .order_by(of.batch_id.desc(), of.code))
    rows = rows if batch_id is None else rows.where(of.batch_id == batch_id)
    frame = pd.read_sql(rows if indicator_id is None else rows.where(of.indicator_id == indicator_id), connection)
    before = [json.loads(text) if isinstance(text, str) else None for text in frame["before"]]
    return frame.assign(before=pd.Series(before, dtype=object, index=frame.index),
                        after=pd.Series(list(map(json.loads, frame["after"])), dtype=object, index=frame.index))

"""What happened to the data: the life of one cell, batch by batch."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.schema import batches, revisions


def life(connection: Connection, table: str, region_id: int, periods: list[int], indicator_id: int) -> pd.DataFrame:
    """Every value that a cell had, oldest first: period, old_value, new_value (NaN: none), batch_id, kind, file_name, actor,
    note, received_at, committed_at, undone_at, undone_by, undone_reason, rows (of the whole batch).

    table: observations, targets, plans or weights; a target's and a weight's period is its year, a weight's region its
    scheme. A demo value has no revision of its own: it is the old value of the first one.
    """
    rows = (select(revisions.c.period, revisions.c.old_value, revisions.c.new_value, revisions.c.batch_id, batches.c.kind,
                   batches.c.file_name, batches.c.actor, batches.c.note, batches.c.received_at, batches.c.committed_at,
                   batches.c.undone_at, batches.c.undone_by, batches.c.undone_reason, batches.c.rows)
            .join(batches, batches.c.id == revisions.c.batch_id)
            .where(revisions.c.table == table, revisions.c.region_id == region_id, revisions.c.period.in_(periods),
                   revisions.c.indicator_id == indicator_id).order_by(revisions.c.period, revisions.c.batch_id))
    return pd.read_sql(rows, connection).astype({"old_value": float, "new_value": float})

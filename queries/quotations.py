"""What the documents say: figures and goals quoted from them, never part of any series."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.schema import figures, goals, sources


def quoted_figures(connection: Connection) -> pd.DataFrame:
    """Every quoted figure in document order: id, indicator_id (the nearest; may be missing), programme, name, value
    (NaN where digits are lost), unit, period_text, scope, quotation, legibility, doubtful, note, document, place, year.
    """
    return _quoted(connection, figures)


def stated_goals(connection: Connection) -> pd.DataFrame:
    """Every goal that a document states: id, indicator_id, programme, name, operator, value (as written), unit, deadline,
    type, quotation, note, document, place, year.
    """
    return _quoted(connection, goals)


def _quoted(connection: Connection, table) -> pd.DataFrame:
    rows = select(table, sources.c.document, sources.c.place, sources.c.year).join(
        sources, sources.c.id == table.c.source_id).order_by(table.c.id)
    return pd.read_sql(rows, connection)

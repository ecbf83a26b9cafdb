"""What the documents say: figures and goals quoted from them, never part of any series."""

import pandas as pd
from sqlalchemy import Connection, Select, Table, select

from queries.frames import Frame, hands_out, of_schema
from queries.schema import figures, goals, sources

OF_SOURCE = (sources.c.document, sources.c.place, sources.c.year)
FIGURES = Frame(**of_schema(figures, *OF_SOURCE))
GOALS = Frame(**of_schema(goals, *OF_SOURCE))


@hands_out(FIGURES)
def quoted_figures(connection: Connection) -> pd.DataFrame:
    """Every quoted figure in document order: all columns of the table, and of its document (FIGURES)."""
    return pd.read_sql(_quoted(figures), connection)


@hands_out(GOALS)
def stated_goals(connection: Connection) -> pd.DataFrame:
    """Every goal that a document states: all columns of the table, and of its document (GOALS)."""
    return pd.read_sql(_quoted(goals), connection)


def _quoted(table: Table) -> Select:
    return select(table, *OF_SOURCE).join(sources, sources.c.id == table.c.source_id).order_by(table.c.id)

"""The shipped 工作项目 (projects.csv): added where a database lacks them, known by code; what is there is left as it is."""

from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, func, select

from data.reference.catalogue import read
from data.write.bulk import insert_frame
from queries.schema import actions, indicators, project_indicators, projects, sources

FILE = Path(__file__).parent / "projects.csv"


def load_projects(connection: Connection) -> None:
    """Adds the programmes that are missing, with their indicators, as far as their action is there; an indicator or a source that
    a database does not have is left out."""
    held = set(connection.execute(select(projects.c.code)).scalars())
    action, source, indicator = (dict(connection.execute(select(table.c.code, table.c.id)).all())
                                 for table in (actions, sources, indicators))
    shipped = read(FILE, projects)
    rows = shipped[~shipped["code"].isin(held) & shipped["action"].isin(list(action))]
    first = (connection.scalar(select(func.max(projects.c.id))) or 0) + 1
    rows = rows.assign(id=range(first, first + len(rows)), action_id=rows["action"].map(action),
                       source_id=rows["source"].map(source).astype("Int64"), hidden=False, own=False)
    insert_frame(connection, projects, rows[[column.name for column in projects.columns if column.name in rows]])
    pairs = pd.DataFrame([(row.id, indicator[code]) for row in rows.itertuples() for code in row.indicators.split(";")
                          if code in indicator], columns=["project_id", "indicator_id"])
    insert_frame(connection, project_indicators, pairs)

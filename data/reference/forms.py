"""The forms of sites (阵地) in forms.csv: what counts as a 妇女之家, and on which levels of the tree each may be."""

import pandas as pd
from sqlalchemy import Connection, func, select

from data.reference.catalogue import FOLDER, read, refer
from data.write.bulk import insert_frame
from queries.schema import forms, indicators


def load_forms(connection: Connection) -> None:
    """Adds the forms that the table does not hold yet, in the order of the file: after a migration, too."""
    catalogue = pd.read_sql(select(indicators.c.id, indicators.c.code), connection)
    held = set(connection.execute(select(forms.c.name)).scalars())
    last = connection.execute(select(func.coalesce(func.max(forms.c.id), 0))).scalar_one()
    shipped = read(FOLDER / "forms.csv", forms)
    new = refer(shipped[~shipped["name"].isin(held)], "indicator", catalogue)
    insert_frame(connection, forms, new.assign(id=range(last + 1, last + 1 + len(new))))

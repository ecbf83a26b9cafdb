"""What senders' sheets have been taught to mean: one row a writing and its meaning."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.schema import mappings

LIVE = mappings.c.withdrawn_at.is_(None)


def list_mappings(connection: Connection, sender: str | None = None) -> pd.DataFrame:
    """Those in force, of one sender or of all, by sender, kind and text: id, sender, what, text, answer, actor, taught_at."""
    wanted = select(*(mappings.c[name] for name in ("id", "sender", "what", "text", "answer", "actor", "taught_at"))).where(LIVE)
    if sender is not None:
        wanted = wanted.where(mappings.c.sender == sender)
    return pd.read_sql(wanted, connection).sort_values(["sender", "what", "text", "id"], ignore_index=True)

"""What senders' sheets have been taught to mean: one row a writing and its meaning."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import Frame, hands_out, of_schema
from queries.schema import mappings

COLUMNS = [mappings.c[name] for name in ("id", "sender", "what", "text", "answer", "actor", "taught_at")]
MAPPINGS = Frame(**of_schema(*COLUMNS))


@hands_out(MAPPINGS)
def list_mappings(connection: Connection, sender: str | None = None) -> pd.DataFrame:
    """Those in force, of one sender or of all, by sender, kind and text (MAPPINGS)."""
    wanted = select(*COLUMNS).where(mappings.c.withdrawn_at.is_(None))
    if sender is not None:
        wanted = wanted.where(mappings.c.sender == sender)
    return MAPPINGS.read(connection, wanted).sort_values(["sender", "what", "text", "id"], ignore_index=True)

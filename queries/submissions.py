"""报送: the files that units have sent for review, and what became of them."""

import json
from collections.abc import Iterable, Sequence

import pandas as pd
from sqlalchemy import Connection, case, select

from queries.frames import BOOL, INT, TEXT, Frame, hands_out, of_schema
from queries.schema import batches, region_closure, regions, submissions

COLUMNS = [column for column in submissions.columns if column.name not in ("draft", "file")]
SUBMISSIONS = Frame("id", **of_schema(*COLUMNS), place=TEXT("the name of its region"),
                    undone=BOOL("it was taken, and its batch has been undone since"),
                    marked=BOOL("what was understood is still kept"))
CELLS = Frame(region_id=INT, period=INT, indicator_id=INT)


@hands_out(SUBMISSIONS)
def list_submissions(connection: Connection, limit: int = 100, within: tuple[Sequence[str], Sequence[int]] | None = None
                     ) -> pd.DataFrame:
    """SUBMISSIONS: those that wait first, the longest first; then the others, the newest first.

    within: only those of these units, or of these regions and what lies below.
    """
    waits = submissions.c.state == "waiting"
    rows = (select(*COLUMNS, regions.c.name.label("place"), batches.c.undone_at.is_not(None).label("undone"),
                   submissions.c.draft.is_not(None).label("marked"))
            .join(regions, regions.c.id == submissions.c.region_id).outerjoin(batches, batches.c.id == submissions.c.batch_id)
            .order_by(case((waits, 0), else_=1), case((waits, submissions.c.id), else_=-submissions.c.id)).limit(limit))
    if within is not None:
        units, places = within
        inside = select(region_closure.c.descendant_id).where(region_closure.c.ancestor_id.in_(places))
        rows = rows.where(submissions.c.actor.in_(units) | submissions.c.region_id.in_(inside))
    return pd.read_sql(rows, connection).set_index("id", drop=False)


@hands_out(CELLS)
def waiting_cells(connection: Connection) -> pd.DataFrame:
    """The cells (CELLS) that wait for review, each once."""
    drafts = connection.execute(select(submissions.c.draft).where(submissions.c.state == "waiting")).scalars()
    return keys_of(cell for text in drafts if text for cell in json.loads(text)["cells"].get("observations", ()))


def keys_of(cells: Iterable[Sequence]) -> pd.DataFrame:
    """The keys of cells as a draft keeps them (data/intake/kept_draft.py): region, period, indicator first."""
    return pd.DataFrame([cell[:3] for cell in cells], columns=list(CELLS.columns)).astype(int).drop_duplicates(ignore_index=True)

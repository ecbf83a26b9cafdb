"""报送: the files that units have sent for review, and what became of them."""

import json
from collections.abc import Iterable, Sequence

import pandas as pd
from sqlalchemy import Connection, case, select

from queries.catalogue import list_indicators
from queries.frames import BOOL, FLOAT_OR_NAN, INT, TEXT, Frame, hands_out, of_schema
from queries.privacy import ANYBODY, Viewer, marks, sight, visible
from queries.schema import batches, region_closure, regions, submissions

COLUMNS = [column for column in submissions.columns if column.name not in ("draft", "file")]
SUBMISSIONS = Frame("id", **of_schema(*COLUMNS), place=TEXT("the name of its region"),
                    undone=BOOL("it was taken, and its batch has been undone since"),
                    marked=BOOL("what was understood is still kept"))
CELLS = Frame(region_id=INT, period=INT, indicator_id=INT)
UNREVIEWED = Frame(**CELLS.columns, submission_id=INT, value=FLOAT_OR_NAN("as the viewer sees it; NaN takes a figure away"),
                   withheld=TEXT("see privacy.marks"), rounded=BOOL("see privacy.marks"))


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
    return SUBMISSIONS.read(connection, rows)


@hands_out(CELLS)
def waiting_cells(connection: Connection) -> pd.DataFrame:
    """The cells (CELLS) that wait for review, each once."""
    drafts = connection.execute(select(submissions.c.draft).where(submissions.c.state == "waiting")).scalars()
    return keys_of(cell for text in drafts if text for cell in json.loads(text)["cells"].get("observations", ()))


@hands_out(UNREVIEWED)
def unreviewed(connection: Connection, region_id: int, indicator_ids: Sequence[int], year: int, month: int,
               viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """What waits for review of the region and all below it, of the indicators and the year through the month (未审): UNREVIEWED,
    by submission. It is part of no figure."""
    drafts = connection.execute(select(submissions.c.id, submissions.c.draft).where(
        submissions.c.state == "waiting").order_by(submissions.c.id)).all()
    cells = [(*cell[:4], number) for number, text in drafts if text
             for cell in json.loads(text)["cells"].get("observations", ())
             if cell[2] in indicator_ids and year * 100 < cell[1] <= year * 100 + month]
    frame = pd.DataFrame(cells, columns=[*CELLS.columns, "value", "submission_id"]).astype({"value": float})
    inside = select(region_closure.c.descendant_id, regions.c.level).join(
        regions, regions.c.id == region_closure.c.descendant_id).where(region_closure.c.ancestor_id == region_id)
    levels = dict(connection.execute(inside.where(regions.c.level != "village")).all()) if cells else {}
    frame = frame.assign(level=frame["region_id"].map(levels)).dropna(subset="level")
    seen = sight(frame, list_indicators(connection), viewer)
    number = visible(frame["value"], seen)
    return frame.assign(value=number, **marks(frame["value"], number, seen)).reset_index(drop=True)


def keys_of(cells: Iterable[Sequence]) -> pd.DataFrame:
    """The keys of cells as a draft keeps them (data/intake/kept_draft.py): region, period, indicator first."""
    return pd.DataFrame([cell[:3] for cell in cells], columns=list(CELLS.columns)).astype(int).drop_duplicates(ignore_index=True)

"""报送 → 审核 → 导入 of a file: sent with all that was understood of it, opened again against the database as it is, taken as a
batch of its sender's."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, Row, select

from data.intake import originals
from data.intake.commit import check_draft, check_form, compare, moved_since, put, short_name
from data.intake.draft import Draft
from data.intake.kept_copy import copy_to_keep
from data.intake.kept_draft import as_text, from_text
from data.intake.preview import Preview, preview
from data.write.actor import Actor, permit
from data.write.audit import refusals_on_record
from data.write.errors import NotKept, NotThere
from data.write.ledger import KEY, Written
from data.write.locks import refuse_locked
from data.write.progress import Tell, quiet
from data.write.settings import hold_writers
from data.write.submissions import find_waiting, places_sent
from data.write.submissions import send as send_on
from data.write.submissions import take as put_down
from data.write.text import clean
from queries.database import reading, writing
from queries.schema import submissions
from queries.submissions import keys_of

LONGEST_NOTE = 300
"""What a batch's note says of the review and of its sender's words; these are whole in table submissions."""


@dataclass(frozen=True)
class Sent:
    """A file that was sent, as it stands now. content: what is kept of it. moved: places where the database holds otherwise than
    when it was sent, the first in words, and how many there are."""

    row: Row
    draft: Draft
    content: bytes
    preview: Preview
    moved: list[str]
    many: int


def send(engine: Engine, draft: Draft, *, content: bytes, actor: Actor, at: datetime, note: str | None = None,
         partial: bool = False) -> int:
    """Has a file wait for review, under the checks of a commit; its number. partial: what was refused stays out. Raises
    NotWritten (NotPermitted, Locked, Refused, Known, Rejected, NotKept) or DatabaseFault; then nothing was written."""
    check_form(draft, content, partial)
    kept = copy_to_keep(draft.file_name, content, draft.blanked)
    if len(kept) > originals.LIMIT:
        raise NotKept(originals.too_large(kept, "没有报送"))
    with refusals_on_record(engine, at), writing(engine) as connection:
        hold_writers(connection)
        check_draft(connection, draft, actor, at, actor.unit, "send")
        seen = compare(connection, draft)
        refuse_locked(connection, actor, _changing(seen), "send")
        return send_on(connection, file_name=short_name(draft), file_sha256=draft.file_sha256, region_ids=places_of(draft),
                       headline=draft.understood.headline, rows=draft.taken, rest=len(draft.refused) or None,
                       draft=as_text(draft, seen), file=kept, follows=_corrected(connection, draft, actor.unit), reason=note,
                       actor=actor, at=at)


def places_of(draft: Draft) -> list[int]:
    """The regions that it is about."""
    frames = [frame["region_id"] for frame in (*draft.cells.values(), draft.sites) if len(frame)]
    return sorted({int(region) for frame in frames for region in frame})


def _changing(seen: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The cells that differ from what is held: region_id, period."""
    cells = [frame.loc[frame["value"] != frame["old_value"], ["region_id", "period"]] for table, frame in seen.items()
             if table != "sites"]
    return pd.concat(cells) if cells else pd.DataFrame(columns=["region_id", "period"])


def _corrected(connection: Connection, draft: Draft, unit: str) -> int | None:
    """The newest that was given back to the unit, has not been corrected yet, and is about some of the same cells."""
    given = connection.execute(select(submissions.c.id, submissions.c.draft).where(
        submissions.c.actor == unit, submissions.c.state == "returned", submissions.c.draft.is_not(None),
        submissions.c.id.not_in(select(submissions.c.follows).where(
            submissions.c.follows.is_not(None), submissions.c.state != "withdrawn")))
        .order_by(submissions.c.id.desc())).all()
    mine = _keys(draft)
    return next((row.id for row in given if _keys(from_text(row.draft)[0]) & mine), None)


def _keys(draft: Draft) -> set[tuple]:
    cells = {(table, *key) for table, frame in draft.cells.items()
             for key in keys_of(frame[KEY].to_numpy().tolist()).itertuples(index=False, name=None)}
    return cells | {("sites", row.region_id, row.name) for row in draft.sites.itertuples()}


def read_sent(connection: Connection, number: int) -> tuple[Row, Draft, dict[str, pd.DataFrame]]:
    """A file that was sent: its row, its draft, and what the database held then (data.intake.kept_draft.from_text). Raises
    NotThere for one that is not there, or of which nothing is kept any more."""
    row = connection.execute(select(submissions).where(submissions.c.id == number)).first()
    if row is None:
        raise NotThere(f"没有第 {number} 件报送。")
    if row.draft is None:
        raise NotThere(f"第 {number} 件的内容已经不单独留着了（已导入的见那一次；退回、撤回的满期清理）。")
    return row, *from_text(row.draft)


def open_sent(connection: Connection, number: int, tell: Tell = quiet, totals_too: bool = True) -> Sent:
    """The preview that its sender saw, against the database as it is now. Raises NotThere."""
    row, draft, then = read_sent(connection, number)
    seen = preview(connection, draft, tell, totals_too)
    _, words, many = moved_since(connection, then, seen.seen, "报送时") or (None, [], 0)
    return Sent(row, draft, row.file or b"", seen, words, many)


def take(engine: Engine, number: int, *, actor: Actor, at: datetime, seen: dict[str, pd.DataFrame] | None = None,
         reason: str | None = None, partial: bool = False, progress: Tell = quiet) -> Written:
    """Takes a waiting file as a batch of its sender's, received when it was sent. seen: what `compare` told the reviewer; a cell
    that changed since stops it. partial: the refused stay out, by choice. Raises NotWritten (NotPermitted, Locked, NotThere,
    Known, Stale, Rejected, NotKept) or DatabaseFault; then it waits as before."""
    with refusals_on_record(engine, at):
        with reading(engine) as connection:
            permit(connection, actor, "review", places_sent(connection, number), "review")
            find_waiting(connection, number)
            row, draft, _ = read_sent(connection, number)
        check_form(draft, None, partial)
        with originals.keeping(row.file, row.file_sha256, engine.url) as keep, writing(engine) as connection:
            hold_writers(connection)
            find_waiting(connection, number)
            said = f"{clean(actor.unit)}审核。{row.note or ''}"[:LONGEST_NOTE]
            done = put(connection, draft, actor=actor, author=row.actor, received_at=row.sent_at, committed_at=at, seen=seen,
                       note=said, progress=progress, keep=keep)
            put_down(connection, number, done.batch_id, reason=reason, actor=actor, at=at)
    progress(1.0, "已导入")
    return done

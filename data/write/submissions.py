"""报送 → 审核 → 导入: what a unit sends waits; the city takes it as a batch, or gives it back with a reason; or the unit
withdraws it. Nothing is erased; what was understood of a file that was given back or withdrawn goes after KEPT_DAYS."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, insert, select, update

from data.write.actor import Actor, is_permitted, permit
from data.write.audit import nearest, note
from data.write.errors import Known, NotPermitted, NotThere, Refused
from data.write.settings import raise_data_version
from data.write.text import kept, longest, signed
from queries.access import read_rules
from queries.roles import names_of
from queries.schema import batches, submissions

KEPT_DAYS = 90
"""How long the file of what was given back or withdrawn is kept, and what was understood of it."""
MOST_TEXT = 30_000_000
"""Characters of a draft: some hundred thousand cells."""
MOST_CELLS = 500
"""Cells that one return may name."""
TOLD = {"taken": "导入", "returned": "退回", "withdrawn": "撤回"}


def must_be_reviewed(connection: Connection, actor: Actor, region_ids: Iterable[int]) -> bool:
    """Whether what this account reports of these regions has to be reviewed first: it may not review it itself."""
    return (actor.account is not None and read_rules(connection).review != "never"
            and not is_permitted(connection, actor, "review", region_ids))


def refuse_unreviewed(connection: Connection, actor: Actor, region_ids: Iterable[int], event: str) -> None:
    """Raises NotPermitted where it has to be sent instead of being written."""
    places = [int(region) for region in region_ids]
    if must_be_reviewed(connection, actor, places):
        raise NotPermitted(f"没有写入：{actor.unit}报的数要先审核。请在“导入”页报送，由{names_of('review')}审核导入。",
                           actor, event, places)


def send(connection: Connection, *, file_name: str, file_sha256: str, region_ids: Sequence[int], headline: str, rows: int,
         rest: int | None, draft: str, file: bytes, follows: int | None, reason: str | None, actor: Actor, at: datetime) -> int:
    """A file that waits from now on; its number. draft: what was understood (data/intake/kept_draft.py). file: what is kept
    of it, without persons. follows: the one that was given back and is corrected. reason: what its sender says of it. Raises
    NotPermitted, Refused, Known where the file is in."""
    permit(connection, actor, "import", region_ids, "send")
    unit, reason = signed(actor.unit, reason, unit="报送单位", why="说明", needed=False)
    if len(draft) > MOST_TEXT:
        raise Refused("文件太大，报送不了。请拆成几个文件分别报送。")
    row = kept(submissions, file_name=file_name, file_sha256=file_sha256, actor=unit, sent_at=at, rows=rows, rest=rest,
               headline=headline[:longest(submissions.c.headline)], note=reason, follows=follows, state="waiting")
    raise_data_version(connection, whole=False)
    if held := connection.execute(select(submissions).where(
            submissions.c.file_sha256 == file_sha256, submissions.c.state == "waiting")).first():
        raise Refused(f"这个文件已由{held.actor}于 {held.sent_at:%Y-%m-%d %H:%M} 报送（第 {held.id} 件），正在等审核，不用再报。")
    if known := connection.execute(select(batches.c.id, batches.c.file_name, batches.c.actor, batches.c.committed_at).where(
            batches.c.file_sha256 == file_sha256, batches.c.undone_at.is_(None))).first():
        raise Known(known)
    region, _ = nearest(connection, region_ids)
    key = connection.execute(insert(submissions).values(
        row | {"region_id": region, "places": json.dumps(sorted(map(int, region_ids))), "draft": draft,
               "file": file})).inserted_primary_key
    assert key is not None  # one row has one
    note(connection, actor, "send", at=at, what=f"第 {key[0]} 件 {file_name}", region_ids=region_ids,
         details=f"{rows} 个数" + (f"，更正第 {follows} 件" if follows else "") + (f"。{reason}" if reason else ""))
    return key[0]


def places_sent(connection: Connection, number: int) -> list[int]:
    """The regions that it is about; none of one that is not there."""
    return json.loads(connection.scalar(select(submissions.c.places).where(submissions.c.id == number)) or "[]")


def find_waiting(connection: Connection, number: int) -> Row:
    """The one of this number, while it waits; to be asked while the writers' lock is held. Raises NotThere."""
    found = connection.execute(select(submissions).where(submissions.c.id == number)).first()
    if found is None:
        raise NotThere(f"没有第 {number} 件报送。")
    if found.state != "waiting":
        more = f"（第 {found.batch_id} 次）" if found.batch_id else ""
        raise NotThere(f"第 {number} 件已由{found.decided_by}于 {found.decided_at:%Y-%m-%d %H:%M} {TOLD[found.state]}{more}，"
                       "这一次没有写入。")
    return found


def take(connection: Connection, number: int, batch_id: int, *, reason: str | None = None, actor: Actor, at: datetime) -> None:
    """Puts down that it was taken as that batch, which is written in the same transaction, and holds the writers' lock. Raises
    NotPermitted, NotThere."""
    _decide(connection, number, "taken", "review", "review", reason, actor, at, batch_id=batch_id, draft=None,
            file=None)


def give_back(connection: Connection, number: int, *, reason: str, cells: Sequence[tuple[str, int, str | None]] = (),
              actor: Actor, at: datetime) -> None:
    """Returns it with a reason: of the whole file, or of cells (sheet, row, column letter; no column: the row). Raises
    NotPermitted, Refused, NotThere."""
    if len(cells) > MOST_CELLS:
        raise Refused(cells=f"一次最多点出 {MOST_CELLS} 格，现有 {len(cells)} 格；更多的请整个文件退回。")
    _decide(connection, number, "returned", "review", "return", reason, actor, at,
            cells=json.dumps([list(cell) for cell in cells], ensure_ascii=False) if cells else None)


def withdraw(connection: Connection, number: int, *, actor: Actor, at: datetime) -> None:
    """Its sender takes it back before it is decided on. Raises NotPermitted, NotThere."""
    _decide(connection, number, "withdrawn", "import", "recall", None, actor, at)


def _decide(connection: Connection, number: int, state: str, act: str, event: str, reason: str | None, actor: Actor, at: datetime,
            **more) -> None:
    places = places_sent(connection, number)
    permit(connection, actor, act, places, event)
    why = "退回原因" if state == "returned" else "审核意见"
    unit, reason = signed(actor.unit, reason, why=why, needed=state == "returned")
    if state != "taken":  # the batch has
        raise_data_version(connection, whole=False)
    found = find_waiting(connection, number)
    connection.execute(update(submissions).where(submissions.c.id == number).values(
        state=state, decided_at=at, decided_by=unit, reason=reason, **more))
    old = _forget_old(connection, at)
    said = [f"导入为第 {more['batch_id']} 次" if state == "taken" else "", reason or "",
            f"{len(json.loads(more['cells']))} 格" if more.get("cells") else "",
            f"另清理 {old} 件满 {KEPT_DAYS} 天的" if old else ""]
    note(connection, actor, event, at=at, what=f"第 {number} 件 {found.file_name}（{found.actor}）", region_ids=places,
         details="；".join(filter(None, said)))


def _forget_old(connection: Connection, at: datetime) -> int:
    """What was understood of files that were given back or withdrawn long ago goes; how many. The row stays."""
    old = (submissions.c.state.in_(("returned", "withdrawn")) & submissions.c.draft.is_not(None)
           & (submissions.c.decided_at < at - timedelta(days=KEPT_DAYS)))
    many = len(connection.execute(select(submissions.c.id).where(old)).all())
    if many:
        connection.execute(update(submissions).where(old).values(draft=None, file=None))
    return many

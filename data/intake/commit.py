"""Puts a checked file into the database: one transaction, all or nothing, the same file only once."""

import hashlib
from collections.abc import Callable
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, select

from data.intake import originals
from data.intake.draft import Draft, Finding
from data.intake.kept_copy import copy_to_keep
from data.intake.senders import refuse_others, refuse_unsent
from data.write.actor import Actor
from data.write.audit import refusals_on_record
from data.write.errors import TOLD, NotWritten, Rejected, Stale
from data.write.ledger import KEY, TABLES, Written, open_batch, permit_table, present, write
from data.write.observations import check, check_ended, check_targets
from data.write.progress import Tell, quiet
from data.write.sites import check_sites, compare_sites, write_sites
from data.write.text import clean, longest, signed
from queries.catalogue import list_indicators
from queries.database import writing
from queries.privacy import personal
from queries.schema import batches, regions

CHECKS = {"observations": check, "targets": check_targets}


def compare(connection: Connection, draft: Draft) -> dict[str, pd.DataFrame]:
    """What the draft would change, against what the database holds now: the preview, and what `commit` compares again.

    "observations", "targets": the draft's cells with old_value, old_batch_id (missing: nothing there).
    "sites": the draft's sites as data.write.sites.compare_sites tells them.
    """
    told = {}
    for table in TABLES:
        if len(cells := draft.cells.get(table, ())):
            cells = cells.reset_index(drop=True).astype(dict.fromkeys(KEY, int) | {"value": float})
            told[table] = cells.merge(present(connection, table, cells), on=KEY, how="left")
    if len(draft.sites):
        told["sites"] = compare_sites(connection, draft.sites)
    return told


def commit(engine: Engine, draft: Draft, *, content: bytes | None, actor: Actor, received_at: datetime, committed_at: datetime,
           seen: dict[str, pd.DataFrame] | None = None, note: str | None = None, partial: bool = False, lot: int | None = None,
           progress: Tell = quiet) -> Written:
    """Writes a draft as one batch. Its rows are new, changed or unchanged cells and sites.

    content: the file's bytes, kept for the history, without what is about persons. seen: what `compare` told when the draft was
    previewed; a cell that somebody changed since then stops the commit. partial: what was refused when the file was read stays
    out and the rest is taken, which the batch's note says; else a draft with a refusal is not written. lot: the first batch of
    the files that come in together. progress: told the share done (0 to 1) and what is being done. actor: who sends it; without
    an account its unit may send the figures of its own region and below only (data/intake/senders.py).
    Raises NotWritten (NotPermitted, Refused, Known, Rejected, Stale, NotKept) or DatabaseFault; then nothing was written.
    """
    check_form(draft, content, partial)
    kept = None if content is None else copy_to_keep(draft.file_name, content, draft.blanked)
    with (refusals_on_record(engine, committed_at), originals.keeping(kept, draft.file_sha256, engine.url) as keep,
          writing(engine) as connection):
        refuse_unsent(connection, draft, actor)
        done = put(connection, draft, actor=actor, received_at=received_at, committed_at=committed_at, seen=seen, note=note,
                   lot=lot, progress=progress, keep=keep)
    progress(1.0, "已导入")
    return done


def put(connection: Connection, draft: Draft, *, actor: Actor, received_at: datetime, committed_at: datetime,
        seen: dict[str, pd.DataFrame] | None = None, note: str | None = None, lot: int | None = None, progress: Tell = quiet,
        keep: Callable[[], None] = lambda: None, author: str = "") -> Written:
    """The same in the caller's transaction. keep: called once all is checked and before anything but the batch is written.
    author: whose report it is, where that is not the actor's unit."""
    if persons := draft.blanked.words or draft.understood.persons:
        note = f"{persons}。{note or ''}"
    if draft.refused:
        note = f"部分导入：{len(draft.refused)} 处不能收，留待补报。{note or ''}"
    whose = author or actor.unit
    _, note = signed(whose, note, unit="报送单位", why="说明", needed=False)
    # Takes the writers' lock: what is checked from here on is what is written to. A refusal takes the batch back.
    batch_id = open_batch(
        connection, kind=draft.kind, file_name=short_name(draft), file_sha256=draft.file_sha256, actor=actor,
        received_at=received_at, committed_at=committed_at, rows=draft.taken, note=note, lot=lot, author=author,
        rest=len(draft.refused) or None, completes=completed(connection, draft))
    check_draft(connection, draft, actor, min(received_at, committed_at), whose)
    progress(0.05, "正在核对")
    if seen is not None and (moved := moved_since(connection, seen, compare(connection, draft))):
        raise Stale(*moved)
    keep()
    counts, behind = [0, 0, 0], 0
    for table, cells in draft.cells.items():
        if len(cells):
            part = _part(progress, behind / draft.taken, len(cells) / draft.taken)
            done = write(connection, table, cells, batch_id, actor, part)
            counts = [a + b for a, b in zip(counts, (done.added, done.changed, done.unchanged), strict=True)]
            behind += len(cells)
    if len(draft.sites):
        progress(0.1 + 0.85 * behind / draft.taken, "正在写入阵地")
        counts = [a + b for a, b in zip(counts, write_sites(connection, draft.sites, batch_id, actor), strict=True)]
    return Written(batch_id, *counts)


def check_draft(connection: Connection, draft: Draft, actor: Actor, came: datetime, whose: str, event: str = "") -> None:
    """Raises NotPermitted, Refused or Rejected where the actor may not write it, the unit `whose` it is may not send it, or the
    database does not take it. Nothing is told of what others have before it is asked who asks."""
    for table, cells in [*draft.cells.items(), ("sites", draft.sites)]:
        if len(cells):
            permit_table(connection, actor, table, cells["region_id"].unique(), event)
    if actor.account is None:  # who has an account has grants for regions
        refuse_others(connection, draft, whose)
    if findings := _check(connection, draft, came):
        raise Rejected(findings)


def short_name(draft: Draft) -> str:
    return clean(draft.file_name)[-longest(batches.c.file_name):]


def completed(connection: Connection, draft: Draft) -> int | None:
    """The live batch, taken in part, whose rest the file is: it says so itself (data/intake/rejects.py)."""
    begins = draft.understood.completes
    return connection.scalar(select(batches.c.id).where(
        batches.c.file_sha256.startswith(begins), batches.c.rest.is_not(None), batches.c.undone_at.is_(None))) if begins else None


def _part(progress: Tell, start: float, width: float) -> Tell:
    """Tells a table's own progress as its part of the whole; checking took a tenth, committing takes the end."""
    return lambda share, words: progress(0.1 + 0.85 * (start + width * share), words)


def check_form(draft: Draft, content: bytes | None, partial: bool) -> None:
    if draft.refused and not partial:
        raise Rejected(draft.refused)
    if not draft.taken:
        raise NotWritten("文件里没有一个可以导入的数，没有导入。")
    if content is not None and hashlib.sha256(content).hexdigest() != draft.file_sha256:
        raise NotWritten("文件和预览时的不一样了，没有导入。请重新选择文件。")


def _check(connection: Connection, draft: Draft, came: datetime) -> list[Finding]:
    """What may not be written. The file was checked when it was read; the database may have changed since."""
    findings = []
    for table, cells in draft.cells.items():
        cells = cells.reset_index(drop=True)
        reasons = CHECKS[table](connection, cells) if len(cells) else []
        if table == "observations" and len(cells):
            reasons += check_ended(connection, cells, came)
        for at, reason in reasons:
            cell = cells.iloc[at]
            findings.append(Finding(cell["sheet"], int(cell["row"]), cell["column"], str(cell["value"]), reason, "refused"))
    for at, reason in check_sites(connection, draft.sites) if len(draft.sites) else ():
        site = draft.sites.iloc[at]
        findings.append(Finding(site["sheet"], int(site["row"]), None, str(site["name"]), reason, "refused"))
    return findings


def moved_since(connection: Connection, then: dict[str, pd.DataFrame], now: dict[str, pd.DataFrame],
                when: str = "预览时") -> tuple[pd.DataFrame, list[str], int] | None:
    """What the database holds otherwise in the draft's places than it did, by two answers of `compare`: the cells, the first of
    them in words, and how many places; None where nothing moved. when: what the first of the two is called."""
    parts, words = [], []
    for table in sorted(now.keys() & then.keys() - {"sites"}):
        both = then[table][[*KEY, "old_value"]].merge(
            now[table][[*KEY, "old_value"]].rename(columns={"old_value": "now_value"}), on=KEY)
        both = both[~((both["old_value"] == both["now_value"]) | both["old_value"].isna() & both["now_value"].isna())]
        parts.append(both.assign(table=table))
        words += _name(connection, both, when)
    if "sites" in now and "sites" in then:
        moved = then["sites"]["before"].fillna("") != now["sites"]["before"].fillna("")
        words += list(now["sites"].loc[moved.to_numpy(), "name"])
    return (pd.concat(parts) if parts else pd.DataFrame(), [word for word in words if word], len(words)) if words else None


def _name(connection: Connection, cells: pd.DataFrame, when: str) -> list[str]:
    """Cells in words, the first TOLD only, for the others never show; personal indicators without their values."""
    first = cells.head(TOLD)
    place = dict(connection.execute(select(regions.c.id, regions.c.name).where(
        regions.c.id.in_([int(one) for one in first["region_id"]]))).all())
    catalogue = list_indicators(connection)
    private, words = personal(catalogue), []
    for cell in first.itertuples():
        indicator = catalogue.loc[cell.indicator_id]
        values = "" if private[cell.indicator_id] else f"（{when} {_show(cell.old_value)}，现在 {_show(cell.now_value)}）"
        words.append(f"{place[cell.region_id]} {cell.period} {indicator['name']}{values}")
    return words + [""] * (len(cells) - len(first))


def _show(value: float) -> str:
    return "没有" if pd.isna(value) else f"{value:,.15g}"

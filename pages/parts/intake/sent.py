"""One file that was sent: as its sender previewed it, against the figures as they are now; taken, given back or withdrawn."""

import json
from dataclasses import replace

import pandas as pd
import streamlit as st

from data import clock
from data.intake.annotate import annotate
from data.intake.doubts import doubts_of
from data.intake.draft import Finding
from data.intake.preview import PERSONAL
from data.intake.review import Sent, open_sent, take
from data.write.actor import is_permitted
from data.write.errors import Overtaken
from data.write.exports import Leaving
from data.write.submissions import MOST_CELLS, give_back, places_sent, withdraw
from pages.parts.intake import blocks, understood
from pages.parts.intake.commit import COPY, downloads
from pages.parts.intake.opened import OTHERS, Opened, is_own
from pages.parts.shell import exports, permit, reference, signing, undoing, writes
from pages.parts.shell.follow import follow
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.html import Markup, panel, table, tag, tr
from pages.parts.ui.markdown import markdown, plain, shown_on
from queries.database import reading

MOST_OFFERED = 2_000
"""Cells to choose from when it is given back; beyond that a reason can name them."""


def show(version: int, row: pd.Series) -> None:
    """What is to be seen and done of a row of queries.submissions.list_submissions."""
    number, places = int(row["id"]), reference.ask(places_sent, int(row["id"]))
    actor = permit.actor(row["actor"])
    reviews = permit.may_write() and reference.ask(is_permitted, actor, "review", places)
    sends = permit.may_write() and actor.unit == row["actor"] and reference.ask(is_permitted, actor, "import", places)
    if not row["marked"] or not (reviews or sends):
        board("sent-file", follow, sent=panel(f"第{number}件", _gone(row)))
        return
    try:
        held, opened = _open(version, number)
    except Overtaken as gone:  # decided on, or cleared, since the list was read
        st.info(plain(str(gone)), icon=":material/info:")
        return
    if not is_own(version, opened.draft):
        st.caption(plain(OTHERS))
        return
    summary = blocks.summary(opened) if row["state"] == "waiting" else ""
    board("sent-file", follow, given=_given(held, row), moved=_moved(held), summary=summary,
          understood=understood.blocks(opened, "报送时读成的：哪个地区、哪一期、什么数、什么单位"))
    _files(opened, held, row)
    if row["state"] == "waiting" and reviews:
        _review(opened, number, row)
    if row["state"] == "waiting" and sends:
        _withdraw(number, row)
    board("sent-more", follow,
          refused=blocks.findings(opened, "refused", "不能收", "这些没有收，导入时留待补报"), doubts=blocks.doubts(opened),
          changes=blocks.changes(opened), totals=blocks.totals(opened),
          notes=blocks.findings(opened, "note", "说明", "怎样理解的、哪些没有导入"))


def _gone(row: pd.Series) -> str:
    if row["state"] == "taken":
        return "已导入；写了什么、原文件，在下面“导入记录”里打开那一次看"
    return "内容只有报送单位和审核的人看得到" if row["marked"] else "退回、撤回满 90 天，内容已清理"


def _open(version: int, number: int) -> tuple[Sent, Opened]:
    """Kept for the session until the figures move: the preview of what another has sent."""
    kept = st.session_state.get("sent_opened")
    if kept is None or kept[1].key != (version, number):
        with reading(reference.engine()) as connection:
            held = open_sent(connection, number)
            opened = Opened((version, number), held.content, held.draft, held.preview,
                            doubts_of(connection, held.draft, held.preview))
        st.session_state["sent_opened"] = kept = held, opened
    return kept


def _moved(held: Sent) -> Markup | str:
    """What changed in the figures since it was sent."""
    if not held.many:
        return ""
    more = tag("p", f"另有 {held.many - len(held.moved):,} 处没有列出。", look="note") if held.many > len(held.moved) else ""
    return panel(f"报送以后，库里的数变过 {held.many:,} 处", "下面的预览已按现在库里的数重新比较",
                 table(["哪里"], (tr(words) for words in held.moved), "plain", "scroll tall") + more)


def _given(held: Sent, row: pd.Series) -> Markup | str:
    """Why it was given back, cell by cell."""
    if row["state"] != "returned":
        return ""
    cells = json.loads(row["cells"]) if isinstance(row["cells"], str) else []
    named = dict(_choices(held))
    rows = [tr(named.get(tuple(cell)) or f"{cell[0]} {cell[2] or ''}{cell[1]}") for cell in cells]
    lead = f"{row['decided_by']}：{row['reason']}。请改好再选文件报送，会注明是更正这一件"
    return panel(f"第{row['id']}件已退回{f'，{len(cells)} 格' if cells else '，整个文件'}", lead,
                 table(["退回的格"], rows, "plain", "scroll tall") if rows else "")


def _choices(held: Sent) -> list[tuple[tuple[str, int, str | None], str]]:
    """The cells, the registers' rows too, by sheet, row and column: 填报 D5 睢县 2026年11月 CY-01 创业人数."""
    version = reference.current_version()
    names, catalogue = reference.region_labels(version), reference.indicators(version)
    found: list[tuple[tuple[str, int, str | None], str]] = []
    for cells in held.draft.cells.values():
        for cell in cells.head(MOST_OFFERED).itertuples():
            item = catalogue.loc[cell.indicator_id]
            where = names[cell.region_id][0] if cell.region_id in names else ""
            when = fmt.period(cell.period) if cell.period > 9999 else f"{cell.period}年目标"
            found.append(((cell.sheet, int(cell.row), cell.column),
                          f"{cell.sheet} {cell.column}{cell.row} {where} {when} {item['code']} {item['short_name']}"))
    for site in held.draft.sites.head(MOST_OFFERED).itertuples():
        found.append(((site.sheet, int(site.row), None), f"{site.sheet} 第 {site.row} 行 {site.name}"))
    return found


def _files(opened: Opened, held: Sent, row: pd.Series) -> None:
    """What may be taken along of it, as of a batch's original: nothing that holds personal figures, which are exact."""
    if (opened.preview.changes["state"] == PERSONAL).any():
        st.caption("这一件里有涉及个人信息的数，文件里是确切的，不在这里下载。")
        return
    downloads(opened, "sent-")
    if row["state"] == "returned" and isinstance(row["cells"], str):
        found = [Finding(sheet, line, column, "", f"退回：{row['reason']}", "refused")
                 for sheet, line, column in json.loads(row["cells"])]
        exports.offer("标出退回各格的副本", Leaving(f"{row['file_name'].rsplit('.', 1)[0]}_退回.xlsx", COPY),
                      lambda: annotate(held.content, replace(held.draft, findings=found)), key="sent-returned",
                      icon="assignment_return")


def _review(opened: Opened, number: int, row: pd.Series) -> None:
    """Takes it, or gives it back."""
    held = st.session_state["sent_opened"][0]
    rest = len(opened.draft.refused)
    with st.form(f"review-{number}", border=True):
        st.markdown(markdown("**审核第{}件** {}报送；导入后记作该单位报送，收到时间为 {}", number, row["actor"],
                             f"{row['sent_at']:%Y-%m-%d %H:%M}"))
        signed = signing.sign(opened.key[0], f"review-{number}", "如：已核实；退回的写明哪里不对", "审核意见（退回必填）")
        named = dict(_choices(held))
        cells = st.multiselect("退回哪些格（不选就是整个文件）", list(named), format_func=lambda one: named.get(one, ""),
                               key=f"review-cells-{number}", max_selections=MOST_CELLS, placeholder="可选")
        under_cells = st.empty()
        partial = bool(rest) and st.checkbox(markdown("先把能收的 {:,} 个导入，其余 {:,} 处留待补报", opened.draft.taken, rest),
                                             key=f"review-partial-{number}")
        with st.container(horizontal=True):
            taken = st.form_submit_button(markdown("导入：{}", blocks.to_write(blocks.counted(opened))), type="primary",
                                          icon=":material/database:", key="review-take", disabled=bool(opened.preview.known))
            back = st.form_submit_button("退回", icon=":material/assignment_return:", key="review-return")
    if opened.preview.known:
        st.info(markdown("{} 这一件不能再导入，可以退回并写明。", opened.preview.known), icon=":material/task_alt:")
    if taken:
        _take(opened, number, signed, partial)
    elif back and writes.write(lambda connection: give_back(
            connection, number, reason=signed.reason, cells=cells, actor=signed.actor, at=clock.now()) is None,
            signed.places | {"cells": under_cells}):
        writes.done(f"第 {number} 件已退回{row['actor']}，打开“导入”页就看得到原因。")


def _take(opened: Opened, number: int, signed: signing.Signed, partial: bool) -> None:
    bar = st.progress(0.0, "正在导入")
    done = writes.attempt(lambda: take(reference.engine(), number, actor=signed.actor, at=clock.now(), seen=opened.preview.seen,
                                       reason=signed.reason or None, partial=partial, progress=shown_on(bar)), signed.places)
    bar.empty()
    if done:
        writes.done(f"第 {number} 件已导入，第 {done.batch_id} 次：{blocks.to_write(blocks.counted(opened))}。各页的数已经更新；"
                    "不对可在“导入记录”里整次撤销。", undoing.of_batch(done.batch_id))


def _withdraw(number: int, row: pd.Series) -> None:
    """The sender's own way back."""
    if st.button(markdown("撤回第{}件", number), icon=":material/undo:", key="sent-withdraw") and writes.write(
            lambda connection: withdraw(connection, number, actor=permit.actor(row["actor"]), at=clock.now()) is None, {}):
        writes.done(f"第 {number} 件已撤回，库里没有任何变化。改好可以再报。")

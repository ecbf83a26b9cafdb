"""导入记录: every batch; the one that is chosen opened below."""

import pandas as pd
import streamlit as st

from pages.parts.intake.batch import batches, opened, show_file, show_undo
from pages.parts.shell import picks
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Pick
from pages.parts.ui.board import board
from pages.parts.ui.html import Markup, button, html, num, panel, table, tr

KINDS = {"import": "导入", "edit": "修改"}


def show_batches(version: int) -> None:
    """The list; a batch that is chosen (its number is in the URL) below it."""
    listed = batches(version)
    chosen = st.session_state.get("batch", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 and int(chosen) in listed.index else None
    blocks = {"history": _list(version)} | ({"cells": opened(version, number)} if number else {})
    board("history", _pick, mark=picks.Batch(number) if number else "", **blocks)
    if number:
        show_file(version, listed.loc[number])
        if pd.isna(listed.at[number, "undone_at"]):
            show_undo(number)


def _pick(pick: Pick) -> None:
    """Opens a batch; a second click closes it."""
    match pick:
        case picks.Batch(number):
            st.session_state["batch"] = "" if st.session_state.get("batch") == str(number) else str(number)


@by_version(4)
def _list(version: int) -> Markup:
    listed = batches(version)
    if listed.empty:
        return panel("3 导入记录", "还没有导入过文件")
    heads = ["第几次", "导入时间", "文件", "报送单位", "收到", num("新增"), num("改动"), num("不变"), num("个人信息"), "状态"]
    return panel("3 导入记录", "每一次都可以打开、撤销；点一行打开。涉及个人信息的，不说新增、改动还是不变",
                 table(heads, map(_row, listed.itertuples()), box="scroll tall"))


def _row(row) -> Markup:
    gone, pick = not pd.isna(row.undone_at), picks.Batch(row.id)
    reason = f"：{row.undone_reason}" if isinstance(row.undone_reason, str) and row.undone_reason else ""
    state = f"已由{row.undone_by or ''}于 {row.undone_at:%Y-%m-%d %H:%M} 撤销{reason}" if gone else _state(row)
    note = html('<br><span class="muted">{}</span>', row.note) if isinstance(row.note, str) and row.note else ""
    return tr(button(pick, f"第{row.id}次"), f"{row.committed_at:%Y-%m-%d %H:%M}",
              html("{}：{}{}", KINDS.get(row.kind, row.kind), row.file_name, note), row.actor, f"{row.received_at:%Y-%m-%d}",
              num(f"{row.added:,}"), num(f"{row.changed:,}"), num(f"{row.unchanged:,}"), num(f"{row.personal:,}"), state,
              pick=pick, mark=pick, look="undone" if gone else "")


def _state(row) -> str:
    """Whether all of the file is in, and else what has become of the rest."""
    if pd.isna(row.rest):
        return "有效" if pd.isna(row.completes) else f"有效，补第{row.completes:.0f}次所缺"
    return (f"部分导入，其余已由第{row.finished_by:.0f}次补来" if not pd.isna(row.finished_by)
            else f"部分导入，还有 {row.rest:.0f} 处待补")

"""The recent changes of targets and plans, and taking them back."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages.parts.shell import reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import draw, html
from queries.desk import recent_batches

SHOWN = 20


def dialog(scope: Scope, close: Callable[[], None]) -> None:
    @st.dialog("目标和进度计划的修改记录", width="large", on_dismiss=close)
    def show() -> None:
        within = None if reference.seen(scope.version) is None else reference.tops(scope.version)
        found = reference.ask(recent_batches, ["targets", "plans"], SHOWN, within)
        if found.empty:
            st.info("还没有修改过目标或进度计划。", icon=":material/history:")
            return
        signing.ask_unit(scope.version)
        for row in found.itertuples():
            batch_line(scope, row, row.id, f"{row.rows} 项")

    show()


def batch_line(scope: Scope, row, batch_id: int, what: str) -> None:
    """A batch in a line: when, which unit, why, undone or the button that undoes it."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        gone = "" if pd.isna(row.undone_at) else html("<br>已于 {:%Y-%m-%d %H:%M} 由{}撤销", row.undone_at, row.undone_by or "")
        draw(html("<b>第{}次</b> {}（{}）<br>{:%Y-%m-%d %H:%M} {}：{}{}", batch_id, row.file_name, what, row.committed_at,
                  row.actor, row.note if isinstance(row.note, str) else "", gone), width="stretch")
        if not gone:
            st.button("撤销", icon=":material/undo:", key=f"undo-{batch_id}", on_click=writes.take_back,
                      args=(scope.version, undoing.of_batch(batch_id)))

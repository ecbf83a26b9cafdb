"""What was changed of the tree, batch by batch; each opens where all batches are, and is taken back there."""

import streamlit as st

from pages.parts.shell import permit, reference, undoing, writes
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui.board import board
from pages.parts.ui.html import Markup, html, panel, table, tr
from pages.parts.ui.markdown import plain
from queries.history import batches_list
from queries.region_list import tree_batches


def show(scope: Scope) -> None:
    board("tree-history", lambda pick: None, history=_listed(scope.version))
    live = _live(scope.version)
    if live and permit.may_write():
        with st.container(horizontal=True, vertical_alignment="bottom"):
            number = st.selectbox("撤销哪一次", list(live), format_func=live.__getitem__, key="tree-undo", width=420)
            if st.button("整次撤销", icon=":material/undo:", key="tree-undo-do") and number:
                writes.take_back(scope.version, undoing.of_batch(number))
                st.rerun()


@by_version(8)
def _batches(version: int):
    ours = reference.ask(tree_batches)
    listed = reference.ask(batches_list, 1000)
    return listed[listed["id"].isin(ours)]


def _live(version: int) -> dict[int, str]:
    listed = _batches(version)
    return {int(row.id): plain(f"第{row.id}次 {row.file_name}") for row in listed[listed["undone_at"].isna()].itertuples()}


@by_version(8)
def _listed(version: int) -> Markup | str:
    listed = _batches(version)
    if listed.empty:
        return panel("修改记录", "还没有改过区划")
    return panel("修改记录", "每一次都可以整次撤销；后来接着改过的，先撤销后来的", table(
        ("第几次", "时间", "改了什么", "依据", "经办单位", "状态"), map(_row, listed.itertuples()), box="scroll tall"))


def _row(row) -> Markup:
    gone = row.undone_at == row.undone_at and row.undone_at is not None
    state = f"已由{row.undone_by}于 {row.undone_at:%Y-%m-%d %H:%M} 撤销" if gone else "有效"
    return tr(f"第{row.id}次", f"{row.committed_at:%Y-%m-%d %H:%M}", row.file_name.removeprefix("区划："),
              row.note if isinstance(row.note, str) else "", row.actor, html("{}", state), look="undone" if gone else "")

"""Writing from the target desk, what was just written, the recent changes, and taking them back."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import clock
from data.write.errors import NotThere
from data.write.ledger import Written, overwritten, undo
from pages.parts.shell import faults, reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import draw, html
from pages.parts.ui.markdown import plain
from queries.database import DatabaseFault, writing
from queries.desk import recent_batches

SHOWN = 20


def units(scope: Scope) -> list[str]:
    """Who may have made a change: the federations of the tree, the root's first. A list, so that nobody types a person."""
    return [f"{name}妇联" for name in reference.tree(scope.version)["name"]]


def pick_unit(scope: Scope) -> str:
    if st.session_state.get("aim_actor") not in units(scope):
        st.session_state["aim_actor"] = units(scope)[0]
    return st.selectbox("经办单位", units(scope), key="aim_actor", persist_state="session", filter_mode="contains")


def write(change: Callable[..., Written]) -> Written | None:
    """Runs a change in a transaction of its own; None, and said on the screen, where the database does not let it. Raises what
    the change refuses."""
    try:
        with writing(reference.engine()) as connection:
            return change(connection)
    except DatabaseFault as fault:
        faults.show_fault(fault)
        return None


def say_done(words: str, batch_id: int) -> None:
    """Has the page say what was written, with the way back."""
    st.session_state["desk_done"] = (words, batch_id)


def show_done(scope: Scope) -> None:
    done = st.session_state.get("desk_done")
    if not done:
        return
    words, batch_id = done
    with st.container(horizontal=True, vertical_alignment="center", key="desk-done"):
        st.success(plain(words), icon=":material/check_circle:")
        if batch_id:
            st.button("撤销", icon=":material/undo:", key="desk-undo", on_click=take_back, args=(scope, batch_id))
        st.button("知道了", key="desk-seen", on_click=lambda: st.session_state.pop("desk_done", None))


def take_back(scope: Scope, batch_id: int) -> None:
    """Undoes a batch; what was changed again later stays, and it is said how much that is."""
    actor = st.session_state.get("aim_actor") or units(scope)[0]
    try:
        with writing(reference.engine()) as connection:
            later = len(overwritten(connection, batch_id))
            undo(connection, batch_id, actor=actor, at=clock.now(), reason="在目标进度页撤销")
    except NotThere:
        st.session_state["desk_done"] = (f"第{batch_id}批已经撤销过了。", 0)
        return
    except DatabaseFault as fault:
        st.session_state["desk_done"] = (f"没有撤销：{faults.WORDS[fault.reason][0]}。{faults.WORDS[fault.reason][1]}", 0)
        return
    more = f"其中 {later} 格后来又改过，保持后来的值。" if later else ""
    st.session_state["desk_done"] = (f"已撤销第{batch_id}批，恢复到修改以前。{more}", 0)


def dialog(scope: Scope, close: Callable[[], None]) -> None:
    @st.dialog("目标和进度计划的修改记录", width="large", on_dismiss=close)
    def show() -> None:
        found = reference.ask(recent_batches, ["targets", "plans"], SHOWN)
        if found.empty:
            st.info("还没有修改过目标或进度计划。", icon=":material/history:")
            return
        pick_unit(scope)
        for row in found.itertuples():
            batch_line(scope, row, row.id, f"{row.rows} 格")

    show()


def batch_line(scope: Scope, row, batch_id: int, what: str) -> None:
    """A batch in a line: when, which unit, why, undone or the button that undoes it."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        gone = "" if pd.isna(row.undone_at) else html("<br>已于 {:%Y-%m-%d %H:%M} 由{}撤销", row.undone_at, row.undone_by or "")
        draw(html("<b>第{}批</b> {}（{}）<br>{:%Y-%m-%d %H:%M} {}：{}{}", batch_id, row.file_name, what, row.committed_at, row.actor,
                  row.note or "", gone), width="stretch")
        if not gone:
            st.button("撤销", icon=":material/undo:", key=f"undo-{batch_id}", on_click=take_back, args=(scope, batch_id))

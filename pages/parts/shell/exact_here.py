"""敏感数 as they are in 单机: to the browser on the machine that the program runs on, in this session, where it asks for them;
that it did is on record. Not in 会议模式; on paper and in files as for whoever else sees them (paper.py, exports.py)."""

import streamlit as st

from data import clock
from data.write.errors import NotWritten
from data.write.exports import show_exact
from pages.parts.shell import permit, reference
from pages.parts.shell.reader import KEY, may_see_exactly
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import markdown
from queries.database import DatabaseFault
from queries.fault_words import said


def switch(scope: Scope) -> None:
    """Below the page; nothing where nobody may ask."""
    if not may_see_exactly():
        return
    st.toggle("本机看确切的敏感数（记入审计记录）", KEY in st.session_state, key="exact-here", on_change=_turn,
              args=(scope.root,),
              help="只在这台电脑、这一次打开里；会议模式、打印和导出仍取约数（导出可另勾“含敏感数”）。投影时请关。")
    if words := st.session_state.pop("exact_refused", ""):
        st.error(markdown("没有打开：{}", words))


def _turn(root: int) -> None:
    st.session_state.pop(KEY, None)
    if not st.session_state["exact-here"] or not may_see_exactly():
        return
    try:
        show_exact(reference.engine(), root, actor=permit.actor(st.session_state.get("actor", "")), at=clock.now())
    except (NotWritten, DatabaseFault) as error:
        st.session_state["exact_refused"] = said(error.reason) if isinstance(error, DatabaseFault) else str(error)
        st.session_state["exact-here"] = False
    else:
        st.session_state[KEY] = root

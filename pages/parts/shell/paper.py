"""What is carried off: the page on paper, a table as a file. The run that it is drawn in is whole, with every row of every list,
and shows 敏感数 to nobody as they are."""

from dataclasses import replace

import streamlit as st

from data import clock
from data.write.errors import NotWritten
from data.write.exports import Leaving, number_print
from pages.parts.shell import permit, reference
from pages.parts.shell.addresses import KEEPING
from pages.parts.shell.picks import Table
from pages.parts.shell.reader import given, reader
from pages.parts.ui.html import draw, html
from pages.parts.ui.markdown import markdown
from queries.database import DatabaseFault
from queries.fault_words import said


def begin() -> None:
    """At the start of a run: whether it is one of these. A thread may run a page again, so it is said in either case."""
    printing, table = st.session_state.pop("print_asked", False), st.session_state.pop("table_asked", None)
    st.session_state["whole"], st.session_state["table"] = bool(printing or table), table
    for name in ("table_found", "tables_inside"):
        st.session_state.pop(name, None)
    given.set(None)
    if is_whole() and reader().exact:
        given.set(replace(reader(), exact=frozenset()))


def is_whole() -> bool:
    """Whether lists that come in pages or with their first rows only are drawn to the end in this run."""
    return st.session_state.get("whole", False)


def is_printed() -> bool:
    return is_whole() and not st.session_state["table"]


def ask_for(board: str, table: Table) -> None:
    st.session_state["table_asked"] = board, table.block, table.number


def told() -> dict[str, str | bool]:
    """What each board is told, so that nothing depends on which of them is drawn first: which print it is drawn whole for, and
    that 敏感数 stand on the page as they are."""
    exact = st.session_state.get("page") not in KEEPING and reader().exact
    return ({"paper": str(st.session_state["prints"])} if is_printed() else {}) | ({"exact": True} if exact else {})


def print_button() -> None:
    """Below everything else; where the page was asked for whole, with the number that tells paper.js that it has come."""
    st.button("打印本页", key="print", on_click=_ask, type="tertiary", icon=":material/print:")
    if is_printed():
        draw(html('<i data-paper="{}" data-below="{}"></i>', st.session_state["prints"], _numbered()))


def _numbered() -> str:
    """What stands below a page that is printed: its 导出编号, when and who; "" where it cannot be put on record, and so is not
    printed."""
    actor, at = permit.actor(st.session_state.get("actor", "")), clock.now()
    page = Leaving(st.session_state["title"], "", (st.session_state["scope"].region,))
    try:
        number = number_print(reference.engine(), page, actor=actor, at=at)
    except (NotWritten, DatabaseFault) as error:
        why = said(error.reason) if isinstance(error, DatabaseFault) else str(error)
        st.error(markdown("没有打印：{}", why))
        return ""
    who = f"{actor.unit} {actor.account}" if actor.account else ""
    return "；".join(filter(None, (f"导出编号 {number}", f"打印于 {at:%Y-%m-%d %H:%M}", who)))


def _ask() -> None:
    st.session_state["print_asked"] = True
    st.session_state["prints"] = st.session_state.get("prints", 0) + 1

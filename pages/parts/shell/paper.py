"""On paper: the button that prints, and whether this run is drawn for it, with every row of every list."""

import streamlit as st

from pages.parts.ui.html import draw, html


def begin() -> None:
    """At the start of a run: whether it was asked for by the button."""
    st.session_state["whole"] = st.session_state.pop("print_asked", False)


def is_whole() -> bool:
    """Whether lists that come in pages or with their first rows only are drawn to the end in this run."""
    return st.session_state.get("whole", False)


def print_button() -> None:
    """Below everything else; where the page was asked for whole, with the number that tells paper.js that it has come."""
    st.button("打印本页", key="print", on_click=_ask, type="tertiary", icon=":material/print:")
    if is_whole():
        draw(html('<i data-paper="{}"></i>', st.session_state["prints"]))


def _ask() -> None:
    st.session_state["print_asked"] = True
    st.session_state["prints"] = st.session_state.get("prints", 0) + 1

"""The filters that narrow a page, as chips above what they narrow: none is on without a sign, and each goes with a click."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.ui.markdown import plain

ALL = ""


def show_chips(said: Mapping[str, str], on_drop: Callable[[], None] = lambda: None) -> None:
    """said: what the filters say that are on, by the key of the session that holds each; there "" stands for none. Nothing is
    drawn where none is on."""
    if not said:
        return
    st.session_state["chips"] = None
    words = {key: f"{text} ✕" for key, text in said.items()} | {ALL: "清除全部"}
    st.pills("筛选条件，点一下去掉", list(words), key="chips", format_func=lambda key: plain(words[key]),
             label_visibility="collapsed", on_change=_drop, args=(tuple(said), on_drop))


def _drop(keys: tuple[str, ...], on_drop: Callable[[], None]) -> None:
    chosen = st.session_state["chips"]
    for key in keys if chosen == ALL else (chosen,) if chosen in keys else ():
        st.session_state[key] = ""
    on_drop()

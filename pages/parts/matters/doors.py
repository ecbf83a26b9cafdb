"""What a click on the page of 督办 opens: a matter, the form for a new one, the figure that judges one."""

import streamlit as st

from pages.parts.matters import new, opened
from pages.parts.shell import explained, picks
from pages.parts.shell import follow as shell
from pages.parts.shell.picks import Pick
from pages.parts.shell.scope import Scope


def follow(pick: Pick) -> None:
    match pick:
        case picks.Matters(colour, state):
            st.session_state.update({"matter_colour": colour, "matter_state": state})
        case picks.Matter(number):
            close()
            st.session_state["matter"] = str(number)
        case picks.Why():
            shell.follow(pick)


def close() -> None:
    """What may be open is part of the address; none of it is, any more."""
    for key in ("matter", "new"):
        st.session_state.pop(key, None)
    explained.close()


def open_new() -> None:
    close()
    st.session_state["new"] = "1"


def show_opened(scope: Scope) -> None:
    """Opens what was asked for, until it is closed; the figure's own panel goes before."""
    if explained.find(scope.version):
        return
    if st.session_state.get("new"):
        new.dialog(scope, close)
    elif st.session_state.get("matter"):
        opened.dialog(scope, close)

"""What a click on the page of 工作项目 opens: a project, the list narrowed, whatever any page leads to."""

import streamlit as st

from pages.parts.shell import follow as shell
from pages.parts.shell import picks
from pages.parts.shell.picks import Pick


def follow(pick: Pick) -> None:
    match pick:
        case picks.Project(code):
            st.session_state["project"] = code
        case picks.Projects(action, state):
            st.session_state.update({"project_action": action, "project_state": state})
        case _:
            shell.follow(pick)


def close() -> None:
    st.session_state["project"] = ""

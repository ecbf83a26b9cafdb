"""What a click leads to. Called before the page runs again, so that it may still set what the scope bar will show."""

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.addresses import FILTERS
from pages.parts.shell.scope_bar import go_to_region

TREND, SIGNALS = "", "异动"
"""What the chart of an action page may show: the session's `chart`; 走势 unless something else is chosen."""


def follow(pick: str) -> None:
    """region:<id>, action:<code> (or any other page's), cell:<region id>:<action code>, line:<region id>:<indicator code>,
    signal:<region id>:<indicator code>, trend:<indicator code>, origin:<indicator code> or desk:<filter>:<region code>."""
    kind, *rest = pick.split(":")
    version = reference.current_version()
    if kind in ("region", "cell", "line", "signal"):
        go_to_region(version, int(rest[0]))
    if kind in ("action", "cell"):
        st.session_state["go_to"] = rest[-1]
    if kind in ("line", "trend", "signal"):
        st.session_state["indicator"] = rest[-1]
        st.session_state["go_to"] = action_of(version, rest[-1])
    if kind == "signal":
        st.session_state["chart"] = SIGNALS
    if kind == "desk":
        st.session_state.update(dict.fromkeys(FILTERS["mubiao"], "") | {"only": rest[0], "aim_place": rest[1]})
        st.session_state["go_to"] = "mubiao"
    if kind == "origin":
        st.session_state["opened"] = rest[0]


def action_of(version: int, indicator_code: str) -> str:
    """The address of the action that an indicator belongs to; 基础数据 has none and leads to the catalogue."""
    catalogue, actions = reference.indicators(version), reference.actions(version)
    action = catalogue.loc[catalogue["code"] == indicator_code, "action_id"].iloc[0]
    code = actions.loc[actions["id"] == action, "code"].iloc[0]
    return "zhibiao" if code == "jichu" else code

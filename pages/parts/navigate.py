"""What a click leads to. Called before the page runs again, so that it may still set what the scope bar will show."""

import streamlit as st

from pages.parts import load
from pages.parts.scope import go_to_region


def follow(pick: str) -> None:
    """region:<id>, action:<code> (or any other page's), cell:<region id>:<action code>, line:<region id>:<indicator code>,
    trend:<indicator code> or origin:<indicator code>."""
    kind, *rest = pick.split(":")
    version = load.current_version()
    if kind in ("region", "cell", "line"):
        go_to_region(version, int(rest[0]))
    if kind in ("action", "cell"):
        st.session_state["go_to"] = rest[-1]
    if kind in ("line", "trend"):
        st.session_state["indicator"] = rest[-1]
        st.session_state["go_to"] = action_of(version, rest[-1])
    if kind == "origin":
        st.session_state["opened"] = rest[0]


def action_of(version: int, indicator_code: str) -> str:
    """The address of the action that an indicator belongs to; 基础数据 has none and leads to the catalogue."""
    catalogue, actions = load.indicators(version), load.actions(version)
    action = catalogue.loc[catalogue["code"] == indicator_code, "action_id"].iloc[0]
    code = actions.loc[actions["id"] == action, "code"].iloc[0]
    return "zhibiao" if code == "jichu" else code

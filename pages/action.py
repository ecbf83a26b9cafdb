"""One of the actions: its indicators as tiles, and the chosen one's trend and counties. An address each, one page."""

import streamlit as st

from pages.parts.action.blocks import boards, indicators_of
from pages.parts.action.choice import pick_chart, pick_indicator
from pages.parts.shell.follow import follow
from pages.parts.ui.ahead import show

scope, code = st.session_state["scope"], st.session_state["page"]
there = indicators_of(scope.version, code, scope.year)
said, places = {"page": code}, {"lead": st.container()}
if len(there):
    side, places["tiles"] = st.columns([43, 57], gap="medium")
    with side, st.container(key="sticky"):
        with st.container(horizontal=True, vertical_alignment="center", key="course-bar"):
            said |= {"indicator": pick_indicator(there), "chart": pick_chart()}
        places["course"] = st.container()
drawn = boards(scope, said) or {}
for key in ("lead", "course", "tiles"):
    if key in places:
        with places[key]:
            show(key, drawn[key], scope, follow)

"""One of the six actions: its indicators as tiles, and the chosen one's trend and counties. Six addresses, one page."""

import streamlit as st

from pages.parts.action.blocks import boards, indicators_of
from pages.parts.action.choice import pick_indicator
from pages.parts.shell.follow import SIGNALS, TREND, follow
from pages.parts.shell.url import settle
from pages.parts.ui.ahead import show

scope, code = st.session_state["scope"], st.session_state["page"]
lead = st.container()
side, main = st.columns([43, 57], gap="medium")
with side, st.container(key="sticky"):
    with st.container(horizontal=True, vertical_alignment="center", key="course-bar"):
        chosen = pick_indicator(indicators_of(scope.version, code))
        settle("chart", [TREND, SIGNALS], TREND)
        shown = st.segmented_control("看什么", [TREND, SIGNALS], key="chart", required=True, label_visibility="collapsed",
                                     width="content", persist_state="session",
                                     format_func={TREND: "走势", SIGNALS: "异常变动"}.__getitem__)
    below = st.container()
drawn = boards(scope, {"page": code, "indicator": chosen, "chart": shown or TREND}) or {}
for key, place in (("lead", lead), ("course", below), ("tiles", main)):
    with place:
        show(key, drawn[key], scope, follow)

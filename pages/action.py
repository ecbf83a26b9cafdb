"""One of the six actions: its indicators as tiles, and the chosen one's trend and counties. Six addresses, one page."""

import streamlit as st

from pages.parts.action import blocks
from pages.parts.action.choice import pick_indicator
from pages.parts.shell import picks
from pages.parts.shell.follow import SIGNALS, TREND, follow
from pages.parts.shell.url import settle
from pages.parts.ui import charts, outlook, trends
from pages.parts.ui.board import board
from pages.parts.ui.html import draw

scope, code = st.session_state["scope"], st.session_state["page"]
board("lead", follow, lead=blocks.action_sentence(scope, code))
side, main = st.columns([43, 57], gap="medium")
with side, st.container(key="sticky"):
    chosen = pick_indicator(blocks.indicators_of(scope.version, code))
    with st.container(border=True, key="trend"):
        settle("chart", [TREND, SIGNALS], TREND)
        shown = st.segmented_control("看什么", [TREND, SIGNALS], key="chart", required=True, label_visibility="collapsed",
                                     format_func={TREND: "走势", SIGNALS: "异常变动"}.__getitem__, persist_state="session")
        chart, words = trends.trend(scope, chosen) if shown == TREND else trends.control(scope, chosen)
        draw(charts.title(words))
        st.vega_lite_chart(chart, height=300, key=f"chart-{shown}", alt=words)
        draw((outlook.forecast if shown == TREND else outlook.verdict)(scope, chosen))
    board("compared", follow, mark=picks.Region(scope.region), compared=blocks.compared(scope, chosen))
with main:
    board("tiles", follow, mark=picks.Trend(chosen), tiles=blocks.tiles(scope, code))

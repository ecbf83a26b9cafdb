"""One of the six actions: its indicators as tiles, and the chosen one's trend and counties. Six addresses, one page."""

import streamlit as st

from pages.parts import charts, panels
from pages.parts.board import board
from pages.parts.navigate import follow
from pages.parts.scope import pick_indicator

scope, code = st.session_state["scope"], st.session_state["page"]
board(panels.lead(scope, code), "lead", follow)
side, main = st.columns([43, 57], gap="medium")
with side, st.container(key="sticky"):
    chosen = pick_indicator(panels.indicators_of(scope, code))
    data, unit, words = panels.trend_frame(scope, chosen)
    with st.container(border=True, key="trend"):
        st.html(f'<div class="chart-title"><b>走势</b> {words}</div>')
        st.vega_lite_chart(charts.with_data(charts.trend_chart(), data), height=300, key="trend-chart", alt=words)
    board(panels.compared(scope, chosen), "compared", follow)
with main:
    board(panels.tiles(scope, code, chosen), "tiles", follow)

"""历年: every indicator over the years; the one that is opened by year, as bars and a table, beside another of its unit."""

from dataclasses import replace
from functools import partial

import streamlit as st

from pages.parts.shell import exports, picks
from pages.parts.shell.follow import follow
from pages.parts.shell.picks import Pick
from pages.parts.ui.board import board
from pages.parts.ui.charts import title as titled
from pages.parts.ui.excel import about
from pages.parts.ui.html import draw, tag
from pages.parts.years import charts, excel, tables
from pages.parts.years import choice as years

scope = st.session_state["scope"]


def pick(picked: Pick) -> None:
    if picked == picks.Years(""):
        st.session_state.update({"over": "", "over_with": ""})
    else:
        follow(picked)


board("moved", pick, lead=tables.sentence(scope))
with st.container(horizontal=True, vertical_alignment="center", key="years-bar"):
    view = years.choose(scope)
    place = st.container(width="content")
years.show_what_narrows(view)
if view.over:
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(border=True, key="years-chart"):
        view = replace(view, other=years.pick_other(view))
        panels = charts.charts(view)
        for code, chart, words in panels:
            draw(titled(words))
            st.vega_lite_chart(chart, height=charts.height(view), key=f"years-{code}", alt=words)
        if not panels:
            draw(tag("div", "这几年都没有可以画的数。", look="chart-title"))
    with right:
        board("years-one", pick, one=tables.one(view))
board("years", pick, mark=picks.Years(view.over), every=tables.overview(replace(view, over="", other="")))
with place:
    exports.offer("导出 Excel", about(scope, f"历年_{scope.year}年{scope.month}月.xlsx"), partial(excel.make, view),
                  key="years-file", rounded=True)

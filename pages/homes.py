"""妇女之家: where they are and where they are not, by county, township and village, now and before."""

from functools import partial

import streamlit as st

from pages.parts.homes import charts, filters, lists, maps, register, tables
from pages.parts.homes import words as homes_words
from pages.parts.shell import exports, paper
from pages.parts.ui.board import board
from pages.parts.ui.charts import title as titled
from pages.parts.ui.excel import about
from pages.parts.ui.html import draw

scope = st.session_state["scope"]
view = filters.choose(scope)
town = register.opened(view)
drawn = maps.area_map if register.is_above_townships(view) else maps.town_tiles
blocks = {"headline": homes_words.coverage_sentence(view)}
if town is not None:
    blocks |= {"town": lists.town(view)}
elif view.since:
    blocks |= {"then": drawn(view, view.since), "now": drawn(view, view.period), "lines": homes_words.lines(view)}
else:
    blocks |= {"left": drawn(view, view.period), "right": homes_words.lines(view)}
board("homes", register.pick, mark=maps.chosen_mark(view), **blocks)

left, right = st.columns(2, gap="medium")
for column, name in ((left, "homes"), (right, "rate")):
    grown = charts.grown(scope.version, scope.region if town is None else int(town["id"]), view.period, name)
    if grown:
        with column, st.container(border=True, key=f"grown-{name}"):
            chart, words = grown
            draw(titled(words, "增长"))
            st.vega_lite_chart(chart, height=210, key=f"grown-chart-{name}", alt=words)

with st.container(horizontal=True, vertical_alignment="center", key="unbuilt-bar"):
    words = st.text_input("查找未建家的村（社区）", key="home_find", placeholder="在未建家的里面查县、乡镇、村名", width=330,
                          label_visibility="collapsed", persist_state="session", type="search", live=True) or ""
    exports.offer("导出未建家名单", about(scope, f"尚未建家_{scope.year}年{scope.month}月.xlsx"),
                  partial(lists.workbook, view, words), key="unbuilt-file")
below = {} if town is not None else {"forms": tables.forms_table(view), "agree": tables.agreement(view)}
board("homes-lists", register.pick, unbuilt=lists.unbuilt_list(view, words, paper.is_whole()), **below)
if st.session_state.pop("home_register", False):
    lists.register_dialog(view)

"""妇女之家: where they are and where they are not, by county, township and village, now and before."""

from functools import partial

import streamlit as st

from pages.parts.homes import filters, lists, register, sources
from pages.parts.homes.blocks import boards_of
from pages.parts.shell import exports, paper
from pages.parts.ui.ahead import show
from pages.parts.ui.excel import about

scope = st.session_state["scope"]
view = filters.choose(scope)
above = st.container()
with st.container(horizontal=True, vertical_alignment="center", key="unbuilt-bar"):
    words = st.text_input("查找未建家的村（社区）", key="home_find", placeholder="在未建家的里面查县、乡镇、村名", width=330,
                          label_visibility="collapsed", persist_state="session", type="search", live=True) or ""
    exports.offer("导出未建家名单", about(scope, f"尚未建家_{scope.year}年{scope.month}月.xlsx"),
                  partial(lists.workbook, view, words), key="unbuilt-file")
drawn = boards_of(view, words, paper.is_whole())
with above:
    show("homes", drawn["homes"], scope, register.pick)
show("homes-lists", drawn["homes-lists"], scope, register.pick)
if st.session_state.pop("home_register", False):
    sources.register_dialog(view)

"""督办: what meetings and papers decided, who answers for it, how far it is and what the data say."""

import streamlit as st

from data import clock
from pages.parts.matters import doors, excel, filters, table
from pages.parts.shell import permit
from pages.parts.ui.board import board

scope, today = st.session_state["scope"], clock.today()
board("matters-lead", doors.follow, lead=table.sentence(scope, today))
first = st.container(horizontal=True, vertical_alignment="center", key="matters-first")
view = filters.show_filters(scope, today, first)
with first:
    excel.download(scope, view, today)
    if permit.may_write():
        st.button("新增", icon=":material/add_task:", key="matters-new", on_click=doors.open_new)
board("matters", doors.follow, listed=table.listed(scope, view, today))
doors.show_opened(scope)

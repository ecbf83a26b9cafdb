"""工作项目: every programme of the documents and one's own, how far each is, and one of them opened."""

import streamlit as st

from data import clock
from pages.parts.projects import doors, excel, filters, forms, opened, table
from pages.parts.ui.board import Drawn, board, draw_board
from pages.parts.ui.markdown import plain

scope, today = st.session_state["scope"], clock.today()
found = opened.find(scope)
if found is None:
    board("projects-lead", doors.follow, lead=table.sentence(scope, today))
    view = filters.show_filters(scope)
    with st.container(horizontal=True, vertical_alignment="center"):
        excel.download(scope, today)
        forms.offer_new(scope)
    board("projects", doors.follow, listed=table.listed(scope, view, today))
    excel.show_upload(scope)
else:
    st.button(plain("‹ 全部工作项目"), key="project-back", on_click=doors.close)
    draw_board("project-opened", doors.follow, Drawn(opened.blocks(scope, found, today)))
    forms.show_forms(scope, found, today)

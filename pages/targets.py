"""目标进度: every indicator of every region against target and pace; targets and plans are set here."""

import streamlit as st

from pages.parts.shell import paper
from pages.parts.targets import doors, excel, filters, table
from pages.parts.ui.board import board, draw_board

scope = st.session_state["scope"]
asked = filters.settled(scope)
view = asked.view
number = 0 if paper.is_whole() else filters.page(scope, view)
with st.container(horizontal=True, key="desk-bar"):
    draw_board("desk", doors.follow, asked.controls)
    excel.download(scope, view)
board("aims", doors.follow, chips=asked.chips, count=table.desk_sentence(scope, view),
      table=table.desk_table(scope, view, number))
doors.show_opened(scope, view)

"""目标进度: every indicator of every region against target and pace; targets and plans are set here."""

import streamlit as st

from pages.parts.shell import paper
from pages.parts.targets import doors, excel, filters, table
from pages.parts.ui.board import board

scope = st.session_state["scope"]
first = st.container(horizontal=True, vertical_alignment="center", key="desk-first")
view = filters.show_filters(scope, first)
number = 0 if paper.is_whole() else filters.page(scope, view)
with first, st.container(horizontal=True, width="content", key="desk-doors"):
    excel.download(scope, view)
    doors.open_button("结转到下一年", "forward", ":material/redo:")
    doors.open_button("修改记录", "changes", ":material/history:")
board("aims", doors.follow, count=table.desk_sentence(scope, view), table=table.desk_table(scope, view, number))
doors.show_opened(scope, view)

"""目标进度: every indicator of every region against target and pace; targets and plans are set here."""

import streamlit as st

from pages.parts import desk_changes, desk_doors, desk_file, desk_filters, desk_table
from pages.parts.board import board

scope = st.session_state["scope"]
first = st.container(horizontal=True, vertical_alignment="center", key="desk-first")
view = desk_filters.show(scope, first)
number = desk_filters.page(scope, view)
with first, st.container(horizontal=True, width="content", key="desk-doors"):
    desk_file.download(scope, view)
    desk_doors.open_button("结转到下一年", "forward", ":material/redo:")
    desk_doors.open_button("修改记录", "changes", ":material/history:")
desk_changes.show_done(scope)
board("aims", desk_doors.follow, count=desk_table.lead(scope, view), table=desk_table.table(scope, view, number))
desk_doors.show(scope, view)

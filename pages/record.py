"""审计记录: who did what, when and from where. For 审计员; in 单机 for whoever sits at the machine."""

import streamlit as st

from pages.parts.record import blocks, excel, filters
from pages.parts.shell import permit, reference, visitors
from pages.parts.shell.present import present
from pages.parts.ui.board import board
from pages.parts.ui.markdown import plain
from queries.accounts import unit_of
from queries.record import faults, read_record
from queries.regions import list_regions

visitor = present()
if not (visitor.account.holds("auditor") if visitor else not visitors.here.any and permit.may_write()):
    st.info("**这一页由审计员用**\n\n还没有账号时，在装了本程序的电脑上看。", icon=":material/policy:")
else:
    actor = permit.actor(unit_of(reference.ask(list_regions)["name"].iloc[0]))
    wanted = filters.show_filters()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        many, first = filters.choose_part(wanted)
        excel.show_export(actor, wanted, many)
        check = st.button("核对是否完整", icon=":material/verified:", key="record-check")
    if check and (found := reference.ask(faults)):
        st.error(plain(f"记录被动过，或者不全：{'；'.join(found)}。"), icon=":material/gpp_bad:")
    elif check:
        st.success("记录完整：没有一条被改、被删或加进来。", icon=":material/verified:")
    board("record", lambda pick: None, rows=blocks.rows(reference.ask(
        lambda connection: read_record(connection, wanted, first=first, many=filters.ROWS))))

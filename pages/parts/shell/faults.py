"""What the screen says when something is wrong: what it is, what to do. The detail goes to the log, never here."""

import logging

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.connection import ask_primary
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import markdown
from queries.database import DatabaseFault, data_version
from queries.fault_words import WORDS

log = logging.getLogger("dashboard")
SECONDS = 2
"""How often it is asked whether the servers have done with switching."""


def show_no_group() -> None:
    st.info("没有这一类工作，或已经撤销。现有的各类工作见菜单，设立在“指标与来源”的指标目录。", icon=":material/link_off:")


def say_fault(fault: DatabaseFault) -> None:
    log.error("database fault: %s", fault)
    title, advice = WORDS[fault.reason]
    st.error(markdown("**{}**\n\n{}", title, advice), icon=":material/database_off:")


def show_fault(fault: DatabaseFault) -> None:
    """What is wrong, and the page again once it is mended."""
    say_fault(fault)
    if st.button("重试", icon=":material/refresh:"):
        st.rerun()
    if fault.reason == "switching":
        open_again()


@st.fragment(run_every=SECONDS)
def open_again() -> None:
    """The page again, by itself, as soon as there is a primary."""
    try:
        ask_primary(data_version)
    except DatabaseFault:
        return
    st.rerun()


def show_no_data(scope: Scope) -> None:
    if not reference.reported_years(scope.version):
        title, advice = WORDS["unreported"]
        st.info(markdown("**{}**\n\n{}", title, advice), icon=":material/hourglass_empty:")
        return
    if not scope.month:
        st.info(markdown("**{}年还没有一个月结束**\n\n没有可看的数。请在上方换一个年份。", scope.year),
                icon=":material/hourglass_empty:")
        return
    st.info(markdown("**{}年1月至{}月还没有上报数据**\n\n"
                     "这不是“零”，而是没有收到任何报表。请在上方换一个年份或截至月，或等待下级上报。", scope.year, scope.month),
            icon=":material/hourglass_empty:")


def show_no_grant() -> None:
    st.info("**这个账号没有看数的授权**\n\n数据由业务岗位的账号看，需要看数请安全管理员授权。"
            "管账号、授权，点上方的“账号与权限”。", icon=":material/lock:")


def show_error(error: BaseException) -> bool:
    """The handler of whatever no page foresaw; True keeps the traceback off the screen."""
    if isinstance(error, DatabaseFault):
        show_fault(error)
        return True
    log.error("a page failed", exc_info=error)
    st.error("**这一页出错了**\n\n其他页面不受影响。请刷新重试；若仍不行，请把出错的时间和网址告诉管理员，日志里有详细记录。",
             icon=":material/error:")
    return True

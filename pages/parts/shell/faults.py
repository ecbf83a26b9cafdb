"""What the screen says when something is wrong: what it is, what to do. The detail goes to the log, never here."""

import logging

import streamlit as st

from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import markdown
from queries.database import DatabaseFault

log = logging.getLogger("dashboard")

WORDS = {
    "unreachable": ("连不上数据库", "请检查数据库服务是否已启动、网络是否通畅，以及 JINGUO_DATABASE_URL 是否写对；"
                    "用本机文件时，请检查 data 文件夹是否存在、能否读写。恢复后刷新本页即可。"),
    "readonly": ("数据库是只读的", "程序需要能写入数据库。请检查数据库文件及其所在文件夹的权限、磁盘是否已满或被写保护，"
                 "或请数据库管理员授予写入权限。"),
    "full": ("磁盘已满", "数据库所在的磁盘没有空间了，这一次没有写入任何数据，原有的数据都在。"
                     "请腾出空间（或请数据库管理员扩容）后再试一次。"),
    "gone": ("数据库文件不见了",
             "文件被删除、移走或改了名，或者所在的磁盘、共享文件夹断开了。没有写入任何数据。请把原来的文件连同同名的 -wal、-shm "
             "一起放回原处（或接回磁盘）再重试；找不回来的，停止程序，从最近的备份恢复。"),
    "replaced": ("数据库文件被换过了", "现在的文件不是程序打开的那一个，或者是一份旧的副本、旁边的 -wal 不是它的。为免损坏，"
                              "程序不再读写它，没有写入任何数据。"
                 "请停止程序，把现在的数据库文件和同名的 -wal、-shm 一起移到别处留存，"
                 "只放回一份完整的数据库（拷贝时三个文件一起拷，或用备份），再启动。"),
    "damaged": ("数据库文件已损坏",
                "请停止程序，把损坏的数据库文件改名留存，再从最近的备份恢复；没有备份时，删除该文件后重新启动会"
                "建立一个新的示例数据库。"),
    "empty": ("数据库里还没有数据", "请先导入数据；若只是想看演示，请删除空的数据库文件（或换一个空库）并去掉 JINGUO_DEMO=0 "
              "后重新启动，程序会自动生成示例数据。"),
    "unknown_version": ("数据库版本与程序不符", "请换用与数据库同版或更新的程序，不要用旧程序打开新数据库。"),
    "foreign": ("这不是本系统的数据库", "JINGUO_DATABASE_URL 所指的数据库里已有别的程序的表，请指定一个空的数据库。"),
}
WORDS["unreported"] = WORDS["empty"]


def say_fault(fault: DatabaseFault) -> None:
    log.error("database fault: %s", fault)
    title, advice = WORDS[fault.reason]
    st.error(markdown("**{}**\n\n{}", title, advice), icon=":material/database_off:")


def show_fault(fault: DatabaseFault) -> None:
    """What is wrong, and the page again once it is mended."""
    say_fault(fault)
    if st.button("重试", icon=":material/refresh:"):
        st.rerun()


def show_no_data(scope: Scope) -> None:
    st.info(markdown("**{}年1月至{}月还没有上报数据**\n\n"
                     "这不是“零”，而是没有收到任何报表。请在上方换一个年份或截至月，或等待下级上报。", scope.year, scope.month),
            icon=":material/hourglass_empty:")


def show_error(error: BaseException) -> bool:
    """The handler of whatever no page foresaw; True keeps the traceback off the screen."""
    if isinstance(error, DatabaseFault):
        show_fault(error)
        return True
    log.error("a page failed", exc_info=error)
    st.error("**这一页出错了**\n\n其他页面不受影响。请刷新重试；若仍不行，请把出错的时间和网址告诉管理员，日志里有详细记录。",
             icon=":material/error:")
    return True

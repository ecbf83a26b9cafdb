"""封账: which months are closed, and the two forms that close one and open it again."""

import streamlit as st

from data import clock
from data.write.locks import lock, unlock
from pages.parts.shell import reference, signing, writes
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import Markup, panel, table, tr
from pages.parts.ui.markdown import markdown
from queries.locks import list_locks


@by_version(4)
def closed(version: int) -> Markup | str:
    """The months that are closed, the newest first; nothing where none is."""
    frame = reference.ask(list_locks)
    rows = [tr(f"{row.period // 100}年{row.period % 100}月", row.place, row.reason, row.actor, f"{row.locked_at:%Y-%m-%d %H:%M}")
            for row in frame.itertuples()]
    return panel(f"已封账的月份（{len(rows)}）", "解锁以前，导入、改目标、撤销、核实都不收；连同全部下级",
                 table(["月份", "地区", "说明", "封账单位", "时间"], rows)) if rows else ""


def show_locks(scope: Scope) -> None:
    """Closing the month that is shown, for the region that is shown; opening it again where it is closed."""
    if not scope.month:  # of the year nothing is over
        return
    frame, period = reference.ask(list_locks), scope.year * 100 + scope.month
    held = frame.index[(frame["region_id"] == scope.region) & (frame["period"] == period)]
    place, when = reference.tree(scope.version).at[scope.region, "name"], f"{scope.year}年{scope.month}月"
    with st.expander("封账、解锁", icon=":material/lock:"), st.form("lock", border=False):
        if len(held):
            signed = signing.sign(scope.version, "unlock", "如：睢县补报 3 项", "解锁原因")  # not why it was closed a moment ago
            asked = st.form_submit_button(markdown("把{}的{}解锁", place, when), icon=":material/lock_open:", key="unlock-do")
        else:
            signed = signing.sign(scope.version, "lock", "如：各县已审核，报省", "封账说明")
            asked = st.form_submit_button(markdown("把{}的{}封账", place, when), icon=":material/lock:", key="lock-do")
    if not asked:
        return
    how = {"actor": signed.actor, "reason": signed.reason, "at": clock.now()}
    if len(held):
        if writes.write(lambda connection: unlock(connection, int(held[0]), **how) is None, signed.places):
            writes.done(f"{place}{when}已解锁，可以改了；改完请再封账。")
    elif writes.write(lambda connection: lock(connection, scope.region, period, **how), signed.places):
        writes.done(f"{place}{when}已封账，连同全部下级；要改先解锁。")

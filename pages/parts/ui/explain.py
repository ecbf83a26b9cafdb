"""原因与措施 in the panel of a lagging figure: what stands, and the form to put it down. That the form is open is part of the
address, so that what was typed finds it again where the session is a new one."""

from datetime import timedelta
from functools import partial

import pandas as pd
import streamlit as st

from data import clock
from data.write.actor import Actor, is_permitted
from data.write.reasons import LONGEST, explain, withdraw
from pages.parts.shell import answers, explained, permit, reference, signing, writes
from pages.parts.shell.follow import follow
from pages.parts.shell.picks import NewMatter
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui import reasons
from pages.parts.ui.html import Markup, tag
from pages.parts.ui.markdown import plain
from queries.accounts import unit_of
from queries.database import Connection
from queries.matters import office_of

HINT = f"写工作上的原因和办法，各不超过 {LONGEST} 字；不写个人姓名和情况，不写涉及个人的确切小数。"
LIKE = {"why": "如：秋收农忙，培训推迟到 11 月", "measure": "如：11 月集中办班 6 期，补齐缺口"}


def of(scope: Scope, indicator: pd.Series):
    """The row of queries.reasons of a figure of the region; None where it does not lag."""
    found = answers.reasons(scope)
    mine = found[(found["region_id"] == scope.region) & (found["indicator_id"] == indicator["id"])]
    return next(mine.itertuples(), None)


def said(row) -> Markup:
    """What stands, as a block of the panel."""
    body = reasons.whole(row) if reasons.is_said(row) else tag("p", "滞后而未说明原因。", look="late")
    return tag("h3", "原因与措施", look="programme") + tag("div", body, look="said")


def form(scope: Scope, indicator: pd.Series, row) -> None:
    """The door to the form, or the form; nothing for who may not write here."""
    if not permit.may_write() or not reference.ask(is_permitted, permit.actor(""), "note", [scope.region]):
        return
    key = f"{scope.region}-{indicator['code']}-{row.as_of}"
    if not st.session_state.get(explained.WRITE):
        with st.container(horizontal=True):
            word = "改写" if reasons.is_said(row) else "写明原因和措施"
            if st.button(plain(word), icon=":material/edit_note:", key=f"reason-open-{key}"):
                st.session_state[explained.WRITE] = "1"
                st.rerun()  # the whole page: the address says so
            if reasons.is_said(row) and st.button("撤回", icon=":material/undo:", key=f"reason-back-{key}"):
                _withdraw(scope, int(row.reason_id), permit.actor(unit_for(scope, key)))
            if _may_assign(scope) and st.button("交办督办", icon=":material/task_alt:", key=f"reason-matter-{key}"):
                explained.close()
                follow(NewMatter(scope.region, indicator["code"]))
                st.rerun()
        return
    _fill_in(scope, indicator, row, key)


def _may_assign(scope: Scope) -> bool:
    """Whether whoever looks may make a matter of it: of a region that a matter's page can name."""
    return scope.region in reference.tree(scope.version).index and reference.ask(
        is_permitted, permit.actor(""), "decide", [reference.ask(office_of, scope.region)])


def _fill_in(scope: Scope, indicator: pd.Series, row, key: str) -> None:
    held = reasons.is_said(row)
    st.caption(plain(HINT))
    texts, places = {}, {}
    for name, word in (("why", "原因"), ("measure", "措施")):
        texts[name] = st.text_area(plain(word), getattr(row, name) if held else "", key=f"reason-{name}-{key}", max_chars=LONGEST,
                                   height=80, placeholder=LIKE[name])
        places[name] = st.empty()
    left, right = st.columns(2)
    with left:
        today = clock.today()
        due = st.date_input("完成时限", max(row.due.date(), today) if held else None, min_value=today,
                            max_value=today + timedelta(days=1000), format="YYYY-MM-DD", key=f"reason-due-{key}")
        places["due"] = st.empty()
    with right:
        actor = signing.ask_for(scope.version, f"reason-unit-{key}", unit_for(scope, key))
        places["actor"] = st.empty()
    with st.container(horizontal=True):
        save = st.button("保存", type="primary", key=f"reason-save-{key}")
        if st.button("收起", key=f"reason-shut-{key}"):
            st.session_state.pop(explained.WRITE, None)
            st.rerun()
    if not save:
        return
    number = writes.write(lambda connection: explain(
        connection, region_id=scope.region, indicator_id=int(indicator["id"]), period=int(row.as_of), **texts, due=due,
        actor=actor, at=clock.now()), places)
    if number:
        st.session_state.pop(explained.WRITE, None)
        place = reference.name_of(scope.version, scope.region)
        writes.done(f"已写明{place}“{fmt.alone(indicator['short_name'])}”滞后的原因和措施（{actor.unit}）。",
                    partial(_back, number))


def unit_for(scope: Scope, key: str) -> str:
    """For whom it is written: the unit last chosen here, at first the region's own."""
    return st.session_state.get(f"reason-unit-{key}") or unit_of(reference.name_of(scope.version, scope.region))


def _withdraw(scope: Scope, reason_id: int, actor: Actor) -> None:
    words = writes.write(lambda connection: _back(reason_id, connection, actor), {})
    if words:
        writes.done(words)


def _back(reason_id: int, connection: Connection, actor: Actor) -> str:
    withdraw(connection, reason_id, actor=actor, at=clock.now())
    return "已撤回这条原因和措施；原来写的仍然保留在库里。"

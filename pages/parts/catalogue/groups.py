"""其他工作: the form that sets a group up beside the six actions, names it anew, or takes away one that nothing is in."""

import streamlit as st

from data import clock
from data.write.groups import CODES, MOST_LETTERS, add_group, remove_group, rename_group
from pages.parts.shell import permit, reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.markdown import plain

SET_UP, RENAME, TAKE_AWAY = "新设一类", "改名", "撤销"


def show_groups(scope: Scope) -> None:
    if not permit.may_write():
        return
    own = reference.own_groups(scope.version)
    ways = [*([SET_UP] if len(own) < len(CODES) else []), *([RENAME, TAKE_AWAY] if own else [])]
    there = "、".join(own.values()) or "还没有"
    with st.expander(plain(f"其他工作（六大行动以外，最多两类）：{there}")):
        way = st.segmented_control("做什么", ways, default=ways[0], required=True, key="group-way", label_visibility="collapsed")
        with st.form("group", border=False):
            code = "" if way == SET_UP else st.selectbox("哪一类", list(own), format_func=own.__getitem__, key="group-code") or ""
            name = "" if way == TAKE_AWAY else st.text_input("名称", key="group-name", max_chars=MOST_LETTERS,
                                                             placeholder="如 三新领域工作")
            under = st.empty()
            signed = signing.sign(scope.version, "group", "如：六大行动没有涵盖的工作", who="actor-group")
            asked = st.form_submit_button(plain(way or SET_UP), key="group-do", type="primary")
    if not asked:
        return
    how = {"actor": signed.actor, "reason": signed.reason, "at": clock.now()}
    change = {SET_UP: lambda connection: add_group(connection, name, **how),
              RENAME: lambda connection: rename_group(connection, code, name, **how),
              TAKE_AWAY: lambda connection: remove_group(connection, code, **how)}[way or SET_UP]
    done = writes.write(change, {"name": under} | signed.places)
    if done:
        said = {SET_UP: f"已新设“{name}”，在菜单的“其他工作”里；在指标目录里把指标归到这一类。", RENAME: f"已改名为“{name}”。"}
        writes.done(said.get(way or "", "已撤销。"), undoing.of_batch(done.batch_id))

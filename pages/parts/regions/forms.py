"""One change of the tree: what and from when on, what it brings about, who and why."""

import streamlit as st

from data import clock
from data.write.errors import Refused
from data.write.tree.acts import Act
from data.write.tree.apply import carry_out
from data.write.tree.planning import plan
from pages.parts.regions.ask import FIELDS, KINDS, KINDS_ASKED
from pages.parts.regions.choice import View, below
from pages.parts.regions.preview import preview
from pages.parts.shell import reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import draw, html


def show(scope: Scope, view: View) -> None:
    now = below(scope.version, view.parent)
    now = now[now["valid_to"].isna()]
    with st.container(border=True, key="tree-act"):
        draw(html('<div class="chart-title"><b>改区划</b> 先看会改什么，再写明原因确定；改错了可以整次撤销</div>'))
        kind = st.segmented_control("做什么", list(KINDS), key="tree_act", required=True, default="add",
                                    format_func=KINDS.__getitem__, label_visibility="collapsed")
        act = KINDS_ASKED[kind or "add"](scope, view, now)
        if act is None:
            return
        title = _preview(scope, act)
        signed = signing.sign(scope.version, "tree", "如：民政部门批复〔2026〕12号")
        if st.button("确定", type="primary", icon=":material/check:", key="tree-do", disabled=not title):
            _do(act, title, signed)


def _preview(scope: Scope, act: Act) -> str:
    """Says what the act changes, its title; or why it cannot be, ""."""
    try:
        change = reference.ask_primary(plan, act)
    except Refused as refused:
        words = "；".join([*refused.fields.values()] or [str(refused)])
        st.markdown(writes.refusal(words))
        return ""
    draw(preview(scope, change))
    return change.title


def _do(act: Act, title: str, signed: signing.Signed) -> None:
    batch = writes.write(lambda connection: carry_out(
        connection, [act], actor=signed.actor, reason=signed.reason, at=clock.now()), signed.places)
    if batch:
        for key in [key for key in st.session_state if str(key).startswith(FIELDS)]:
            del st.session_state[key]
        writes.done(f"{title}，已记为第 {batch} 次。", undoing.of_batch(batch))

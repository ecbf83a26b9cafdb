"""Changing weights: typed into fields, each refused beside itself; copied from the year before; taken back."""


import streamlit as st

from data import clock
from data.write.weights import copy_weights, set_weights
from pages.parts.assessment import choice
from pages.parts.assessment.tables import weight
from pages.parts.assessment.weights import came_from
from pages.parts.shell import reference, signing, undoing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import draw, html
from pages.parts.ui.markdown import markdown, plain
from pages.parts.ui.matrix import short

ACROSS = 4


def take_back(scope: Scope, scheme: int, batch: int) -> None:
    """Undoes a change of these weights, and of nothing else that a browser might name; called before the page runs again."""
    if batch in set(choice.changes(scope.version, scheme, scope.year)["batch_id"]):
        writes.take_back(scope.version, undoing.of_batch(batch))


def form(scope: Scope, scheme: int, year: int) -> None:
    """The weights of one action in fields, each refused beside itself; unit and reason; and last year's copied."""
    rows, actions = choice.weights(scope.version, scheme, year), reference.actions(scope.version).set_index("id")["name"]
    shown = [action for action in actions.index if (rows["action_id"] == action).any()]
    if st.session_state.get("weights_of") not in shown:
        st.session_state["weights_of"] = shown[0]
    action = st.pills("改哪个行动的权重", shown, key="weights_of", format_func=lambda one: plain(short(actions[one])),
                      required=True,
                      persist_state="session", label_visibility="collapsed")
    of_action = rows[rows["action_id"] == action]
    prefix = f"weight-{scope.version}-{scheme}-{year}"
    typed, under = {}, {}
    with st.form(f"{prefix}-{action}", border=True):
        draw(html('<div class="chart-title"><b>修改{}年{}的权重</b>不填为沿用上一年（再没有的按指标目录），0 为不考核，一项最多 '
                  '100 分</div>',
                  year, short(actions[action])))
        for first in range(0, len(of_action), ACROSS):
            # Columns of its own for every row, so that the order holds where they stand below one another.
            for column, row in zip(st.columns(ACROSS), of_action.iloc[first:first + ACROSS].itertuples(index=False),
                                   strict=False):
                own = weight(row.weight) if row.origin == "own" else ""
                typed[int(row.id)] = column.text_input(plain(row.short_name), value=own, key=f"{prefix}-{row.code}", max_chars=12,
                                                       placeholder=f"{came_from(row)}：{weight(row.weight)}")
                under[str(row.id)] = column.empty()
        signed = signing.sign(scope.version, prefix, "如：年初党组会议定的方案")
        with st.container(horizontal=True):
            save = st.form_submit_button("保存权重", type="primary")
            copy = st.form_submit_button(markdown("把{}年的权重全部抄为{}年的", year - 1, year))
    if save:
        done = writes.write(lambda connection: set_weights(
            connection, scheme, year, typed, actor=signed.actor, reason=signed.reason, at=clock.now()), under | signed.places)
        if done:
            writes.done(f"已保存 {done.added + done.changed} 项权重。", undoing.of_batch(done.batch_id))
    elif copy:
        done = writes.write(lambda connection: copy_weights(
            connection, scheme, year, actor=signed.actor, reason=signed.reason, at=clock.now()), signed.places)
        if done:
            writes.done(f"已把{year - 1}年的权重抄为{year}年的：新设 {done.added} 项，改动 {done.changed} 项。",
                        undoing.of_batch(done.batch_id))

"""Changing weights: typed into fields, each refused beside itself; copied from the year before; taken back."""


import streamlit as st

from data import clock
from data.write.errors import NotThere, Refused
from data.write.ledger import undo
from data.write.weights import copy_weights, read_weight, save_weights
from pages.parts.assessment import choice
from pages.parts.assessment.tables import weight
from pages.parts.assessment.weights import came_from
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import draw, html
from pages.parts.ui.markdown import markdown, plain
from pages.parts.ui.matrix import short
from queries.database import writing

ACROSS = 4
MOST_CHARACTERS = {"actor": 64, "reason": 200}


def take_back(scope: Scope, scheme: int, batch: int) -> None:
    """Undoes a change of these weights, and of nothing else that a browser might name; called before the page runs again."""
    if batch not in set(choice.changes(scope.version, scheme, scope.year)["batch_id"]):
        return
    try:
        with writing(reference.engine()) as connection:
            undo(connection, batch, actor=actor_of(scope), at=clock.now(), reason="在考核页撤销")
        st.session_state["weights_said"] = "已撤销，权重恢复为这次修改之前的样子；后来又改过的保持后来的。"
    except NotThere:
        st.session_state["weights_said"] = "这次修改已经撤销过了。"


def actor_of(scope: Scope) -> str:
    return f"{reference.tree(scope.version).at[scope.root, 'name']}妇联"


def form(scope: Scope, scheme: int, year: int) -> None:
    """The weights of one action in fields, each refused beside itself; unit and reason; and last year's copied."""
    rows, actions = choice.weights(scope.version, scheme, year), reference.actions(scope.version).set_index("id")["name"]
    shown = [action for action in actions.index if (rows["action_id"] == action).any()]
    if st.session_state.get("weights_of") not in shown:
        st.session_state["weights_of"] = shown[0]
    action = st.pills("改哪个行动的权重", shown, key="weights_of", format_func=lambda one: plain(short(actions[one])), required=True,
                      persist_state="session", label_visibility="collapsed")
    of_action = rows[rows["action_id"] == action]
    prefix = f"weight-{scope.version}-{scheme}-{year}"
    keys = {int(row.id): f"{prefix}-{row.code}" for row in of_action.itertuples(index=False)}
    of_form, wrong = st.session_state.get("weights_wrong", (prefix, {}))
    wrong = wrong if of_form == prefix else {}
    with st.form(f"{prefix}-{action}", border=True):
        draw(html('<div class="chart-title"><b>修改{}年{}的权重</b>不填为沿用上一年（再没有的按指标目录），0 为不考核，一项最多 100 分</div>',
                  year, short(actions[action])))
        for at, row in enumerate(of_action.itertuples(index=False)):
            if at % ACROSS == 0:  # a row of columns each, so that the order holds where they stand below one another
                columns = st.columns(ACROSS)
            with columns[at % ACROSS]:
                own = weight(row.weight) if row.origin == "own" else ""
                st.text_input(plain(row.short_name), value=own, key=keys[row.id], max_chars=12,
                              placeholder=f"{came_from(row)}：{weight(row.weight)}")
                _beside(wrong.get(row.id))
        left, right = st.columns(2)
        with left:
            st.text_input("修改单位（不填个人姓名）", value=actor_of(scope), key=f"{prefix}-actor", max_chars=MOST_CHARACTERS["actor"])
            _beside(wrong.get("actor"))
        with right:
            st.text_input("修改原因", key=f"{prefix}-reason", max_chars=MOST_CHARACTERS["reason"], placeholder="如：年初党组会议定的方案")
            _beside(wrong.get("reason"))
        with st.container(horizontal=True):
            st.form_submit_button("保存权重", type="primary", on_click=_save, args=(scope, scheme, year, keys, prefix))
            st.form_submit_button(markdown("把{}年的权重全部抄为{}年的", year - 1, year), on_click=_copy, args=(scope, scheme, year, prefix))


def _beside(words: str | None) -> None:
    if words:
        st.error(plain(words), icon=":material/error:")


def _save(scope: Scope, scheme: int, year: int, keys: dict[int, str], prefix: str) -> None:
    """Takes what was typed; before the page is drawn, so that what is wrong stands beside its field."""
    rows, wrong, changed = choice.weights(scope.version, scheme, year), {}, {}
    for indicator, key in keys.items():
        try:
            value = read_weight(st.session_state[key])
        except Refused as reason:
            wrong[indicator] = str(reason)
            continue
        own = rows.at[indicator, "weight"] if rows.at[indicator, "origin"] == "own" else float("nan")
        if value != own and not (fmt.is_missing(value) and fmt.is_missing(own)):
            changed[indicator] = value
    wrong |= _unit_and_reason(prefix)
    if not wrong and not changed:
        wrong["reason"] = "没有改动，不用保存。"
    st.session_state["weights_wrong"] = (prefix, wrong)
    if not wrong:
        with writing(reference.engine()) as connection:
            save_weights(connection, scheme, year, changed, at=clock.now(), **_signed(prefix))
        st.session_state["weights_said"] = f"已保存 {len(changed)} 项权重。"


def _copy(scope: Scope, scheme: int, year: int, prefix: str) -> None:
    wrong = _unit_and_reason(prefix)
    st.session_state["weights_wrong"] = (prefix, wrong)
    if not wrong:
        with writing(reference.engine()) as connection:
            done = copy_weights(connection, scheme, year, at=clock.now(), **_signed(prefix))
        st.session_state["weights_said"] = f"已把{year - 1}年的权重抄为{year}年的：新设 {done.added} 项，改动 {done.changed} 项。"


def _signed(prefix: str) -> dict[str, str]:
    return {name: st.session_state[f"{prefix}-{name}"].strip() for name in ("actor", "reason")}


def _unit_and_reason(prefix: str) -> dict[str, str]:
    signed = _signed(prefix)
    words = {"actor": "请写明是哪个单位改的。", "reason": "请写明修改原因，以后查得到。"}
    return {name: words[name] for name, text in signed.items() if not text}

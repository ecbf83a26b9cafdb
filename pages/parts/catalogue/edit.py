"""The catalogue made one's own: an indicator changed, set up, retired or opened again in a form that says what the choices mean;
what comes of it is seen before it is saved."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data import clock
from data.write.actor import is_permitted
from data.write.catalogue import NEW, add, compare, save
from data.write.catalogue_rules import CHOICES
from data.write.catalogue_trace import read_rows
from data.write.text import LONGEST_REASON
from pages.parts.catalogue import meanings
from pages.parts.catalogue.preview import moved, of_form
from pages.parts.catalogue.trace import past
from pages.parts.shell import permit, reference, signing, undoing, writes
from pages.parts.shell.cache import by_version
from pages.parts.shell.follow import follow
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.html import draw, tag
from pages.parts.ui.markdown import plain

ADD = "+"
NONE = ""
Fields = dict[str, Any]


@by_version(4)
def rows(version: int) -> Mapping[str, Mapping[str, Any]]:
    """Every indicator by code, as data.write.catalogue_rules has it."""
    return reference.ask(read_rows)


def may_edit() -> bool:
    return permit.may_write() and reference.ask(is_permitted, permit.actor(""), "catalogue")


def choose(scope: Scope) -> str:
    """Which indicator is to be changed, by its code; ADD a new one, NONE none. For who may change the catalogue."""
    known = rows(scope.version)
    names = {NONE: "改一项指标……", ADD: "新设一项指标"} | {
        code: f"{code} {fmt.alone(row['short_name'])}{'（已停用）' if row['last_year'] else ''}" for code, row in known.items()}
    if st.session_state.get("cat_edit") not in names:
        st.session_state["cat_edit"] = NONE
    return st.selectbox("改哪一项", list(names), key="cat_edit", filter_mode="contains", label_visibility="collapsed",
                        format_func=lambda one: plain(names[one]), width=420)


def show(scope: Scope, code: str) -> None:
    """The form of what was chosen."""
    known = rows(scope.version)
    if code:
        with st.container(border=True, key="catalogue-edit"):
            _form(scope, code, known.get(code) or {**NEW, "kind": "flow", "headline": False})


def _form(scope: Scope, code: str, row: Mapping[str, Any]) -> None:
    new, key, places = code == ADD, f"{scope.version}-{code}", {}
    draw(tag("div", tag("b", "新设一项指标" if new else f"改 {code}"), look="chart-title"))
    fields: Fields = {}
    if new:
        fields["code"] = st.text_input("代码", key=f"cat-code-{key}", max_chars=8, placeholder="如 ZD-01，设立以后不能改")
    places["code"] = st.empty()
    fields |= _ask_names(scope, row, key, places) | _ask_kind(row, key, places) | _ask_report(row, key, places)
    fields |= _ask_more(row, key, places)
    draw(tag("p", *meanings.of(fields), look="lead"))
    fields = {name: value for name, value in fields.items() if new or value != _held(row, name)}
    wanted = str(fields.get("code") or "").strip().upper() if new else code
    change = reference.ask(compare, {wanted: fields}) if wanted and (fields if not new else fields.get("name")) else None
    if change:
        board("catalogue-change", follow, change=of_form(scope.version, change))
    left, right = st.columns([1, 2])  # with a key of its own: the page asks who for other changes, too
    with left:
        actor = signing.ask_for(scope.version, "cat-actor", signing.unit(scope.version), "经办单位")
        places["actor"] = st.empty()
    with right:
        reason = st.text_input("修改原因", key=f"cat-reason-{key}", max_chars=LONGEST_REASON,
                               placeholder="如：市委今年新布置的工作；不写个人姓名") or ""
        places["reason"] = st.empty()
    if not st.button(plain("设立" if new else "保存"), type="primary", key=f"cat-save-{key}"):
        _show_past(scope, code, row)
        return
    what = {"actor": actor, "reason": reason, "at": clock.now()}
    done = writes.write(lambda connection: add(connection, fields, **what) if new else save(connection, {code: fields}, **what),
                        places)
    if done:
        writes.done(f"已{'设立' if new else '改好'} {wanted}。" + (
            "卡片、目标、报表模板、导入和校核从现在起都有它。" if new else ""), undoing.of_batch(done.batch_id))


def _held(row: Mapping[str, Any], name: str) -> Any:
    return list(row.get(name) or []) if name in ("aliases", "former") else row.get(name)


def _text(word: str, row: Mapping[str, Any], name: str, key: str, places: dict, **more) -> str | None:
    typed = st.text_input(plain(word), row.get(name) or "", key=f"cat-{name}-{key}", **more)
    places[name] = st.empty()
    return typed.strip() or None


def _choose(word: str, row: Mapping[str, Any], name: str, key: str) -> Any:
    options = CHOICES[name]
    return st.segmented_control(plain(word), list(options), default=row.get(name), key=f"cat-{name}-{key}", required=True,
                                format_func=lambda one: plain(options[one]))


def _ask_names(scope: Scope, row: Mapping[str, Any], key: str, places: dict) -> Fields:
    left, middle, right = st.columns(3)
    with left:
        name = _text("名称", row, "name", key, places, max_chars=64)
        short = _text("简称（卡片上用）", row, "short_name", key, places, max_chars=24)
    with middle:
        actions = reference.actions(scope.version).set_index("id")["name"]
        ids = [int(number) for number in actions.index]
        action = st.selectbox("行动", ids, index=ids.index(row["action_id"]) if row.get("action_id") in ids else 0,
                              key=f"cat-action-{key}", format_func=lambda number: plain(actions[number]))
        places["action_id"] = st.empty()
        programme = _text("工作项目", row, "programme", key, places, max_chars=64)
    with right:
        aliases = st.text_input("别名（导入和查找时认得，以顿号分开）", "、".join(row.get("aliases") or ()),
                                key=f"cat-aliases-{key}")
        places["aliases"] = st.empty()
        unit = _text("单位", row, "unit", key, places, max_chars=8, placeholder="如 人、场次、元、%")
    return {"name": name, "short_name": short, "action_id": action, "programme": programme, "unit": unit,
            "aliases": sorted(filter(None, (part.strip() for part in aliases.split("、"))))}


def _ask_kind(row: Mapping[str, Any], key: str, places: dict) -> Fields:
    left, middle, right = st.columns(3)
    with left:
        fields: Fields = {"kind": _choose("怎样算", row, "kind", key)}
        places["kind"] = st.empty()
    if fields["kind"] == "ratio":
        with middle:
            fields["numerator"] = _text("分子（指标代码，可用 + 相连）", row, "numerator", key, places)
        with right:
            fields["denominator"] = _text("分母（指标代码，可用 + 相连）", row, "denominator", key, places)
        return fields | {"whole": None, "plan": None}
    with middle:
        fields["whole"] = _text("其中：属于哪个总数（代码，没有的空着）", row, "whole", key, places)
    with right:
        fields["plan"] = _text("进度计划（空着按月均匀）", row, "plan", key, places, placeholder="十二个月累计，如 0.1,0.2,…,1")
    return fields | {"numerator": None, "denominator": None}


def _ask_report(row: Mapping[str, Any], key: str, places: dict) -> Fields:
    fields: Fields = {}
    columns = st.columns(3)
    for column, (name, word) in zip(columns, (("direction", "方向"), ("frequency", "报送周期"), ("report_level", "由哪级报")),
                                    strict=True):
        with column:
            fields[name] = _choose(word, row, name, key)
            places[name] = st.empty()
    return fields


def _ask_more(row: Mapping[str, Any], key: str, places: dict) -> Fields:
    fields: Fields = {"definition": _text("指标解释", row, "definition", key, places, max_chars=500)}
    columns = st.columns(4)
    numbers = (("weight", "考核权重", 0.0, 100.0), ("precision", "小数位数", 0, 4),
               ("first_year", "从哪年起（空为一直有）", 1900, 2999),
               ("last_year", "到哪年止（下一年起停用，空为仍用）", 1900, 2999))
    for column, (name, word, least, most) in zip(columns, numbers, strict=True):
        with column:
            fields[name] = st.number_input(plain(word), least, most, row.get(name), key=f"cat-{name}-{key}")
            places[name] = st.empty()
    with st.container(horizontal=True):
        for name, word in (("sensitive", "涉个人信息"), ("headline", "本行动的代表指标"), ("additive", "由下级加总")):
            fields[name] = st.checkbox(plain(word), bool(row.get(name)), key=f"cat-{name}-{key}")
    for name in ("sensitive", "headline", "additive"):
        places[name] = st.empty()
    return fields


def _show_past(scope: Scope, code: str, row: Mapping[str, Any]) -> None:
    """What the indicator went through, and the way back from each."""
    if code == ADD:
        return
    changes = past(scope.version, int(row["id"]))
    for one in changes.itertuples():
        with st.container(horizontal=True, vertical_alignment="center"):
            said = "；".join(f"{word} {old} → {new}" for word, old, new in moved(scope.version, one.before, one.after))
            words, undone = said if one.before else "设立", "" if pd.isna(one.undone_at) else "（已撤销）"
            st.caption(plain(f"{one.committed_at:%Y-%m-%d %H:%M} {one.actor}{undone}：{words}。{one.note}"))
            if not undone:
                st.button("撤销", key=f"cat-undo-{one.batch_id}", icon=":material/undo:", on_click=writes.take_back,
                          args=(scope.version, undoing.of_batch(int(one.batch_id))))

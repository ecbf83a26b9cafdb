"""考核: half-year and full-year points by scheme, opened to their parts; the weights behind them, and changing these."""

import streamlit as st

from pages.parts.assessment import appraise, desk, edit, excel, parts, tables, weights
from pages.parts.assessment import choice as assessment
from pages.parts.assessment.choice import HALVES
from pages.parts.shell import answers, exports, faults, picks
from pages.parts.shell.follow import follow
from pages.parts.shell.picks import Pick
from pages.parts.shell.url import settle, worded
from pages.parts.ui.board import board
from pages.parts.ui.excel import about
from pages.parts.ui.markdown import plain

DESKS = {"scores": "得分", "weights": "权重", "appraisal": "考评"}
ORDERS = {"official": "行政区划次序", "rank": "按得分排序"}

scope = st.session_state["scope"]
schemes = assessment.schemes(scope.version)
names = {str(scheme): name for scheme, name in schemes["name"].items()}


def pick(picked: Pick) -> None:
    """What only this page knows; anything else as everywhere."""
    match picked:
        case picks.Unit(code):
            st.session_state["unit"] = code
        case picks.Half(half) if str(half) in HALVES:
            st.session_state["half"] = str(half)
        case picks.Undo(mark) if st.session_state.get("desk") == "appraisal":
            scheme, half = (int(st.session_state[name]) for name in ("scheme", "half"))
            appraise.take_back(assessment.choose(scope, scheme, half, False), mark)
        case picks.Undo(batch):
            edit.take_back(scope, int(st.session_state["scheme"]), batch)
        case _:
            follow(picked)


def segments(label: str, key: str, options: dict[str, str]) -> str:
    st.segmented_control(plain(label), list(options), key=key, format_func=lambda option: plain(options[option]), required=True,
                         persist_state="session", label_visibility="collapsed")
    return st.session_state[key]


def show_weights(scheme: int) -> None:
    if st.toggle("修改权重", key="weights_edit", persist_state="session"):
        edit.form(scope, scheme, scope.year)
    board("weights", pick, left=weights.weights_table(scope.version, scheme, scope.year),
          right=weights.history(scope.version, scheme, scope.year))


def show_scores(choice: assessment.Choice) -> None:
    unit = assessment.opened(choice, st.session_state.get("unit", ""))
    board("assessment", pick, headline=tables.score_sentence(choice, unit),
          scores=tables.scores_table(choice, unit), lost=tables.lost(choice, unit),
          parts=parts.parts(choice, unit))
    st.session_state["explained_month"] = choice.through


def show() -> None:
    for key, options, default in (("scheme", list(names), next(iter(names))), ("half", list(HALVES), "12"),
                                  ("order", list(ORDERS), "official"), ("desk", list(DESKS), "scores")):
        settle(key, options, default)
    with st.container(horizontal=True, vertical_alignment="center", key="assessment-bar"):
        scheme = int(st.selectbox("考核方案", list(names), key="scheme", persist_state="session", width=330, filter_mode=None,
                                  format_func=worded(names), label_visibility="collapsed"))
        of = segments("看什么", "desk", DESKS)
        choice = None if of == "weights" else choose(scheme, of)
    if choice is None:
        show_weights(scheme)
    elif of == "appraisal":
        desk.show(choice, st.session_state.get("unit", ""), pick)
    elif answers.has_data(scope):
        show_scores(choice)
    else:
        faults.show_no_data(scope)


def choose(scheme: int, of: str) -> assessment.Choice:
    """Half or full year and, of the scores, the order, with the Excel of them where there is anything to score."""
    half = segments("半年还是全年", "half", HALVES)
    if of == "appraisal":
        return assessment.choose(scope, scheme, int(half), False)
    order = segments("次序", "order", ORDERS)
    choice = assessment.choose(scope, scheme, int(half), order == "rank")
    if answers.has_data(scope):
        exports.offer("导出 Excel", about(scope, excel.name(choice)), lambda: excel.book(choice), key="scores-file", rounded=True)
    return choice


if names:
    show()
else:
    st.info("**还没有考核方案**\n\n请在共享数据库的考核方案表里加一个方案。", icon=":material/rule:")

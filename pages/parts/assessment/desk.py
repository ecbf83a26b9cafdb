"""The desk of 考评: what was published, and for whoever may the forms."""

from collections.abc import Callable

import streamlit as st

from pages.parts.assessment import appraise, appraised, handout, results
from pages.parts.assessment.choice import Choice
from pages.parts.shell.picks import Pick
from pages.parts.ui.board import board
from pages.parts.ui.markdown import plain

TASKS = {"enter": "填分", "rules": "考评办法", "publish": "发布"}


def show(choice: Choice, wanted: str, pick: Callable[[Pick], None]) -> None:
    """wanted: the code of the unit that is opened."""
    units = appraised.units(choice)
    if units.empty:
        st.info("**这里没有这个方案考核的单位**\n\n请在上方选管这些单位的地区。", icon=":material/filter_alt:")
        return
    unit = opened(choice, wanted)
    handout.offer(choice, unit)
    own = {"sheet": results.sheet(choice, unit)}
    first, then = (own, {}) if unit == choice.scope.region else ({}, own)
    board("appraised", pick, headline=results.headline(choice, unit), **first, results=results.results(choice, unit), **then,
          changes=results.changes(choice), former=results.former(choice))
    if unit is not None and appraised.may_score(unit) and st.toggle("填自评分", key="appraise_self", persist_state="session"):
        appraise.own_form(choice, unit)
    if appraised.may_appraise(choice) and st.toggle("考评、发布", key="appraise_on", persist_state="session"):
        _appraise(choice, unit, pick)


def opened(choice: Choice, wanted: str) -> int | None:
    """The unit of the bar, or the one that was clicked."""
    units = appraised.units(choice)
    if choice.scope.region in units.index:
        return choice.scope.region
    clicked = units.index[units["code"] == wanted]
    return int(clicked[0]) if len(clicked) else None


def _appraise(choice: Choice, unit: int | None, pick: Callable[[Pick], None]) -> None:
    board("draft", pick, draft=results.draft(choice))
    match st.segmented_control("做什么", list(TASKS), default="enter", required=True, key="appraise_task",
                               persist_state="session", format_func=lambda task: plain(TASKS[task]),
                               label_visibility="collapsed"):
        case "rules":
            appraise.rules_form(choice)
        case "publish":
            appraise.publish_form(choice)
        case _:
            of = appraise.entry_form(choice, unit)
            board("entered", pick, entered=results.entered(choice, of))

"""What is looked back at: the search, the action, the indicator opened and the one beside it; and the answers, kept by scope."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import worded
from pages.parts.ui import format as fmt
from pages.parts.ui.chips import show_chips
from pages.parts.ui.markdown import markdown, plain
from pages.parts.ui.matrix import short
from pages.parts.ui.search import matching
from queries.lookback import lookback, several_years

TABLE, OPENED = 3, 6
"""Years in the table of all indicators, and of the one that is opened, at most."""


@dataclass(frozen=True)
class View:
    """A scope, the action ("" for all) and the words that filter the table, the indicator opened and the one beside it (codes, ""
    for none)."""

    scope: Scope
    action: str
    words: str
    over: str
    other: str


def choose(scope: Scope) -> View:
    catalogue = reference.indicators_in(scope.version, scope.year)
    actions = reference.actions(scope.version).set_index("code")["name"]
    for key, allowed in (("back_action", ("", *actions.index)), ("over", ("", *catalogue["code"]))):
        wanted = st.session_state.setdefault(key, "")
        if wanted not in allowed:
            st.warning(markdown("没有代码为“{}”的指标或行动，已略去。", wanted[:20]), icon=":material/link_off:")
            st.session_state[key] = ""
    st.pills("行动", ["", *actions.index], key="back_action", required=True, persist_state="session",
             format_func=lambda code: plain(short(actions[code])) if code else "全部", label_visibility="collapsed")
    words = st.text_input("查找", key="back_find", placeholder="查指标、项目，如 培训", width=260, label_visibility="collapsed",
                          persist_state="session", type="search", live=True) or ""
    return View(scope, st.session_state["back_action"], words, st.session_state["over"], "")


def show_what_narrows(view: View) -> None:
    """The action and the words that narrow the table, as chips."""
    actions = reference.actions(view.scope.version).set_index("code")["name"]
    said = {"back_action": f"行动：{short(actions.get(view.action, ''))}", "back_find": f"查找：{view.words.strip()}"}
    show_chips({key: text for key, text in said.items() if (st.session_state.get(key) or "").strip()})


def pick_other(view: View) -> str:
    """The indicator beside the one opened: of the same unit and kind, so that the two can be set against one another."""
    names = {"": "不加别的指标"} | alike(view.scope.version, view.scope.year, view.over)
    if st.session_state.setdefault("over_with", "") not in names:
        st.session_state["over_with"] = ""
    if len(names) > 1:
        st.selectbox("再加一个同单位的指标", list(names), key="over_with", format_func=worded(names), persist_state="session",
                     label_visibility="collapsed", filter_mode="contains", width=330)
    return st.session_state["over_with"]


def alike(version: int, year: int, code: str) -> dict[str, str]:
    """Code -> name of the indicators of the same unit and kind."""
    catalogue = reference.indicators_in(version, year).set_index("code", drop=False)
    one = catalogue.loc[code]
    same = catalogue[(catalogue["unit"] == one["unit"]) & (catalogue["kind"] == one["kind"]) & (catalogue["code"] != code)]
    return {other: f"与 {fmt.alone(name)} 同看" for other, name in zip(same["code"], same["name"], strict=True)}


def codes(view: View) -> tuple[str, ...]:
    """The indicators that are opened."""
    return tuple(filter(None, (view.over, view.other)))


def first_year(scope: Scope, most: int) -> int:
    """The first of at most so many years that have data, the scope's the last."""
    return max(min(reference.years(scope.version)), scope.year - most + 1)


@by_version(64)
def every(scope: Scope) -> pd.DataFrame:
    """queries.lookback of all indicators, the years of the table."""
    return reference.ask(lookback, scope.region, scope.year, scope.month, min(first_year(scope, TABLE), scope.year))


@by_version(64)
def totals(scope: Scope) -> pd.DataFrame:
    return several_years(every(scope), reference.indicators(scope.version), TABLE)


@by_version(128)
def opened(scope: Scope, codes: tuple[str, ...]) -> pd.DataFrame:
    """The same of some indicators, more years of them."""
    catalogue = reference.indicators(scope.version)
    ids = catalogue.index[catalogue["code"].isin(codes)].tolist()
    return reference.ask(lookback, scope.region, scope.year, scope.month, min(first_year(scope, OPENED), scope.year), ids)


def wanted(view: View) -> pd.DataFrame:
    """The indicators that the action and the words leave, in catalogue order."""
    version = view.scope.version
    frame, actions = reference.indicators_in(version, view.scope.year), reference.actions(version).set_index("id")["code"]
    frame = frame[frame["action_id"].map(actions) == view.action] if view.action else frame
    if not view.words.strip():
        return frame
    frame = frame.assign(former=frame["code"].map(reference.also_called(version)).map(" ".join))
    return matching(frame, view.words, ["code", "name", "short_name", "programme", "former"])

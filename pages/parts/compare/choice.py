"""Which regions stand side by side: what the address says, the box to add one by name, and the answers about them."""

import re
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import worded
from pages.parts.ui.chips import show_chips
from pages.parts.ui.markdown import plain
from pages.parts.ui.matrix import short
from queries import comparison
from queries.homes.coverage import women

MOST = 4
MANY_NAMES = 8000
"""Townships are offered by name up to so many regions; beyond, those of the scope's region and of the regions chosen."""


@dataclass(frozen=True)
class Choice:
    """A scope, the regions side by side (ids, as chosen) and the action looked at ("" for all)."""

    scope: Scope
    regions: tuple[int, ...]
    action: str


def choose(scope: Scope) -> Choice:
    """Draws the box and the actions; what the address names and there is not is said and left out."""
    regions, wrong = read(scope.version, st.session_state.get("regions", ""))
    for words in wrong:
        st.warning(plain(words), icon=":material/link_off:")
    st.session_state["regions"] = codes_of(scope.version, regions)
    names, actions = offered(scope, regions), reference.actions(scope.version).set_index("code")["name"]
    if st.session_state.get("beside_action") not in ("", *actions.index):
        st.session_state["beside_action"] = ""
    full = len(regions) >= MOST
    st.session_state["beside_add"] = None
    st.selectbox("加一个地区", list(names), key="beside_add", format_func=worded(names), index=None, width=300, disabled=full,
                 placeholder=f"最多并排{MOST}个" if full else "按名称加一个县、乡镇", on_change=_add, filter_mode="contains",
                 label_visibility="collapsed")
    if len(regions) > 1:
        st.pills("行动", ["", *actions.index], key="beside_action", required=True, persist_state="session",
                 format_func=lambda code: plain(short(actions[code])) if code else "全部", label_visibility="collapsed")
    return Choice(scope, tuple(regions), st.session_state["beside_action"])


def show_what_narrows(choice: Choice) -> None:
    """The action that is looked at, as a chip."""
    if len(choice.regions) > 1 and choice.action:
        names = reference.actions(choice.scope.version).set_index("code")["name"]
        show_chips({"beside_action": f"行动：{short(names[choice.action])}"})


def _add() -> None:
    added = st.session_state.get("beside_add")
    if added:
        st.session_state["regions"] = ",".join(filter(None, (st.session_state.get("regions", ""), added)))


def read(version: int, text: str) -> tuple[list[int], list[str]]:
    """The regions that a list of codes names, and what is wrong with it in words."""
    places = reference.places(version)
    known, found, wrong = dict(zip(places["code"], places.index, strict=True)), [], []
    for code in dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", text))):
        if code in known:
            found.append(int(known[code]))
        elif re.fullmatch("[0-9]{12}", code):
            wrong.append(f"“{code}”是村（社区）的代码，村里没有单独的指标数，已略去；妇女之家见乡镇页。")
        else:
            wrong.append(f"没有区划代码为“{code[:20]}”的地区，已略去。")
    if len(wrong) > MOST:
        wrong = [*wrong[:MOST], f"还有{len(wrong) - MOST}个代码也没有对应的地区。"]
    if len(found) > MOST:
        wrong.append(f"最多并排{MOST}个地区，只列出前{MOST}个。")
    return found[:MOST], wrong


def codes_of(version: int, regions) -> str:
    places = reference.places(version)
    return ",".join(places.at[region, "code"] for region in regions)


def offered(scope: Scope, regions: list[int]) -> dict[str, str]:
    """Code -> name of the regions that can be added, in official order."""
    places = reference.places(scope.version)
    if len(places) > MANY_NAMES:
        near = {scope.region, *regions, *places["parent_id"].reindex(regions)}
        places = places[(places["level"] != "township") | places["parent_id"].isin(near)]
    left = places[~places.index.isin(regions)]
    return dict(zip(left["code"], left["name"], strict=True))


@by_version(64)
def compared(choice: Choice) -> pd.DataFrame:
    """queries.comparison.side_by_side of the regions."""
    scope = choice.scope
    frame = answers.standing_of(scope.version, choice.regions, scope.year, scope.month)
    people = reference.ask(women, list(choice.regions), scope.year * 100 + scope.month)["women"]
    return comparison.side_by_side(frame, reference.indicators_in(scope.version, scope.year), people)

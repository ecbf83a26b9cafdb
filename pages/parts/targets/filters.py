"""The target desk's filters: a board of controls whose values the URL holds, and the view that they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Choose
from pages.parts.shell.scope import Scope
from pages.parts.targets import rows, table
from pages.parts.targets.rows import View
from pages.parts.ui import choices
from pages.parts.ui.board import Drawn
from pages.parts.ui.html import Markup, button, tag
from pages.parts.ui.markdown import markdown
from pages.parts.ui.matrix import short
from queries.measures import STATUSES

ONLY = {"": "全部", "late": "只看滞后", "miss": "预计完不成", "silent": "滞后而未说明原因"}
SORTS = {"": "差距最大在前", "best": "超序时最多在前", "done": "完成率低在前", "yoy": "同比降得多在前", "ends": "年底预计低在前",
         "official": "按目录和区划次序"}
GROUPS = {"": "不分组", "action": "按行动", "place": "按地区"}
LABELS = {"aim_action": "行动", "only": "范围", "aim_programme": "工作项目", "aim_status": "状态", "aim_place": "地区",
          "aim_sort": "排序", "aim_group": "分组", "aim_find": "查找"}
"""What each control is called, by its key in the session."""
DOORS = {"forward": "结转到下一年", "changes": "修改记录"}
NARROWING = {"aim_action": "行动：{}", "only": "{}", "aim_programme": "项目：{}", "aim_status": "状态：{}",
             "aim_place": "地区：{}", "aim_find": "查找：{}"}
"""What its chip says of each that narrows the table."""


@dataclass(frozen=True)
class Filters:
    """view: what is asked for. controls: the board of them. chips: what narrows the table, to stand above it."""

    view: View
    controls: Drawn
    chips: Markup | str


def choose(key: str, value: str) -> None:
    """A choice made in one of the controls; nothing for what is none of theirs."""
    if not key:
        st.session_state.update(dict.fromkeys(NARROWING, ""))
    elif key in LABELS:
        st.session_state[key] = value[:100]
        if key == "aim_action":
            st.session_state["aim_programme"] = ""
    st.session_state["aim_page"] = ""


def settled(scope: Scope) -> Filters:
    """What address and session ask for; what there is not is said and left out."""
    _settle("aim_action", _actions(scope.version))
    offered = _offered(scope, st.session_state["aim_action"])
    for key, options in offered.items():
        _settle(key, options)
    held = {key: st.session_state.setdefault(key, "") or "" for key in LABELS}
    said = {key: words.format(offered[key][held[key]] if key in offered else held[key])
            for key, words in NARROWING.items() if held[key]}
    view = View(*(held[key] for key in ("aim_action", "aim_programme", "aim_status", "aim_place", "only", "aim_find", "aim_sort",
                                        "aim_group")))
    return Filters(view, Drawn({"choices": _controls(scope, view.action)}, values=held), choices.chips(said))


@by_version(4)
def _actions(version: int) -> Mapping[str, str]:
    return {"": "全部"} | reference.actions(version).set_index("code")["name"].map(short).to_dict()


@by_version(64)
def _offered(scope: Scope, action: str) -> Mapping[str, Mapping[str, str]]:
    """What each control but the search offers: value -> words, "" for no filter."""
    return {"aim_action": _actions(scope.version), "only": ONLY,
            "aim_programme": {"": "全部项目"} | {name: name for name in _programmes(scope.version, scope.year, action)},
            "aim_status": {"": "全部状态"} | {word: word for word in STATUSES}, "aim_place": rows.place_options(scope),
            "aim_sort": SORTS, "aim_group": GROUPS}


@by_version(64)
def _controls(scope: Scope, action: str) -> Markup:
    offered = _offered(scope, action)
    drawn = {"aim_action": choices.pills, "only": lambda *of: choices.pills(*of, look="joined"),
             "aim_group": lambda *of: choices.pills(*of, look="joined")}
    each = (drawn.get(key, choices.dropdown)(LABELS[key], key, options) for key, options in offered.items())
    doors = (button(Choose("aim_open", kind), words) for kind, words in DOORS.items())
    return tag("div", *each, choices.find(LABELS["aim_find"], "aim_find", "查指标、项目、地区"), *doors, look="choices")


def _programmes(version: int, year: int, action: str) -> tuple[str, ...]:
    """Those of the action, or all, in the year's catalogue."""
    catalogue = reference.indicators_in(version, year)
    of_action = catalogue["action_id"].map(reference.actions(version).set_index("id")["code"]) == action
    return tuple(catalogue.loc[of_action if action else catalogue.index, "programme"].unique())


def _settle(key: str, options: Mapping[str, str]) -> None:
    """A value that is not among the options is dropped: silently where another choice made it void, with a word where a link
    asked for it."""
    wanted = st.session_state.get(key)
    if wanted in options:
        return
    if wanted and st.query_params.get(key) == wanted and st.query_params.to_dict() != st.session_state.get("url"):
        st.warning(markdown("网址里的{}“{}”在这里没有，已改为“{}”。", LABELS[key], wanted[:20], options[""]),
                   icon=":material/link_off:")
    st.session_state[key] = ""


def page(scope: Scope, view: View) -> int:
    """The page of the table that the URL asks for, the first where there is no such page."""
    wanted = st.session_state.get("aim_page", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1
    number = number if 1 <= number <= table.pages(scope, view) else 1
    st.session_state["aim_page"] = str(number) if number > 1 else ""
    return number

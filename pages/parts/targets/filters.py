"""The target desk's filters: widgets whose values the URL holds, and the view that they ask for."""

from collections.abc import Mapping

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.targets import rows, table
from pages.parts.targets.rows import View
from pages.parts.ui.chips import show_chips
from pages.parts.ui.markdown import markdown, plain
from pages.parts.ui.matrix import short
from queries.measures import STATUSES

ONLY = {"": "全部", "late": "只看滞后", "miss": "预计完不成", "silent": "滞后而未说明原因"}
SORTS = {"": "差距最大在前", "best": "超序时最多在前", "done": "完成率低在前", "yoy": "同比降得多在前", "ends": "年底预计低在前",
         "official": "按目录和区划次序"}
GROUPS = {"": "不分组", "action": "按行动", "place": "按地区"}


def first_page() -> None:
    st.session_state["aim_page"] = ""


def show_filters(scope: Scope, first) -> View:
    """Draws the filters, the two most used in the container `first`; what the URL asks for and there is not is said and left
    out."""
    actions = reference.actions(scope.version).set_index("code")["name"].map(short).to_dict()
    with first:
        action = pick(st.pills, "行动", "aim_action", {"": "全部"} | actions, required=True, on_change=_new_action)
        only = pick(st.segmented_control, "范围", "only", ONLY, required=True)
    programmes = _programmes(scope.version, scope.year, action)
    with st.container(horizontal=True, vertical_alignment="center", key="desk-second"):
        programme = pick(st.selectbox, "工作项目", "aim_programme", {"": "全部项目"} | {name: name for name in programmes},
                         width=220)
        status = pick(st.selectbox, "状态", "aim_status", {"": "全部状态"} | {word: word for word in STATUSES}, width=140)
        place = pick(st.selectbox, "地区", "aim_place", rows.place_options(scope), width=180)
        sort = pick(st.selectbox, "排序", "aim_sort", SORTS, width=190)
        group = pick(st.segmented_control, "分组", "aim_group", GROUPS, required=True)
        st.session_state.setdefault("aim_find", "")
        find = st.text_input("查找", key="aim_find", placeholder="查指标、项目、地区", label_visibility="collapsed", width=200,
                             persist_state="session", type="search", live=True, on_change=first_page)
    said = {"aim_action": f"行动：{actions.get(action)}", "only": ONLY[only], "aim_programme": f"项目：{programme}",
            "aim_status": f"状态：{status}", "aim_place": f"地区：{rows.place_options(scope)[place]}",
            "aim_find": f"查找：{find}"}
    show_chips({key: words for key, words in said.items() if st.session_state[key]}, first_page)
    return View(action, programme, status, place, only, find or "", sort, group)


@by_version(32)
def _programmes(version: int, year: int, action: str) -> tuple[str, ...]:
    """Those of the action, or all, in the year's catalogue."""
    catalogue = reference.indicators_in(version, year)
    of_action = catalogue["action_id"].map(reference.actions(version).set_index("id")["code"]) == action
    return tuple(catalogue.loc[of_action if action else catalogue.index, "programme"].unique())


def _new_action() -> None:
    st.session_state["aim_programme"] = ""
    first_page()


def pick(widget, label: str, key: str, options: Mapping[str, str], on_change=first_page, **look) -> str:
    """One filter. A value that is not among the options is dropped: silently where another choice made it void, with a
    word where a link asked for it."""
    wanted = st.session_state.get(key)
    if wanted not in options:
        if wanted and st.query_params.get(key) == wanted and st.query_params.to_dict() != st.session_state.get("url"):
            st.warning(markdown("网址里的{}“{}”在这里没有，已改为“{}”。", label, wanted[:20], options[""]),
                       icon=":material/link_off:")
        st.session_state[key] = ""
    if widget is st.selectbox:  # shows its options as text
        words, look = options, look | {"filter_mode": "contains" if len(options) > 12 else None}
    else:
        words = {option: plain(said) for option, said in options.items()}
    return widget(plain(label), list(options), key=key, format_func=words.get, label_visibility="collapsed",
                  persist_state="session", on_change=on_change, **look)


def page(scope: Scope, view: View) -> int:
    """The page of the table that the URL asks for, the first where there is no such page."""
    wanted = st.session_state.get("aim_page", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1
    number = number if 1 <= number <= table.pages(scope, view) else 1
    st.session_state["aim_page"] = str(number) if number > 1 else ""
    return number

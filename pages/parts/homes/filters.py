"""The page's own controls: measure, form and the month to compare with; all of them in the URL."""

import streamlit as st

from pages.parts.homes.register import MEASURES, View, children, forms
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle, worded
from pages.parts.ui import format as fmt
from pages.parts.ui.chips import show_chips
from queries.periods import between


def choose(scope: Scope) -> View:
    known = forms(scope.version)
    labels = {"": "全部妇女之家"} | {name: name if domain == "other" else f"妇女之家：{name}"
                                for name, domain in zip(known["name"], known["domain"], strict=True)}
    earlier = {""} | {str(period) for period in months_before(scope)}
    # What belonged to another region or a later month is dropped without a word: the visitor has just moved on.
    towns = children(scope.version, scope.region)
    for key, allowed in (("home_since", earlier), ("home_town", {"", *towns.loc[towns["level"] == "township", "code"]})):
        if st.session_state.get(key, "") not in allowed:
            st.session_state[key] = ""
    settle("home_measure", list(MEASURES), "rate")
    settle("home_form", list(labels), "")
    settle("home_since", ["", *sorted(earlier - {""}, reverse=True)], "")
    with st.container(horizontal=True, vertical_alignment="center", key="homes-bar"):
        st.segmented_control("看什么", list(MEASURES), key="home_measure", format_func=MEASURES.__getitem__, required=True,
                             persist_state="session", label_visibility="collapsed")
        form = st.selectbox("形式", list(labels), key="home_form", format_func=worded(labels), persist_state="session",
                            label_visibility="collapsed", width=230)
        since = st.selectbox("与哪个月比", ["", *sorted(earlier - {""}, reverse=True)], key="home_since", persist_state="session",
                             format_func=lambda month: f"与{fmt.period(int(month))}并排" if month else "不与别的月份并排",
                             label_visibility="collapsed", width=230, filter_mode=None)
    town = st.session_state.get("home_town", "")
    said = {"home_form": f"形式：{form}", "home_since": f"与{fmt.period(int(since or 0))}并排" if since else "",
            "home_town": f"乡镇：{towns.loc[towns['code'] == town, 'name'].iloc[0]}" if town else "",
            "home_find": f"未建家的村里查找：{st.session_state.get('home_find')}"}
    show_chips({key: words for key, words in said.items() if st.session_state.get(key)})
    return View(scope, st.session_state["home_measure"], form, int(since or 0), town)


def months_before(scope: Scope) -> list[int]:
    """The months that have data before the one that is shown."""
    period = scope.year * 100 + scope.month
    return [month for month in between(min(reference.years(scope.version)) * 100 + 1, period) if month < period]

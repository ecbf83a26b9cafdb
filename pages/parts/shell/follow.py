"""What a click leads to. Called before the page runs again, so that it may still set what the scope bar will show."""

from dataclasses import fields

import streamlit as st

from pages.parts.shell import explained, picks, reference
from pages.parts.shell.addresses import ALL, FILTERS
from pages.parts.shell.cache import newest
from pages.parts.shell.picks import Pick
from pages.parts.shell.ways import go_to_region, region_ids

TREND, SIGNALS = "", "异动"
"""What the chart of an action page may show: the session's `chart`; 走势 unless something else is chosen."""


def follow(pick: Pick) -> None:
    """Follows what any page may show. What names no region, page or indicator that there is, and what only some page of its
    own knows, leads nowhere."""
    version = newest() or reference.current_version()  # the page that was clicked on was drawn of no newer one
    if isinstance(pick, picks.Why):  # of townships too, that no page is about
        explained.open_at(version, pick.region, pick.indicator)
    elif is_there(version, pick):
        _lead(version, pick)


def _lead(version: int, pick: Pick) -> None:
    match pick:
        case picks.Region(region):
            go_to_region(version, region)
        case picks.Page(address):
            st.session_state["go_to"] = address
        case picks.ActionOf(region, address):
            go_to_region(version, region)
            st.session_state["go_to"] = address
        case picks.IndicatorOf(region, indicator):
            go_to_region(version, region)
            _go_to_indicator(version, indicator)
        case picks.Signal(region, indicator):
            go_to_region(version, region)
            _go_to_indicator(version, indicator)
            st.session_state["chart"] = SIGNALS
        case picks.Trend(indicator):
            _go_to_indicator(version, indicator)
        case picks.Origin(indicator):
            st.session_state[explained.KEY] = indicator
            st.session_state.pop(explained.WRITE, None)
        case picks.Years(indicator):
            st.session_state.update({"over": indicator, "over_with": "", "go_to": "linian"})
        case picks.Beside(codes):
            st.session_state.update({"regions": codes, "go_to": "duibi"})
        case picks.Township(code):
            st.session_state.update({"town": code, "go_to": "xiangzhen"})
        case picks.Desk(only, place):
            st.session_state.update(dict.fromkeys(FILTERS["mubiao"], "") | {"only": only, "aim_place": place})
            st.session_state["go_to"] = "mubiao"
        case picks.Matters(colour, state):
            st.session_state.update(dict.fromkeys(FILTERS["duban"], "") | {"matter_colour": colour, "matter_state": state})
            st.session_state["go_to"] = "duban"
        case picks.Matter(number):
            st.session_state.update(dict.fromkeys(FILTERS["duban"], "") | {"matter": str(number), "go_to": "duban"})
        case picks.Project(code):
            st.session_state.update({"project": code, "go_to": "xiangmu"})
        case picks.Projects(action, state):
            st.session_state.update(dict.fromkeys(FILTERS["xiangmu"], "") | {"project_action": action, "project_state": state})
            st.session_state["go_to"] = "xiangmu"
        case picks.NewMatterOf(project):
            st.session_state.update(dict.fromkeys(FILTERS["duban"], "") | {"new": project, "go_to": "duban"})
        case picks.NewMatter(region, indicator):
            code = reference.tree(version).at[region, "code"]
            st.session_state.update(dict.fromkeys(FILTERS["duban"], "") | {"new": f"{code}-{indicator}", "go_to": "duban"})


def is_there(version: int, pick: Pick) -> bool:
    """Whether there are the region, indicator and page that the pick names."""
    known = {"region": lambda: region_ids(version).values(), "address": lambda: ALL,
             "indicator": lambda: reference.indicators(version)["code"].to_numpy()}
    return all(getattr(pick, field.name) in known[field.name]() for field in fields(pick) if field.name in known)


def _go_to_indicator(version: int, code: str) -> None:
    st.session_state["indicator"] = code
    st.session_state["go_to"] = action_of(version, code)


def action_of(version: int, indicator_code: str) -> str:
    """The address of the action that an indicator belongs to; 基础数据 has none and leads to the catalogue."""
    catalogue, actions = reference.indicators(version), reference.actions(version)
    action = catalogue.loc[catalogue["code"] == indicator_code, "action_id"].iloc[0]
    of = actions[actions["id"] == action].iloc[0]
    return "zhibiao" if of["kind"] == "base" else of["code"]

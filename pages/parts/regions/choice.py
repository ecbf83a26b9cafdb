"""Whose units are shown: those below the whole, a county, or a township."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle, worded
from queries.region_list import list_units_below

PARTS = {"": "在用的", "all": "全部（含停用的）"}


@dataclass(frozen=True)
class View:
    """The region whose units are shown; whether those that ended are."""

    parent: int
    ended: bool


@by_version(64)
def below(version: int, parent: int) -> pd.DataFrame:
    """queries.region_list.list_units_below of what lies below, itself not among them."""
    found = reference.ask(list_units_below, parent)
    return found[found.index != parent]


@by_version(64)
def offered(version: int) -> Mapping[str, str]:
    """Code -> name of the regions that have units below them and that one can look at: the whole, counties, townships."""
    nodes, places = reference.tree(version), reference.places(version)
    names = nodes.set_index("code")["name"].to_dict() | places.set_index("code")["name"].to_dict()
    return dict(sorted(names.items()))


def show(scope: Scope) -> View:
    known = offered(scope.version)
    first = reference.tree(scope.version).at[scope.region, "code"]
    settle("tree_of", list(known), first)
    settle("tree_show", list(PARTS), "")
    with st.container(horizontal=True, vertical_alignment="center"):
        code = st.selectbox("看哪里的下级", list(known), key="tree_of", format_func=worded(known), width=260,
                            persist_state="session", filter_mode="contains", label_visibility="collapsed")
        ended = st.segmented_control("显示", list(PARTS), required=True, key="tree_show", format_func=PARTS.__getitem__,
                                     label_visibility="collapsed", persist_state="session")
    return View(id_of(scope.version, code or first), ended == "all")


def id_of(version: int, code: str) -> int:
    nodes, places = reference.tree(version), reference.places(version)
    found = nodes.index[nodes["code"] == code].tolist() or places.index[places["code"] == code].tolist()
    return int(found[0])

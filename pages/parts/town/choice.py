"""Which township is opened."""

from dataclasses import dataclass

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.markdown import markdown


@dataclass(frozen=True)
class View:
    """A scope, the township (its id) and what it lies in."""

    scope: Scope
    town: int
    county: int

    @property
    def period(self) -> int:
        return self.scope.year * 100 + self.scope.month


def opened(scope: Scope) -> View | None:
    """The township that the address names, or the scope's own region where that is one (below a county as root). A code that
    is none is said; one that lies outside the scope's region is dropped: the visitor has moved on."""
    places, code = reference.places(scope.version), st.session_state.get("town", "")
    if places.at[scope.region, "level"] == "township":
        st.session_state["town"] = ""
        return View(scope, scope.region, int(places.at[scope.region, "parent_id"]))
    found = places.index[(places["code"] == code) & (places["level"] == "township")]
    if code and not len(found):
        st.warning(markdown("没有区划代码为“{}”的乡镇，请在下面选。", code[:20]), icon=":material/link_off:")
    if len(found) and scope.region in above(scope.version, int(found[0])):
        return View(scope, int(found[0]), int(places.at[found[0], "parent_id"]))
    st.session_state["town"] = ""
    return None


def above(version: int, region: int) -> list[int]:
    """The regions that it lies in, nearest first."""
    parents, found = reference.places(version)["parent_id"], []
    while not fmt.is_missing(parents.get(region)):
        region = int(parents[region])
        found.append(region)
    return found

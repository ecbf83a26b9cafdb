"""Where one can go to: the regions below the root that the reader may see, and the choices on the way to one."""

from collections.abc import Mapping

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.place_names import whole
from pages.parts.shell.reader import reader


@by_version(512)
def steps(version: int, code: str, period: int) -> tuple[Mapping[str, str], ...]:
    """The choices on the way to a region: for the root and everything below it on that way the codes to choose from, the
    whole itself first (全省, 全市), in official order, with what the bar calls them: those in use at the month, and whatever
    lies on the way."""
    nodes, found = reference.tree(version), []
    now = reference.tree_at(version, period)
    region = region_ids(version)[code]
    way = [region]
    while way[0] != reference.root_of(version):
        way.insert(0, int(nodes.at[way[0], "parent_id"]))
    for place in way:
        children = nodes[(nodes["parent_id"] == place) & (nodes.index.isin(now.index) | nodes.index.isin(way))]
        if len(children) or not found:
            again = children["name"].duplicated(keep=False)
            labels = children["name"].where(~again, children["name"] + "（" + children["code"] + "）")
            itself = {nodes.at[place, "code"]: whole(nodes.at[place, "name"])} if nodes.at[place, "code"] in region_ids(
                version) else {}
            found.append(itself | dict(zip(children["code"], labels, strict=True)))
    return tuple(found)


@by_version(64)
def region_ids(version: int) -> Mapping[str, int]:
    """The regions that one can go to, by code; not the whole of which a reader sees the total alone."""
    nodes = reference.tree(version)
    if reader().total:
        nodes = nodes[nodes["parent_id"].notna()]
    return {code: int(region) for code, region in zip(nodes["code"], nodes.index, strict=True)}


def go_to_region(version: int, region: int) -> None:
    """Makes the region the page's, as a click on its pill would; to be called before the bar is drawn."""
    st.session_state["region"] = reference.codes(version)[region]

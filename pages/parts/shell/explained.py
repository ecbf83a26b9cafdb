"""Which figure is explained over the page: part of every page's address, as why=<区划代码>-<indicator>, or the indicator alone
for the page's own region."""

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.url import note
from pages.parts.shell.ways import region_ids
from queries.catalogue import last_year_of

KEY = "why"
WRITE = "write"
"""Whether the reason for it is being written down: part of the address too."""


def settle(version: int) -> None:
    """Says so where the address names what there is not, or what the reader may not see; then nothing is opened."""
    wanted = st.session_state.get(KEY)
    if wanted and _find(version, wanted) is None:
        note("网址里要看的那项，没有对应的地区或指标，没有打开。")
        close()


def find(version: int) -> tuple[int, str] | None:
    """The region and the indicator (its code) that are asked for; None where nothing is."""
    wanted = st.session_state.get(KEY)
    return _find(version, wanted) if wanted else None


def _find(version: int, text: str) -> tuple[int, str] | None:
    place, _, code = text.partition("-") if text[:1].isdigit() else (st.session_state["region"], "", text)
    region = region_ids(version).get(place) or reference.townships(version).get(place)
    catalogue = reference.indicators(version)
    begun = any(last_year_of(row, st.session_state["year"]) for row in catalogue[catalogue["code"] == code].itertuples())
    return (region, code) if region and begun else None  # one that has ended by then is told of with its past


def open_at(version: int, region: int, code: str) -> None:
    """Opens it; nothing where there is no such thing, or not for this reader."""
    codes = {number: place for known in (region_ids(version), reference.townships(version)) for place, number in known.items()}
    if region in codes and code in reference.indicators(version)["code"].to_numpy():
        st.session_state[KEY] = f"{codes[region]}-{code}"
        st.session_state.pop(WRITE, None)


def close() -> None:
    st.session_state.pop(KEY, None)
    st.session_state.pop(WRITE, None)

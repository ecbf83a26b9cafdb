"""The reporting page's own bar: which part of it is shown; and what a click on the page leads to."""

from datetime import date

import streamlit as st

from pages.parts.reporting import asks
from pages.parts.reporting import excel as files
from pages.parts.shell import follow as shell
from pages.parts.shell import picks
from pages.parts.shell.picks import Pick
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle
from pages.parts.ui import format as fmt
from pages.parts.ui.chips import show_chips

LOOKS = {"due": "上报情况", "items": "按指标", "remind": "催报", "findings": "数据疑点", "quoted": "引文核查"}


def show_bar(scope: Scope, today: date) -> str:
    """Draws the choice, with the Excel of what is chosen beside it; returns the choice."""
    settle("look", list(LOOKS), "due")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="reporting-bar"):
        st.segmented_control("看什么", list(LOOKS), key="look", format_func=LOOKS.__getitem__, required=True,
                             label_visibility="collapsed", persist_state="session")
        look = st.session_state["look"]
        if look in ("due", "items", "remind"):
            files.download_reports(scope, today)
        elif look == "findings":
            files.download_findings(scope)
    return look


def follow(pick: Pick) -> None:
    """What only this page knows, a cell or a rule clicked again being none; anything else as everywhere."""
    match pick:
        case picks.Due(chosen) | picks.Rule(chosen):
            st.session_state[pick.kind] = "" if st.session_state.get(pick.kind) == chosen else chosen
        case picks.Finding():
            st.session_state["finding"] = str(pick)
        case _:
            shell.follow(pick)


def chosen(scope: Scope, today: date) -> str:
    """The cell of the matrix whose gaps are shown, as in its pick; "" for all of them."""
    cells = asks.rates(scope, today, "place", "period")
    codes = asks.codes(scope.version)
    settle("cell", ["", *(f"{codes[row.place]}-{row.period}" for row in cells.itertuples())], "")
    cell = st.session_state["cell"]
    if cell:
        code, period = cell.split("-")
        place = next(region for region, text in codes.items() if text == code)
        show_chips({"cell": f"只看{asks.labels(scope.version)[place]}{fmt.period(int(period))}"})
    return cell

"""Which of the action's indicators is looked at, and what of it."""

import pandas as pd
import streamlit as st

from pages.parts.shell.follow import SIGNALS, TREND
from pages.parts.shell.url import settle, worded
from queries.catalogue import leading


def pick_indicator(indicators: pd.DataFrame) -> str:
    """The indicator whose trend the action page shows, the action's leading one first."""
    names = dict(zip(indicators["code"], indicators["short_name"], strict=True))
    if st.session_state.get("indicator") not in names:
        leads = leading(indicators)
        assert leads is not None  # asked of an action that has some
        st.session_state["indicator"] = leads["code"]
    st.selectbox("看哪个指标", list(names), key="indicator", format_func=worded(names), persist_state="session",
                 label_visibility="collapsed", filter_mode=None)
    return st.session_state["indicator"]


def pick_chart() -> str:
    settle("chart", [TREND, SIGNALS], TREND)
    return st.segmented_control("看什么", [TREND, SIGNALS], key="chart", required=True, label_visibility="collapsed",
                                width="content", persist_state="session",
                                format_func={TREND: "走势", SIGNALS: "异常变动"}.__getitem__) or TREND

"""Which of the action's indicators is looked at."""

import pandas as pd
import streamlit as st

from pages.parts.shell.url import worded


def pick_indicator(indicators: pd.DataFrame) -> str:
    """The indicator whose trend the action page shows; the action's leading one first."""
    names = dict(zip(indicators["code"], indicators["short_name"], strict=True))
    if st.session_state.get("indicator") not in names:
        st.session_state["indicator"] = indicators.loc[indicators["headline"], "code"].iloc[0]
    st.selectbox("看哪个指标", list(names), key="indicator", format_func=worded(names), persist_state="session",
                 label_visibility="collapsed", filter_mode=None)
    return st.session_state["indicator"]

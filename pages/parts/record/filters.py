"""What of the record is asked for: by time, who, act, outcome and region; which part of it is shown."""

from datetime import datetime, time, timedelta

import streamlit as st

from pages.parts.shell import reference
from pages.parts.shell.url import worded
from pages.parts.ui.markdown import markdown
from queries.record import EVENTS, OUTCOMES, count_record
from queries.regions import list_regions

ROWS = 100


def show_filters() -> dict:
    """The wish as queries.record.read_record takes it."""
    places = {str(region): name for region, name in reference.ask(list_regions)["name"].items()}
    acts, outcomes = {"": "全部"} | EVENTS, {"": "全部"} | OUTCOMES
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = st.date_input("从", value=None, key="record-since", format="YYYY-MM-DD", width=150)
        until = st.date_input("到", value=None, key="record-until", format="YYYY-MM-DD", width=150)
        who = st.text_input("谁", key="record-who", placeholder="账号、单位或地址", width=200)
        what = st.text_input("对象", key="record-what", placeholder="文件、批次或导出编号", width=200)
        act = st.selectbox("做什么", list(acts), key="record-act", format_func=worded(acts), width=150)
        outcome = st.selectbox("结果", list(outcomes), key="record-outcome", format_func=worded(outcomes), width=110)
        region = st.selectbox("地区", ["", *places], key="record-region", format_func=worded({"": "全部"} | places), width=170)
    return {"since": since and datetime.combine(since, time()), "who": (who or "").strip(),
            "what": (what or "").strip(), "act": act, "outcome": outcome,
            "before": until and datetime.combine(until, time()) + timedelta(days=1), "region": int(region) if region else None}


def choose_part(wanted: dict) -> tuple[int, int]:
    """How many rows there are, and from which on they are shown."""
    many = reference.ask(count_record, wanted)
    parts = max(1, -(-many // ROWS))
    if st.session_state.get("record-part", 1) > parts:
        st.session_state["record-part"] = 1
    part = st.number_input(markdown("第几页（共 {} 页，{:,} 条）", parts, many), 1, parts, key="record-part", width=220)
    return many, (int(part) - 1) * ROWS

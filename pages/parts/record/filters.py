"""What of the record is asked for: by time, who, act, outcome and region; which part of it is shown."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

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
        said = (st.text_input("从", key="record-since", placeholder="年-月-日", width=150),
                st.text_input("到", key="record-until", placeholder="年-月-日", width=150))
        who = st.text_input("谁", key="record-who", placeholder="账号、单位或地址", width=200)
        what = st.text_input("对象", key="record-what", placeholder="文件、第几次导入或导出编号", width=200)
        act = st.selectbox("做什么", list(acts), key="record-act", format_func=worded(acts), width=150)
        outcome = st.selectbox("结果", list(outcomes), key="record-outcome", format_func=worded(outcomes), width=110)
        region = st.selectbox("地区", ["", *places], key="record-region", format_func=worded({"": "全部"} | places), width=170)
    since, until = map(day, said)
    if any(text and text.strip() and not known for text, known in zip(said, (since, until), strict=True)):
        st.warning("日期看不懂，没有按它筛选。请写成 2026-11-05、2026年11月5日 或 20261105。")
    return {"since": since and datetime.combine(since, time()), "who": (who or "").strip(),
            "what": (what or "").strip(), "act": act, "outcome": outcome,
            "before": until and datetime.combine(until, time()) + timedelta(days=1), "region": int(region) if region else None}


def day(text: str | None) -> date | None:
    """The day that is written as offices write it."""
    plain = unicodedata.normalize("NFKC", text or "").strip()
    found = re.fullmatch(r"(\d{4})(?:\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?|(\d\d)(\d\d))", plain)
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


def choose_part(wanted: dict) -> tuple[int, int]:
    """How many rows there are, and from which on they are shown."""
    many = reference.ask(count_record, wanted)
    parts = max(1, -(-many // ROWS))
    if st.session_state.get("record-part", 1) > parts:
        st.session_state["record-part"] = 1
    part = st.number_input(markdown("第几页（共 {} 页，{:,} 条）", parts, many), 1, parts, key="record-part", width=220)
    return many, (int(part) - 1) * ROWS

"""Whose sheets these are, where they do not say: what was taught of that unit's sheets is used."""

import streamlit as st

from data.write.text import LONGEST_ACTOR


def ask() -> str:
    """The unit, "" where the sheets are to say."""
    return st.text_input("谁报来的表", key="intake_sender", max_chars=LONGEST_ACTOR,
                         placeholder="表里写明的不用填；教过的写法按单位记").strip()

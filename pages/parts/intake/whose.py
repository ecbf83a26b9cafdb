"""Whose sheets these are, where they do not say: what was taught of that unit's sheets is used."""

import streamlit as st

from pages.parts.shell import writes


def ask(version: int) -> str:
    """The unit, "" where the sheets are to say."""
    return st.selectbox("谁报来的表", writes.units(version), index=None, key="intake_sender", accept_new_options=True, filter_mode="contains",
                        placeholder="表里写明的不用填；教过的写法按单位记") or ""

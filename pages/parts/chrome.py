"""The page around the content: language, the few English words Streamlit leaves in the UI, and legible type."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
STYLE, SCRIPT = ((HERE / name).read_text("utf-8") for name in ("chrome.css", "chrome.js"))
CHROME = f"<style>{STYLE}</style><script>{SCRIPT}</script>"


def set_chrome() -> None:
    st.html(CHROME, unsafe_allow_javascript=True)

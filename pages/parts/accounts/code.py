"""The picture from which a phone's app takes an account's key: made here, shown once."""

import segno
import streamlit as st

from data.write.accounts import link_of
from pages.parts.ui.html import Markup, draw, html


def show_once(name: str, key: str) -> None:
    """Keeps it for the next run of the page."""
    st.session_state["code-picture"] = (name, link_of(name, key))


def show_picture() -> None:
    """What was kept, and forgets it."""
    if held := st.session_state.pop("code-picture", None):
        draw(picture(*held))


def picture(name: str, link: str) -> Markup:
    drawn = segno.make(link, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="#1c1917", light="#fff")
    return html('<img class="code-picture" src="{}" alt="账号 {} 的动态口令密钥，供手机扫描">', drawn, name)

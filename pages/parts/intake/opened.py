"""The file that this session looks at: read once, kept with what it would change, until it is committed or replaced."""

from dataclasses import dataclass

import streamlit as st

from data.intake.draft import Draft
from data.intake.files.limits import MB
from data.intake.preview import Preview, preview
from data.intake.read import draft_of
from data.intake.sheets import Unusable
from pages.parts.shell import reference
from pages.parts.ui.markdown import shown_on
from queries.database import reading

MOST_A_SESSION = 300 * MB
"""What one opening of the page may upload altogether; a reload begins anew."""


@dataclass(frozen=True)
class Opened:
    """A file that could be read: what was made of it, and what it would change. key: the data's version, name and content."""

    key: tuple
    content: bytes
    draft: Draft
    preview: Preview


@dataclass(frozen=True)
class Unreadable:
    """A file that could not be read, and why (Chinese)."""

    key: tuple
    name: str
    why: str


def open_file(version: int, name: str, content: bytes) -> Opened | Unreadable:
    """The file read and compared with the database as it is; again only where either has changed."""
    key = (version, name, hash(content))
    held = st.session_state.get("intake")
    if held is not None and held.key == key:
        return held
    uploaded = st.session_state["intake_uploaded"] = st.session_state.get("intake_uploaded", 0) + len(content)
    if uploaded > MOST_A_SESSION:
        return _keep(Unreadable(key, name, f"打开这一页以来已上传 {uploaded / MB:,.0f} MB，超过 {MOST_A_SESSION // MB} MB 的上限，"
                                           "没有读。请刷新网页后再选文件；已入库的不受影响"))
    bar = st.progress(0.0, "正在打开文件")
    tell = shown_on(bar)
    try:
        with reading(reference.engine()) as connection:
            draft = draft_of(connection, name, content, tell=tell)
            opened = Opened(key, content, draft, preview(connection, draft, lambda share, words: tell(0.85 + 0.15 * share, words)))
    except Unusable as error:
        opened = Unreadable(key, name, str(error))
    bar.empty()
    return _keep(opened)


def _keep(opened: Opened | Unreadable) -> Opened | Unreadable:
    st.session_state["intake"] = opened
    return opened


def forget_file() -> None:
    """Empties the upload control and all that came from it."""
    st.session_state.pop("intake", None)
    st.session_state["intake_turn"] = st.session_state.get("intake_turn", 0) + 1

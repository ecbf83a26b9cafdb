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


@dataclass
class Opened:
    """What was made of the file: draft and preview, or the words (Chinese) why there is none."""

    key: tuple
    content: bytes
    draft: Draft | None = None
    preview: Preview | None = None
    wrong: str = ""


def open_file(version: int, name: str, content: bytes) -> Opened:
    """The file read and compared with the database as it is; again only where either has changed."""
    key = (version, name, hash(content))
    held = st.session_state.get("intake")
    if held is not None and held.key == key:
        return held
    uploaded = st.session_state["intake_uploaded"] = st.session_state.get("intake_uploaded", 0) + len(content)
    if uploaded > MOST_A_SESSION:
        st.session_state["intake"] = Opened(key, b"", wrong=f"打开这一页以来已上传 {uploaded / MB:,.0f} MB，超过 {MOST_A_SESSION // MB} MB 的上限，"
                                                          "没有读。请刷新网页后再选文件；已入库的不受影响")
        return st.session_state["intake"]
    bar = st.progress(0.0, "正在打开文件")
    opened, tell = Opened(key, content), shown_on(bar)
    try:
        with reading(reference.engine()) as connection:
            opened.draft = draft_of(connection, name, content, tell=tell)
            opened.preview = preview(connection, opened.draft, lambda share, words: tell(0.85 + 0.15 * share, words))
    except Unusable as error:
        opened.draft, opened.wrong = None, str(error)
    bar.empty()
    st.session_state["intake"] = opened
    return opened


def forget_file() -> None:
    """Empties the upload control and all that came from it."""
    st.session_state.pop("intake", None)
    st.session_state["intake_turn"] = st.session_state.get("intake_turn", 0) + 1

"""The one door by which a file leaves a page: nothing is made, numbered or put on record before it is asked for by a click.

Streamlit calls what makes a file beside the page's run, and hands its address to the browser that clicked.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import Literal

import streamlit as st
from streamlit.runtime import app_session
from streamlit.runtime.backend_operation_handler import DeferredFileHandler

from data import clock
from data.write.actor import Actor
from data.write.errors import NotPermitted, NotWritten
from data.write.exports import Leaving, send_out
from pages.parts.shell import permit, reference
from pages.parts.shell.cache import takes_only_kept
from pages.parts.shell.present import present
from pages.parts.shell.reader import Reader, bound, of_account, reader
from pages.parts.shell.visitors import Visitor, here
from pages.parts.ui.markdown import plain
from queries.database import DatabaseFault
from queries.fault_words import said

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"xlsx": EXCEL, "csv": "text/csv", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "zip": "application/zip"}
OTHER = "application/octet-stream"
CHANGED = "没有导出：这个账号已经退出，或者授权刚改过。请刷新页面再试。"
UNFORESEEN = "没有导出：文件没有做出来。请刷新再试；若仍不行，请把时间和网址告诉管理员。"
why_not: ContextVar[list[str]] = ContextVar("why_not")
"""Where whoever makes a file leaves word of why there is none."""


def offer(label: str, file: Leaving, make: Callable[[], bytes], *, key: str, rounded: bool = False, icon: str = "download",
          hint: str = "", width: Literal["content", "stretch"] = "content") -> None:
    """The button. rounded: there may be 敏感数 in the file; whoever sees these as they are may ask for them so (含敏感数)."""
    if takes_only_kept():  # the figures of before go into no file
        st.button(plain(label), key=f"{key}-later", icon=f":material/{icon}:", disabled=True, width=width,
                  help="正在按新数据更新，更新以后再导出。")
        return
    wants_exact = False
    if rounded and reader().exact:
        wants_exact = st.checkbox("含敏感数", key=f"{key}-exact", width="content",
                                  help="不勾选时敏感数取约数；勾选后写确切的数，文件上注明，记入审计记录")
        label += "（含敏感数）" if wants_exact else ""
    file = replace(file, exact=file.exact or wants_exact)
    visitor, actor = present(), permit.actor(st.session_state.get("actor", ""))
    seen, make = reader(), bound(make, wants_exact)

    def made() -> bytes:
        if not _is_still_in(visitor, seen):
            raise NotPermitted(CHANGED, actor, "export")
        return make()

    st.download_button(plain(label), lambda: _sent(file, made, actor), file.name,
                       KINDS.get(file.name.rpartition(".")[2].lower(), OTHER), icon=f":material/{icon}:", key=key,
                       on_click="ignore", help=plain(hint), width=width)


def _sent(file: Leaving, make: Callable[[], bytes], actor: Actor) -> bytes:
    try:
        return send_out(reference.engine(), file, make, actor=actor, at=clock.now())[1]
    except (NotWritten, DatabaseFault) as error:
        if held := why_not.get(None):
            held[0] = f"没有导出：{said(error.reason)}" if isinstance(error, DatabaseFault) else str(error)
        raise


def _is_still_in(visitor: Visitor | None, seen: Reader) -> bool:
    """Whether whoever drew the page still sees what was seen then."""
    here.look()
    if visitor is None:
        return not here.any or here.rules.look == "anyone"
    now = here.by_token(visitor.token)
    if now is None:
        return False
    sees = of_account(now.account, here.rules, here.root)
    return seen in (sees, replace(sees, exact=frozenset()))  # the latter on a page drawn to be carried off (paper.py)


class Handler(DeferredFileHandler):
    """Streamlit's, which would tell in English that there is no file."""

    async def handle(self, request, session_id):
        words = [UNFORESEEN]
        why_not.set(words)
        answer = await super().handle(request, session_id)
        if answer.error_msg:
            answer.error_msg = words[0]
        return answer


def speak_chinese() -> None:
    """Has every session say in our words why there is no file."""
    setattr(app_session, "DeferredFileHandler", Handler)

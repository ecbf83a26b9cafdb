"""A page that comes back to a new session: after a restart of the server, or a long time without a connection, the browser still
shows the page and the person goes on clicking, but the session knows nothing of it.

Streamlit would run the page with the click's values before anything is registered that they belong to: no callback is called,
what the URL says overrides a pill that was just clicked, and a click in a dialog is not heard at all. So the first message of a
session that comes with values is kept while the page is drawn once as the URL says, and is heard after that, as it would have
been heard in the session that is gone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from pages.parts.shell.url import note

UNHEARD = "与服务器的连接中断过，刚才点的没有生效，请再做一次。"
GONE = "与服务器的连接中断过，选好还没有导入的文件没有留下，请重新选。"
TRIGGERS = {"trigger_value": False, "string_trigger_value": None, "chat_input_value": None, "json_trigger_value": ""}
"""The fields of a click, with what they hold where there was none."""


@contextmanager
def heard_once_drawn() -> Iterator[None]:
    """Around a run of the page: where it is the session's first, the values it came with are heard once it is over. Says so where
    what was clicked is no longer on the page, and that files which were chosen went with the old session."""
    context = get_script_run_ctx()
    if "arrived" in st.session_state or context is None or context.script_requests is None:
        yield
        return
    waiting = WidgetStates()
    waiting.widgets.extend(context.session_state.get_widget_states())
    yield
    st.session_state["arrived"] = True
    if not waiting.widgets:
        return
    drawn = context.shared.widget_ids_this_run.snapshot()
    if any(_is_click(state) and state.id not in drawn for state in waiting.widgets):
        note(UNHEARD)
    if any(state.file_uploader_state_value.uploaded_file_info for state in waiting.widgets):
        note(GONE)
    context.script_requests.request_rerun(RerunData(
        query_string=context.query_string, page_script_hash=context.page_script_hash, widget_states=waiting,
        cached_message_hashes=context.cached_message_hashes, context_info=context.context_info))


def _is_click(state: WidgetState) -> bool:
    kind = state.WhichOneof("value")
    return kind in TRIGGERS and getattr(state, kind) != TRIGGERS[kind]


def hear_all() -> None:
    """Has a session run the whole page where a browser asks for a part of it (a dialog) that the session has never drawn;
    Streamlit would let the message fall."""
    request = AppSession.request_rerun

    def request_rerun(self: AppSession, client_state: ClientState | None) -> None:
        if client_state and client_state.fragment_id and not client_state.is_auto_rerun \
                and not self.has_fragment(client_state.fragment_id):
            client_state.ClearField("fragment_id")
        request(self, client_state)

    AppSession.request_rerun = request_rerun

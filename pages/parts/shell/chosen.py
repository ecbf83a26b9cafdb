"""Which address a person chose: that of a first visit or a new connection, one gone back or forward to, one that the search leads
to.

Every message of a browser names the address that it is at. Most of the time that is one that the server wrote, and not always the
last: a click may be sent before what the run before it wrote has come. So what is chosen is numbered when its message comes, and
every later message of the session carries the number, as the fragment of the address in its context: where a run is cut short, or
put together with a later one, none is lost, and none is read twice.
"""

from typing import NamedTuple
from weakref import WeakKeyDictionary, ref

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx


class Number(NamedTuple):
    """How many connections the session has had, and how many times somebody went back, forward or by the search."""

    connections: int
    back: int


_known: WeakKeyDictionary[AppSession, tuple[Number, ref | None]] = WeakKeyDictionary()


def number_all() -> None:
    """Has every session number what comes."""
    request = AppSession.request_rerun

    def request_rerun(self: AppSession, client_state: ClientState | None) -> None:
        if client_state:
            (connections, back), before = _known.get(self, (Number(0, 0), None))
            client = get_instance().get_client(self.id)
            if client is not None and (before is None or before() is not client):
                connections, before = connections + 1, ref(client)
            _known[self] = Number(connections, back + client_state.is_history_navigation), before
            client_state.context_info.url += "#{}-{}".format(*_known[self][0])
        request(self, client_state)

    AppSession.request_rerun = request_rerun


def number() -> Number | None:
    """What had been chosen when the message of this run came; None outside a server."""
    context = get_script_run_ctx()
    info = context.context_info if context else None
    _, _, said = (info.url if info else "").rpartition("#")
    connections, dash, back = said.partition("-")
    return Number(int(connections), int(back)) if dash else None


def is_last() -> bool:
    """Whether the last that came before this run was somebody going back, forward or by the search."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation

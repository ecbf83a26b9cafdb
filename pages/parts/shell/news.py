"""Of a run that a click on a board began, the browser is sent only what is new, in one go.

Streamlit sends every element again, some as the run goes on: the browser marks all of the page stale, draws it several times and
marks it fresh, whatever has changed. So a short run's messages are held until it is over. Where it drew the same places as the
run before, what they held already is left out, and the browser is not told that there was a run: nothing becomes stale, and what
comes belongs to the run that it knows. Whatever is not certain to be alike goes as Streamlit sends it: the first run of a
connection or a page, one that was cut short or takes longer, Back, a dialog, a place drawn twice.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary, ref

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession

from pages.parts.shell.lean import hush, unhush

PATIENCE = 0.25
"""Seconds that a run is waited for: then the page would go pale (connection.js)."""
KNOWN = {"new_session", "session_status_changed", "page_config_changed", "navigation", "delta", "page_info_changed", "ref_hash",
         "script_finished"}
Drawn = dict[tuple, str]
"""What a browser shows: the hash of what was sent last, by its place; so too the page, the menu, the tab's title."""


@dataclass
class Sent:
    """What a session's browser has been sent. timer: while a run's messages are held; is_late: held long enough."""

    clicked: bool = False
    client: ref | None = None
    drawn: Drawn | None = None
    coming: Drawn | None = None
    timer: asyncio.TimerHandle | None = None
    is_late: bool = False


_sent: WeakKeyDictionary[AppSession, Sent] = WeakKeyDictionary()


def send_only_news() -> None:
    """Has every session do so."""
    request, flush = AppSession.request_rerun, AppSession.flush_browser_queue

    def request_rerun(self: AppSession, client_state: ClientState | None) -> None:
        _sent.setdefault(self, Sent()).clicked = _is_click(client_state)
        request(self, client_state)

    def flush_browser_queue(self: AppSession) -> list[ForwardMsg]:
        sent, queue, wake = _sent.setdefault(self, Sent()), self._browser_queue, self._message_enqueued_callback
        client = get_instance().get_client(self.id)
        if sent.client is None or sent.client() is not client:  # may have missed something
            sent.client, sent.drawn, sent.coming = ref(client) if client is not None else None, None, None
        if wake and sent.clicked and sent.drawn is not None and not sent.is_late and _is_going_on(queue._queue):
            if sent.timer is None:
                sent.timer = asyncio.get_running_loop().call_later(PATIENCE, be_late, self, sent, wake)
                hush(self)
            return []
        if sent.timer is not None:
            sent.timer.cancel()
            sent.timer, sent.is_late = None, False
            unhush(self)
        messages = flush(self)
        news = only_news(messages, sent.drawn) if sent.clicked and sent.drawn is not None else None
        note(sent, messages)
        return messages if news is None else news

    def be_late(self: AppSession, sent: Sent, wake: Callable[[], None]) -> None:
        sent.is_late = True
        unhush(self)
        wake()

    AppSession.request_rerun, AppSession.flush_browser_queue = request_rerun, flush_browser_queue


def _is_click(state: ClientState | None) -> bool:
    """Not where a browser says that it lacks something."""
    if not state or state.fragment_id or state.is_history_navigation:
        return False
    events = [event.get("event") for one in state.widget_states.widgets if one.WhichOneof("value") == "json_trigger_value"
              for event in json.loads(one.json_trigger_value)]
    return bool(events) and set(events) == {"pick"}


def _is_whole(message: ForwardMsg) -> bool:
    """Whether it begins a run of the whole page."""
    return message.WhichOneof("type") == "new_session" and not message.metadata.run.fragment_ids


def _is_going_on(messages: list[ForwardMsg]) -> bool:
    return bool(messages) and _is_whole(messages[0]) and not any(
        message.WhichOneof("type") not in KNOWN - {"script_finished"} for message in messages)


def note(sent: Sent, messages: Iterable[ForwardMsg]) -> None:
    """Keeps what the browser shows once it has these; nothing, until a run of the whole page has gone through."""
    for message in messages:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            sent.drawn, sent.coming = None, {("page",): message.new_session.page_script_hash} if _is_whole(message) else None
        elif kind == "script_finished":
            sent.drawn, sent.coming = sent.coming if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY else None, None
        elif sent.coming is not None and not _add(sent.coming, message):
            sent.coming = None


def _add(drawn: Drawn, message: ForwardMsg) -> bool:
    """False where it is not certain what the browser shows after it: a place that is drawn twice, a dialog, what is unknown."""
    kind = message.WhichOneof("type")
    if kind in ("session_status_changed", "page_info_changed"):
        return True
    if kind in ("navigation", "page_config_changed"):
        drawn[kind,] = message.hash
        return True
    place = tuple(message.metadata.delta_path)
    is_plain = kind == "ref_hash" or kind == "delta" and message.delta.WhichOneof("type") in ("new_element", "add_block")
    if not is_plain or not place or place[0] or place in drawn:
        return False
    drawn[place] = message.ref_hash or message.hash
    return bool(drawn[place])


def only_news(messages: list[ForwardMsg], shown: Drawn) -> list[ForwardMsg] | None:
    """What is to be sent of a run to a browser that shows that; None where all of it has to be."""
    run = _whole(messages)
    fixed = ("page",), ("navigation",)
    if run is None or run.keys() != shown.keys() or any(run.get(name) != shown.get(name) for name in fixed):
        return None
    kinds = [one.WhichOneof("type") for one in messages]
    states = [one.session_status_changed.script_is_running for one, kind in zip(messages, kinds, strict=True)
              if kind == "session_status_changed"]
    left_out = {"new_session", "navigation"} | ({"session_status_changed"} if states == [True, False] else set())
    news = []
    for at, (message, kind) in enumerate(zip(messages, kinds, strict=True)):
        if kind == "page_config_changed" and (kind in kinds[at + 1:] or message.hash == shown[kind,]):
            continue
        if kind == "delta" and message.hash == shown[tuple(message.metadata.delta_path)] and not _tells_value(message):
            continue
        if kind not in left_out:
            news.append(ForwardMsg(script_finished=message.script_finished) if kind == "script_finished" else message)
    return news


def _whole(messages: list[ForwardMsg]) -> Drawn | None:
    """What the browser would show after them, where they are one run of the whole page that went through."""
    sent = Sent()
    note(sent, messages)
    kinds = [one.WhichOneof("type") for one in messages]
    is_one = kinds[:1] == ["new_session"] and kinds.count("new_session") == kinds.count("script_finished") == 1
    return sent.drawn if is_one and set(kinds) <= KNOWN else None


def _tells_value(message: ForwardMsg) -> bool:
    """Whether a control is told what it holds, which may not be what it was told last."""
    element = message.delta.new_element
    kind = element.WhichOneof("type")
    return kind is not None and getattr(getattr(element, kind), "set_value", False)

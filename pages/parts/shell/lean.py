"""What Streamlit does over and over in every run: it makes the theme in the message that a run begins with, which never changes,
works out the same hashes of the menu's addresses, and wakes the server's loop two or three times a message, each time taking the
processor from the page that is being drawn."""

import asyncio
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from threading import Lock, local
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.navigation.page import Page
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent
from streamlit.util import calc_hash


def keep_theme() -> None:
    """Has each section of the theme be made once; .streamlit/config.toml is not watched while the server runs."""
    make, made = app_session._populate_theme_msg, {}

    def populate(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in made:
            fresh = CustomThemeConfig()
            make(fresh, section)
            made[section] = fresh
        if made[section].ByteSize():  # else the section would be there, and empty
            message.MergeFrom(made[section])

    app_session._populate_theme_msg = populate


def keep_hashes() -> None:
    """Has the hash of a page's address, of which there are few, be worked out once."""
    made: dict[str, str] = {}
    setattr(Page, "_script_hash", property(lambda self: made.get(self._url_path) or made.setdefault(
        self._url_path, calc_hash(self._url_path))))


@dataclass
class _Handed:
    """What a run's thread has handed to the loop and the loop has not come to. woken: whether it has been woken for that;
    hushed: whether messages wake nobody."""

    calls: list[tuple[Callable[[], None], Context]] = field(default_factory=list)
    woken: bool = False
    hushed: bool = False


_waiting: WeakKeyDictionary[AppSession, _Handed] = WeakKeyDictionary()
_lock, _telling = Lock(), local()


def wake_once() -> None:
    """Has what a run's thread hands to the loop wait for one waking of it, in order; what is on the loop already wakes nobody."""
    soon, tell, told = AppSession._call_soon_on_event_loop, Runtime._enqueued_some_message, AppSession._on_scriptrunner_event

    def call_soon(self: AppSession, callback: Callable[[], None]) -> None:
        with _lock:
            handed = _waiting.setdefault(self, _Handed())
            handed.calls.append((callback, copy_context()))
            wakes = not handed.woken and not (handed.hushed and getattr(_telling, "message", False))
            handed.woken |= wakes
        if wakes:
            soon(self, lambda: _hand_over(handed))

    def on_event(self: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, *more: Any, **named: Any) -> None:
        _telling.message = event == ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
        try:
            told(self, sender, event, *more, **named)
        finally:
            _telling.message = False

    def enqueued_some_message(self: Runtime) -> None:
        objects = self._get_async_objs()
        if asyncio._get_running_loop() is objects.eventloop:
            objects.need_send_data.set()
        else:
            tell(self)

    AppSession._call_soon_on_event_loop, Runtime._enqueued_some_message = call_soon, enqueued_some_message
    AppSession._on_scriptrunner_event = on_event


def _hand_over(handed: _Handed) -> None:
    with _lock:
        calls, handed.calls, handed.woken = handed.calls, [], False  # a waking that comes after all finds nothing
    for callback, context in calls:
        asyncio.get_running_loop().call_soon(callback, context=context)


def hush(session: AppSession) -> None:
    """From now on the messages of the session's run wait until anything else happens to it: until it is over."""
    with _lock:
        _waiting.setdefault(session, _Handed()).hushed = True


def unhush(session: AppSession) -> None:
    """To be called on the loop: they wake it again, and it comes to those that wait."""
    with _lock:
        handed = _waiting.setdefault(session, _Handed())
        handed.hushed = False
    _hand_over(handed)

"""What Streamlit does over and over in every run: it makes the theme in the message that a run begins with, which never changes,
and wakes the server's loop two or three times a message, each time taking the processor from the page that is being drawn."""

import asyncio
from collections.abc import Callable
from contextvars import Context, copy_context
from threading import Lock
from weakref import WeakKeyDictionary

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime


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


def wake_once() -> None:
    """Has what a run's thread hands to the loop wait for one waking of it, in order; what is on the loop already wakes nobody."""
    soon, tell, lock = AppSession._call_soon_on_event_loop, Runtime._enqueued_some_message, Lock()
    waiting: WeakKeyDictionary[AppSession, list[tuple[Callable[[], None], Context]]] = WeakKeyDictionary()

    def call_soon(self: AppSession, callback: Callable[[], None]) -> None:
        with lock:
            handed = waiting.setdefault(self, [])
            handed.append((callback, copy_context()))
            is_first = len(handed) == 1  # else the loop has been woken, and has not come to it yet
        if is_first:
            soon(self, lambda: hand_over(handed))

    def hand_over(handed: list[tuple[Callable[[], None], Context]]) -> None:
        with lock:
            callbacks = handed.copy()
            handed.clear()
        for callback, context in callbacks:
            asyncio.get_running_loop().call_soon(callback, context=context)

    def enqueued_some_message(self: Runtime) -> None:
        objects = self._get_async_objs()
        if asyncio._get_running_loop() is objects.eventloop:
            objects.need_send_data.set()
        else:
            tell(self)

    AppSession._call_soon_on_event_loop, Runtime._enqueued_some_message = call_soon, enqueued_some_message

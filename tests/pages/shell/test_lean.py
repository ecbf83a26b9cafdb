"""What is not made anew for every run, and where it is taken from Streamlit."""

import asyncio
import inspect
import re
from threading import Thread
from types import SimpleNamespace

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime

from pages.parts.shell import lean

SECTIONS = ("theme", *(f"theme.{one.value}" for one in config.CustomThemeCategories))


def test_a_theme_made_once_is_the_one_that_streamlit_makes(monkeypatch):
    made, asked = app_session._populate_theme_msg, []
    monkeypatch.setattr(app_session, "_populate_theme_msg",
                        lambda message, section: (asked.append(section), made(message, section)))
    config.get_config_options()
    monkeypatch.setattr(config._config_options["theme.dark.primaryColor"], "_value", "#123456", raising=False)
    lean.keep_theme()
    for _ in range(2):
        for section in SECTIONS:
            ours, theirs = CustomThemeConfig(), CustomThemeConfig()
            app_session._populate_theme_msg(ours, section)
            made(theirs, section)
            assert ours == theirs, section
    assert asked == list(SECTIONS)


def test_streamlit_still_asks_for_the_theme_there():
    """Each section by this function of app_session's, looked up when a run begins."""
    assert "_populate_theme_msg" in app_session.AppSession._create_new_session_message.__code__.co_names


class Loop(asyncio.SelectorEventLoop):
    """Counts how often it is woken."""

    woken = 0

    def call_soon_threadsafe(self, *what, **how):
        self.woken += 1
        return super().call_soon_threadsafe(*what, **how)


class Session:
    """Of a session, what is asked here."""

    def __init__(self, loop: Loop):
        self._event_loop = loop


def test_the_loop_is_woken_once_for_all_that_is_handed_to_it_and_does_it_in_order(monkeypatch):
    for kind, name in ((AppSession, "_call_soon_on_event_loop"), (Runtime, "_enqueued_some_message")):
        monkeypatch.setattr(kind, name, getattr(kind, name))
    lean.wake_once()
    loop, done, failed = Loop(), [], []
    session = Session(loop)
    loop.set_exception_handler(lambda *_: failed.append(1))

    def hand(names):
        for name in names:
            AppSession._call_soon_on_event_loop(session, lambda name=name: done.append(name) if name != "b" else 1 / 0)

    hand("abc")
    assert loop.woken == 1
    loop.run_until_complete(asyncio.sleep(0.001))
    assert (done, failed) == (["a", "c"], [1]), "what fails keeps nothing up"
    threads = [Thread(target=hand, args=(range(300),)) for _ in range(3)]
    for thread in threads:
        thread.start()

    async def all_done():
        while len(done) < 902:
            await asyncio.sleep(0.001)

    loop.run_until_complete(asyncio.wait_for(all_done(), 20))

    objects = SimpleNamespace(eventloop=loop, need_send_data=asyncio.Event())
    server, before = SimpleNamespace(_get_async_objs=lambda: objects), loop.woken

    async def on_the_loop():
        Runtime._enqueued_some_message(server)

    loop.run_until_complete(on_the_loop())
    assert objects.need_send_data.is_set() and loop.woken == before
    Runtime._enqueued_some_message(server)
    assert loop.woken == before + 1, "from elsewhere"
    loop.close()


def test_streamlit_still_wakes_its_loop_there():
    assert "_call_soon_on_event_loop" in AppSession._on_scriptrunner_event.__code__.co_names
    # Of its source, for a test that runs the dashboard in this process has it changed.
    assert re.search(r"def _enqueued_some_message\(self\).{,600}?call_soon_threadsafe", inspect.getsource(Runtime), re.DOTALL)

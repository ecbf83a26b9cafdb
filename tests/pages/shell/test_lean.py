"""What is not made anew for every run, and where it is taken from Streamlit."""

import asyncio
import inspect
import re
from threading import Thread
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.navigation import page
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.util import calc_hash

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


@pytest.fixture
def wakes_once(monkeypatch):
    """As the dashboard has it, which some test may have started in this process."""
    if AppSession._call_soon_on_event_loop.__module__ == lean.__name__:
        return
    for kind, name in ((AppSession, "_call_soon_on_event_loop"), (Runtime, "_enqueued_some_message"),
                       (AppSession, "_on_scriptrunner_event")):
        monkeypatch.setattr(kind, name, getattr(kind, name))
    lean.wake_once()


def test_the_loop_is_woken_once_for_all_that_is_handed_to_it_and_does_it_in_order(wakes_once):
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


def test_messages_that_are_hushed_wake_nobody_until_something_else_happens_or_they_are_asked_for(wakes_once):
    loop, done = Loop(), []

    class Told(Session):
        _call_soon_on_event_loop = AppSession._call_soon_on_event_loop

        def _handle_scriptrunner_event_on_event_loop(self, sender, event, forward_msg, *_):
            done.append(forward_msg or event)

    session = Told(loop)

    def tell(event, forward_msg=None):
        AppSession._on_scriptrunner_event(session, None, event=event, forward_msg=forward_msg)

    def message(words):
        tell(ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, words)

    message("a")
    assert loop.woken == 1
    loop.run_until_complete(asyncio.sleep(0.001))
    lean.hush(session)
    message("b"), message("c")
    loop.run_until_complete(asyncio.sleep(0.001))
    assert (done, loop.woken) == (["a"], 1)
    tell(ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS)
    loop.run_until_complete(asyncio.sleep(0.001))
    assert (done, loop.woken) == (["a", "b", "c", ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS], 2)
    message("d")

    async def ask():
        lean.unhush(session)

    loop.run_until_complete(ask())
    loop.run_until_complete(asyncio.sleep(0.001))
    message("e")
    assert (done[4:], loop.woken) == (["d"], 3), "and from then on each wakes it again"
    loop.close()


def test_the_hash_of_an_address_is_the_one_that_streamlit_makes(monkeypatch):
    made, one = inspect.getsource(page.Page), SimpleNamespace(_url_path="a")
    assert re.search(r"def _script_hash\(self\) -> str:\s+return calc_hash\(self\._url_path\)", made)
    monkeypatch.setattr(page.Page, "_script_hash", None)
    lean.keep_hashes()
    assert [page.Page._script_hash.fget(one) for _ in range(2)] == [calc_hash("a")] * 2


def test_streamlit_still_wakes_its_loop_there():
    # Of its source, for a test that runs the dashboard in this process has it changed.
    source = inspect.getsource(app_session)
    assert re.search(r"def _on_scriptrunner_event\(.{,1000}?self\._call_soon_on_event_loop\(", source, re.DOTALL)
    assert "on_event.connect(self._on_scriptrunner_event)" in source
    assert re.search(r"def _enqueued_some_message\(self\).{,600}?call_soon_threadsafe", inspect.getsource(Runtime), re.DOTALL)

"""What of a run is left out, and what is not: a browser that has what was sent shows what Streamlit would have it show."""

import asyncio
import inspect
from types import SimpleNamespace
from weakref import ref

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session, forward_msg_queue, runtime
from streamlit.runtime.forward_msg_cache import create_reference_msg, populate_hash_if_needed

from pages.parts.shell import news
from pages.parts.shell.news import Sent, note, only_news

DONE = ForwardMsg.FINISHED_SUCCESSFULLY


def hashed(message: ForwardMsg) -> ForwardMsg:
    populate_hash_if_needed(message)
    return message


def begin(page: str = "here", *fragments: str) -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.page_script_hash = page
    message.metadata.run.script_run_id = "one"
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def end(how=DONE) -> ForwardMsg:
    message = ForwardMsg(script_finished=how)
    message.metadata.run.script_run_id = "one"
    return message


def state(runs: bool) -> ForwardMsg:
    message = ForwardMsg()
    message.session_status_changed.script_is_running = runs
    return message


def title(words: str) -> ForwardMsg:
    message = ForwardMsg()
    message.page_config_changed.title = words
    return hashed(message)


def menu(name: str = "six") -> ForwardMsg:
    message = ForwardMsg()
    message.navigation.sections.append(name)
    return hashed(message)


def text(words: str, *place: int) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = words
    message.metadata.delta_path[:] = place
    return hashed(message)


def box(*place: int) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.add_block.allow_empty = True
    message.metadata.delta_path[:] = place
    return hashed(message)


def choice(is_told: bool, *place: int) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.selectbox.id = "year"
    message.delta.new_element.selectbox.set_value = is_told
    message.metadata.delta_path[:] = place
    return hashed(message)


def address(query: str) -> ForwardMsg:
    message = ForwardMsg()
    message.page_info_changed.query_string = query
    return hashed(message)


def run(*inside: ForwardMsg) -> list[ForwardMsg]:
    return [begin(), state(True), title("before"), menu(), *inside, end(), state(False)]


def shown_after(*messages: ForwardMsg) -> news.Drawn | None:
    sent = Sent()
    note(sent, messages)
    return sent.drawn


FIRST = run(box(0, 0), text("a", 0, 0, 0), choice(False, 0, 1), title("a"), address("a"))
SHOWN = shown_after(*FIRST)


def test_what_is_new_is_sent_and_nothing_else():
    second = run(box(0, 0), text("b", 0, 0, 0), choice(False, 0, 1), title("b"), address("b"))
    assert only_news(second, SHOWN) == [text("b", 0, 0, 0), title("b"), address("b"), ForwardMsg(script_finished=DONE)], \
        "no run is begun, so that what stands there does not become stale"
    assert only_news(FIRST, SHOWN) == [address("a"), ForwardMsg(script_finished=DONE)]


def test_a_control_is_told_its_value_again_and_a_state_that_was_not_seen_to_begin_is_ended():
    told = run(box(0, 0), text("a", 0, 0, 0), choice(True, 0, 1), title("a"))
    assert choice(True, 0, 1) in only_news(told, shown_after(*told))
    begun_before = [one for one in FIRST if one != state(True)]
    assert state(False) in only_news(begun_before, SHOWN)


@pytest.mark.parametrize("other", [
    run(box(0, 0), text("a", 0, 0, 0), choice(False, 0, 1), text("more", 0, 2), title("a")),
    run(box(0, 0), text("a", 0, 0, 0), title("a")),
    run(box(0, 0), text("a", 0, 0, 0), choice(False, 0, 1), text("a dialog", 2, 0), title("a")),
    run(box(0, 0), text("a", 0, 0, 0), text("twice", 0, 0, 0), choice(False, 0, 1), title("a")),
    [begin("elsewhere"), *FIRST[1:]],
    [begin("here", "a part"), *FIRST[1:]],
    [one if one != menu() else menu("seven") for one in FIRST],
    FIRST[:-2],
    [*FIRST[:-2], end(ForwardMsg.FINISHED_EARLY_FOR_RERUN)],
    [*FIRST, *FIRST],
    [*FIRST[:4], ForwardMsg(auto_rerun={"interval": 1}), *FIRST[4:]],
], ids=["more", "less", "dialog", "twice", "page", "part", "menu", "unfinished", "early", "two", "unknown"])
def test_where_it_is_not_certain_all_is_sent(other):
    assert only_news(other, SHOWN) is None


def test_what_a_browser_shows_is_known_after_a_whole_run_alone():
    assert shown_after(*FIRST[:-2]) is None, "it goes on"
    assert shown_after(*FIRST, begin()) is None
    assert shown_after(*FIRST, begin("here", "a part"), text("b", 0, 0, 0), end()) is None, "of a part of the page"
    assert shown_after(*FIRST, *FIRST[:5], end(ForwardMsg.FINISHED_EARLY_FOR_RERUN)) is None
    assert shown_after(*run(text("a", 0, 0), text("b", 0, 0))) is None, "a place that is drawn twice"
    large = [create_reference_msg(one) if one == text("a", 0, 0, 0) else one for one in FIRST]
    assert shown_after(*large) == SHOWN, "a message by its hash is the message"


def test_streamlit_still_sends_what_a_session_gives_it():
    """The names that news takes hold of; and what a session's queue keeps them in."""
    assert "flush_browser_queue" in runtime.Runtime._loop_coroutine.__code__.co_names
    assert {"_browser_queue", "_message_enqueued_callback"} <= set(app_session.AppSession._enqueue_forward_msg.__code__.co_names)
    assert "self._queue" in inspect.getsource(forward_msg_queue.ForwardMsgQueue.flush)


def test_a_run_is_held_until_it_is_over_and_no_longer_than_that(monkeypatch):
    """Of a click; with one timer, whatever is looked at meanwhile. Some test may have started the dashboard in this process."""
    client = type("Client", (), {})()
    monkeypatch.setattr(news, "get_instance", lambda: SimpleNamespace(get_client=lambda _: client))
    monkeypatch.setattr(news, "PATIENCE", 0.02)
    if app_session.AppSession.flush_browser_queue.__module__ != news.__name__:
        for name in ("request_rerun", "flush_browser_queue"):
            monkeypatch.setattr(app_session.AppSession, name, getattr(app_session.AppSession, name))
        news.send_only_news()
    woken, told = [], []
    monkeypatch.setattr(news, "hush", lambda _: told.append("hush"))
    monkeypatch.setattr(news, "unhush", lambda _: told.append("unhush"))

    class Session:
        id, _message_enqueued_callback = "one", staticmethod(lambda: woken.append(1))
        flush_browser_queue = app_session.AppSession.flush_browser_queue

        def __init__(self):
            self._browser_queue = forward_msg_queue.ForwardMsgQueue()
            self._browser_queue._queue = list(FIRST[:5])

    session = Session()

    async def click(rest):
        news._sent[session] = Sent(clicked=True, client=ref(client), drawn=SHOWN)
        assert session.flush_browser_queue() == session.flush_browser_queue() == [] and told == ["hush"]
        await rest()

    async def over():
        session._browser_queue._queue += FIRST[5:]
        assert session.flush_browser_queue() == [address("a"), ForwardMsg(script_finished=DONE)]
        await asyncio.sleep(0.03)
        assert (told, woken) == (["hush", "unhush"], []), "the timer is gone"

    async def goes_on():
        while not woken:
            await asyncio.sleep(0.001)
        assert session.flush_browser_queue() == FIRST[:5] and not news._sent[session].is_late

    asyncio.run(click(over))
    told.clear()
    session._browser_queue._queue = list(FIRST[:5])
    asyncio.run(click(goes_on))

"""Which address is taken, with messages of a browser made by hand: a run that is cut short ends before the address is written."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.shell import chosen
from pages.parts.shell.chosen import Number

OLD, NEW = {"region": "411400", "matter": "1"}, {"region": "411422", "matter": "2"}


def run():
    import streamlit as st

    from pages.parts.shell import url

    st.session_state.setdefault("page", "duban")
    if click := st.session_state.pop("click", None):
        url.read_earlier()
        st.session_state.update(click)
    url.read_url()
    if not st.session_state.pop("cut", False):
        held = {name: st.session_state.get(name) for name in ("region", "matter", "why")}
        st.session_state["url"] = {name: value for name, value in held.items() if value}


@pytest.fixture
def message(monkeypatch):
    """message(address, back, connections, last, click, cut): what the session is at after a message with that address."""
    page = AppTest.from_function(run)

    def send(address: dict, back: int = 0, connections: int = 1, last=False, click: dict | None = None, cut=False):
        monkeypatch.setattr(chosen, "number", lambda: Number(connections, back))
        monkeypatch.setattr(chosen, "is_last", lambda: last)
        page.query_params.clear()
        for name, value in address.items():
            page.query_params[name] = value
        page.session_state["click"], page.session_state["cut"] = click, cut
        page.run()
        assert not page.exception
        return {name: page.session_state[name] for name in ("region", "matter", "why") if name in page.session_state}

    return send


def test_a_click_is_newer_than_the_address_it_was_sent_from(message):
    assert message(OLD) == OLD
    assert message(OLD, click=NEW) == NEW
    assert message(OLD, click={"why": "CY-01"}) == NEW | {"why": "CY-01"}, "sent before the last address had come"
    assert message(NEW, click={"why": ""})["why"] == "", "closed before it was drawn"


def test_an_address_is_read_once_though_its_run_was_cut_short(message):
    assert message(OLD | {"why": "CY-07"}, cut=True)["why"] == "CY-07"
    assert message(OLD | {"why": "CY-07"}, click={"why": ""}, cut=True)["why"] == ""
    assert message(OLD | {"why": "CY-07"}, click={"matter": "3"}) == OLD | {"matter": "3", "why": ""}


def test_going_back_is_heard_whatever_was_clicked_before(message):
    message(OLD), message(OLD, click=NEW)
    assert message(OLD, 1, last=True) == OLD
    assert message(OLD, 2, last=True, click=NEW) == OLD, "a click that came with it is older"
    message(OLD, 2, click=NEW)
    assert message(OLD, 3, click={"matter": "5"}) == OLD | {"matter": "5"}, "no run came to read it before the next click"
    assert message(NEW, 3) == OLD | {"matter": "5"}
    assert message({}, 4) == message(NEW, 4) == OLD | {"matter": "5"}, "a page of the menu has no address yet"


def test_a_new_connection_says_where_its_browser_is(message):
    message(OLD)
    assert message(OLD, connections=2, click=NEW) == NEW, "what is said is known"
    assert message(OLD, connections=3) == OLD

"""What a browser is told of a board: each block's content once."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.ui import board


@pytest.fixture
def app(monkeypatch):
    """A page of two boards; its session is told what it is shown."""
    monkeypatch.undo()
    monkeypatch.setattr(board, "_is_told", REAL)

    def script():
        import streamlit as st

        from pages.parts.ui.board import board
        from pages.parts.ui.html import tag

        board("one", lambda pick: None, mark="a", first=tag("p", st.session_state.get("words", "甲")), second=tag("p", "乙"))
        board("two", lambda pick: None, again=tag("p", "乙"), none="")

    return AppTest.from_function(script)


REAL = board._is_told


def told(app) -> list:
    return [[name, html] for item in app.get("bidi_component") for name, _address, html in json.loads(item.proto.bytes)["blocks"]]


def addresses(app) -> list[str]:
    return [address for item in app.get("bidi_component") for _name, address, _html in json.loads(item.proto.bytes)["blocks"]]


def test_a_block_is_sent_once_a_session_and_again_where_the_browser_lacks_it(app):
    assert told(app.run()) == [["first", "<p>甲</p>"], ["second", "<p>乙</p>"], ["again", "<p>乙</p>"], ["none", ""]], \
        "which board a browser draws first is its own matter"
    named = addresses(app)
    assert named[1] == named[2] and len(set(named)) == 3
    assert told(app.run()) == [["first", None], ["second", None], ["again", None], ["none", None]] and addresses(app) == named
    app.session_state["words"] = "丙"
    assert told(app.run())[0] == ["first", "<p>丙</p>"] and addresses(app)[0] != named[0]
    app.session_state[board.TOLD].clear()  # what the browser's word that it lacks one does
    assert [html for _, html in told(app.run())] == ["<p>丙</p>", "<p>乙</p>", "<p>乙</p>", ""]


def test_no_script_and_no_style_is_sent_with_a_board(app):
    proto = app.run().get("bidi_component")[0].proto
    assert len(proto.js_content) < 100 and not proto.css_content and "drawBoard" in board.SCRIPT


def test_addresses_are_the_same_in_every_process():
    assert board.address_of("<p>甲</p>") == "88b13f135b8e21a38546"

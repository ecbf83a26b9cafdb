"""The first page as a picture: what a new session draws of the address, or nothing; nothing of what one signs in for."""

import json

import pytest

import dashboard
from pages.parts.shell import reader
from pages.parts.shell.reader import NOTHING
from pages.parts.ui import first, scope_bar


@pytest.mark.parametrize(("page", "query"), [
    ("", {}), ("", {"region": "411422"}), ("", {"year": "2025", "month": "3"}), ("xianqu", {"region": "411424", "month": "10"})])
def test_the_picture_is_what_a_new_session_draws(demo, open_page, page, query):
    assert dashboard.app is not None  # its rooms are known
    own = open_page(page, **query)
    said = {one["key"]: one for one in (json.loads(item.proto.bytes) for item in own.get("bidi_component"))}
    shown = first.picture({"page": page} | query, "")
    assert shown["boards"].keys() == said.keys()
    for key, board in shown["boards"].items():
        assert [list(block[:2]) for block in board["blocks"]] == [block[:2] for block in said[key]["blocks"]]
        assert (board["mark"], board["texts"]) == (said[key]["mark"], said[key]["texts"])
    assert all(shown["blocks"][address] == text for board in said.values() for _, address, text in board["blocks"])
    month = own.selectbox(key="month")
    assert shown["chosen"] == [f"{own.session_state['year']}年", month.options[month.index]]
    assert "".join(shown["brand"]) in own.get("page_link")[0].proto.label.replace("*", "")


@pytest.mark.parametrize("query", [
    {"page": "chuangye"}, {"page": "nix"}, {"region": "411499"}, {"month": "12"}, {"year": "1999"}, {"month": "0"}, {"year": "x"},
    {"why": "411400-CY-01"}, {"lost": "x"}])
def test_an_address_that_says_more_or_what_there_is_not_has_no_picture(demo, query):
    assert first.picture(query, "") == {}


def test_what_not_everybody_may_see_has_no_picture(demo, monkeypatch):
    monkeypatch.setattr(first, "of_visitor", lambda visitor: NOTHING)
    assert first.picture({}, "") == {}


def test_data_that_change_meanwhile_have_no_picture(demo, monkeypatch):
    monkeypatch.setattr(first, "bar", lambda scope: monkeypatch.setattr(first.reference, "current_version", lambda: -1) or {})
    assert first.picture({}, "") == {}


def test_a_tree_that_is_chosen_from_step_by_step_is_so_in_the_picture(demo, open_page, monkeypatch):
    monkeypatch.setattr(scope_bar, "MOST_PILLS", 1)
    own, shown = open_page("", region="411422"), first.picture({"region": "411422"}, "")
    steps = [own.selectbox(key=f"step{at}") for at in range(len(shown["chosen"]) - 2)]
    assert steps and shown["chosen"][:-2] == [step.options[step.index] for step in steps]
    assert "pills" not in shown["boards"] and reader.reader() == reader.EVERYTHING

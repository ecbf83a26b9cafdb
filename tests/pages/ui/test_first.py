"""The first page as a picture: what a new session draws of the address, or nothing; nothing of what one signs in for."""

import asyncio
import base64
import json
import zlib
from html import unescape

import pytest
import streamlit as st

import dashboard
from pages.parts.shell import reader, visits
from pages.parts.shell.reader import NOTHING
from pages.parts.ui import first, first_kept, region_choice, scope_bar
from queries.database import DatabaseFault


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
    assert [*shown["chosen"]] == [f"{own.session_state['year']}年", month.options[month.index]]
    assert "".join(shown["brand"]) in own.get("page_link")[0].proto.label.replace("*", "")


def test_a_closed_month_has_the_same_room_in_the_picture(demo, open_page, monkeypatch):
    monkeypatch.setattr(scope_bar, "_closed", lambda *of: (10,))
    wide, selectbox = {}, st.selectbox
    monkeypatch.setattr(st, "selectbox", lambda label, *of, **how: wide.update({label: how["width"]}) or selectbox(
        label, *of, **how))
    open_page("", month="10")
    assert first.picture({"month": "10"}, "")["chosen"] == {"2026年": wide["年份"], "截至10月·封": wide["截至月"]}


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
    monkeypatch.setattr(region_choice, "MOST_PILLS", 1)
    said = next(one for one in (json.loads(item.proto.bytes) for item in open_page("", region="411422").get("bidi_component"))
                if one["key"] == "region")
    shown = first.picture({"region": "411422"}, "")
    assert shown["boards"]["region"]["values"] == said["values"] and [*said["values"]] == ["step0"]
    option = f'value="{said["values"]["step0"]}" data-read="sx hx wx suixian huixian weixian">睢县<'
    assert option in shown["blocks"][shown["boards"]["region"]["blocks"][0][1]]
    assert reader.reader() == reader.EVERYTHING


@pytest.fixture
def kept(demo, monkeypatch):
    """The first page's picture, kept; a page waits for it however long it takes."""
    monkeypatch.setattr(first, "PATIENCE", 60)
    held = first.picture({}, "")
    first_kept.put_by(held, first_kept.drawn_of())
    return plain(held)


def plain(held):
    return json.loads(json.dumps(held))


def inline(path="/", query=b"", **headers):
    call = {"type": "http", "method": "GET", "path": path, "query_string": query,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    return asyncio.run(first.inline(call)).decode()


def test_what_is_kept_stands_in_the_head_of_the_page_that_is_opened_first(kept):
    text = inline()
    assert text.count("<") == 1 and json.loads(unescape(text.split('"')[3])) == kept | {"unseen": []}
    before = f"{visits.COOKIE}=.{seen_on('2026-12-01')}"
    for other in ({"path": "/xianqu"}, {"query": b"region=411422"}, {"cookie": before}):
        assert inline(**other) == "", other


def seen_on(day):
    told = json.dumps({"day": day}).encode()
    return base64.urlsafe_b64encode(zlib.compress(told)).decode().rstrip("=")


def test_a_database_that_takes_its_time_or_is_away_holds_no_page_up(kept, monkeypatch):
    monkeypatch.setattr(first, "PATIENCE", 0)
    assert inline() == ""
    monkeypatch.undo()

    def away():
        raise DatabaseFault("unreachable")

    monkeypatch.setattr(first_kept, "read", away)
    assert inline() == ""


@pytest.mark.parametrize("day", ["2026-12-11", "2026-12-31"])
def test_on_another_day_all_stands_that_is_no_matter_of_the_day(kept, monkeypatch, day):
    """Every block but the daily ones is what would be drawn anew then."""
    monkeypatch.setenv("JINGUO_TODAY", day)
    anew, shown = plain(first.picture({}, "")), plain(first_kept.read())
    assert all(shown[name] == anew[name] for name in ("brand", "chosen")) and shown["boards"].keys() == anew["boards"].keys()
    named = {name for board in shown["boards"].values() for name, _, _ in board["blocks"]}
    assert shown["unseen"] == list(first_kept.DAILY) and named > set(shown["unseen"])
    for key, board in shown["boards"].items():
        for (name, address, _), (_, then, _) in zip(board["blocks"], anew["boards"][key]["blocks"], strict=True):
            if name not in shown["unseen"]:
                assert (address, shown["blocks"][address]) == (then, anew["blocks"][then]), name


def test_a_picture_of_other_data_another_month_meeting_or_program_is_not_shown(kept, monkeypatch):
    for where, name in ((first_kept, "program"), (first_kept, "newest"), (first_kept.answers, "first")):
        with monkeypatch.context() as changed:
            changed.setattr(where, name, lambda *asked: -1)
            assert first_kept.read() == {}, name
    monkeypatch.setenv("JINGUO_TODAY", "2026-11-28")
    assert first_kept.read() == {}
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
    assert first_kept.read() == kept | {"unseen": []}
    monkeypatch.setattr(first_kept, "of_visitor", lambda visitor: NOTHING)
    assert first_kept.read() == {}

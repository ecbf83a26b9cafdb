"""Picks: written and read back the same, and nothing else read; what names nothing leads nowhere."""

import random
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.parts.homes import register
from pages.parts.intake import history
from pages.parts.reporting import bar
from pages.parts.shell import picks
from pages.parts.shell.follow import follow
from pages.parts.shell.picks import Pick, parse
from pages.parts.targets import doors

NUMBERS, WORDS = st.integers(0, 999_999_999), st.text()
MADE = st.one_of([st.builds(one, *(NUMBERS if field.type is int else WORDS for field in fields(one)))
                  for one in Pick.__subclasses__()])
PIECES = [*(one.kind for one in Pick.__subclasses__()), ":", ":", ":", "-", "%", "%3A", "1", "007", "-1", "١", "9" * 30, "411400",
          "CY-01", "睢县", "", " ", "\n", "\x00", "<b>", "'", "nan", "1.0", "1e3", "\ud800", "😀"]
STRANGE = [None, "", 0, 1.5, [], {}, ["region:1"], {"pick": "region:1"}, b"region:1", "region", "region:", "region:x",
           "region:-1", "region:01", "region:１", "region:1 ", "region:1:2:3", "trend:%zz", "trend:CY 01", "register:",
           "nothing:1", "finding:1:2:3"]


@settings(deadline=None)
@given(MADE)
def test_a_pick_is_read_back_as_it_was_written(pick):
    assert parse(str(pick)) == pick


@pytest.mark.parametrize("one", Pick.__subclasses__(), ids=lambda one: one.__name__)
def test_no_two_picks_are_written_alike(one):
    assert picks.KINDS[one.kind, len(fields(one))] is one


def test_ten_thousand_texts_of_anybody_read_as_a_pick_only_where_one_could_have_written_them():
    pieces = random.Random(7)
    texts = ["".join(pieces.choices(PIECES, k=pieces.randrange(1, 8))) for _ in range(10_000)]
    found = {text: parse(text) for text in texts}
    assert 40 < sum(pick is not None for pick in found.values()) and all(
        str(pick) == text for text, pick in found.items() if pick is not None)


@pytest.mark.parametrize("text", STRANGE, ids=repr)
def test_what_no_pick_writes_is_none(text):
    assert parse(text) is None


NOWHERE = ["region:999999", "action:nothing", "cell:1:nothing", "cell:999999:weiquan", "line:1:XX-99", "line:999999:CY-01",
           "signal:1:XX-99", "why:1:XX-99", "why:999999:CY-01", "trend:XX-99", "trend:%3Cb%3E", "origin:XX-99"]


@pytest.mark.parametrize("open_it", [follow, register.pick, bar.follow], ids=["everywhere", "homes", "reporting"])
def test_what_names_nothing_leads_nowhere(demo, monkeypatch, open_it):
    session = {}
    monkeypatch.setattr("streamlit.session_state", session)
    for text in NOWHERE:
        open_it(parse(text))
        assert not session, text


def test_no_page_follows_what_is_another_page_s(demo, monkeypatch):
    session = {}
    monkeypatch.setattr("streamlit.session_state", session)
    for text in ("unit:411422", "undo:1", "cell:411422-202610", "rule:DW-01", "finding:1:1:202601:1", "page:2",
                 "aim:1:CY-01", "batch:1", "town:411422100", "register"):
        follow(parse(text))
        assert not session, text
    for text in ("region:1", "aim:1", "desk:miss:411400"):
        doors.follow(parse(text)), history._pick(parse(text))
        assert not session, text

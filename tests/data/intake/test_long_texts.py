"""Texts as long as a cell can be, wherever a sheet has texts: what they cost grows with their length and no faster.

Each of these once took many seconds, minutes, or hundreds of megabytes of words about it.
"""

import time

import pytest

from data.intake.context import LONGEST_SAID
from data.intake.files.limits import LONGEST_CELL
from data.intake.read import draft_of
from data.intake.understood import as_plain
from queries.database import reading

SECONDS, WORDS = 2, 500_000
"""Of processor time, on a busy machine too; and characters of what is said about the file."""
HEAD, ROW = "地区,CY-01", "夏邑县,5"


def filled(text: str) -> str:
    return "x" + (text * LONGEST_CELL)[:LONGEST_CELL - 9] + "x"


PLACES = {"title": lambda text: f"{text},\n{HEAD}\n{ROW}", "foot": lambda text: f"{HEAD}\n{ROW}\n注：{text},",
          "value": lambda text: f"{HEAD}\n夏邑县,1{text}", "heading": lambda text: f"地区,{text}\n{ROW}"}


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.mark.parametrize("place, text", [("title", "a"), ("title", "县"), ("title", "2026年"), ("title", "1"), ("foot", "（"),
                                         ("value", " "), ("heading", "举办")])
def test_a_long_text_costs_no_more_than_its_length(connection, place, text):
    content = PLACES[place](filled(text)).encode()
    begun = time.process_time()
    draft = draft_of(connection, "报表.csv", content)
    assert time.process_time() - begun < SECONDS
    assert len(str(as_plain(draft.understood))) + sum(len(str(one)) for one in draft.findings) < WORDS


def test_a_file_name_of_any_length_is_read_as_far_as_it_says_something(connection):
    draft = draft_of(connection, "2026年11月" + "县" * 100_000 + ".csv", "地区,CY-01\n夏邑县,5".encode())
    assert draft.taken == 1 and max(len(one.text) for block in draft.understood.blocks
                                    for one in block.period.witnesses) <= LONGEST_SAID

"""Texts as long as a cell can be, wherever a sheet has texts: what they cost grows with their length and no faster.

Each of these once took many seconds, minutes, or hundreds of megabytes of words about it.
"""

import time

import pytest

from data.intake import indicator_names, read, understood
from data.intake.context import LONGEST_SAID
from data.intake.files.limits import LONGEST_CELL
from data.intake.read import draft_of
from data.intake.sheets import Unusable
from data.intake.understood import as_plain
from data.intake.vocabulary import Vocabulary
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


def test_beyond_some_hundred_questions_it_is_said_that_no_more_is_asked(connection, monkeypatch):
    monkeypatch.setattr(understood, "MOST_QUESTIONS", 3)
    monkeypatch.setattr(read, "MOST_QUESTIONS", 3)
    rows = "".join(f"夏邑县,202610,{name},1\n某{name}县,202610,CY-01,1\n" for name in "甲乙丙丁戊") + "夏邑县,202610,甲,2\n"
    draft = draft_of(connection, "报表.csv", f"地区,期,指标,数值\n{rows}".encode())
    asked = [one.what for one in draft.understood.questions]
    assert asked.count("heading") == asked.count("place") == 3 and draft.understood.unasked == 4
    assert len(draft.refused) == 11 and any("只问前 3 个" in one.expected for one in draft.notes)
    assert len(draft.understood.questions[0].cells) == 2, "a question that is there is still asked of further cells"


def test_names_are_likened_to_the_catalogue_so_often_and_no_more(connection, monkeypatch):
    monkeypatch.setattr(indicator_names, "MOST_LIKENED", 1)
    names = Vocabulary(connection)
    first = names.likely("招聘会的场次")
    assert first and names.likely("招聘会的场次") == first and names.likely("招聘会的场数") == []


@pytest.mark.parametrize("rows", ["夏邑县,202610,CY-01,约{0}\n", "夏邑县,202610,CY-01,{0}\n", "夏邑县,202610,CY-01,{0}1e15\n"])
def test_who_has_most_cells_refused_is_told_at_once(connection, monkeypatch, rows):
    monkeypatch.setattr(understood, "MOST_REFUSED", 5)
    for many, fits in ((5, True), (7, False)):
        content = ("地区,期,指标,数值\n" + "".join(rows.format(at) for at in range(1, many + 1))).encode()
        if fits:
            assert len(draft_of(connection, "报表.csv", content).refused) == many
        else:
            with pytest.raises(Unusable, match="不能收的超过 5 处"):
                draft_of(connection, "报表.csv", content)

"""What is left out or put into other words by hand, in the paper as in its slides."""

from data.papers.outline import Outline, Section, Sentence, Slide, Table
from pages.parts.papers.edits import PART, apply

ONE, TWO, THREE = (Sentence(key, key) for key in ("a.1", "a.2", "b.1"))
MADE = Outline("题", 1, "某县", 2026, 11, "截至", "来源", False, sections=(
    Section("a", "甲", 1, (ONE,)), Section("a.x", "甲一", 2, (TWO, Table("a.t", "表", (), ()))), Section("b", "乙", 1, (THREE,)),
    Section("n", "附", 1, (Table("n.t", "表", (), ()),), annex=True)), slides=(Slide("s", "题", (ONE, TWO, THREE)),))


def test_nothing_is_changed_by_no_choice():
    assert apply(MADE, {}) == MADE


def test_other_words_are_marked_and_stand_on_the_slide_too():
    made = apply(MADE, {"a.1": "别的话。"})
    assert made.sections[0].blocks[0] == made.slides[0].blocks[0] == Sentence("a.1", "别的话。", edited=True)


def test_a_sentence_and_a_table_can_be_left_out():
    made = apply(MADE, {"a.2": None, "a.t": None})
    assert made.sections[1].blocks == () and made.slides[0].blocks == (ONE, THREE)


def test_a_section_goes_with_what_stands_under_it():
    made = apply(MADE, {PART + "a": None})
    assert [one.key for one in made.sections] == ["b", "n"] and made.slides[0].blocks == (THREE,)
    assert [one.key for one in apply(MADE, {PART + "a.x": None, PART + "n": None}).sections] == ["a", "b"]


def test_an_annex_stays_after_a_section_that_is_left_out():
    assert [one.key for one in apply(MADE, {PART + "b": None}).sections] == ["a", "a.x", "n"]

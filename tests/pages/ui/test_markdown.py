"""Markdown that shows a text as it is. What a browser makes of it: tests/browser/test_strangers.py."""

import re
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pages.parts.ui.markdown import JOINER, markdown, plain, shown_on

PIECES = ["[x](http://evil)", "**b**", "_i_", "a_b", "$x$", ":material/home:", ":red[x]", ":smile:", ":100:", "`c`", "~~s~~",
          "<b>", "www.evil.com", "a@b.com", "--", "->", "<->", "~=", "# ", "1. ", "- ", "> ", "|", "\\", "&lt;", "睢县", "，",
          " ", "\n", "12:30"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=5).map("".join))


def shown(words: str) -> str:
    """What is left of the Markdown when its backslashes have done their work and the joiners, which nobody sees, are gone."""
    return re.sub(rf"\\([{re.escape(string.punctuation)}])", r"\1", words).replace(JOINER, "")


@settings(deadline=None)
@given(TEXTS.filter(lambda text: JOINER not in text))
def test_a_text_shows_as_it_is(text):
    assert shown(plain(text)) == " ".join(text.split())


@settings(deadline=None)
@given(TEXTS)
@example("|#")
@example("*1.")
@example("# a")
@example("1. a")
def test_nothing_is_left_that_makes_a_link_a_format_or_an_icon(text):
    words = plain(text)
    bare = re.sub(r"\\.", "", words)
    assert not re.search(r"[`*\[\]<>$~&|\\]|\b_|_\b", bare)
    assert not re.search(r"^[#+=-]|^\d+[.)]", words)  # what begins the line as it is written, a backslash too
    assert not re.search(r":[\w+-]+:|:material|://|www\.|\S@\w|:[a-z]|[<~-]>|--", re.sub(r"\\(.)", r"\1", words),
                         re.IGNORECASE | re.ASCII)


@pytest.mark.parametrize("text", ["睢县妇联", "示例_睢县_2026年9月.xlsx", "2026-11-05 12:30", "第 3 次（共 2 项）：1,200 → 1,300",
                                  "JINGUO_DATABASE_URL", "a-b", "(1)", "50%"])
def test_a_plain_text_stays_as_it_is(text):
    assert plain(text) == text


def test_a_template_is_markdown_and_what_fills_it_is_not():
    assert markdown("**{}**，{:,} 项，{}", "**b**", 1234, 2026) == r"**\*\*b\*\***，1,234 项，2026"


def test_a_bar_tells_any_words():
    said = []
    bar = type("Bar", (), {"progress": lambda self, share, words: said.append((share, words))})()
    shown_on(bar)(0.5, "正在读“*表*”")
    assert said == [(0.5, r"正在读“\*表\*”")]

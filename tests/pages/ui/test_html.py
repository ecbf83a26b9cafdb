"""HTML that escapes by itself: text is text wherever it stands, and what was made stays as it was made."""

from datetime import date, datetime
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.parts.shell.picks import Origin, Region, Trend
from pages.parts.ui import board
from pages.parts.ui.html import Cell, Markup, button, html, join, num, panel, table, tag, tr

POISON = """<img src=x onerror=alert(1)> & " ' </td> {} {0} %s"""


class Reader(HTMLParser):
    """What a browser makes of it: tags with their attributes, and the text between."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""
        self.feed(str(text))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


WAYS = [lambda text: html("<b>{}</b>", text), lambda text: html("<b>{word}</b>", word=text), lambda text: tag("b", text),
        lambda text: join(["", text]), lambda text: join([tag("b"), tag("b")], text), lambda text: button(Region(1), text),
        lambda text: tr(text), lambda text: tr(num(text)), lambda text: tr(Cell(text, "muted")), lambda text: table([text], []),
        lambda text: table([num(text)], []), lambda text: table(["a"], [tr(text)]), lambda text: panel(text, ""),
        lambda text: panel("", text), lambda text: panel("", "", text), lambda text: panel("", text, "", Origin("CY-01")),
        lambda text: html("<p>{}</p>", text) + text, lambda text: text + tag("b")]
ATTRIBUTES = [lambda text: tag("b", title=text), lambda text: tag("b", look=text), lambda text: tag("b", aria_label=text),
              lambda text: button(Trend(text), "x"), lambda text: tr("x", pick=Trend(text), mark=Trend(text)),
              lambda text: tr(Cell("x", text)), lambda text: html('<b title="{}"></b>', text),
              lambda text: table([], [], text, text), lambda text: button(Region(1), "x", style=text)]


@pytest.mark.parametrize("way", WAYS)
@settings(deadline=None)
@given(st.one_of(st.just(POISON), st.text(st.characters(blacklist_categories=["Cs", "Cc"]))))
def test_text_between_tags_is_text(way, text):
    assert isinstance(way(text), Markup)
    drawn = Reader(way(text))
    assert text in drawn.text and not {name for name, _ in drawn.tags} & {"img", "script"}


@pytest.mark.parametrize("way", ATTRIBUTES)
@settings(deadline=None)
@given(st.one_of(st.just(POISON), st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1)))
def test_text_in_an_attribute_ends_neither_it_nor_the_tag(way, text):
    plain, drawn = ([(name, *attributes) for name, attributes in Reader(way(given)).tags] for given in ("x", text))
    assert drawn == plain


@pytest.mark.parametrize("way", WAYS[:-2])
def test_what_was_made_is_not_escaped_again(way):
    made = html("<i>{}</i>", "<")
    assert str(made) == "<i>&lt;</i>" and made in way(made)


def test_numbers_and_dates_take_their_format():
    drawn = html("{:,} {:.1f} {:,} {:,} {:%Y-%m-%d} {:%H:%M} {:.0f}", 1234, 0.25, np.int64(1234), np.float64(1e6),
                 date(2026, 11, 1), datetime(2026, 11, 1, 9, 5), 3.0)
    assert drawn == "1,234 0.2 1,234 1,000,000.0 2026-11-01 09:05 3"
    assert html("{:%Y}", pd.Timestamp("2026-11-01")) == "2026" and "&lt;NA&gt;" in html("{}", pd.NA)


def test_attributes_that_are_not_there_are_left_out():
    assert tag("tr", look="", style="", pick=None, title="") == '<tr title=""></tr>'
    assert tag("b", look="a b", pick=Origin("CY-01"),
               aria_hidden="true") == '<b class="a b" data-pick="origin:CY-01" aria-hidden="true"></b>'


def test_a_table_is_made_of_rows_and_cells():
    drawn = table(["地区", num("数")], [tr("睢县", num(1, "strong"), pick=Region(3))])
    assert drawn == ('<div class="scroll"><table class="plain"><thead><tr><th>地区</th><th class="num">数</th></tr></thead>'
                     '<tbody>'
                     '<tr data-pick="region:3"><td>睢县</td><td class="num strong">1</td></tr></tbody></table></div>')
    assert table([], [], box="") == '<table class="plain"><thead><tr></tr></thead><tbody></tbody></table>'


def test_a_board_shows_what_is_no_markup_as_text():
    assert board.written("<b>")[1] == "&lt;b&gt;" and board.written(tag("b"))[1] == "<b></b>"
    assert type(board.written(tag("b"))[1]) is str


def test_a_board_s_script_fills_texts_as_text():
    assert "place.textContent = text" in board.SCRIPT and board.SCRIPT.count("innerHTML") == 1

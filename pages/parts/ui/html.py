"""HTML that escapes by itself: what is given to these functions is text, and escaped, unless they made it themselves.

Tags are written nowhere else in pages but in the templates given to `html`. What comes out is Markup, a str that is not
escaped again; joined by anything but `join` and +, it is text once more, and shows its tags.
"""

import re
from collections.abc import Iterable
from datetime import date
from numbers import Number
from typing import NamedTuple

import streamlit as st
from markupsafe import Markup, escape

from pages.parts.shell.picks import Pick

BARE = (Markup, int, float, date, Number)
"""What holds no tag: formatted as it is, so that {:,} and {:%Y-%m-%d} work."""
NAMES = {"look": "class", "pick": "data-pick", "mark": "data-mark"}
NOT_EMPTY = ("look", "style")
HINT = re.compile("[；，]?点[^；，。]+$")


def html(template: str, *values, **named) -> Markup:
    """The template with its {} filled as by str.format. It is written out where it is used, never put together; inside a
    tag {} stands in double quotes."""
    return Markup(template.format(*map(_safe, values), **{name: _safe(value) for name, value in named.items()}))


def _safe(value):
    return value if isinstance(value, BARE) else escape(value)


def join(parts: Iterable, between: str = "") -> Markup:
    return escape(between).join(parts)


def tag(name: str, /, *content, **attributes) -> Markup:
    """An element. look, pick and mark are its class, data-pick and data-mark; an attribute that is None is left out, and an empty
    look or style."""
    inside = "".join(map(escape, content))
    return Markup(f"<{name}{_written(attributes)}>{inside}</{name}>")


def _written(attributes: dict) -> str:
    return "".join(f' {NAMES.get(name) or name.replace("_", "-")}="{escape(value)}"'
                   for name, value in attributes.items() if value is not None and (value != "" or name not in NOT_EMPTY))


def button(pick: Pick, *label, **attributes) -> Markup:
    """What can be clicked; board.js sends its pick to Python."""
    return tag("button", *label, **attributes, pick=pick)


class Cell(NamedTuple):
    """A cell of a table with its class; `of` is its tag."""

    value: object
    look: str = ""
    of: str = "td"


def num(value, more: str = "") -> Cell:
    """A cell whose number stands to the right."""
    return Cell(value, f"num {more}" if more else "num")


def tr(*cells, **attributes) -> Markup:
    """A row of a table out of Cells or of what they hold; attributes as in `tag`."""
    return tag("tr", *map(_cell, cells), **attributes)


def _cell(cell) -> Markup:
    value, look, of = cell if isinstance(cell, Cell) else (cell, "", "td")
    return Markup(f'<{of} class="{escape(look)}">{escape(value)}</{of}>' if look else f"<{of}>{escape(value)}</{of}>")


def table(heads: Iterable, rows: Iterable[Markup], look: str = "plain", box: str = "scroll") -> Markup:
    """A table below its headings (text, or Cells for their class), in a box that scrolls by itself; box "" for none."""
    cells = (head if isinstance(head, Cell) else Cell(head) for head in heads)
    drawn = html('<table class="{}"><thead>{}</thead><tbody>{}</tbody></table>', look,
                 tr(*(Cell(value, kind, "th") for value, kind, _ in cells)), join(rows))
    return scroll(drawn, box) if box else drawn


def scroll(drawn: Markup, look: str = "scroll") -> Markup:
    """A box that scrolls by itself; by keyboard too, where nothing in it can be reached that would scroll it."""
    reached = {} if "data-pick" in drawn else {"tabindex": 0, "role": "region", "aria_label": "表格，可以滚动"}
    return tag("div", drawn, look=look, **reached)


def panel(title, lead, body="", pick: Pick | None = None) -> Markup:
    """A block under a title; with a pick its lead is the door to where its number comes from."""
    said = tag("span", *_hinted(lead))
    said = button(pick, said, title="点开看这个数从哪里来") if pick else said
    look = "panel" if body else "panel bare"
    return html('<section class="{}"><div class="title"><h2>{}</h2>{}</div>{}</section>', look, title, said, body)


def _hinted(lead) -> tuple:
    """The lead with what it says of clicking marked as a hint, which paper leaves out."""
    hint = None if isinstance(lead, Markup) else HINT.search(lead)
    return (lead,) if hint is None else (lead[:hint.start()], tag("i", hint[0], look="hint"))


def draw(markup, **look) -> None:
    """Puts it on the page; text is escaped here too."""
    st.html(escape(markup), **look)

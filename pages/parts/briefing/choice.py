"""What the page makes: the kind of paper, and what a person left out of it or put into other words, kept in the session."""

from collections.abc import Mapping

import streamlit as st

from data.papers.outline import Outline, Sentence
from data.write.text import clean
from pages.parts.papers import edits, kinds
from pages.parts.papers.kinds import NAMES
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle

KEY, OPEN = "paper-edits", "paper-open"
"""In the session: the choices by paper; the sentence that is open."""


def kind() -> str:
    """Draws the choice of the kind; returns it."""
    settle("paper", list(NAMES), kinds.REPORT)
    st.segmented_control("哪一种", list(NAMES), key="paper", format_func=NAMES.__getitem__, required=True,
                         label_visibility="collapsed", persist_state="session")
    return st.session_state["paper"]


def _name(scope: Scope, of: str) -> tuple:
    """Of a year's month, whatever came in since: a sentence that says the same keeps its key."""
    return of, scope.region, scope.year, scope.month


def chosen(scope: Scope, of: str) -> Mapping[str, str | None]:
    """The choices about a paper: key -> other words, None for left out."""
    return dict(st.session_state.get(KEY, {}).get(_name(scope, of), {}))


def choose(scope: Scope, of: str, key: str, words: str | None) -> None:
    """Puts a sentence into other words, or leaves it or a part out (None)."""
    st.session_state.setdefault(KEY, {}).setdefault(_name(scope, of), {})[key] = None if words is None else clean(words)


def restore(scope: Scope, of: str, *keys: str) -> None:
    """Takes choices back; all of the paper's where none is named."""
    held = st.session_state.get(KEY, {}).get(_name(scope, of), {})
    for key in keys or tuple(held):
        held.pop(key, None)


def edited(scope: Scope, of: str, choices: Mapping[str, str | None]) -> Outline:
    """The outline as it will be made, slides and all."""
    return edits.apply(kinds.make(scope, of), choices)


def find(made: Outline, key: str) -> Sentence | None:
    """The sentence of that key as it was made."""
    every = (one for section in made.sections for one in section.blocks)
    return next((one for one in every if one.key == key and isinstance(one, Sentence)), None)


def whole(scope: Scope, of: str) -> Outline:
    """The outline as it is read on the page, with all that may be left out."""
    return kinds.paper(scope, of)


def why_none(made: Outline) -> str:
    """Why there is nothing to write a paper about."""
    if not made.month:
        return f"{made.year}年还没有开始，没有可以写的材料"
    return f"{made.year}年到{made.month}月还没有上报的数据，没有可以写的材料"

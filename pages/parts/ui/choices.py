"""Controls of a board: a choice of few as pills, of many as a list, a field that is searched in as one types, and chips of what
is on. What they hold is no part of them, so that a browser is sent them once: board.js marks it (Drawn.values)."""

from collections.abc import Mapping

from data.pinyin import initials, spelled
from pages.parts.shell.picks import Choose, Pick
from pages.parts.ui.html import Markup, button, join, tag


def pills(label: str, key: str, options: Mapping[str, str], look: str = "pills") -> Markup:
    """One of few; options: value -> its words. look "joined": as one bar."""
    drawn = (button(Choose(key, value), words, role="radio", aria_checked="false", data_choice=key, data_value=value)
             for value, words in options.items())
    return tag("div", *drawn, look=look, role="radiogroup", aria_label=label)


def dropdown(label: str, key: str, options: Mapping[str, str]) -> Markup:
    """One of many, by the browser's own list, which fingers and keys know."""
    drawn = (tag("option", words, value=value) for value, words in options.items())
    return tag("select", *drawn, aria_label=label, data_choice=key)


def doors(label: str, key: str, options: Mapping[Pick, str]) -> Markup:
    """The same of where one may go: pick -> its words. What it holds is the pick as it is written; typed letters lead to what is
    read so (data-read), as a word's beginning does in any list."""
    drawn = (tag("option", words, value=pick, data_read=" ".join([*initials(words), *spelled(words)]))
             for pick, words in options.items())
    return tag("select", *drawn, aria_label=label, data_choice=key, data_picks="")


def find(label: str, key: str, hint: str) -> Markup:
    return tag("input", type="search", aria_label=label, placeholder=hint, data_choice=key, maxlength=100, autocomplete="off")


def chips(said: Mapping[str, str]) -> Markup | str:
    """said: what the filters say that are on, by their keys; a click takes one away, or all. Nothing where none is on."""
    if not said:
        return ""
    drawn = [button(Choose(key, ""), words, tag("span", " ✕", aria_hidden="true"), look="on") for key, words in said.items()]
    every = button(Choose("", ""), "清除全部", look="on all")
    return tag("div", join(drawn), every, look="chips-on", role="group", aria_label="筛选条件，点一下去掉")

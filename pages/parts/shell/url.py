"""The address bar holds the session's state: what it says is taken, settled where there is no such thing, and written back.

Streamlit's own bind="query-params" is not used: it writes display names, leaves out what is set by a click on a map or
taken as a default, and replaces the history entry, so that the back button would not return to the county before.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from pages.parts.shell import chosen, reference
from pages.parts.shell.addresses import FILTERS
from pages.parts.shell.scope import Scope

WORDS = {"region": "地区", "year": "年份", "month": "月份", "indicator": "指标"}
EVERYWHERE = ("why", "write")
"""What any page may have in its URL beside the scope and its own filters."""


OF_THE_BROWSER = ("slide",)
"""What the browser itself writes into the address, and changes without asking (meeting/stage.js)."""
URL, READ = "url", "url_read"
"""In the session's state: the address that it wrote last; which of the addresses that were chosen it has read (shell.chosen)."""


def read_url() -> None:
    """Takes from the URL what it says where somebody chose it: on a first visit and after back or forward, once. Any other
    message comes with the address that its browser was at, which may be older than what was clicked or written since."""
    names = tuple(dict.fromkeys((*WORDS, *EVERYWHERE, *FILTERS.get(st.session_state["page"], ()))))
    said = {name: st.query_params[name] for name in names if name in st.query_params}
    known, came, read = st.session_state.get(URL), chosen.number(), st.session_state.get(READ)
    st.session_state[READ] = came
    if not said:  # a page change leaves it empty and keeps the session's scope
        return
    # One that was gone back to counts even where it is what was written last: a click on the way there is older.
    if (came and read and came.back != read.back) or (said != known and (came is None or came != read)):
        _take(names, said)
    else:
        _take([name for name in OF_THE_BROWSER if name in names and said.get(name) != (known or {}).get(name)], said)


def read_earlier() -> None:
    """To be called before a click is followed: an address that was chosen before it, and that no run came to read."""
    if chosen.number() != st.session_state.get(READ) and not chosen.is_last() and "page" in st.session_state:
        read_url()


def _take(names: Iterable[str], said: Mapping[str, str]) -> None:
    for name in names:
        if name in said:
            text = said[name]
            st.session_state[name] = int(text) if name in ("year", "month") and re.fullmatch("[0-9]{1,4}", text) else text
        else:
            st.session_state.pop(name, None)


def write_url(scope: Scope) -> None:
    """Puts the scope and the page's own filters into the URL, so that the address bar can be copied at any moment. Also where the
    browser said that it is there: an address that was written for an earlier run may have come to it since."""
    page = st.session_state["page"]
    wanted = {"region": reference.codes(scope.version)[scope.region], "year": str(scope.year),
              "month": str(scope.month)}
    wanted |= {name: st.session_state[name] for name in (*FILTERS.get(page, ()), *EVERYWHERE) if st.session_state.get(name)}
    if st.query_params.to_dict() != wanted or st.session_state.get(URL) != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[URL] = wanted


def settle(name: str, options: Sequence, default) -> None:
    """Makes sure that the session holds one of the options; says so where the URL asked for another."""
    wanted = st.session_state.get(name)
    if wanted in options:
        return
    if wanted is not None:
        note(f"网址里的{WORDS.get(name, '筛选条件')}“{str(wanted)[:20]}”没有对应的数据，已改为默认值。")
    st.session_state[name] = default


def worded(words: Mapping[str, str]) -> Callable[[str], str]:
    """What a control calls its options; "" for one that a session still holds and that is no longer among them."""
    return lambda option: words.get(option, "")


def note(words: str) -> None:
    """Has the bar say something once, under itself."""
    st.session_state.setdefault("notes", []).append(words)

"""What whoever looks may see of the tree: everything, or the regions of their grants (with the whole's total, or without). It is
part of the key of every kept answer, so that nobody is handed what was worked out for another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts.shell import cache, permit, visitors
from pages.parts.shell.cache import by_version
from pages.parts.shell.connection import ask, tell_viewer
from pages.parts.shell.present import present
from pages.parts.shell.visitors import Visitor
from queries.access import Rules
from queries.accounts import Account
from queries.privacy import ANYBODY, Viewer
from queries.regions import units_below
from queries.roles import BUSINESS, EXACT

Result = TypeVar("Result")
given: ContextVar["Reader | None"] = ContextVar("reader", default=None)
"""Of what is worked out for a reader when no page runs: a download that waits until it is asked for."""


@dataclass(frozen=True)
class Reader:
    """regions: whose subtrees are all that is seen; None for everything. total: the root's own figures beside them. exact: the
    regions in whose subtrees 敏感数 are exact."""

    regions: frozenset[int] | None = None
    total: bool = False
    exact: frozenset[int] = frozenset()

    def rounded(self) -> "Reader":
        """Who sees the same of the tree, and 敏感数 rounded: what goes from hand to hand is made for."""
        return replace(self, exact=frozenset())


KEY = "exact_here"
"""In the session's state: the root, where 敏感数 were asked for on this machine."""
EVERYTHING, NOTHING = Reader(), Reader(frozenset())


def reader() -> Reader:
    """Who looks now."""
    held = given.get()
    if held is not None:
        return held
    here = visitors.here
    if get_script_run_ctx() is None:  # the server itself, which hands nothing out
        return EVERYTHING
    if not here.any:
        root = st.session_state.get(KEY)
        return replace(EVERYTHING, exact=frozenset((root,))) if root and may_see_exactly() else EVERYTHING
    with as_reader(EVERYTHING):  # for what is asked to find out
        visitor = present()
    return of_visitor(visitor)


def may_see_exactly() -> bool:
    """In 单机: whether 敏感数 may be asked for as they are (exact_here.py): the browser is on this very machine, and no projector
    shows the page."""
    return not visitors.here.any and permit.sits_here() and st.session_state.get("page") != "huiyi"


def of_visitor(visitor: Visitor | None) -> Reader:
    """What somebody sees, or nobody who is signed in."""
    here = visitors.here
    if not here.any:
        return EVERYTHING
    if visitor is not None:
        return of_account(visitor.account, here.rules, here.root)
    return EVERYTHING if here.rules.look == "anyone" else NOTHING


@contextmanager
def as_reader(held: Reader) -> Iterator[None]:
    """Inside it, that reader looks."""
    token = given.set(held)
    try:
        yield
    finally:
        given.reset(token)


def of_account(account: Account, rules: Rules, root: int) -> Reader:
    """What an account sees. root: the tree's. Who holds a grant for the whole sees everything; who holds none sees nothing."""
    seen = frozenset(region for role, region in account.grants if role in BUSINESS)
    exact = frozenset(region for role, region in account.grants if role in EXACT) if account.exact else frozenset()
    if not seen:
        return NOTHING
    if root in seen or rules.county_sees == "all":
        return Reader(exact=exact)
    # Several counties have no whole of their own but the tree's.
    return Reader(seen, rules.county_sees == "total" or len(seen) > 1, exact)


@by_version(64)
def exact() -> frozenset[int]:
    """The regions whose 敏感数 the reader sees as they are; villages have none."""
    return frozenset(ask(units_below, sorted(reader().exact))) if reader().exact else frozenset()


def viewer() -> Viewer:
    return Viewer(exact()) if reader().exact else ANYBODY


def bound(make: Callable[[], Result], with_exact: bool = False) -> Callable[[], Result]:
    """What is worked out when no page runs, of the regions that its reader may see. What goes out of the house is rounded,
    whoever asks, unless they ask for 敏感数 and see it."""
    held = reader() if with_exact else reader().rounded()

    def made() -> Result:
        with as_reader(held):
            return make()

    return made


cache.tell_apart(reader)
tell_viewer(viewer)

"""The one engine of the process, and how a question is put to it, or to the standby beside it."""

import inspect
from collections.abc import Callable

from pages.parts.shell import standby
from pages.parts.shell.cache import by_version
from queries.database import DatabaseFault, Engine, open_engine, reading
from queries.privacy import ANYBODY, Viewer

_viewer: list[Callable[[], Viewer]] = [lambda: ANYBODY]


@by_version(4)
def engine() -> Engine:
    """The one SQLAlchemy engine of the process for a database: the primary's, where there are several servers."""
    return open_engine(must_exist=True)


def ask(question: Callable, *arguments):
    """A query's answer, over a connection of its own; one that has figures about persons in it is told who asks. From the
    standby, where there is one and it has what was written here; what it cannot answer the primary does."""
    beside = standby.beside(engine())
    chosen = beside and beside.chosen()
    if beside and chosen:
        try:
            return _put(chosen, question, *arguments)
        except DatabaseFault:
            beside.look(anew=True)
    return ask_primary(question, *arguments)


def ask_primary(question: Callable, *arguments):
    """The same of the primary alone: who is signed in, and whether it can be written to."""
    return _put(engine(), question, *arguments)


def _put(to: Engine, question: Callable, *arguments):
    named = {"viewer": _viewer[0]()} if "viewer" in inspect.signature(question).parameters else {}
    with reading(to) as connection:
        return question(connection, *arguments, **named)


def tell_viewer(viewer: Callable[[], Viewer]) -> None:
    """Has questions be asked for whoever looks."""
    _viewer[0] = viewer

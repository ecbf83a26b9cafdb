"""The one engine of the process, and how a question is put to it, or to the standby beside it."""

import inspect
from collections.abc import Callable
from typing import Any

from pages.parts.shell import standby
from pages.parts.shell.cache import Unkept, is_working, read_at, takes_only_kept
from pages.parts.shell.once import Once
from queries.again import told_as_of
from queries.database import DatabaseFault, Engine, data_version, database_url, open_engine, reading
from queries.privacy import ANYBODY, Viewer

_opened = Once(lambda url: open_engine(url, must_exist=True))
_viewer: list[Callable[[], Viewer]] = [lambda: ANYBODY]


def engine() -> Engine:
    """The one SQLAlchemy engine of the process for a database: the primary's, where there are several servers."""
    return _opened(database_url())


def ask(question: Callable, *arguments):
    """A query's answer, over a connection of its own; one that has figures about persons in it is told who asks. From the
    standby, where there is one and it has what was written here; what it cannot answer the primary does. Raises Unkept where
    only what is kept may be shown (cache.only_kept)."""
    if takes_only_kept():
        raise Unkept
    return ask_uncounted(question, *arguments)


def ask_uncounted(question: Callable, *arguments):
    """The same of what no data version tells, as whether there was a meeting; at any time."""
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


def _put(to: Engine, question: Callable, *arguments) -> Any:
    named = {"viewer": _viewer[0]()} if "viewer" in inspect.signature(question).parameters else {}
    if not is_working():
        with reading(to, as_one=question is not data_version) as connection:  # which is asked for every page, and one statement
            return question(connection, *arguments, **named)
    version, answer = _put_freely(to, lambda connection: question(connection, *arguments, **named))
    read_at(version)
    return answer


def _put_freely(to: Engine, question: Callable) -> tuple[int, Any]:
    """The data's version and the answer, which are as of one moment: without a transaction, which would stand open while the rows
    are worked on, where the version was the same before and after, for none comes again; otherwise in one."""
    with reading(to, as_one=False) as connection:
        before = data_version(connection)
        try:
            with told_as_of(before, lambda: data_version(connection) == before):
                answer, wrong = question(connection), None
        except DatabaseFault:
            raise
        except Exception as error:  # rows of two moments, perhaps
            answer, wrong = None, error
        if data_version(connection) == before:
            if wrong:
                raise wrong
            return before, answer
    with reading(to) as connection:
        return data_version(connection), question(connection)


def tell_viewer(viewer: Callable[[], Viewer]) -> None:
    """Has questions be asked for whoever looks."""
    _viewer[0] = viewer

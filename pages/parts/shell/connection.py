"""The one engine of the process, and how a question is put to it."""

import inspect
from collections.abc import Callable

from pages.parts.shell.cache import by_version
from queries.database import Engine, open_engine, reading
from queries.privacy import ANYBODY, Viewer

_viewer: list[Callable[[], Viewer]] = [lambda: ANYBODY]


@by_version(4)
def engine() -> Engine:
    """The one SQLAlchemy engine of the process for a database."""
    return open_engine(must_exist=True)


def ask(question: Callable, *arguments):
    """A query's answer, over a connection of its own; one that has figures about persons in it is told who asks."""
    named = {"viewer": _viewer[0]()} if "viewer" in inspect.signature(question).parameters else {}
    with reading(engine()) as connection:
        return question(connection, *arguments, **named)


def tell_viewer(viewer: Callable[[], Viewer]) -> None:
    """Has questions be asked for whoever looks."""
    _viewer[0] = viewer

"""The one engine of the process, and how a question is put to it."""

from collections.abc import Callable

from pages.parts.shell.cache import by_version
from queries.database import Engine, open_engine, reading


@by_version(4)
def engine() -> Engine:
    """The one SQLAlchemy engine of the process for a database."""
    return open_engine(must_exist=True)


def ask(question: Callable, *arguments):
    """A query's answer, over a connection of its own."""
    with reading(engine()) as connection:
        return question(connection, *arguments)

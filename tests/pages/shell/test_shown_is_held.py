"""What a page shows is what the database holds, whatever two processes write, whenever they commit, and though a copy from before
the last writes is put back."""

from random import Random

import pytest
from sqlalchemy import delete, insert, select

from data.write.settings import put_settings, raise_data_version
from pages.parts.shell.cache import by_version
from pages.parts.shell.connection import ask
from pages.parts.shell.reference import current_version
from queries.database import Connection, open_engine, read_settings, reading, writing
from queries.schema import settings


def label(connection: Connection) -> str:
    return read_settings(connection)["data_label"]


@by_version(64)
def shown_of(version: int) -> str:
    return ask(label)


@by_version(64)
def said_of(version: int) -> str:
    return f"{shown_of(version)}!"


@pytest.fixture
def other(prepared, monkeypatch):
    """The engine of another process on the database that the pages of this one look at."""
    engine = prepared(None)
    url = engine.url.render_as_string(hide_password=False)
    with writing(engine) as connection:
        put_settings(connection, data_version="1", data_label="0")
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    opened = open_engine(url)
    yield opened
    opened.dispose()


def write(engine, value: str) -> None:
    with writing(engine) as connection:
        raise_data_version(connection)
        put_settings(connection, data_label=value)


def copy(engine) -> list[dict]:
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(select(settings)).mappings()]


def put_back(engine, rows: list[dict]) -> None:
    with writing(engine) as connection:
        connection.execute(delete(settings))
        connection.execute(insert(settings), rows)


def held(engine) -> str:
    with reading(engine) as connection:
        return label(connection)


@pytest.mark.parametrize("seed", range(3))
def test_shown_is_held(other, seed):
    chance, copies, number = Random(seed), [copy(other)], 0

    def something_happens() -> None:
        nonlocal number
        what = chance.choice(("write", "write", "copy", "put back", "nothing"))
        if what == "write":
            number += 1
            write(other, str(number))
        elif what == "copy":
            copies.append(copy(other))
        elif what == "put back":
            put_back(other, chance.choice(copies))

    for _ in range(40):
        something_happens()
        version = current_version()
        if chance.random() < 0.3:  # between the page's version and its answer
            something_happens()
            assert said_of(version) in (f"{held(other)}!", f"{shown_of(version)}!")
        version = current_version()
        assert (said_of(version), shown_of(version)) == (f"{held(other)}!", held(other))


def test_an_answer_that_came_later_is_not_kept_under_the_version_before(other):
    before, version = copy(other), current_version()
    write(other, "later")
    assert said_of(version) == "later!" and shown_of(version) == "later"
    put_back(other, before)
    assert current_version() == version and said_of(version) == "0!" and shown_of(version) == "0"
    write(other, "another")
    assert said_of(current_version()) == "another!"


def twice(connection: Connection) -> tuple[str, str]:
    """Reads, has another process write, works on what it read, and reads again."""
    first = label(connection)
    if to_come:
        to_come.pop()()
    idle.append(connection.exec_driver_sql("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND "
                                           "datname = current_database()").scalar()
                if connection.dialect.name == "postgresql" else 0)
    if label(connection) != first:
        wrong.append(first)
    return first, label(connection)


to_come, idle, wrong = [], [], []


@by_version(64)
def both_of(version: int) -> tuple[str, str]:
    return ask(twice)


def test_no_transaction_stands_open_while_rows_are_worked_on_and_all_are_of_one_moment(other):
    assert both_of(current_version()) == ("0", "0") and idle.pop() == 0
    write(other, "1")
    version = current_version()
    if other.dialect.name == "sqlite":
        return  # a transaction of one's own is nobody else's affair there
    to_come.append(lambda: write(other, "2"))
    assert both_of(version) == ("2", "2") and wrong, "it was asked once more, in a transaction"
    assert both_of(current_version()) == ("2", "2")


def fails_between(connection: Connection) -> str:
    first = label(connection)
    if to_come:
        to_come.pop()()
    return {first: "found"}[label(connection)]


@by_version(64)
def found_of(version: int) -> str:
    return ask(fails_between)


def test_what_fails_for_rows_of_two_moments_is_asked_again_and_what_fails_anyway_fails(other):
    to_come.append(lambda: write(other, "3")) if other.dialect.name == "postgresql" else None
    assert found_of(current_version()) == "found"
    with pytest.raises(ZeroDivisionError):
        fails_of(current_version())


@by_version(64)
def fails_of(version: int) -> float:
    return ask(lambda connection: 1 / 0)

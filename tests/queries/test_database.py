"""The engine from a URL, and each thing that may be wrong with the database behind it."""

import socket
import sqlite3

import pytest
from sqlalchemy import insert, inspect, make_url, select, text
from sqlalchemy.exc import OperationalError

from data.upgrade import upgrade
from data.write.settings import raise_data_version
from queries import schema
from queries.database import (
    DEFAULT_URL,
    SCHEMA_VERSION,
    DatabaseFault,
    data_version,
    database_url,
    fault_of,
    open_engine,
    read_settings,
    reading,
    revision,
    writing,
)

VERSION = schema.settings.insert().values(key="data_version", value="1")


def reason_of(call, *arguments) -> str:
    with pytest.raises(DatabaseFault) as fault:
        call(*arguments)
    return fault.value.reason


def ask(engine) -> int:
    """What the dashboard asks first."""
    with reading(engine) as connection:
        revision(connection)
        return data_version(connection)


@pytest.fixture
def ready(prepared):
    engine = prepared(None)
    with writing(engine) as connection:
        connection.execute(VERSION)
    return engine


@pytest.fixture
def file_database(databases, tmp_path):
    """A SQLite file with our tables and a few thousand rows, closed."""
    path = tmp_path / "office.db"
    engine = open_engine(databases.copy(path, None))
    with writing(engine) as connection:
        connection.execute(VERSION)
        connection.execute(insert(schema.actions), [{"id": 1, "code": "a", "name": "行动", "sort": 1}])
        connection.execute(insert(schema.regions), [
            {"id": number, "code": f"{number:06}", "level": "county", "name": "县" * 50} for number in range(1, 4000)])
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.mark.parametrize(("value", "url"), [
    (None, DEFAULT_URL), ("", DEFAULT_URL), ("  ", DEFAULT_URL), (" sqlite:///x.db ", "sqlite:///x.db")])
def test_the_url_comes_from_the_environment(monkeypatch, value, url):
    monkeypatch.delenv("JINGUO_DATABASE_URL", raising=False)
    if value is not None:
        monkeypatch.setenv("JINGUO_DATABASE_URL", value)
    assert database_url() == url


def test_the_default_is_a_file_of_this_machine():
    assert make_url(DEFAULT_URL).get_backend_name() == "sqlite"
    assert make_url(DEFAULT_URL).database.endswith("data/jinguo.db")


@pytest.mark.parametrize("url", ["nonsense", "no such scheme://x", "kingbase://host/db", "postgresql+nodriver://host/db"])
def test_an_unreadable_url_or_unknown_driver_is_unreachable(url):
    assert reason_of(open_engine, url) == "unreachable"


def test_a_closed_port_is_unreachable():
    with socket.socket() as taken:  # bound, but not listening
        taken.bind(("127.0.0.1", 0))
        engine = open_engine(f"postgresql+psycopg://nobody@127.0.0.1:{taken.getsockname()[1]}/none?connect_timeout=3")
        assert reason_of(ask, engine) == "unreachable"


def test_a_postgresql_database_that_does_not_exist_is_unreachable(postgres_url):
    url = make_url(postgres_url).set(database="nowhere").render_as_string()
    assert reason_of(ask, open_engine(url)) == "unreachable"


def test_a_folder_that_does_not_exist_is_unreachable(tmp_path):
    assert reason_of(ask, open_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'office.db'}")) == "unreachable"


def test_a_read_only_file_can_be_read_and_not_written(file_database):
    engine = open_engine(f"sqlite:///file:{file_database}?mode=ro&uri=true")
    assert ask(engine) == 1
    assert reason_of(write, engine) == "readonly"


def test_a_read_only_role_can_read_and_not_write(new_postgres):
    engine = open_engine(new_postgres)
    with writing(engine) as connection:
        upgrade(connection, None)
        connection.execute(VERSION)
    standby = open_engine(make_url(new_postgres).update_query_dict(
        {"options": "-c default_transaction_read_only=on"}).render_as_string())
    assert ask(standby) == 1
    assert reason_of(write, standby) == "readonly"
    engine.dispose(), standby.dispose()


def test_a_role_that_was_given_no_right_to_write_can_read_and_not_write(new_postgres):
    engine, role = open_engine(new_postgres), f"reader_{make_url(new_postgres).database}"
    with writing(engine) as connection:
        upgrade(connection, None)
        connection.execute(VERSION)
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
    reader = open_engine(make_url(new_postgres).update_query_dict({"options": f"-c role={role}"}).render_as_string())
    assert ask(reader) == 1
    assert reason_of(write, reader) == "readonly"
    engine.dispose(), reader.dispose()


def write(engine) -> None:
    with writing(engine) as connection:
        raise_data_version(connection)


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"\0" * 5000, "妇联".encode() * 2000])
def test_a_file_that_is_no_database_is_damaged(tmp_path, content):
    path = tmp_path / "office.db"
    path.write_bytes(content)
    assert reason_of(ask, open_engine(f"sqlite:///{path}")) == "damaged"


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_database_is_damaged(file_database, kept):
    whole = file_database.read_bytes()
    file_database.write_bytes(whole[:int(len(whole) * kept) // 4096 * 4096])

    def read_all():
        engine = open_engine(f"sqlite:///{file_database}")
        with reading(engine) as connection:
            for table in schema.metadata.sorted_tables:
                connection.execute(select(table)).all()

    assert reason_of(read_all) == "damaged"


def test_tables_of_another_program_are_foreign(engine):
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE orders (id INTEGER)"))
    assert reason_of(ask, engine) == "foreign"


def test_a_database_without_a_table_has_no_revision_and_is_empty(engine):
    with reading(engine) as connection:
        assert revision(connection) is None
    assert reason_of(ask, engine) == "empty"


def test_tables_without_settings_are_empty(engine):
    with writing(engine) as connection:
        upgrade(connection, None)
    with reading(engine) as connection:
        assert revision(connection) == SCHEMA_VERSION
        assert read_settings(connection) == {}
    assert reason_of(ask, engine) == "empty"


def test_an_error_that_is_not_the_databases_state_stays_what_it_is(ready):
    with pytest.raises(Exception) as error, reading(ready) as connection:
        connection.execute(text("SELECT no_such_column FROM settings"))
    assert not isinstance(error.value, DatabaseFault)
    assert fault_of(error.value) is error.value


def test_every_write_raises_the_data_version(ready):
    write(ready)
    first = ask(ready)
    write(ready)
    assert 1 < first < ask(ready)


def test_a_write_that_fails_leaves_nothing(ready):
    with pytest.raises(KeyError), writing(ready) as connection:
        raise_data_version(connection)
        connection.execute(insert(schema.actions), [{"id": 1, "code": "a", "name": "行动", "sort": 1}])
        raise KeyError("half-way")
    assert ask(ready) == 1
    with reading(ready) as connection:
        assert connection.execute(select(schema.actions)).all() == []


def test_creating_tables_that_fails_leaves_none(engine):
    with pytest.raises(KeyError), writing(engine) as connection:
        upgrade(connection, None)
        raise KeyError("half-way")
    assert inspect(engine).get_table_names() == []


def test_a_reader_sees_nothing_half_written(ready):
    with writing(ready) as connection:
        raise_data_version(connection)
        assert ask(ready) == 1
    assert ask(ready) > 1


def test_a_writer_that_waits_in_vain_is_told_unreachable(file_database):
    engine = open_engine(f"sqlite:///{file_database}")
    with writing(engine), pytest.raises(DatabaseFault) as fault, writing(engine, wait_seconds=0):
        pass
    assert fault.value.reason == "unreachable"


def test_sqlite_is_set_up_for_several_processes(file_database):
    engine = open_engine(f"sqlite:///{file_database}")
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "journal_mode", "foreign_keys", "busy_timeout", "synchronous")}
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000, "synchronous": 2}


@pytest.mark.parametrize(("wanted", "kept"), [("off", "on"), ("local", "local"), ("on", "on"), ("remote_apply", "remote_apply")])
def test_a_commit_is_answered_when_it_is_on_the_disk_on_postgresql(new_postgres, wanted, kept):
    engine = (open_engine(
        make_url(new_postgres).update_query_dict({"options": f"-c synchronous_commit={wanted}"}).render_as_string(False)))
    with writing(engine) as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == kept
    engine.dispose()


def test_foreign_keys_hold(ready):
    orphan = {"region_id": 9, "period": 202601, "indicator_id": 9, "value": 1.0, "batch_id": 9}
    with pytest.raises(Exception, match="(?i)foreign key"), writing(ready) as connection:
        connection.execute(insert(schema.observations), [orphan])


def test_a_garbage_file_stays_as_it_was(tmp_path):
    path = tmp_path / "office.db"
    path.write_bytes(b"garbage" * 1000)
    reason_of(ask, open_engine(f"sqlite:///{path}"))
    assert path.read_bytes() == b"garbage" * 1000


def test_our_tables_can_be_read_without_our_program(file_database):
    with sqlite3.connect(file_database) as connection:
        assert connection.execute("SELECT value FROM settings WHERE key = 'data_version'").fetchall() == [("1",)]


@pytest.mark.parametrize("words, reason", [
    ('connection failed: connection to server on socket "/run/.s.PGSQL.5432" failed: Permission denied', "unreachable"),
    ('connection failed: connection to server at "10.0.0.2", port 5432 failed: session is read-only', "switching"),
    ('connection to server at "10.0.0.2" failed: FATAL:  the database system is starting up', "switching"),
    ("cannot execute INSERT in a read-only transaction", "readonly"), ("permission denied for table batches", "readonly"),
    ("no such table: targets", "incomplete"), ('relation "targets" does not exist', "incomplete"),
    ("could not extend file: No space left on device", "full")])
def test_a_server_that_lets_nobody_in_is_unreachable_or_switching_and_not_read_only(words, reason):
    fault = fault_of(OperationalError("", {}, Exception(words)))
    assert isinstance(fault, DatabaseFault) and fault.reason == reason

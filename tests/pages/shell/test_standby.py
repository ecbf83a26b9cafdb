"""Questions beside writes: a standby that lags, is away, or takes over. Two real servers."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from standbys import CHEAP, Pair, until

from data.write.settings import raise_data_version
from pages.parts.shell import reader, standby
from pages.parts.shell.connection import ask, ask_primary, engine
from pages.parts.shell.reference import ready_version
from queries import schema
from queries.database import DatabaseFault, data_version, open_engine, writing
from queries.standby import after_commits


@pytest.fixture(scope="module")
def pair():
    with tempfile.TemporaryDirectory(prefix="jinguo-pair-") as folder:
        both = Pair(Path(folder), settings=CHEAP)
        opened = open_engine(both.url)
        schema.metadata.create_all(opened)
        with writing(opened) as connection:
            connection.execute(schema.settings.insert().values(key="data_version", value="1"))
        opened.dispose()
        yield both
        both.end()


@pytest.fixture(params=["u@a:1,b:2/db", "u@/db?host=a:1&host=b:2"])
def beside(pair, request, monkeypatch):
    """The standby as the pages know it; the primary named in both ways."""
    ways = {"u@a:1,b:2/db": pair.url,
            "u@/db?host=a:1&host=b:2": "postgresql+psycopg://postgres@/postgres?" + "&".join(
                f"host={host}" for host in pair.hosts.split(",")) + "&target_session_attrs=read-write"}
    monkeypatch.setenv("JINGUO_DATABASE_URL", ways[request.param])
    monkeypatch.setenv("JINGUO_READ_URL", pair.single(pair.standby))
    standby.opened.forget()
    until(lambda: where() == "standby")
    yield standby.beside(engine())
    standby.opened.forget()


def port(connection) -> int:
    return connection.scalar(text("SHOW port"))


def where() -> str:
    return "standby" if int(ask(port)) != int(ask_primary(port)) else "primary"


def write() -> int:
    with writing(engine()) as connection:
        raise_data_version(connection)
        return data_version(connection)


def test_pages_ask_the_standby_and_whoever_wrote_sees_it_at_once(beside, pair):
    assert where() == "standby" and standby.words(engine()) == ""
    pair.ask("SELECT pg_wal_replay_pause()", which=pair.standby)
    version = write()
    assert where() == "primary" and ask(data_version) == version and ready_version() == version
    assert standby.words(engine()) == "", "what is shown is not old"
    pair.ask("SELECT pg_wal_replay_resume()", which=pair.standby)
    until(lambda: where() == "standby")
    assert ask(data_version) == version


def test_a_standby_that_lags_says_by_how_much(beside, pair, monkeypatch):
    """Written by another process, so that this one goes on asking the standby."""
    monkeypatch.setattr(standby, "MOMENT", 0)
    before = ask(data_version)
    pair.ask("SELECT pg_wal_replay_pause()", which=pair.standby)
    other = open_engine(pair.url)
    with writing(other) as connection:
        raise_data_version(connection)
    other.dispose()
    beside.look(anew=True)
    assert beside.seconds <= 10 and standby.words(engine()) == ""
    was = standby._position

    def an_hour_on(of):
        found = was(of)
        return standby.Position(**vars(found) | {"at": found.at + timedelta(hours=1)}) if of is beside.primary else found

    monkeypatch.setattr(standby, "_position", an_hour_on)
    beside.look(anew=True)
    assert 3590 < beside.seconds < 3700
    assert standby.words(engine()) == f"当前显示的是 {beside.seconds} 秒前的数据（备库延迟）。"
    assert ask(data_version) == before and where() == "standby"
    pair.ask("SELECT pg_wal_replay_resume()", which=pair.standby)
    until(lambda: ask(data_version) != before)
    beside.look(anew=True)
    assert beside.seconds == 0 and standby.words(engine()) == ""


def test_while_the_standby_is_away_the_primary_is_asked_and_it_is_said(beside, pair):
    pair.stop(pair.standby)
    assert ask(data_version) == ask_primary(data_version) and standby.words(engine()) == standby.AWAY
    pair.start(pair.standby)
    until(lambda: where() == "standby")
    assert standby.words(engine()) == ""


def test_another_server_is_no_standby(beside, postgres_url, monkeypatch):
    monkeypatch.setenv("JINGUO_READ_URL", postgres_url)
    assert where() == "primary" and standby.words(engine()) == standby.STRANGE
    for url in ("nonsense", ""):
        monkeypatch.setenv("JINGUO_READ_URL", url)
        assert where() == "primary" and standby.words(engine()) == ""


def test_a_standby_takes_over_with_its_promotion(pair, beside, open_page, monkeypatch):
    """Last: the primary dies. In between pages are read from the standby; without one set, people read that it is switching."""
    version = write()
    until(lambda: where() == "standby")
    pair.kill_primary()
    with pytest.raises(DatabaseFault) as fault, writing(engine()):
        pass
    beside.look(anew=True)
    assert ask(data_version) == version and standby.words(engine()) == standby.ALONE
    monkeypatch.delenv("JINGUO_READ_URL")
    page = open_page("zhibiao")
    assert fault.value.reason in ("switching", "unreachable") and "数据库正在切换" in page.error[0].value and not page.exception
    pair.promote()
    page.run()
    assert page.error[0].value.startswith("**数据库里还没有数据"), "as it was: nothing but tables"
    assert write() > version, "at the first try"
    monkeypatch.setenv("JINGUO_READ_URL", pair.single(pair.primary))
    standby.opened.forget()
    assert ask(data_version) > version and standby.words(engine()) == "", "the standby is the primary now"
    pair.follow()


def test_each_who_asks_is_told_of_every_commit(engine):
    """A second standby of the same primary would else take what was not yet there for what was written."""
    schema.metadata.create_all(engine)
    told = []
    after_commits(engine, lambda: told.append("first"))
    after_commits(engine, lambda: told.append("second"))
    with writing(engine) as connection:
        connection.execute(schema.settings.insert().values(key="data_version", value="1"))
        assert not told
    assert sorted(told) == ["first", "second"]
    with engine.connect() as connection:
        data_version(connection)
    assert len(told) == 2, "looking commits nothing"


def test_a_process_has_one_engine_whoever_looks(demo):
    """Else each kind of reader would have ten connections of its own."""
    with reader.as_reader(reader.NOTHING):
        blind = engine()
    with reader.as_reader(reader.EVERYTHING):
        assert engine() is blind

"""The file of a SQLite database deleted, moved, replaced or copied over while it is open: noticed before the next write."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, make_url, text

from data.backup.restoring import restore
from data.backup.saving import backup
from data.write.actor import alone
from data.write.settings import put_settings, raise_data_version
from queries import database_file
from queries.database import DatabaseFault, data_version, open_engine, reading, refuse_unwritable, writing
from queries.database_file import BESIDE, DatabaseFile, path_of

NOBODY = 65534
WRITTEN: list[int] = []
"""The versions that were written, the newest last."""
BY = alone("商丘市妇联", way="command")


@pytest.fixture
def path(databases, tmp_path):
    """A database in a folder of its own, at version 1."""
    folder = tmp_path / "妇联 数据"
    folder.mkdir()
    url = databases.copy(folder / "office.db", None)
    engine = open_engine(url)
    with writing(engine) as connection:
        put_settings(connection, data_version="1")
    engine.dispose()
    WRITTEN.clear()
    return folder / "office.db"


@pytest.fixture
def engine(path):
    """The database in use: two connections are open, and some writes wait in the -wal, others are in the file."""
    opened = open_engine(f"sqlite:///{path}", must_exist=True)
    with reading(opened) as one, reading(opened) as other:
        assert data_version(one) == data_version(other)
    write(opened)
    checkpoint(opened)
    write(opened)
    assert ask(opened) == WRITTEN[-1] > 2**50
    yield opened
    opened.dispose()


def ask(engine) -> int:
    with reading(engine) as connection:
        return data_version(connection)


def write(engine) -> None:
    with writing(engine) as connection:
        raise_data_version(connection)
        version = data_version(connection)
    WRITTEN.append(version)


def checkpoint(engine, how: str = "PASSIVE") -> None:
    with reading(engine) as connection:
        connection.exec_driver_sql("ROLLBACK")
        assert connection.exec_driver_sql(f"PRAGMA wal_checkpoint({how})").fetchone()[0] == 0
        connection.exec_driver_sql("BEGIN")


def reasons(engine) -> list[str]:
    """What reading and writing come to."""
    found = []
    for call in (ask, write):
        with pytest.raises(DatabaseFault) as fault:
            call(engine)
        found.append(fault.value.reason)
    return found


def move(path: Path, to: Path) -> None:
    to.parent.mkdir(exist_ok=True)
    for ending in BESIDE:
        Path(f"{path}{ending}").rename(f"{to}{ending}")


def test_deleted(engine, path):
    for ending in BESIDE:
        Path(f"{path}{ending}").unlink()
    assert reasons(engine) == ["gone"] * 2
    assert not path.exists(), "none is made in its place"


def test_moved_and_moved_back(engine, path, tmp_path):
    move(path, tmp_path / "elsewhere" / "office.db")
    assert reasons(engine) == ["gone"] * 2
    move(tmp_path / "elsewhere" / "office.db", path)
    write(engine)
    assert ask(engine) == WRITTEN[-1] and len(WRITTEN) == 3


def test_its_disk_pulled_out_and_put_back(engine, path):
    away = path.parent.with_name("away")
    path.parent.rename(away)
    assert reasons(engine) == ["gone"] * 2
    away.rename(path.parent)
    assert ask(engine) == WRITTEN[-1]


def test_replaced_by_another(engine, path, databases):
    databases.copy(path.with_name("new.db"), None)
    path.with_name("new.db").replace(path)
    before = path.read_bytes()
    assert reasons(engine) == ["replaced"] * 2
    assert path.read_bytes() == before


@pytest.mark.parametrize("ending", BESIDE[1:])
def test_what_lies_beside_it_deleted(engine, path, ending):
    Path(f"{path}{ending}").unlink()
    assert reasons(engine) == ["replaced"] * 2


def test_copied_over_by_an_older_copy(engine, path, databases):
    older = databases.copy(path.with_name("older.db"), None).removeprefix("sqlite:///")
    with closing(sqlite3.connect(older)) as file:
        file.execute("INSERT INTO settings VALUES ('data_version', '1')")
        file.commit()
    inode = path.stat().st_ino
    shutil.copyfile(older, path)
    assert path.stat().st_ino == inode
    assert reasons(engine) == ["replaced"] * 2


def test_copied_over_with_nothing_waiting(engine, path):
    older = path.read_bytes()
    checkpoint(engine, "TRUNCATE")
    assert ask(engine) == WRITTEN[-1]
    path.write_bytes(older)
    assert reasons(engine) == ["replaced"] * 2


def test_emptied(engine, path):
    """As by a copy onto it that failed at once: what is written afterwards would be in the -wal of nothing."""
    os.truncate(path, 0)
    assert reasons(engine) == ["damaged"] * 2


def test_cut_short(engine, path):
    os.truncate(path, path.stat().st_size // 8192 * 4096)
    assert reasons(engine) == ["damaged"] * 2


def test_its_beginning_written_over(engine, path):
    with path.open("r+b") as file:
        file.write(b"\0" * 4096)
    assert reasons(engine) == ["damaged"] * 2


def test_made_smaller_by_another_program_is_no_damage(engine, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE big AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) "
                      "SELECT x, hex(randomblob(50)) FROM n")
        other.execute("PRAGMA wal_checkpoint(PASSIVE)")
        assert ask(engine) == WRITTEN[-1]
        large = path.stat().st_size
        other.execute("DROP TABLE big")
        other.execute("VACUUM")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert path.stat().st_size < large
    write(engine)
    assert ask(engine) == WRITTEN[-1] and len(WRITTEN) == 3


def test_an_old_copy_beside_a_newer_wal(engine, path, tmp_path):
    """As a restore by hand leaves them after a kill."""
    old = path.read_bytes()
    checkpoint(engine)
    for _ in range(3):  # begun anew, now that all of it is in the file
        write(engine)
    there = tmp_path / "restored"
    there.mkdir()
    shutil.copy(f"{path}-wal", there / "office.db-wal")
    shutil.copy(path, there / "office.db")
    whole = open_engine(f"sqlite:///{there / 'office.db'}")
    assert ask(whole) == WRITTEN[-1], "a file and its own -wal"
    whole.dispose()
    shutil.copy(f"{path}-wal", there / "office.db-wal")
    (there / "office.db").write_bytes(old)
    mixed = open_engine(f"sqlite:///{there / 'office.db'}")
    assert reasons(mixed) == ["replaced"] * 2
    assert (there / "office.db").read_bytes() == old


def test_a_wal_that_is_cut_while_it_is_looked_at(engine, path, tmp_path, monkeypatch):
    """As by a restore in another process, right after the first page of it that matters."""
    for _ in range(3):
        write(engine)
    there = tmp_path / "office.db"
    for ending in BESIDE[:2]:
        shutil.copy(f"{path}{ending}", f"{there}{ending}")
    looked = []

    def cut(_cell, page: bytes) -> int:
        looked.append(page)
        os.truncate(f"{there}-wal", 0)
        return 0

    monkeypatch.setattr(database_file, "_number", cut)
    assert DatabaseFile(there).wrong() is None and looked


@pytest.mark.parametrize("moment", ["before the commit", "at the commit"])
def test_deleted_in_the_middle_of_a_write(engine, path, moment):
    if moment == "at the commit":
        event.listen(engine, "commit", lambda _connection: path.unlink())
    with pytest.raises(DatabaseFault) as fault, writing(engine) as connection:
        raise_data_version(connection)
        if moment == "before the commit":
            path.unlink()
    assert fault.value.reason == "gone"


def test_a_missing_file_is_made_only_where_that_is_wanted(tmp_path):
    path = tmp_path / "none.db"
    assert reasons(open_engine(f"sqlite:///{path}", must_exist=True)) == ["gone"] * 2 and not path.exists()
    with open_engine(f"sqlite:///{path}").connect() as connection:
        connection.execute(text("SELECT 1"))
    assert path.exists()


@contextmanager
def nobody():
    """For the length of it this process is a user who may write where he is allowed to only."""
    if os.getuid():
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="users of Unix")
@pytest.mark.parametrize("ending", BESIDE[:2])
def test_made_read_only_while_it_is_open(databases, ending):
    """A connection that is open could still write: whoever protects the file does not want that."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(databases.copy(Path(folder) / "office.db", None))
        with writing(engine) as connection:
            put_settings(connection, data_version="1")
        for place in (Path(folder), *Path(folder).iterdir()):
            place.chmod(0o777)
        (Path(folder) / f"office.db{ending}").chmod(0o444)
        with nobody():
            assert ask(engine) == 1
            for call in (write, lambda opened: with_reading(opened, refuse_unwritable)):
                with pytest.raises(DatabaseFault) as fault:
                    call(engine)
                assert fault.value.reason == "readonly"
        (Path(folder) / f"office.db{ending}").chmod(0o777)
        with nobody():
            write(engine)
        engine.dispose()


def with_reading(engine, question):
    with reading(engine) as connection:
        return question(connection)


def test_no_false_alarm_while_two_write_and_checkpoint(path):
    engines = [open_engine(f"sqlite:///{path}") for _ in range(2)]
    wrong = []

    def work(engine, how):
        try:
            for number in range(60):
                write(engine)
                if number % 7 == 0:
                    checkpoint_if_free(engine, how)
                ask(engine)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(engines, ("PASSIVE", "RESTART"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == [] and ask(engines[0]) == max(WRITTEN) and len(set(WRITTEN)) == 120
    for engine in engines:
        engine.dispose()


def checkpoint_if_free(engine, how: str) -> None:
    with closing(sqlite3.connect(engine.url.database, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA wal_checkpoint({how})")


def test_a_restored_backup_is_no_replacement(engine, path, tmp_path):
    """Its version may be far ahead of what the file holds, and all that waits in the -wal."""
    checkpoint(engine, "TRUNCATE")
    backup(engine, tmp_path / "backup.db", actor=BY)
    with closing(sqlite3.connect(tmp_path / "backup.db")) as file:
        file.execute(f"UPDATE settings SET value = '{2**51}' WHERE key = 'data_version'")
        file.commit()
    other = open_engine(f"sqlite:///{path}")
    assert ask(other) == WRITTEN[-1]
    restore(engine, tmp_path / "backup.db", overwrite=True, actor=BY)
    assert 2**51 < ask(engine) == ask(other) == ask(open_engine(f"sqlite:///{path}")) < 2**52
    write(other)
    assert ask(engine) == WRITTEN[-1] > 2**51
    other.dispose()


def test_an_older_copy_that_sqlite_put_in_is_no_replacement(engine, path, tmp_path):
    """Its own backup goes into a database that is in use like any other write."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        source.backup(copy)
    copied = WRITTEN[-1]
    for _ in range(5):
        write(engine)
    checkpoint(engine, "RESTART")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy, closing(sqlite3.connect(path)) as target:
        copy.backup(target)
        assert ask(engine) == copied
        target.execute("PRAGMA wal_checkpoint(PASSIVE)")
        assert ask(engine) == copied
        with target:  # another program adds one
            target.execute("UPDATE settings SET value = value + 1 WHERE key = 'data_version'")
        target.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert ask(engine) == copied + 1
    write(engine)
    assert ask(engine) == WRITTEN[-1] > copied + 1


@pytest.mark.parametrize(("url", "path"), [
    ("sqlite:////a/b.db", "/a/b.db"), ("sqlite://", None), ("sqlite:///:memory:", None),
    ("sqlite:///file:/a/b%20c.db?mode=ro&uri=true", "/a/b c.db"), ("sqlite:///file::memory:?cache=shared&uri=true", None),
    ("sqlite:///file:x?mode=memory&uri=true", None)])
def test_the_file_that_a_url_names(url, path):
    assert path_of(make_url(url)) == (path and Path(path))


def test_looking_at_the_file_keeps_it_locked(engine, path):
    """Else a program that comes and goes takes the -wal with it, and the database in use has lost it."""
    os.utime(path)  # looked at anew
    assert ask(engine) == WRITTEN[-1]
    subprocess.run([sys.executable, "-c", "import sqlite3, sys; file = sqlite3.connect(sys.argv[1]); "
                    "file.execute('SELECT * FROM settings').fetchall(); file.close()", path], check=True)
    write(engine)
    assert ask(engine) == WRITTEN[-1] and len(WRITTEN) == 3


@pytest.mark.parametrize("at", ["the clock", "behind the clock"])
def test_versions_leap_where_another_program_adds_one(engine, path, monkeypatch, at):
    """What waits beside the file may begin with either; each is followed by the other, and none is a replacement."""
    if at == "behind the clock":
        monkeypatch.setattr("data.clock.instant", lambda: 0)
    for ours in (True, False, True):
        checkpoint(engine, "TRUNCATE")
        if ours:
            write(engine)
        else:
            with closing(sqlite3.connect(path)) as other, other:
                other.execute("UPDATE settings SET value = value + 1 WHERE key = 'data_version'")
        other = open_engine(f"sqlite:///{path}")
        assert ask(engine) == ask(other) == WRITTEN[-1] + (not ours)
        other.dispose()


def test_a_newer_wal_of_the_same_file_is_no_continuation(engine, path):
    """The file as it was one write earlier than what its -wal begins after."""
    checkpoint(engine, "TRUNCATE")
    before = path.read_bytes()
    write(engine)
    checkpoint(engine, "RESTART")
    write(engine)
    path.write_bytes(before)
    assert reasons(engine) == ["replaced"] * 2

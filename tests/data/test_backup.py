"""A backup holds everything as of one moment, and comes back equal into either engine."""

import sqlite3
from datetime import datetime
from functools import partial

import pytest
from conftest import DEMO_THROUGH
from each import each
from sqlalchemy import insert, inspect, select, text

from data.backup.__main__ import main
from data.backup.copying import RECORD, NotDone
from data.backup.restoring import restore
from data.backup.saving import backup
from data.prepare import prepare
from data.write.accounts import make_account
from data.write.actor import alone
from data.write.audit import note
from data.write.ledger import open_batch
from data.write.settings import raise_data_version
from data.write.sign_in import sign_in
from queries import schema
from queries.access import read_rules
from queries.database import DatabaseFault, data_version, open_engine, reading, writing
from queries.record import faults, read_record

AT = datetime(2026, 4, 5, 8, 30)
BY = alone("夏邑县妇联", way="command")


def contents(engine) -> dict[str, list]:
    """Every table's rows but the record's: a backup and a restore go on it themselves."""
    with reading(engine) as connection:
        tables = {table.name: sorted(map(repr, connection.execute(select(table)))) for table in schema.metadata.sorted_tables
                  if table.name not in RECORD}
    tables["settings"] = [row for row in tables["settings"] if "data_version" not in row]
    return tables


def fill(engine) -> None:
    """A row of everything that a user makes."""
    with writing(engine) as connection:
        batch = open_batch(connection, kind="import", file_name="一月.xlsx", actor=alone("夏邑县妇联"), received_at=AT,
                           committed_at=AT, rows=1, file_sha256="a" * 64)
        cell = {"region_id": 1, "period": 202601, "indicator_id": 9}
        connection.execute(insert(schema.observations), [cell | {"value": 0.1, "batch_id": batch}])
        connection.execute(insert(schema.revisions), [cell | {"batch_id": batch, "table": "observations", "new_value": 0.1}])
        connection.execute(insert(schema.reasons), [cell | {"why": "因", "measure": "补", "due": AT.date(), "actor": "县妇联",
                                                            "written_at": AT}])
        one = {"scheme_id": 1, "year": 2026, "region_id": 1, "half": 6, "actor": "县妇联"}
        connection.execute(insert(schema.appraisal_marks), [one | {"kind": "veto", "words": "因", "entered_at": AT}])
        connection.execute(insert(schema.appraisals), [one | {
            "id": 1, "whole": 100.0, "site_share": 60.0, "bonus_cap": 0.5, "grades": "好 60，差 0", "veto_grade": "差",
            "decision": "会", "decided_on": AT.date(), "data_version": 1, "published_at": AT}])
        connection.execute(insert(schema.appraisal_results), [{
            "appraisal_id": 1, "region_id": 1, "usual_given": True, "bonus_asked": 0.1, "bonus": 0.1, "deduction": 0.2,
            "vetoed": True, "total": 9.9, "grade": "差", "marks": "[]"}])
        connection.execute(insert(schema.sites), [{"region_id": 1, "county_id": 1, "form": "市直单位", "name": "县医院",
                                                   "opened": None, "lon": 116.1, "batch_id": batch}])


@pytest.fixture
def filled(prepared):
    engine = prepared("411426")
    fill(engine)
    return engine


def told(engine) -> list[str]:
    with reading(engine) as connection:
        assert faults(connection) == []
        return [what for what in read_record(connection)["what"] if what.startswith("第")]


def test_a_restore_never_takes_the_record_away(filled, new_engine, tmp_path):
    """A new database gets the backup's record; one that has a record keeps its own, whatever the backup holds."""
    with writing(filled) as connection:
        note(connection, alone("夏邑县妇联"), "import", at=AT, what="第 1 次")
    backup(filled, tmp_path / "copy.db", actor=BY)
    restore(new_engine, tmp_path / "copy.db", actor=BY)
    assert told(new_engine) == ["第 1 次"]
    with writing(filled) as connection:
        note(connection, alone("夏邑县妇联"), "undo", at=AT, what="第 2 次")
    restore(filled, tmp_path / "copy.db", overwrite=True, actor=BY)
    assert told(filled) == ["第 2 次", "第 1 次"]
    with writing(filled) as connection:
        note(connection, alone("夏邑县妇联"), "undo", at=AT, what="第 3 次")
    assert told(filled) == ["第 3 次", "第 2 次", "第 1 次"]


def test_nobody_is_signed_in_after_a_restore(filled, tmp_path):
    with writing(filled) as connection:
        root = connection.execute(select(schema.regions.c.id).where(schema.regions.c.parent_id.is_(None))).scalar_one()
        make_account(connection, alone("市妇联"), name="xitong", region_id=root, post="岗", password="Guoyan-2026", at=AT,
                     must_change=False)
    backup(filled, tmp_path / "before.db", actor=BY)
    assert sign_in(filled, "xitong", "Guoyan-2026", address="", at=AT).token
    backup(filled, tmp_path / "copy.db", actor=BY)
    for name in ("copy.db", "before.db"):
        with reading(filled) as connection:
            version = read_rules(connection).version
        restore(filled, tmp_path / name, overwrite=True, actor=BY)
        with reading(filled) as connection:
            assert read_rules(connection).version > version
            assert connection.execute(select(schema.sessions)).all() == []
    assert sign_in(filled, "xitong", "Guoyan-2026", address="", at=AT).token


@pytest.fixture
def new_engine(tmp_path):
    opened = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    yield opened
    opened.dispose()


def test_a_text_longer_than_its_column_is_not_restored(engine, databases, tmp_path):
    """Another program may have put it into SQLite; on either engine it is told, and nothing is changed."""
    path = tmp_path / "copy.db"
    databases.copy(path, None)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO settings VALUES ('data_version', '1')")
        connection.execute(f"INSERT INTO actions (id, code, name, sort) VALUES (1, 'x', '{'长' * 33}', 1)")
    with pytest.raises(NotDone, match=r"全称（actions.name）有 1 处超过 32 个字，没有恢复"):
        restore(engine, path, actor=BY)
    assert inspect(engine).get_table_names() == []


def test_a_backup_restored_is_equal(filled, new_engine, tmp_path):
    backup(filled, tmp_path / "copy.db", actor=BY)
    restore(new_engine, tmp_path / "copy.db", actor=BY)
    assert contents(new_engine) == contents(filled)
    with writing(new_engine) as connection:  # the counters go on
        assert open_batch(connection, kind="edit", file_name="改", actor=alone("县妇联"), received_at=AT, committed_at=AT, rows=0,
                          note="改") == 2


def test_what_was_backed_up_from_either_engine_comes_back_over_what_is_there(filled, tmp_path):
    before = contents(filled)
    backup(filled, tmp_path / "copy.db", actor=BY)
    with writing(filled) as connection:
        connection.execute(text("DELETE FROM observations"))
        for _ in range(5):
            raise_data_version(connection)
        version = data_version(connection)
    with pytest.raises(NotDone, match="不是空的"):
        restore(filled, tmp_path / "copy.db", actor=BY)
    restore(filled, tmp_path / "copy.db", overwrite=True, actor=BY)
    assert contents(filled) == before
    with reading(filled) as connection:
        assert data_version(connection) > version, "else caches would serve what is gone"
    with writing(filled) as connection:
        assert open_batch(connection, kind="edit", file_name="改", actor=alone("县妇联"), received_at=AT, committed_at=AT, rows=0,
                          note="改") == 2


def test_a_backup_is_as_of_one_moment_while_others_write(filled, tmp_path, monkeypatch):
    # It goes on record once nobody else writes; here that is in vain.
    monkeypatch.setattr("data.backup.saving.writing", partial(writing, wait_seconds=0))
    before = contents(filled)
    with writing(filled) as connection:
        raise_data_version(connection)
        connection.execute(text("DELETE FROM revisions"))
        backup(filled, tmp_path / "copy.db", actor=BY)
    assert contents(filled) != before
    opened = open_engine(f"sqlite:///{tmp_path / 'copy.db'}")
    assert contents(opened) == before
    opened.dispose()


def test_a_backup_overwrites_no_file(filled, tmp_path):
    (tmp_path / "copy.db").write_text("dear")
    with pytest.raises(NotDone, match="已经存在"):
        backup(filled, tmp_path / "copy.db", actor=BY)
    assert (tmp_path / "copy.db").read_text() == "dear"


def test_nothing_is_left_of_a_backup_that_failed(engine, tmp_path):
    with pytest.raises(NotDone, match="空的"):
        backup(engine, tmp_path / "out" / "copy.db", actor=BY)
    assert list((tmp_path / "out").iterdir()) == []


@each("spoil", ["half", "garbage", "other", "empty"])
def test_what_is_no_sound_backup_changes_nothing(filled, tmp_path, spoil):
    file = tmp_path / f"{spoil}.db"
    if spoil == "half":
        backup(filled, file, actor=BY)
        file.write_bytes(file.read_bytes()[:200_000])
    elif spoil == "garbage":
        file.write_bytes(b"garbage" * 1000)
    else:
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE theirs (a)" if spoil == "other" else "VACUUM")
        connection.close()
    before = contents(filled)
    with pytest.raises(NotDone, match="不是完好的备份"):
        restore(filled, file, overwrite=True, actor=BY)
    assert contents(filled) == before


def test_a_backup_of_a_newer_program_is_refused(filled, tmp_path):
    backup(filled, tmp_path / "copy.db", actor=BY)
    with sqlite3.connect(tmp_path / "copy.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = contents(filled)
    with pytest.raises(DatabaseFault) as fault:
        restore(filled, tmp_path / "copy.db", overwrite=True, actor=BY)
    assert fault.value.reason == "unknown_version" and contents(filled) == before


def test_a_restore_that_fails_half_way_leaves_what_was_there(filled, tmp_path, monkeypatch):
    backup(filled, tmp_path / "copy.db", actor=BY)
    before = contents(filled)

    def fail(_connection):
        raise KeyError("half-way")

    monkeypatch.setattr("data.backup.restoring.go_on_counting", fail)
    with pytest.raises(KeyError):
        restore(filled, tmp_path / "copy.db", overwrite=True, actor=BY)
    assert contents(filled) == before


def test_it_is_a_command(filled, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", filled.url.render_as_string())
    assert main([str(tmp_path / "copy.db")]) == 0 and "已备份到" in capsys.readouterr().out
    assert main(["--restore", str(tmp_path / "copy.db")]) == 1 and "--overwrite" in capsys.readouterr().err
    assert main(["--restore", str(tmp_path / "copy.db"), "--overwrite"]) == 0


def test_a_demo_goes_from_sqlite_to_postgresql(root_engine, new_postgres, tmp_path):
    small = root_engine("441900", demo=True)
    backup(small, tmp_path / "copy.db", actor=BY)
    engine = open_engine(new_postgres)
    restore(engine, tmp_path / "copy.db", actor=BY)
    prepare(engine, "441900", DEMO_THROUGH)
    assert contents(engine) == contents(small)
    assert set(inspect(engine).get_table_names()) == {*schema.metadata.tables, "alembic_version"}
    engine.dispose()

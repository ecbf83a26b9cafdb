"""Citus: where each table is laid out, in which order, and, on a real cluster, that the program works there.

The second half needs a cluster: JINGUO_CITUS_URL names an empty database of it with the extension, whose tables of ours are
dropped at the end. Without it that half is skipped, and nothing here has been tried on Citus.
"""

import os
from datetime import datetime
from types import SimpleNamespace

import pytest
from importing import draft, put
from sqlalchemy import func, select, text

from data.backup.restoring import restore
from data.backup.saving import backup
from data.demo.generate import clear_demo
from data.prepare import prepare
from data.write import citus
from data.write.actor import alone
from data.write.undoing import undo
from queries.database import open_engine, reading, writing
from queries.regions import find_root
from queries.schema import metadata, observations, rollups
from queries.standing import standing

URL = os.environ.get("JINGUO_CITUS_URL", "")
HERE, AT = alone("商丘市妇联"), datetime(2026, 12, 5)


class Fake:
    """A connection to a database with the extension, or without: what it is told, in order."""

    def __init__(self, extension: bool, done: tuple[str, ...] = (), name: str = "postgresql"):
        self.extension, self.done, self.said = extension, done, []
        self.dialect = SimpleNamespace(name=name)

    def scalar(self, _statement) -> int:
        return int(self.extension)

    def execute(self, statement, given=None):
        if statement is not citus.LAID_OUT:
            self.said.append((str(statement), given or {}))
        return SimpleNamespace(scalars=lambda: self.done)


def names(said: list) -> list[str]:
    return [given["name"] for _, given in said if given]


def test_every_table_is_laid_out_once_and_after_those_it_refers_to():
    fake = Fake(True)
    citus.lay_out(fake)
    assert sorted(names(fake.said)) == sorted(metadata.tables)
    assert [str(one) for one, _ in fake.said[:2]] == [str(citus.SEQUENTIAL), str(citus.GUARDED)]
    for number, name in enumerate(names(fake.said)):
        for key in metadata.tables[name].foreign_keys:
            assert key.column.table.name in names(fake.said)[:number + 1]


def test_facts_are_apart_by_region_side_by_side_and_nothing_refers_to_them():
    fake = Fake(True)
    citus.lay_out(fake)
    apart = {given["name"]: (said, given.get("beside")) for said, given in fake.said if "distributed" in said}
    assert list(apart) == ["observations", *(name for name in apart if name != "observations")]
    assert set(apart) == {"observations", "rollups", "targets", "plans", "revisions"}
    for name, (said, beside) in apart.items():
        assert "'region_id'" in said and beside == (None if name == "observations" else "observations")
        keys = metadata.tables[name].primary_key.columns
        assert "region_id" in keys, "each machine can tell doubles by itself"
    assert not [key for table in metadata.tables.values() for key in table.foreign_keys if key.column.table.name in apart]


def test_what_is_laid_out_already_stays(monkeypatch):
    fake = Fake(True, done=tuple(name for name in metadata.tables if name not in ("boards", "plans")))
    citus.lay_out(fake)
    assert names(fake.said) == ["boards", "plans"]


@pytest.mark.parametrize("fake", [Fake(False), Fake(True, name="sqlite")], ids=["no extension", "SQLite"])
def test_without_the_extension_nothing_is_said(fake):
    citus.lay_out(fake), citus.one_after_another(fake)
    assert fake.said == []


@pytest.mark.parametrize("call", ["migrate", "clear_demo", "restore"])
def test_it_is_called_where_it_is_needed(engine, call, monkeypatch, tmp_path):
    """Before anything else in the transaction; laying out after the migrations."""
    said = []
    monkeypatch.setattr(citus, "is_there", lambda connection: said.append(len(said)) and None)
    with writing(engine) as connection:
        from data.upgrade import migrate

        migrate(connection)
        assert len(said) == 2 and list(connection.execute(select(observations))) == []
        connection.execute(metadata.tables["settings"].insert().values(key="data_version", value="1"))
        if call == "clear_demo":
            clear_demo(connection, AT, actor=HERE)
            assert len(said) == 3
    if call == "restore":
        backup(engine, tmp_path / "a.db", actor=HERE)
        before = len(said)
        restore(engine, tmp_path / "a.db", overwrite=True, actor=HERE)
        assert len(said) > before


@pytest.fixture(scope="module")
def cluster():
    if not URL:
        pytest.skip("JINGUO_CITUS_URL is not set: nothing was tried on a real Citus")
    engine = open_engine(URL)
    with reading(engine) as connection:
        assert connection.scalar(citus.PRESENT), "the database of JINGUO_CITUS_URL has no extension citus"
    prepare(engine, "411400", 202611)
    yield engine
    with writing(engine) as connection:
        citus.one_after_another(connection)
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()


def held(engine) -> tuple[int, int, float]:
    with reading(engine) as connection:
        return (connection.scalar(select(func.count()).select_from(observations)),
                connection.scalar(select(func.count()).select_from(rollups)),
                    round(connection.scalar(select(func.sum(rollups.c.value))) or 0, 2))


def test_on_a_cluster_the_demo_is_as_on_one_machine(cluster, demo_engine):
    assert held(cluster) == held(demo_engine)
    answers = []
    for engine in (cluster, demo_engine):
        with reading(engine) as connection:
            answers.append(standing(connection, [find_root(connection)], 2026, 11))
    assert answers[0]["value"].round(6).equals(answers[1]["value"].round(6))


def test_on_a_cluster_imports_undo_backup_restore_and_clearing_work(cluster, tmp_path):
    before = held(cluster)
    batch = put(cluster, draft(cluster, 300)).batch_id
    assert held(cluster) != before
    with writing(cluster) as connection:
        undo(connection, batch, at=AT, actor=HERE, reason="试")
    assert held(cluster) == before
    backup(cluster, tmp_path / "a.db", actor=HERE)
    with writing(cluster) as connection:
        clear_demo(connection, AT, actor=HERE)
    assert held(cluster)[0] == 0
    restore(cluster, tmp_path / "a.db", overwrite=True, actor=HERE)
    assert held(cluster) == before

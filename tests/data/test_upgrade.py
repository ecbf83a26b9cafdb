"""An older database comes to the newest schema with every value, after a copy, or stays as it was."""

import csv
import sqlite3
from datetime import datetime

import pytest
from conftest import DEMO_THROUGH
from sqlalchemy import MetaData, inspect, select, text

from data import upgrade
from data.intake import __main__ as intake
from data.prepare import prepare
from data.reference.catalogue import FOLDER
from data.reference.release import shipped_version
from queries import former_names, schema
from queries.database import SCHEMA_VERSION, open_engine, reading, revision, writing

AT = datetime(2026, 4, 5, 8, 30)
CODES = sorted({"CY-01", *(row["indicator"] for row in csv.DictReader((FOLDER / "forms.csv").open(encoding="utf-8"))
                           if row["indicator"])})
ROWS = {
    "actions": [{"id": 1, "code": "chuangye", "name": "巾帼创业行动", "sort": 1}],
    "indicators": [{"id": number, "code": code, "action_id": 1, "programme": "项目", "name": "指标", "short_name": "指标",
                    "unit": "个", "kind": "flow", "direction": "higher_better", "frequency": "monthly", "report_level": "county",
                    "additive": True, "sensitive": False, "precision": 0, "weight": 1.5, "headline": True,
                    "definition": "解释", "source": "文件"} for number, code in enumerate(CODES, start=1)],
    "regions": [{"id": 1, "code": "411400", "level": "city", "name": "商丘市", "parent_id": None},
                {"id": 2, "code": "411402", "level": "county", "name": "梁园区", "parent_id": 1}],
    "region_closure": [{"ancestor_id": 1, "descendant_level": "county", "descendant_id": 2}],
    "batches": [{"id": 7, "kind": "import", "file_name": "旧.xlsx", "file_sha256": "b" * 64, "actor": "市妇联",
                 "received_at": AT, "committed_at": AT, "rows": 1, "note": "旧批次"}],
    "observations": [{"region_id": 2, "period": 202601, "indicator_id": 1, "value": 0.1, "batch_id": 7}],
    "targets": [{"region_id": 2, "year": 2026, "indicator_id": 1, "value": 12.5, "batch_id": 7}],
    "revisions": [{"batch_id": 7, "table": "observations", "region_id": 2, "period": 202601, "indicator_id": 1,
                   "old_value": None, "new_value": 0.1, "old_batch_id": None}],
    "sites": [{"region_id": 2, "county_id": 2, "form": "市直单位", "name": "医院妇女之家", "opened": 201903, "batch_id": 7}],
    "settings": [{"key": "data_version", "value": "41"}, {"key": "root", "value": "411400"}]}


def fill_old(engine) -> None:
    """Makes a database as version 0001 made it, with rows in its tables."""
    with writing(engine) as connection:
        upgrade.migrate(connection, "0001")
        found = MetaData()
        found.reflect(connection)
        for name, rows in ROWS.items():
            connection.execute(found.tables[name].insert(), rows)


@pytest.fixture
def old(engine):
    fill_old(engine)
    return engine


def test_a_command_on_an_older_database_says_what_to_do(old, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", old.url.render_as_string(hide_password=False))
    (tmp_path / "表.csv").write_text("地区,期,指标,数值\n睢县,202611,CY-01,1\n")
    assert intake.main([str(tmp_path / "表.csv"), "--check"]) == 2
    assert "数据库比程序旧，还没有升级" in capsys.readouterr().out


def contents(engine, columns_of: dict | None = None) -> dict[str, list]:
    """Every table's rows as sets of (column, value), without what is missing; only the columns given."""
    found = MetaData()
    with reading(engine) as connection:
        found.reflect(connection)
        return {name: sorted(str(sorted((key, value) for key, value in row.items() if value is not None and (
                    columns_of is None or key in columns_of[name]))) for row in connection.execute(select(table)).mappings())
                for name, table in found.tables.items() if name != "alembic_version" and (
                    columns_of is None or name in columns_of)}


def test_every_value_survives(old):
    before = contents(old)
    prepare(old, "110000", DEMO_THROUGH)
    with reading(old) as connection:
        assert revision(connection) == SCHEMA_VERSION
        assert connection.execute(select(schema.batches.c.received_at)).scalar_one() == AT
    since = {"indicators": {"own"}, "actions": {"kind"}}  # which none of what is shipped is, and which the six are
    found = {name: {column.name for column in schema.metadata.tables[name].columns} - since.get(name, set()) for name in before}
    after = contents(old, found)
    for key, value in (("judge_coverage", "0.8"), ("due_soon_days", "7"), ("silent_days", "30"),
                       ("catalogue_version", shipped_version())):  # what has come since
        after["settings"].remove(f"[('key', '{key}'), ('value', '{value}')]")
    assert after == before and any(before.values())


def test_a_sqlite_file_is_copied_first_and_no_copy_overwritten(tmp_path, monkeypatch):
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
    path = tmp_path / "office.db"
    plain = "office-20261205-v0001"
    (tmp_path / f"{plain}.db").write_text("an earlier one")
    engine = open_engine(f"sqlite:///{path}")
    fill_old(engine)
    prepare(engine, "411400", DEMO_THROUGH)
    engine.dispose()
    assert (tmp_path / f"{plain}.db").read_text() == "an earlier one"
    with sqlite3.connect(tmp_path / f"{plain}-1.db") as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert ("data_version", "41") in copy.execute("SELECT * FROM settings").fetchall()
    copy.close()
    assert not list(tmp_path.glob(".*"))


def test_an_upgrade_that_fails_half_way_leaves_the_old_database(old, monkeypatch):
    before, tables = contents(old), sorted(inspect(old).get_table_names())

    def fail(_connection):
        raise KeyError("half-way")

    monkeypatch.setattr(upgrade, "add_reference", fail)  # after the migrations have run
    with pytest.raises(KeyError):
        prepare(old, "411400", DEMO_THROUGH)
    assert contents(old) == before and sorted(inspect(old).get_table_names()) == tables
    with reading(old) as connection:
        assert revision(connection) == "0001"
    monkeypatch.undo()
    prepare(old, "411400", DEMO_THROUGH)
    with reading(old) as connection:
        assert revision(connection) == SCHEMA_VERSION


def test_missing_reference_rows_are_added_and_the_others_stay(old, tmp_path, monkeypatch):
    (tmp_path / "schemes.csv").write_text("name,level,note\n市定方案,county,\n乡镇方案,township,\n", "utf-8")
    (tmp_path / "rules.csv").write_text(
        "code,name,kind,severity,left_side,right_side,low,high,reason,source\npart,其中,part,error,A,B,,,因为,\n", "utf-8")
    monkeypatch.setattr(upgrade, "FOLDER", tmp_path)
    prepare(old, "411400", DEMO_THROUGH)
    with writing(old) as connection:
        connection.execute(text("DELETE FROM schemes"))
        connection.execute(schema.schemes.insert(), [{"id": 2, "name": "市定方案", "level": "county", "note": "自己改过"}])
        upgrade.add_reference(connection)
        upgrade.add_reference(connection)
        rows = connection.execute(select(schema.schemes.c.id, schema.schemes.c.name, schema.schemes.c.note).order_by("id"))
        assert rows.all() == [(2, "市定方案", "自己改过"), (3, "乡镇方案", None)]
        assert connection.execute(select(schema.rules.c.code)).scalars().all() == ["part"]


def test_indicators_get_today_s_official_words_but_not_those_named_otherwise(old):
    """What is shipped is called as a new database calls it; a deployer's own name stays; the old words are former ones."""
    with (FOLDER / "indicators.csv").open(encoding="utf-8-sig") as file:
        shipped = {row["code"]: row for row in csv.DictReader(file)}
    with writing(old) as connection:
        connection.execute(text("UPDATE indicators SET name = '建档立卡（低收入）贫困妇女人数', short_name = '建档立卡贫困妇女', "
                                "programme = '建档立卡贫困妇女帮扶政策（妇联+扶贫办）' WHERE id = 1"))
        connection.execute(text("UPDATE indicators SET name = '本县贫困妇女', programme = '妇代会主任配备（无一漏缺）' "
                                "WHERE id = 2"))
    prepare(old, "411400", DEMO_THROUGH)
    with reading(old) as connection:
        names = dict((row.id, row) for row in connection.execute(select(schema.indicators)))
    assert all(getattr(names[1], column) == shipped["JC-05"][column] for column in ("name", "short_name", "programme"))
    assert (names[2].name, names[2].programme) == ("本县贫困妇女", shipped["WL-13"]["programme"])
    assert not [row for row in shipped.values() if "建档立卡" in str(row) or "妇代会主任" in str(row)]
    assert set(former_names.PROGRAMMES) <= {row["programme"] for row in shipped.values()}
    assert set(former_names.NAMES) <= set(shipped)

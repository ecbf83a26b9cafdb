"""First start: creates and fills, once; migrations are what the schema says; the whole demo against SEMANTICS.md."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import DEMO_DAY, DEMO_ROOT, DEMO_THROUGH
from independent import Facts, differences, differences_as_read
from sqlalchemy import func, inspect, select, text

from data.backup.copying import RECORD
from data.prepare import prepare, prepare_from_environment
from data.reference.catalogue import UnknownRoot
from data.write.bulk import statistics_of
from queries import schema
from queries.catalogue import list_indicators, parts
from queries.database import SCHEMA_VERSION, DatabaseFault, data_version, open_engine, read_settings, reading, writing
from queries.privacy import Viewer, personal
from queries.standing import standing

ROOT = Path(__file__).parents[2]
TABLES = [table for table in schema.metadata.sorted_tables if table.name not in RECORD]
"""But the record, which says when each was made."""


@pytest.fixture
def migrated(prepared):
    return prepared(None)


def contents(engine) -> dict[str, list]:
    with reading(engine) as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in TABLES}


def test_migrations_make_what_the_schema_says(migrated):
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []


def test_migrations_make_the_checks_of_the_schema(migrated):
    found = inspect(migrated)
    for table in TABLES:
        wanted = {str(check.name) for check in table.constraints if type(check).__name__ == "CheckConstraint"}
        assert {check["name"] for check in found.get_check_constraints(table.name)} == wanted, table.name


def test_the_schema_version_is_the_migrations_head():
    assert ScriptDirectory(str(ROOT / "queries" / "migrations")).get_heads() == [SCHEMA_VERSION]


def test_every_table_and_column_has_a_comment():
    missing = [table.name for table in TABLES if not table.comment]
    missing += [f"{table.name}.{column.name}" for table in TABLES for column in table.columns if not column.comment]
    assert not missing


def test_postgresql_keeps_the_comments(create_postgres, prepared_postgres):
    engine = open_engine(create_postgres(prepared_postgres(None)))
    found = inspect(engine)
    for table in TABLES:
        assert found.get_table_comment(table.name)["text"] == table.comment
        comments = {column["name"]: column["comment"] for column in found.get_columns(table.name)}
        assert comments == {column.name: column.comment for column in table.columns}
    engine.dispose()


def test_sqlite_keeps_fact_tables_in_the_order_of_their_key(demo_engine):
    with reading(demo_engine) as connection:
        made = connection.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'")).scalars()
        assert set(made) == {"observations", "rollups", "targets", "plans", "weights", "region_closure"}


def test_a_new_database_without_demo_has_reference_data_only(engine):
    told = []
    prepare(engine, DEMO_ROOT, DEMO_THROUGH, demo=False, tell=lambda *said: told.append(said))
    assert told == [(0.0, "正在写入区划和指标目录"), (0.8, "正在写入地图边界")]
    with reading(engine) as connection:
        assert read_settings(connection)["root"] == DEMO_ROOT
        assert read_settings(connection)["data_label"] == ""
        assert data_version(connection) > 1
        counts = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in TABLES}
    assert min(counts[name] for name in ("actions", "indicators", "regions", "region_closure", "sources", "figures",
                                         "goals")) > 0
    assert [counts[name] for name in ("observations", "rollups", "targets", "sites", "batches", "revisions")] == [0] * 6


def test_a_database_with_reference_data_only_can_be_asked(prepared):
    with reading(prepared()) as connection:
        frame = standing(connection, [1, 2], 2026, 11)
    assert len(frame) == 220 and frame["value"].isna().all() and not frame["cells"].any()


def test_preparing_twice_changes_nothing_but_what_analyze_left_in_a_file(prepared):
    engine = prepared()
    before = contents(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("ANALYZE")
        assert bool(statistics_of(connection)) == (engine.name == "sqlite")
    prepare(engine, "110000", 202701, demo=True)
    assert contents(engine) == before
    with reading(engine) as connection:
        assert not statistics_of(connection)


def test_a_start_without_configuration_wants_the_demo(monkeypatch, tmp_path):
    wanted = []
    monkeypatch.setenv("JINGUO_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
    monkeypatch.setattr("data.prepare.prepare", lambda engine, root, through, demo, tell: wanted.append((root, through, demo)))
    for name in ("adopt", "sweep"):
        monkeypatch.setattr(f"data.prepare.{name}", lambda *_, **__: None)
    for name in ("JINGUO_ROOT", "JINGUO_DEMO"):
        monkeypatch.delenv(name, raising=False)
    prepare_from_environment()
    assert wanted == [(DEMO_ROOT, DEMO_THROUGH, True)]


def test_an_unknown_root_leaves_no_tables(engine):
    with pytest.raises(UnknownRoot):
        prepare(engine, "999999", DEMO_THROUGH, demo=False)
    assert inspect(engine).get_table_names() == []


def test_an_unknown_version_is_refused_and_left_alone(migrated):
    with writing(migrated) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = contents(migrated)
    with pytest.raises(DatabaseFault) as fault:
        prepare(migrated, DEMO_ROOT, DEMO_THROUGH)
    assert fault.value.reason == "unknown_version"
    assert contents(migrated) == before
    with reading(migrated) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["9999"]


def test_tables_of_another_program_are_left_alone(engine):
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE orders (id INTEGER)"))
    with pytest.raises(DatabaseFault) as fault:
        prepare(engine, DEMO_ROOT, DEMO_THROUGH)
    assert fault.value.reason == "foreign"
    assert inspect(engine).get_table_names() == ["orders"]


STARTER = """
import sys
from data.prepare import prepare
from queries.database import open_engine
engine = open_engine(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
prepare(engine, "411400", 202611, demo=False)
"""


def test_two_processes_that_start_together_make_one_database(engine_url):
    started = [subprocess.Popen([sys.executable, "-c", STARTER, engine_url], cwd=ROOT, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in started:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
    engine = open_engine(engine_url)
    with reading(engine) as connection:
        assert data_version(connection) > 1 and "data_version_before" not in read_settings(connection)
        assert connection.scalar(select(func.count()).select_from(schema.indicators)) == 110
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [SCHEMA_VERSION]
    engine.dispose()


def test_the_demo_on_postgresql_is_the_demo_on_sqlite(root_engine, new_postgres, monkeypatch):
    """Of 三沙: its demo has rows in every table where 商丘's has some, from the same levels, and a thirtieth as many."""
    monkeypatch.setenv("JINGUO_TODAY", DEMO_DAY)  # by then all its reports are in
    engine = open_engine(new_postgres)
    prepare(engine, "460300", DEMO_THROUGH)
    with reading(engine) as there, reading(root_engine("460300", demo=True)) as here:
        for table in TABLES:
            rows = select(table).order_by(*table.primary_key.columns)
            if table is schema.settings:
                rows = rows.where(~table.c.key.startswith("data_version"))
            assert there.execute(rows).fetchall() == here.execute(rows).fetchall(), table.name
    engine.dispose()


@pytest.fixture(scope="module")
def demo_facts(demo_engine):
    with reading(demo_engine) as connection:
        return Facts.read(connection)


@pytest.mark.parametrize("month", [10, 11])
def test_the_whole_demo_equals_the_independent_recomputation(demo_engine, demo_facts, month):
    """All 110 indicators of the city and a county, exact for who is granted both."""
    county = next(number for number, row in demo_facts.regions.items() if row.level == "county")
    root = next(number for number, row in demo_facts.regions.items() if row.parent_id is None)
    with reading(demo_engine) as connection:
        frame = standing(connection, [root, county], 2026, month, viewer=Viewer(frozenset([root, county])))
    assert len(frame) == 220 and frame["withheld"].eq("").all() and not frame["rounded"].any()
    wrong = differences(demo_facts, frame, 2026, month)
    assert not wrong, "\n".join(wrong[:30])


@pytest.mark.parametrize("month", [3, 11])
def test_what_is_personal_equals_the_independent_recomputation_rounded(demo_engine, demo_facts, month):
    """All regions down to the counties, for who is granted nothing; and what is not personal is exact."""
    regions = [number for number, row in demo_facts.regions.items() if row.level in ("city", "county")]
    with reading(demo_engine) as connection:
        frame = standing(connection, regions, 2026, month)
        private = frame["indicator_id"].map(personal(list_indicators(connection)))
    wrong = differences_as_read(demo_facts, frame[private], 2026, month)
    assert private.sum() == 19 * len(regions) and not wrong, "\n".join(wrong[:30])
    assert frame.loc[~private, "withheld"].eq("").all() and not frame.loc[~private, "rounded"].any()
    assert not differences(demo_facts, frame[~private].sample(150, random_state=month), 2026, month)


def test_a_ratio_of_a_flow_to_a_stock_is_yearly(demo_engine):
    """Roll-ups hold its denominator for the units that reported the numerator in that very period, so the units of a
    year's sum and of the latest stock are the same only where a year has one period."""
    with reading(demo_engine) as connection:
        catalogue = list_indicators(connection)
    kinds = dict(zip(catalogue["code"], catalogue["kind"], strict=True))
    for row in catalogue[catalogue["kind"] == "ratio"].itertuples():
        mixed = {kinds[code] for code in parts(row.numerator) + parts(row.denominator)} == {"flow", "stock"}
        assert not mixed or row.frequency == "yearly", row.code

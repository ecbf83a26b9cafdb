"""data/roles.sql on a real PostgreSQL: who may read, who may write, and what the dashboard is under the reading role."""

import uuid
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from conftest import DEMO_THROUGH, admin
from sqlalchemy import make_url, select, text

from data.intake.commit import commit
from data.intake.draft import Draft
from data.prepare import prepare
from data.write.actor import alone
from data.write.ledger import KEY
from data.write.undoing import undo
from queries import schema
from queries.accounts import any_account, list_accounts, read_accounts
from queries.database import DatabaseFault, open_engine, reading, writing
from queries.standing import standing

SCRIPT = (Path(__file__).parents[2] / "data" / "roles.sql").read_text("utf-8")
AT = datetime(2026, 4, 5)
SECRET = ("accounts", "sessions", "old_passwords", "lockouts")


@pytest.fixture
def filled_url(create_postgres, prepared_postgres):
    return create_postgres(prepared_postgres("411426"))


@pytest.fixture
def as_role(filled_url):
    """as_role(role): an engine that works as that role on a filled database; the script has been run twice."""
    owner = open_engine(filled_url)
    made, engines = [], [owner]
    for _ in range(2):
        with owner.begin() as connection:
            connection.exec_driver_sql(SCRIPT.replace("%", "%%"))

    def open_as(role: str):
        name = f"u_{uuid.uuid4().hex[:12]}"
        admin(filled_url, f"CREATE USER {name} IN ROLE {role}")
        made.append(name)
        engines.append(open_engine(make_url(filled_url).set(username=name).render_as_string(hide_password=False)))
        return engines[-1]

    yield open_as
    for engine in engines:
        engine.dispose()
    for name in made:
        admin(filled_url, f"DROP USER {name}")


def plan() -> Draft:
    cells = pd.DataFrame([(1, 202601, 9, 5.0, "填报", 5, "D")], columns=[*KEY, "value", "sheet", "row", "column"])
    return Draft("一月.xlsx", "c" * 64, cells={"observations": cells})


def do_commit(engine):
    return commit(engine, plan(), content=None, actor=alone("夏邑县妇联"), received_at=AT, committed_at=AT)


def refused(engine, statement: str) -> bool:
    with pytest.raises(DatabaseFault) as fault, writing(engine) as connection:
        connection.execute(text(statement))
    return fault.value.reason == "readonly"


def test_the_reader_reads_everything_and_writes_nothing(as_role):
    reader = as_role("jinguo_reader")
    with reading(reader) as connection:
        for table in schema.metadata.sorted_tables:
            if table.name not in SECRET:
                connection.execute(select(*(column for column in table.columns if column is not schema.submissions.c.file))).all()
    with pytest.raises(DatabaseFault), reading(reader) as connection:  # what a county has sent, its file too, is the office's
        connection.execute(select(schema.submissions.c.file))
    for table in schema.metadata.sorted_tables:
        column = next(iter(table.columns)).name
        assert refused(reader, f"DELETE FROM {table.name}"), table.name
        assert refused(reader, f"UPDATE {table.name} SET \"{column}\" = \"{column}\""), table.name
        assert refused(reader, f"INSERT INTO {table.name} DEFAULT VALUES"), table.name
    with pytest.raises(DatabaseFault) as fault:
        do_commit(reader)
    assert fault.value.reason == "readonly"


@pytest.mark.parametrize("role", ["jinguo_reader", "jinguo_writer"])
def test_no_other_program_reads_what_lets_one_in(as_role, role):
    other = as_role(role)
    with reading(other) as connection:
        assert read_accounts(connection) == {} and not any_account(connection) and list_accounts(connection).empty
    for table in SECRET:
        with pytest.raises(DatabaseFault) as fault, reading(other) as connection:
            connection.execute(select(schema.metadata.tables[table])).all()
        assert fault.value.reason == "readonly"


def test_the_dashboard_runs_under_the_reader(as_role):
    reader = as_role("jinguo_reader")
    prepare(reader, "411426", DEMO_THROUGH)
    with reading(reader) as connection:
        assert len(standing(connection, [1], 2026, 1)) == 110


def test_the_writer_imports_and_undoes(as_role):
    writer = as_role("jinguo_writer")
    done = do_commit(writer)
    with writing(writer) as connection:
        assert undo(connection, done.batch_id, actor=alone("市妇联"), at=AT) == 1
    assert do_commit(writer).added == 1


@pytest.mark.parametrize("statement", [
    "DROP TABLE observations", "TRUNCATE rollups", "CREATE TABLE mine (a int)", "DELETE FROM batches", "DELETE FROM revisions",
    "UPDATE revisions SET new_value = 0", "UPDATE indicators SET weight = 9", "DELETE FROM regions",
    "UPDATE site_revisions SET after = NULL", "UPDATE alembic_version SET version_num = '9'",
    "UPDATE audit SET unit = '别的'", "DELETE FROM audit", "UPDATE audit_head SET purged = 9", "DELETE FROM audit_head"])
def test_the_writer_neither_drops_nor_wipes_traces_nor_touches_the_catalogue(as_role, statement):
    writer = as_role("jinguo_writer")
    with pytest.raises(Exception, match="(?i)permission denied|must be owner"), writing(writer) as connection:
        connection.execute(text(statement))


def test_tables_made_later_can_be_read_too(as_role, filled_url):
    reader = as_role("jinguo_reader")
    owner = open_engine(filled_url)
    with owner.begin() as connection:
        connection.execute(text("CREATE TABLE later (a int)"))
    owner.dispose()
    with reading(reader) as connection:
        assert connection.execute(text("SELECT * FROM later")).all() == []

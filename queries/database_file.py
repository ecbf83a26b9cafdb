"""The file under a SQLite database: whether it is still the one that was opened, and the -wal beside it its own.

SQLite does not look: it goes on writing into a file that was deleted, moved or copied over, and takes whatever -wal it finds
beside a file for its own. What both hold is told by the data version in them: it only grows, and each write
says which was there before it.
"""

import os
import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from io import FileIO
from pathlib import Path
from threading import Lock
from urllib.parse import unquote

from sqlalchemy import URL

BESIDE = ("", "-wal", "-shm")
"""The database's files: each is held open, so none of them is made anew while a connection lasts."""
WAL_HEADER, FRAME_HEADER, AT_ONCE = 32, 24, 64
"""Bytes of a -wal's head and of a frame's, and so many frames are read at once."""
CELL = re.compile(rb"\x03\x25([\x0f-\x7f])data_version(\d+)", re.DOTALL)
"""The row of the data version on a page: the length of its head, 13 + twice the key's length, 13 + twice the value's."""
BEFORE = re.compile(rb"\x03\x33([\x0f-\x7f])data_version_before(\d+)", re.DOTALL)
"""The row of the version before it."""

Wrong = tuple[str, str]
"""The reason of a DatabaseFault and its detail."""


def path_of(url: URL) -> Path | None:
    """The file that a SQLite URL names; None for one in memory or of a temporary name."""
    name = url.database or ""
    if name.startswith("file:"):
        name = unquote(name.removeprefix("file:").partition("?")[0])
    return Path(os.path.abspath(name)) if name and name != ":memory:" and url.query.get("mode") != "memory" else None


class DatabaseFile:
    """What is known of the file of one engine since its first connection."""

    def __init__(self, path: Path, must_exist: bool = False):
        self.path, self.must_exist = path, must_exist
        self._lock, self._connections = Lock(), 0
        self._forget()

    def opened(self) -> None:
        """A connection has read from the file."""
        with self._lock:
            self._connections += 1
            if self._connections == 1:
                self._opened = {ending: found for ending in BESIDE if (found := self._identity(ending))}
                self._size = self.path.stat().st_size

    def closed(self) -> None:
        """It is closed. After the last one, what lies there next is opened as it is."""
        with self._lock:
            self._connections = max(self._connections - 1, 0)
            if not self._connections:
                self._forget()

    def _forget(self) -> None:
        self._opened: dict[str, tuple[int, int]] = {}
        self._checked, self._version, self._size = None, -1, 0

    def wrong(self) -> Wrong | None:
        """What is wrong, before a connection is opened or used; "gone", "replaced" and "damaged" as long as the file was
        opened."""
        try:
            at = os.stat(self.path)
        except OSError as error:
            return ("gone", str(error)) if self._opened or self.must_exist and self.path.parent.is_dir() else None
        for ending, before in self._opened.items():
            if (now := self._identity(ending)) != before:
                return "replaced", f"{self.path}{ending}: inode {before}, now {now}"
        # Only checkpoints write to the file, so mostly it is as it was.
        state = (at.st_mtime_ns, at.st_size)
        if state == self._checked:
            return None
        if self._opened and (wrong := self._cut_short()):
            return wrong
        # Looked at again, since another program may write between two looks.
        if wrong := self._torn() and self._torn() and self._torn():
            return wrong
        self._checked = state
        return None

    def unwritable(self) -> Wrong | None:
        """Whether nobody wants this file written to any more; a connection that is open already still could."""
        for ending in BESIDE:
            if ending in self._opened and not os.access(f"{self.path}{ending}", os.W_OK):
                return "readonly", f"{self.path}{ending}"
        return None

    def _identity(self, ending: str) -> tuple[int, int] | None:
        try:
            found = os.stat(f"{self.path}{ending}")
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _cut_short(self) -> Wrong | None:
        """Whether the file lost its head, or its end: SQLite goes on from the pages that it remembers, and writes to the -wal. A
        file shorter than its head says may be in the middle of a checkpoint; one that got shorter as well is not. Asked of
        SQLite: a file of one's own on the database, once closed, takes this process's locks with it, and whoever leaves next
        thinks himself the last and removes the -wal (sqlite.org/howtocorrupt.html, 2.2)."""
        try:
            with closing(_alone(self.path)) as file:
                whole = file.execute("PRAGMA page_count").fetchone()[0] > 0
            size = os.stat(self.path).st_size
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                return "damaged", f"{self.path} does not begin as a SQLite file does any more"
            if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT:
                return None
            whole, size = False, os.stat(self.path).st_size
        except OSError:
            return None
        if not whole and size < self._size:
            return "damaged", f"{self.path} had {self._size} bytes and has {size}"
        self._size = size
        return None

    def _torn(self) -> Wrong | None:
        """Whether the file was copied over, or lies beside a -wal that was written to another."""
        waiting = Path(f"{self.path}-wal")
        try:
            ahead = _first_in(waiting, _settings_page(self.path)) if waiting.exists() else None
            held = _version_in(self.path)  # after the -wal: meanwhile the file only gets newer
        except (OSError, ValueError, TypeError, struct.error, sqlite3.Error):
            return None  # half written just now, or damaged: SQLite finds out
        if held is None:
            return None
        # One more than that is the next write of a program that does not say what was there before.
        if ahead and held not in (ahead[1], ahead[0] - 1) and held < ahead[0]:
            return "replaced", f"{self.path} is at version {held}, its -wal from {ahead[0]} on"
        if not ahead and held < self._version:  # with what waits, SQLite itself may have put an older copy in
            return "replaced", f"{self.path} was at version {self._version} and is at {held}"
        self._version = held
        return None


def _alone(path: Path) -> sqlite3.Connection:
    """The file itself, without its -wal, unlocked."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def _version_in(path: Path) -> int | None:
    with closing(_alone(path)) as file:
        row = file.execute("SELECT value FROM settings WHERE key = 'data_version'").fetchone()
    return row and int(row[0])


def _settings_page(path: Path) -> int:
    with closing(_alone(path)) as file:
        return file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'settings'").fetchone()[0]


def _first_in(waiting: Path, page_of_settings: int) -> tuple[int, int] | None:
    """The first data version that waits in a -wal and the one before it (0: not told); none where the settings take more than
    one page."""
    with open(waiting, "rb", buffering=0) as file:
        if os.fstat(file.fileno()).st_size <= WAL_HEADER:
            return None
        found = ((_number(CELL, page), _number(BEFORE, page)) for page in _pages(file, page_of_settings))
        return next((pair for pair in found if pair[0]), None)


def _number(cell: re.Pattern, page: bytes) -> int:
    """What a row of the settings says on a page; 0 where it is not there."""
    found = cell.search(page)
    return int(found.group(2)[:(found.group(1)[0] - 13) // 2]) if found else 0


def _pages(file: FileIO, wanted: int) -> Iterator[bytes]:
    """What a page is to become, again and again, since the -wal was last begun anew (sqlite.org/fileformat2.html, 4.1). Read, not
    mapped: another program may cut it short meanwhile (a restore), and what is mapped and gone ends the process."""
    file.seek(8)
    size, _, salt = struct.unpack(">II8s", file.read(16))
    frame = FRAME_HEADER + size
    file.seek(WAL_HEADER)
    while block := file.read(AT_ONCE * frame):
        for start in range(0, len(block) - frame + 1, frame):
            number, _, its_salt = struct.unpack_from(">II8s", block, start)
            if its_salt != salt:
                return
            if number == wanted:
                yield block[start + FRAME_HEADER:start + frame]

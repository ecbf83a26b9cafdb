"""The one cache of the pages: an answer is kept by the database, who may see what, the data's version and what was asked.

The first caller of a key works it out; who asks the same meanwhile waits for that answer, and nobody else does. What is
raised is not kept. What was read when the data had another version already than the one it was asked for is handed out only as
long as that is the newest known: should the older version come back with a copy of the database, its answers are its own. All
answers together stay within a budget of bytes: beyond it the least recently used ones go.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from itertools import count
from threading import Lock, local
from typing import Any

from pages.parts.shell.seal import hand_out, seal, size_of
from queries.database import database_url

BUDGET = 256 * 2**20
"""Bytes that all answers of a process may take, as `size_of` estimates them."""


_only: ContextVar[int | None] = ContextVar("only", default=None)


class Unkept(BaseException):
    """What was to be taken from what is kept is not kept; nobody's fault, as a script that is stopped."""


@contextmanager
def only_kept(version: int) -> Iterator[None]:
    """Inside it answers are those that are kept of this data version and were read as of it; any other, and any question to the
    database, raises Unkept."""
    token = _only.set(version)
    try:
        yield
    finally:
        _only.reset(token)


def takes_only_kept() -> bool:
    return _only.get() is not None


@dataclass(slots=True)
class _Entry:
    value: Any
    size: int
    used: int
    read: int | None
    """The data's version that it is of, where that is another than it was asked for."""


@dataclass(slots=True)
class _Found:
    """An answer that was worked out, and the data versions that were read for it."""

    value: Any
    read: frozenset[int]


class _Working(local):
    """What this thread is working out: a set of the versions read for each answer, the innermost last."""

    def __init__(self) -> None:
        self.read: list[set[int]] = []


def version_of(arguments: tuple) -> int | None:
    """The data's version that a question is asked for: its first argument, or of that, or of its scope; None without one."""
    first = arguments[0] if arguments else None
    first = getattr(first, "scope", first)
    found = getattr(first, "version", first)
    return found if isinstance(found, int) else None


class _Kept:
    """One function's answers, the least recently used first, and those that are being worked out."""

    def __init__(self, most: int):
        self.most = most
        self.entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self.flights: dict[Hashable, Future] = {}


class Cache:
    """The answers of every function that is decorated with its `by_version`, `budget` bytes at most. reader: says who is
    answered, as far as answers differ by it: a part of every key."""

    def __init__(self, budget: int):
        self.budget, self.held = budget, 0
        self.reader: Callable[[], Hashable] = lambda: None
        self._lock, self._clock, self._all = Lock(), count(), []
        self._working, self._newest = _Working(), {}

    def by_version(self, size: int) -> Callable[[Callable], Callable]:
        """Keeps a function's answers, `size` of them at most, by the database and the arguments. The data's version, or what
        holds it (a Scope), is the first of these; what depends on no data takes none."""
        return lambda function: self._decorate(function, size)

    def pieces(self, size: int) -> "Pieces":
        """Room for what whoever asks keeps by itself, `size` of them at most."""
        kept = _Kept(size)
        self._all.append(kept)
        return Pieces(self, kept)

    def find(self, kept: _Kept, key: Hashable) -> _Entry | None:
        with self._lock:
            entry = kept.entries.get(key)
            if entry is not None:
                kept.entries.move_to_end(key)
                entry.used = next(self._clock)
            return entry

    def hold(self, kept: _Kept, key: Hashable, value: Any, size: int) -> None:
        value = seal(value)
        with self._lock:
            self._put(kept, key, _Entry(value, size, next(self._clock), None))

    def read_at(self, version: int) -> None:
        """Says that something was just read as of a data version, for what this thread is working out."""
        self._newest[database_url()] = version
        self._note(version)

    def newest(self) -> int | None:
        """The data's version that was read last; None where none was."""
        return self._newest.get(database_url())

    def _note(self, version: int) -> None:
        if self._working.read:
            self._working.read[-1].add(version)

    def is_working(self) -> bool:
        """Whether this thread works an answer out that may be kept."""
        return bool(self._working.read)

    def clear(self) -> None:
        """Forgets everything. Who waits for an answer still gets it; it is not kept."""
        with self._lock:
            self.held = 0
            for kept in self._all:
                kept.entries, kept.flights = OrderedDict(), {}

    def _decorate(self, function: Callable, size: int) -> Callable:
        kept = _Kept(size)
        self._all.append(kept)

        @wraps(function)
        def answer(*arguments, **named):
            key = (database_url(), self.reader(), arguments, *sorted(named.items()))
            if (version := version_of(arguments)) is not None and (only := _only.get()) is not None:
                entry = self.find(kept, key) if version == only else None
                if entry is None or entry.read is not None:
                    raise Unkept
                return hand_out(entry.value)
            while True:
                with self._lock:
                    entry = kept.entries.get(key)
                    if entry is not None and entry.read not in (None, self._newest.get(key[0])):
                        entry = None
                    if entry is not None:
                        if entry.read is not None:
                            self._note(entry.read)
                        kept.entries.move_to_end(key)
                        entry.used = next(self._clock)
                        return hand_out(entry.value)
                    flight = kept.flights.get(key)
                    mine = flight is None
                    if flight is None:
                        flight = kept.flights[key] = Future()
                if mine:
                    return hand_out(self._work_out(kept, key, flight, version, lambda: function(*arguments, **named)))
                try:
                    found = flight.result()
                    for version in found.read:
                        self._note(version)
                    return hand_out(found.value)
                except CancelledError:
                    continue  # the session that worked it out was stopped midway

        return answer

    def _work_out(self, kept: _Kept, key: Hashable, flight: Future, version: int | None, question: Callable[[], Any]) -> Any:
        self._working.read.append(set())
        try:
            value = question()
            size, value = size_of(value), seal(value)
        except BaseException as error:
            self._land(kept, key, flight)
            # A fault is the answer of all who wait; a script that Streamlit stops is its own session's affair.
            flight.set_exception(error) if isinstance(error, Exception) else flight.cancel()
            raise
        finally:
            read = self._working.read.pop()
        for each in read:  # what is made of it is of these versions, too
            self._note(each)
        others = read - {version} if version is not None else set()
        entry = _Entry(value, size, next(self._clock), min(others, default=None)) if len(others) < 2 else None
        self._land(kept, key, flight, entry)
        flight.set_result(_Found(value, frozenset(read)))
        return value

    def _land(self, kept: _Kept, key: Hashable, flight: Future, entry: _Entry | None = None) -> None:
        """Ends the flight and keeps its answer, in one go: nobody finds neither."""
        with self._lock:
            if kept.flights.get(key) is not flight:
                return  # forgotten meanwhile
            del kept.flights[key]
            if entry is not None:
                self._put(kept, key, entry)

    def _put(self, kept: _Kept, key: Hashable, entry: _Entry) -> None:
        if key in kept.entries:  # of another version than it was asked for
            self.held -= kept.entries.pop(key).size
        kept.entries[key] = entry
        self.held += entry.size
        if len(kept.entries) > kept.most:
            self._drop_oldest(kept)
        while self.held > self.budget:
            self._drop_oldest(min((one for one in self._all if one.entries), key=_last_use))

    def _drop_oldest(self, kept: _Kept) -> None:
        self.held -= kept.entries.popitem(last=False)[1].size


class Pieces:
    """What is kept under a key that says by itself of which data it is: by the database, whoever asks."""

    def __init__(self, cache: Cache, kept: _Kept):
        self._cache, self._kept = cache, kept

    def get(self, key: Hashable) -> Any:
        """What is kept; None for nothing."""
        entry = self._cache.find(self._kept, (database_url(), key))
        return None if entry is None else hand_out(entry.value)

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """size: its bytes, as size_of says, or about."""
        self._cache.hold(self._kept, (database_url(), key), value, size)


def _last_use(kept: _Kept) -> int:
    """When its least recently used answer was used."""
    return next(iter(kept.entries.values())).used


_pages = Cache(BUDGET)
by_version, clear, read_at, is_working = _pages.by_version, _pages.clear, _pages.read_at, _pages.is_working
pieces, newest = _pages.pieces, _pages.newest


def tell_apart(reader: Callable[[], Hashable]) -> None:
    """Has the pages' answers kept for each reader by itself."""
    _pages.reader = reader

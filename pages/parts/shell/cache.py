"""The one cache of the pages: an answer is kept by the database, who may see what, the data's version and what was asked.

The first caller of a key works it out; who asks the same meanwhile waits for that answer, and nobody else does. What is
raised is not kept. All answers together stay within a budget of bytes: beyond it the least recently used ones go.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import wraps
from itertools import count
from threading import Lock
from typing import Any

from pages.parts.shell.seal import hand_out, seal, size_of
from queries.database import database_url

BUDGET = 256 * 2**20
"""Bytes that all answers of a process may take, as `size_of` estimates them."""


@dataclass(slots=True)
class _Entry:
    value: Any
    size: int
    used: int


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

    def by_version(self, size: int) -> Callable[[Callable], Callable]:
        """Keeps a function's answers, `size` of them at most, by the database and the arguments. The data's version, or what
        holds it (a Scope), is the first of these; what depends on no data takes none."""
        return lambda function: self._decorate(function, size)

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
            while True:
                with self._lock:
                    entry = kept.entries.get(key)
                    if entry is not None:
                        kept.entries.move_to_end(key)
                        entry.used = next(self._clock)
                        return hand_out(entry.value)
                    flight = kept.flights.get(key)
                    mine = flight is None
                    if flight is None:
                        flight = kept.flights[key] = Future()
                if mine:
                    return hand_out(self._work_out(kept, key, flight, lambda: function(*arguments, **named)))
                try:
                    return hand_out(flight.result())
                except CancelledError:
                    continue  # the session that worked it out was stopped midway

        return answer

    def _work_out(self, kept: _Kept, key: Hashable, flight: Future, question: Callable[[], Any]) -> Any:
        try:
            value = question()
            size, value = size_of(value), seal(value)
        except BaseException as error:
            self._land(kept, key, flight)
            # A fault is the answer of all who wait; a script that Streamlit stops is its own session's affair.
            flight.set_exception(error) if isinstance(error, Exception) else flight.cancel()
            raise
        self._land(kept, key, flight, _Entry(value, size, next(self._clock)))
        flight.set_result(value)
        return value

    def _land(self, kept: _Kept, key: Hashable, flight: Future, entry: _Entry | None = None) -> None:
        """Ends the flight and keeps its answer, in one go: nobody finds neither."""
        with self._lock:
            if kept.flights.get(key) is not flight:
                return  # forgotten meanwhile
            del kept.flights[key]
            if entry is not None:
                kept.entries[key] = entry
                self.held += entry.size
                if len(kept.entries) > kept.most:
                    self._drop_oldest(kept)
                while self.held > self.budget:
                    self._drop_oldest(min((one for one in self._all if one.entries), key=_last_use))

    def _drop_oldest(self, kept: _Kept) -> None:
        self.held -= kept.entries.popitem(last=False)[1].size


def _last_use(kept: _Kept) -> int:
    """When its least recently used answer was used."""
    return next(iter(kept.entries.values())).used


_pages = Cache(BUDGET)
by_version, clear = _pages.by_version, _pages.clear


def tell_apart(reader: Callable[[], Hashable]) -> None:
    """Has the pages' answers kept for each reader by itself."""
    _pages.reader = reader

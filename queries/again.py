"""What one page asks of the same data more than once is worked out once: inside `remembering`, where whoever asks knows as of
which data version it is told (`told_as_of`). Nothing is kept any longer than that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any

import numpy as np
import pandas as pd

_kept: ContextVar[dict | None] = ContextVar("kept", default=None)
_asked: ContextVar["tuple[int, dict] | None"] = ContextVar("asked", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside it what is asked again is not worked out again."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


@contextmanager
def told_as_of(version: int, still: Callable[[], bool]) -> Iterator[None]:
    """Inside it questions are answered as of that data version; it is remembered where it still is that at the end."""
    found: dict = {}
    token = _asked.set((version, found))
    try:
        yield
    finally:
        _asked.reset(token)
    kept = _kept.get()
    if kept is not None and found and still():
        kept.update(found)


def once(query: Callable) -> Callable:
    """Of a query whose arguments, but for the connection, are plain values and lists of them."""
    @wraps(query)
    def answer(connection, *arguments, **named):
        kept, asked = _kept.get(), _asked.get()
        if kept is None or asked is None:
            return query(connection, *arguments, **named)
        version, found = asked
        key = (query, version, *map(_plain, arguments), *((name, _plain(value)) for name, value in sorted(named.items())))
        for held in (kept, found):
            if key in held:
                return _apart(held[key])
        found[key] = _closed(query(connection, *arguments, **named))
        return _apart(found[key])

    return answer


def once_each(query: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Of a query about each of some regions (the second argument), which its rows begin with: of each of them once."""
    @wraps(query)
    def answer(connection, region_ids, *arguments):
        kept, asked = _kept.get(), _asked.get()
        if kept is None or asked is None or not region_ids:
            return query(connection, region_ids, *arguments)
        version, found = asked
        key = (query, version, *map(_plain, arguments))
        known: tuple[tuple[frozenset[int], np.ndarray], ...] = found.get(key) or kept.get(key, ())
        wanted = frozenset(region_ids)
        if missing := wanted.difference(*(regions for regions, _ in known)):
            known = found[key] = (*known, (missing, _closed(query(connection, sorted(missing), *arguments))))
        parts = [rows if regions <= wanted else rows[np.isin(rows[:, 0], region_ids)]
                 for regions, rows in known if not wanted.isdisjoint(regions)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    return answer


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _apart(value: Any) -> Any:
    """A frame, or each of several, as one that may be changed without the others being."""
    if isinstance(value, tuple):
        return tuple(map(_apart, value))
    return value.copy(deep=False) if isinstance(value, pd.DataFrame) else value


def _closed(value: Any) -> Any:
    """Arrays in it, or itself, that nobody can change."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    for one in value if isinstance(value, list) else ():
        for field in fields(one) if is_dataclass(one) else ():
            held = getattr(one, field.name)
            if isinstance(held, np.ndarray):
                held.flags.writeable = False
    return tuple(value) if isinstance(value, list) else value

"""What is kept for many readers: that none can change what another is given, and about how big it is.

A frame is handed out as a shallow copy: under pandas' copy-on-write (always on
from 3.0) that costs some 10 to 40 µs and copies a column only once it is written to, where a deep copy of a standing costs a
hundred times as much and read-only arrays would still let a caller add a column. What else can be changed is sealed once, on its
way in: a dict becomes a read-only mapping, a list a tuple, an array read-only.
"""

import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

FRAME = 4096
"""Bytes of a frame beside its columns: its blocks, its indexes, itself."""


LOOKED_AT = 1000
"""Rows at least of a long frame whose words are measured."""

PLAIN = {str, int, float, bool, type(None)}
"""What most answers are made of, in tens of thousands: not asked for more than its type."""


def hand_out(value: Any) -> Any:
    return value.copy(deep=False) if isinstance(value, (pd.DataFrame, pd.Series)) else value


def seal(value: Any, inside: bool = False) -> Any:
    """The value as nobody can change it any more; a frame, which is handed out as a copy, must stand alone. Other objects (a
    string, an engine) are left as they are."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, (pd.DataFrame, pd.Series)):
        if inside:
            raise TypeError("a frame inside a container would be shared: keep it alone")
        return value
    if isinstance(value, Mapping):
        return MappingProxyType({key: seal(one, True) for key, one in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(seal(one, True) for one in value)
    if isinstance(value, (set, frozenset)):
        return frozenset(value)
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.flags.writeable = False
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: seal(getattr(value, field.name), True) for field in fields(value)})
    return value


def size_of(value: Any) -> int:
    """About how many bytes it takes; what two answers share is counted with each."""
    if type(value) in PLAIN:
        return sys.getsizeof(value)
    if isinstance(value, pd.DataFrame):
        every = max(len(value) // LOOKED_AT, 1)  # of a long one not every word is measured
        return int(value.iloc[::every].memory_usage(deep=True).sum()) * every + FRAME
    if isinstance(value, pd.Series):
        return int(value.memory_usage(deep=True)) + FRAME
    if isinstance(value, np.ndarray):
        return int(value.nbytes) + sys.getsizeof(np.empty(0))
    own = sys.getsizeof(value)
    if isinstance(value, Mapping):
        return own + sum(size_of(key) + size_of(one) for key, one in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return own + sum(map(size_of, value))
    if is_dataclass(value) and not isinstance(value, type):
        return own + sum(size_of(getattr(value, field.name)) for field in fields(value))
    return own

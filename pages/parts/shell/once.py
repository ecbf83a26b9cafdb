"""What is opened once in a process, whoever asks: engines, which are no answers and belong to no reader."""

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Generic, TypeVar

Opened = TypeVar("Opened")
MOST = 4
"""So many databases does a process of the tests go to in turn; a server has one."""


class Once(Generic[Opened]):
    """Gives what `make` made of a key, the same for the same; of many keys the latest few are kept."""

    def __init__(self, make: Callable[..., Opened]):
        self._make, self._lock, self._held = make, RLock(), {}

    def __call__(self, *key: Hashable) -> Opened:
        with self._lock:
            if key not in self._held:
                self._held[key] = self._make(*key)
                while len(self._held) > MOST:
                    self._held.pop(next(iter(self._held)))
            return self._held[key]

    def forget(self) -> None:
        self._held.clear()

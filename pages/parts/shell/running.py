"""Whether anybody waits for a page: what is made for later makes room meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

LONGEST = 1.0
"""Seconds that room is made for; on a busy server what is for later is made all the same."""


class Running:
    """How many pages are being drawn in this process."""

    def __init__(self) -> None:
        self._lock, self.pages = Lock(), 0

    @contextmanager
    def page(self) -> Iterator[None]:
        with self._lock:
            self.pages += 1
        try:
            yield
        finally:
            with self._lock:
                self.pages -= 1


running = Running()


def wait_for_others() -> None:
    until = time.monotonic() + LONGEST
    while running.pages and time.monotonic() < until:
        time.sleep(0.005)

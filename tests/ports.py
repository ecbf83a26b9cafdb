"""Ports for servers of tests."""

import random
import socket
from contextlib import ExitStack, suppress


def free_port(many: int = 1) -> int:
    """The first of so many ports in a row that nobody has, below those that a system gives to whoever connects: they are free
    until the server is up."""
    while True:
        first = random.randrange(20_000, 32_000)
        with ExitStack() as held, suppress(OSError):
            for port in range(first, first + many):
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first

"""How far a long job is: told to whoever waits for it."""

from collections.abc import Callable

Tell = Callable[[float, str], object]
"""Is told the share done (0 to 1) and what is being done, in Chinese."""


def quiet(_share: float, _words: str) -> None:
    """Tells nobody."""

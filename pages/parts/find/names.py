"""Names looked through as one text: thousands of villages take a millisecond, a country's a tenth of a second."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain

from data.normal import normal

NOTHING = re.compile(r"[\s\W_]+")
LONGEST = 40


def plain(text: str) -> str:
    """As names and what is typed are compared: small letters, half-width, no space, hyphen or bracket; CY-01 is cy01."""
    return NOTHING.sub("", normal(text).lower())


@dataclass(frozen=True)
class Names:
    """Names in a row, each a line of one text, and the number of what it names. starts: where each begins, and one more."""

    text: str
    starts: tuple[int, ...]
    of: tuple[int, ...]

    def having(self, piece: str) -> Iterator[int]:
        """The numbers of what is named so, in order; a line's end in the piece is a name's end."""
        at = self.text.find(piece)
        while at >= 0:
            line = bisect_right(self.starts, at) - 1 + piece.startswith("\n")
            yield self.of[line]
            at = self.text.find(piece, self.starts[line + 1] - 1)


def in_a_row(names: Iterable[tuple[str, int]]) -> Names:
    """names: what something is called, as `plain` writes it, and its number."""
    pairs = [(name, number) for name, number in names if name]
    lines = [name for name, _ in pairs]
    starts = tuple(accumulate(chain((1,), (len(line) + 1 for line in lines))))
    return Names("\n".join(("", *lines, "")), starts, tuple(number for _, number in pairs))

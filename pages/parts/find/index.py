"""What can be found, and in which order: by its name, what else it is called, the initials of its syllables,
these in full, a part of its name.

The order is that of the ranks, and inside a rank that of the index: a county before a village, a page before what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from data.pinyin import initials, spelled
from pages.parts.find.names import LONGEST, Names, in_a_row, plain

MOST = 20


@dataclass(frozen=True)
class Found:
    """kind: what it is, in a word; more: what tells it from others of that name; path and query: where it stands, the query
    without what is kept of the page that one is on. term: a word whose meaning is opened instead."""

    kind: str
    name: str
    more: str = ""
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    term: bool = False


@dataclass(frozen=True)
class Former:
    """A region by what it was called, or who it goes on from; words: how that is."""

    region_id: int
    words: str


@dataclass(frozen=True)
class Entry:
    """Something to be found: a region's id, a region under another name, or what it is itself; its names, and what else it is
    called."""

    what: Found | Former | int
    names: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    what: tuple[Found | Former | int, ...]
    names: Names
    also: Names
    initials: Names
    spelled: Names


def make_index(entries: Iterable[Entry]) -> Index:
    """entries: the more important first."""
    held = [(entry.what, [*map(plain, entry.names)], [*map(plain, entry.also)]) for entry in entries]
    numbered = list(enumerate(held))
    return Index(tuple(what for what, _, _ in held),
                 in_a_row((name, at) for at, (_, names, _) in numbered for name in dict.fromkeys(names)),
                 in_a_row((name, at) for at, (_, _, also) in numbered for name in dict.fromkeys(also)),
                 in_a_row((said, at) for at, (_, names, _) in numbered
                          for said in dict.fromkeys(chain.from_iterable(map(initials, names)))),
                 in_a_row((said, at) for at, (_, names, _) in numbered
                          for said in dict.fromkeys(chain.from_iterable(map(spelled, names)))))


def find(index: Index, words: str, most: int = MOST) -> list[Found | Former | int]:
    """What the words can mean, `most` of it: called exactly so, called so at its beginning, called so otherwise, with these
    initials, spelled so, with the words somewhere in its name."""
    piece = plain(words[:LONGEST])
    if not piece:
        return []
    ranks = [(index.names, f"\n{piece}\n"), (index.names, f"\n{piece}"), (index.also, f"\n{piece}")]
    if piece.isascii():
        ranks += [(held, f"\n{piece}{end}") for held in (index.initials, index.spelled) for end in ("\n", "")]
    ranks += [(names, piece) for names in (index.names, index.also, index.initials, index.spelled)]
    found: dict[int, None] = {}
    for names, wanted in ranks:
        for number in names.having(wanted):
            found[number] = None
            if len(found) == most:
                return [index.what[at] for at in found]
    return [index.what[at] for at in found]

"""What can be done to the tree. period: the month (yyyymm) from which it holds. A code that is not given is proposed
(data/write/tree/codes.py)."""

from dataclasses import dataclass

ZONE = "功能区"
"""regions.kind of a county-level unit that is no division of its own: 示范区, 经开区, 高新区."""


@dataclass(frozen=True)
class Add:
    """A new unit below `parent_id`; zone: a functional zone, which may have no townships and no border."""

    parent_id: int
    name: str
    period: int
    code: str = ""
    zone: bool = False


@dataclass(frozen=True)
class Rename:
    """Another name; the one it had is kept as a former one."""

    region_id: int
    name: str
    period: int


@dataclass(frozen=True)
class Alias:
    """Another way in which senders write the unit's name, at any time."""

    region_id: int
    name: str


@dataclass(frozen=True)
class Merge:
    """Units go into another (`into_id`), or into a new one of that name. What lies below them goes along, with new codes."""

    from_ids: tuple[int, ...]
    into_id: int | None
    period: int
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class Part:
    """A unit that comes out of a split, and what of the old one's units goes to it."""

    name: str
    code: str = ""
    below: tuple[int, ...] = ()


@dataclass(frozen=True)
class Split:
    """A unit gives parts away; keeps: whether it goes on itself, with what is not given away."""

    region_id: int
    parts: tuple[Part, ...]
    period: int
    keeps: bool = True


@dataclass(frozen=True)
class Move:
    """A unit goes to another of the level above, and has a new code there."""

    region_id: int
    parent_id: int
    period: int
    code: str = ""


@dataclass(frozen=True)
class Close:
    """A unit ends and nobody follows it."""

    region_id: int
    period: int


Act = Add | Rename | Alias | Merge | Split | Move | Close

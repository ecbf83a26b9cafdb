"""What a paper says, before it is a Word file, a deck, a workbook or a board in the meeting: all four are made from it, so
that they agree in every figure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown: what a snapshot freezes."""

    region_id: int
    indicator_id: int
    year: int
    month: int
    """截至: the month of the scope."""
    as_of: int | None
    """The period that it is of, 202610; None where there is none."""
    value: float | None
    """As its reader may see it, rounded where that is told rounded; None: 未上报 or withheld."""
    shown: str
    """With its unit: 2,932人; 未上报; <5人."""
    status: str | None
    """One of measures.STATUSES; None: no verdict."""


@dataclass(frozen=True)
class Sentence:
    """One sentence that can be left out or put into other words before the paper is made."""

    key: str
    """The same as long as it says the same thing: CY.leading.CY-01. Choices about it are kept by this."""
    text: str
    figures: tuple[Figure, ...] = ()
    edited: bool = False
    """Put into other words by hand."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: Literal["text", "number", "percent", "points", "status"] = "text"
    unit: str = ""
    decimals: int = 0


class Amount(float):
    """A number in a table with decimals of its own, where a column holds amounts of several units: any other number has its
    column's."""

    def __new__(cls, value: float, decimals: int):
        made = super().__new__(cls, value)
        made.decimals = decimals
        return made

    def __getnewargs__(self):
        """To be copied and kept as any other number."""
        return float(self), self.decimals

    decimals: int


@dataclass(frozen=True)
class Table:
    """Cells: None is a gap; what stands instead of a number (未上报, <5) is text. A percent is a fraction, points are 百分点. An
    Amount has decimals of its own."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    totals: int = 0
    """How many of the first rows are 合计."""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Chart:
    """series: name → one value a category, in the unit (97.5 with %); None is a gap, never drawn as 0. statuses: one a
    category, for bars coloured by it."""

    key: str
    title: str
    kind: Literal["column", "bar", "line"]
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    unit: str
    statuses: tuple[str | None, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Place:
    """A county on the map of 妇女之家. rings: outlines in degrees, [longitude, latitude]; none where it has no outline."""

    region_id: int
    name: str
    value: float | None
    shown: str
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()


@dataclass(frozen=True)
class Map:
    key: str
    title: str
    places: tuple[Place, ...]
    unit: str = ""
    figures: tuple[Figure, ...] = ()


Block = Sentence | Table | Chart | Map


@dataclass(frozen=True)
class Section:
    """level 1: 一、 · 2: （一） · 3: 1. · 附件: annex. The numbering is the writer's."""

    key: str
    title: str
    level: int
    blocks: tuple[Block, ...] = ()
    annex: bool = False
    optional: bool = False
    """Left out unless somebody wants it."""


@dataclass(frozen=True)
class Slide:
    """One message: its title is the sentence. Blocks are one chart, map or table and what is said beside it."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    region_id: int | None = None
    indicator_id: int | None = None


@dataclass(frozen=True)
class Outline:
    title: str
    region_id: int
    place: str
    year: int
    month: int
    as_of: str
    """截至2026年11月."""
    source: str
    """Where the figures are from, in a line."""
    demo: bool
    """示例数据."""
    author: str = ""
    """The unit that signs it."""
    date: str = ""
    """2026年11月26日."""
    number: str = ""
    """The snapshot's, 2026-11-02."""
    sections: tuple[Section, ...] = ()
    slides: tuple[Slide, ...] = field(default=())
    homes: tuple[tuple[int, int, int], ...] = ()
    """What it says of the register of 妇女之家: region id, villages that there are, those with one."""

    def figures(self) -> Iterator[Figure]:
        """Every figure shown, once each."""
        blocks = [block for part in (*self.sections, *self.slides) for block in part.blocks]
        yield from dict.fromkeys(figure for block in blocks for figure in block.figures)

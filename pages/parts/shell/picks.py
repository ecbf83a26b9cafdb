"""What can be clicked: one class a kind of pick, which writes itself as the text of a data-pick and is read back from it.

The text comes from a browser, which may send anything: `parse` gives a pick only for what a pick could have written. Whether
there is what it names, whoever follows it makes sure.
"""

from dataclasses import astuple, dataclass, fields
from typing import ClassVar
from urllib.parse import quote, unquote


@dataclass(frozen=True)
class Pick:
    """Written kind:part:part…, numbers in digits, text with all but letters, digits and -._~ in % codes. Two may share a kind
    and differ in how many parts they have."""

    kind: ClassVar[str]

    def __str__(self) -> str:
        return ":".join((self.kind, *(quote(str(part), safe="", errors="replace") for part in astuple(self))))


@dataclass(frozen=True)
class Region(Pick):
    """To a region, by its id."""

    kind = "region"
    region: int


@dataclass(frozen=True)
class Page(Pick):
    """To a page, by its address; an action's is its code."""

    kind = "action"
    address: str


@dataclass(frozen=True)
class ActionOf(Pick):
    """To an action in a region."""

    kind = "cell"
    region: int
    address: str


@dataclass(frozen=True)
class IndicatorOf(Pick):
    """To an indicator (its code) on the page of its action, in a region."""

    kind = "line"
    region: int
    indicator: str


@dataclass(frozen=True)
class Why(Pick):
    """Opens what explains an indicator (its code) in a region, over the page."""

    kind = "why"
    region: int
    indicator: str


@dataclass(frozen=True)
class Signal(Pick):
    """To an indicator on the page of its action, in a region, with its control chart."""

    kind = "signal"
    region: int
    indicator: str


@dataclass(frozen=True)
class Trend(Pick):
    """To an indicator on the page of its action."""

    kind = "trend"
    indicator: str


@dataclass(frozen=True)
class Origin(Pick):
    """Opens what explains an indicator's number in the page's own region: where it comes from, and why it is so."""

    kind = "origin"
    indicator: str


@dataclass(frozen=True)
class Years(Pick):
    """To an indicator over the years; on that page "" closes it."""

    kind = "years"
    indicator: str


@dataclass(frozen=True)
class Beside(Pick):
    """To regions side by side, by their codes with commas between."""

    kind = "beside"
    codes: str


@dataclass(frozen=True)
class Township(Pick):
    """To a township's own page, by its code."""

    kind = "township"
    code: str


@dataclass(frozen=True)
class Desk(Pick):
    """To the target desk with its filters 范围 (`only`) and 地区 (a region's code)."""

    kind = "desk"
    only: str
    place: str


@dataclass(frozen=True)
class Matters(Pick):
    """To the page of 督办 with its filter by what is urgent (`colour`), "" for all, and in a state, "" for any."""

    kind = "matters"
    colour: str
    state: str


@dataclass(frozen=True)
class Matter(Pick):
    """To a matter on the page of 督办, opened, by its id."""

    kind = "matter"
    number: int


@dataclass(frozen=True)
class NewMatter(Pick):
    """To the page of 督办 with the form for a new matter open, about an indicator (its code) in a region."""

    kind = "new"
    region: int
    indicator: str


@dataclass(frozen=True)
class Project(Pick):
    """To a 工作项目, opened, by its code; "" to all of them."""

    kind = "project"
    code: str


@dataclass(frozen=True)
class Projects(Pick):
    """To the page of 工作项目 with its filters by action (its code) and state, "" for all."""

    kind = "projects"
    action: str
    state: str


@dataclass(frozen=True)
class NewMatterOf(Pick):
    """To the page of 督办 with the form for a new matter open, about a 工作项目 (its code)."""

    kind = "new"
    project: str


@dataclass(frozen=True)
class Choose(Pick):
    """A choice made in a control of the page (ui.choices): its key in the session, and what was chosen or typed, "" for
    nothing; without a key nothing is chosen anywhere."""

    kind = "choose"
    key: str
    value: str


@dataclass(frozen=True)
class Aim(Pick):
    """On the target desk: a target to set."""

    kind = "aim"
    region: int
    indicator: str


@dataclass(frozen=True)
class Sheet(Pick):
    """On the target desk: a page of the table, from 1."""

    kind = "page"
    number: int


@dataclass(frozen=True)
class Unit(Pick):
    """On the assessment page: a region's parts (by its code), "" to close them."""

    kind = "unit"
    code: str


@dataclass(frozen=True)
class Half(Pick):
    """On the assessment page: to the half-year (6) or the full year (12)."""

    kind = "half"
    half: int


@dataclass(frozen=True)
class Undo(Pick):
    """On the assessment page: a change of weights to take back, by its batch; on the desk of 考评 what was entered, by its
    number."""

    kind = "undo"
    batch: int


@dataclass(frozen=True)
class Due(Pick):
    """On the reporting page: a cell of the matrix, <region code>-<yyyymm>."""

    kind = "cell"
    cell: str


@dataclass(frozen=True)
class Rule(Pick):
    """On the reporting page: one rule's findings, by its code."""

    kind = "rule"
    code: str


@dataclass(frozen=True)
class Finding(Pick):
    """On the reporting page: a finding to confirm; ids of rule, region and indicator, and the period."""

    kind = "finding"
    rule: int
    region: int
    period: int
    indicator: int


@dataclass(frozen=True)
class Table(Pick):
    """A table to be taken as a file: the name of its board's block, and the how manieth it is there, from 0."""

    kind = "table"
    block: str
    number: int


@dataclass(frozen=True)
class Batch(Pick):
    """On the intake page: a batch to open, or to close again."""

    kind = "batch"
    number: int


@dataclass(frozen=True)
class Sent(Pick):
    """On the intake page: a file sent for review to open, or to close again."""

    kind = "sent"
    number: int


@dataclass(frozen=True)
class Town(Pick):
    """On the page of 妇女之家: a township's villages (by its code), "" to leave them."""

    kind = "town"
    code: str


@dataclass(frozen=True)
class Register(Pick):
    """On the page of 妇女之家: the files that the register comes from."""

    kind = "register"


@dataclass(frozen=True)
class Saying(Pick):
    """On the page of 汇报材料: a sentence or a table of the paper, by its key."""

    kind = "saying"
    key: str


@dataclass(frozen=True)
class Part(Pick):
    """On that page: a section to leave out or to take back, by its key."""

    kind = "part"
    key: str


@dataclass(frozen=True)
class Snapshot(Pick):
    """On that page: what was said under a number, to open or to close again."""

    kind = "snapshot"
    number: str


KINDS = {(one.kind, len(fields(one))): one for one in Pick.__subclasses__()}


def parse(text: object) -> Pick | None:
    """The pick that was written as this text; None for anything else."""
    kind, *parts = text.split(":") if isinstance(text, str) else [""]
    made = KINDS.get((kind, len(parts)))
    if made is None:
        return None
    values = [_number(part) if field.type is int else unquote(part) for field, part in zip(fields(made), parts, strict=True)]
    pick = None if None in values else made(*values)
    return pick if str(pick) == text else None


def _number(part: str) -> int | None:
    return int(part) if part.isascii() and part.isdigit() and len(part) < 10 else None

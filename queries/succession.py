"""Who goes on with whose work where units merged, split or moved (region_successions). SEMANTICS.md, Regions.

A unit that is closed keeps what it reported; its successor's past is its own and its predecessors'. After a split there is no
past to compare with. What is about persons is never put together with a predecessor's: a sum of two small figures tells
of both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries.again import once
from queries.catalogue import list_indicators
from queries.frames import Frame, hands_out, of_schema
from queries.privacy import personal
from queries.regions import list_dated
from queries.schema import region_successions, regions

SUCCESSIONS = Frame("id", **of_schema(*(region_successions.c[name] for name in ("from_id", "to_id", "period", "kind"))))
TAKEN_OVER = ("merged", "moved")
"""Kinds of succession by which the numbers of a closed unit stay with its successor."""


@once
@hands_out(SUCCESSIONS)
def list_successions(connection: Connection) -> pd.DataFrame:
    """Every succession in the order they were made: SUCCESSIONS, by its number."""
    columns = [region_successions.c[name] for name in ("id", *SUCCESSIONS.columns)]
    return SUCCESSIONS.read(connection, select(*columns).order_by(region_successions.c.id))


@dataclass(frozen=True)
class Family:
    """Predecessors of the regions asked for, as they stand at a month. of: predecessor -> successor, pairs."""

    asked: list[int]
    of: pd.DataFrame

    @property
    def ids(self) -> list[int]:
        """What is to be read: the regions and their predecessors."""
        return list(dict.fromkeys([*self.asked, *self.of["region_id"].tolist()]))

    def told(self, rows: pd.DataFrame, apart: Iterable[int]) -> pd.DataFrame:
        """Rows of roll-ups (region_id, indicator_id, period and figures of roll-ups) of the regions asked for, each with its
        predecessors' added; of the indicators `apart` its own alone."""
        if self.of.empty:
            return rows
        theirs = rows[~rows["indicator_id"].isin(list(apart))].merge(
            self.of.rename(columns={"region_id": "from_id", "to_id": "successor"}), left_on="region_id", right_on="from_id")
        theirs = theirs.assign(region_id=theirs["successor"])[rows.columns]
        every = pd.concat([rows[rows["region_id"].isin(self.asked)], theirs])
        key = ["region_id", "indicator_id", "period"]
        how = {name: "min" if name == "oldest" else _sum for name in rows.columns if name not in key}
        again = every.duplicated(key, keep=False)
        both = every[again].groupby(key, as_index=False).agg(how)
        return pd.concat([every[~again], both[rows.columns]], ignore_index=True).astype(rows.dtypes.to_dict())


def _sum(values: pd.Series) -> float:
    return values.sum(min_count=1)


def family(connection: Connection, region_ids: Iterable[int], until: int) -> Family:
    """The regions with all whose work they have taken over by the month `until`, predecessors' predecessors too."""
    asked = [int(region) for region in region_ids]
    known = list_successions(connection)
    known = known[known["kind"].isin(TAKEN_OVER) & (known["period"] <= until)]
    found, layer = [], pd.DataFrame({"to_id": asked, "via": asked}, dtype=int)
    while len(known) and len(layer):
        step = layer.merge(known.rename(columns={"to_id": "via"}), on="via")
        found.append(step[["from_id", "to_id"]].rename(columns={"from_id": "region_id"}))
        layer = step[["to_id", "from_id"]].rename(columns={"from_id": "via"})
    pairs = pd.concat(found).drop_duplicates() if found else pd.DataFrame({"region_id": [], "to_id": []}, dtype=int)
    return Family(asked, pairs.reset_index(drop=True))


def in_words(connection: Connection, region_id: int, year: int, month: int) -> list[str]:
    """What stands in a region's figures of the year and beside them for who was merged or split, in words; nothing where
    nothing was since the year before began."""
    known = list_successions(connection)
    known = known[known["period"].le(year * 100 + month) & known["period"].gt((year - 1) * 100 + 1)]
    mine = known[(known["to_id"] == region_id) | (known["kind"].eq("split") & (known["from_id"] == region_id))]
    names = dict(connection.execute(select(regions.c.id, regions.c.name).where(
        regions.c.id.in_(mine["from_id"].tolist()))).all()) if len(mine) else {}
    return list(dict.fromkeys(_said(row, names[row.from_id], year) for row in mine.itertuples()))


def _said(row, name: str, year: int) -> str:
    at = row.period % 100
    if row.kind == "split":
        return f"{row.period // 100}年{at}月拆分，前后不可比，没有同比"
    before = name if row.kind == "merged" else f"{name}（划转以前）"
    span = "1月" if at == 2 else f"1—{at - 1}月"
    return f"含原{before}{span}" if row.period // 100 == year and at > 1 else f"同比的上年数含原{before}"


def personal_ids(connection: Connection) -> list[int]:
    """The indicators of which nothing is put together with a predecessor's."""
    catalogue = list_indicators(connection)
    return catalogue.loc[personal(catalogue), "id"].tolist()


class Lineage:
    """Which units of an earlier month make up what a unit is at a later one."""

    def __init__(self, successions: pd.DataFrame, places: pd.DataFrame):
        """places: valid_from and valid_to (NaN: none) of every unit that has either, by id."""
        self.successions = successions
        self.begin = places["valid_from"].dropna().astype(int).to_dict()
        self.end = places["valid_to"].dropna().astype(int).to_dict()
        self.into = {int(to): of for to, of in successions.groupby("to_id")}
        split = successions[successions["kind"] == "split"]
        self.split = {int(of): rows["period"].tolist() for of, rows in split.groupby("from_id")}
        self.moved = {*self.into, *self.split}
        """Units whose past is not their own alone."""

    def made_of(self, unit: int, at: int, then: int) -> frozenset[int] | None:
        """The units whose figures of the month `then` compare with the unit's of a later month `at`; None where a split lies
        between; empty where there was none."""
        found = set()
        if self.begin.get(unit, 0) <= then:
            found.add(unit)
        rows = self.into.get(unit)
        if any(then < period <= at for period in self.split.get(unit, ())):
            return None
        for row in rows.itertuples() if rows is not None else ():
            if then < row.period <= at:
                before = self.made_of(int(row.from_id), at=_month_before(int(row.period)), then=then)
                if row.kind == "split" or before is None:
                    return None
                found |= before
        return frozenset(found)

    def is_same(self, unit: int, at: int, then: int) -> bool:
        """Whether nothing happened to the unit between the months."""
        rows = self.into.get(unit)
        happened = [*self.split.get(unit, ()), *(rows["period"].tolist() if rows is not None else ())]
        return not any(then < period <= at for period in happened)

    def touched_between(self, after: int, until: int) -> set[int]:
        """The units that ended, merged or split after one month and by the other."""
        ends = {unit for unit, end in self.end.items() if after < end <= until}
        rows = self.successions[self.successions["period"].gt(after) & self.successions["period"].le(until)]
        return ends | set(rows["from_id"].astype(int)) | set(rows["to_id"].astype(int))

    def before(self, unit_ids: Iterable[int]) -> set[int]:
        """All whose figures the units' may be compared with, predecessors' predecessors too; not the units themselves."""
        return self._walk(unit_ids, "to_id", "from_id")

    def after(self, unit_ids: Iterable[int]) -> set[int]:
        """All whose figures may be compared with the units'."""
        return self._walk(unit_ids, "from_id", "to_id")

    def _walk(self, unit_ids: Iterable[int], near: str, far: str) -> set[int]:
        asked = {int(unit) for unit in unit_ids}
        found, layer = set(), asked
        while layer:
            layer = set(self.successions.loc[self.successions[near].isin(layer), far].astype(int)) - found
            found |= layer
        return found - asked


def read_lineage(connection: Connection) -> Lineage:
    known, places = list_successions(connection), list_dated(connection)
    return Lineage(known[known["from_id"].isin(places.index) | known["to_id"].isin(places.index)], places)


def _month_before(period: int) -> int:
    return period - 1 if period % 100 > 1 else period - 89


def ended(lineage: Lineage, units: np.ndarray) -> np.ndarray:
    """The month from which each unit is no longer in use; far away where it still is."""
    return np.array([lineage.end.get(int(unit), 999_999) for unit in units], dtype=np.int64)

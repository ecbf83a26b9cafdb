"""The tree's figures once more, with plain pandas on the raw tables and by another way: units are followed forward to whoever has
taken them over, where the program looks backward."""

import pandas as pd
from sqlalchemy import select

from queries import schema


class Recounted:
    def __init__(self, connection):
        def read(table):
            return pd.read_sql(select(table), connection)

        self.regions = read(schema.regions).set_index("id")
        self.regions["valid_from"] = self.regions["valid_from"].fillna(0)
        self.regions["valid_to"] = self.regions["valid_to"].fillna(999999)
        self.successions, self.cells = read(schema.region_successions), read(schema.observations)
        self.sites = read(schema.sites)
        self.indicators = read(schema.indicators).set_index("code")

    def in_use(self, unit: int, period: int) -> bool:
        return self.regions.at[unit, "valid_from"] <= period < self.regions.at[unit, "valid_to"]

    def below(self, region: int) -> set[int]:
        found, layer = {region}, {region}
        while layer:
            layer = set(self.regions.index[self.regions["parent_id"].isin(layer)])
            found |= layer
        return found

    def whose(self, region: int, until: int) -> list[int]:
        """The region and all it has taken over by then, as often as it is reached."""
        known = self.successions[self.successions["kind"].ne("split") & self.successions["period"].le(until)]
        found, layer = [region], [region]
        while layer:
            layer = [int(one) for one in known.loc[known["to_id"].isin(layer), "from_id"] if one not in found]
            found += layer
        return found

    def units(self, region: int, until: int) -> list[int]:
        """Townships (again and again where several regions that count hold them)."""
        towns = set(self.regions.index[self.regions["level"] == "township"])
        return [unit for one in self.whose(region, until) for unit in sorted(self.below(one) & towns)]

    def of(self, code: str) -> pd.DataFrame:
        return self.cells[self.cells["indicator_id"] == self.indicators.at[code, "id"]]

    def flow(self, region: int, year: int, until: int, code: str = "F") -> float:
        rows = self.of(code)
        rows = rows[rows["period"].between(year * 100 + 1, until)]
        units = self.units(region, until)
        return sum(rows.loc[rows["region_id"] == unit, "value"].sum() for unit in units)

    def stock_at(self, unit: int, period: int, code: str = "S") -> float | None:
        rows = self.of(code)
        rows = rows[(rows["region_id"] == unit) & (rows["period"] <= period)].sort_values("period")
        return None if rows.empty or not self.in_use(unit, period) else float(rows["value"].iloc[-1])

    def forward(self, unit: int, then: int, at: int) -> int | None:
        """Who stands for the unit of `then` at a later month; None after a split, or where it simply ended."""
        rows = self.successions[(self.successions["from_id"] == unit) & self.successions["period"].between(then + 1, at)]
        if rows["kind"].eq("split").any():
            return None
        if rows.empty:
            return unit if self.in_use(unit, at) else None
        row = rows.iloc[0]
        return self.forward(int(row["to_id"]), int(row["period"]), at)

    def yoy(self, region: int, year: int, until: int, code: str = "F") -> tuple[float | None, int, int]:
        """同比 of a flow, pairs compared, pairs there are."""
        rows, units = self.of(code), self.units(region, until)
        towns = self.regions.index[self.regions["level"] == "township"]
        born = {int(one) for one in self.successions.loc[self.successions["kind"] == "split", "to_id"]}
        now_sum = before_sum = pairs = every = 0
        for period in range(year * 100 + 1, until + 1):
            then = period - 100
            value = {(at, unit): of["value"].iloc[0] for at in (period, then)
                     for unit in towns if len(of := rows[(rows["region_id"] == unit) & (rows["period"] == at)])}
            to = {unit: self.forward(unit, then, period) for unit in towns if self.in_use(unit, then)}
            seen = set()
            for unit in set(units):
                if not self.in_use(unit, period):
                    continue
                parts = [one for one, whom in to.items() if whom == unit]
                has_split = self._was_split(unit, then, period, born)
                mine, theirs = (period, unit) in value, [one for one in parts if (then, one) in value]
                inside = [one for one in theirs if one in units]
                if has_split:
                    every += mine
                    continue
                seen |= set(parts)
                if mine and parts and len(theirs) == len(parts):
                    now_sum, before_sum = now_sum + value[(period, unit)], before_sum + sum(value[(then, one)] for one in parts)
                    pairs += 1
                every += bool(mine or inside)
            every += sum((then, unit) in value for unit in set(units) - seen)
        return (None if not before_sum else now_sum / before_sum - 1), pairs, every

    def _was_split(self, unit: int, then: int, at: int, born: set[int]) -> bool:
        rows = self.successions[self.successions["period"].between(then + 1, at)]
        if ((rows["kind"] == "split") & ((rows["from_id"] == unit) | (rows["to_id"] == unit))).any():
            return True
        before = rows.loc[(rows["to_id"] == unit) & (rows["kind"] != "split")]
        return any(self._was_split(int(row.from_id), then, int(row.period) - 1, born) for row in before.itertuples())

    def due(self, region: int, year: int, month: int) -> tuple[int, int]:
        """Townships that owe a report of the month, and all cells of a monthly indicator that are due so far."""
        until = year * 100 + month
        counts = [sum(self.in_use(unit, period) for unit in self.units(region, until))
                  for period in range(year * 100 + 1, until + 1)]
        return counts[-1], sum(counts)

    def covered(self, region: int, period: int) -> tuple[int, int]:
        villages = [one for one in self.below(region) if self.regions.at[one, "level"] == "village" and self.in_use(one, period)]
        stands = self.sites[~(self.sites["opened"] > period) & ~(self.sites["closed"] <= period)]
        return len(villages), len(set(villages) & set(stands["region_id"]))

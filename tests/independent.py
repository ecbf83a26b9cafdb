"""SEMANTICS.md once more, the slow and obvious way: straight from observations and targets, cell by cell.

Shares no code with queries/ and data/ but the table definitions. `facts.stand(region, indicator, year, month)` answers
what queries.standing answers for one region and indicator.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from types import SimpleNamespace

import pandas as pd
from attack import read, whole, whole_so_far
from sqlalchemy import Connection, select

from queries import schema

MONTHS_OF = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
ORDER = ["province", "city", "county", "township"]


def add_months(period: int, count: int) -> int:
    year, month = divmod(period, 100)
    for _ in range(abs(count)):
        month += 1 if count > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    return year * 100 + month


def periods_of(year: int, month: int, frequency: str) -> list[int]:
    return [year * 100 + m for m in range(1, month + 1) if m % MONTHS_OF[frequency] == 0]


def due_period(year: int, month: int, frequency: str) -> int:
    found = periods_of(year, month, frequency)
    return found[-1] if found else (year - 1) * 100 + 12


def over(now: float | None, before: float | None) -> float | None:
    if now is None or before is None or before == 0:
        return None
    return (now - before) / before


@dataclass
class Facts:
    regions: dict
    indicators: dict
    cells: dict
    targets: dict
    plans: dict
    threshold: float = 5.0
    coverage: float = 0.8
    below_of: dict = field(default_factory=dict)
    sorted_periods: dict = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection) -> "Facts":
        regions = {row.id: row for row in connection.execute(
            select(schema.regions.c.id, schema.regions.c.parent_id, schema.regions.c.level)
            .where(schema.regions.c.level != "village"))}
        indicators = {row.code: row for row in connection.execute(select(schema.indicators))}
        codes = {row.id: code for code, row in indicators.items()}
        cells = {code: {} for code in indicators}
        for row in connection.execute(select(schema.observations)):
            cells[codes[row.indicator_id]].setdefault(row.region_id, {})[row.period] = row.value
        targets = {(row.region_id, row.year, codes[row.indicator_id]): row.value
                   for row in connection.execute(select(schema.targets))}
        plans = {}
        for row in connection.execute(select(schema.plans)):
            plans.setdefault((row.region_id, row.period // 100, codes[row.indicator_id]), {})[row.period % 100] = row.value
        return cls(regions, indicators, cells, targets, plans)

    # Regions

    def below(self, region: int) -> list[int]:
        """The region and everything under it."""
        if region not in self.below_of:
            found = [region]
            for candidate, row in self.regions.items():
                if row.parent_id == region:
                    found += self.below(candidate)
            self.below_of[region] = found
        return self.below_of[region]

    def children(self, region: int) -> list[int]:
        return [number for number, row in self.regions.items() if row.parent_id == region]

    def lifted(self, unit: int, level: str) -> int:
        """The region of that level in which the unit lies; a unit above the level stands for itself."""
        here = unit
        while here is not None:
            if self.regions[here].level == level:
                return here
            here = self.regions[here].parent_id
        return unit

    # One unit's numbers

    def reporters(self, code: str, region: int) -> list[int]:
        additive = self.indicators[code].additive
        return [unit for unit in (self.below(region) if additive else [region]) if unit in self.cells[code]]

    def exact(self, code: str, unit: int, period: int) -> float | None:
        return self.cells[code].get(unit, {}).get(period)

    def since(self, code: str, unit: int, until: int) -> int | None:
        """The unit's latest reported period at or before `until`."""
        key = (code, unit)
        if key not in self.sorted_periods:
            self.sorted_periods[key] = sorted(self.cells[code].get(unit, {}))
        at = bisect_right(self.sorted_periods[key], until)
        return self.sorted_periods[key][at - 1] if at else None

    def latest(self, code: str, unit: int, until: int) -> float | None:
        period = self.since(code, unit, until)
        return None if period is None else self.cells[code][unit][period]

    # Judged as of

    def units_due(self, code: str, region: int) -> list[int]:
        level = self.indicators[code].report_level
        return [unit for unit in self.below(region) if self.regions[unit].level == level]

    def waited_for(self, code: str) -> list[str]:
        """The indicators whose reports decide: itself; of a ratio its numerator, and its denominator where that is a flow."""
        row = self.indicators[code]
        if row.kind != "ratio":
            return [code]
        return row.numerator.split("+") + (row.denominator.split("+") if self.side_kind(row.denominator) == "flow" else [])

    def count_in(self, code: str, region: int, period: int) -> int:
        return sum(self.exact(code, unit, period) is not None for unit in self.units_due(code, region))

    def reaches(self, code: str, region: int, period: int) -> bool:
        """Whether enough units have reported the period; where none is due, whether anything has come."""
        due = self.units_due(code, region)
        if not due:
            return any(self.exact(code, unit, period) is not None for unit in self.reporters(code, region))
        return self.count_in(code, region, period) / len(due) >= self.coverage

    def as_of(self, code: str, region: int, year: int, month: int) -> int | None:
        for period in reversed(periods_of(year, month, self.indicators[code].frequency)):
            if all(self.reaches(part, region, period) for part in self.waited_for(code)):
                return period
        return None

    # Ratios

    def sides(self, code: str, region: int) -> dict[int, list[list[tuple[str, list[int]]]]]:
        """For each unit of a ratio: numerator and denominator, each a list of (part, the part's units in it)."""
        ratio, units = self.indicators[code], {}
        for at, expression in enumerate((ratio.numerator, ratio.denominator)):
            for part in expression.split("+"):
                members = {}
                for unit in self.below(region):
                    if unit in self.cells[part]:
                        members.setdefault(self.lifted(unit, ratio.report_level), []).append(unit)
                for unit, inside in members.items():
                    units.setdefault(unit, [[], []])[at].append((part, inside))
        wanted = [len(text.split("+")) for text in (ratio.numerator, ratio.denominator)]
        inside = set(self.below(region))
        return {unit: pair for unit, pair in units.items()
                if [len(side) for side in pair] == wanted and unit in inside}

    def side_kind(self, expression: str) -> str:
        return self.indicators[expression.split("+")[0]].kind

    def side_value(self, side: list[tuple[str, list[int]]], period: int, kind: str) -> float | None:
        """A side's value at one period: what was reported for it (flow), or is the latest by then (stock)."""
        total = 0.0
        for part, units in side:
            look = self.exact if kind == "flow" else self.latest
            known = [value for value in (look(part, unit, period) for unit in units) if value is not None]
            if not known:
                return None
            total += sum(known)
        return total

    def ratio_sums(self, code: str, region: int, periods: list[int], until: int) -> tuple[float, float] | None:
        """Σ numerator and Σ denominator over the same units; flows over the `periods`, stocks as of `until`.

        Two flows: over the same (unit, period) pairs.
        """
        ratio = self.indicators[code]
        kinds = [self.side_kind(ratio.numerator), self.side_kind(ratio.denominator)]
        top = bottom = 0.0
        found = False
        for pair in self.sides(code, region).values():
            if kinds == ["flow", "flow"]:
                cells = [[self.side_value(side, period, "flow") for side in pair] for period in periods]
                cells = [cell for cell in cells if None not in cell]
                values = [sum(cell[0] for cell in cells), sum(cell[1] for cell in cells)] if cells else [None, None]
            else:
                values = []
                for side, kind in zip(pair, kinds, strict=True):
                    if kind == "stock":
                        values.append(self.side_value(side, until, "stock"))
                    else:
                        known = [self.side_value(side, period, "flow") for period in periods]
                        known = [value for value in known if value is not None]
                        values.append(sum(known) if known else None)
            if None not in values:
                found = True
                top, bottom = top + values[0], bottom + values[1]
        return (top, bottom) if found else None

    def quotient(self, code: str, sums: tuple[float, float] | None) -> float | None:
        if sums is None or sums[1] == 0:
            return None
        return sums[0] / sums[1] * (100 if self.indicators[code].unit == "%" else 1)

    def carried(self, code: str, region: int, until: int, due: int) -> tuple[int, int | None]:
        """How many units' stock (of a ratio: numerator) is older than the period due, and the oldest period of all."""
        indicator = self.indicators[code]
        if indicator.kind == "stock":
            stale = [self.since(code, unit, until) for unit in self.reporters(code, region)]
            stale = [period for period in stale if period is not None and period < due]
            return len(stale), min(stale, default=None)
        if indicator.kind != "ratio" or self.side_kind(indicator.numerator) != "stock":
            return 0, None
        count, oldest = 0, None
        for top, bottom in self.sides(code, region).values():
            if self.side_value(top, until, "stock") is None or self.side_value(bottom, until, "stock") is None:
                continue
            since = [[self.since(part, unit, until) for unit in units] for part, units in top]
            since = [[period for period in of_part if period is not None] for of_part in since]
            count += any(max(of_part) < due for of_part in since)
            oldest = min([period for of_part in since for period in of_part] + ([oldest] if oldest else []))
        return count, oldest if count else None

    # What is shown

    def value(self, code: str, region: int, year: int, month: int) -> float | None:
        indicator = self.indicators[code]
        periods, until = periods_of(year, month, indicator.frequency), year * 100 + month
        if indicator.kind == "ratio":
            return self.quotient(code, self.ratio_sums(code, region, periods, until))
        known = []
        for unit in self.reporters(code, region):
            if indicator.kind == "flow":
                known += [self.exact(code, unit, period) for period in periods]
            else:
                known.append(self.latest(code, unit, until))
        known = [value for value in known if value is not None]
        return sum(known) if known else None

    def alone(self, code: str, region: int, period: int) -> float | None:
        """The period by itself (当期)."""
        indicator = self.indicators[code]
        if indicator.kind == "ratio":
            return self.quotient(code, self.ratio_sums(code, region, [period], period))
        look = self.exact if indicator.kind == "flow" else self.latest
        known = [look(code, unit, period) for unit in self.reporters(code, region)]
        known = [value for value in known if value is not None]
        return sum(known) if known else None

    def times_after(self, code: str, first: int, until: int) -> list[int]:
        return sorted({time for series in self.cells[code].values() for time in series if first < time <= until})

    def anyone_reported(self, code: str, period: int) -> bool:
        """Whether any unit anywhere reported the indicator, or a part of the ratio, for this very period."""
        row = self.indicators[code]
        parts = [code] if row.kind != "ratio" else row.numerator.split("+") + row.denominator.split("+")
        return any(period in series for part in parts for series in self.cells[part].values())

    def yoy(self, code: str, region: int, year: int, month: int) -> tuple[float | None, int, int]:
        """同比, pairs compared, pairs present."""
        indicator = self.indicators[code]
        if indicator.kind == "ratio":
            now, before = self.value(code, region, year, month), self.value(code, region, year - 1, month)
            return (None if now is None or before is None else now - before), 0, 0
        now = before = 0.0
        both = present = 0
        times = periods_of(year, month, indicator.frequency) if indicator.kind == "flow" else [year * 100 + month]
        look = self.exact if indicator.kind == "flow" else self.latest
        for unit in self.reporters(code, region):
            for period in times:
                pair = look(code, unit, period), look(code, unit, period - 100)
                present += pair != (None, None)
                if None not in pair:
                    both, now, before = both + 1, now + pair[0], before + pair[1]
        change = over(now, before) if both else None
        return change, both, present if change is not None else 0

    def mom(self, code: str, region: int, year: int, month: int) -> float | None:
        indicator = self.indicators[code]
        last = due_period(year, month, indicator.frequency)
        earlier = add_months(last, -MONTHS_OF[indicator.frequency])
        if indicator.kind == "ratio":
            now, before = self.alone(code, region, last), self.alone(code, region, earlier)
            return None if now is None or before is None else now - before
        look = self.exact if indicator.kind == "flow" else self.latest
        pairs = [(look(code, unit, last), look(code, unit, earlier)) for unit in self.reporters(code, region)]
        pairs = [pair for pair in pairs if None not in pair]
        return over(sum(a for a, _ in pairs), sum(b for _, b in pairs)) if pairs else None

    def target(self, code: str, region: int, year: int) -> tuple[float | None, str | None]:
        own = self.targets.get((region, year, code))
        if own is not None:
            return own, "own"
        if self.indicators[code].kind == "ratio":
            parent = self.regions[region].parent_id
            if parent not in self.regions:
                return None, None
            value = self.target(code, parent, year)[0]
            return value, None if value is None else "parent"
        known = [self.target(code, child, year)[0] for child in self.children(region)]
        known = [value for value in known if value is not None]
        return (sum(known), "children") if known else (None, None)

    def share(self, code: str, region: int, year: int, month: int) -> float:
        indicator = self.indicators[code]
        periods = periods_of(year, month, indicator.frequency)
        if not periods:
            return 0.0
        last, here = periods[-1] % 100, region
        while here is not None:
            own = self.plans.get((here, year, code), {})
            if len(own) == 12:
                return own[last]
            here = self.regions[here].parent_id
        return float(indicator.plan.split(",")[last - 1]) if indicator.plan else last / 12

    def pace(self, code: str, value: float | None, target: float | None, share: float, baseline: float | None
             ) -> tuple[float | None, float | None, float | None]:
        """expected, completion, gap."""
        indicator = self.indicators[code]
        points = indicator.kind == "ratio" and indicator.unit == "%"
        start = (baseline or 0.0) if indicator.kind == "stock" else 0.0
        expected = completion = gap = None
        if target is not None and share > 0:
            expected = target if points else start + (target - start) * share
        if target and value is not None:
            completion = value / target
        if expected is not None and value is not None:
            difference = value - expected
            if points:
                gap = difference
            elif target:
                gap = difference / target * 100
            elif difference == 0:
                gap = 0.0
            if gap is not None and indicator.direction == "lower_better":
                gap = -gap
        return expected, completion, gap

    def status(self, code: str, region: int, value, target, share: float, expected, gap, at: int, judged: bool) -> str | None:
        indicator = self.indicators[code]
        lower = indicator.direction == "lower_better"
        if indicator.direction == "neutral":
            return None
        if ORDER.index(self.regions[region].level) > ORDER.index(indicator.report_level):
            return None  # nobody's to report there
        if target is None:
            return "未设目标"
        if share == 0:
            return "未到期"
        if value is None or not judged:
            return "未上报"
        if lower and value <= target and (indicator.kind != "flow" or at % 100 == 12):
            return "已完成"
        if not lower and value >= target:
            return "已完成"
        if gap is None:  # a target of 0: only the direction of the gap is known
            gap = float("-inf") if (value > expected) == lower else float("inf")
        gap = round(gap, 9)
        return "达序时" if gap >= 0 else "略滞后" if gap >= -self.threshold else "滞后"

    def anything_this_year(self, code: str, region: int, year: int, month: int) -> bool:
        """Whether a stock, or a ratio's numerator, has a report of the year and not only what is carried into it."""
        row, until = self.indicators[code], year * 100 + month
        if row.kind == "flow" or row.kind == "ratio" and self.side_kind(row.numerator) == "flow":
            return True  # no report is no value
        if row.kind == "stock":
            return any((self.since(code, unit, until) or 0) > year * 100 for unit in self.reporters(code, region))
        times = [time for time in {period for part in row.numerator.split("+") for series in self.cells[part].values()
                                   for period in series} if year * 100 < time <= until]
        return any(all(any(self.exact(part, unit, time) is not None for unit in units) for part, units in top)
                   and self.side_value(bottom, time, self.side_kind(row.denominator)) is not None
                   for top, bottom in self.sides(code, region).values() for time in times)

    def stand(self, region: int, code: str, year: int, month: int, as_it_is: bool = False) -> SimpleNamespace:
        """as_it_is: of the last period due itself, as scores have it."""
        indicator = self.indicators[code]
        periods, last = periods_of(year, month, indicator.frequency), due_period(year, month, indicator.frequency)
        as_of = (periods[-1] if periods else None) if as_it_is else self.as_of(code, region, year, month)
        later = [period for period in periods if as_of is None or period > as_of]
        judged = as_of is not None and len(later) <= 1 and self.anything_this_year(code, region, year, month)
        at, seen = as_of or last, as_of % 100 if as_of else month
        value = self.value(code, region, year, seen)
        change, compared, present = self.yoy(code, region, year, seen)
        target, origin = self.target(code, region, year)
        share = self.share(code, region, year, seen if judged else month)
        baseline = self.value(code, region, year - 1, 12) if indicator.kind == "stock" else None
        expected, completion, gap = self.pace(code, value, target, share, baseline)
        carried, oldest = self.carried(code, region, year * 100 + seen, at) if value is not None else (0, None)
        units = [] if indicator.kind == "ratio" else self.units_due(code, region)
        status = self.status(code, region, value, target, share, expected, gap, at, judged)
        if not judged:
            expected = gap = None
        waited = self.waited_for(code)
        counts = [(self.count_in(part, region, due_period(year, month, self.indicators[part].frequency)),
                   len(self.units_due(part, region))) for part in waited]
        last_in, last_of = min(counts, key=lambda pair: pair[0] / max(pair[1], 1))
        this_year = last > year * 100
        return SimpleNamespace(
            value=value, current=self.alone(code, region, at) if this_year else None, due=last, at=at, as_of=as_of, yoy=change,
            yoy_units=compared, yoy_all=present, behind=len(later), last_in=last_in, last_of=last_of,
            later_in=0 if as_it_is else sum(self.count_in(part, region, period) for part in waited for period in self.times_after(
                part, as_of or year * 100, year * 100 + month)),
            mom=self.mom(code, region, year, seen) if this_year else None, judged=judged,
            target=target, origin=origin, share=share, baseline=baseline, expected=expected, completion=completion,
            gap=gap, status=status,
            carried=carried, oldest=oldest, due_units=len(units),
            reported=sum(self.exact(code, unit, last) is not None for unit in units),
            due_cells=len(units) * len(periods),
            cells=sum(self.exact(code, unit, period) is not None for unit in units for period in periods),
            month_due=len(units) if year * 100 + month == last else 0,
            month_cells=sum(self.exact(code, unit, last) is not None for unit in units)
            if year * 100 + month == last else 0)


NUMBERS = ("value", "current", "yoy", "mom", "target", "share", "baseline", "expected", "completion", "gap", "oldest", "as_of")
COUNTS = ("due", "behind", "last_in", "last_of", "later_in", "yoy_units", "yoy_all", "carried", "due_units", "reported",
          "due_cells", "cells", "month_due", "month_cells")
WORDS = ("origin", "status")


def differences(facts: Facts, frame, year: int, month: int, skip: tuple[str, ...] = ()) -> list[str]:
    """Where a standing frame and the independent recomputation disagree, one line a figure."""
    codes = {row.id: code for code, row in facts.indicators.items()}
    found = []
    for row in frame.to_dict("records"):
        code = codes[row["indicator_id"]]
        mine = facts.stand(row["region_id"], code, year, month)
        names = [name for name in (*NUMBERS, *COUNTS, *WORDS) if name not in skip]
        if facts.indicators[code].kind != "flow":
            names = [name for name in names if name not in unreported_by_all(facts, code, mine.at)]
        for name in names:
            ours, theirs = getattr(mine, name), row[name]
            theirs = None if pd.isna(theirs) else theirs
            same = close(ours, theirs) if name in NUMBERS else ours == theirs
            if not same:
                found.append(f"{code} region {row['region_id']} {year}-{month:02}: {name} is {theirs}, should be {ours}")
    return found


def told(facts: Facts, region: int, exact, periods: list[int]) -> tuple[float | None, float | None]:
    """What is rounded in place of a personal figure, of the last period and of them all together (tests/attack.py): of a region
    above the counties what is told of these, and of what lies in none of them. exact: (region, period) -> the figure."""
    counties = [one for one in facts.below(region) if facts.regions[one].level == "county" and one != region]
    lines = [[exact(one, period) or 0.0 for period in periods] for one in counties or [region]]
    own = [exact(region, period) for period in periods]
    if counties:
        lines.append([(value or 0.0) - sum(of) for value, *of in zip(own, *lines, strict=True)])
    if not any(value is not None for value in own):
        return None, None
    return None if own[-1] is None else whole(lines)[-1], whole_so_far(lines)[-1]


def differences_as_read(facts: Facts, frame, year: int, month: int) -> list[str]:
    """Where the personal rows of a standing frame disagree with the recomputation from what is told: value, current, completion,
    gap and status of flows, numerator, denominator and value of ratios of flows."""
    codes = {row.id: code for code, row in facts.indicators.items()}
    found = []
    for row in frame.to_dict("records"):
        code, region = codes[row["indicator_id"]], row["region_id"]
        of, where = facts.indicators[code], f"{codes[row['indicator_id']]} region {row['region_id']} {year}-{month:02}"
        mine = facts.stand(region, code, year, month)
        seen = mine.as_of % 100 if mine.as_of else month
        periods = periods_of(year, seen, of.frequency)

        def check(name, value, shown):
            """Whether a sum reads as it should."""
            ours = None if value is None else read(value)
            if not (pd.isna(shown) if ours in (None, "<5") else close(ours, shown)):
                found.append(f"{where}: {name} is {shown} {row['withheld']}, should read {ours}")

        if of.kind == "ratio":
            for side, name in enumerate(("top", "bottom")):
                check(name, told(facts, region, lambda place, period: (facts.ratio_sums(code, place, [period], period) or (
                    None, None))[side], periods)[1], row[name])
            if row["top"] == row["top"] and row["bottom"] == row["bottom"]:
                expected = None if row["bottom"] == 0 else row["top"] / row["bottom"] * (100 if of.unit == "%" else 1)
                if not close(expected, None if pd.isna(row["value"]) else row["value"]):
                    found.append(f"{where}: ratio is {row['value']}, of {row['top']} and {row['bottom']}")
            continue
        alone, so_far = told(facts, region, lambda place, period: facts.alone(code, place, period), periods)
        check("value", so_far, row["value"])
        if (row["withheld"] == "small") != (so_far is not None and read(so_far) == "<5"):
            found.append(f"{where}: withheld is {row['withheld']}")
        if alone is not None:
            check("current", alone, row["current"])
        target, _ = facts.target(code, region, year)
        known = None if pd.isna(row["value"]) else row["value"]
        expected, completion, gap = facts.pace(code, known, target, mine.share, None)
        for name, ours in (("completion", completion), ("gap", gap if mine.judged else None)):
            theirs = None if pd.isna(row[name]) else row[name]
            if not close(ours, theirs):
                found.append(f"{where}: {name} is {theirs}, should be {ours}")
        if known is not None or not mine.judged:
            status = facts.status(code, region, known, target, mine.share, expected, gap, mine.at, mine.judged)
            if status != (None if pd.isna(row["status"]) else row["status"]):
                found.append(f"{where}: status is {row['status']}, should be {status}")
    return found


def unreported_by_all(facts: Facts, code: str, due: int) -> set[str]:
    """A stock has roll-ups only for periods that somebody somewhere reported: without one for the last due period there
    is no 当期 and no 环比."""
    kinds = facts.indicators[code]
    before = add_months(due, -MONTHS_OF[kinds.frequency])
    if not facts.anyone_reported(code, due):
        return {"current", "mom"}
    return {"mom"} if kinds.kind == "ratio" and not facts.anyone_reported(code, before) else set()


def close(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return abs(ours - theirs) <= 1e-7 * max(1.0, abs(ours), abs(theirs))

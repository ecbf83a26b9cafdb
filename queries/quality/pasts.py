"""What a unit's report is held against where units merged, split or moved: from that month on the past is of all that make up the
unit, and none after a split. What is about persons is never put together: there the past begins anew. SEMANTICS.md, Regions."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from queries.succession import TAKEN_OVER

Past = tuple[int, np.ndarray, np.ndarray]


def pasts(successions: pd.DataFrame, places: pd.DataFrame, keys: pd.DataFrame, values: np.ndarray, months: np.ndarray,
          personal: Mapping[int, bool]) -> Iterator[Past]:
    """Month of a change, numbers of the rows whose past is another from then on, and their values with that past, the oldest
    change first. keys: region_id and indicator_id of each row of values; a column a month. places: valid_from by id. A month
    that any of the units did not report is missing, and so is all where one of them is not among the rows."""
    mine = keys[keys["region_id"].isin([*successions["from_id"], *successions["to_id"]])]
    at: dict[int, dict[int, int]] = {}
    for row in mine.itertuples():
        at.setdefault(row.region_id, {})[row.indicator_id] = row.Index
    known = values.copy() if at else values
    for month, of in successions.sort_values("period").groupby("period"):
        before, then, changed = months < month, known, set()
        known = known.copy()
        split = of[of["kind"] == "split"]
        for unit in {*split["from_id"], *split["to_id"]}:
            rows = list(at.get(unit, {}).values())
            known[np.ix_(rows, before)] = np.nan
            changed.update(rows)
        for unit, taken in of[of["kind"].isin(TAKEN_OVER)].groupby("to_id"):
            units = [*taken["from_id"], *([unit] if _was_there(places, unit, month) else [])]
            for indicator, row in at.get(unit, {}).items():
                parts = [at[one][indicator] for one in units if indicator in at.get(one, {})]
                whole = len(parts) == len(units) and not personal[indicator]
                known[row, before] = then[np.ix_(parts, before)].sum(axis=0) if whole else np.nan
                changed.add(row)
        if changed:
            rows = np.array(sorted(changed))
            yield int(month), rows, known[rows]


def targets_since(targets: pd.DataFrame, successions: pd.DataFrame, places: pd.DataFrame, year: int) -> pd.DataFrame:
    """The year's targets (region_id, indicator_id, value) with the month from which each is in force (since; 0: from the
    beginning): from a merger on a successor's is its own and its predecessors'; a new unit has one where all that it is made of
    had."""
    taken = successions[successions["kind"].isin(TAKEN_OVER) & (successions["period"] // 100 == year)]
    if taken.empty:
        return targets.assign(since=0)
    held = {(row.region_id, row.indicator_id): row.value for row in targets.itertuples()}
    rows = [(*key, value, 0) for key, value in held.items()]
    for (month, unit), of in taken.groupby(["period", "to_id"]):
        was_there = _was_there(places, unit, month)
        units = [*of["from_id"], *([unit] if was_there else [])]
        for indicator in {indicator for region, indicator in held if region in units}:
            parts = [held[one, indicator] for one in units if (one, indicator) in held]
            if (unit, indicator) in held if was_there else len(parts) == len(units):
                held[unit, indicator] = sum(parts)
                rows.append((unit, indicator, sum(parts), month))
    return pd.DataFrame(rows, columns=["region_id", "indicator_id", "value", "since"])


def _was_there(places: pd.DataFrame, unit: int, month: int) -> bool:
    return unit not in places.index or not places.at[unit, "valid_from"] >= month

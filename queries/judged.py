"""As of which period a figure is shown and judged: the newest that nearly all of its due units have reported, so that no single
late or early report turns a page red. SEMANTICS.md, Judged as of."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, literal, select

from queries.catalogue import list_indicators, parts, with_part_kinds
from queries.database import fetch_raw, read_settings
from queries.frames import INT, INT_OR_NAN, Frame, hands_out
from queries.periods import STEP, between, last_due
from queries.regions import count_below
from queries.schema import observations, region_closure, rollups

KEY = ["region_id", "indicator_id"]
USUAL = 0.8
JUDGED = Frame(
    region_id=INT, indicator_id=INT, due=INT("last period due, which may lie in the year before"),
    as_of=INT_OR_NAN("the period of this year that it is judged as of; NaN: none is reached"),
    behind=INT("periods due after it; all of the year's where none is reached"),
    due_units=INT("应报单位 of the last due period; 0 of a ratio, which is made"), reported=INT("of these, with a report"),
    due_cells=INT("of the year so far"), cells=INT("of these, reported"),
    last_in=INT("units that have reported the last due period; of a ratio those of the part that the fewest have"),
    last_of=INT("of so many"), later_in=INT("reports of the periods after as_of"))


def coverage(connection: Connection) -> float:
    """The part of the due units (of all due cells, where it is about a month) that must have reported."""
    return float(read_settings(connection).get("judge_coverage", USUAL))


def reaches(units, of, least: float):
    """Whether `units` of `of` are as many as that part of them."""
    return units >= of * least - 1e-9


@hands_out(JUDGED)
def judged(connection: Connection, region_ids: list[int], year: int, month: int, indicator_ids: list[int] | None = None
           ) -> pd.DataFrame:
    """One row a region × indicator (regions as given, catalogue order within; only `indicator_ids` where given): JUDGED.

    Due units are those of the report level at or below the region; 本级 entries do not count, but where there is no such unit:
    there the region's own report is all that can come. A ratio is as of the newest period that every part of its numerator
    reaches, and of its denominator where that is a flow.
    """
    whole = with_part_kinds(list_indicators(connection))
    wanted = whole if indicator_ids is None else whole[whole["id"].isin(indicator_ids)]
    needed = _needed(wanted, whole)
    told = wanted["id"][wanted["kind"] != "ratio"].tolist()
    frame = _grid(region_ids, whole.loc[sorted({*told, *needed["part"]})], year, month)
    frame["due_units"] = _count_due(connection, frame)
    counted = _count_reports(connection, frame, year, month).merge(frame[["due", "due_units"]].reset_index(), on=KEY)
    enough = reaches(counted["units"], counted["due_units"], coverage(connection))
    reached = enough.where(counted["due_units"] > 0, counted["own"])
    reached = counted[reached & (counted["period"] > year * 100)]
    at_due = counted[counted["period"] == counted["due"]].set_index(KEY)["units"]
    frame["reported"] = at_due.reindex(frame.index).fillna(0).astype(int)
    final = _grid(region_ids, wanted, year, month)
    every = pd.concat([reached[[*KEY, "period"]], _reached_by_ratios(reached, needed)])
    final["as_of"] = every.sort_values("period").drop_duplicates(KEY, keep="last").set_index(KEY)["period"].reindex(final.index)
    final = final.join(frame[["due_units", "reported"]]).fillna({"due_units": 0, "reported": 0})
    final["due_cells"] = final["due_units"] * final["periods"]
    final["cells"] = _sum(counted[counted["period"] > year * 100], final.index)
    own = frame[["reported", "due_units"]].set_axis(["last_in", "last_of"], axis=1)
    final = final.join(pd.concat([own, _fewest(own, needed)]))
    final["later_in"] = _count_later(counted, needed, final, year)
    months = (final["due"] // 100 - final["as_of"] // 100) * 12 + final["due"] % 100 - final["as_of"] % 100
    final["behind"] = (months / final["frequency"].map(STEP).astype(float)).where(final["as_of"].notna(), final["periods"])
    return final.reset_index()


def _needed(wanted: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """ratio, part (ids): the parts whose reports a ratio waits for. A denominator that is a stock is carried."""
    number = dict(zip(whole["code"], whole["id"], strict=True))
    rows = [(ratio.id, number[code]) for ratio in wanted[wanted["kind"] == "ratio"].itertuples()
            for code in [*parts(ratio.numerator), *(parts(ratio.denominator) if ratio.denominator_kind == "flow" else [])]]
    return pd.DataFrame(rows, columns=["ratio", "part"], dtype=int).drop_duplicates()


def _grid(region_ids: list[int], indicators: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    """Every region × indicator with what the catalogue says of it, due, and periods: how many of the year are due."""
    index = pd.MultiIndex.from_product([region_ids, indicators["id"]], names=KEY)
    columns = ["kind", "frequency", "report_level", "additive"]
    frame = indicators[columns].loc[index.get_level_values("indicator_id")].set_axis(index)
    frame["due"] = frame["frequency"].map({name: last_due(year, month, name) for name in STEP}).astype(int)
    first, last = year * 100 + 1, year * 100 + month
    frame["periods"] = frame["frequency"].map({name: len(between(first, last, name)) for name in STEP}).astype(int)
    return frame


def _count_due(connection: Connection, frame: pd.DataFrame) -> pd.Series:
    regions = frame.index.get_level_values("region_id")
    below, units = count_below(connection, regions.unique().tolist()), pd.Series(0, index=frame.index)
    for level in frame["report_level"].unique():
        units = units.where(frame["report_level"] != level, regions.map(below[level]))
    return units.fillna(0).astype(int)


def _count_reports(connection: Connection, frame: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    """region_id, indicator_id, period (of this year, and last year's December), units that reported, and own: whether anybody
    did, 本级 too. Who reported what is never added up has no roll-up of who: there the reports themselves are counted."""
    regions, ids = (frame.index.get_level_values(name).unique().tolist() for name in KEY)
    apart = frame.loc[~frame["additive"]].reset_index("indicator_id").drop_duplicates("indicator_id")
    span, key = ((year - 1) * 100 + 12, year * 100 + month), (rollups.c.region_id, rollups.c.indicator_id, rollups.c.period)
    rows = fetch_raw(connection, select(*key, rollups.c.units, rollups.c.held - rollups.c.carried).where(
        rollups.c.region_id.in_(regions), rollups.c.period.between(*span), rollups.c.indicator_id.in_(ids)))
    counted = _table(rows)
    if len(apart):
        counted["units"] = counted["units"].where(~counted["indicator_id"].isin(apart["indicator_id"]), 0)
        tables = [counted, *(_table(_count_apart(connection, regions, level, of["indicator_id"].tolist(), span))
                             for level, of in apart.groupby("report_level"))]
        counted = pd.concat(tables).groupby([*KEY, "period"], as_index=False).sum()
    return counted.assign(own=counted["own"] > 0)


def _table(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(np.array(rows, dtype=int).reshape(-1, 5), columns=[*KEY, "period", "units", "own"])


def _count_apart(connection: Connection, regions: list[int], level: str, indicator_ids: list[int], span: tuple[int, int]
                 ) -> list[tuple]:
    cell = (region_closure.c.ancestor_id, observations.c.indicator_id, observations.c.period)
    return fetch_raw(connection, select(*cell, func.count(), literal(0))
                     .join(region_closure, region_closure.c.descendant_id == observations.c.region_id)
                     .where(region_closure.c.ancestor_id.in_(regions), region_closure.c.descendant_level == level,
                            observations.c.indicator_id.in_(indicator_ids), observations.c.period.between(*span))
                     .group_by(*cell))


def _reached_by_ratios(reached: pd.DataFrame, needed: pd.DataFrame) -> pd.DataFrame:
    """region_id, indicator_id, period: what all needed parts of a ratio have reached."""
    each = needed.merge(reached.rename(columns={"indicator_id": "part"}), on="part").rename(columns={"ratio": "indicator_id"})
    there = each.groupby([*KEY, "period"], as_index=False)["part"].count()
    return there[there["part"] == there["indicator_id"].map(needed.groupby("ratio").size())].drop(columns="part")


def _fewest(own: pd.DataFrame, needed: pd.DataFrame) -> pd.DataFrame:
    """last_in, last_of of each ratio: those of the part that the smallest part of its units has reported."""
    each = needed.merge(own.reset_index(), left_on="part", right_on="indicator_id")
    each["share"] = each["last_in"] / each["last_of"].clip(lower=1)
    least = each.sort_values("share", kind="stable").drop_duplicates(["region_id", "ratio"])
    return least.drop(columns=["indicator_id", "part", "share"]).rename(columns={"ratio": "indicator_id"}).set_index(KEY)


def _count_later(counted: pd.DataFrame, needed: pd.DataFrame, final: pd.DataFrame, year: int) -> pd.Series:
    """The reports of this year's periods after as_of; a ratio's are those of the parts it waits for."""
    made = needed.merge(counted, left_on="part", right_on="indicator_id").assign(indicator_id=lambda rows: rows["ratio"])
    every = pd.concat([counted, made[counted.columns]]).merge(final["as_of"].reset_index(), on=KEY)
    return _sum(every[every["period"] > every["as_of"].fillna(year * 100)], final.index)


def _sum(counted: pd.DataFrame, index: pd.MultiIndex) -> pd.Series:
    return counted.groupby(KEY)["units"].sum().reindex(index).fillna(0).astype(int)

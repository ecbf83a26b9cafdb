"""How every indicator of some regions stands at a month: value, comparisons, target, pace, status, reporting; all of it as of the
period that nearly all units have reported (queries.judged)."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from queries import measures, rolled_up, values
from queries.again import once
from queries.catalogue import in_year, list_indicators, with_part_kinds, with_parts
from queries.database import fetch_raw, read_settings
from queries.frames import BOOL, FLOAT, FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, WORD_OR_NONE, Frame, hands_out
from queries.judged import JUDGED, judged
from queries.periods import STEP, due_month, plan_share
from queries.plans import list_plans
from queries.privacy import ANYBODY, Viewer, sight, visible
from queries.regions import depth
from queries.schema import indicators as indicator_table
from queries.schema import regions, rollups
from queries.succession import family, personal_ids
from queries.targets import list_targets
from queries.values import KEY
from queries.wholes import as_told

STANDING = Frame(
    region_id=INT, indicator_id=INT, level=TEXT("of the region"), action_id=INT, kind=TEXT, unit=TEXT, direction=TEXT,
    frequency=TEXT, report_level=TEXT, additive=BOOL, numerator_kind=TEXT_OR_NAN("the kind of a ratio's numerator"),
    percent=BOOL("a ratio in %"), value=FLOAT_OR_NAN("累计 of a flow, 期末 of a stock, the ratio in its unit; NaN is 未上报"),
    top=FLOAT_OR_NAN("a ratio's numerator"), bottom=FLOAT_OR_NAN("and denominator"),
    withheld=TEXT('个人信息: see privacy.marks, and "base": a ratio with a part that reads <5'),
    rounded=BOOL("see privacy.marks"),
    current=FLOAT_OR_NAN("当期: the period judged as of alone; where there is none the last due, if it lies in this year"),
    **{name: JUDGED.columns[name] for name in ("due", "as_of", "behind", "last_in", "last_of", "later_in")},
    carried=INT("units 沿用"), oldest=INT_OR_NAN("their earliest period"), baseline=FLOAT_OR_NAN("a stock at last year's end"),
    yoy=FLOAT_OR_NAN("同比: a fraction, of a ratio the difference in its unit"), mom=FLOAT_OR_NAN("环比, in the same"),
    yoy_units=INT("可比口径: pairs compared"), yoy_all=INT("pairs present"),
    target=FLOAT_OR_NAN, origin=TEXT_OR_NAN("the target's: own, children or parent"),
    plan=TEXT_OR_NAN("the one in force; none is even"), share=FLOAT("p, at the period judged as of; else at the last due"),
    expected=FLOAT_OR_NAN("序时应达; NaN where it is not judged"),
    completion=FLOAT_OR_NAN("完成率, a fraction"), gap=FLOAT_OR_NAN("与序时差, 百分点; NaN where it is not judged"),
    status=WORD_OR_NONE("one of measures.STATUSES; None: no verdict"),
    **{name: JUDGED.columns[name] for name in ("due_units", "reported", "due_cells", "cells")},
    month_due=INT("of this very month"), month_cells=INT("of these, reported"))


@hands_out(STANDING)
def standing(connection: Connection, region_ids: list[int], year: int, month: int, indicator_ids: list[int] | None = None,
             viewer: Viewer = ANYBODY, as_it_is: bool = False) -> pd.DataFrame:
    """One row a region × indicator (region order as given, catalogue order within, of those that there are in the year;
    only `indicator_ids` where given), seen through `month` of `year`: STANDING.

    Everything is of the period judged as of. More than one due period behind it, or where no period of the year is reached,
    there is no verdict (未上报), and without such a period the value is what there is by the month. as_it_is: of the last period
    due, whoever has reported it (scores).

    All that is worked out from what the viewer sees rounded is made from the rounded figures; what has a part that reads <5
    is NaN, and then there is no verdict (status None).
    """
    whole = with_part_kinds(list_indicators(connection))
    there = in_year(whole, year)
    catalogue = there if indicator_ids is None else there[there["id"].isin(indicator_ids)]
    ids = catalogue["id"].tolist()
    some = None if indicator_ids is None else ids
    asked = some and with_parts(some, whole)
    rows = as_told(connection, _fetch(connection, region_ids, year, month, ids, asked), whole, viewer)
    columns = ["kind", "unit", "direction", "frequency", "report_level", "plan", "additive", "action_id", "numerator_kind",
               "denominator_kind"]
    frame = catalogue[columns].iloc[np.tile(np.arange(len(ids)), len(region_ids))].reset_index(drop=True)
    frame["region_id"], frame["indicator_id"] = np.repeat(np.array(region_ids, dtype=int), len(ids)), ids * len(region_ids)
    frame["percent"] = frame["unit"] == "%"
    frame = _add_judged(frame, judged(connection, region_ids, year, month, some), year, month, as_it_is)
    rows = rows.assign(until=values.of_row(frame["until"], rows))
    carries = (frame["kind"] == "stock") | (frame["numerator_kind"] == "stock")
    frame["silent"] = carries & ~_has_reports(rows, frame, year)
    levels = dict(connection.execute(select(regions.c.id, regions.c.level).where(regions.c.id.in_(region_ids))).all())
    frame["level"] = pd.Series([levels[region] for region in region_ids], dtype="str").repeat(len(ids)).to_numpy()
    frame["seen"] = sight(frame, whole, viewer)
    frame = _add_values(frame, rows, year)
    frame = _add_comparisons(frame, rows, connection, year)
    frame = _add_targets(frame, connection, year, month)
    now = frame["frequency"].map({f: 0 < due_month(month, f) == month for f in STEP}).astype(bool)
    frame["month_due"], frame["month_cells"] = frame["due_units"].where(now, 0), frame["reported"].where(now, 0)
    # Below the level that reports it, an indicator is nobody's to report: no verdict, not 未上报.
    below = depth(frame["level"]) > depth(frame["report_level"])
    frame["status"] = frame["status"].where(~below, None)
    return frame


def _fetch(connection: Connection, region_ids: list[int], year: int, month: int, indicator_ids: list[int],
           asked: list[int] | None) -> pd.DataFrame:
    """Roll-ups of this year and the last, and for stocks the latest before them, which is carried forward; with cell, by cell and
    period (queries.values). asked: as queries.rolled_up is asked for them."""
    last = year * 100 + month
    of = family(connection, region_ids, last)
    rows = _of_year(connection, of.ids, year, indicator_ids, asked)
    rows = rows[rows["period"] <= last].reset_index(drop=True)
    if of.of.empty:
        return rows
    return values.by_cell(of.told(rows.drop(columns="cell"), personal_ids(connection)), region_ids, indicator_ids)


@once
def _of_year(connection: Connection, region_ids: list[int], year: int, indicator_ids: list[int], asked: list[int] | None
             ) -> pd.DataFrame:
    """The same to the year's end, without predecessors: what is asked of a month and of the one before."""
    names = values.FIGURES[:values.FIGURES.index("yoy_value")]
    newest = (select(rollups.c.region_id, rollups.c.indicator_id, func.max(rollups.c.period).label("period"))
              .join(indicator_table, indicator_table.c.id == rollups.c.indicator_id)
              .where(rollups.c.region_id.in_(region_ids), rollups.c.indicator_id.in_(indicator_ids),
                     rollups.c.period < (year - 1) * 100 + 1, indicator_table.c.kind != "flow")
              .group_by(rollups.c.region_id, rollups.c.indicator_id).subquery())
    before = fetch_raw(connection, select(*(rollups.c[name] for name in names)).join(
        newest, (newest.c.region_id == rollups.c.region_id) & (newest.c.period == rollups.c.period)
        & (newest.c.indicator_id == rollups.c.indicator_id)))
    parts = [(np.array(before, dtype=float).reshape(-1, len(names)), names),
             (rolled_up.last_year(connection, region_ids, asked, year), rolled_up.OF_LAST_YEAR),
             (rolled_up.recent(connection, region_ids, asked, year), rolled_up.RECENT)]
    return values.by_cell(rolled_up.as_frame(parts)[values.FIGURES], region_ids, indicator_ids)


def _add_judged(frame: pd.DataFrame, told: pd.DataFrame, year: int, month: int, as_it_is: bool) -> pd.DataFrame:
    """queries.judged, at (the period that all is of: as_of, else the last due) and until (the last that counts: as_of, else
    the month)."""
    told = told.drop(columns=KEY)
    if as_it_is:
        told = told.assign(as_of=told["due"].where(told["due"] > year * 100).astype(float), behind=0, later_in=0)
    frame = frame.join(told)
    frame["at"] = frame["as_of"].fillna(frame["due"]).astype(int)
    frame["until"] = frame["as_of"].fillna(year * 100 + month).astype(int)
    return frame


def _has_reports(rows: pd.DataFrame, frame: pd.DataFrame, year: int) -> pd.Series:
    """Whether anybody has reported for the year, of a ratio its numerator: what is carried from earlier years is no report."""
    fresh = rows[(rows["period"] > year * 100) & (rows["held"] > rows["carried"])]
    return pd.Series(frame.index.isin(fresh["cell"]), index=frame.index)


def _add_values(frame: pd.DataFrame, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    figures = values.figures(frame, rows, year, 0)
    frame[figures.columns] = figures
    frame["current"] = values.alone(values.at_period(rows, frame, 0), frame).where(frame["due"] > year * 100)
    frame[["carried", "oldest"]] = values.carried(frame, rows)
    baseline = values.newest(rows, (year - 1) * 100 + 12)["value"].reindex(frame.index).where(frame["kind"] == "stock")
    frame["baseline"] = visible(baseline, frame["seen"])
    frame["blind"] |= baseline.notna() & frame["baseline"].isna()
    return frame


def _add_comparisons(frame: pd.DataFrame, rows: pd.DataFrame, connection: Connection, year: int) -> pd.DataFrame:
    """同比 and 环比, like for like: only pairs of reporting unit and period that are present on both sides."""
    frame[["yoy", "yoy_units", "yoy_all"]] = values.like_for_like(frame, rows, connection, year)
    ratio, at_due = frame["kind"] == "ratio", values.at_period(rows, frame, 0)
    step = frame["current"] - values.alone(values.at_period(rows, frame, -1), frame)
    change = measures.change(visible(at_due["mom_value"], frame["seen"]), visible(at_due["mom_base"], frame["seen"]))
    frame["mom"] = change.where(~ratio, step).where(frame["due"] > year * 100)
    return frame


def _add_targets(frame: pd.DataFrame, connection: Connection, year: int, month: int) -> pd.DataFrame:
    region_ids = frame["region_id"].unique().tolist()
    indicator_ids = frame["indicator_id"].iloc[:len(frame) // max(len(region_ids), 1)].tolist()
    stated, plans = (told.set_axis(values.cells(told, region_ids, indicator_ids)).drop(-1, errors="ignore").reindex(frame.index)
                     for told in (list_targets(connection, year, indicator_ids, region_ids, year * 100 + month),
                                  list_plans(connection, year, region_ids)))
    frame["target"], frame["origin"] = stated["target"], stated["origin"]
    frame["plan"] = plans["plan"].fillna(frame["plan"])
    frame["judged"] = frame["as_of"].notna() & (frame["behind"] <= 1) & ~frame["silent"]
    seen_from = (frame["as_of"] % 100).where(frame["judged"], month).astype(int)
    frame["share"] = _shares(frame["plan"], seen_from, frame["frequency"])
    frame = measures.pace(frame)
    threshold = float(read_settings(connection).get("lag_threshold", 5))
    status = measures.status(frame, threshold, year_over=frame["as_of"] % 100 == 12)
    # A verdict on a figure that is not seen would tell its size; what nobody reported may be said.
    frame["status"] = status.where(~frame["blind"] | ~frame["judged"] | status.isin(("未设目标", "未到期")), None)
    frame.loc[frame["blind"] | (frame["withheld"] != ""), ["expected", "completion", "gap"]] = np.nan
    frame.loc[~frame["judged"], ["expected", "gap"]] = np.nan
    return frame


def _shares(plan: pd.Series, month: pd.Series, frequency: pd.Series) -> np.ndarray:
    """periods.plan_share of each row, worked out once for all that are alike."""
    (said, plans), (often, names) = pd.factorize(plan), pd.factorize(frequency)
    alike, of = np.unique((said + 1) * 1000 + often * 100 + month.to_numpy(), return_inverse=True)
    told = [plan_share(plans[one // 1000 - 1] if one >= 1000 else None, int(one % 100), names[one % 1000 // 100])
            for one in alike]
    return np.array(told, dtype=float)[of]

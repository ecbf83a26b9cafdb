"""How every indicator of some regions stands at a month: value, comparisons, target, pace, status, reporting; all of it as of the
period that nearly all units have reported (queries.judged)."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Double, func, select

from queries import measures, values
from queries.catalogue import list_indicators, with_part_kinds
from queries.database import read_settings
from queries.frames import BOOL, FLOAT, FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, WORD_OR_NONE, Frame, hands_out
from queries.judged import JUDGED, judged
from queries.periods import STEP, due_month, plan_share
from queries.plans import list_plans
from queries.privacy import ANYBODY, Viewer, sight, visible
from queries.regions import depth
from queries.schema import indicators as indicator_table
from queries.schema import regions, rollups
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
    """One row a region × indicator (region order as given, catalogue order within; only `indicator_ids` where given), seen
    through `month` of `year`: STANDING.

    Everything is of the period judged as of. More than one due period behind it, or where no period of the year is reached,
    there is no verdict (未上报), and without such a period the value is what there is by the month. as_it_is: of the last period
    due, whoever has reported it (scores).

    All that is worked out from what the viewer sees rounded is made from the rounded figures; what has a part that reads <5
    is NaN, and then there is no verdict (status None).
    """
    whole = with_part_kinds(list_indicators(connection))
    catalogue = whole if indicator_ids is None else whole[whole["id"].isin(indicator_ids)]
    rows = _fetch(connection, region_ids, year, month, catalogue["id"].tolist())
    rows = as_told(connection, rows, whole, viewer).merge(
        catalogue[["kind", "frequency", "numerator_kind", "denominator_kind"]], left_on="indicator_id", right_index=True)
    index = pd.MultiIndex.from_product([region_ids, catalogue["id"]], names=KEY)
    frame = pd.DataFrame(index=index).reset_index().merge(
        catalogue[["kind", "unit", "direction", "frequency", "report_level", "plan", "additive", "action_id",
                   "numerator_kind"]], left_on="indicator_id", right_index=True, how="left")
    frame = frame.set_index(index)
    frame["percent"] = frame["unit"] == "%"
    frame = _add_judged(frame, judged(connection, region_ids, year, month, catalogue["id"].tolist()), year, month, as_it_is)
    rows["until"] = values.of_row(frame["until"], rows)
    carries = (frame["kind"] == "stock") | (frame["numerator_kind"] == "stock")
    frame["silent"] = carries & ~_has_reports(rows, frame, year)
    levels = connection.execute(select(regions.c.id, regions.c.level).where(regions.c.id.in_(region_ids)))
    frame["level"] = frame["region_id"].map({region: level for region, level in levels})
    frame["seen"] = sight(frame, whole, viewer)
    frame = _add_values(frame, rows, year)
    frame = _add_comparisons(frame, rows, connection, year)
    frame = _add_targets(frame, connection, year, month)
    now = frame["frequency"].map({f: 0 < due_month(month, f) == month for f in STEP}).astype(bool)
    frame["month_due"], frame["month_cells"] = frame["due_units"].where(now, 0), frame["reported"].where(now, 0)
    # Below the level that reports it, an indicator is nobody's to report: no verdict, not 未上报.
    below = depth(frame["level"]) > depth(frame["report_level"])
    frame["status"] = frame["status"].where(~below, None)
    return frame.reset_index(drop=True)


def _fetch(connection: Connection, region_ids: list[int], year: int, month: int, indicator_ids: list[int]) -> pd.DataFrame:
    """Roll-ups of this year and the last, and for stocks the latest before them, which is carried forward."""
    first, last = (year - 1) * 100 + 1, year * 100 + month
    window = pd.read_sql(select(rollups).where(
        rollups.c.region_id.in_(region_ids), rollups.c.period.between(first, last),
        rollups.c.indicator_id.in_(indicator_ids)), connection)
    newest = (select(rollups.c.region_id, rollups.c.indicator_id, func.max(rollups.c.period).label("period"))
              .join(indicator_table, indicator_table.c.id == rollups.c.indicator_id)
              .where(rollups.c.region_id.in_(region_ids), rollups.c.period < first, indicator_table.c.kind != "flow",
                     rollups.c.indicator_id.in_(indicator_ids))
              .group_by(rollups.c.region_id, rollups.c.indicator_id).subquery())
    before = pd.read_sql(select(rollups).join(
        newest, (newest.c.region_id == rollups.c.region_id) & (newest.c.period == rollups.c.period)
        & (newest.c.indicator_id == rollups.c.indicator_id)), connection)
    frames = [frame for frame in (before, window) if not frame.empty]
    rows = pd.concat(frames, ignore_index=True).sort_values("period") if frames else window
    # NULLs alone, and no rows, have no type
    return rows.astype({column.name: float if isinstance(column.type, Double) else int for column in rollups.columns})


def _add_judged(frame: pd.DataFrame, told: pd.DataFrame, year: int, month: int, as_it_is: bool) -> pd.DataFrame:
    """queries.judged, at (the period that all is of: as_of, else the last due) and until (the last that counts: as_of, else
    the month)."""
    told = told.set_index(KEY)
    if as_it_is:
        told = told.assign(as_of=told["due"].where(told["due"] > year * 100).astype(float), behind=0, later_in=0)
    frame = frame.join(told)
    frame["at"] = frame["as_of"].fillna(frame["due"]).astype(int)
    frame["until"] = frame["as_of"].fillna(year * 100 + month).astype(int)
    return frame


def _has_reports(rows: pd.DataFrame, frame: pd.DataFrame, year: int) -> pd.Series:
    """Whether anybody has reported for the year, of a ratio its numerator: what is carried from earlier years is no report."""
    fresh = rows[(rows["period"] > year * 100) & (rows["held"] > rows["carried"])]
    return pd.Series(frame.index.isin(pd.MultiIndex.from_frame(fresh[KEY])), index=frame.index)


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
    stated = list_targets(connection, year, region_ids=region_ids).set_index(KEY)
    frame[["target", "origin"]] = stated.reindex(frame.index)[["target", "origin"]]
    plans = list_plans(connection, year, region_ids).set_index(KEY)
    frame["plan"] = plans["plan"].reindex(frame.index).fillna(frame["plan"])
    frame["judged"] = frame["as_of"].notna() & (frame["behind"] <= 1) & ~frame["silent"]
    seen_from = (frame["as_of"] % 100).where(frame["judged"], month).astype(int)
    with_plan = frame.assign(seen_from=seen_from)[["plan", "seen_from", "frequency"]].astype(object)
    with_plan["plan"] = with_plan["plan"].where(with_plan["plan"].notna(), None)
    shares = {one: plan_share(*one) for one in with_plan.drop_duplicates().itertuples(index=False, name=None)}
    frame["share"] = [shares[one] for one in with_plan.itertuples(index=False, name=None)]
    frame = measures.pace(frame)
    threshold = float(read_settings(connection).get("lag_threshold", 5))
    status = measures.status(frame, threshold, year_over=frame["as_of"] % 100 == 12)
    # A verdict on a figure that is not seen would tell its size; what nobody reported may be said.
    frame["status"] = status.where(~frame["blind"] | ~frame["judged"] | status.isin(("未设目标", "未到期")), None)
    frame.loc[frame["blind"] | (frame["withheld"] != ""), ["expected", "completion", "gap"]] = np.nan
    frame.loc[~frame["judged"], ["expected", "gap"]] = np.nan
    return frame

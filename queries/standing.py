"""How every indicator of some regions stands at a month: value, comparisons, target, pace, status, reporting."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Double, func, select

from queries import measures
from queries.catalogue import list_indicators, with_part_kinds
from queries.database import read_settings
from queries.frames import BOOL, FLOAT, FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, WORD_OR_NONE, Frame, hands_out
from queries.periods import STEP, between, due_month, last_due, plan_share, shift
from queries.plans import list_plans
from queries.privacy import ANYBODY, ROUNDED, Viewer, marks, sight, summed, visible
from queries.regions import count_below, depth
from queries.schema import indicators as indicator_table
from queries.schema import observations, region_closure, regions, rollups
from queries.stocks_carried import compare_carried
from queries.targets import list_targets

KEY = ["region_id", "indicator_id"]
STANDING = Frame(
    region_id=INT, indicator_id=INT, level=TEXT("of the region"), action_id=INT, kind=TEXT, unit=TEXT, direction=TEXT,
    frequency=TEXT, report_level=TEXT, additive=BOOL, numerator_kind=TEXT_OR_NAN("the kind of a ratio's numerator"),
    percent=BOOL("a ratio in %"), value=FLOAT_OR_NAN("累计 of a flow, 期末 of a stock, the ratio in its unit; NaN is 未上报"),
    top=FLOAT_OR_NAN("a ratio's numerator"), bottom=FLOAT_OR_NAN("and denominator"),
    withheld=TEXT('个人信息: see privacy.marks, and "base": a ratio with a part that reads <5'),
    rounded=BOOL("see privacy.marks"),
    current=FLOAT_OR_NAN("当期: the last due period alone, if it lies in this year"),
    due=INT("last period due"), as_of=INT_OR_NAN("last period with data"),
    carried=INT("units 沿用"), oldest=INT_OR_NAN("their earliest period"), baseline=FLOAT_OR_NAN("a stock at last year's end"),
    yoy=FLOAT_OR_NAN("同比: a fraction, of a ratio the difference in its unit"), mom=FLOAT_OR_NAN("环比, in the same"),
    yoy_units=INT("可比口径: pairs compared"), yoy_all=INT("pairs present"),
    target=FLOAT_OR_NAN, origin=TEXT_OR_NAN("the target's: own, children or parent"),
    plan=TEXT_OR_NAN("the one in force; none is even"), share=FLOAT("p"), expected=FLOAT_OR_NAN("序时应达"),
    completion=FLOAT_OR_NAN("完成率, a fraction"), gap=FLOAT_OR_NAN("与序时差, 百分点"),
    status=WORD_OR_NONE("one of measures.STATUSES; None: no verdict"),
    due_units=INT("应报单位 of the last due period"), reported=INT("of these, with a report"),
    due_cells=INT("of the year so far"), cells=INT("of these, reported"),
    month_due=INT("of this very month"), month_cells=INT("of these, reported"))


@hands_out(STANDING)
def standing(connection: Connection, region_ids: list[int], year: int, month: int, indicator_ids: list[int] | None = None,
             viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """One row a region × indicator (region order as given, catalogue order within; only `indicator_ids` where given), seen
    through `month` of `year`: STANDING.

    All that is worked out from what the viewer sees rounded is made from the rounded figures; what has a part that reads <5
    is NaN, and then there is no verdict (status None).
    """
    whole = with_part_kinds(list_indicators(connection))
    catalogue = whole if indicator_ids is None else whole[whole["id"].isin(indicator_ids)]
    rows = _fetch(connection, region_ids, year, month, catalogue["id"].tolist()).merge(
        catalogue[["kind", "frequency", "numerator_kind", "denominator_kind"]], left_on="indicator_id", right_index=True)
    index = pd.MultiIndex.from_product([region_ids, catalogue["id"]], names=KEY)
    frame = pd.DataFrame(index=index).reset_index().merge(
        catalogue[["kind", "unit", "direction", "frequency", "report_level", "plan", "additive", "action_id",
                   "numerator_kind"]], left_on="indicator_id", right_index=True, how="left")
    frame = frame.set_index(index)
    frame["percent"] = frame["unit"] == "%"
    frame["due"] = frame["frequency"].map({f: last_due(year, month, f) for f in STEP}).astype(int)
    levels = connection.execute(select(regions.c.id, regions.c.level).where(regions.c.id.in_(region_ids)))
    frame["level"] = frame["region_id"].map({region: level for region, level in levels})
    frame["seen"] = sight(frame, whole, viewer)
    frame = _add_values(frame, rows, year, month)
    frame = _add_comparisons(frame, rows, connection, year, month)
    frame = _add_targets(frame, connection, year, month)
    frame = _add_reporting(frame, rows, connection, year, month)
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


def _add_values(frame: pd.DataFrame, rows: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    figures = _figures(frame, rows, year, month)
    frame[figures.columns] = figures
    this = rows[rows["period"].between(year * 100 + 1, year * 100 + month)]
    newest = _newest(rows, year * 100 + month)
    flow = frame["kind"] == "flow"
    frame["as_of"] = _newest(this, year * 100 + month)["period"].reindex(frame.index).where(
        flow, newest["period"].reindex(frame.index))
    frame["current"] = _single(_at(rows, frame, 0), frame).where(frame["due"] > year * 100)
    summed = flow | (frame["numerator_kind"] == "flow")  # nothing is carried forward where nothing is a stock
    stale = (frame["as_of"] < frame["due"]) & ~summed
    frame["carried"] = newest["held"].reindex(frame.index).where(
        stale, newest["carried"].reindex(frame.index)).where(~summed & frame["value"].notna(), 0).fillna(0).astype(int)
    frame["oldest"] = newest["oldest"].reindex(frame.index).where(frame["carried"] > 0)
    baseline = _newest(rows, (year - 1) * 100 + 12)["value"].reindex(frame.index).where(frame["kind"] == "stock")
    frame["baseline"] = visible(baseline, frame["seen"])
    frame["blind"] |= baseline.notna() & frame["baseline"].isna()
    return frame


def _figures(frame: pd.DataFrame, rows: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    """value, what is on the screen through a month: 累计, 期末, or Σ numerator ÷ Σ denominator, each by its own kind; a ratio's
    top and bottom (numerator and denominator); withheld, rounded; blind: whether there is a value that is not seen."""
    this = rows[rows["period"].between(year * 100 + 1, year * 100 + month)]
    sums = this.groupby(KEY)[["value", "base"]].sum(min_count=1).reindex(frame.index)
    newest = _newest(rows, year * 100 + month)[["value", "base", "numerator_kind", "denominator_kind"]].reindex(
        frame.index)
    ratio, seen = frame["kind"] == "ratio", frame["seen"]
    added = newest["numerator_kind"].eq("flow").where(ratio, frame["kind"] == "flow")
    top = sums["value"].where(added, newest["value"])
    bottom = sums["base"].where(newest["denominator_kind"] == "flow", newest["base"])
    seen_top = summed(this, KEY, "value", seen).where(added, visible(newest["value"], seen))
    seen_bottom = summed(this, KEY, "base", seen).where(newest["denominator_kind"] == "flow", visible(newest["base"], seen))
    final = marks(top, seen_top, seen).assign(top=seen_top.where(ratio), bottom=seen_bottom.where(ratio))
    final["value"] = measures.quotient(seen_top, seen_bottom, frame["percent"]).where(ratio, seen_top)
    exact = measures.quotient(top, bottom, frame["percent"]).where(ratio, top)
    final["blind"] = exact.notna() & final["value"].isna()
    final.loc[ratio & (seen == ROUNDED), "withheld"] = np.where(final["blind"], "base", "")[ratio & (seen == ROUNDED)]
    final.loc[ratio & (seen == ROUNDED), "rounded"] = final["value"].notna() & (final["value"] != 0)
    return final


def _newest(rows: pd.DataFrame, until: int) -> pd.DataFrame:
    return rows[rows["period"] <= until].drop_duplicates(KEY, keep="last").set_index(KEY)


def _at(rows: pd.DataFrame, frame: pd.DataFrame, steps: int) -> pd.DataFrame:
    """Each row's roll-up at its last due period moved by `steps` periods of its frequency."""
    wanted = pd.Series([shift(due, steps * STEP[frequency]) for due, frequency in
                        zip(frame["due"], frame["frequency"], strict=True)], index=frame.index, name="period")
    return frame[[]].join(wanted).reset_index().merge(rows, on=[*KEY, "period"], how="left").set_index(KEY)


def _single(at: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    value, base = visible(at["value"], frame["seen"]), visible(at["base"], frame["seen"])
    return measures.quotient(value, base, frame["percent"]).where(frame["kind"] == "ratio", value)


def _add_comparisons(frame: pd.DataFrame, rows: pd.DataFrame, connection: Connection, year: int, month: int) -> pd.DataFrame:
    """同比 and 环比, like for like: only pairs of reporting unit and period that are present on both sides."""
    flow, ratio = frame["kind"] == "flow", frame["kind"] == "ratio"
    names = ["yoy_value", "yoy_base", "yoy_units", "held"]
    this = rows[rows["period"].between(year * 100 + 1, year * 100 + month)]
    last = rows[rows["period"].between((year - 1) * 100 + 1, (year - 1) * 100 + month)]
    sums, seen = this.groupby(KEY)[names].sum(min_count=1).reindex(frame.index), frame["seen"]
    at_due = _at(rows, frame, 0)
    pairs = sums.where(flow, at_due[names])
    silent = frame[(frame["kind"] == "stock") & frame["value"].notna() & at_due["held"].isna()]
    if len(silent):
        pairs.update(compare_carried(connection, silent[[*KEY, "due", "additive"]].reset_index(drop=True)))
    held_last = last.groupby(KEY)["held"].sum().reindex(frame.index).where(
        flow, _held_a_year_before(rows, frame)).fillna(0)
    difference = frame["value"] - _figures(frame, rows, year - 1, month)["value"]
    now, before = (summed(this, KEY, name, seen).where(flow, visible(pairs[name], seen)) for name in ("yoy_value", "yoy_base"))
    frame["yoy"] = measures.change(now, before).where(~ratio, difference)
    frame["yoy_units"] = pairs["yoy_units"].where(~ratio).fillna(0).astype(int)
    frame["yoy_all"] = (pairs["held"].fillna(0) + held_last - pairs["yoy_units"].fillna(0)).where(
        ~ratio & frame["yoy"].notna(), 0).astype(int)
    step = frame["current"] - _single(_at(rows, frame, -1), frame)
    change = measures.change(visible(at_due["mom_value"], seen), visible(at_due["mom_base"], seen))
    frame["mom"] = change.where(~ratio, step).where(frame["due"] > year * 100)
    return frame


def _held_a_year_before(rows: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    due = rows.set_index(KEY).index.map(frame["due"]) if len(rows) else []
    before = rows[rows["period"].to_numpy() <= np.asarray(due, dtype=float) - 100]
    return before.drop_duplicates(KEY, keep="last").set_index(KEY)["held"].reindex(frame.index)


def _add_targets(frame: pd.DataFrame, connection: Connection, year: int, month: int) -> pd.DataFrame:
    stated = list_targets(connection, year).set_index(KEY)
    frame[["target", "origin"]] = stated.reindex(frame.index)[["target", "origin"]]
    plans = list_plans(connection, year, frame["region_id"].unique().tolist()).set_index(KEY)
    frame["plan"] = plans["plan"].reindex(frame.index).fillna(frame["plan"])
    shares = {(plan, frequency): plan_share(plan, month, frequency) for plan, frequency in
              frame[["plan", "frequency"]].astype(object).where(frame[["plan", "frequency"]].notna(), None)
              .drop_duplicates().itertuples(index=False)}
    frame["share"] = [shares[plan if isinstance(plan, str) else None, frequency] for plan, frequency in
                      zip(frame["plan"], frame["frequency"], strict=True)]
    frame = measures.pace(frame)
    threshold = float(read_settings(connection).get("lag_threshold", 5))
    status = measures.status(frame, threshold, year_over=month == 12)
    # A verdict on a figure that is not seen would tell its size; what nobody reported may be said.
    frame["status"] = status.where(~frame["blind"] | status.isin(("未设目标", "未到期")), None)
    frame.loc[frame["blind"] | (frame["withheld"] != ""), ["expected", "completion", "gap"]] = np.nan
    return frame


def _add_reporting(frame: pd.DataFrame, rows: pd.DataFrame, connection: Connection, year: int, month: int
                   ) -> pd.DataFrame:
    """Due = every (indicator, reporting unit, period) the frequency asks for; ratios are made, not reported."""
    below = count_below(connection, frame["region_id"].unique().tolist())
    counted = {level: below[level] for level in below.columns}
    units = pd.Series(0, index=frame.index)
    for level in frame["report_level"].unique():
        if level in counted:
            units = units.where(frame["report_level"] != level, frame["region_id"].map(counted[level]))
    units = units.fillna(0).where(frame["kind"] != "ratio", 0).astype(int)
    rows = pd.concat([rows[~rows["indicator_id"].isin(frame.loc[~frame["additive"], "indicator_id"])],
                      _count_reports(connection, frame, year, month)])
    frame["due_units"] = units
    frame["reported"] = _at(rows, frame, 0)["units"].fillna(0).where(frame["kind"] != "ratio", 0).astype(int)
    periods_due = frame["frequency"].map({f: len(between(year * 100 + 1, year * 100 + month, f)) for f in STEP}).astype(int)
    this = rows[rows["period"].between(year * 100 + 1, year * 100 + month)]
    frame["due_cells"] = units * periods_due
    frame["cells"] = this.groupby(KEY)["units"].sum().reindex(frame.index).fillna(0).where(
        frame["kind"] != "ratio", 0).astype(int)
    now = frame["frequency"].map({f: due_month(month, f) == month for f in STEP}).astype(bool)
    frame["month_due"], frame["month_cells"] = units.where(now, 0), frame["reported"].where(now, 0)
    return frame


def _count_reports(connection: Connection, frame: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    """Who reported what is never added up (region_id, indicator_id, period, units): such a total has no roll-up."""
    tables = [pd.DataFrame(columns=[*KEY, "period", "units"], dtype=int)]
    for row in frame[~frame["additive"]].drop_duplicates("indicator_id").itertuples():
        periods = {row.due, *between(year * 100 + 1, year * 100 + month, row.frequency)}
        wanted = (select(region_closure.c.ancestor_id.label("region_id"), observations.c.indicator_id,
                         observations.c.period, func.count().label("units"))
                  .join(region_closure, region_closure.c.descendant_id == observations.c.region_id)
                  .where(region_closure.c.ancestor_id.in_(frame["region_id"].unique().tolist()),
                         region_closure.c.descendant_level == row.report_level,
                         observations.c.indicator_id == int(row.indicator_id), observations.c.period.in_(periods))
                  .group_by(region_closure.c.ancestor_id, observations.c.indicator_id, observations.c.period))
        tables.append(pd.read_sql(wanted, connection).astype(int))
    return pd.concat(tables)

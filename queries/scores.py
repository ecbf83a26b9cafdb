"""Scores (目标化管理考核): points of every region and indicator, and what they add up to. SEMANTICS.md, Scores.

Points = weight × min(1, 完成率 ÷ p), p as in the pace: the plan share at the last period due, 1 for a ratio in % (its
序时应达 is the target itself). SEMANTICS.md makes no exception for stocks, so a stock that began the year near its target
has full points early on; the baseline plays no part. For 越低越好 the quotient is turned round: full points at or below the
limit, above it limit ÷ value. The limit is 序时应达 and, but for flows, never below the target: what has met its target
has met it.
"""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries.catalogue import list_indicators
from queries.frames import FLOAT, FLOAT_OR_NAN, INT, TEXT, TEXT_OR_NAN, Frame, hands_out, of_schema
from queries.privacy import ANYBODY, Viewer
from queries.regions import ABOVE_VILLAGES, count_below, in_use
from queries.schema import region_closure, regions, schemes
from queries.standing import STANDING, standing
from queries.weights import weighable, weights_in_force

COUNTED = ("计分", "未上报")
"""The two words of `why` under which an indicator counts in the maximum; under the second it has 0 points."""


OF_REGION = (regions.c.id, regions.c.code, regions.c.name, regions.c.parent_id)
SCORED = Frame("id", **of_schema(*OF_REGION), parent=TEXT_OR_NAN("its name"))
SCORES = Frame(
    region_id=INT, indicator_id=INT, action_id=INT, weight=FLOAT, value=FLOAT_OR_NAN, target=FLOAT_OR_NAN,
    completion=STANDING.columns["completion"], share=FLOAT_OR_NAN("p; NaN for 越低越好"),
    limit=FLOAT_OR_NAN("越低越好: the most that has full points"), factor=FLOAT_OR_NAN("0 to 1"),
    points=FLOAT_OR_NAN("NaN where the indicator does not count"), maximum=FLOAT_OR_NAN("the same"), why=TEXT("see `award`"),
    **{name: STANDING.columns[name] for name in ("carried", "due_units", "withheld", "rounded", "status")})


@hands_out(SCORED)
def list_scored(connection: Connection, level: str, region_id: int, period: int) -> pd.DataFrame:
    """The regions of the level in a region (itself, where it is of that level; "": those directly below it) that are in use at
    the month, official order: SCORED, indexed by id."""
    above = regions.alias("above")
    rows = (select(*OF_REGION, above.c.name.label("parent"))
            .join(region_closure, region_closure.c.descendant_id == regions.c.id)
            .outerjoin(above, above.c.id == regions.c.parent_id)
            .where(region_closure.c.ancestor_id == region_id, in_use(period)).order_by(regions.c.code))
    rows = rows.where(region_closure.c.descendant_level == level) if level else rows.where(
        regions.c.parent_id == region_id, ABOVE_VILLAGES)
    return SCORED.read(connection, rows)


def count_scored(connection: Connection, level: str, region_id: int, period: int) -> int:
    """How many regions of the level there are in a region at the month."""
    below = count_below(connection, [region_id], period)
    return int(below.at[region_id, level]) if level in below else 0


@hands_out(SCORES)
def scores(connection: Connection, scheme_id: int, region_ids: list[int], year: int, month: int, viewer: Viewer = ANYBODY
           ) -> pd.DataFrame:
    """One row a region × indicator that the scheme can score (region order as given, catalogue order within), seen through
    `month`: 6 and 12 are the half-year and the full year, any other is a running score: SCORES. Personal
    figures score as the viewer sees them, rounded. p is that of the month itself, whoever has reported: what has not come in
    earns nothing.
    """
    frame = standing(connection, region_ids, year, month, _weighable(connection, scheme_id), viewer, as_it_is=True)
    return of_standing(connection, scheme_id, frame, year)


@hands_out(SCORES)
def of_standing(connection: Connection, scheme_id: int, frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """The scores of those whose standing of the month that is (queries.standing, as it is): SCORES."""
    kept = frame[frame["indicator_id"].isin(_weighable(connection, scheme_id))].reset_index(drop=True)
    weight = weights_in_force(connection, scheme_id, year).set_index("indicator_id")["weight"]
    return award(kept.assign(weight=kept["indicator_id"].map(weight)))


def _weighable(connection: Connection, scheme_id: int) -> list[int]:
    """The indicators that the scheme can score."""
    level = connection.execute(select(schemes.c.level).where(schemes.c.id == scheme_id)).scalar_one()
    catalogue = list_indicators(connection)
    return catalogue.index[weighable(catalogue, level)].tolist()


def award(frame: pd.DataFrame) -> pd.DataFrame:
    """Adds share, limit, factor, points, maximum and why to standing rows that have a weight.

    why: 计分 (counts), 未上报 (counts, 0 points), and what neither has points nor counts in the maximum: 不考核 (weight 0),
    不评价 (no verdict), 未设目标, 未到期, 不公开 (read <5 or not at all, so that neither points nor a total tell the value),
    分母为零, 目标为零 (no 完成率).
    """
    final = frame.copy()
    lower, value, target = final["direction"] == "lower_better", final["value"], final["target"]
    final["share"] = final["share"].where(~final["percent"], 1.0).where(~lower)
    met = final["expected"].where(final["kind"] == "flow", np.maximum(final["expected"], target))
    final["limit"] = met.where(lower)
    done = final["completion"] / final["share"].where(final["share"] > 0)
    turned = (final["limit"] / value.where(value > final["limit"])).fillna(1.0)
    status = final["status"]
    final["why"] = np.select(
        [final["weight"] <= 0, final["direction"] == "neutral", status == "未设目标", status == "未到期",
         final["withheld"] != "", status.isna(), (final["kind"] == "ratio") & (final["bottom"] == 0), ~lower & (target <= 0),
         value.isna() | (status == "未上报")],
        ["不考核", "不评价", "未设目标", "未到期", "不公开", "不评价", "分母为零", "目标为零", "未上报"], default="计分")
    counts = final["why"] == "计分"
    final["factor"] = done.where(~lower, turned).clip(0.0, 1.0).where(counts)
    final["maximum"] = final["weight"].where(final["why"].isin(COUNTED))
    final["points"] = (final["weight"] * final["factor"]).where(final["why"] != "未上报", 0.0)
    return final


def totals(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """What score rows add up to, index `by`: points of maximum (NaN where nothing counts), rate (得分率, 0 to 100), counted
    (indicators in the maximum), unreported (of these without points for want of a report), hidden (不公开, left out)."""
    sums = frame.groupby(by, sort=False)[["points", "maximum"]].sum(min_count=1)
    sums["rate"] = sums["points"] / sums["maximum"] * 100
    for name, words in (("counted", COUNTED), ("unreported", ("未上报",)), ("hidden", ("不公开",))):
        sums[name] = frame["why"].isin(words).groupby([frame[key] for key in by], sort=False).sum().astype(int)
    return sums


def rank(rates: pd.Series) -> pd.Series:
    """Places by 得分率 as shown (two decimals), best first; who is level shares a place, who has none has none."""
    return rates.round(2).rank(ascending=False, method="min")


def spread(rates: pd.Series) -> tuple[float, float, float] | None:
    """The lowest, the highest and the median 得分率; None where nobody has one."""
    known = rates.dropna()
    return None if known.empty else (known.min(), known.max(), known.median())


def lost_in_all(frame: pd.DataFrame) -> float:
    """The points that `losses` shares out."""
    return float((frame["maximum"] - frame["points"]).sum())


def losses(frame: pd.DataFrame) -> pd.DataFrame:
    """Where points were lost, most first: indicator_id, lost, weight (both summed over the regions), regions (that lost
    any), unreported (of these for want of a report), beside_most (lost as a fraction of the most lost)."""
    short = frame.assign(lost=frame["maximum"] - frame["points"])
    short = short[short["lost"] > 1e-9]
    final = short.groupby("indicator_id").agg(
        lost=("lost", "sum"), weight=("maximum", "sum"), regions=("region_id", "size"),
        unreported=("why", lambda words: int((words == "未上报").sum()))).reset_index()
    final["beside_most"] = final["lost"] / final["lost"].max()
    return final.sort_values(["lost", "indicator_id"], ascending=[False, True], ignore_index=True)

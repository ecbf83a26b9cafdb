"""Where a year will end, and how far off the same forecast was in the years before. SEMANTICS.md, 年底预计."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from queries.catalogue import in_year, list_indicators
from queries.frames import FLAG_OR_NONE, FLOAT, FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, WORD_OR_NONE, Frame, hands_out
from queries.periods import STEP, plan_share
from queries.plans import list_plans
from queries.privacy import ANYBODY, Viewer
from queries.targets import list_targets
from queries.years import YearGrid, read_years

BY_HISTORY, BY_PLAN, BY_CHANGES, ENDED = "按往年进度", "按进度计划", "按今年各期增减", "已到年底"
KEY = ["region_id", "indicator_id"]
FORECAST = Frame(
    region_id=INT, indicator_id=INT, as_of=INT_OR_NAN("the period judged as of, from which it is forecast"),
    forecast=FLOAT_OR_NAN("in the indicator's unit"), low=FLOAT_OR_NAN, high=FLOAT_OR_NAN, basis=WORD_OR_NONE("how"),
    years=INT("earlier years it rests on"), tested=INT("earlier complete years in which the same basis could be tried"),
    test_year=INT_OR_NAN("the latest of them"),
    error=FLOAT_OR_NAN("what was off then: a fraction of the real year end, positive is too much"),
    mean_error=FLOAT_OR_NAN("mean absolute error of all tested"),
    miss=FLAG_OR_NONE("the year's target would be missed; None without target, forecast or direction"))
BACKTEST = Frame(region_id=INT, indicator_id=INT, year=INT, basis=TEXT, forecast=FLOAT, actual=FLOAT,
                 error=FLOAT_OR_NAN("a fraction of actual; NaN where that is 0"))


@hands_out(FORECAST)
def forecast(connection: Connection, region_ids: list[int], year: int, month: int, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """One row a region × indicator (regions as given, catalogue order within), seen through `month` of `year`: FORECAST. Seen
    from the period judged as of (queries.judged); where there is none, none.

    Flows: value so far ÷ the share of the year that the same month had reached in earlier complete years: the mean of the
    shares, low and high by the highest and lowest; 按往年进度. Without such a year ÷ p(m), no range: 按进度计划. A year is
    complete when every period due was reported, and by the same units each time.
    Stocks: the latest value + the periods left × the mean of this year's period changes, compared unit by unit (a unit that
    joins is no growth), never below 0; low and high by the smallest and largest change where every period so far has
    one: 按今年各期增减. In the year's last period what is there is the end: 已到年底.
    Ratios: none; SEMANTICS.md has no rule for them. Personal indicators: from the figures as the viewer sees them (rounded;
    none where one that is asked for reads <5, and none below county level).
    """
    said = _say(connection, region_ids, year, month, viewer)
    catalogue = in_year(list_indicators(connection), year)
    index = pd.MultiIndex.from_product([region_ids, catalogue["id"]], names=KEY)
    now = said[said["year"] == year].drop(columns=["year", "actual"]).set_index(KEY)
    frame = now.reindex(index).reset_index().merge(_tests(said, year), on=[*KEY, "basis"], how="left")
    frame[["tested", "years"]] = frame[["tested", "years"]].fillna(0).astype(int)
    frame["basis"] = frame["basis"].astype(object).where(frame["basis"].notna(), None)
    stated = list_targets(connection, year, catalogue["id"].tolist(), region_ids)  # as standing asks
    target = stated.set_index(KEY)["target"].reindex(index).to_numpy()
    lower = frame["indicator_id"].map(catalogue["direction"])
    gap = (frame["forecast"] - target).where(lower != "lower_better", target - frame["forecast"]).round(9)
    frame["miss"] = (gap < 0).astype(object).where(gap.notna() & (lower != "neutral"), None)
    return frame


@hands_out(BACKTEST)
def backtest(connection: Connection, region_ids: list[int], year: int, month: int, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """What would have been forecast at the same month of each earlier complete year, from nothing later than that month:
    BACKTEST.

    The reports are taken as they stand now: one that came late or was put right later counts from its own period on.
    """
    said = _say(connection, region_ids, year, month, viewer)
    return _tried(said, year).sort_values([*KEY, "year"], ignore_index=True)


def _tried(said: pd.DataFrame, year: int) -> pd.DataFrame:
    tried = said[(said["year"] < year) & (said["basis"] != ENDED) & said["actual"].notna()]
    return tried.assign(error=(tried["forecast"] - tried["actual"]) / tried["actual"].where(tried["actual"] != 0))


def _tests(said: pd.DataFrame, year: int) -> pd.DataFrame:
    """region_id, indicator_id, basis, tested, test_year, error, mean_error of the earlier years."""
    tried = _tried(said, year).dropna(subset="error").sort_values("year")
    tried["mean_error"] = tried["error"].abs()
    return tried.groupby([*KEY, "basis"], as_index=False).agg(
        tested=("error", "size"), test_year=("year", "last"), error=("error", "last"), mean_error=("mean_error", "mean"))


def _say(connection: Connection, region_ids: list[int], year: int, month: int, viewer: Viewer) -> pd.DataFrame:
    """One row a region × indicator × year forecast, this year's and earlier complete ones as of the same month: KEY, year,
    as_of, forecast, low, high, basis, years, actual (the end of an earlier year)."""
    grids = read_years(connection, region_ids, year, month, viewer=viewer)
    plans = {of: list_plans(connection, of, region_ids) for of in (grids[0].years if grids else [])}
    tables = [_say_grid(grid, plans) for grid in grids]
    said = pd.concat([table for table in tables if len(table)] or [_nothing()], ignore_index=True)
    return said[said["region_id"].isin(region_ids)]


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object if name == "basis" else float) for name in (
        *KEY, "year", "as_of", "forecast", "low", "high", "basis", "years", "actual")})


def _say_grid(grid: YearGrid, plans: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """The rows of `_say` for one grid."""
    last = grid.last
    silent = grid.at < 0
    # Seen from the period that it is judged as of; an earlier year from the same.
    seen = np.where(silent, last, grid.at)[:, :, None, None]
    value, allowed = (np.take_along_axis(array, seen, axis=-1)[..., 0] for array in (grid.value, grid.shown))
    allowed = allowed & grid.shown[..., last]
    ended = np.broadcast_to(seen[..., 0] == grid.value.shape[-1] - 1, value.shape)
    said = (_say_flows(grid, value, allowed, _planned(grid, plans, seen)) if grid.kind == "flow" else
            _say_stocks(grid, value, seen))
    said["forecast"] = np.where(ended, value, said["forecast"])
    said["low"], said["high"] = (np.where(ended, np.nan, said[name]) for name in ("low", "high"))
    said["basis"], said["years"] = np.where(ended, ENDED, said["basis"]), np.where(ended, 0, said["years"])
    told = allowed & grid.complete & grid.shown[..., -1]
    said["actual"] = np.where(told, grid.value[..., -1], np.nan)
    told[..., -1], said["actual"][..., -1] = allowed[..., -1] & ~silent, np.nan
    region, indicator, year = np.nonzero(told & ~np.isnan(said["forecast"]))
    of = np.asarray(grid.years)[year]
    return pd.DataFrame({"region_id": grid.places.index.to_numpy()[region],
                         "indicator_id": grid.indicators.index.to_numpy()[indicator], "year": of,
                         "as_of": of * 100 + (seen[region, indicator, 0, 0] + 1) * STEP[grid.frequency]} | {
        name: array[region, indicator, year] for name, array in said.items()})


def _say_flows(grid: YearGrid, value: np.ndarray, allowed: np.ndarray, planned: np.ndarray) -> dict[str, np.ndarray]:
    """So far ÷ the share reached by the same period in the complete years before, else ÷ p(m)."""
    end = grid.value[..., -1]
    usable = grid.complete & allowed & grid.shown[..., -1] & (end != 0)
    reached = np.divide(value, end, out=np.full(end.shape, np.nan), where=usable)
    reached[~(reached > 0)] = np.nan  # a year in which nothing was done by then has no share to divide by
    count = _before(np.cumsum(~np.isnan(reached), axis=-1), 0)
    mean = _divide(_before(np.nancumsum(reached, axis=-1), 0), count)
    return {"forecast": _divide(value, np.where(count > 0, mean, planned)),
            "low": value / _before(np.fmax.accumulate(reached, axis=-1), np.nan),
            "high": value / _before(np.fmin.accumulate(reached, axis=-1), np.nan),
            "basis": np.where(count > 0, BY_HISTORY, BY_PLAN).astype(object), "years": count}


def _before(array: np.ndarray, first: float) -> np.ndarray:
    """What was there the year before."""
    return np.concatenate([np.full_like(array[..., :1], first), array[..., :-1]], axis=-1)


def _divide(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.full(np.broadcast(top, bottom).shape, np.nan), where=bottom > 0)


def _planned(grid: YearGrid, plans: dict[int, pd.DataFrame], seen: np.ndarray) -> np.ndarray:
    """p(m) at the period seen, regions × indicators × years, by the plan in force in each year."""
    def shares(plan) -> list[float]:
        return [plan_share(plan if isinstance(plan, str) else None, month, grid.frequency)
                for month in range(STEP[grid.frequency], 13, STEP[grid.frequency])]

    usual = np.array([shares(plan) for plan in grid.indicators["plan"]])
    planned = np.broadcast_to(usual[None, :, None, :], grid.value.shape).copy()
    for number, year in enumerate(grid.years):
        stated = plans[year][plans[year]["indicator_id"].isin(grid.indicators.index)]
        for plan, rows in stated.groupby("plan"):
            at = grid.places.index.get_indexer(rows["region_id"]), grid.indicators.index.get_indexer(rows["indicator_id"])
            planned[(*at, number)] = shares(plan)
    return np.take_along_axis(planned, seen, axis=-1)[..., 0]


def _say_stocks(grid: YearGrid, value: np.ndarray, seen: np.ndarray) -> dict[str, np.ndarray]:
    """The latest + the periods left × the mean change of a period so far in the year."""
    count = grid.value.shape[-1]
    so_far = np.arange(count) <= seen
    change = np.where(so_far, grid.change, np.nan)
    # Counted from the end of last year, else from the year's first level.
    first = np.where(np.isnan(_before(grid.value[..., -1], np.nan)), grid.there.argmax(axis=-1), -1)
    passed = seen[..., 0] - first
    own = np.where(grid.reported, change, np.nan)
    whole = (~np.isnan(own)).sum(axis=-1) == passed
    # The end of the year before and every level since could be worked out from the forecast.
    open_ones = ((grid.shown & ~grid.hidden) | ~so_far).all(axis=-1) & _before(grid.shown[..., -1], True)
    each = np.where(open_ones, _divide(np.nansum(change, axis=-1), passed), np.nan)
    ends = {"forecast": each, "low": np.where(whole, np.fmin.reduce(own, axis=-1), np.nan),
            "high": np.where(whole, np.fmax.reduce(own, axis=-1), np.nan)}
    left = count - 1 - seen[..., 0]
    ends = {name: np.where(value < 0, value + left * by, np.maximum(value + left * by, 0.0)) for name, by in ends.items()}
    return ends | {"basis": np.full(value.shape, BY_CHANGES, dtype=object), "years": np.zeros(value.shape, dtype=int)}

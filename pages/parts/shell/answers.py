"""What pages ask for a scope: queries about a region, a year and a month, kept by the scope (its version is part of it)."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from data import clock
from pages.parts.shell import by_region
from pages.parts.shell.cache import by_version
from pages.parts.shell.reference import ask, current_version, figures, first_month, first_shown, root_of, seen, tree, tree_at
from pages.parts.shell.scope import Scope
from pages.parts.shell.visitors import here
from queries import history, origin, summary, trend, why
from queries import matters as duban
from queries import signals as xmr
from queries.again import remembering
from queries.periods import shift
from queries.reasons import explained
from queries.submissions import unreviewed as ask_unreviewed

log = logging.getLogger("dashboard")


@by_version(256)
def peers(scope: Scope) -> tuple[int, ...]:
    """The regions compared with one another: the children of the region, or its siblings where it is a county; none of a region
    below those that the bar offers. Those in use at the month."""
    nodes = tree(scope.version)
    if scope.region not in nodes.index:
        return ()
    now = tree_at(scope.version, scope.period)
    children = now.index[now["parent_id"] == scope.region].tolist()
    return children or now.index[now["parent_id"] == nodes.at[scope.region, "parent_id"]].tolist()


@by_version(256)
def among(scope: Scope) -> Scope:
    """The scope of the comparison that the region is part of: what is drawn for it serves every region in it."""
    nodes = tree(scope.version)
    if (nodes["parent_id"] == scope.region).any() or scope.at_root:
        return scope
    return replace(scope, region=int(nodes.at[scope.region, "parent_id"]))


@by_version(256)
def peer_word(scope: Scope) -> str:
    """What the compared regions are: 省, 市, 县, 区, 区县 (of both, 重庆), 市县, 乡镇 or 地区."""
    compared = tree(scope.version).loc[list(peers(scope))]
    levels, endings = set(compared["level"]), set(compared["name"].str[-1])
    if len(levels) > 1:
        return "市县"
    if levels == {"county"}:
        known = {frozenset("区"): "区", frozenset("区县"): "区县"}
        return known.get(frozenset(endings), "县" if endings & set("县市区旗") else "地区")  # 三沙: 群岛
    return {"province": "省", "city": "市", "township": "乡镇"}[levels.pop()] if levels else "地区"


@by_version(64)
def standing_of(version: int, region_ids: tuple[int, ...], year: int, month: int) -> pd.DataFrame:
    return by_region.ask(by_region.STANDING, region_ids, year, month)


def standing(scope: Scope, months: int = 0) -> pd.DataFrame:
    """queries.standing of the root, the region and its peers (`_together`); `months` earlier or later when asked."""
    period = scope.year * 100 + scope.month  # month 0, in a year that has not begun, is no other year's December
    period = shift(period, months) if months else period
    return standing_of(scope.version, _together(scope), period // 100, period % 100)


def _together(scope: Scope) -> tuple[int, ...]:
    """The regions that one question is asked about: the root, the region and its peers; a township of which no page is
    alone."""
    if scope.region not in tree(scope.version).index:
        return (scope.region,)
    wanted = tuple(dict.fromkeys([scope.root, *peers(scope), scope.region]))
    return tuple(sorted(wanted, key=lambda region: (region != scope.root, region)))


def as_it_is(scope: Scope) -> pd.DataFrame:
    """The same as it is, whoever has reported: what is scored."""
    return by_region.ask(by_region.AS_IT_IS, _together(scope), scope.year, scope.month)


@by_version(64)
def forecast_of(version: int, region_ids: tuple[int, ...], year: int, month: int) -> pd.DataFrame:
    return by_region.ask(by_region.FORECAST, region_ids, year, month)


def forecast(scope: Scope) -> pd.DataFrame:
    """queries.forecast of the regions of `standing`."""
    return forecast_of(scope.version, _together(scope), scope.year, scope.month)


@by_version(256)
def outlook(scope: Scope) -> Mapping:
    return summary.outlook(mine(scope), forecast(scope), scope.region)


@by_version(64)
def reasons_of(version: int, region_ids: tuple[int, ...], year: int, month: int) -> pd.DataFrame:
    return ask(explained, standing_of(version, region_ids, year, month))


def reasons(scope: Scope) -> pd.DataFrame:
    """queries.reasons.explained of the regions of `standing`."""
    return reasons_of(scope.version, _together(scope), scope.year, scope.month)


@by_version(64)
def matters(scope: Scope, today: date) -> pd.DataFrame:
    """queries.matters.list_matters of the region, as far as the reader sees the regions that they are about."""
    found, known = ask(duban.list_matters, scope.region, scope.year, scope.month, today, standing(scope)), seen(
        scope.version)
    if known is None:
        return found
    return found[found["unit_id"].isin(known) & (found["region_id"].isna() | found["region_id"].isin(known))]


@by_version(64)
def _signals(version: int, region_ids: tuple[int, ...], year: int, month: int) -> pd.DataFrame:
    return by_region.ask(by_region.SIGNALS, region_ids, year, month)


def signals(scope: Scope) -> pd.DataFrame:
    """queries.signals of the regions of `standing`."""
    return _signals(scope.version, _together(scope), scope.year, scope.month)


@by_version(256)
def control(scope: Scope, indicator_id: int) -> pd.DataFrame:
    return ask(xmr.control, scope.region, indicator_id, scope.year, scope.month)


def mine(scope: Scope) -> pd.DataFrame:
    """The region's own rows of the standing, indexed by indicator."""
    frame = standing(scope)
    return frame[frame["region_id"] == scope.region].set_index("indicator_id", drop=False)


@by_version(256)
def headline_facts(scope: Scope) -> Mapping:
    now = standing(scope)
    # In January the month before belongs to another year's targets: nothing to compare with.
    before = now.iloc[:0] if scope.month <= 1 else standing(scope, -1)
    return summary.headline_facts(now, before, scope.region, peers(scope))


@by_version(256)
def reporting(scope: Scope) -> Mapping:
    return summary.reporting(standing(scope), scope.region, peers(scope))


@by_version(256)
def _sparklines(scope: Scope) -> pd.DataFrame:
    return by_region.ask(by_region.LINES, (scope.region,), scope.year, scope.month)


def sparklines(scope: Scope) -> dict[int, pd.DataFrame]:
    """queries.trend.sparklines of the region, indicator by indicator."""
    return trend.by_indicator(_sparklines(scope))


@by_version(64)
def coverage_of(version: int, region_ids: tuple[int, ...], year: int, month: int) -> pd.DataFrame:
    """queries.homes.coverage of the regions at the end of the month."""
    return by_region.ask(by_region.COVERAGE, region_ids, year, month)


def coverage(scope: Scope) -> pd.DataFrame:
    """The same of the region, or its siblings, and what they are compared in, at the end of the scope's month."""
    return coverage_of(scope.version, tuple(sorted({*peers(scope), scope.region})), scope.year, scope.month)


@by_version(512)
def series(scope: Scope, indicator_id: int) -> pd.DataFrame:
    return ask(trend.trend, scope.region, indicator_id, scope.year, scope.month)


@by_version(128)
def units(scope: Scope, indicator_id: int) -> pd.DataFrame:
    return ask(origin.origin, scope.region, indicator_id, scope.year, scope.month)


@by_version(128)
def _unreviewed(scope: Scope, indicator_ids: tuple[int, ...]) -> pd.DataFrame:
    found, known = ask(ask_unreviewed, scope.region, indicator_ids, scope.year, scope.month), seen(scope.version)
    return found if known is None else found[found["region_id"].isin(known)]


def unreviewed(scope: Scope, indicator_ids: tuple[int, ...]) -> pd.DataFrame:
    """queries.submissions.unreviewed, of what the reader sees; nothing unless the office has it shown."""
    found = _unreviewed(scope, indicator_ids)
    return found if here.rules.unreviewed == "shown" else found.iloc[:0]


@by_version(128)
def parts_of_gap(scope: Scope, indicator_id: int) -> pd.DataFrame:
    return ask(why.parts_of_gap, scope.region, indicator_id, scope.year, scope.month)


@by_version(128)
def target_life(scope: Scope, indicator_id: int) -> pd.DataFrame:
    """queries.history.life of the year's target."""
    return ask(history.life, "targets", scope.region, [scope.year], indicator_id)


@by_version(256)
def has_data(scope: Scope) -> bool:
    """Whether anything at all was reported this year by the month."""
    return bool(standing(scope)["cells"].any())


def first(version: int) -> Scope:
    """What a visitor sees first."""
    root, today = root_of(version), clock.today()
    year = first_shown(version, today)
    return Scope(version, root, root, year, first_month(version, year, today))


def at(scope: Scope, region: int) -> Scope:
    return replace(scope, region=region)


def warm() -> None:
    """The first answers, asked before the first visitor does. A fault here is shown to whoever opens a page."""
    try:
        version = current_version()
        scope = first(version)
        figures(version)
        with remembering():
            for question in (headline_facts, reporting, sparklines, outlook, signals):
                question(scope)
    except Exception:
        log.exception("nothing to warm")

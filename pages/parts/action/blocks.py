"""The action page's blocks: its lead, its tiles by programme, and the counties compared."""

from collections.abc import Mapping

import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.follow import SIGNALS, TREND
from pages.parts.shell.picks import Region, Trend, Why
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of, outlook, trends
from pages.parts.ui import format as fmt
from pages.parts.ui.board import Drawn
from pages.parts.ui.headline import late
from pages.parts.ui.html import Markup, button, html, panel, tag
from pages.parts.ui.matrix import called
from pages.parts.ui.panels import compare_bars
from pages.parts.ui.projects import line
from pages.parts.ui.sentence import sentence
from pages.parts.ui.strips import strip
from pages.parts.ui.tiles import tile
from queries import summary

LEVEL = {"county": "县", "township": "乡镇"}


@by_version(32)
def action_row(version: int, code: str) -> pd.Series:
    actions = reference.actions(version)
    return actions[actions["code"] == code].iloc[0]


@by_version(32)
def indicators_of(version: int, code: str, year: int) -> pd.DataFrame:
    catalogue = reference.indicators_in(version, year)
    return catalogue[catalogue["action_id"] == action_row(version, code)["id"]]


def boards(scope: Scope, said: Mapping[str, str]) -> dict[str, Drawn] | None:
    """The page, as ui.ahead wants it of any region."""
    code, indicator, shown = said["page"], said.get("indicator", ""), said.get("chart", TREND)
    if code not in reference.actions(scope.version)["code"].to_numpy():
        return None
    there = indicators_of(scope.version, code, scope.year)
    if there.empty:
        return {"lead": Drawn({"lead": nothing(scope, code)})}
    if indicator not in there["code"].to_numpy() or shown not in (TREND, SIGNALS):
        return None
    return {"lead": Drawn({"lead": action_sentence(scope, code), "projects": line(scope, code)}),
            "course": Drawn({"course": course(scope, indicator, shown), "compared": compared(scope, indicator)},
                            mark=Region(scope.region)),
            "tiles": Drawn({"tiles": tiles(scope, code)}, mark=Trend(indicator))}


def nothing(scope: Scope, code: str) -> Markup:
    """What is said of an action that the catalogue has no indicator of in the year."""
    name = called(action_row(scope.version, code)["name"])
    return tag("p", f"{name}{scope.year}年在指标目录里没有指标。", look="headline") + tag(
        "p", "在“指标与来源”的指标目录里增加以后，就在这里显示。", look="lead")


@by_version(512)
def course(scope: Scope, code: str, shown: str) -> Markup:
    """The indicator's trend with its forecast, or its control chart with what that says."""
    (chart, words), below = ((trends.trend(scope, code), outlook.forecast(scope, code)) if shown == TREND else
                             (trends.control(scope, code), outlook.verdict(scope, code)))
    return panel(words, "", chart + below)


@by_version(256)
def action_sentence(scope: Scope, code: str) -> Markup:
    """The action in one sentence: how many of its indicators are on pace, and where it is furthest behind. Picks: Why."""
    action, nodes = action_row(scope.version, code), reference.tree(scope.version)
    rows = answers.mine(scope)
    of_action = rows[rows["action_id"] == action["id"]]
    counts = summary.count_statuses(of_action, ["action_id"])
    counted = counts.loc[action["id"]].to_dict() if len(counts) else {}
    on_pace, judged = summary.counts_on_pace(counted)
    worst = summary.attention(of_action, 1)
    tail: Markup | str = ""
    if len(worst):
        indicator = reference.indicators(scope.version).loc[worst.iloc[0]["indicator_id"]]
        door = button(Why(scope.region, indicator["code"]), fmt.alone(indicator["short_name"]))
        tail = html("，差距最大的是{}（{}百分点）", door, fmt.points(worst.iloc[0]["gap"]))
    text = (f"{nodes.at[scope.region, 'name']}{called(action['name'])}：{judged}项可评价的指标中 {on_pace}项"
            f"达到序时进度，滞后{counted.get('滞后', 0)}项")
    return tag("p", text, tail, "。", late(summary.count_earlier(of_action)), look="headline") + strip(
        scope.version, of_action, counted)


@by_version(256)
def tiles(scope: Scope, code: str) -> Markup:
    """All tiles of the action, grouped by programme in catalogue order. Marks: Trend."""
    rows, lines = answers.mine(scope), answers.sparklines(scope)
    said = answers.reasons(scope)
    said = {row.indicator_id: row for row in said[said["region_id"] == scope.region].itertuples()}
    # A root that reports itself (东莞, one county) is not a 县 among others.
    words = LEVEL | ({"county": "单位"} if reference.tree(scope.version).at[scope.root, "level"] == "county" else {})
    groups, place = [], reference.tree(scope.version).at[scope.region, "name"]
    indicators = indicators_of(scope.version, code, scope.year)
    for programme in indicators["programme"].unique():
        group = indicators[indicators["programme"] == programme]
        drawn = tag("div", *(tile(rows.loc[indicator.id], indicator, lines.get(indicator.id), words[indicator.report_level],
                                  sentence(rows.loc[indicator.id], indicator, place, scope.at_root), said.get(indicator.id))
                             for indicator in group.itertuples()), look="tiles")
        groups.append(html('<section class="group" style="--n:{}"><h3 class="programme">{}</h3>{}</section>', min(len(group), 3),
                           programme, drawn))
    return tag("div", *groups, look="groups")


def compared(scope: Scope, code: str) -> Markup:
    return _compared(answers.among(scope), code)


@by_version(256)
def _compared(scope: Scope, code: str) -> Markup:
    return panel("各地对比", f"完成率，同一刻度；竖线为序时应达；{as_of.RULE}点地区切换，点与序时差看为什么",
                 compare_bars(scope, code))

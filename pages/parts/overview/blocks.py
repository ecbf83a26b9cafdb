"""The overview's blocks as HTML, one function a block, kept by scope: a rerun that changes nothing draws nothing anew."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Page, Region
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of, maps, outlook
from pages.parts.ui import format as fmt
from pages.parts.ui.board import Drawn
from pages.parts.ui.changed import changed as changed_since
from pages.parts.ui.headline import headline
from pages.parts.ui.html import Markup, button, html, panel, tag
from pages.parts.ui.labels import names, six
from pages.parts.ui.matrix import called, matrix
from pages.parts.ui.matters import line
from pages.parts.ui.panels import attention_panel, compare_bars
from pages.parts.ui.projects import line as projects_line
from pages.parts.ui.sentence import sentence
from pages.parts.ui.status import chip
from pages.parts.ui.strips import strip
from pages.parts.ui.tiles import changed, like_for_like, spark, value_button
from queries import summary
from queries.catalogue import leading
from queries.homes.coverage import RATE


def boards(scope: Scope, said: Mapping[str, str]) -> dict[str, Drawn]:
    """The page, as ui.ahead wants it of any region."""
    return {"overview": Drawn(
        {"headline": headline(scope) + outlook.shortfall(scope), "changed": changed_since(scope, said["seen"]),
         "duban": line(scope), "projects": projects_line(scope), "six": cards(scope), "left": matrix_panel(scope), "right":
         map_panel(scope),
         "signals": outlook.signals_panel(scope), "attention": attention_panel(scope)},
        mark=Region(scope.region), texts={"coverage": coverage(scope)})}


@by_version(256)
def cards(scope: Scope) -> Markup:
    rows, catalogue, lines = answers.mine(scope), reference.indicators_in(scope.version, scope.year), answers.sparklines(scope)
    counts = summary.count_statuses(rows, ["action_id"])
    drawn, place = [], reference.tree(scope.version).at[scope.region, "name"]
    for action in six(scope).itertuples():
        of_action = rows[rows["action_id"] == action.id]
        leads = leading(catalogue[catalogue["action_id"] == action.id])
        if leads is None:
            drawn.append(_empty(action))
            continue
        counted = counts.loc[action.id].to_dict() if action.id in counts.index else {}
        drawn.append(_card(action, counted, strip(scope.version, of_action, counted), rows.loc[leads["id"]], leads,
                           lines.get(leads["id"]), sentence(rows.loc[leads["id"]], leads, place, scope.at_root)))
    return tag("div", *drawn, look="cards")


def _empty(action) -> Markup:
    return html('<article class="card"><header>{}</header><p class="what">指标目录里还没有这个行动的指标。</p></article>',
                button(Page(action.code), called(action.name)))


def _card(action, counts: dict, squares: Markup, row, indicator, points, said: str) -> Markup:
    on_pace, judged = summary.counts_on_pace(counts)
    since = "，".join(filter(None, (as_of.until(row), as_of.lacking(row))))
    carried = html(" · <em>{}</em>", fmt.carried(row.carried)) if row.carried else ""
    return html("""<article class="card" data-said="{}"><header>{}
<span>达序时 <b>{}/{}</b></span></header>{}
<p class="what">{}　{}</p>
{}
<p>同比 {} {}</p>{}
<p class="note" style="margin:0">{}{}</p></article>""", said, button(Page(action.code), called(action.name)), on_pace,
                judged, squares, indicator.short_name, chip(row.status), value_button(row, indicator),
                changed(row.yoy, indicator), like_for_like(row), spark(points, indicator), since, carried)


def matrix_panel(scope: Scope) -> Markup:
    return _matrix_panel(answers.among(scope))


@by_version(64)
def _matrix_panel(scope: Scope) -> Markup:
    drawn = matrix(summary.matrix(answers.standing(scope)), names(scope), six(scope),
                   reference.indicators(scope.version)["code"].to_dict())
    return panel(f"哪个{answers.peer_word(scope)}、哪个行动落后",
                 f"各指标与序时差的中位数，百分点；▼ 为滞后的项数；{as_of.RULE}点格子看为什么", drawn)


def map_panel(scope: Scope) -> Markup:
    return _map_panel(answers.among(scope))


@by_version(64)
def _map_panel(scope: Scope) -> Markup:
    """村（社区）妇女之家覆盖率 on the map, by the register as on the page of 妇女之家; as bars of what was reported where no
    boundaries are shipped. Its lead is the text "coverage"."""
    rates = {region: (name, _coverage(scope).at[region, "rate"]) for region, name in names(scope).items()}
    drawn = maps.choropleth(scope.version, rates, "妇女之家覆盖率", replace(maps.COVERAGE, missing="没有名册"))
    title = button(Page("jiayuan"), "妇女之家建到了哪里 ›", title="点开看妇女之家专页")
    known = (reference.indicators_in(scope.version, scope.year)["code"] == RATE).any()
    return panel(title, html('<span data-text="coverage"></span>'), drawn or (compare_bars(scope, RATE) if known else ""))


@by_version(256)
def coverage(scope: Scope) -> str:
    """The region's coverage in words, by the register: rate, how many are missing, as of when."""
    row, name = _coverage(scope).loc[scope.region], reference.tree(scope.version).at[scope.region, "name"]
    if fmt.is_missing(row["rate"]):
        return f"{name}尚未报送名册，无法统计"
    return (f"按名册，{name} {fmt.plain(row['rate'], 1)}%，尚有 {fmt.plain(row['villages'] - row['covered'])} 个村（社区）未建，"
            f"截至{scope.year}年{scope.month}月")


def _coverage(scope: Scope) -> pd.DataFrame:
    return answers.coverage_of(scope.version, tuple(sorted({scope.region, *names(scope)})), scope.year, scope.month)

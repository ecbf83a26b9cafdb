"""The overview's blocks as HTML, one function a block, kept by scope: a rerun that changes nothing draws nothing anew."""

from functools import lru_cache
from html import escape

from pages.parts import answers, load, maps
from pages.parts import format as fmt
from pages.parts.lists import compare_bars, panel
from pages.parts.load import Scope
from pages.parts.matrix import matrix, short
from pages.parts.status import chip, strip
from pages.parts.tiles import changed, like_for_like, spark
from queries import summary

COVERAGE = "WL-03"


def names(scope: Scope) -> dict[int, str]:
    nodes = load.tree(scope.version)
    return {region: nodes.at[region, "name"] for region in answers.peers(scope)}


@lru_cache(maxsize=256)
def headline(scope: Scope) -> str:
    """The first question answered in a sentence, with the places in it as doors."""
    facts = answers.headline(scope)
    nodes = load.tree(scope.version)
    who = "" if scope.at_root else escape(nodes.at[scope.region, "name"])
    if not facts["judged"]:
        return (f'<p class="headline">截至{scope.year}年{scope.month}月，{who}还没有到期且设了目标的指标可以评价。</p>')
    more = "" if facts["more"] is None else (
        "，与上月持平" if facts["more"] == 0 else
        f"，比上月{'多' if facts['more'] > 0 else '少'}{abs(facts['more'])}项")
    text = (f"截至{scope.year}年{scope.month}月，{who}{facts['judged']}项有年度目标的指标中 {facts['on_pace']}项达到序时进度"
            f"（{fmt.plain(facts['share'] * 100)}%{more}），滞后{facts['behind']}项。")
    return f'<p class="headline">{text}{_worst(scope, facts)}</p>'


def _worst(scope: Scope, facts: dict) -> str:
    nodes, counted = load.tree(scope.version), answers.reporting(scope)
    if scope.at_root and facts["worst"]:
        places = "和".join(f'<button data-pick="region:{region}">{escape(nodes.at[region, "name"])}</button>（{number}项）'
                          for region, number in facts["worst"])
        return f"滞后最多的是{places}；上报 {counted['peers_in']}/{counted['peers_due']} {answers.peer_word(scope)}。"
    worst = summary.attention(answers.mine(scope), 2)
    if worst.empty:
        return ""
    catalogue = load.indicators(scope.version)
    items = "和".join(
        f'<button data-pick="line:{scope.region}:{catalogue.at[row.indicator_id, "code"]}">'
        f'{escape(catalogue.at[row.indicator_id, "short_name"])}</button>（{fmt.points(row.gap)}百分点）'
        for row in worst.itertuples())
    return f"差距最大的是{items}。"


@lru_cache(maxsize=256)
def cards(scope: Scope) -> str:
    rows, catalogue, lines = answers.mine(scope), load.indicators(scope.version), answers.sparklines(scope)
    counts = summary.count_statuses(rows, ["action_id"])
    html = ""
    for action in six(scope).itertuples():
        of_action = counts.loc[action.id].to_dict() if action.id in counts.index else {}
        leading = catalogue[(catalogue["action_id"] == action.id) & catalogue["headline"]].iloc[0]
        html += _card(action, of_action, rows.loc[leading["id"]], leading, lines.get(leading["id"]))
    return f'<div class="cards">{html}</div>'


def six(scope: Scope):
    actions = load.actions(scope.version)
    return actions[actions["code"] != "jichu"]


def _card(action, counts: dict, row, indicator, points) -> str:
    value, unit = fmt.shown(row, indicator)
    on_pace, judged = counts_on_pace(counts)
    since = "" if fmt.is_missing(row.as_of) else f"截至{fmt.period(row.as_of)}"
    carried = f" · <em>沿用 {row.carried} 个单位</em>" if row.carried else ""
    return f"""<article class="card"><header><button data-pick="action:{action.code}">{short(action.name)}行动</button>
<span>达序时 <b>{on_pace}/{judged}</b></span></header>{strip(counts)}
<p class="what">{escape(indicator.short_name)}　{chip(row.status)}</p>
<button class="value{"" if unit or row.withheld else " empty"}" data-pick="origin:{indicator.code}" title="点开看这个数从哪里来">{value}<small>{unit}</small></button>
<p>同比 {changed(row.yoy, indicator)} {like_for_like(row)}</p>{spark(points, indicator)}
<p class="note" style="margin:0">{since}{carried}</p></article>"""


def counts_on_pace(counts: dict) -> tuple[int, int]:
    """达序时 (or 已完成) of all that are judged."""
    on_pace = counts.get("已完成", 0) + counts.get("达序时", 0)
    return on_pace, on_pace + counts.get("略滞后", 0) + counts.get("滞后", 0)


def matrix_panel(scope: Scope) -> str:
    return _matrix_panel(answers.among(scope))


@lru_cache(maxsize=64)
def _matrix_panel(scope: Scope) -> str:
    drawn = matrix(summary.matrix(answers.standing(scope)), names(scope), six(scope))
    return panel(f"哪个{answers.peer_word(scope)}、哪个行动落后", "各指标与序时差的中位数，百分点；▼ 为滞后的项数；点格子进入", drawn)


def map_panel(scope: Scope) -> str:
    return _map_panel(answers.among(scope))


@lru_cache(maxsize=64)
def _map_panel(scope: Scope) -> str:
    """村（社区）妇女之家覆盖率 on the map; as bars where no boundaries are shipped. Its lead is the text "coverage"."""
    rows = _coverage(scope)
    rates = {region: (name, rows.at[region, "value"]) for region, name in names(scope).items()}
    drawn = maps.choropleth(scope.version, rates, "妇女之家覆盖率")
    title = '<button data-pick="action:jiayuan" title="点开看妇女之家专页">妇女之家建到了哪里 ›</button>'
    return panel(title, '<span data-text="coverage"></span>', drawn or compare_bars(scope, COVERAGE),
                 pick=f"origin:{COVERAGE}")


@lru_cache(maxsize=256)
def coverage(scope: Scope) -> str:
    """The region's coverage in words: rate, how many are missing, as of when."""
    row, name = _coverage(scope).loc[scope.region], escape(load.tree(scope.version).at[scope.region, "name"])
    if fmt.is_missing(row["value"]):
        return f"{name} {fmt.NONE}"
    return (f"{name} {fmt.plain(row['value'], 1)}%，尚有 {fmt.plain(row['bottom'] - row['top'])} 个村（社区）未建，"
            f"截至{fmt.period(row['as_of'])}")


def _coverage(scope: Scope):
    catalogue, frame = load.indicators(scope.version), answers.standing(scope)
    wanted = catalogue.loc[catalogue["code"] == COVERAGE, "id"].iloc[0]
    return frame[frame["indicator_id"] == wanted].set_index("region_id")

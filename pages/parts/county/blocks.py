"""The county page's blocks: one county beside the city, and what is still due from it."""

from html import escape

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.labels import counts_on_pace, names, six
from pages.parts.ui.matrix import short
from pages.parts.ui.panels import panel
from pages.parts.ui.status import chip, strip
from pages.parts.ui.tiles import FREQUENCY, changed
from queries import summary


@by_version(64)
def all_counties(scope: Scope) -> str:
    """Every county in a line: on pace, lagging, furthest behind, reported. Picks region:<id>."""
    frame, catalogue = answers.standing(scope), reference.indicators(scope.version)
    counts = summary.count_statuses(frame, ["region_id"])
    body = ""
    for region, name in names(scope).items():
        counted = counts.loc[region].to_dict()
        on_pace, judged = counts_on_pace(counted)
        worst = summary.attention(frame[frame["region_id"] == region], 1)
        furthest = "—" if worst.empty else (f"{escape(catalogue.at[worst.iloc[0]['indicator_id'], 'short_name'])} "
                                            f"{fmt.points(worst.iloc[0]['gap'])}")
        facts = summary.reporting(frame, region, [region])
        body += (f"<tr data-pick='region:{region}'><td><button data-pick='region:{region}'><b>{escape(name)}</b></button></td>"
                 f"<td class='num'>{on_pace}/{judged}</td><td class='num'>{counted['滞后']}</td><td>{strip(counted)}</td>"
                 f"<td>{furthest}</td><td class='num'>{facts['cells']:,}/{facts['due_cells']:,}</td></tr>")
    table = f"""<div class="scroll"><table class="plain"><thead><tr><th>地区</th><th class="num">达序时</th>
<th class="num">滞后</th><th>各指标状态</th><th>差距最大（百分点）</th><th class="num">本月上报（项）</th></tr></thead>
<tbody>{body}</tbody></table></div>"""
    return panel(f"选一个{answers.peer_word(scope)}", "按行政区划次序；点一行进入", table)


@by_version(256)
def actions_compared(scope: Scope) -> str:
    """The six actions of the county beside the whole: on pace and median gap. Picks cell:<region>:<action>."""
    frame = answers.standing(scope)
    cells = summary.matrix(frame).set_index(["region_id", "action_id"])
    counts = summary.count_statuses(frame, ["region_id", "action_id"])
    body = ""
    for action in six(scope).itertuples():
        columns = ""
        for region in (scope.region, scope.root):
            key = (region, action.id)
            on_pace, judged = counts_on_pace(counts.loc[key].to_dict() if key in counts.index else {})
            gap = fmt.points(cells.at[key, "gap"]) if key in cells.index else fmt.NONE
            columns += f"<td class='num'>{on_pace}/{judged}</td><td class='num'>{gap}</td>"
        mine = counts.loc[scope.region, action.id].to_dict() if (scope.region, action.id) in counts.index else {}
        body += (f"<tr data-pick='cell:{scope.region}:{action.code}'><td><button data-pick='cell:{scope.region}:{action.code}'>"
                 f"<b>{short(action.name)}</b></button></td><td>{strip(mine)}</td>{columns}</tr>")
    nodes = reference.tree(scope.version)
    here, whole = (escape(nodes.at[region, "name"]) for region in (scope.region, scope.root))
    table = f"""<div class="scroll"><table class="plain"><thead><tr><th>行动</th><th>{here}各指标状态</th>
<th class="num">{here}达序时</th><th class="num">差距中位数</th><th class="num">{whole}达序时</th><th class="num">差距中位数</th></tr></thead>
<tbody>{body}</tbody></table></div>"""
    return panel(f"六大行动与{whole}比", "差距为各指标与序时差的中位数，百分点", table)


@by_version(256)
def still_due(scope: Scope) -> str:
    """What this month still lacks from the county: indicators whose units are not all in."""
    rows, catalogue = answers.mine(scope), reference.indicators(scope.version)
    open_rows = rows[rows["month_cells"] < rows["month_due"]]
    if open_rows.empty:
        return panel("还欠哪些数", f"{scope.month}月应报的都已到齐", "")
    body = "".join(
        f"<tr data-pick='origin:{catalogue.at[row.indicator_id, 'code']}'><td><button data-pick='origin:"
        f"{catalogue.at[row.indicator_id, 'code']}'>{escape(catalogue.at[row.indicator_id, 'name'])}</button></td>"
        f"<td>{FREQUENCY[row.frequency]}</td><td class='num'>{row.month_cells}/{row.month_due}</td></tr>"
        for row in open_rows.itertuples())
    table = f"""<div class="scroll" style="max-height:430px;overflow-y:auto"><table class="plain"><thead><tr><th>指标</th>
<th>频次</th><th class="num">已报/应报单位</th></tr></thead><tbody>{body}</tbody></table></div>"""
    return panel("还欠哪些数", f"{scope.month}月还有 {len(open_rows)} 项指标没有到齐；点开看缺哪些单位", table)


@by_version(256)
def every_indicator(scope: Scope) -> str:
    """All indicators of the county beside the whole. Picks origin:<code>."""
    catalogue, frame = reference.indicators(scope.version), answers.standing(scope)
    mine = answers.mine(scope)
    whole = frame[frame["region_id"] == scope.root].set_index("indicator_id")
    body = ""
    for action in reference.actions(scope.version).itertuples():
        of_action = catalogue[catalogue["action_id"] == action.id]
        body += f"<tr><th colspan='8'>{escape(action.name)}</th></tr>"
        body += "".join(_line(mine.loc[indicator.id], whole.loc[indicator.id], indicator)
                        for indicator in of_action.itertuples())
    nodes = reference.tree(scope.version)
    here, city = (escape(nodes.at[region, "name"]) for region in (scope.region, scope.root))
    table = f"""<div class="scroll"><table class="plain"><thead><tr><th>指标</th><th class="num">{here}</th><th>状态</th>
<th class="num">完成率</th><th class="num">与序时差</th><th class="num">同比</th><th class="num">{city}完成率</th>
<th class="num">{city}同比</th></tr></thead><tbody>{body}</tbody></table></div>"""
    return panel(f"{here}的全部指标", "点一行看这个数从哪里来", table)


def _line(row, whole, indicator) -> str:
    value, unit = fmt.shown(row, indicator)
    done = fmt.NONE if row.withheld else fmt.percent(row.completion)
    return (f"<tr data-pick='origin:{indicator.code}'><td><button data-pick='origin:{indicator.code}'>{escape(indicator.name)}"
            f"</button></td><td class='num'>{value}{unit}</td><td>{chip(row.status)}</td><td class='num'>{done}</td>"
            f"<td class='num'>{fmt.points(row.gap)}</td><td class='num'>{changed(row.yoy, indicator)}</td>"
            f"<td class='num'>{fmt.percent(whole.completion)}</td><td class='num'>{changed(whole.yoy, indicator)}</td></tr>")

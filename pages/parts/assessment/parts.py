"""A region's score opened: every indicator's weight, 完成率, what was asked for, factor, points and why."""

from html import escape

from pages.parts.assessment import choice as assessment
from pages.parts.assessment.choice import Choice
from pages.parts.assessment.tables import WHY, points, weight
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.ui import format as fmt
from pages.parts.ui.panels import panel
from queries import scores


@by_version(64)
def parts(choice: Choice, unit: int | None) -> str:
    """The opened region's points indicator by indicator, grouped by action; nothing while none is open. Picks source:<code>
    where the scope is that region."""
    if unit is None:
        return ""
    rows = assessment.rows(choice)
    rows = rows[rows["region_id"] == unit]
    sums = scores.totals(rows, ["action_id"])
    catalogue, body = reference.indicators(choice.scope.version), ""
    for action in reference.actions(choice.scope.version).itertuples():
        of_action = rows[(rows["action_id"] == action.id)]
        if of_action.empty:
            continue
        made = sums.loc[action.id]
        body += (f"<tr><th colspan='5' scope='rowgroup'>{escape(action.name)}</th>"
                 f"<th class='num'>{weight(made['maximum'])}</th><th class='num'>{points(made['points'])}</th>"
                 "<th></th></tr>")
        body += "".join(_line(row, catalogue.loc[row.indicator_id], unit == choice.scope.region)
                        for row in of_action.itertuples())
    name = assessment.scored(choice).at[unit, "name"]
    back = "" if unit == choice.scope.region else '<button data-pick="unit:" class="close">收起</button>'
    return panel(f"{escape(name)}的每一项得分", f"得分 = 权重 × 折算系数 {back}", f"""<div class="scroll"><table class="plain parts">
<thead><tr><th>指标</th><th class="num">实际</th><th class="num">完成率</th><th class="num">得满分要</th><th class="num">折算系数</th>
<th class="num">权重</th><th class="num">得分</th><th>说明</th></tr></thead><tbody>{body}</tbody></table></div>""")


def _line(row, indicator, door: bool) -> str:
    value, unit = fmt.shown(row, indicator)
    name = escape(indicator["name"])
    pick = f" data-pick='source:{indicator['code']}'" if door else ""
    words = [WHY[row.why]] if WHY[row.why] else []
    if row.carried:
        words.append(f"沿用 {row.carried} 个单位")
    kind = {"计分": "short" if row.factor < 1 else "full", "未上报": "zero"}.get(row.why, "out")
    return (f"<tr class='{kind}'{pick}><td>{f'<button{pick}>{name}</button>' if door else name}</td>"
            f"<td class='num'>{escape(value)}{escape(unit)}</td><td class='num'>{done(row)}</td>"
            f"<td class='num'>{asked(row, indicator)}</td>"
            f"<td class='num'>{factor(row)}</td><td class='num'>{weight(row.weight)}</td>"
            f"<td class='num strong'>{points(row.points)}</td><td>{'；'.join(words)}</td></tr>")


def done(row) -> str:
    return fmt.NONE if row.withheld else fmt.percent(row.completion)


def asked(row, indicator) -> str:
    """What has full points: a 完成率, or where less is better a value."""
    if row.withheld or fmt.is_missing(row.target):
        return fmt.NONE
    if not fmt.is_missing(row.limit):
        return f"≤ {''.join(fmt.amount(row.limit, indicator['unit'], indicator['precision']))}"
    if fmt.is_missing(row.share):
        return fmt.NONE
    return fmt.NONE if row.share == 0 else f"≥ {fmt.percent(row.share)}"


def factor(row) -> str:
    return fmt.NONE if fmt.is_missing(row.factor) else fmt.plain(row.factor, 3)

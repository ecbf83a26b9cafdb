"""A region's score opened: every indicator's weight, 完成率, what was asked for, factor, points and why."""


from pages.parts.assessment import choice as assessment
from pages.parts.assessment.choice import Choice
from pages.parts.assessment.tables import WHY, points, weight
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Unit, Why
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tr
from queries import scores
from queries.rows import rows_of


@by_version(64)
def parts(choice: Choice, unit: int | None) -> Markup | str:
    """The opened region's points indicator by indicator, grouped by action; nothing while none is open. Picks: Unit, Why."""
    if unit is None:
        return ""
    rows = assessment.rows(choice)
    rows = rows[rows["region_id"] == unit]
    sums = scores.totals(rows, ["action_id"])
    catalogue, lines = reference.indicators(choice.scope.version), []
    for action in rows_of(reference.actions(choice.scope.version)):
        of_action = rows[(rows["action_id"] == action.id)]
        if of_action.empty:
            continue
        made = sums.loc[action.id]
        lines.append(html('<tr><th colspan="5" scope="rowgroup">{}</th><th class="num">{}</th><th class="num">{}</th><th></th>'
                          '</tr>',
                          action.name, weight(made["maximum"]), points(made["points"])))
        lines += [_line(row, catalogue.loc[row.indicator_id]) for row in rows_of(of_action)]
    name = assessment.scored(choice).at[unit, "name"]
    back = "" if unit == choice.scope.region else button(Unit(""), "收起", look="close")
    heads = ["指标", num("实际"), num("完成率"), num("得满分要"), num("折算系数"), num("权重"), num("得分"), "说明"]
    return panel(f"{name}的每一项得分", join(("得分 = 权重 × 折算系数 ", back)), table(heads, lines, "plain parts"))


def _line(row, indicator) -> Markup:
    pick = Why(row.region_id, indicator["code"])
    words = [WHY[row.why]] if WHY[row.why] else []
    if row.carried:
        words.append(fmt.carried(row.carried))
    kind = {"计分": "short" if row.factor < 1 else "full", "未上报": "zero"}.get(row.why, "out")
    return tr(button(pick, indicator["name"]), num("".join(fmt.shown(row, indicator))), num(done(row)),
              num(asked(row, indicator)),
              num(factor(row)), num(weight(row.weight)), num(points(row.points), "strong"), "；".join(words), look=kind,
              pick=pick)


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

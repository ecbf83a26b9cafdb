"""An action's slides: its figures, and how its leading one stands in the regions below; or how that went month by month."""

from data.papers.outline import Chart, Slide
from pages.parts.papers.actions import counties, leading_of, pace
from pages.parts.papers.material import Material
from pages.parts.papers.words import of_row
from pages.parts.shell import answers
from pages.parts.ui import format as fmt
from pages.parts.ui.matrix import called
from queries import summary
from queries.measures import STATUSES
from queries.periods import STEP
from queries.rows import rows_of
from queries.schema import LEVELS

BARS = 16
"""Indicators in a chart: more are not to be read from the back of a room."""


def of_action(m: Material, action) -> list[Slide]:
    leading = leading_of(m, action)
    judged = summary.judged(leading)
    first = (judged if len(judged) else leading).iloc[0]
    figures = _figures(m, action, leading)
    if len(m.below) > 1:
        return [figures, _counties(m, action, first)]
    return [figures if first["withheld"] else _course(m, action, leading, first)]


def _figures(m: Material, action, leading) -> Slide:
    """完成率 of what is judged, the worst first."""
    mine = m.mine[m.mine["action_id"] == action.id]
    judged = summary.judged(mine).dropna(subset="completion").sort_values("gap", kind="stable").head(BARS)
    said, rows = pace(m, action, mine), rows_of(judged)
    chart = Chart(f"slide.{action.code}.chart", "完成率", "bar", tuple(m.name(row) for row in rows),
                  (("完成率", tuple(float(row.completion) * 100 for row in rows)),), "%", tuple(row.status for row in rows),
                  m.figures(rows))
    told = [of_row(m, f"slide.{action.code}.{m.indicator(row)['code']}", row) for row in rows_of(leading)]
    first = (judged if rows else leading).iloc[0]
    return Slide(f"slide.{action.code}", f"{called(action.name)}：{said.text.split('。')[0]}",
                 (*([chart] if rows else []), *told), m.scope.region, int(first["indicator_id"]))


def _counties(m: Material, action, head) -> Slide:
    """完成率 of the action's leading indicator below, in official order."""
    indicator = m.indicator(head)
    known = LEVELS.index(indicator["report_level"])
    below = m.beneath[m.beneath["indicator_id"] == head["indicator_id"]]
    rows = [row for row in rows_of(below) if LEVELS.index(row.level) <= known]
    values = tuple(None if row.withheld or fmt.is_missing(row.completion) else float(row.completion) * 100 for row in rows)
    ranked = sorted((row for row in rows if not fmt.is_missing(row.gap)), key=lambda row: row.gap)
    name = m.name(head)
    words = f"{called(action.name)}·{name}"
    if len(ranked) > 1:
        best, worst = (m.names[ranked[at].region_id] for at in (-1, 0))
        words += f"：{best}最快，{worst}最慢（与序时差{fmt.points(ranked[0].gap)}个百分点）"
    chart = Chart(f"slide.{action.code}.counties.chart", f"{name}完成率", "column",
                  tuple(m.names[row.region_id] for row in rows), (("完成率", values),), "%",
                  tuple(row.status if row.status in STATUSES else None for row in rows), m.figures(rows))
    return Slide(f"slide.{action.code}.counties", words, (*([chart] if rows else []), *counties(m, action)), m.scope.region,
                 int(head["indicator_id"]))


def _course(m: Material, action, leading, head) -> Slide:
    """The leading indicator period by period beside last year and the plan; a period without a number is a gap."""
    indicator, held = m.indicator(head), answers.series(m.scope, int(head["indicator_id"]))
    divisor, unit = fmt.scale(held["value"].max() if len(held) else 0, indicator["unit"])
    lines, step = [], STEP[indicator["frequency"]]
    months = range(step, 13, step)
    for name in ("今年", "上年", "计划"):
        of = held[held["series"] == name].set_index("month")["value"]
        if len(of):
            lines.append((name, tuple(float(of[month]) / divisor if month in of.index else None for month in months)))
    said = pace(m, action, m.mine[m.mine["action_id"] == action.id])
    told = [of_row(m, f"slide.{action.code}.{m.indicator(row)['code']}", row) for row in rows_of(leading)]
    chart = Chart(f"slide.{action.code}.chart", f"{m.name(head)}（{unit}）", "line",
                  tuple(f"{month}月" for month in months), tuple(lines), unit, figures=(m.figure(head),))
    return Slide(f"slide.{action.code}", f"{called(action.name)}：{said.text.split('。')[0]}",
                 (*([chart] if lines else []), *told), m.scope.region, int(head["indicator_id"]))

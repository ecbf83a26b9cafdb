"""The target desk's table as HTML: one page of rows, each with its doors to trend, source and target."""


import pandas as pd

from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Aim, Sheet, Why
from pages.parts.shell.scope import Scope
from pages.parts.targets.rows import View, visible
from pages.parts.ui import as_of, reasons
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, button, html, join, num, table, tag, tr
from pages.parts.ui.status import CLASS, chip
from pages.parts.ui.tiles import bullet, changed, like_for_like
from queries import desk
from queries.summary import count_statuses, counts_on_pace

PAGE = 100
GROUPED = {"action": "action", "place": "region"}
"""By what of a row each grouping puts rows together."""
HEAD = ("指标", "地区", num("实际值"), num("年度目标"), Cell("完成率", "bar"), num("与序时差"), "状态", num("同比"),
        num("年底预计"), num("上报"), Cell("原因与措施", "said"))


def pages(scope: Scope, view: View) -> int:
    return max(1, -(-len(visible(scope, view)) // PAGE))


@by_version(64)
def desk_sentence(scope: Scope, view: View) -> Markup:
    """What is on the screen, counted: rows, verdicts, and how many will miss their target."""
    frame = visible(scope, view)
    if frame.empty:
        return tag("p", "没有符合条件的指标，请放宽筛选。", look="headline")
    counts = desk.totals(frame)
    on_pace, judged = counts_on_pace(counts)
    return html('<p class="headline">{}项指标 × {}个地区，共 <b class="desk-count">{:,} 行</b>：达序时 {:,}/{:,}，滞后 {:,}，'
                '预计完不成 {:,}，'
                "未设目标 {:,}</p>", counts["indicators"], counts["regions"], counts["rows"], on_pace, judged,
                counts.get("滞后", 0), counts["miss"], counts.get("未设目标", 0))


@by_version(64)
def desk_table(scope: Scope, view: View, page: int) -> Markup | str:
    """The page's rows, all rows for page 0. Picks: Why, Aim, Sheet."""
    frame = visible(scope, view)
    if frame.empty:
        return ""
    shown = frame.iloc[(page - 1) * PAGE:page * PAGE] if page else frame
    lines, before = [], ""
    counts = _group_counts(frame, view.group)
    for row in shown.itertuples():
        group = str(getattr(row, GROUPED[view.group])) if view.group else ""
        if group != before:
            lines.append(counts[group])
            before = group
        lines.append(line(row))
    return table(HEAD, lines, "plain desk") + pager(len(frame), page)


def _group_counts(frame: pd.DataFrame, group: str) -> dict[str, Markup]:
    """A heading row for each group: its name and how many of all its rows are on pace and lag."""
    if not group:
        return {}
    column, found = GROUPED[group], {}
    for name, counted in count_statuses(frame, [column]).reindex(frame[column].unique(), fill_value=0).iterrows():
        on_pace, judged = counts_on_pace(counted.to_dict())
        found[name] = html('<tr class="group-head"><th colspan="{}">{}　<span>达序时 {}/{}，滞后 {}</span></th></tr>', len(HEAD),
                           name,
                           on_pace, judged, counted["滞后"])
    return found


def line(row) -> Markup:
    status = row.status if isinstance(row.status, str) else ""
    done = fmt.NONE if row.withheld else fmt.percent(row.completion)
    why = Why(row.region_id, row.code)
    name = button(why, fmt.alone(row.short_name), look="name", title=f"{row.name}：为什么、走势和由哪些单位组成")
    return tr(join((name, tag("small", row.code))), row.region, num(join(fmt.shown(row, row))), num(target(row)),
              Cell(join((bullet(row, row), tag("span", done, look="num"))), "bar"), num(fmt.points(row.gap), "strong"),
              chip(status),
              num(join((changed(row.yoy, row), _small(like_for_like(row, ""))))), num(ends(row), "ends"), num(reported(row)),
              Cell(reason(row), "said silent" if row.silent else "said"), look=CLASS.get(status, "free"), pick=why)


def reason(row) -> Markup | str:
    """Why it lags and what is done by when, on a line of its own; under the status that nobody has said why."""
    if fmt.is_missing(row.reason_id):
        return reasons.NONE if row.silent else ""
    return html("<b>原因</b> {}　<b>措施</b> {}　<small>{:%Y-%m-%d} 前完成，{}</small>", row.why, row.measure, row.by, row.actor)


def _small(text) -> Markup | str:
    return tag("small", text) if text else ""


def target(row) -> Markup:
    """The target as a door to its editing, with where it comes from and how it compares with the parts' sum."""
    if row.direction == "neutral":
        return tag("span", "不设", look="muted")
    aim = Aim(row.region_id, row.code)
    if fmt.is_missing(row.target):
        return button(aim, "设目标", look="set", title="设目标")
    words = "".join(fmt.amount(row.target, row.unit, row.precision))
    origin = {"children": "下级合计", "parent": "沿用上级"}.get(row.origin, "")
    return join((button(aim, words, look="set", title="改目标或进度计划"), _small(difference(row) or origin)))


def difference(row) -> Markup | str:
    """How far the children's sum is from an own target; "" where they agree or there is no such sum."""
    if row.origin != "own" or fmt.is_missing(row.below) or round(row.below - row.target, 6) == 0:
        return ""
    short_of = fmt.plain((row.below - row.target) / fmt.scale(row.target, row.unit)[0], row.precision, sign=True)
    return html('<em title="{}个下级的目标合计与本级目标不一致">下级合计差 {}</em>', int(row.parts), short_of)


def ends(row) -> Markup | str:
    """年底预计 with its range, what it rests on and how far off it was when it was tried on the latest earlier year."""
    if fmt.is_missing(row.forecast) or row.withheld:
        return fmt.NONE
    divisor, unit = fmt.scale(row.forecast, row.unit)
    sign = html('<em title="按现在的进度，年底达不到目标">▼完不成</em> ') if row.miss else ""
    span = "" if fmt.is_missing(row.low) or row.low == row.high else html(
        ' <span class="muted">{}–{}</span>', fmt.plain(row.low / divisor, row.precision),
        fmt.plain(row.high / divisor, row.precision))
    based = f"{row.basis}（{row.years}年）" if row.years else row.basis
    tested = "" if fmt.is_missing(row.error) else f"，{row.test_year:.0f}年试算误差 {fmt.percent(row.error, sign=True)}"
    return html("{}{}{}{}<small>{}{}</small>", sign, fmt.plain(row.forecast / divisor, row.precision), unit, span, based, tested)


def reported(row) -> Markup | str:
    """Of the last period due; where the row is of an earlier one, which, and what has come since."""
    carried = html('<em title="最早的是{}的数">{} 个用上期数</em>', fmt.period(row.oldest), row.carried) if row.carried else ""
    share = "" if row.behind else fmt.NONE if row.kind == "ratio" or not row.due_units else f"{row.reported}/{row.due_units}"
    return join((share, as_of.note(row), _small(carried)))


def pager(count: int, page: int) -> Markup | str:
    """Which rows these are, and the way to the others."""
    last = -(-count // PAGE)
    if last == 1 or not page:
        return ""
    near = sorted({1, last, *(number for number in range(page - 3, page + 4) if 1 <= number <= last)})
    doors = join(button(Sheet(number), number, aria_current="page" if number == page else None) for number in near)
    return html('<p class="pager">第 {:,}–{:,} 行，共 {:,} 行　{}</p>', (page - 1) * PAGE + 1, min(page * PAGE, count), count,
                doors)

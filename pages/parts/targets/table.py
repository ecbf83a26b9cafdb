"""The target desk's table as HTML: one page of rows, each with its doors to trend, source and target."""

from html import escape

import pandas as pd

from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.targets.rows import View, visible
from pages.parts.ui import format as fmt
from pages.parts.ui.labels import counts_on_pace
from pages.parts.ui.status import CLASS, chip
from pages.parts.ui.tiles import bullet, changed, like_for_like
from queries.summary import count_statuses

PAGE = 100
HEAD = (("指标", ""), ("地区", ""), ("实际值", "num"), ("年度目标", "num"), ("完成率", "bar"), ("与序时差", "num"), ("状态", ""),
        ("同比", "num"), ("年底预计", "num"), ("上报", "num"))


def pages(scope: Scope, view: View) -> int:
    return max(1, -(-len(visible(scope, view)) // PAGE))


@by_version(64)
def desk_sentence(scope: Scope, view: View) -> str:
    """What is on the screen, counted: rows, verdicts, and how many will miss their target."""
    frame = visible(scope, view)
    if frame.empty:
        return '<p class="headline">没有符合条件的指标，请放宽筛选。</p>'
    counts = frame["status"].value_counts().to_dict()
    on_pace, judged = counts_on_pace(counts)
    text = (f"{frame['indicator_id'].nunique()}项指标 × {frame['region_id'].nunique()}个地区，共 <b class='desk-count'>"
            f"{len(frame):,} 行</b>：达序时 {on_pace:,}/{judged:,}，滞后 {counts.get('滞后', 0):,}，预计完不成 {int(frame['miss'].sum()):,}，"
            f"未设目标 {counts.get('未设目标', 0):,}")
    return f'<p class="headline">{text}</p>'


@by_version(64)
def table(scope: Scope, view: View, page: int) -> str:
    """The page's rows. Picks: trend:, origin: and aim:<region id>:<indicator code>; page:<number>."""
    frame = visible(scope, view)
    if frame.empty:
        return ""
    shown = frame.iloc[(page - 1) * PAGE:page * PAGE]
    body, before = "", None
    counts = _group_counts(frame, view.group)
    for row in shown.itertuples():
        group = getattr(row, view.group and {"action": "action", "place": "region"}[view.group], None)
        if group != before:
            body += counts[group]
            before = group
        body += line(row)
    head = "".join(f'<th class="{kind}">{name}</th>' for name, kind in HEAD)
    return (f'<div class="scroll"><table class="plain desk"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
            + pager(len(frame), page))


def _group_counts(frame: pd.DataFrame, group: str) -> dict[str, str]:
    """A heading row for each group: its name and how many of all its rows are on pace and lag."""
    if not group:
        return {}
    column, found = {"action": "action", "place": "region"}[group], {}
    for name, counted in count_statuses(frame, [column]).reindex(frame[column].unique(), fill_value=0).iterrows():
        on_pace, judged = counts_on_pace(counted.to_dict())
        found[name] = (f'<tr class="group-head"><th colspan="{len(HEAD)}">{escape(name)}　<span>达序时 {on_pace}/{judged}，'
                       f'滞后 {counted["滞后"]}</span></th></tr>')
    return found


def line(row) -> str:
    key = f"{row.region_id}:{row.code}"
    value, unit = fmt.shown(row, row)
    status = row.status if isinstance(row.status, str) else None
    done = fmt.NONE if row.withheld else fmt.percent(row.completion)
    return (f'<tr class="{CLASS.get(status, "free")}"><td><button class="name" data-pick="trend:{key}" title="{escape(row.name)}：'
            f'看走势和由哪些单位组成">{escape(row.short_name)}</button><small>{row.code}</small></td><td>{escape(row.region)}</td>'
            f'<td class="num"><button data-pick="origin:{key}" title="这个数从哪里来">{escape(value)}{unit}</button></td>'
            f'<td class="num">{target(row, key)}</td><td class="bar">{bullet(row, row)}<span class="num">{done}</span></td>'
            f'<td class="num strong">{fmt.points(row.gap)}</td><td>{chip(status)}</td>'
            f'<td class="num">{changed(row.yoy, row)}{_small(like_for_like(row))}</td><td class="num">{ends(row)}</td>'
            f'<td class="num">{reported(row)}</td></tr>')


def _small(text: str) -> str:
    return f"<small>{text}</small>" if text else ""


def target(row, key: str) -> str:
    """The target as a door to its editing, with where it comes from and how it compares with the parts' sum."""
    if row.direction == "neutral":
        return '<span class="muted">不设</span>'
    if fmt.is_missing(row.target):
        return f'<button class="set" data-pick="aim:{key}" title="设目标">设目标</button>'
    words = "".join(fmt.amount(row.target, row.unit, row.precision))
    origin = {"children": "下级合计", "parent": "沿用上级"}.get(row.origin, "")
    return f'<button class="set" data-pick="aim:{key}" title="改目标或进度计划">{words}</button>{_small(difference(row) or origin)}'


def difference(row) -> str:
    """How far the children's sum is from an own target; "" where they agree or there is no such sum."""
    if row.origin != "own" or fmt.is_missing(row.below) or round(row.below - row.target, 6) == 0:
        return ""
    short_of = fmt.plain((row.below - row.target) / fmt.scale(row.target, row.unit)[0], row.precision, sign=True)
    return f'<em title="{int(row.parts)}个下级的目标合计与本级目标不一致">下级合计差 {short_of}</em>'


def ends(row) -> str:
    """年底预计 with its range, what it rests on and how far off it was when it was tried on the latest earlier year."""
    if fmt.is_missing(row.forecast) or row.withheld:
        return fmt.NONE
    divisor, unit = fmt.scale(row.forecast, row.unit)
    sign = '<em title="按现在的进度，年底达不到目标">▼完不成</em> ' if row.miss else ""
    span = "" if fmt.is_missing(row.low) or row.low == row.high else (
        f" <span class='muted'>{fmt.plain(row.low / divisor, row.precision)}–{fmt.plain(row.high / divisor, row.precision)}</span>")
    based = f"{row.basis}（{row.years}年）" if row.years else row.basis
    tested = "" if fmt.is_missing(row.error) else f"，{row.test_year:.0f}年试算误差 {fmt.percent(row.error, sign=True)}"
    return f"{sign}{fmt.plain(row.forecast / divisor, row.precision)}{unit}{span}<small>{based}{tested}</small>"


def reported(row) -> str:
    if row.kind == "ratio" or not row.due_units:
        return fmt.NONE
    carried = f'<em title="最早沿用{fmt.period(row.oldest)}的数">沿用{row.carried}</em>' if row.carried else ""
    return f"{row.reported}/{row.due_units}{_small(carried)}"


def pager(count: int, page: int) -> str:
    """Which rows these are, and the way to the others."""
    last = -(-count // PAGE)
    if last == 1:
        return ""
    near = sorted({1, last, *(number for number in range(page - 3, page + 4) if 1 <= number <= last)})
    doors = "".join(f'<button data-pick="page:{number}"{" aria-current=page" if number == page else ""}>{number}</button>'
                    for number in near)
    return f'<p class="pager">第 {(page - 1) * PAGE + 1:,}–{min(page * PAGE, count):,} 行，共 {count:,} 行　{doors}</p>'

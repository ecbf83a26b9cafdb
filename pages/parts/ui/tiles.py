"""Tiles: one indicator of one region, its value, pace and comparisons. Pure functions from rows to HTML."""

import pandas as pd

from pages.parts.shell.picks import Origin, Pick, Trend
from pages.parts.ui import as_of, reasons
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, tag
from pages.parts.ui.status import CLASS, SIGN, chip
from queries.periods import shift

SPAN = {"flow": "累计", "stock": "期末", "ratio": ""}
FREQUENCY = {"monthly": "月报", "quarterly": "季报", "half-yearly": "半年报", "yearly": "年报"}


def tile(row, indicator, points: pd.DataFrame | None, units_word: str, said: str | None = None, reason=None) -> Markup:
    """A tile: name, status, value, bullet bar, 完成率 and gap, 同比 and 环比, why it lags, sparkline, 截至, 上报. said: in a
    sentence. reason: a row of queries.reasons where it lags."""
    pick = Trend(indicator.code)
    name = button(pick, indicator.short_name, look="name", title=f"{indicator.name}（点开走势）")
    status = chip(row.status)
    if isinstance(row.status, str):
        status = button(Origin(indicator.code), status, title="点开看为什么")
    inside = (tag("header", name, status), value_button(row, indicator), bullet(row, indicator), facts(row, indicator),
              reasons.short(reason, Origin(indicator.code)) if reason else "", spark(points, indicator),
              tag("footer", footer(row, indicator, units_word)))
    return tag("article", join(inside, "\n"), look=f"tile {CLASS.get(row.status, 'free')}", mark=pick, pick=pick, data_said=said)


def value_button(row, indicator) -> Markup:
    """The value as the door to where it comes from."""
    value, unit = fmt.shown(row, indicator)
    return button(Origin(indicator.code), value, tag("small", unit), look="value" if unit or row.withheld else "value empty",
                  title="点开看这个数从哪里来")


def bullet(row, indicator) -> Markup:
    """Actual as a bar, target as the end of the track, 序时应达 as a tick; nothing where there is nothing to draw."""
    if fmt.is_missing(row.target) or fmt.is_missing(row.completion) or row.target == 0:
        return html('<div class="bullet blank"></div>')
    scale = max(1.0, min(row.completion, 1.25)) * 1.04
    actual = min(max(row.completion, 0.0) / scale, 1.0) * 100
    tick = "" if fmt.is_missing(row.expected) else html(
        '<b style="left:{:.1f}%" title="序时应达"></b>', min(max(row.expected / row.target, 0.0) / scale, 1.0) * 100)
    words = f"完成{fmt.percent(row.completion)}，目标{' '.join(target_words(row, indicator))}"
    return html('<div class="bullet" role="img" aria-label="{words}" title="{words}"><s style="width:{:.1f}%"></s>'
                '<i style="width:{:.1f}%"></i>{}</div>', 100 / scale, actual, tick, words=words)


def target_words(row, indicator) -> tuple[str, str]:
    return fmt.amount(row.target, indicator.unit, indicator.precision)


def facts(row, indicator) -> Markup:
    """完成率, 与序时差, 同比, 环比 in a small table, with the target and what the comparison leaves out."""
    done = "" if row.withheld else fmt.percent(row.completion)
    pairs = [("完成率", done), ("与序时差", fmt.points(row.gap)), ("同比", changed(row.yoy, indicator)),
             ("环比", changed(row.mom, indicator))]
    cells = join(html("<div><dt>{}</dt><dd>{}</dd></div>", name, value or fmt.NONE) for name, value in pairs)
    return html('<dl>{}</dl><p class="target">{} {}</p>', cells, target_note(row, indicator), like_for_like(row))


def target_note(row, indicator) -> str:
    if fmt.is_missing(row.target):
        return "未设年度目标" if isinstance(row.status, str) else "只监测，不设目标"
    return f"年度目标 {''.join(target_words(row, indicator))}"


def like_for_like(row, counted: str = " 个单位·期") -> Markup | str:
    """同口径（n/m 个单位·期） where the comparison leaves any unit's period out; counted: what is counted, where there is room
    for it."""
    if row.yoy_units >= row.yoy_all:
        return ""
    return html('<em title="同比只比较两年都上报的单位和期次">同口径（{:,}/{:,}{}）</em>', row.yoy_units, row.yoy_all, counted)


def changed(value: float, indicator) -> str:
    """A change with its arrow: ↑12.5%, ↓0.4 百分点; the arrow is the number's direction, not a judgement."""
    if fmt.is_missing(value):
        return fmt.NONE
    arrow = "↑" if value > 0 else "↓" if value < 0 else ""
    return arrow + fmt.difference(abs(value), indicator).lstrip("+")


def footer(row, indicator, units_word: str) -> Markup:
    """截至 which period, how often it is reported, how many of the due units have, how many are carried forward; what of the
    later periods has come."""
    since = as_of.lacking(row)
    if since:
        reported = html('<em class="later" title="报齐的最近一期才作数，后来的没有计入">{}{}</em>', since,
                        f" {units_word}" if "/" in since else "")
    elif indicator.kind == "ratio":
        reported = "分子分母汇总后相除"
    elif row.due_units:
        reported = f"上报 {row.reported}/{row.due_units} {units_word}"
    else:
        reported = "本级数"
    carried = html(' · <em title="最早的是{}的数">{}</em>', fmt.period(row.oldest),
                   fmt.carried(row.carried)) if row.carried else ""
    until = as_of.until(row)
    until = f"{until}{SPAN[indicator.kind]} · " if until else ""
    return join((until, FREQUENCY[indicator.frequency], " " if since else " · ", reported, carried))


def spark(points: pd.DataFrame | None, indicator, width: int = 200, height: int = 34) -> Markup:
    """Two years of single periods as a line, broken where a period is missing; last point marked."""
    if points is None or len(points) < 2:
        return html('<svg class="spark"></svg>')
    step = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[indicator.frequency]
    periods = points["period"].to_numpy()
    months = (periods // 100 - periods[0] // 100) * 12 + periods % 100 - periods[0] % 100
    values = points["value"].to_numpy()
    low, high = min(values.min(), 0 if indicator.kind == "flow" else values.min()), values.max()
    x = 3 + months / max(months[-1], 1) * (width - 8)
    y = height - 4 - (values - low) / ((high - low) or 1) * (height - 8)
    path = ""
    for index, (left, top) in enumerate(zip(x, y, strict=True)):
        joined = index and shift(int(periods[index - 1]), step) == periods[index]
        path += f"{'L' if joined else 'M'}{left:.1f} {top:.1f}"
    return html('<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"><path d="{}"/>'
                '<path class="end" d="M{:.1f} {:.1f}h.01"/></svg>', width, height, path, x[-1], y[-1])


def bullet_row(name: str, row, indicator, pick: Pick, why: Pick | None = None) -> Markup:
    """One line of a list: who or what, a wide bullet bar, the value, 完成率 and the gap to pace. One door, or with `why` two:
    that on the gap, `pick` on all else."""
    value, unit = fmt.shown(row, indicator)
    status = row.status if isinstance(row.status, str) else ""
    who = html('<i title="{}">{}</i><span>{}{}</span>', status or "不评价", SIGN.get(status, "–"), name, as_of.note(row))
    gap = fmt.points(row.gap)
    numbers = html('<span class="num amount">{}{}</span><span class="num">{}</span>', value, unit, fmt.percent(row.completion))
    look, drawn = f"line {CLASS.get(status, 'free')}", bullet(row, indicator)
    if why is None or fmt.is_missing(row.gap):
        return button(pick, tag("span", who, look="who"), drawn, numbers, tag("span", gap, look="num strong"), look=look,
                      mark=pick)
    return tag("div", button(pick, who, look="who"), drawn, numbers,
               button(why, gap, look="num strong door", title=f"{name}：点开看为什么"), look=look, mark=pick, pick=pick)

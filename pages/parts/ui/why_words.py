"""How far a figure is from its pace, and what is still to be done, as sentences. Pure functions from rows to text."""

import pandas as pd

from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, html, join, tag
from queries.why import ToDo

EACH = {"monthly": "每月", "quarterly": "每季", "half-yearly": "每半年", "yearly": "每年"}


def from_pace(row: pd.Series, indicator: pd.Series) -> str:
    """截至2026年11月完成 846场次，序时应达 1,184场次，少 338场次（与序时差 −26.2 百分点）."""
    lower, rate = row["direction"] == "lower_better", indicator["kind"] == "ratio"
    away = row["value"] - row["expected"]
    said = "实际" if lower or rate or row["kind"] == "stock" else "完成"
    due = "序时不应超过" if lower else "目标" if rate and indicator["unit"] == "%" else "序时应达"
    how = "正好" if abs(away) < 1e-9 else ("高" if away > 0 else "低") if rate else "多" if away > 0 else "少"
    much = "" if how == "正好" else f" {_size(abs(away), row, indicator)}"
    gap = "" if rate and indicator["unit"] == "%" else f"（与序时差 {fmt.points(row['gap'])} 百分点）"
    return (f"{as_of.until(row)}{said} {_size(row['value'], row, indicator, points=False)}，{due} "
            f"{_size(row['expected'], row, indicator, points=False)}，{how}{much}{gap}")


def _size(value: float, row, indicator, points: bool = True, more: int = 0) -> str:
    """An amount with its unit, about where what it is made of is; a difference of two rates in 百分点."""
    about = "约" if row["rounded"] else ""
    if points and indicator["kind"] == "ratio" and indicator["unit"] == "%":
        return f"{about}{fmt.plain(value, max(int(indicator['precision']), 1))} 百分点"
    return about + "".join(fmt.amount(value, indicator["unit"], int(indicator["precision"]) + more))


def to_do(left: ToDo, row: pd.Series, indicator: pd.Series, counted: str = "") -> Markup | str:
    """离年度目标还差 446场次，12月需完成 446场次（今年以来平均每月 90场次）。 counted: the unit of a ratio's numerator."""
    lower, flow = row["direction"] == "lower_better", row["kind"] == "flow"
    amount = tag("b", _size(left.left, row, indicator))
    if lower and flow:
        words = join(("离年度限额还有 " if left.met else "已超出年度限额 ", amount))
    elif left.met:
        return join(("年度目标已达到", *((f"，{'低' if lower else '超出'} ", amount) if left.left else ()), "。"))
    else:
        words = join(("比年度目标还高 " if lower else "离年度目标还差 ", amount))
    if not left.first:
        return html("全年已结束，{}。", words)
    return html("{}{}。", words, _each(left, row, indicator, counted))


def _each(left: ToDo, row: pd.Series, indicator: pd.Series, counted: str) -> Markup | str:
    """What every period left needs, beside the mean so far."""
    if not fmt.is_missing(left.more):
        return f"；分母不变的话，分子还要多 {'约' if row['rounded'] else ''}{''.join(fmt.amount(left.more, counted))}"
    if fmt.is_missing(left.each):
        return ""
    lower, kind = row["direction"] == "lower_better", row["kind"]
    need, past = {("flow", False): ("需完成", ""), ("flow", True): ("不超过", ""), ("stock", False): ("需净增", "净增"),
                  ("stock", True): ("需减少", "减少"), ("ratio", False): ("需提高", "提高"),
                  ("ratio", True): ("需降低", "降低")}[kind, lower]
    word, one = EACH[row["frequency"]], left.first == left.last
    span = as_of.named(left.first, left.last, row["frequency"])
    mean = "" if fmt.is_missing(left.so_far) else f"（今年以来平均{word}{past} {_mean(left.so_far, row, indicator)}）"
    return html("，{}{} {}{}", f"{span}" if one else f"{span}平均{word}", need, tag("b", _size(left.each, row, indicator)), mean)


def _mean(value: float, row, indicator) -> str:
    """A mean of few is told with a decimal more: 0.4 a month is not 0."""
    return _size(value, row, indicator, more=1 if abs(value) < 10 and value != round(value) else 0)

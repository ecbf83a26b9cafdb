"""A figure as one sentence to be copied: as of when, where, how much, against target and last year, what has not
come in, and that it is rounded where it is."""

from pages.parts.shell.place_names import whole
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.tiles import like_for_like
from queries.measures import STATUSES

NO_NUMBER = {fmt.NONE: "没有数", fmt.MISSING: "还没有上报"}


def sentence(row, indicator, place: str, at_root: bool = False) -> str:
    """截至2026年10月，全市达成就业2,932人，完成年度目标2,938人的99.8%，达序时，同比增长12.9%。

    row: of queries.standing, as its reader may see it. place: the region's name."""
    parts = [as_of.until(row), _value(row, indicator, whole(place) if at_root else place)]
    if row.withheld or not fmt.is_missing(row.value):
        parts += [_target(row, indicator), _status(row), _yoy(row, indicator)]
    return f"{'，'.join(filter(None, parts))}{_open(row)}。{_rounded(row)}"


def _value(row, indicator, place: str) -> str:
    value, unit = fmt.shown(row, indicator)
    name = fmt.alone(indicator.short_name)
    return f"{place}{name}{NO_NUMBER.get(value, value)}{unit}"


def _target(row, indicator) -> str:
    if fmt.is_missing(row.target):
        return "未设年度目标" if isinstance(row.status, str) else ""
    if row.withheld or fmt.is_missing(row.completion):
        return ""
    verb = "相当于" if indicator.direction == "lower_better" else "完成"
    target = "".join(fmt.amount(row.target, indicator.unit, indicator.precision))
    return f"{verb}年度目标{target}的{fmt.percent(row.completion)}"


def _status(row) -> str:
    if row.status not in STATUSES or row.status in ("未上报", "未设目标"):
        return ""
    gap = "" if fmt.is_missing(row.gap) or row.status == "已完成" else f"（与序时差{fmt.points(row.gap)}个百分点）"
    return f"{row.status}{gap}"


def _yoy(row, indicator) -> str:
    if fmt.is_missing(row.yoy):
        return ""
    size = fmt.difference(abs(row.yoy), indicator).lstrip("+").replace(" 百分点", "个百分点").replace(" ", "")
    ratio = indicator.kind == "ratio"
    if not any(digit in size for digit in "123456789"):
        return "同比持平"
    way = ("提高" if ratio else "增长") if row.yoy > 0 else ("降低" if ratio else "下降")
    like = f"，同口径{row.yoy_units:,}/{row.yoy_all:,}个单位·期" if like_for_like(row) else ""
    return f"同比{way}{size}{f'（{like[1:]}）' if like else ''}"


def _open(row) -> str:
    """What of the figure has not come in: 未报."""
    since = as_of.lacking(row)
    lacking = f"{since}，没有计入" if since else (
        "" if not row.due_units or row.reported >= row.due_units else f"还有{row.due_units - row.reported:,}个单位未报")
    carried = fmt.carried(row.carried).replace(" ", "") if row.carried else ""
    early = "今年的还没有到期" if fmt.is_missing(row.as_of) and not since and not fmt.is_missing(row.value) else ""
    return "".join(f"；{words}" for words in (early, lacking, carried) if words)


def _rounded(row) -> str:
    return "涉及个人信息，以上为约数。" if row.rounded or row.withheld else ""

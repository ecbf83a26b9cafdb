"""The seven statuses on the screen: never colour alone, always colour, sign and word."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pages.parts.ui.html import Markup, html, join, tag
from queries.measures import STATUSES

SIGN = {"已完成": "✔", "达序时": "●", "略滞后": "◆", "滞后": "▼", "未上报": "○", "未到期": "◷", "未设目标": "–"}
CLASS = {"已完成": "done", "达序时": "ok", "略滞后": "near", "滞后": "late", "未上报": "none", "未到期": "wait",
         "未设目标": "free"}
MOST_BLOCKS = 24
STRIP = ("已完成", "达序时", "略滞后", "滞后", "未上报")


def chip(status: str | None) -> Markup:
    if status not in STATUSES:
        return html('<span class="chip free">不评价</span>')
    return html('<span class="chip {}"><i>{}</i>{}</span>', CLASS[status], SIGN[status], status)


def strip(counts: dict[str, int], doors: Mapping[str, Sequence[Markup]] = MappingProxyType({})) -> Markup:
    """One small block an indicator, best first, so that the share behind is seen before it is read; more than MOST_BLOCKS
    as one bar with the numbers on it. doors: the blocks of a status one by one, where they can be clicked."""
    shown = {status: int(counts[status]) for status in STRIP if counts.get(status)}
    words = "、".join(f"{status}{number}项" for status, number in shown.items())
    if sum(shown.values()) > MOST_BLOCKS:
        kind = "strip bar"
        blocks = (html('<i class="{}" style="flex-grow:{}">{}{}</i>', CLASS[status], number, SIGN[status], number)
                  for status, number in shown.items())
    else:
        kind = "strip"
        blocks = (join(doors[status]) if status in doors else html('<i class="{}">{}</i>', CLASS[status], SIGN[status]) * number
                  for status, number in shown.items())
    # What can be clicked is no part of a picture.
    role = "group" if kind == "strip" and doors else "img"
    return tag("div", *blocks, look=kind, role=role, title=None if role == "group" else words, aria_label=words)

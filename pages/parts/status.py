"""The seven statuses on the screen: never colour alone, always colour, sign and word."""

from html import escape

from queries.measures import STATUSES

SIGN = {"已完成": "✔", "达序时": "●", "略滞后": "◆", "滞后": "▼", "未上报": "○", "未到期": "◷", "未设目标": "–"}
CLASS = {"已完成": "done", "达序时": "ok", "略滞后": "near", "滞后": "late", "未上报": "none", "未到期": "wait",
         "未设目标": "free"}
COLOUR = {"已完成": "#14487a", "达序时": "#2f7fb8", "略滞后": "#b97700", "滞后": "#c2390c", "未上报": "#8a827b",
          "未到期": "#8a827b", "未设目标": "#8a827b"}
STRIP = ("已完成", "达序时", "略滞后", "滞后", "未上报")


def chip(status: str | None) -> str:
    if status not in STATUSES:
        return '<span class="chip free">不评价</span>'
    return f'<span class="chip {CLASS[status]}"><i>{SIGN[status]}</i>{status}</span>'


def strip(counts: dict[str, int]) -> str:
    """One small block an indicator, best first, so that the share behind is seen before it is read."""
    words = "、".join(f"{status}{counts[status]}项" for status in STRIP if counts.get(status))
    blocks = "".join(f'<i class="{CLASS[status]}">{SIGN[status]}</i>' * int(counts.get(status, 0)) for status in STRIP)
    return f'<div class="strip" role="img" title="{words}" aria-label="{escape(words)}">{blocks}</div>'

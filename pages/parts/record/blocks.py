"""The rows of the record as HTML."""

import pandas as pd

from pages.parts.ui.html import Markup, html, num, panel, table, tag, tr
from queries.record import in_words


def rows(frame: pd.DataFrame) -> Markup:
    """A line a row, the newest first."""
    if frame.empty:
        return panel("审计记录", "没有符合条件的记录")
    heads = [num("编号"), "时间", "谁", "从哪里", "做什么", "对象", "地区", "结果", "细节"]
    return panel("审计记录", "只增不改不删，一条扣一条；新的在前",
                 table(heads, map(_row, in_words(frame).itertuples(index=False)), box="scroll tall"))


def _row(row) -> Markup:
    who = html('{}<br><span class="muted">{}</span>', _said(row.account), row.unit) if _said(row.account) else row.unit
    return tr(num(str(row.id)), f"{row.at:%Y-%m-%d %H:%M:%S}", who, html('{}<br><span class="muted">{}</span>', _said(
        row.address) or "本机", row.way), row.act, _said(row.what), _said(row.place),
              row.outcome if row.outcome == "成功" else tag("b", row.outcome), _said(row.details))


def _said(value) -> str:
    return value if isinstance(value, str) else ""

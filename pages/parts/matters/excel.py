"""督办台账 as Excel: the matters on the screen, all of what is known of each."""

from datetime import date
from functools import partial

import pandas as pd

from data.formats import DATE, NUMBER
from pages.parts.matters import filters
from pages.parts.matters.rows import View, entries, visible
from pages.parts.shell import exports
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.excel import Column, Sheet, about, notes, workbook
from pages.parts.ui.matters import number, then, verdict
from queries.matter_rules import COLOUR_WORDS, OPEN, STATE_WORDS
from queries.privacy import reads

COLUMNS = [
    Column("no", "序号", width=9), Column("source", "来源", width=22), Column("decided_on", "来源日期", DATE, 12),
    Column("what", "事项", width=40), Column("place", "关联地区", width=10), Column("figure", "关联指标", width=24),
    Column("counted_in", "单位", width=8), Column("then", "议定时的数", NUMBER, 14), Column("wanted", "要求达到", NUMBER, 14),
    Column("now", "现在的数", NUMBER, 14), Column("until", "截至", width=12), Column("says", "数据", width=18),
    Column("lead", "牵头领导", width=14), Column("unit", "责任单位", width=16), Column("helpers", "配合单位", width=20),
    Column("due", "完成时限", DATE, 12), Column("level", "级别", width=8), Column("state", "状态", width=10),
    Column("colour", "督办", width=8), Column("progress", "进展", width=50), Column("ask", "办结申请", width=30),
    Column("close", "核销", width=24), Column("return", "退回", width=24), Column("stop", "中止", width=24),
    Column("unfinished", "未完成原因", width=30), Column("note", "备注", width=20)]


def download(scope: Scope, view: View, today: date) -> None:
    """The button; the file is made when it is pressed."""
    exports.offer("导出台账", about(scope, f"督办台账_{scope.year}年.xlsx"), partial(make, scope, view, today),
                  key="matters-file", rounded=True)


def make(scope: Scope, view: View, today: date) -> bytes:
    return workbook("督办台账", notes(scope, said(scope, view), f"{today:%Y-%m-%d} 的情况；金额单位为元"),
                    [Sheet("督办台账", COLUMNS, cells(scope, view, today))])


def said(scope: Scope, view: View) -> str:
    """The filters in words."""
    words = (filters.colours(scope)[view.colour] if view.colour else "", filters.STATES[view.state] if view.state else "",
             view.unit, view.meeting)
    return "筛选：" + ("，".join(filter(None, words)) or "全部")


def cells(scope: Scope, view: View, today: date) -> pd.DataFrame:
    frame, steps = visible(scope, view, today), entries(scope, today)
    final = frame.assign(
        no=[number(row) for row in frame.itertuples()],
        until=[as_of.until(row).removeprefix("截至") for row in frame.itertuples()],
        then=[_shown(then(row), row.value_then, row.rounded_then) if row.verdict else None for row in frame.itertuples()],
        now=[_now(row) if row.verdict else None for row in frame.itertuples()],
        says=[verdict(row) for row in frame.itertuples()], state=frame["state"].map(STATE_WORDS),
        colour=frame["colour"].map(COLOUR_WORDS).where(frame["state"].isin(OPEN)),
        figure=[f"{row.code} {row.indicator}" if row.verdict else None for row in frame.itertuples()])
    for kind in ("progress", "ask", "close", "return", "stop", "unfinished"):
        final[kind] = [told(steps[(steps["matter_id"] == one) & (steps["kind"] == kind)]) for one in frame["id"]]
    return final


def _now(row) -> float | str:
    """In the unit that stands beside it."""
    value, digits = row.value_now, fmt.decimals(row.counted_in, row.precision)
    words = fmt.MISSING if fmt.is_missing(value) else fmt.plain(value, digits)
    return _shown(reads(words, row.withheld, row.rounded), value, row.rounded)


def _shown(words: str, value: float, rounded: bool) -> float | str:
    """A number where it is one as it stands, else in words."""
    return words if rounded or fmt.is_missing(value) else value


def told(steps: pd.DataFrame) -> str | None:
    """Dated, by whom: 2026-10-15 睢县妇联：已发放 30 笔."""
    return "；".join(f"{row.entered_at:%Y-%m-%d} {row.actor}" + (f"：{row.words}" if isinstance(row.words, str) else "")
                    for row in steps.itertuples()) or None

"""The target desk as Excel: exactly the rows, order and columns on the screen, all pages of them."""

from functools import partial

import pandas as pd

from data.formats import COUNT, NUMBER, POINTS, RATE
from pages.parts.shell import exports, reference
from pages.parts.shell.scope import Scope
from pages.parts.targets import filters
from pages.parts.targets.rows import View, place_options, visible
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.excel import Column, Sheet, about, notes, workbook
from pages.parts.ui.origin import ORIGIN

COLUMNS = [
    Column("code", "代码"), Column("name", "指标", width=34), Column("action", "行动"), Column("programme", "工作项目", width=24),
    Column("region", "地区"), Column("unit", "单位", width=8), Column("value", "实际值", NUMBER, 14),
    Column("target", "年度目标", NUMBER, 14), Column("origin", "目标来源", width=14), Column("below", "下级目标合计", NUMBER, 14),
    Column("completion", "完成率", RATE, 10), Column("gap", "与序时差（百分点）", POINTS, 12), Column("status", "状态", width=10),
    Column("why", "原因", width=30), Column("measure", "措施", width=30), Column("by", "完成时限", width=12),
    Column("until", "截至", width=12), Column("lacking", "以后各期", width=22),
    Column("yoy", "同比", RATE, 10), Column("yoy_points", "同比（比率：百分点或本单位）", POINTS, 14),
    Column("like", "同口径（个单位·期）", width=20),
    Column("forecast", "年底预计", NUMBER, 14), Column("low", "预计低", NUMBER, 14), Column("high", "预计高", NUMBER, 14),
    Column("basis", "预计依据", width=16), Column("error", "去年同月误差", RATE, 12), Column("miss", "预计完不成", width=12),
    Column("reported", "已报单位", COUNT, 10), Column("due_units", "应报单位", COUNT, 10)]


def download(scope: Scope, view: View) -> None:
    """The button; the file is made when it is pressed."""
    exports.offer("导出 Excel", about(scope, f"目标进度_{scope.year}年{scope.month}月.xlsx"), partial(make, scope, view),
                  key="desk-file", rounded=True)


def make(scope: Scope, view: View) -> bytes:
    return workbook("目标进度", notes(scope, *said(scope, view), "金额单位为元；“—”为没有数，不是 0",
                                    as_of.RULE.rstrip("；")),
                    [Sheet("目标进度", COLUMNS, cells(visible(scope, view)))])


def said(scope: Scope, view: View) -> list[str]:
    """The filters and the order in words."""
    actions = reference.actions(scope.version).set_index("code")["name"]
    words = [actions.get(view.action, ""), view.programme, view.status, place_options(scope)[view.place],
             filters.ONLY[view.only] if view.only else "", f"查找“{view.find}”" if view.find.strip() else "",
             filters.SORTS[view.sort], filters.GROUPS[view.group] if view.group else ""]
    return ["筛选和次序：" + "，".join(word for word in words if word)]


def cells(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows as a reader of the file sees them: what is not there or may not be shown in words."""
    final = frame.copy()
    ratio = frame["kind"] == "ratio"
    final["value"] = [fmt.marked(fmt.plain(row.value, fmt.decimals(row.unit, row.precision)), row) if row.rounded else
                      row.value if not row.withheld and not fmt.is_missing(row.value) else fmt.shown(row, row)[0]
                      for row in frame.itertuples()]
    final["origin"] = frame["origin"].map(ORIGIN)
    final["below"] = frame["below"].where(frame["origin"] == "own")
    final["status"] = frame["status"].where(frame["status"].notna(), "不评价")
    final["why"] = frame["why"].where(~frame["silent"], "未说明")
    final["by"] = frame["by"].dt.strftime("%Y-%m-%d")
    final["gap"] = frame["gap"].round(9)
    final["until"] = [as_of.until(row).removeprefix("截至") for row in frame.itertuples()]
    final["lacking"] = [as_of.lacking(row) for row in frame.itertuples()]
    final["yoy"], final["yoy_points"] = frame["yoy"].where(~ratio), frame["yoy"].where(ratio)
    limited = frame["yoy_units"] < frame["yoy_all"]
    final["like"] = (frame["yoy_units"].astype(str) + "/" + frame["yoy_all"].astype(str)).where(limited)
    hidden = frame["withheld"] != ""
    for column in ("forecast", "low", "high", "error", "basis"):
        final[column] = frame[column].where(~hidden)
    final["miss"] = frame["miss"].map({True: "预计完不成", False: None})
    for column in ("reported", "due_units"):
        final[column] = frame[column].where(~ratio & (frame["due_units"] > 0))
    return final

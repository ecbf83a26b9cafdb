"""A township as Excel: its villages and homes, its figures."""

import pandas as pd

from data.formats import COUNT, NUMBER, POINTS, RATE
from data.write.exports import Leaving
from pages.parts.shell import reference
from pages.parts.town.blocks import covered, reported, villages
from pages.parts.town.choice import View
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.excel import Column, Sheet, notes, workbook
from pages.parts.ui.villages import KIND, NO_REGISTER

VILLAGES = [Column("name", "村（社区）", width=26), Column("kind", "村还是社区", width=12), Column("state", "妇女之家", width=10),
            Column("homes", "个数", COUNT, 8), Column("forms", "形式", width=26), Column("since", "最早建成", width=14),
            Column("others", "其他阵地", width=26)]
FIGURES = [Column("code", "代码"), Column("name", "指标", width=34), Column("unit", "单位", width=8),
           Column("number", "数值", NUMBER, 14), Column("target", "年度目标", NUMBER, 14),
           Column("completion", "完成率", RATE, 10),
           Column("gap", "与序时差（百分点）", POINTS, 12), Column("status", "状态", width=10), Column("yoy", "同比", RATE, 10),
           Column("yoy_points", "同比（比率：百分点或本单位）", POINTS, 14), Column("until", "截至", width=12),
           Column("lacking", "以后各期", width=22)]


def about(view: View) -> Leaving:
    """What the record says of the file."""
    name = reference.places(view.scope.version).at[view.town, "name"]
    return Leaving(f"{name}_{view.scope.year}年{view.scope.month}月.xlsx", f"{name}，{fmt.period(view.period)}", (view.town,))


def make(view: View) -> bytes:
    name = reference.places(view.scope.version).at[view.town, "name"]
    said = [f"只含{name}", "妇女之家按名册", "“—”为没有数，不是 0", as_of.RULE.rstrip("；")]
    return workbook(f"{name}的村（社区）和指标", notes(view.scope, *said),
                    [Sheet("村和妇女之家", VILLAGES, _villages(view)), Sheet("指标", FIGURES, _figures(view))])


def _villages(view: View) -> pd.DataFrame:
    rows = villages(view)
    rows = rows[rows["id"] != view.town].copy()
    unknown = bool(covered(view)["unregistered"])
    rows["kind"] = [KIND[str(kind).endswith("居委会")] for kind in rows["kind"]]
    rows["state"] = [NO_REGISTER if unknown else "已建" if homes else "未建" for homes in rows["homes"]]
    rows["since"] = ["" if fmt.is_missing(since) else fmt.period(since) for since in rows["since"]]
    return rows.assign(homes=None) if unknown else rows


def _figures(view: View) -> pd.DataFrame:
    catalogue = reference.indicators(view.scope.version)
    frame = reported(view).drop(columns=["unit", "kind"]).join(catalogue[["code", "name", "unit", "kind", "precision"]])
    ratio = frame["kind"] == "ratio"
    frame["number"] = [fmt.shown(row, row)[0] if fmt.is_missing(row.value) else row.value for row in frame.itertuples()]
    frame["status"] = frame["status"].where(frame["status"].notna(), "不评价")
    frame["yoy_points"], frame["yoy"] = frame["yoy"].where(ratio), frame["yoy"].where(~ratio)
    frame["until"] = [as_of.until(row).removeprefix("截至") for row in frame.itertuples()]
    frame["lacking"] = [as_of.lacking(row) for row in frame.itertuples()]
    return frame

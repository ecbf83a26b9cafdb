"""The table of the years as Excel, and the opened indicators year by year."""

import pandas as pd

from data.formats import COUNT, NUMBER, RATE
from pages.parts.shell import reference
from pages.parts.ui.excel import Column, Sheet, notes, workbook
from pages.parts.years.choice import View, codes, every, opened, totals, wanted
from pages.parts.years.tables import COUNTED, span
from queries.privacy import READS, reads

FIRST = [Column("code", "代码"), Column("name", "指标", width=34), Column("unit", "单位", width=8),
         Column("counted", "怎样算", width=10)]
BY_YEAR = [*FIRST, Column("year", "年份", "0", 8), Column("months", "同期", width=10), Column("same", "同期数", NUMBER, 14),
           Column("yoy", "同比", RATE, 10), Column("yoy_points", "同比（比率：百分点或本单位）", NUMBER, 14),
           Column("like", "同口径（个单位·期）", width=20), Column("full", "全年或年末", NUMBER, 14),
           Column("cells", "已报（单位·期）", COUNT), Column("due_cells", "应报（单位·期）", COUNT)]
KIND = {"flow": "累计", "stock": "期末", "ratio": "比率"}


def make(view: View) -> bytes:
    scope, said = view.scope, ["同期各年都到同一个月，同比按同口径", "累计只加时期数，比率用各年分子分母之和重算",
                               "金额单位为元；“—”为没有数，不是 0"]
    said += [f"只含查找“{view.words}”的"] if view.words else []
    sheets = [_table(view)]
    if view.over:
        sheets.append(Sheet("逐年", BY_YEAR, _years(opened(scope, codes(view)), reference.indicators(scope.version))))
    return workbook("历年", notes(scope, *said), sheets)


def _table(view: View) -> Sheet:
    """An indicator a row; a column a year, the same months of the last, this year so far, 同比, and what they come to."""
    catalogue = wanted(view)
    rows = _years(every(view.scope), reference.indicators(view.scope.version))
    years = sorted(rows["year"].unique())
    final = catalogue[["code", "name", "unit", "kind"]].assign(counted=catalogue["kind"].map(KIND))
    columns = [*FIRST]
    for year in years:
        of = rows[rows["year"] == year].set_index("indicator_id").reindex(final.index)
        final[f"full{year}"], final[f"same{year}"] = of["full"], of["same"]
        columns += [Column(f"full{year}", f"{year}年", NUMBER, 14)] if year != years[-1] else []
        if year == years[-1]:
            final[["months", "yoy", "yoy_points"]] = of[["months", "yoy", "yoy_points"]]
    columns += [Column(f"same{years[-2]}", f"{years[-2]}年同期", NUMBER, 14)] if len(years) > 1 else []
    columns += [Column(f"same{years[-1]}", f"{years[-1]}年以来", NUMBER, 14), Column("months", "同期", width=10),
                Column("yoy", "同比", RATE, 10), Column("yoy_points", "同比（比率：百分点或本单位）", NUMBER, 14)]
    if COUNTED[len(years)]:
        sums = totals(view.scope).reindex(final.index)
        final["total"] = [_total(row) for row in sums.itertuples()]
        columns.append(Column("total", COUNTED[len(years)], NUMBER, 16))
    return Sheet("各年的数", columns, final)


def _total(row) -> float | str | None:
    if isinstance(row.lacking, list) and row.lacking:
        return f"缺{'、'.join(f'{year}年' for year in row.lacking)}"
    if row.withheld in READS:
        return READS[row.withheld]
    return _number(row.total, "", row.rounded is True or row.rounded == 1)


def _years(rows: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """The rows as a reader of the file sees them."""
    final = rows.join(catalogue[["code", "name", "unit", "kind", "additive"]], on="indicator_id")
    ratio = final["kind"] == "ratio"
    final["months"] = [span(row, row) for row in final.itertuples()]
    final["counted"] = final["kind"].map(KIND)
    final["same"] = [_number(row.value, row.withheld, row.rounded) if row.month else "未到期" for row in final.itertuples()]
    final["full"] = [_number(row.whole, row.whole_withheld, row.whole_rounded) for row in final.itertuples()]
    final["yoy_points"], final["yoy"] = final["yoy"].where(ratio), final["yoy"].where(~ratio)
    limited = final["yoy_units"] < final["yoy_all"]
    final["like"] = (final["yoy_units"].astype(str) + "/" + final["yoy_all"].astype(str)).where(limited)
    for column in ("cells", "due_cells"):
        final[column] = final[column].where(final["due_cells"] > 0)
    return final


def _number(value: float, withheld: str, rounded: bool) -> float | str | None:
    if withheld:
        return READS[withheld]
    if pd.isna(value):
        return None
    return reads(f"{value:,.10g}", "", True) if rounded else value



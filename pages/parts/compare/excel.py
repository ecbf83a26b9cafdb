"""What stands side by side as Excel: an indicator and region a row; before regions are chosen, every pair of them."""

import pandas as pd

from data.formats import COUNT, NUMBER, POINTS, RATE
from data.write.exports import Leaving
from pages.parts.compare import pairs
from pages.parts.compare.choice import Choice, compared
from pages.parts.compare.tables import RULE, names_of
from pages.parts.shell import answers, reference
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.excel import Column, Sheet, notes, workbook
from queries.schema import LEVELS

COLUMNS = [
    Column("action", "行动"), Column("code", "代码"), Column("name", "指标", width=34), Column("unit", "单位", width=8),
    Column("region", "地区", width=16), Column("number", "数值", NUMBER, 14), Column("target", "年度目标", NUMBER, 14),
    Column("completion", "完成率", RATE, 10), Column("gap", "与序时差（百分点）", POINTS, 12), Column("status", "状态", width=10),
    Column("place", "领先或落后", width=12), Column("yoy", "同比", RATE, 10),
    Column("yoy_points", "同比（比率：百分点或本单位）", POINTS, 14), Column("head", "每万名妇女", NUMBER, 14),
    Column("part", "占总数（%）", NUMBER, 12), Column("until", "截至", width=12), Column("lacking", "以后各期", width=22)]
PAIRS = [Column("one", "地区", width=16), Column("other", "与谁比", width=16), Column("compared", "能比的项数", COUNT),
         Column("ahead", "领先项数", COUNT), Column("behind", "落后项数", COUNT)]


def about(choice: Choice) -> Leaving:
    """What the record says of the file: which regions are in it."""
    scope, names = choice.scope, names_of(choice)
    name, span = f"地区对比_{scope.year}年{scope.month}月.xlsx", f"{scope.year}年1月至{scope.month}月"
    if len(names) < 2:
        return Leaving(name, f"两两对比，{span}", tuple(pairs.listed(scope)))
    return Leaving(name, f"{'、'.join(names.values())}，{span}", choice.regions)


def make(choice: Choice) -> bytes:
    if len(choice.regions) < 2:
        return _pairs(choice)
    said = [f"并排：{'、'.join(names_of(choice).values())}", RULE, "金额单位为元；“—”为没有数，不是 0", as_of.RULE.rstrip("；")]
    return workbook("地区对比", notes(choice.scope, *said), [Sheet("并排", COLUMNS, _rows(choice))])


def _rows(choice: Choice) -> pd.DataFrame:
    catalogue, names = reference.indicators(choice.scope.version), names_of(choice)
    actions = reference.actions(choice.scope.version).set_index("id")
    frame = compared(choice).drop(columns=["unit", "kind"]).join(
        catalogue[["code", "name", "unit", "precision", "kind", "report_level"]].rename(columns={"report_level": "reports"}),
        on="indicator_id")
    if choice.action:
        frame = frame[frame["action_id"].map(actions["code"]) == choice.action]
    frame["order"] = frame["region_id"].map({region: at for at, region in enumerate(names)})
    frame = frame.sort_values(["indicator_id", "order"])
    ratio = frame["kind"] == "ratio"
    frame["number"] = [_number(row) for row in frame.itertuples()]
    frame["action"], frame["region"] = frame["action_id"].map(actions["name"]), frame["region_id"].map(names)
    frame["status"] = frame["status"].where(frame["status"].notna(), "不评价")
    frame["yoy_points"], frame["yoy"] = frame["yoy"].where(ratio), frame["yoy"].where(~ratio)
    frame["until"] = [as_of.until(row).removeprefix("截至") for row in frame.itertuples()]
    frame["lacking"] = [as_of.lacking(row) for row in frame.itertuples()]
    return frame


def _number(row) -> float | str:
    if fmt.is_missing(row.value) and not row.withheld and LEVELS.index(row.level) > LEVELS.index(row.reports):
        return "这一级不报"
    if row.rounded:
        return fmt.marked(fmt.plain(row.value, row.precision), row)
    return fmt.shown(row, row)[0] if row.withheld or fmt.is_missing(row.value) else row.value


def _pairs(choice: Choice) -> bytes:
    scope = answers.among(choice.scope)
    found = pairs.listed(scope)
    rows = pairs.counts(scope) if found else pd.DataFrame(columns=["region_id", "other_id", "compared", "ahead", "behind"])
    rows = rows.assign(one=rows["region_id"].map(found), other=rows["other_id"].map(found))
    return workbook("两两对比", notes(scope, RULE, as_of.RULE.rstrip("；")), [Sheet("两两对比", PAIRS, rows)])

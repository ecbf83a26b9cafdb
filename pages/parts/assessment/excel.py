"""The scores as an Excel workbook: regions, every indicator's parts, and the weights."""

import pandas as pd

from data.formats import COUNT, FACTOR, NUMBER, RATE, SCORE
from pages.parts.assessment import choice as assessment
from pages.parts.assessment.choice import HALVES, Choice
from pages.parts.assessment.tables import WHY, state
from pages.parts.assessment.weights import came_from
from pages.parts.shell import reference
from pages.parts.ui import format as fmt
from pages.parts.ui.excel import Column, Sheet, notes, workbook
from pages.parts.ui.matrix import short
from queries.weights import add_up


def book(choice: Choice) -> bytes:
    """What is on the screen, with the parts behind it and the weights that made them."""
    scheme = assessment.schemes(choice.scope.version).at[choice.scheme, "name"]
    said = notes(choice.scope, state(choice), "得分 = 权重 × 折算系数；得分率 = 得分 ÷ 满分 × 100；未上报记 0 分并计入满分；"
                 "涉个人信息的按约数计分，小于 5 的不计入得分和满分")
    return workbook(scheme, said, [regions(choice), parts(choice), weights(choice)])


def name(choice: Choice) -> str:
    """The file's name: scheme, year, half and how far."""
    scheme = assessment.schemes(choice.scope.version).at[choice.scheme, "name"]
    return f"{scheme}_{choice.scope.year}年{HALVES[str(choice.half)]}_截至{choice.through}月.xlsx"


def regions(choice: Choice) -> Sheet:
    found, cells, names = assessment.sums(choice), assessment.by_action(choice), assessment.scored(choice)
    actions = reference.actions(choice.scope.version).set_index("id")["name"]
    frame = found.assign(parent=names["parent"], name=names["name"], code=names["code"])
    columns = [*([Column("rank", "名次", COUNT, 8)] if choice.ranked else []), Column("parent", "上级"),
               Column("name", "地区", "", 16), Column("code", "区划代码")]
    for action in actions.index[actions.index.isin(cells.index.get_level_values("action_id"))]:
        of_action = cells.xs(action, level="action_id")
        for key, word in (("points", "得分"), ("maximum", "满分")):
            frame[f"{key}-{action}"] = of_action[key]
            columns.append(Column(f"{key}-{action}", f"{short(actions[action])}{word}", SCORE, 10))
    columns += [Column("points", "得分合计", SCORE), Column("maximum", "满分合计", SCORE), Column("rate", "得分率", SCORE),
                Column("counted", "计分项数", COUNT), Column("unreported", "未上报项数", COUNT),
                Column("hidden", "不公开项数", COUNT)]
    return Sheet("得分", columns, frame)


def parts(choice: Choice) -> Sheet:
    version = choice.scope.version
    catalogue, names = reference.indicators(version), assessment.scored(choice)
    actions = reference.actions(version).set_index("id")["name"]
    rows = assessment.rows(choice)
    read = [fmt.marked("" if row.withheld else fmt.plain(row.value, catalogue.at[row.indicator_id, "precision"]), row)
            if row.withheld or row.rounded else row.value for row in rows.itertuples()]
    frame = rows.assign(
        region=rows["region_id"].map(names["name"]), action=rows["action_id"].map(actions),
        **{key: rows["indicator_id"].map(catalogue[key]) for key in ("code", "name", "unit")},
        value=pd.Series(read, index=rows.index, dtype=object),
        words=rows["why"].map(WHY))
    frame["value"] = frame["value"].where(rows["why"] != "未上报", "未上报")
    carried = "（" + rows["carried"].map(fmt.carried) + "）"
    frame["words"] = frame["words"].where(rows["carried"] == 0, frame["words"] + carried)
    order = pd.Series(range(len(assessment.sums(choice))), index=assessment.sums(choice).index)
    frame = frame.assign(at=frame["region_id"].map(order)).sort_values("at", kind="stable")
    return Sheet("逐项得分", [
        Column("region", "地区", "", 14), Column("action", "行动", "", 16), Column("code", "代码", "", 8),
        Column("name", "指标", "", 26), Column("unit", "单位", "", 8), Column("value", "实际", NUMBER),
        Column("target", "年度目标", NUMBER),
        Column("completion", "完成率", RATE), Column("share", "应完成", RATE), Column("limit", "限额（越低越好）", NUMBER),
        Column("factor", "折算系数", FACTOR), Column("weight", "权重", NUMBER), Column("points", "得分", SCORE),
        Column("maximum", "计入满分", NUMBER), Column("words", "说明", "", 30)], frame)


def weights(choice: Choice) -> Sheet:
    version = choice.scope.version
    rows, _, whole = add_up(assessment.weights(version, choice.scheme, choice.scope.year))
    actions = reference.actions(version).set_index("id")["name"]
    frame = rows.assign(action=rows["action_id"].map(actions), came=[came_from(row) for row in rows.itertuples(index=False)])
    total = pd.DataFrame([{"action": "合计", "weight": whole, "share": 1.0}])
    return Sheet("权重", [Column("action", "行动", "", 16), Column("code", "代码", "", 8), Column("name", "指标", "", 28),
                        Column("weight", "权重（分）", NUMBER), Column("share", "占合计", RATE), Column("came", "来源", "", 14)],
                 pd.concat([frame, total]))

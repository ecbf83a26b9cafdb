"""附件: 1 指标进度表, 2 各县对比, 3 数据说明."""

import pandas as pd

from data.papers.outline import Amount, Column, Section, Sentence, Table
from pages.parts.papers.material import Material
from pages.parts.papers.words import listed, sentence
from pages.parts.shell import reference, reported
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.labels import six
from pages.parts.ui.matrix import short
from queries import summary
from queries.catalogue import leading as head
from queries.measures import STATUSES
from queries.privacy import NOTE
from queries.rows import rows_of


def sections(m: Material) -> list[Section]:
    found = [Section("annex.progress", "指标进度表", 1, (progress(m),), annex=True)]
    if len(m.below) > 1:
        found.append(Section("annex.compared", f"各{m.word}对比", 1, (*compared(m), leading(m)), annex=True))
    return [*found, Section("annex.notes", "数据说明", 1, tuple(notes(m)), annex=True)]


def progress(m: Material) -> Table:
    """Every indicator of the region."""
    columns = (Column("行动"), Column("指标"), Column("实际", "number"), Column("单位"), Column("年度目标", "number"),
               Column("完成率", "percent", "", 1), Column("与序时差", "points", "百分点", 1), Column("同比"),
               Column("状态", "status"), Column("截至"))
    names = {action.id: short(action.name) for action in rows_of(six(m.scope))}
    rows = rows_of(m.mine.loc[m.catalogue["id"]])
    cells = []
    for row in rows:
        indicator = m.indicator(row)
        value, unit = amount(m, row)
        cells.append((names.get(row.action_id, "基础数据"), indicator["name"], value, unit, _target(row, indicator, unit),
                      None if row.withheld else _number(row.completion), _number(row.gap),
                      None if fmt.is_missing(row.yoy) else fmt.difference(row.yoy, indicator).replace(" ", ""),
                      row.status if row.status in STATUSES else None, as_of.until(row).removeprefix("截至") or None))
    return Table("annex.progress", f"指标进度表（{m.until}）", columns, tuple(cells), figures=m.figures(rows))


def amount(m: Material, row) -> tuple[Amount | str, str]:
    """The value as a cell and its unit: a number where it is read as one, else what is read (未上报, <5, 约10)."""
    indicator = m.indicator(row)
    text, unit = fmt.shown(row, indicator)
    if row.withheld or row.rounded or fmt.is_missing(row.value):
        return text, unit or ("" if row.withheld else indicator["unit"])
    divisor, unit = fmt.scale(row.value, indicator["unit"])
    return Amount(row.value / divisor, fmt.decimals(unit, indicator["precision"])), unit


def _target(row, indicator, unit: str) -> Amount | str | None:
    """In the unit of the value beside it where that can be told so."""
    if fmt.is_missing(row.target):
        return None
    divisor, scaled = fmt.scale(row.target, indicator["unit"])
    decimals = fmt.decimals(scaled, indicator["precision"])
    return Amount(row.target / divisor, decimals) if scaled == unit else fmt.plain(row.target / divisor, decimals) + scaled


def _number(value) -> float | None:
    return None if fmt.is_missing(value) else float(value)


def compared(m: Material) -> list[Table]:
    """The regions below in a line each: counts of verdicts, and the median gap of every action."""
    counts, cells = summary.count_statuses(m.beneath, ["region_id"]), m.cells
    gaps = {(row.region_id, row.action_id): _number(row.gap) for row in rows_of(cells)}
    acts = rows_of(six(m.scope))
    columns = (Column(m.word), Column("可评价", "number", "项"), Column("达序时", "number", "项"), Column("滞后", "number", "项"),
               Column("未上报", "number", "项"), *(Column(short(action.name), "points", "百分点", 1) for action in acts))
    rows = []
    for region in m.below:
        counted = counts.loc[region].to_dict() if region in counts.index else {}
        on_pace, judged = summary.counts_on_pace(counted)
        rows.append((m.names[region], float(judged), float(on_pace), float(counted.get("滞后", 0)),
                     float(counted.get("未上报", 0)), *(gaps.get((region, action.id)) for action in acts)))
    return [Table("annex.compared", f"各{m.word}进度（各行动为与序时差中位数，百分点）", columns, tuple(rows))]


def leading(m: Material) -> Table:
    """完成率 of the actions' headline indicators, the whole's first."""
    found = [head(m.catalogue[m.catalogue["action_id"] == action.id]) for action in rows_of(six(m.scope))]
    heads = m.catalogue[m.catalogue["id"].isin([one["id"] for one in found if one is not None])]
    columns = (Column(m.word), *(Column(fmt.alone(one.short_name), "percent", "", 1) for one in rows_of(heads)))
    every = pd.concat([m.mine, m.beneath])
    every = rows_of(every[every["indicator_id"].isin(heads["id"])])
    done = {(row.region_id, row.indicator_id): None if row.withheld else _number(row.completion) for row in every}
    rows = tuple((m.who if region == m.scope.region else m.names[region], *(done[region, one] for one in heads["id"]))
                 for region in (m.scope.region, *m.below))
    return Table("annex.leading", "代表指标完成率", columns, rows, totals=1, figures=m.figures(every))


def notes(m: Material) -> list[Sentence]:
    """As of when, how complete, like for like, carried, rounded, from where, and whether it is 示例数据."""
    told = [sentence("notes.until", f"数据{m.until}，{as_of.RULE.rstrip('；')}，没有报齐的以后各期不计入；来源为各级妇联上报，"
                                    f"数据版本{fmt.version(m.scope.version)}")]
    cells = reported.due(m.scope, m.today)
    if len(cells):
        rate = fmt.percent(reported.overall(m.scope, m.today)["rate"])
        told.append(sentence("notes.reported", f"上报率为已报项次÷应报项次，今年以来为{rate}；没有上报的一律写“未上报”，不作0计"))
    like = m.mine[m.mine["yoy"].notna() & (m.mine["yoy_units"] < m.mine["yoy_all"])]
    left_out = f"，其中{len(like)}项有单位没有计入" if len(like) else ""
    told.append(sentence("notes.like", f"同比只比较两年都上报的单位和期次（同口径）{left_out}"))
    carried = m.mine[m.mine["carried"] > 0]
    if len(carried):
        told.append(sentence("notes.carried", f"时点数本期未报的沿用最近一次上报的数，有{len(carried)}项沿用"))
    silent = m.mine[m.mine["status"] == "未上报"]
    if len(silent):
        names = listed(map(m.name, rows_of(silent)))
        told.append(sentence("notes.silent", f"未上报、不作评价的有{len(silent)}项：{names}"))
    if (m.mine["rounded"] | (m.mine["withheld"] != "")).any():
        told.append(sentence("notes.privacy", NOTE))
    return [*told, *_demo(m)]


def _demo(m: Material) -> list[Sentence]:
    label = reference.settings(m.scope.version).get("data_label", "")
    return [sentence("notes.demo", f"【{label}】演示用的生成数据，不是真实统计")] if label else []

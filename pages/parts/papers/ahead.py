"""五、下一步工作: what is still open, what was promised, and what every month left needs for December's target."""

import pandas as pd

from data.papers.outline import Column, Section, Sentence, Table
from pages.parts.papers import decided
from pages.parts.papers.material import Material
from pages.parts.papers.words import sentence
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import join
from pages.parts.ui.why_words import EACH, to_do
from queries.measures import BEHIND
from queries.why import ToDo, still_to_do


def sections(m: Material) -> list[Section]:
    promised = tuple(_promised(m))
    open_ = tuple(decided.told(m))
    found = (("ahead.matters", "抓好督办事项", open_), ("ahead.measures", "落实各地措施", promised))
    return [Section("ahead", "下一步工作", 1), *(Section(key, title, 2, blocks) for key, title, blocks in found if blocks),
            Section("ahead.left", "对照年度目标抓进度", 2, (*needed(m), *_table(m)))]


def _promised(m: Material) -> list[Sentence | Table]:
    """What the region said that it would do by when about what lags; what those below said, as a list."""
    told: list[Sentence | Table] = []
    rows = []
    for (region, indicator), one in m.reasons.items():
        code, name = m.known[indicator]["code"], fmt.alone(m.known[indicator]["short_name"])
        when = f"{one.due.month}月{one.due.day}日"
        if region == m.scope.region:
            told.append(sentence(f"ahead.measure.{code}", f"{name}：{one.measure.rstrip('。')}（{when}前完成）"))
        elif region in m.below:
            rows.append((m.names[region], name, one.measure, when))
    columns = (Column(m.word if m.below else "地区"), Column("指标"), Column("措施"), Column("完成时限"))
    return [*told, *([Table("ahead.measures.list", "各地措施", columns, tuple(rows))] if rows else [])]


def _behind(m: Material) -> pd.DataFrame:
    return m.mine[m.mine["status"].isin(BEHIND)].sort_values("gap", kind="stable")


def _left(m: Material, row: pd.Series) -> ToDo | None:
    return still_to_do(row, int(m.indicator(row)["precision"]))


def needed(m: Material) -> list[Sentence]:
    """What the year's target still asks of each that lags."""
    told = []
    for _, row in _behind(m)[lambda rows: rows["status"] == "滞后"].iterrows():
        left, indicator = _left(m, row), m.indicator(row)
        if left is not None:
            words = to_do(left, row, indicator, _counted(m, indicator))
            told.append(sentence(f"ahead.{indicator['code']}", join((m.name(row), words)), [m.figure(row)]))
    return told or [sentence("ahead.none", f"{m.who}没有滞后的指标，继续按计划推进")]


def _counted(m: Material, indicator: pd.Series) -> str:
    """The unit of a ratio's numerator."""
    if not isinstance(indicator["numerator"], str):
        return ""
    code = indicator["numerator"].split("+")[0].strip()
    return m.catalogue.loc[m.catalogue["code"] == code, "unit"].iloc[0]


def _table(m: Material) -> list[Table]:
    """The same for everything behind pace, as a list."""
    rows, cells = [], []
    for _, row in _behind(m).iterrows():
        left, indicator = _left(m, row), m.indicator(row)
        if left is None or left.met or not left.first:
            continue
        each = None if fmt.is_missing(left.each) else f"{EACH[row['frequency']]}{_size(left.each, row, indicator)}"
        target = "".join(fmt.amount(row["target"], indicator["unit"], int(indicator["precision"])))
        cells.append((m.name(row), row["status"], m.shown(row), target, _size(left.left, row, indicator),
                      as_of.named(left.first, left.last, row["frequency"]), each))
        rows.append(row)
    if not cells:
        return []
    columns = (Column("指标"), Column("状态", "status"), *map(Column, ("实际", "年度目标", "还差", "剩余期", "平均需完成")))
    return [Table("ahead.list", "落后指标离年度目标还差多少", columns, tuple(cells), figures=tuple(map(m.figure, rows)))]


def _size(value: float, row, indicator) -> str:
    about = "约" if row["rounded"] else ""
    if indicator["unit"] == "%":
        return f"{about}{fmt.plain(value, 1)}百分点"
    return about + "".join(fmt.amount(value, indicator["unit"], int(indicator["precision"])))

"""四、存在问题: every 滞后 with its place, figure and reason, what has not been reported, what looks wrong and is not
confirmed."""

import pandas as pd

from data.papers.outline import Column, Section, Sentence, Table
from pages.parts.papers import plans
from pages.parts.papers.material import Material
from pages.parts.papers.words import listed, sentence
from pages.parts.shell import reference, reported
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.reasons import NONE
from pages.parts.ui.why_words import from_pace
from queries.gaps import gaps
from queries.quality.findings import counts, unconfirmed
from queries.rows import rows_of

MOST = 300
"""Rows of the list of what lags; 17 cities have some 300."""
PLACES = 10
"""Places named of those that owe reports."""
SEVERITY = {"error": "必须改", "warn": "请核实", "note": "提醒"}


def sections(m: Material) -> list[Section]:
    return [Section("problems", "存在问题", 1),
            Section("problems.behind", "进度滞后", 2, (*behind_told(m), *list_of(m))),
            Section("problems.reports", "数据未报齐", 2, tuple(_missing(m))),
            Section("problems.doubts", "数据疑点未核实", 2, tuple(_doubts(m))), *plans.sections(m)]


def behind(m: Material) -> pd.DataFrame:
    """What lags of the region itself, the worst first."""
    return m.mine[m.mine["status"] == "滞后"].sort_values("gap", kind="stable")


def behind_told(m: Material) -> list[Sentence]:
    """A sentence each of these."""
    told = [_one(m, row) for _, row in behind(m).iterrows()]
    return told or [sentence("behind.none", f"{m.until}，{m.who}没有滞后的指标")]


def _one(m: Material, row: pd.Series) -> Sentence:
    """How far it is from pace, and which of the regions below lag in it."""
    indicator, figures = m.indicator(row), [m.figure(row)]
    said = f"{m.name(row)}{from_pace(row, indicator) if not fmt.is_missing(row['gap']) else m.shown(row)}"
    of = m.beneath[(m.beneath["indicator_id"] == row["indicator_id"]) & (m.beneath["status"] == "滞后")]
    if len(of):
        worst = rows_of(of.sort_values("gap", kind="stable"))
        said += f"；滞后的有{listed(_place(m, one) for one in worst)}"
        figures += m.figures(worst)
    reason = m.reasons.get((row["region_id"], row["indicator_id"]))
    said += f"。原因：{reason.why}" if reason else ""
    return sentence(f"behind.{indicator['code']}", said, figures)


def _place(m: Material, row) -> str:
    return m.names[row.region_id] if fmt.is_missing(row.gap) else f"{m.names[row.region_id]}（{fmt.points(row.gap)}百分点）"


def lagging(m: Material) -> pd.DataFrame:
    """Every lagging cell of the regions below (of the region itself, where there are none), by region, the worst first."""
    rows = m.beneath if m.below else m.mine
    rows = rows[rows["status"] == "滞后"]
    order = {region: place for place, region in enumerate(m.below)}
    return rows.assign(order=rows["region_id"].map(order).fillna(0)).sort_values(["order", "gap"], kind="stable")


def list_of(m: Material) -> list[Sentence | Table]:
    """What lags in the regions below, as a list."""
    rows = lagging(m)
    if rows.empty or not m.below:
        return []
    left = len(rows) - MOST
    rows = rows if left <= 0 else rows.nsmallest(MOST, "gap").sort_values(["order", "gap"], kind="stable")
    more = [sentence("behind.more", f"另有{left:,}项滞后没有列入本表，见附件2和目标进度")] if left > 0 else []
    return [table(m, "behind.list", f"各{m.word}滞后指标", rows), *more]


def table(m: Material, key: str, title: str, rows: pd.DataFrame) -> Table:
    """Rows of the standing in a list: where, what, how much, how far."""
    columns = (Column(m.word if m.below else "地区"), Column("指标"), Column("实际"), Column("完成率", "percent", "", 1),
               Column("与序时差", "points", "百分点", 1), Column("截至"), Column("原因"))
    lines = rows_of(rows)
    cells = tuple((m.names[row.region_id], m.name(row), m.shown(row),
                   None if row.withheld or fmt.is_missing(row.completion) else float(row.completion),
                   None if fmt.is_missing(row.gap) else float(row.gap), as_of.until(row).removeprefix("截至"), _reason(m, row))
                  for row in lines)
    return Table(key, title, columns, cells, figures=m.figures(lines))


def _reason(m: Material, row) -> str:
    found = m.reasons.get((row.region_id, row.indicator_id))
    return found.why if found else NONE


def _missing(m: Material) -> list[Sentence]:
    """How much each place still owes."""
    cells, told = owed(m), []
    for key, word, state in (("late", "已过期限仍未报", "逾期未报"), ("waiting", "尚未报送（期限未到）", "未到期限")):
        of = gaps(cells[cells["state"] == state], ["place"])
        if len(of):
            most = of.nlargest(PLACES, "lacking").sort_index()
            places = listed(f"{where(m, row.place)}{row.lacking:,}项次" for row in rows_of(most))
            more = f"等{len(of)}个地区" if len(of) > len(most) else ""
            told.append(sentence(f"reports.{key}", f"{word}的：{places}{more}"))
    return told or [sentence("reports.none", "应报的数据已全部到齐")]


def owed(m: Material) -> pd.DataFrame:
    """reported.owed of the scope, of the places that the reader sees."""
    cells = reported.owed(m.scope, m.today)
    if cells["place"].isin(m.names).all():  # but for a county, whose places are townships: 40,000 names in a country
        return cells
    return cells[cells["place"].isin({**m.names, **reference.region_labels(m.scope.version)})]


def where(m: Material, region: int) -> str:
    """What a place that owes is called: 本级, or by its name."""
    if region == m.scope.region:
        return "本级"
    return m.names[region] if region in m.names else reference.name_of(m.scope.version, region).removeprefix(m.place)


def _doubts(m: Material) -> list[Sentence]:
    left = unconfirmed(reported.findings(m.scope))
    if left.empty:
        return [sentence("doubts.none", "没有待核实的数据疑点")]
    counted = counts(left, "severity")
    kinds = listed(f"{word}{counted[one]}条" for one, word in SEVERITY.items() if one in counted)
    told = [sentence("doubts.count", f"有{len(left):,}条数据疑点待核实，其中{kinds}")]
    by_place = counts(left.assign(place=left["county_id"].fillna(left["region_id"])), "place") if m.below else {}
    places = [(region, number) for region, number in by_place.items() if region in m.below]
    if places:
        most = listed(f"{m.names[region]}（{number}条）" for region, number in places[:3])
        told.append(sentence("doubts.places", f"较多的是{most}"))
    return told

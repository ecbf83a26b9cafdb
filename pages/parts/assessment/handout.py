"""What is handed out of a published appraisal: the 通报 in Word, and the 评分表 of a unit or of all in Excel."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.formats import SCORE
from data.papers import word
from data.papers.outline import Column as Heading
from data.papers.outline import Outline, Section, Sentence, Table
from pages.parts.assessment import appraised, results
from pages.parts.assessment import choice as assessment
from pages.parts.assessment.choice import Choice
from pages.parts.shell import exports, reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.excel import Column, Sheet, about, notes, workbook
from queries.appraisal_rules import BONUS, KINDS, MINUS, VETO, count_grades
from queries.appraisals import kept_marks

ITEMS = (BONUS, MINUS, VETO)


def offer(choice: Choice, unit: int | None) -> None:
    """The buttons: the 通报 for who sees every unit, the 评分表 of what is seen, of the opened unit alone where one is."""
    found = appraised.published(choice)
    if found.empty:
        return
    units = appraised.results(choice.scope.version, int(found["id"].iloc[0]))
    with st.container(horizontal=True, key="appraisal-files"):
        if bool(units["all"].all()) and len(units):
            exports.offer("通报 Word", about(_span(choice), f"{title(choice)}.docx"), lambda: word.make(notice(choice)),
                          key="appraisal-notice", icon="description")
        if len(units):
            whose = f"_{units.at[unit, 'name']}" if unit in units.index else ""
            exports.offer("评分表 Excel", about(_span(choice), f"{results.named(choice)}评分表{whose}.xlsx"),
                          lambda: sheets(choice, unit), key="appraisal-sheets", icon="table")


def _span(choice: Choice) -> Scope:
    """Where, and the months that were appraised."""
    return replace(choice.scope, month=choice.half)


def title(choice: Choice) -> str:
    return f"关于{results.named(choice)}结果的通报"


def notice(choice: Choice) -> Outline:
    """What was published, as a paper."""
    version, row = choice.scope.version, appraised.published(choice).iloc[0]
    number = int(row["id"])
    units, held = appraised.results(version, number), appraised.rules_of(version, number)
    place = reference.name_of(version, int(row["region_id"]))
    scheme = assessment.schemes(version).at[choice.scheme, "name"]
    counts = "、".join(f"{name}{many}个" for name, many in count_grades(units["grade"], held))
    half, on = assessment.HALVES[str(choice.half)], row["decided_on"]
    said = (f"根据{row['decision']}（{on.year}年{on.month}月{on.day}日），现将{choice.scope.year}年{half}{scheme}结果通报如下。",
            f"考核{len(units)}个单位，等次为{counts}。", f"考评办法：{results.method(held)}。")
    sections = [Section("appraisal.what", "考核情况", 1, tuple(Sentence(f"appraisal.{at}", one) for at, one in enumerate(said))),
                Section("appraisal.results", "考核结果", 1, (_table(units),))]
    if items := _items(units):
        heads = (Heading("单位"), Heading("项目"), Heading("分值", "number", "分", 2), Heading("说明"))
        listed = Table("appraisal.list", "加分、扣分和否决事项", heads, items)
        sections.append(Section("appraisal.items", "加分、扣分和否决事项", 1, (listed,)))
    day = row["published_at"]
    settings = reference.settings(version)
    return Outline(title(choice), int(row["region_id"]), place, choice.scope.year, choice.half,
                   f"截至{choice.scope.year}年{choice.half}月", "各级妇联上报和考评，巾帼行动看板汇总",
                   bool(row["demo"] or settings.get("data_label")), str(row["actor"]), f"{day.year}年{day.month}月{day.day}日",
                   sections=tuple(sections))


def _table(units: pd.DataFrame) -> Table:
    names = {"usual_score": "平时", "site_score": "现场", "bonus": "加分", "deduction": "扣分", "total": "总分"}
    headings = (Heading("单位"), *(Heading(word, "number", "分", 2) for word in names.values()), Heading("等次"))
    rows = tuple((one.name, *(_number(getattr(one, name)) for name in names), one.grade) for one in _rows(units))
    return Table("appraisal.table", "考核结果", headings, rows)


def _items(units: pd.DataFrame) -> tuple[tuple[str | float | None, ...], ...]:
    return tuple((one.name, KINDS[mark["kind"]], mark["score"], mark["words"] or "")
                 for one in _rows(units) for mark in kept_marks(one) if mark["kind"] in ITEMS)


def _rows(frame: pd.DataFrame):
    return frame.rename_axis(None).itertuples(index=False)


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def sheets(choice: Choice, unit: int | None) -> bytes:
    """The 评分表 of the opened unit, or a summary and one of every unit that is seen."""
    version, row = choice.scope.version, appraised.published(choice).iloc[0]
    units, held = appraised.results(version, int(row["id"])), appraised.rules_of(version, int(row["id"]))
    mine = units[units.index == unit] if unit in units.index else units
    pages = [] if len(mine) == 1 else [_summary(mine)]
    for region in mine.index:
        pages.append(Sheet(mine.at[region, "name"], [Column("what", "项目", "", 24), Column("score", "得分", SCORE),
                                                     Column("words", "说明", "", 48), Column("proof", "佐证", "", 20)],
                           pd.DataFrame([*results.items(mine.loc[region], held),
                                         ("总分", mine.at[region, "total"], f"等次：{mine.at[region, 'grade']}", "")],
                                        columns=["what", "score", "words", "proof"])))
    said = notes(_span(choice), f"{row['actor']} {row['published_at']:%Y-%m-%d} 发布，依据 {row['decision']}",
                 results.method(held))
    return workbook(f"{results.named(choice)}评分表", said, pages)


def _summary(units: pd.DataFrame) -> Sheet:
    words = {"self_score": "自评分", "usual_score": "平时", "site_score": "现场", "bonus": "加分", "deduction": "扣分"}
    return Sheet("汇总", [Column("name", "地区", "", 16), *(Column(key, word, SCORE) for key, word in words.items()),
                        Column("veto", "否决", "", 8), Column("total", "总分", SCORE), Column("grade", "等次")],
                 units.assign(veto=["有" if vetoed else "" for vetoed in units["vetoed"]]))

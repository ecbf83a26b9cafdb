"""考评 on the screen: what was published, a unit's sheet, what the figures of now would make of it, and the draft."""

import math
from dataclasses import replace

import pandas as pd

from pages.parts.assessment import appraised
from pages.parts.assessment.choice import HALVES, Choice
from pages.parts.assessment.tables import points, weight
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Batch, Half, Undo, Unit
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, join, num, panel, table, tag, tr
from queries.appraisal_rules import KINDS, MINUS, VETO, Rules, count_grades, in_words
from queries.appraisals import kept_marks, lacking
from queries.rows import rows_of


def named(choice: Choice) -> str:
    return f"{choice.scope.year}年{HALVES[str(choice.half)]}考核"


def method(held: Rules) -> str:
    """The rules in a line."""
    shares = f"现场占 {weight(held.site_share)}%，平时占 {weight(100 - held.site_share)}%"
    return (f"满分 {weight(held.whole)} 分；{shares}；加分最多 {weight(held.bonus_cap)} 分；等次：{in_words(held.grades)}；"
            f"有否决事项的最高为{held.veto_grade}")


@by_version(64)
def headline(choice: Choice, unit: int | None) -> Markup:
    """What has come of it, of the opened unit or of all that are seen; by whom, when and after which decision."""
    found = appraised.published(choice)
    if found.empty:
        return tag("p", f"{named(choice)}结果还没有发布。", *_published_instead(choice), look="headline")
    row, version = found.iloc[0], choice.scope.version
    units, held = appraised.results(version, int(row["id"])), appraised.rules_of(version, int(row["id"]))
    if unit in units.index or len(units) == 1:
        one = units.loc[unit] if unit in units.index else units.iloc[0]
        words = f"{one['name']}{named(choice)}得 {points(one['total'])} 分，等次为“{one['grade']}”。"
    else:
        counts = "、".join(f"{name} {number} 个" for name, number in count_grades(units["grade"], held))
        words = f"{named(choice)}结果已发布：{counts}。"
    said = (f"{row['actor']} {row['published_at']:%Y-%m-%d %H:%M} 发布，依据 {row['decision']}（{row['decided_on']:%Y-%m-%d}）；"
            f"发布后不随数据更正改变{'；示例数据' if row['demo'] else ''}")
    return join((tag("p", words, look="headline"), tag("p", said, look="state"), tag("p", method(held), look="state")))


def _published_instead(choice: Choice) -> list:
    """A door to the year's other half where that was published."""
    other = replace(choice, half=18 - choice.half)
    if appraised.published(other).empty:
        return []
    return [f"{named(other)}结果已发布，", button(Half(other.half), "点开看", look="door"), "。"]


@by_version(64)
def results(choice: Choice, unit: int | None) -> Markup | str:
    """The published results, official order. Picks: Unit."""
    found = appraised.published(choice)
    if found.empty:
        return ""
    units = appraised.results(choice.scope.version, int(found["id"].iloc[0]))
    lines = [_line(row.code, row.name, row, row.region_id == unit) for row in _named_rows(units)]
    return panel("考核结果", "按行政区划次序；点一行看评分表", table(HEADS, lines, "plain scores"))


HEADS = ("地区", num("总分"), "等次", num("自评分"), num("平时"), num("现场"), num("加分"), num("扣分"), "否决")


def _named_rows(frame: pd.DataFrame):
    return rows_of(frame.rename_axis(None), index=False)


def _line(code: str, name: str, row, chosen: bool) -> Markup:
    capped = f"（{points(row.bonus_asked)}）" if row.bonus_asked > row.bonus else ""
    usual = f"{points(row.usual_score)}{'（考评）' if row.usual_given else ''}"
    return tr(button(Unit(code), tag("b", name)), num(points(row.total), "rate"), tag("b", row.grade or fmt.NONE),
              num(points(row.self_score)), num(usual), num(points(row.site_score)), num(f"{points(row.bonus)}{capped}"),
              num(points(row.deduction)), "有" if row.vetoed else "", pick=Unit(code), look="chosen" if chosen else "")


@by_version(64)
def sheet(choice: Choice, unit: int | None) -> Markup | str:
    """A unit's 评分表 as it was published: every item with what it rests on."""
    found = appraised.published(choice)
    if found.empty or unit is None:
        return ""
    number = int(found["id"].iloc[0])
    units = appraised.results(choice.scope.version, number)
    if unit not in units.index:
        return ""
    row = units.loc[unit]
    lines = [tr(name, num(points(score), "strong"), words, proof) for name, score, words, proof in items(row, appraised.rules_of(
        choice.scope.version, number))]
    back = "" if unit == choice.scope.region else button(Unit(""), "收起", look="close")
    return panel(f"{row['name']}评分表", join((f"总分 {points(row['total'])}，等次 {row['grade']} ", back)),
                 table(["项目", num("得分"), "说明", "佐证"], lines, "plain sheet"))


def items(row: pd.Series, held: Rules) -> list[tuple[str, float, str, str]]:
    """The lines of a unit's sheet: what, points (NaN: a 否决; 扣分 below 0), words, evidence."""
    share = {True: f"占 {weight(held.site_share)}%", False: f"占 {weight(100 - held.site_share)}%"}
    lines = []
    if not row["usual_given"] and not fmt.is_missing(row["usual_score"]):
        lines.append((f"平时得分（{share[False]}）", row["usual_score"],
                      f"按数据：得分率 {points(row['rate'])}，满分 {weight(held.whole)}", ""))
    for mark in kept_marks(row):
        more = {"site": f"（{share[True]}）", "usual": f"（{share[False]}）", "self": "（不计入总分）"}.get(mark["kind"], "")
        score = math.nan if mark["score"] is None else -mark["score"] if mark["kind"] == MINUS else mark["score"]
        lines.append((f"{KINDS[mark['kind']]}{more}", score, mark["words"] or "", mark["evidence"] or ""))
    if row["bonus_asked"] > row["bonus"]:
        lines.append(("计入的加分", row["bonus"], f"加分合计 {points(row['bonus_asked'])}，超过上限的不计", ""))
    return lines


@by_version(64)
def changes(choice: Choice) -> Markup | str:
    """What the figures of now would make of it, old → new."""
    found = appraised.published(choice)
    if found.empty:
        return ""
    number = int(found["id"].iloc[0])
    moved, names = appraised.since(choice.scope.version, number), appraised.results(choice.scope.version, number)["name"]
    if moved.empty:
        return panel("发布以后", "数据没有更正到改变得分的；现在再算，结果相同")
    lines = [tr(names[row.region_id], row.what, num(f"{points(row.total_then)} → {points(row.total_now)}"),
                row.grade_then if row.grade_then == row.grade_now else f"{row.grade_then} → {row.grade_now or fmt.NONE}",
                _batch(row.batch_id)) for row in rows_of(moved)]
    return panel("发布以后", f"数据更正过：现在再算，{len(moved)} 个单位的得分会不同；发布的结果不变",
                 table(["地区", "哪一部分", num("总分"), "等次", "哪一次改的"], lines))


def _batch(number: float) -> Markup | str:
    if math.isnan(number):
        return "改了设置，或程序更新"
    return button(Batch(int(number)), f"第{number:.0f}次", title="到导入页看这一次")


@by_version(64)
def former(choice: Choice) -> Markup | str:
    """What was published before and no longer counts."""
    found = appraised.published(choice)
    lines = []
    for row in rows_of(found.iloc[1:]):
        units = appraised.results(choice.scope.version, row.id)
        said = "；".join(f"{one.name} {points(one.total)} {one.grade}" for one in _named_rows(units))
        lines.append(tr(f"{row.published_at:%Y-%m-%d %H:%M}", row.actor, f"{row.decision}（{row.decided_on:%Y-%m-%d}）", said))
    return panel("以前发布的", "已由新的取代，保留备查", table(["发布时间", "单位", "依据", "结果"], lines)) if lines else ""


@by_version(64)
def draft(choice: Choice) -> Markup:
    """What the units have so far. For whoever may appraise alone. Picks: Unit."""
    found, (held, _), names = appraised.draft(choice), appraised.rules(choice), appraised.units(choice)
    rows = found.reset_index()
    lines = [_line(names.at[row.region_id, "code"], names.at[row.region_id, "name"], row, False)
             for row in rows_of(rows, index=False)]
    short = lacking(found, held)
    lead = f"还差 {len(short)} 个单位的分，不能发布" if short else "各单位都有总分，可以发布"
    return panel("草稿", f"发布以前只有考评的人看得到；{lead}", table(HEADS, lines, "plain scores"))


@by_version(64)
def entered(choice: Choice, unit: int) -> Markup:
    """What stands of a unit, each to be taken back. For whoever may appraise alone. Picks: Undo, of its number."""
    found = appraised.marks(choice)
    lines = [tr(KINDS[row.kind], num(fmt.NONE if row.kind == VETO else points(row.score)), _text(row.words), _text(row.evidence),
                row.actor, f"{row.entered_at:%Y-%m-%d}", button(Undo(row.id), "撤回", look="undo"))
             for row in rows_of(found[found["region_id"] == unit])]
    name = appraised.units(choice).at[unit, "name"]
    return panel(f"{name}已填的各项", "撤回的保留在库里" if lines else "还没有填",
                 table(["项目", num("分值"), "说明", "佐证", "单位", "日期", "撤回"], lines) if lines else "")


def _text(value) -> str:
    return value if isinstance(value, str) else ""

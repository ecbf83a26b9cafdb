"""What a file would change, as HTML: the counts, what is wrong, the changes, and the totals that they move."""


import pandas as pd

from data.intake.draft import Finding
from data.intake.preview import PERSONAL
from pages.parts.intake.opened import Opened
from pages.parts.shell import reference
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, html, join, num, panel, scroll, table, tag, tr
from queries.measures import change
from queries.privacy import reads

MOST = 200
ORDER = ("改动", "新增", PERSONAL)
STATES = ("新增", "改动", "不变", PERSONAL)


def summary(opened: Opened) -> Markup:
    """The tallies, and sheet by sheet where every cell went."""
    draft, states = opened.draft, counted(opened)
    tiles = [("新增", states["新增"], "ok"), ("改动", states["改动"], "near"), ("不变", states["不变"], ""),
             *([(PERSONAL, states[PERSONAL], "")] if states[PERSONAL] else []),
             ("不能收", len(draft.refused), "late"), ("疑点", len(opened.doubts), "near"),
             ("说明", len(draft.notes), "")]
    tallies = tag("div", *(html('<div class="tally {}"><b>{:,}</b><span>{}</span></div>', kind if number else "", number, word)
                           for word, number, kind in tiles), look="tallies")
    rows = [tr(count.sheet, count.layout, *(num(f"{cells:,}") for cells in (count.read, count.taken, count.refused, count.blank,
                                                                            count.aside)))
            for count in draft.counts]
    heads = ["工作表", "认作", *map(num, ("共有（项）", "收", "不能收", "空（未上报）", "不导入"))]
    persons = tag("p", f"{draft.understood.persons}。不导入，留存的文件也是抹去后的副本。",
                  look="note") if draft.understood.persons else ""
    return panel(draft.file_name, html("{}<br>{}", draft.understood.headline, verdict(opened)), tallies + persons
                 + table(heads, rows))


def verdict(opened: Opened) -> str:
    states = counted(opened)
    if opened.preview.known:
        return "同一个文件已经导入过，不会重复导入。库里没有任何变化。"
    if opened.draft.refused:
        return f"有 {len(opened.draft.refused)} 处不能收，改好、定好后再来；也可以先把能收的导入。库里没有任何变化。"
    if not states["新增"] and not states["改动"] and not states[PERSONAL]:
        return "与库里的数完全相同，导入不会改变任何数。"
    doubted = f"导入后会有 {many} 处疑点，请先核实。" if (many := len(opened.doubts)) else ""
    return f"可以导入：{to_write(states)}。{doubted}还没有导入，库里没有任何变化。"


def to_write(states: dict[str, int]) -> str:
    """What a commit writes, in words: 新增 3，改动 2，个人信息 4（不显示是否改动）."""
    private = f"，个人信息 {states[PERSONAL]:,}（不显示是否改动）" if states[PERSONAL] else ""
    return f"新增 {states['新增']:,}，改动 {states['改动']:,}{private}"


def counted(opened: Opened) -> dict[str, int]:
    every = pd.concat([opened.preview.changes["state"], opened.preview.sites["state"]])
    return {state: len(every[every == state]) for state in STATES}


def findings(opened: Opened, severity: str, title: str, lead: str) -> Markup | str:
    found = [one for one in opened.draft.findings if one.severity == severity]
    return finding_list(found, f"{title}（{len(found):,}）", lead, severity) if found else ""


def finding_list(found: list[Finding], title: str, lead: str, severity: str) -> Markup:
    heads = ["在哪里", "表中所写", "应是什么" if severity == "refused" else "怎样处理"]
    drawn = table(heads, map(_finding, found[:MOST]), f"plain {severity}", "scroll tall")
    return panel(title, lead, drawn + _more(len(found), "处，见“带批注的副本”"))


def _finding(one: Finding) -> Markup:
    place = "".join((one.sheet, f" 第 {one.row} 行" if one.row else "", f" {one.column} 列" if one.column else ""))
    return tr(Cell(place or "整个文件", "where"), one.found, one.expected)


def _more(count: int, what: str) -> Markup | str:
    """How many there are beyond those listed."""
    return tag("p", f"另有 {count - MOST:,} {what}。", look="note") if count > MOST else ""


def changes(opened: Opened) -> Markup | str:
    """Old → new, what changes most first; then what is new, and what is personal, changed or not."""
    frame = opened.preview.changes
    frame = frame[frame["state"] != "不变"].copy()
    if frame.empty:
        return ""
    frame["share"] = change(frame["value"], frame["old_value"].astype(float)).where(frame["state"] != PERSONAL)
    frame = frame.sort_values(["state", "share"], key=lambda column: column.abs() if column.name == "share"
                              else column.map(ORDER.index),
                              ascending=[True, False], kind="stable")
    names = reference.region_labels(opened.key[0])
    drawn = table(["地区", "期", "指标", num("库里现在"), num("改成"), num("变化"), "在哪里"],
                  [_change(row, names, opened.key[0]) for row in frame.head(MOST).itertuples()], box="scroll tall")
    return panel(f"要改什么（{len(frame):,}）", "改动大的在前；涉及个人信息的显示约数，不说改了没有，县以下不显示",
                 drawn + _more(len(frame), "处，见“变动清单”"))


def _change(row, names: dict[int, str], version: int) -> Markup:
    indicator = reference.indicators(version).loc[row.indicator_id]
    old = cell(row.old_value, row.old_withheld, row.old_rounded, indicator["unit"])
    new = cell(row.value, row.withheld, row.rounded, indicator["unit"])
    share = tag("b", row.state) if row.state in ("新增", PERSONAL) else _growth(row.share)
    when = f"{row.period}年目标" if row.table == "targets" else fmt.period(row.period)
    return tr(names[row.region_id][0], when, f"{indicator['code']} {indicator['short_name']}", num(old), num(tag("b", new)),
              num(share),
              Cell(f"{row.sheet} {row.column}{row.row}", "where"), look="new" if row.state == "新增" else "changed")


def _growth(share: float) -> str:
    """+12.5%; what is ten times as much, in times."""
    return f"{share + 1:,.0f} 倍" if share >= 9 else fmt.percent(share, sign=True)


def cell(value: float, withheld: str, rounded: bool, unit: str) -> str:
    """The value of one cell as it may be read (see queries.privacy.marks)."""
    if fmt.is_missing(value) and not withheld:
        return fmt.MISSING
    number = "" if withheld else f"{fmt.plain(value, 4 if value % 1 else 0)} {unit}"
    return reads(number, withheld, rounded)


def totals(opened: Opened) -> Markup | str:
    frame = opened.preview.totals
    if frame is None:
        return panel("汇总数的变化", "改动太多，预览时不逐项试算；导入时照常汇总")
    if frame.empty:
        return ""
    version = opened.key[0]
    names, catalogue = reference.region_labels(version), reference.indicators(version)
    rows, frame = [], frame[frame["region_id"].isin(names)]  # what lies above is not every reader's
    for row in frame.head(MOST).itertuples():
        indicator = catalogue.loc[row.indicator_id]
        before, after = ("".join(fmt.amount(value, indicator["unit"], int(indicator["precision"]) if indicator["unit"] != "元"
                                            else 2))
                         for value in (row.before, row.after))
        rows.append(tr(names[row.region_id][0], f"{row.year}年", f"{indicator['code']} {indicator['short_name']}", num(before),
                       num(tag("b", after))))
    drawn = table(["地区", "年", "指标", num("导入前"), num("导入后")], rows, box="scroll tall")
    return panel(f"汇总数的变化（{len(frame):,}）", "全年累计、期末或比率；导入前 → 导入后", drawn + _more(len(frame), "项"))


def doubts(opened: Opened) -> Markup | str:
    """What is doubtful about the file. It warns; it does not keep it out."""
    if not opened.doubts:
        return ""
    word = {"error": "必须改", "warn": "请核实", "note": "提醒"}
    rows = [tr(tag("span", word[one.severity], look="mark bad" if one.severity == "error" else "mark"),
               html('<b>{}</b><br>{}{}', one.where, one.words,
                    html('<br><span class="muted">{}</span>', one.reason) if one.reason else ""))
            for one in opened.doubts[:MOST]]
    drawn = scroll(html('<table class="plain"><tbody>{}</tbody></table>', join(rows)), "scroll tall")
    return panel(f"导入后会有的疑点（{len(opened.doubts):,}）", "系统不拦，但请先核实：确有错的改好表再来，核实无误的照常导入",
                 drawn + _more(len(opened.doubts), "处"))

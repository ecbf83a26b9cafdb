"""What a file would change, as HTML: the counts, what is wrong, the changes, and the totals that they move."""

from html import escape

import pandas as pd

from data.intake.draft import Finding
from pages.parts.intake.opened import Opened
from pages.parts.shell import reference
from pages.parts.ui import format as fmt
from pages.parts.ui.panels import panel
from queries.measures import change
from queries.periods import is_year
from queries.privacy import is_small

MOST = 200
STATES = ("新增", "改动", "不变")


def summary(opened: Opened) -> str:
    """The six figures, and sheet by sheet where every cell went."""
    draft, states = opened.draft, counted(opened)
    tiles = [("新增", states["新增"], "ok"), ("改动", states["改动"], "near"), ("不变", states["不变"], ""),
             ("不能收", len(draft.refused), "late"), ("疑点", len(opened.preview.doubts) + len(opened.draft.doubts), "near"), ("说明", len(draft.notes), "")]
    html = "".join(f'<div class="tally {kind if number else ""}"><b>{number:,}</b><span>{word}</span></div>' for word, number, kind in tiles)
    rows = "".join(
        f"<tr><td>{escape(count.sheet)}</td><td>{count.layout}</td><td class='num'>{count.read:,}</td><td class='num'>{count.taken:,}</td>"
        f"<td class='num'>{count.refused:,}</td><td class='num'>{count.blank:,}</td><td class='num'>{count.aside:,}</td></tr>"
        for count in draft.counts)
    table = f"""<div class="scroll"><table class="plain"><thead><tr><th>工作表</th><th>认作</th><th class="num">共有（格）</th>
<th class="num">收</th><th class="num">不能收</th><th class="num">空（未上报）</th><th class="num">不导入</th></tr></thead><tbody>{rows}</tbody></table></div>"""
    return panel(escape(draft.file_name), f"{escape(draft.understood.headline)}<br>{verdict(opened)}", f'<div class="tallies">{html}</div>{table}')


def verdict(opened: Opened) -> str:
    states = counted(opened)
    if opened.preview.known:
        return "同一个文件已经入过库，不会重复入库。库里没有任何变化。"
    if opened.draft.refused:
        return f"有 {len(opened.draft.refused)} 处不能收，整个文件都不能入库；改好后重新选择文件。库里没有任何变化。"
    if not states["新增"] and not states["改动"]:
        return "与库里的数完全相同，入库不会改变任何数。"
    doubted = f"入库后会有 {many} 处疑点，请先核实。" if (many := len(opened.preview.doubts) + len(opened.draft.doubts)) else ""
    return f"可以入库：新增 {states['新增']:,}，改动 {states['改动']:,}。{doubted}还没有入库，库里没有任何变化。"


def counted(opened: Opened) -> dict[str, int]:
    every = pd.concat([opened.preview.changes["state"], opened.preview.sites["state"]])
    return {state: len(every[every == state]) for state in STATES}


def findings(opened: Opened, severity: str, title: str, lead: str) -> str:
    found = [one for one in opened.draft.findings if one.severity == severity]
    if not found:
        return ""
    rows = "".join(_finding(one) for one in found[:MOST])
    more = f'<p class="note">另有 {len(found) - MOST:,} 处，见“带批注的副本”。</p>' if len(found) > MOST else ""
    return panel(f"{title}（{len(found):,}）", lead, f"""<div class="scroll tall"><table class="plain {severity}"><thead><tr><th>在哪里</th>
<th>表中所写</th><th>{'应是什么' if severity == 'refused' else '怎样处理'}</th></tr></thead><tbody>{rows}</tbody></table></div>{more}""")


def _finding(one: Finding) -> str:
    place = "".join((escape(one.sheet), f" 第 {one.row} 行" if one.row else "", f" {one.column} 列" if one.column else ""))
    return f"<tr><td class='where'>{place or '整个文件'}</td><td>{escape(one.found)}</td><td>{escape(one.expected)}</td></tr>"


def changes(opened: Opened) -> str:
    """Old → new, what changes most first; then what is new."""
    frame = opened.preview.changes
    frame = frame[frame["state"] != "不变"].copy()
    if frame.empty:
        return ""
    frame["share"] = change(frame["value"], frame["old_value"].astype(float))
    frame = frame.sort_values(["state", "share"], key=lambda column: column.abs() if column.name == "share" else column != "改动",
                              ascending=[True, False], kind="stable")
    names = reference.region_labels(opened.key[0])
    rows = "".join(_change(row, names, opened.key[0]) for row in frame.head(MOST).itertuples())
    more = f'<p class="note">另有 {len(frame) - MOST:,} 处，见“变动清单”。</p>' if len(frame) > MOST else ""
    return panel(f"要改什么（{len(frame):,}）", "改动大的在前；个人信息类指标不显示县以下的数", f"""<div class="scroll tall"><table class="plain">
<thead><tr><th>地区</th><th>期</th><th>指标</th><th class="num">库里现在</th><th class="num">改成</th><th class="num">变化</th><th>在哪里</th></tr></thead>
<tbody>{rows}</tbody></table></div>{more}""")


def _change(row, names: dict[int, str], version: int) -> str:
    indicator = reference.indicators(version).loc[row.indicator_id]
    hidden = indicator["sensitive"] and row.table == "observations"
    old, new = (masked(value, indicator, names[row.region_id][1] if hidden else "") for value in (row.old_value, row.value))
    share = "—" if hidden and "示" in old + new or "&lt;" in old + new else _growth(row.share)
    share = f"<b>{row.state}</b>" if row.state == "新增" else share
    when = f"{row.period}年目标" if row.table == "targets" else fmt.period(row.period)
    return (f"<tr class='{'new' if row.state == '新增' else 'changed'}'><td>{escape(names[row.region_id][0])}</td><td>{when}</td>"
            f"<td>{indicator['code']} {escape(indicator['short_name'])}</td><td class='num'>{old}</td><td class='num'><b>{new}</b></td>"
            f"<td class='num'>{share}</td><td class='where'>{escape(row.sheet)} {row.column}{row.row}</td></tr>")


def _growth(share: float) -> str:
    """+12.5%; what is ten times as much, in times."""
    return f"{share + 1:,.0f} 倍" if share >= 9 else fmt.percent(share, sign=True)


def masked(value: float, indicator, level: str) -> str:
    """A value of one cell; of personal matters nothing below the counties, and no small number of one."""
    if fmt.is_missing(value):
        return fmt.MISSING
    if level in ("township", "village"):
        return "不显示"
    if level == "county" and bool(is_small(pd.Series([value])).iloc[0]):
        return "&lt;5"
    shown = fmt.plain(value, 4 if value % 1 else 0)
    return f"{shown} {escape(indicator['unit'])}"


def totals(opened: Opened) -> str:
    frame = opened.preview.totals
    if frame is None:
        return panel("汇总数的变化", "改动太多，预览时不逐项试算；入库时照常汇总", "")
    if frame.empty:
        return ""
    version = opened.key[0]
    names, catalogue = reference.region_labels(version), reference.indicators(version)
    rows = ""
    for row in frame.head(MOST).itertuples():
        indicator = catalogue.loc[row.indicator_id]
        before, after = ("".join(fmt.amount(value, indicator["unit"], int(indicator["precision"]) if indicator["unit"] != "元" else 2))
                         for value in (row.before, row.after))
        rows += (f"<tr><td>{escape(names[row.region_id][0])}</td><td>{row.year}年</td><td>{indicator['code']} {escape(indicator['short_name'])}</td>"
                 f"<td class='num'>{before}</td><td class='num'><b>{after}</b></td></tr>")
    more = f'<p class="note">另有 {len(frame) - MOST:,} 项。</p>' if len(frame) > MOST else ""
    return panel(f"汇总数的变化（{len(frame):,}）", "全年累计、期末或比率；入库前 → 入库后", f"""<div class="scroll tall"><table class="plain"><thead><tr>
<th>地区</th><th>年</th><th>指标</th><th class="num">入库前</th><th class="num">入库后</th></tr></thead><tbody>{rows}</tbody></table></div>{more}""")


def doubts(opened: Opened) -> str:
    """The quality findings that the file would bring. They warn; they do not keep it out."""
    frame, own = opened.preview.doubts, opened.draft.doubts
    if frame.empty and not own:
        return ""
    version = opened.key[0]
    names, catalogue = reference.region_labels(version), reference.indicators(version)
    word = {"error": "必须改", "warn": "请核实", "note": "提醒"}
    rows = "".join(f"<tr><td><span class='mark'>请核实</span></td><td><b>{escape(one.sheet)} {one.column or ''}{one.row or ''}</b><br>"
                   f"{escape(one.expected)}</td></tr>" for one in own[:MOST])
    rows += "".join(
        f"<tr><td><span class='mark{' bad' if row.severity == 'error' else ''}'>{word[row.severity]}</span></td>"
        f"<td><b>{escape(names[row.region_id][0])} · {f'{row.period}年' if is_year(row.period) else fmt.period(row.period)} · "
        f"{escape(catalogue.at[row.indicator_id, 'short_name'])}</b><br>{escape(row.words)}<br><span class='muted'>{escape(row.reason)}"
        f"</span></td></tr>" for row in frame.head(MOST).itertuples())
    more = f'<p class="note">另有 {len(frame) - MOST:,} 处。</p>' if len(frame) > MOST else ""
    return panel(f"入库后会有的疑点（{len(frame) + len(own):,}）", "系统不拦，但请先核实：确有错的改好表再来，核实无误的照常入库", f"""<div class="scroll tall"><table class="plain">
<tbody>{rows}</tbody></table></div>{more}""")

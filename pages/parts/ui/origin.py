"""The dialog behind every number: definition, the units counted, month, batch, file, and what documents say."""

from html import escape

import streamlit as st

from pages.parts.shell import answers, reference
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.status import chip
from pages.parts.ui.tiles import FREQUENCY
from pages.parts.ui.tiles import facts as tile_facts

KIND = {"flow": "时期数（累计，各期相加）", "stock": "时点数（期末，不跨月相加；缺报的沿用最近一期）",
        "ratio": "比率（先各自汇总分子、分母，再相除）"}
DIRECTION = {"higher_better": "越高越好", "lower_better": "越低越好", "neutral": "不评价"}
ORIGIN = {"own": "本级下达", "children": "下级目标合计", "parent": "沿用上级目标"}
LEVEL = {"county": "县级", "township": "乡镇级"}
LEGIBILITY = {"ok": "清楚", "truncated digits": "原文掉位", "placeholder X": "原文为X", "inconsistent": "前后矛盾"}


def origin_dialog(scope: Scope, code: str, trend: tuple[dict, str] | None = None) -> None:
    """Opens the dialog; with the trend (chart and words, see trends.trend) on top where it is given."""
    catalogue = reference.indicators(scope.version)
    indicator = catalogue[catalogue["code"] == code].iloc[0]

    @st.dialog(f"{code} {indicator['name']}", width="large")
    def show() -> None:
        if trend:
            st.html(f'<div class="chart-title"><b>走势</b> {escape(trend[1])}</div>')
            st.vega_lite_chart(trend[0], height=260, key=f"trend-{code}", alt=trend[1])
        board(f"origin-{code}", lambda pick: None, facts=facts(scope, indicator), units=units_table(scope, indicator),
              quotations=quotations(scope, indicator))

    show()


def facts(scope: Scope, indicator) -> str:
    """What the number is, how it is made and how it stands."""
    row = answers.mine(scope).loc[indicator["id"]]
    value, unit = fmt.shown(row, indicator)
    place = reference.tree(scope.version).at[scope.region, "name"]
    source = f"目标来源：{ORIGIN[row.origin]}" if isinstance(row.origin, str) else ""
    made = f"<br>分子 {escape(indicator['numerator'])}，分母 {escape(indicator['denominator'])}" if (
        indicator["kind"] == "ratio") else ""
    private = "<br>涉及个人信息：县级 1–4 的数显示为“<5”，县以下不显示。" if indicator["sensitive"] else ""
    private = private.replace("“<5”", "“&lt;5”")
    return f"""<div class="panel"><div class="title"><h2>{escape(place)} {value}{unit}</h2>{chip(row.status)}</div>
{tile_facts(row, indicator)}<p>{source}</p></div>
<table class="plain"><tbody><tr><th>指标解释</th><td>{escape(indicator["definition"])}</td></tr>
<tr><th>怎样汇总</th><td>{KIND[indicator["kind"]]}{made}{private}</td></tr>
<tr><th>怎样上报</th><td>{LEVEL[indicator["report_level"]]}上报，{FREQUENCY[indicator["frequency"]]}，{DIRECTION[indicator["direction"]]}</td></tr>
<tr><th>工作项目</th><td>{escape(indicator["programme"])}；指标出自{escape(indicator["source"])}</td></tr></tbody></table>"""


def units_table(scope: Scope, indicator) -> str:
    """Every reporting unit behind the number, with the month, batch and file of its last report."""
    rows = answers.units(scope, int(indicator["id"]))
    body = ""
    for row in rows.itertuples():
        value = "&lt;5 或不公开" if row.state == "个人信息不显示" else "".join(
            fmt.amount(row.value, *_unit_of(scope, row.code)))
        batch = "—" if fmt.is_missing(row.batch_id) else (
            f"第{row.batch_id:.0f}批 {escape(row.file_name)}<br><span class='muted'>{escape(row.actor)}，"
            f"{row.received_at:%Y-%m-%d} 收到</span>")
        until = "—" if fmt.is_missing(row.as_of) else fmt.period(row.as_of)
        part = f"<td>{row.code}</td>" if indicator["kind"] == "ratio" else ""
        body += (f"<tr>{part}<td>{escape(row.region)}</td><td class='num'>{value}</td><td>{row.state}</td><td>{until}</td>"
                 f"<td class='num'>{row.periods}/{row.periods_due}</td><td>{batch}</td></tr>")
    head = "<th>分子分母</th>" if indicator["kind"] == "ratio" else ""
    return f"""<h3 class="programme">由哪些单位的数组成（{len(rows)} 行）</h3><div class="scroll"><table class="plain">
<thead><tr>{head}<th>单位</th><th class="num">数值</th><th>状态</th><th>最近一期</th><th class="num">今年已报/应报期</th><th>批次与文件</th></tr></thead>
<tbody>{body}</tbody></table></div>"""


def _unit_of(scope: Scope, code: str) -> tuple[str, int]:
    catalogue = reference.indicators(scope.version)
    part = catalogue[catalogue["code"] == code].iloc[0]
    return part["unit"], int(part["precision"])


def quotations(scope: Scope, indicator) -> str:
    """Figures of documents nearest to the indicator: quoted, never part of this series."""
    figures = reference.figures(scope.version)
    nearest = figures[figures["indicator_id"] == indicator["id"]]
    if nearest.empty:
        return ""
    body = "".join(quotation_row(row) for row in nearest.itertuples())
    return f"""<h3 class="programme">文件里的提法（只作引文，地区和年份各不相同，不进入统计）</h3><div class="scroll">
<table class="plain"><thead><tr><th>原句</th><th class="num">数字</th><th>清晰程度</th><th>出处</th></tr></thead>
<tbody>{body}</tbody></table></div>"""


def quotation_row(row) -> str:
    value = "数字脱落" if fmt.is_missing(row.value) else f"{row.value:,.10g}{row.unit if isinstance(row.unit, str) else ''}"
    doubt = ' <span class="mark bad">存疑</span>' if row.doubtful else ""
    bad = "" if row.legibility == "ok" else " bad"
    note = f"<br><span class='muted'>{escape(row.note)}</span>" if isinstance(row.note, str) else ""
    where = "，".join(word for word in (row.scope, row.period_text) if isinstance(word, str))
    return (f"<tr><td><span class='quote'>{escape(row.quotation)}</span>{note}</td><td class='num'>{escape(value)}</td>"
            f"<td><span class='mark{bad}'>{LEGIBILITY[row.legibility]}</span>{doubt}</td>"
            f"<td>{escape(row.document)}<br><span class='muted'>{escape(where)}</span></td></tr>")

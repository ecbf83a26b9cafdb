"""The panel behind every number and every status: how it stands and why, its course, the units counted, month, batch, file,
definition, and what documents say."""

from dataclasses import replace

import streamlit as st

from pages.parts.shell import answers, explained, picks, reference
from pages.parts.shell.follow import follow
from pages.parts.shell.picks import Pick
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of, explain, outlook, tables, trends, why
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.html import Cell, Markup, html, join, num, panel, table, tag, tr
from pages.parts.ui.markdown import plain
from pages.parts.ui.sentence import sentence
from pages.parts.ui.status import chip
from pages.parts.ui.tiles import FREQUENCY
from pages.parts.ui.tiles import facts as tile_facts
from queries.catalogue import last_year_of
from queries.catalogue import parts as codes_in
from queries.privacy import NOTE

KIND = {"flow": "时期数（累计，各期相加）", "stock": "时点数（期末，不跨月相加；缺报的沿用最近一期）",
        "ratio": "比率（先各自汇总分子、分母，再相除）"}
DIRECTION = {"higher_better": "越高越好", "lower_better": "越低越好", "neutral": "不评价"}
ORIGIN = {"own": "本级下达", "children": "下级目标合计", "parent": "沿用上级目标"}
LEVEL = {"county": "县级", "township": "乡镇级"}
LEGIBILITY = {"ok": "清楚", "truncated digits": "原文掉位", "placeholder X": "原文为X", "inconsistent": "前后矛盾"}


def show_opened(scope: Scope) -> None:
    """Opens the panel of the figure that the address names, until it is closed."""
    asked = explained.find(scope.version)
    if asked is None:
        return
    there, code = replace(scope, region=asked[0]), asked[1]
    catalogue = reference.indicators(scope.version)
    indicator = catalogue[catalogue["code"] == code].iloc[0]
    there, ended = while_it_was(there, indicator)

    @st.dialog(plain(f"{code} {indicator['name']}"), width="large", on_dismiss=explained.close)
    def show() -> None:
        if st.session_state.pop("led_away", False):
            st.rerun()  # what was clicked in the panel is about the page around it
        tables.allow_inside()
        if ended:
            st.info(plain(ended))
        reason, parts, among = explain.of(there, indicator), why.parts(there, code), why.neighbours(there, code)
        board(f"why-{asked}", _lead_away, facts=facts(there, indicator), why=why.sentences(there, code),
              reason=explain.said(reason) if reason else "", parts="" if reason else parts, among="" if reason else among)
        if reason:  # what is written down of it stands above what it is made of
            explain.form(there, indicator, reason)
            board(f"parts-{asked}", _lead_away, parts=parts, among=among)
        board(f"origin-{asked}", _lead_away, course=course(there, indicator), units=units_table(there, indicator),
              sent=unreviewed(there, indicator),
              meaning=meaning(there, indicator), quotations=quotations(there, indicator))
        tables.offer_inside(there, f"{code}_{reference.name_of(scope.version, there.region)}")

    show()


def while_it_was(scope: Scope, indicator) -> tuple[Scope, str]:
    """The scope, or the end of the last year that there was the indicator, where it is retired by the year shown, and that it
    is: its past stays."""
    year = last_year_of(indicator, scope.year)
    if year is None or year == scope.year:
        return scope, ""
    return replace(scope, year=year, month=12), f"这项指标{year}年以后停用，下面是{year}年底的数。"


def _lead_away(pick: Pick) -> None:
    """What is clicked in the panel leads to another panel in its place, or away from it."""
    if not isinstance(pick, picks.Why):
        explained.close()
    follow(pick)
    st.session_state["led_away"] = True


def course(scope: Scope, indicator) -> Markup | str:
    """The trend with its forecast; "" where nothing was ever reported."""
    if not len(answers.series(scope, int(indicator["id"]))):
        return ""
    chart, words = trends.trend(scope, indicator["code"])
    return panel("走势", words, chart + outlook.forecast(scope, indicator["code"]))


def facts(scope: Scope, indicator) -> Markup:
    """What the number is and how it stands."""
    standing = answers.mine(scope).loc[indicator["id"]]
    source = f"目标来源：{ORIGIN[standing.origin]}" if isinstance(standing.origin, str) else ""
    place = reference.name_of(scope.version, scope.region)
    return html("""<div class="panel" data-said="{}"><div class="title"><h2>{} {}{}</h2>{}</div>
{}<p>{}</p></div>""", sentence(standing, indicator, place, scope.at_root), place, *fmt.shown(standing, indicator),
                chip(standing.status), tile_facts(standing, indicator), source)


def meaning(scope: Scope, indicator) -> Markup:
    """What is counted and how the number is made."""
    standing = answers.mine(scope).loc[indicator["id"]]
    made = html("<br>分子 {}，分母 {}", indicator["numerator"], indicator["denominator"]) if indicator["kind"] == "ratio" else ""
    private = html("<br>{}", NOTE) if standing.rounded or standing.withheld else ""
    lines = (("以哪一期为准", as_of.whole(standing)),
             ("指标解释", indicator["definition"]), ("怎样汇总", join((KIND[indicator["kind"]], made, private))),
             ("怎样上报", f"{LEVEL[indicator['report_level']]}上报，{FREQUENCY[indicator['frequency']]}，"
                      f"{DIRECTION[indicator['direction']]}"),
             ("工作项目", f"{indicator['programme']}；指标出自{indicator['source']}"), *_changes(scope, indicator))
    return html('<table class="plain"><tbody>{}</tbody></table>', join(tr(Cell(name, of="th"), words) for name, words in lines))


def _changes(scope: Scope, indicator) -> list[tuple[str, Markup]]:
    """How the year's target was changed, and why; nothing where it never was."""
    rows = answers.target_life(scope, int(indicator["id"]))
    said = [html("{:%Y-%m-%d} {}：{} → {}{}", row.committed_at, row.actor, _target(row.old_value, indicator),
                 _target(row.new_value, indicator), f"，{row.note}" if isinstance(row.note, str) else "")
            for row in rows[rows["undone_at"].isna()].itertuples()]
    return [("目标的改动", join(said, html("<br>")))] if said else []


def _target(value: float, indicator) -> str:
    return "未设" if fmt.is_missing(value) else "".join(fmt.amount(value, indicator["unit"], indicator["precision"]))


def units_table(scope: Scope, indicator) -> Markup:
    """Every reporting unit behind the number, with the month, batch and file of its last report."""
    units, ratio = answers.units(scope, int(indicator["id"])), indicator["kind"] == "ratio"
    body = []
    for unit in units.itertuples():
        value = fmt.marked("".join(fmt.amount(unit.value, *_unit_of(scope, unit.code))), unit)
        batch = "—" if fmt.is_missing(unit.batch_id) else html(
            '第{:.0f}次 {}<br><span class="muted">{}，{:%Y-%m-%d} 收到</span>', unit.batch_id, unit.file_name, unit.actor,
            unit.received_at)
        until = "—" if fmt.is_missing(unit.as_of) else fmt.period(unit.as_of)
        body.append(tr(*([unit.code] if ratio else []), unit.region, num(value), unit.state, until,
                       num(f"{unit.periods}/{unit.periods_due}"), batch))
    heads = [*(["分子分母"] if ratio else []), "单位", num("数值"), "状态", "最近一期", num("今年已报/应报期"), "哪次导入、文件"]
    seen = as_of.until(answers.mine(scope).loc[indicator["id"]])
    return tag("h3", f"由哪些单位的数组成（{f'{seen}，' if seen else ''}{len(units)} 行）", look="programme") + table(heads, body)


def unreviewed(scope: Scope, indicator) -> Markup | str:
    """What was sent and waits for review, where the office has it shown: part of no figure."""
    catalogue = reference.indicators(scope.version)
    ratio = indicator["kind"] == "ratio"
    codes = codes_in(indicator["numerator"]) + codes_in(indicator["denominator"]) if ratio else [indicator["code"]]
    ids = tuple(catalogue.loc[catalogue["code"].isin(codes), "id"].tolist())
    rows = answers.unreviewed(scope, ids)
    if rows.empty:
        return ""
    body = [tr(row.code, reference.name_of(scope.version, row.region_id), fmt.period(row.period), num(
        fmt.marked("".join(fmt.amount(row.value, row.unit, row.precision)), row)), tag("b", "未审"), f"第 {row.submission_id} 件")
            for row in rows.join(catalogue[["code", "unit", "precision"]], on="indicator_id").itertuples()]
    return tag("h3", "报来未审的数（审核通过以前不计入上面各数）", look="programme") + table(
        ["指标", "单位", "期", num("数值"), "状态", "报送"], body)


def _unit_of(scope: Scope, code: str) -> tuple[str, int]:
    catalogue = reference.indicators(scope.version)
    part = catalogue[catalogue["code"] == code].iloc[0]
    return part["unit"], int(part["precision"])


def quotations(scope: Scope, indicator) -> Markup | str:
    """Figures of documents nearest to the indicator: quoted, never part of this series."""
    figures = reference.figures(scope.version)
    nearest = figures[figures["indicator_id"] == indicator["id"]]
    if nearest.empty:
        return ""
    return tag("h3", "文件里的提法（只作引文，地区和年份各不相同，不进入统计）", look="programme") + quotations_table(nearest)


def quotations_table(figures) -> Markup:
    """Quoted figures with their sentence, how well they can be read, and the document."""
    return table(["原句", num("数字"), "清晰程度", "出处"], [_quotation_row(figure) for figure in figures.itertuples()])


def _quotation_row(figure) -> Markup:
    unit = figure.unit if isinstance(figure.unit, str) else ""
    value = "数字脱落" if fmt.is_missing(figure.value) else f"{figure.value:,.10g}{unit}"
    legible = tag("span", LEGIBILITY[figure.legibility], look="mark" if figure.legibility == "ok" else "mark bad")
    doubt = html(' <span class="mark bad">存疑</span>') if figure.doubtful else ""
    note = html('<br><span class="muted">{}</span>', figure.note) if isinstance(figure.note, str) else ""
    where = "，".join(word for word in (figure.scope, figure.period_text) if isinstance(word, str))
    return tr(html('<span class="quote">{}</span>{}', figure.quotation, note), num(value), join((legible, doubt)),
              html('{}<br><span class="muted">{}</span>', figure.document, where))

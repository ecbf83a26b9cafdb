"""One 工作项目: what it is and where that is written, its indicators, plan, checks, states by county, goals and figures,
matters."""

from datetime import date

import streamlit as st

from pages.parts.projects import table
from pages.parts.projects.chips import bar, state_chip
from pages.parts.projects.tasks import plan
from pages.parts.shell import answers, permit, planned, reference
from pages.parts.shell.addresses import ACTIONS
from pages.parts.shell.picks import Matter, NewMatterOf
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import Cell, Markup, button, html, join, num, panel, tag, tr
from pages.parts.ui.html import table as html_table
from pages.parts.ui.markdown import plain
from pages.parts.ui.matters import SIGN, number, term
from pages.parts.ui.origin import quotations_table
from pages.parts.ui.sentence import sentence
from pages.parts.ui.tiles import tile
from queries.matter_rules import STATE_WORDS
from queries.project_rules import HALVES

LEVEL = {"county": "县", "township": "乡镇"}
BASIS = {"explicit": "文中写明属于这一行动", "inferred": "按内容归入这一行动"}


def find(scope: Scope):
    """The row of the project that the address names; None where it names none, or there is none."""
    code = st.session_state.get("project") or ""
    known = planned.listed(scope.version)
    found = known[known["code"] == code]
    if code and found.empty:
        st.info(plain("网址里的那个工作项目这里没有，列出全部。"), icon=":material/search_off:")
        st.session_state["project"] = ""
    return next(found.itertuples(), None)


def blocks(scope: Scope, row, today: date) -> dict[str, Markup | str]:
    return {"head": head(scope, row, today), "numbers": numbers(scope, row), "plan": plan(scope, row, today),
            "left": checks(scope, row), "right": matrix(scope, row), "matters": matters(scope, row, today),
            "quoted": quoted(scope, row)}


def head(scope: Scope, row, today: date) -> Markup:
    """What it is, the sentence it comes from, who leads it, and how it stands here."""
    stood = planned.standing(scope, today).loc[row.id]
    known = reference.actions(scope.version).set_index("code")["name"]
    basis = f"（{BASIS[row.basis]}）" if isinstance(row.basis, str) and row.action in ACTIONS else ""
    also = f"；另见文件{row.also_in}" if isinstance(row.also_in, str) else ""
    source = html("<br><small>出自文件{}：{}，{}{}</small>", row.source, row.document, row.place, also) if isinstance(
        row.document, str) else ""
    lines = [("内容", row.about), ("所属行动", join((known[row.action], basis, " ", table.doors(scope, row.action)))),
             ("开展层级", row.level if isinstance(row.level, str) else "未写"),
             ("牵头单位", row.lead if isinstance(row.lead, str) else "未定"),
             ("原句", html('<span class="quote">{}</span>{}{}', row.quotation, doubts(scope, row), source)
              if isinstance(row.quotation, str)
              else "自己加的，没有原句"),
             ("开展情况", table.places(stood)), ("任务进度", bar(stood["share"]))]
    hidden = tag("em", "（不列出）") if row.hidden else ""
    drawn = html('<table class="plain project-facts"><tbody>{}</tbody></table>', join(tr(Cell(name, of="th"), words)
                                                                                     for name, words in lines))
    return html('<p class="headline">{}{}</p><p class="lead">{}</p>', row.name, hidden, row.code) + drawn


def doubts(scope: Scope, row) -> Markup:
    """Why its sentence is easily misread, where it is."""
    found = planned.misread(scope.version)
    return join(html('<br><small class="doubt">▲ {}：{}</small>', one.rule, one.wanted)
                for one in found[found["project_id"] == row.id].itertuples())


def numbers(scope: Scope, row) -> Markup:
    """Its indicators as tiles. Picks: Origin, Trend."""
    if not row.indicators:
        return panel("看哪些数", "没有对应的指标：看任务、检查和督办")
    catalogue = reference.indicators(scope.version).set_index("code", drop=False)
    rows, lines = answers.mine(scope), answers.sparklines(scope)
    place = reference.tree(scope.version).at[scope.region, "name"]
    words = LEVEL | ({"county": "单位"} if reference.tree(scope.version).at[scope.root, "level"] == "county" else {})
    drawn = [tile(rows.loc[one.id], one, lines.get(one.id), words[one.report_level],
                  sentence(rows.loc[one.id], one, place, scope.at_root))
             for one in catalogue.loc[[code for code in row.indicators if code in catalogue.index]].itertuples()
             if one.id in rows.index]
    return panel(f"看哪些数（{len(drawn)}）", "点数看来源和原因，点名称看走势", tag("div", *drawn, look="tiles project-tiles"))


def checks(scope: Scope, row) -> Markup:
    frame = planned.checks(scope)
    frame = frame[frame["project_id"] == row.id]
    if frame.empty:
        return panel("年中和年终检查", f"{scope.year}年还没有检查")
    rows = [tr(HALVES[one.half], one.place, f"{one.checked_on:%Y-%m-%d}", table.result(one.result),
               one.remark if isinstance(one.remark, str) else "") for one in frame.itertuples()]
    return panel(f"年中和年终检查（{len(rows)}）", "", html_table(["检查", "地区", "日期", "结果", "说明"], rows))


def matrix(scope: Scope, row) -> Markup:
    """What each region below says, or this one alone."""
    nodes, frame = reference.tree(scope.version), planned.states(scope)
    said = frame[frame["project_id"] == row.id].set_index("region_id")["state"].to_dict()
    below = [int(region) for region in nodes.index[nodes["parent_id"] == scope.region]]
    shown = ([scope.region] if scope.region in said or not below else []) + below
    shown += [region for region in said if region not in shown and region in nodes.index]
    cells = [html('<div class="run-cell {}"><b>{}</b>{}</div>', said.get(region) or "unsaid", nodes.at[region, "name"],
                  state_chip(said.get(region, ""))) for region in shown if region in nodes.index]
    return panel(f"各地开展情况（{scope.year}年）", "由各地自己填报；没有填报的不算未开展", tag("div", *cells, look="run-cells"))


def matters(scope: Scope, row, today: date) -> Markup:
    """The matters of 督办 that are about it. Picks: Matter, NewMatterOf."""
    frame = answers.matters(scope, today)
    frame = frame[frame["project_id"] == row.id]
    door = button(NewMatterOf(row.code), "新建督办 ›", look="door") if permit.may_write() else ""
    if frame.empty:
        return panel("督办事项", join(("没有关于这个项目的督办事项　", door)))
    rows = [tr(button(Matter(one.id), number(one)), one.what, one.unit,
               f"{one.due:%Y-%m-%d} {SIGN[one.colour]}{term(one, today)}",
               STATE_WORDS[one.state], pick=Matter(one.id)) for one in frame.itertuples()]
    return panel(f"督办事项（{len(rows)}）", join(("点一件打开　", door)),
                 html_table(["序号", "事项", "责任单位", "完成时限", "状态"], rows))


def quoted(scope: Scope, row) -> Markup | str:
    """The goals and the figures that the documents state of it: quotations, no series."""
    goals, figures = reference.goals(scope.version), reference.figures(scope.version)
    goals, figures = goals[goals["programme"] == row.shipped], figures[figures["programme"] == row.shipped]
    parts = []
    if len(goals):
        rows = [tr(tag("b", one.name), num(" ".join(str(part) for part in (one.operator, one.value, one.unit)
                                                    if isinstance(part, str))
                                           or "—"),
                   one.deadline if isinstance(one.deadline, str) else "—", tag("span", one.quotation, look="quote"), one.document)
                for one in goals.itertuples()]
        parts.append(html("<h3>文件中的目标（{}）</h3>", len(goals)) + html_table(["目标", num("数值"), "期限", "原句", "出处"],
                                                                          rows))
    if len(figures):
        parts.append(html("<h3>文件中的数字（{}）</h3>", len(figures)) + quotations_table(figures))
    return panel("文件里怎么说", "只作引文，出自不同地区、不同年份，不进入统计", join(parts)) if parts else ""

"""One matter opened: what was decided, the figure that judges it, every step so far, and the next step as a form."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from data import clock
from data.write.actor import is_permitted
from data.write.matters import LONGEST, take_step
from pages.parts.matters import table
from pages.parts.matters.amend import ask_what, put_right
from pages.parts.matters.rows import entries
from pages.parts.shell import answers, permit, picks, planned, reference, signing, writes
from pages.parts.shell import follow as shell
from pages.parts.shell.picks import Pick, Why
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import note
from pages.parts.ui import as_of, tables
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from pages.parts.ui.html import Cell, Markup, button, html, join, tag, tr
from pages.parts.ui.html import table as html_table
from pages.parts.ui.markdown import plain
from pages.parts.ui.matters import amount, now, number, then, verdict
from queries.matter_rules import AMEND, ENTRY_WORDS, OPEN, STATE_WORDS, STEPS, Step, steps_from
from queries.matters import office_of

PUTTING_RIGHT = Step(ENTRY_WORDS[AMEND], "office", {}, "更正的原因")


def dialog(scope: Scope, close: Callable[[], None]) -> None:
    today, wanted = clock.today(), st.session_state["matter"]
    found = answers.matters(scope, today)
    if not (wanted.isascii() and wanted.isdigit() and int(wanted) in found.index):
        note("网址里的那件督办事项这里没有，没有打开。")
        close()
        return
    row = next(found.loc[[int(wanted)]].itertuples())

    @st.dialog(plain(f"{number(row)} {row.what}"), width="large", on_dismiss=close)
    def show() -> None:
        if st.session_state.pop("led_away", False):
            st.rerun()

        def lead_away(pick: Pick) -> None:
            if isinstance(pick, picks.Why | picks.Project):
                close()
                shell.follow(pick)
                st.session_state["led_away"] = True

        tables.allow_inside()
        board(f"matter-{row.id}", lead_away, facts=facts(scope.version, row, today), steps=steps(entries(scope, today), row))
        tables.offer_inside(scope, f"督办事项_{row.year}年第{row.number}号")
        _next_step(scope, row)

    show()


def facts(version: int, row, today: date) -> Markup:
    """Everything that was decided, and how it stands. Picks: Why, Project."""
    lines = [("来源", f"{row.source}（{'会议' if row.source_kind == 'meeting' else '文件'}，{row.decided_on:%Y-%m-%d}）"),
             ("事项", row.what)]
    if row.verdict:
        about = button(Why(int(row.region_id), row.code), f"{row.place} {row.code} {fmt.alone(row.indicator)}", look="door")
        lines += [("关联的数", join((about, html(" 议定时 {}（{}），要求达到 <b>{}</b>，现在 <b>{}</b>（{}）", then(row),
                                       fmt.period(row.period_then), amount(row, row.wanted), now(row), as_of.until(row))))),
                  ("数据", tag("b", verdict(row), look="late" if row.contradicted else ""))]
    known = planned.listed(version)
    if row.project_id == row.project_id and row.project_id in known.index:
        about = known.loc[row.project_id]
        lines.append(("工作项目", button(picks.Project(about["code"]), about["name"], look="door")))
    texts = (("牵头领导", row.lead), ("责任单位", row.unit), ("配合单位", row.helpers), ("级别", row.level), ("备注", row.note))
    lines += [(name, text) for name, text in texts if isinstance(text, str)]
    lines += [("完成时限", table.due(row, today)), ("状态", STATE_WORDS[row.state]),
              ("交办", f"{row.actor}，{row.made_at:%Y-%m-%d %H:%M}")]
    return html('<table class="plain duban-facts"><tbody>{}</tbody></table>', join(tr(Cell(name, of="th"), words)
                                                                                  for name, words in lines))


def steps(frame: pd.DataFrame, row) -> Markup:
    """Every step, the oldest first."""
    mine = [tr(f"{one.entered_at:%Y-%m-%d}", one.actor, ENTRY_WORDS[one.kind], one.words if isinstance(one.words, str) else "",
               STATE_WORDS[one.state]) for one in frame[frame["matter_id"] == row.id].itertuples()]
    heads = ["日期", "单位", "做什么", "内容", "以后的状态"]
    return tag("h3", f"每一步（{len(mine)}）", look="programme") + html_table(heads, mine, "plain duban-steps")


def _next_step(scope: Scope, row) -> None:
    """The steps that are open to whoever looks; the one that is chosen as a form."""
    actor = permit.actor("")
    if not permit.may_write():
        return
    office = reference.ask(office_of, row.unit_id)
    mine = {by: reference.ask(is_permitted, actor, act, [region])
            for by, act, region in (("unit", "note", row.unit_id), ("office", "decide", office))}
    open_ = [name for by, allowed in mine.items() if allowed for name in steps_from(row.state, by)]
    open_ += [AMEND] if mine["office"] and row.state in OPEN else []
    if not open_:
        return
    key = f"{row.id}-{row.state}"
    step = st.segmented_control("下一步", open_, default=open_[0], required=True, key=f"matter-step-{key}",
                                format_func=lambda name: plain(ENTRY_WORDS[name]))
    rule, places = PUTTING_RIGHT if step == AMEND else STEPS[step], {}
    changes = ask_what(row, key, places) if step == AMEND else {}
    words = st.text_area(plain(rule.asks if rule.needed else f"{rule.asks}（可不填）"), key=f"matter-words-{step}-{key}",
                         max_chars=LONGEST, height=80, placeholder="写工作情况；不写个人姓名和情况，不写涉及个人的确切小数")
    places["words"] = st.empty()
    first = row.unit if rule.by == "unit" else signing.unit(scope.version)
    signed = signing.ask_for(scope.version, f"matter-unit-{rule.by}-{row.id}", first, "经办单位")
    places["actor"] = st.empty()
    if not st.button(plain(rule.word), type="primary", key=f"matter-do-{step}-{key}"):
        return
    if step == AMEND:
        put_right(row, changes, words, signed, places)
    else:
        state = writes.write(lambda connection: take_step(connection, row.id, step, words, actor=signed, at=clock.now()), places)
        if state:
            writes.done(f"{number(row)}“{row.what}”已{rule.word}，现在是“{STATE_WORDS[state]}”（{signed.unit}）。")

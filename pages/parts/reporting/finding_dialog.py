"""One finding opened: what is seen, what the unit reported before; 核实无误 with a reason and a unit, or taking it back."""

from dataclasses import astuple
from functools import partial

import pandas as pd
import streamlit as st

from data import clock
from data.write.actor import Actor
from data.write.confirmations import confirm, withdraw
from pages.parts.reporting import asks
from pages.parts.reporting.findings import chip, when
from pages.parts.shell import picks, reference, signing, writes
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui import tables
from pages.parts.ui.board import board
from pages.parts.ui.html import Cell, Markup, html, join, num, table, tag, tr
from pages.parts.ui.markdown import plain
from queries.database import Connection

ROWS = 7


def open_chosen(scope: Scope) -> None:
    """Opens the finding that the address names, if it is still there, until it is closed."""
    picked = picks.parse(st.session_state.get("finding"))
    if not isinstance(picked, picks.Finding):
        close()
        return
    found = asks.findings(scope)
    rows = found[(found[["rule_id", "region_id", "period", "indicator_id"]] == list(astuple(picked))).all(axis=1)]
    if len(rows):
        _dialog(scope, rows.iloc[0])
    else:
        close()


def close() -> None:
    st.session_state.pop("finding", None)


def _dialog(scope: Scope, finding: pd.Series) -> None:
    @st.dialog(plain(finding["name"]), width="large", on_dismiss=close)
    def show() -> None:
        tables.allow_inside()
        board("finding-shown", lambda pick: None, facts=facts(scope, finding), history=history(scope, finding))
        tables.offer_inside(scope, f"数据疑点_{finding['name']}")
        if pd.isna(finding["confirmation_id"]):
            _form(scope, finding)
        else:
            _withdrawal(scope, finding)

    show()


def facts(scope: Scope, finding: pd.Series) -> Markup:
    indicator = reference.indicators(scope.version).loc[finding["indicator_id"]]
    rule = asks.rules(scope.version).loc[finding["code"]]
    place = asks.labels(scope.version)[finding["region_id"]]
    lines = [("为什么查、怎么办", finding["reason"])]
    if isinstance(rule["source"], str):
        lines.append(("出处", rule["source"]))
    if not pd.isna(finding["confirmation_id"]):
        lines.append(("核实无误", html('{}<br><span class="muted">{}，{:%Y-%m-%d %H:%M}</span>', finding["confirmed_reason"],
                                   finding["confirmed_by"], finding["confirmed_at"])))
    return html("""<div class="panel"><div class="title"><h2>{} {}</h2>{}</div>
<p>{} {}：{}</p></div>
<table class="plain"><tbody>{}</tbody></table>""", place, when(finding["period"]), chip(finding["severity"]), indicator["code"],
                indicator["name"], finding["words"], join(tr(Cell(name, of="th"), words) for name, words in lines))


def history(scope: Scope, finding: pd.Series) -> Markup | str:
    """What the unit reported for the indicator, period by period, with the file it came in."""
    rows = asks.recent(scope.version, int(finding["region_id"]), int(finding["indicator_id"]), int(finding["period"]))
    if rows.empty:
        return ""
    indicator = reference.indicators(scope.version).loc[finding["indicator_id"]]
    lines = [tr(fmt.period(row.period), num(f"{fmt.marked(f'{row.value:,.10g}', row)} {indicator['unit']}"), row.file_name,
                Cell(f"{row.actor}，{row.received_at:%Y-%m-%d} 收到", "muted"), look="this" if row.period == finding["period"]
                else "")
             for row in rows.iloc[::-1].head(ROWS).itertuples()]
    return tag("h3", "这个单位各期报的数", look="programme") + table(["期", num("数值"), "文件", "报送"], lines,
                                                            box="scroll tall")


def _form(scope: Scope, finding: pd.Series) -> None:
    with st.form("confirm", border=False):
        signed = signing.sign(scope.version, "confirm", "跟谁核对的、为什么没有错，如：已与县妇联核对，本月补报上半年数据",
                             "核实情况")
        asked = st.form_submit_button("核实无误", type="primary", icon=":material/task_alt:")
    if asked:
        number = writes.write(lambda connection: confirm(
            connection, rule_id=int(finding["rule_id"]), region_id=int(finding["region_id"]), period=int(finding["period"]),
            indicator_id=int(finding["indicator_id"]), month=scope.month, reason=signed.reason, actor=signed.actor,
            at=clock.now()), signed.places)
        if number:
            close()
            writes.done("已记为核实无误。", partial(_withdraw, number))


def _withdrawal(scope: Scope, finding: pd.Series) -> None:
    with st.form("withdraw", border=False):
        actor = signing.ask_unit(scope.version)
        asked = st.form_submit_button("取消核实", icon=":material/undo:")
    if asked and (words := writes.write(lambda connection: _withdraw(int(finding["confirmation_id"]), connection, actor), {})):
        close()
        writes.done(words)


def _withdraw(confirmation_id: int, connection: Connection, actor: Actor) -> str:
    withdraw(connection, confirmation_id, actor=actor, at=clock.now())
    return "已取消核实，这条疑点重新列出；原来的核实记录仍然保留。"

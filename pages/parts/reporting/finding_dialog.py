"""One finding opened: what is seen, what the unit reported before; 核实无误 with a reason and a unit, or taking it back."""

from dataclasses import astuple
from html import escape

import pandas as pd
import streamlit as st

from data import clock
from data.write.confirmations import Refused, confirm, withdraw
from pages.parts.reporting import asks
from pages.parts.reporting.findings import chip, when
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.board import board
from queries.database import writing

ROWS = 7


def open_chosen(scope: Scope) -> None:
    """Opens the finding that was clicked, if it is still there."""
    picked = st.session_state.pop("finding", None)
    if not picked:
        return
    found = asks.findings(scope)
    rows = found[(found[["rule_id", "region_id", "period", "indicator_id"]] == list(astuple(picked))).all(axis=1)]
    if len(rows):
        _dialog(scope, rows.iloc[0])


def say_done() -> None:
    """Says once what has just been written."""
    words = st.session_state.pop("confirmed", None)
    if words:
        st.success(words, icon=":material/task_alt:")


def _dialog(scope: Scope, finding: pd.Series) -> None:
    @st.dialog(finding["name"], width="large")
    def show() -> None:
        board("finding", lambda pick: None, facts=facts(scope, finding), history=history(scope, finding))
        if pd.isna(finding["confirmation_id"]):
            _form(scope, finding)
        else:
            _withdrawal(scope, finding)

    show()


def facts(scope: Scope, finding: pd.Series) -> str:
    indicator = reference.indicators(scope.version).loc[finding["indicator_id"]]
    rule = asks.rules(scope.version).loc[finding["code"]]
    place = asks.labels(scope.version)[finding["region_id"]]
    source = f"<tr><th>出处</th><td>{escape(rule['source'])}</td></tr>" if isinstance(rule["source"], str) else ""
    done = "" if pd.isna(finding["confirmation_id"]) else (
        f"<tr><th>核实无误</th><td>{escape(finding['confirmed_reason'])}<br><span class='muted'>{escape(finding['confirmed_by'])}，"
        f"{finding['confirmed_at']:%Y-%m-%d %H:%M}</span></td></tr>")
    return f"""<div class="panel"><div class="title"><h2>{escape(place)} {when(finding["period"])}</h2>{chip(finding["severity"])}</div>
<p>{indicator["code"]} {escape(indicator["name"])}：{escape(finding["words"])}</p></div>
<table class="plain"><tbody><tr><th>为什么查、怎么办</th><td>{escape(finding["reason"])}</td></tr>{source}{done}</tbody></table>"""


def history(scope: Scope, finding: pd.Series) -> str:
    """What the unit reported for the indicator, period by period, with the file it came in."""
    rows = asks.recent(scope.version, int(finding["region_id"]), int(finding["indicator_id"]), int(finding["period"]))
    if rows.empty:
        return ""
    indicator = reference.indicators(scope.version).loc[finding["indicator_id"]]
    body = "".join(
        f'<tr class="{"this" if row.period == finding["period"] else ""}"><td>{fmt.period(row.period)}</td><td class="num">'
        f"{row.value:,.10g} {escape(indicator['unit'])}</td>"
        f"<td>{escape(row.file_name)}</td><td class='muted'>{escape(row.actor)}，{row.received_at:%Y-%m-%d} 收到</td></tr>"
        for row in rows.iloc[::-1].head(ROWS).itertuples())
    return f"""<h3 class="programme">这个单位各期报的数</h3><div class="scroll tall"><table class="plain"><thead><tr><th>期</th>
<th class="num">数值</th><th>文件</th><th>报送</th></tr></thead><tbody>{body}</tbody></table></div>"""


def _unit_field(scope: Scope) -> str:
    root = reference.tree(scope.version).at[scope.root, "name"]
    return st.text_input("核实单位", value=f"{root}妇联", key="confirm-actor", max_chars=64, help="填单位，不填个人姓名")


def _form(scope: Scope, finding: pd.Series) -> None:
    with st.form("confirm", border=False):
        reason = st.text_area("核实情况", key="confirm-reason", max_chars=500, height=90,
                              placeholder="跟谁核对的、为什么没有错，如：已与县妇联核对，本月集中补报上半年数据")
        actor = _unit_field(scope)
        if st.form_submit_button("核实无误", type="primary", icon=":material/task_alt:"):
            _write(scope, "已记为核实无误。", lambda connection: confirm(
                connection, rule_id=int(finding["rule_id"]), region_id=int(finding["region_id"]), period=int(finding["period"]),
                indicator_id=int(finding["indicator_id"]), month=scope.month, reason=reason or "", actor=actor or "",
                at=clock.now()))


def _withdrawal(scope: Scope, finding: pd.Series) -> None:
    with st.form("withdraw", border=False):
        actor = _unit_field(scope)
        if st.form_submit_button("取消核实", icon=":material/undo:"):
            _write(scope, "已取消核实，这条疑点重新列出；原来的核实记录仍然保留。", lambda connection: withdraw(
                connection, int(finding["confirmation_id"]), actor=actor or "", at=clock.now()))


def _write(scope: Scope, words: str, change) -> None:
    try:
        with writing(reference.engine()) as connection:
            change(connection)
    except Refused as refused:
        st.error(str(refused), icon=":material/block:")
        return
    st.session_state["confirmed"] = words
    st.rerun()

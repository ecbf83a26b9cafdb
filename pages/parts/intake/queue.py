"""报送与审核: what was sent, which of it waits, and what became of the rest; the one that is chosen opened below."""

import json

import pandas as pd
import streamlit as st

from pages.parts.intake import sent
from pages.parts.shell import picks, reference, signing
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Pick
from pages.parts.ui.board import board
from pages.parts.ui.html import Cell, Markup, button, html, num, panel, table, tag, tr
from queries.submissions import list_submissions

WORDS = {"waiting": "◷ 待审", "taken": "✔ 已导入", "returned": "▼ 已退回", "withdrawn": "已撤回"}
LOOK = {"waiting": "near", "taken": "ok", "returned": "late", "withdrawn": ""}


@by_version(4)
def listed(version: int) -> pd.DataFrame:
    """queries.submissions.list_submissions; of a reader of a few regions, what these have sent or is about them alone."""
    within = None if reference.seen(version) is None else (signing.own_units(version), reference.tops(version))
    return reference.ask(list_submissions, 100, within)


def is_open(version: int) -> bool:
    """Whether somebody still has to do something: one waits, or was given back of late and is not corrected."""
    rows = listed(version)
    corrected = set(rows.loc[rows["state"] != "withdrawn", "follows"].dropna())
    back = rows["state"].eq("returned") & rows["marked"] & ~rows["id"].isin(corrected)
    return bool((rows["state"].eq("waiting") | back).any())


def show(version: int) -> None:
    """The list; one that is chosen (its number is in the URL) below it."""
    rows = listed(version)
    if rows.empty:
        return
    chosen = st.session_state.get("sent", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 and int(chosen) in rows.index else None
    board("queue", _pick, mark=picks.Sent(number) if number else "", queue=_list(version))
    if number:
        sent.show(version, rows.loc[number])


def _pick(pick: Pick) -> None:
    """Opens one; a second click closes it."""
    match pick:
        case picks.Sent(number):
            st.session_state["sent"] = "" if st.session_state.get("sent") == str(number) else str(number)
        case picks.Batch(number):
            st.session_state["batch"] = str(number)


@by_version(4)
def _list(version: int) -> Markup:
    rows = listed(version)
    corrected = {int(row.follows): row.id for row in rows[::-1].itertuples() if row.follows == row.follows
                 and row.state != "withdrawn"}
    waiting = len(rows[rows["state"] == "waiting"])
    lead = "点一行打开；待审的数还没有导入，各页都不算" if waiting else "点一行打开"
    heads = ["件", "结果", "文件", "报送单位", "读懂的是", num("数"), "报送时间"]
    return panel(f"报送与审核（待审 {waiting} 件）", lead,
                 table(heads, (_row(row, corrected.get(row.id)) for row in rows.itertuples()), "plain", "scroll tall"))


def _row(row, corrected: int | None) -> Markup:
    pick = picks.Sent(row.id)
    small = [f"更正第{row.follows:.0f}件" if row.follows == row.follows else "", row.note if isinstance(row.note, str) else ""]
    under = "；".join(filter(None, small))
    name = html("{}<br><span class=\"muted\">{}</span>", row.file_name, under) if under else row.file_name
    rest = f"，{row.rest:.0f} 处不能收" if row.rest == row.rest else ""
    return tr(button(pick, f"第{row.id}件"), Cell(outcome(row, corrected), "outcome"), name, row.actor, row.headline,
              num(f"{row.rows:,}{rest}"), f"{row.sent_at:%Y-%m-%d %H:%M}", pick=pick, mark=pick,
              look="undone" if row.state == "withdrawn" or row.undone else "")


def outcome(row, corrected: int | None = None) -> Markup:
    """The state in words, with what was said."""
    said = row.reason if isinstance(row.reason, str) else ""
    if row.state == "taken":
        batch = picks.Batch(int(row.batch_id))
        more = html("，{}{}{}", button(batch, f"第{row.batch_id:.0f}次"), "（已撤销）" if row.undone else "",
                    said and f"：{said}")
    elif row.state == "returned":
        cells = f"（{len(json.loads(row.cells))} 格）" if isinstance(row.cells, str) else ""
        more = html("{}：{}{}", cells, said, f"。已由第{corrected}件更正" if corrected else "")
    else:
        more = ""
    return html("{}{}", tag("b", WORDS[row.state], look=LOOK[row.state]), more)

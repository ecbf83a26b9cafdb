"""Which findings are shown: severity, rule, indicator. Kept in the URL; the county is the scope bar's."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.parts.reporting import asks
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.shell.url import settle
from pages.parts.ui.chips import show_chips

SEVERITY = {"error": "必须改", "warn": "请核实", "note": "提醒"}


@dataclass(frozen=True)
class Wanted:
    """Each "" for all: a severity, a rule's code, an indicator's code."""

    severity: str = ""
    rule: str = ""
    item: str = ""

    def of(self, frame: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
        kept = pd.Series(True, index=frame.index)
        if self.severity:
            kept &= frame["severity"] == self.severity
        if self.rule:
            kept &= frame["code"] == self.rule
        if self.item:
            kept &= frame["indicator_id"].map(catalogue["code"]) == self.item
        return frame[kept]


def wanted() -> Wanted:
    """As the session has it, whether the filters have been drawn yet or not."""
    return Wanted(*(st.session_state.get(name) or "" for name in ("severity", "rule", "item")))


def show_filters(scope: Scope) -> Wanted:
    """Draws the filters; offers only rules and indicators that have findings, but keeps what a link asks for."""
    found, catalogue, book = asks.findings(scope), reference.indicators(scope.version), asks.rules(scope.version)
    checked = book.loc[book["kind"] != "quoted", "name"]
    settle("severity", ["", *SEVERITY], "")
    settle("rule", ["", *checked.index], "")
    settle("item", ["", *catalogue["code"]], "")
    rules = [code for code in checked.index if code in {*found["code"], st.session_state["rule"]}]
    seen = {*found["indicator_id"].map(catalogue["code"]), st.session_state["item"]}
    names = dict(zip(catalogue["code"], catalogue["short_name"], strict=True))
    with st.container(horizontal=True, vertical_alignment="center", key="quality-filters"):
        st.pills("严重程度", ["", *SEVERITY], key="severity", required=True, persist_state="session",
                 format_func=({"": "全部"} | SEVERITY).__getitem__, label_visibility="collapsed")
        st.selectbox("规则", ["", *rules], key="rule", persist_state="session", label_visibility="collapsed", width=300,
                     format_func=lambda code: f"{code} {checked[code]}" if code else "全部规则", filter_mode=None)
        st.selectbox("指标", ["", *(code for code in names if code in seen)], key="item", persist_state="session", width=260,
                     format_func=lambda code: f"{code} {names[code]}" if code else "全部指标",
                     label_visibility="collapsed", filter_mode=None)
    now = wanted()
    said = {"severity": SEVERITY.get(now.severity, ""), "rule": f"规则：{checked.get(now.rule)}",
            "item": f"指标：{names.get(now.item)}"}
    show_chips({key: words for key, words in said.items() if st.session_state[key]})
    return now

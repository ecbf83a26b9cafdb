"""What a file was understood as, before anything else; what can be changed of it, and what only a person can say."""

import streamlit as st

from data.intake.choices import FORMLESS, GROUP, IGNORE, REMEMBERED
from data.intake.understood import Block, Question, Settled
from pages.parts.intake.opened import Opened, answer, answers_of
from pages.parts.shell import reference
from pages.parts.shell.url import worded
from pages.parts.ui.html import Cell, Markup, html, join, panel, table, tag, tr
from pages.parts.ui.markdown import markdown, plain
from queries.periods import is_year

OPEN = "请选"
AS_READ = "按表里写的"
KINDS = {AS_READ: AS_READ, "当期": "当期数", "累计": "累计数（不收）"}
MONEY = [AS_READ, "元", "千元", "万元", "亿元"]


CHANGEABLE = "先看这里：哪个地区、哪一期、什么数、什么单位；不对的在下面改，改了重新读"


def blocks(opened: Opened, lead: str = CHANGEABLE) -> Markup:
    """Table by table: region, period, kind, units, and what each column was taken for."""
    understood = opened.draft.understood
    rows = [tr(Cell(html("{} 第 {}—{} 行", block.sheet, block.first_row, block.last_row), "where"),
               _settled(block.region, block.regions),
               _settled(block.period, [f"{period // 100}年{period % 100}月" for period in block.periods if not is_year(period)]),
               _settled(block.kind, block.kinds), _settled(block.money, block.units), _columns(block))
            for block in understood.blocks]
    taught = tag("p", f"其中 {len(understood.remembered)} 处按“{understood.sender}”以前教过的写法读。",
                 look="note") if understood.remembered else ""
    return panel("读懂了什么", lead,
                 table(["表", "地区", "期", "是什么数", "金额单位", "各栏"], rows, "plain", "scroll tall") + taught)


def _settled(one: Settled, found: list[str]) -> Markup:
    words = tag("b", f"待定：{one.open}", look="late") if one.open else html(
        "{}", one.words or "、".join(dict.fromkeys(found)) or "—")
    said = dict.fromkeys(witness.words for witness in one.witnesses)
    return join((words, html('<br><span class="muted">{}</span>', "；".join(list(said)[:3])) if said else ""))


def _columns(block: Block) -> Markup:
    return join((html("{} {}", letter, words) for letter, words in block.columns.items()), "；")


def ask(opened: Opened) -> None:
    """The questions and the parts that can be changed; a change reads the file again."""
    understood, open_questions = opened.draft.understood, opened.draft.understood.questions
    given = answers_of(opened.sha)
    if not understood.blocks:
        return
    with st.form(f"answers-{opened.sha[:12]}-{len(given)}", border=True):
        if open_questions:
            st.markdown(markdown("**请定 {} 处**：说不清的不收，定了就照办", len(open_questions)))
        said = {(one.what, one.text): _question(opened, number, one) for number, one in enumerate(open_questions)}
        with st.expander("地区、期等读得不对，改在这里", expanded=False):
            said |= _changes(opened)
        remember = st.checkbox(markdown("记住，以后“{}”的表照此办", understood.sender or "这个单位"), value=True,
                               key=f"remember-{opened.sha[:12]}",
                               disabled=not any(one.what in REMEMBERED for one in open_questions)) if open_questions else False
        if st.form_submit_button("照此重新读", icon=":material/refresh:"):
            answer(opened.sha, {key: value for key, value in said.items() if value}, remember)
            st.rerun()


def _question(opened: Opened, number: int, question: Question) -> str | None:
    options = {value: words for value, words in question.candidates}
    if question.what == "heading" and question.text != FORMLESS:
        catalogue = reference.indicators(opened.key[0])
        options |= {row.code: f"{row.code} {row.name}" for row in catalogue.itertuples()
                    if row.kind != "ratio"} | {GROUP: "不是指标，只是分组的名称"}
    elif question.what in ("place", "region"):
        nodes = reference.tree(opened.key[0])
        options |= {row.code: row.name for row in nodes.itertuples() if row.level in ("city", "county")} | (
            {IGNORE: "这一行不要"} if question.what == "place" else {})
    elif question.what == "money":
        options |= {unit: unit for unit in MONEY[1:]}
    if question.what == "period":
        typed = st.text_input(plain(question.words), placeholder="、".join(options.values()) or "如 2026年11月",
                              key=f"q-{opened.sha[:12]}-{number}")
        return typed.strip() or None
    where = f"（{'、'.join(f'{column}{row}' for _, row, column in question.cells[:6])}）" if question.cells else ""
    return st.selectbox(plain(question.words + where), list(options), index=None, placeholder=OPEN, format_func=worded(options),
                        key=f"q-{opened.sha[:12]}-{number}")


def _changes(opened: Opened) -> dict[tuple[str, str], str | None]:
    nodes, key = reference.tree(opened.key[0]), opened.sha[:12]
    places = {row.code: row.name for row in nodes.itertuples() if row.level in ("province", "city", "county")}
    first, second, third, fourth = st.columns(4)
    region = first.selectbox("地区", list(places), index=None, placeholder=AS_READ, format_func=worded(places),
                             key=f"region-{key}")
    period = second.text_input("期", placeholder=f"{AS_READ}；如 2026年11月", key=f"period-{key}")
    kind = third.selectbox("是什么数", list(KINDS), format_func=worded(KINDS), key=f"kind-{key}")
    money = fourth.selectbox("没写单位的金额以什么计", MONEY, key=f"money-{key}")
    return {("region", ""): region, ("period", ""): period.strip() or None, ("kind", ""): None if kind == AS_READ else kind,
            ("money", ""): None if money == AS_READ else money}

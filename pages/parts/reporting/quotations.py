"""引文核查: sentences of the quoted documents that a careless reader would misread, and how each is entered."""


import pandas as pd

from pages.parts.reporting import asks
from pages.parts.reporting.findings import chip
from pages.parts.shell import planned
from pages.parts.shell.cache import by_version
from pages.parts.ui.html import Markup, html, panel, table, tag, tr
from pages.parts.ui.origin import quotations_table


@by_version(4)
def quoted(version: int) -> Markup:
    """Every rule about quotations with the sentences it finds."""
    found, book = asks.quotations(version), asks.rules(version)
    book = book[book["kind"] == "quoted"]
    wrong = len(found[~found["kept"]])
    verdict = f"{wrong} 处没有照规矩录，请改正" if wrong else "都已照规矩录"
    lead = html('<p class="headline">引用的文件里有 {} 处提法容易读错，{}。</p>'
                '<p class="lead">这些数只作引文，不进入任何统计；每条规则都来自文件里的真实差错。</p>',
                found["figure_id"].nunique(), verdict)
    rules = (_rule(rule, found[found["code"] == rule.code]) for rule in book.itertuples())
    return lead + tag("div", *rules, _of_projects(planned.misread(version)), look="stack")


def _of_projects(rows: pd.DataFrame) -> Markup | str:
    """The sentences of 工作项目 that are easily misread: they stand for no value, and are marked where they are shown."""
    if rows.empty:
        return ""
    lines = [tr(one.project, one.name, one.quotation, f"{one.code} {one.rule}", one.wanted) for one in rows.itertuples()]
    return panel("工作项目的原句", f"{rows['project_id'].nunique()} 处容易读错，在项目页的原句下面都已标明",
                 table(["代码", "工作项目", "原句", "容易读错在哪里", "怎样看"], lines, box="scroll"))


def _rule(rule, rows: pd.DataFrame) -> Markup:
    title = f"{rule.code} {rule.name}"
    if rows.empty:
        return panel(title, "录入的数字里没有", tag("p", f"{rule.reason} {rule.source}", look="note"))
    bad = len(rows[~rows["kept"]])
    said = f"{len(rows)} 处，{rows['wanted'].iloc[0]}：" + (f"✖ {bad} 处没有照办" if bad else "✔ 都已照办")
    sentences = tag("details", html("<summary>{} 处原句</summary>", len(rows)), quotations_table(rows),
                    open="open" if bad else None)
    return panel(title, said, html('<p class="note">{} {}</p>{}', chip(rule.severity), rule.reason, sentences))

"""引文核查: sentences of the quoted documents that a careless reader would misread, and how each is entered."""

from html import escape

import pandas as pd

from pages.parts.reporting import asks
from pages.parts.reporting.findings import chip
from pages.parts.shell.cache import by_version
from pages.parts.ui.origin import quotation_row
from pages.parts.ui.panels import panel


@by_version(4)
def quoted(version: int) -> str:
    """Every rule about quotations with the sentences it finds."""
    found, book = asks.quotations(version), asks.rules(version)
    book = book[book["kind"] == "quoted"]
    wrong = int((~found["kept"]).sum())
    verdict = f"{wrong} 处没有照规矩录，请改正" if wrong else "都已照规矩录"
    lead = (f'<p class="headline">引用的文件里有 {found["figure_id"].nunique()} 处提法容易读错，{verdict}。</p>'
            '<p class="lead">这些数只作引文，不进入任何统计；每条规则都来自文件里的真实差错。</p>')
    return lead + '<div class="stack">' + "".join(_rule(rule, found[found["code"] == rule.code]) for rule in book.itertuples()) + "</div>"


def _rule(rule, rows: pd.DataFrame) -> str:
    if rows.empty:
        return panel(f"{rule.code} {escape(rule.name)}", "录入的数字里没有", f'<p class="note">{escape(rule.reason)} {escape(rule.source)}</p>')
    bad = int((~rows["kept"]).sum())
    said = f"{len(rows)} 处，{escape(rows['wanted'].iloc[0])}：" + (f"✖ {bad} 处没有照办" if bad else "✔ 都已照办")
    body = "".join(quotation_row(row) for row in rows.itertuples())
    table = f"""<details{" open" if bad else ""}><summary>{len(rows)} 处原句</summary><div class="scroll"><table class="plain"><thead><tr><th>原句</th>
<th class="num">数字</th><th>清晰程度</th><th>出处</th></tr></thead><tbody>{body}</tbody></table></div></details>"""
    return panel(f"{rule.code} {escape(rule.name)}", said, f'<p class="note">{chip(rule.severity)} {escape(rule.reason)}</p>{table}')

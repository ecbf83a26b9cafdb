"""数据疑点: findings counted by rule, one by one, and what has been confirmed."""

from collections.abc import Mapping

import pandas as pd

from pages.parts.reporting import asks
from pages.parts.reporting.filters import SEVERITY, Wanted
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Finding, Origin, Rule
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, button, html, panel, table, tag, tr
from queries.catalogue import in_year
from queries.periods import is_year, year_of
from queries.quality.findings import counts, list_rules, passed_over, unconfirmed

SIGN = {"error": "✖", "warn": "▲", "note": "●"}
CLASS = {"error": "late", "warn": "near", "note": "wait"}
MOST = 300


def chip(severity: str) -> Markup:
    """Colour, sign and word of a severity."""
    return html('<span class="due {}">{} {}</span>', CLASS[severity], SIGN[severity], SEVERITY[severity])


def when(period: int) -> str:
    return f"{period}年度" if is_year(period) else fmt.period(period)


def blocks(scope: Scope, wanted: Wanted, whole: bool = False) -> dict[str, Markup | str]:
    """The board of findings."""
    return {"lead": findings_sentence(scope), "rules": by_rule(scope), "findings": findings(scope, wanted, whole),
            "confirmed": confirmations(scope)}


def work_out(scope: Scope, said: Mapping[str, str]) -> None:
    """All that the page says of them, while it is shown as it was."""
    blocks(scope, Wanted(*(said.get(name, "") for name in ("severity", "rule", "item"))))


@by_version(64)
def findings_sentence(scope: Scope) -> Markup:
    found = asks.findings(scope)
    left = unconfirmed(found)
    name = reference.tree(scope.version).at[scope.region, "name"]
    if left.empty:
        text = f"截至{scope.year}年{scope.month}月，{name}没有待核实的疑点"
    else:
        counted = counts(left, "severity")
        parts = "，".join(f"{SIGN[one]} {SEVERITY[one]} {counted[one]} 条" for one in SEVERITY if one in counted)
        text = f"截至{scope.year}年{scope.month}月，{name}有 {len(left)} 条疑点待核实：{parts}"
    done = f"；已核实无误 {len(found) - len(left)} 条" if len(left) < len(found) else ""
    idle = passed_over(reference.ask(list_rules), in_year(reference.indicators(scope.version), scope.year))
    left_out = f"有 {len(idle)} 条规则所说的指标{scope.year}年的目录里没有，没有查：{'、'.join(idle)}。" if idle else ""
    return html('<p class="headline">{}{}。</p><p class="lead">疑点只是提醒，不改动任何数据：错了的请原单位改正重报，'
                "没有错的点开后标“核实无误”并写明情况。{}</p>", text, done, left_out)


@by_version(64)
def by_rule(scope: Scope) -> Markup:
    """Findings not yet confirmed, counted by rule. Marks and picks: Rule."""
    left, book = unconfirmed(asks.findings(scope)), asks.rules(scope.version)
    counted = counts(left, "code")
    rules = [button(Rule(rule.code), html("<i>{}</i>{}<b>{}</b>", SIGN[rule.severity], rule.name, counted[rule.code]),
                    look=f"rule {CLASS[rule.severity]}", mark=Rule(rule.code), title=rule.reason)
             for rule in book.itertuples() if rule.code in counted]
    tried = len(book[book["kind"] != "quoted"])
    return panel("哪些规则查出了疑点", f"{tried} 条规则逐期逐单位检查；点一条只看它，再点取消",
                 tag("div", *rules, look="rules") if rules else tag("p", "全部通过。", look="note"))


@by_version(128)
def findings(scope: Scope, wanted: Wanted, whole: bool = False) -> Markup:
    """One row a finding that is not confirmed, the first MOST or, whole, all of them. Picks: Finding, Origin."""
    catalogue, names = reference.indicators(scope.version), asks.labels(scope.version)
    rows = wanted.of(unconfirmed(asks.findings(scope)), catalogue)
    if rows.empty:
        return panel("逐条看", "没有符合条件的疑点")
    listed = rows if whole else rows.head(MOST)
    lines = [_line(row, catalogue.loc[row.indicator_id], names) for row in listed.itertuples()]
    more = f"，只列前 {MOST} 条，其余请下载 Excel" if len(rows) > len(listed) else ""
    return panel("逐条看", f"{len(rows)} 条{more}；点一行核实",
                 table(["程度", "地区", "期", "指标", "看到的", "为什么查、怎么办"], lines, "plain findings"))


def _line(row, indicator, names: dict[int, str]) -> Markup:
    pick = Finding(row.rule_id, row.region_id, row.period, row.indicator_id)
    source = button(Origin(indicator["code"]), f"{indicator['code']} {indicator['short_name']}",
                    title="点开看这项指标的数从哪里来")
    return tr(chip(row.severity), names[row.region_id], when(row.period), source,
              html("{}<br>{}", button(pick, tag("b", row.name)), row.words), Cell(row.reason, "muted"), pick=pick)


@by_version(64)
def confirmations(scope: Scope) -> Markup | str:
    """Every confirmation that concerns the scope's region and year, newest first, and whether it still counts."""
    rows = confirmed_rows(scope)
    if rows.empty:
        return ""
    catalogue, names = reference.indicators(scope.version), asks.labels(scope.version)
    lines = []
    for row in rows.itertuples():
        pick = Finding(row.rule_id, row.region_id, row.period, row.indicator_id) if row.state == "有效" else None
        back = "" if pd.isna(row.withdrawn_at) else html("<br>{} {:%Y-%m-%d} 取消", row.withdrawn_by or "", row.withdrawn_at)
        signed = html("{} {:%Y-%m-%d}{}", row.actor, row.confirmed_at, back)
        lines.append(tr(row.state, names.get(row.region_id, ""), when(row.period), catalogue.at[row.indicator_id, "short_name"],
                        button(pick, row.rule) if pick else row.rule, row.reason, Cell(signed, "muted"), pick=pick))
    return panel("核实记录", f"{len(rows)} 条，永不删除；数改了，原来的核实就不再算数",
                 table(["状态", "地区", "期", "指标", "疑点", "核实情况", "核实单位"], lines))


def confirmed_rows(scope: Scope) -> pd.DataFrame:
    """The confirmations with their rule's name and state: 有效, 已取消, or 数已改变 (the finding is gone or another one)."""
    rows = asks.confirmations(scope.version)
    names, live = asks.labels(scope.version), set(asks.findings(scope)["confirmation_id"].dropna())
    inside = rows["region_id"].map(lambda region: scope.at_root or region == scope.region
                                   or _county(scope, region) == scope.region)
    rows = rows[(rows["period"].map(year_of) == scope.year) & inside & rows["region_id"].isin(list(names))]
    book = asks.rules(scope.version).set_index("id")["name"]
    state = ["已取消" if pd.notna(row.withdrawn_at) else "有效" if row.id in live else "数已改变" for row in rows.itertuples()]
    return rows.assign(rule=rows["rule_id"].map(book), state=state)


def _county(scope: Scope, region: int) -> int | None:
    below = asks.units(scope.version)
    return below.at[region, "place"] if region in below.index else None

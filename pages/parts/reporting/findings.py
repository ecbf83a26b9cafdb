"""数据疑点: findings counted by rule, one by one, and what has been confirmed."""

from html import escape

import pandas as pd

from pages.parts.reporting import asks
from pages.parts.reporting.filters import SEVERITY, Wanted
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.panels import panel
from queries.periods import is_year, year_of

SIGN = {"error": "✖", "warn": "▲", "note": "●"}
CLASS = {"error": "late", "warn": "near", "note": "wait"}
MOST = 300


def chip(severity: str) -> str:
    """Colour, sign and word of a severity."""
    return f'<span class="due {CLASS[severity]}">{SIGN[severity]} {SEVERITY[severity]}</span>'


def when(period: int) -> str:
    return f"{period}年度" if is_year(period) else fmt.period(period)


def is_open(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["confirmation_id"].isna()]


@by_version(64)
def findings_sentence(scope: Scope) -> str:
    found = asks.findings(scope)
    left = is_open(found)
    name = escape(reference.tree(scope.version).at[scope.region, "name"])
    if left.empty:
        text = f"截至{scope.year}年{scope.month}月，{name}没有待核实的疑点"
    else:
        counted = left["severity"].value_counts()
        parts = "，".join(f"{SIGN[one]} {SEVERITY[one]} {counted[one]} 条" for one in SEVERITY if one in counted)
        text = f"截至{scope.year}年{scope.month}月，{name}有 {len(left)} 条疑点待核实：{parts}"
    done = f"；已核实无误 {len(found) - len(left)} 条" if len(left) < len(found) else ""
    return (f'<p class="headline">{text}{done}。</p><p class="lead">疑点只是提醒，不改动任何数据：错了的请原单位改正重报，'
            "没有错的点开后标“核实无误”并写明情况。</p>")


@by_version(64)
def by_rule(scope: Scope) -> str:
    """Findings not yet confirmed, counted by rule. Marks and picks rule:<code>."""
    left, book = is_open(asks.findings(scope)), asks.rules(scope.version)
    counted = left["code"].value_counts()
    body = "".join(
        f'<button class="rule {CLASS[rule.severity]}" data-mark="rule:{code}" data-pick="rule:{code}" title="{escape(rule.reason)}">'
        f"<i>{SIGN[rule.severity]}</i>{escape(rule.name)}<b>{counted[code]}</b></button>"
        for code, rule in ((row.code, row) for row in book.itertuples()) if code in counted)
    tried = int((book["kind"] != "quoted").sum())
    return panel("哪些规则查出了疑点", f"{tried} 条规则逐期逐单位检查；点一条只看它，再点取消", f'<div class="rules">{body}</div>' if body else
                 '<p class="note">全部通过。</p>')


@by_version(128)
def findings(scope: Scope, wanted: Wanted) -> str:
    """One row a finding that is not confirmed. Picks finding:<rule id>:<region>:<period>:<indicator> and origin:<code>."""
    catalogue, names = reference.indicators(scope.version), asks.labels(scope.version)
    rows = wanted.of(is_open(asks.findings(scope)), catalogue)
    if rows.empty:
        return panel("逐条看", "没有符合条件的疑点", "")
    body = "".join(_line(row, catalogue.loc[row.indicator_id], names) for row in rows.head(MOST).itertuples())
    more = f"，只列前 {MOST} 条，其余请下载 Excel" if len(rows) > MOST else ""
    return panel("逐条看", f"{len(rows)} 条{more}；点一行核实", f"""<div class="scroll"><table class="plain findings"><thead><tr><th>程度</th>
<th>地区</th><th>期</th><th>指标</th><th>看到的</th><th>为什么查、怎么办</th></tr></thead><tbody>{body}</tbody></table></div>""")


def _line(row, indicator, names: dict[int, str]) -> str:
    pick = f"finding:{row.rule_id}:{row.region_id}:{row.period}:{row.indicator_id}"
    return (f'<tr data-pick="{pick}"><td>{chip(row.severity)}</td><td>{escape(names[row.region_id])}</td><td>{when(row.period)}</td>'
            f'<td><button data-pick="origin:{indicator["code"]}" title="点开看这项指标的数从哪里来">{indicator["code"]} '
            f'{escape(indicator["short_name"])}</button></td>'
            f'<td><button data-pick="{pick}"><b>{escape(row.name)}</b></button><br>{escape(row.words)}</td>'
            f'<td class="muted">{escape(row.reason)}</td></tr>')


@by_version(64)
def confirmations(scope: Scope) -> str:
    """Every confirmation that concerns the scope's region and year, newest first, and whether it still counts."""
    rows = confirmed_rows(scope)
    if rows.empty:
        return ""
    catalogue, names = reference.indicators(scope.version), asks.labels(scope.version)
    body = ""
    for row in rows.itertuples():
        pick = f"finding:{row.rule_id}:{row.region_id}:{row.period}:{row.indicator_id}"
        door = f' data-pick="{pick}"' if row.state == "有效" else ""
        name = f'<button{door}>{escape(row.rule)}</button>' if door else escape(row.rule)
        back = "" if pd.isna(row.withdrawn_at) else f"<br>{escape(row.withdrawn_by or '')} {row.withdrawn_at:%Y-%m-%d} 取消"
        body += (f"<tr{door}><td>{row.state}</td><td>{escape(names.get(row.region_id, ''))}</td><td>{when(row.period)}</td>"
                 f'<td>{escape(catalogue.at[row.indicator_id, "short_name"])}</td><td>{name}</td><td>{escape(row.reason)}</td>'
                 f'<td class="muted">{escape(row.actor)} {row.confirmed_at:%Y-%m-%d}{back}</td></tr>')
    return panel("核实记录", f"{len(rows)} 条，永不删除；数改了，原来的核实就不再算数", f"""<div class="scroll"><table class="plain"><thead><tr>
<th>状态</th><th>地区</th><th>期</th><th>指标</th><th>疑点</th><th>核实情况</th><th>核实单位</th></tr></thead><tbody>{body}</tbody></table></div>""")


def confirmed_rows(scope: Scope) -> pd.DataFrame:
    """The confirmations with their rule's name and state: 有效, 已取消, or 数已改变 (the finding is gone or another one)."""
    rows = asks.confirmations(scope.version)
    names, live = asks.labels(scope.version), set(asks.findings(scope)["confirmation_id"].dropna())
    inside = rows["region_id"].map(lambda region: scope.at_root or region == scope.region or _county(scope, region) == scope.region)
    rows = rows[(rows["period"].map(year_of) == scope.year) & inside & rows["region_id"].isin(list(names))]
    book = asks.rules(scope.version).set_index("id")["name"]
    state = ["已取消" if pd.notna(row.withdrawn_at) else "有效" if row.id in live else "数已改变" for row in rows.itertuples()]
    return rows.assign(rule=rows["rule_id"].map(book), state=state)


def _county(scope: Scope, region: int) -> int | None:
    below = asks.units(scope.version)
    return below.at[region, "place"] if region in below.index else None

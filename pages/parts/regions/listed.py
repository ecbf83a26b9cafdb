"""The units below a region as HTML: code, name, since and until when, where from and where to."""

import pandas as pd

from pages.parts.regions.choice import View, below
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import Markup, html, num, table, tag, tr
from queries.regions import are_in_use

LEVELS = {"city": "市", "county": "县（市、区）", "township": "乡镇（街道）", "village": "村（社区）"}
HEAD = ("区划代码", "名称", "类别", "起用", "停用", "来龙去脉", "曾用名、别名", num("下级"))


def month(period: float) -> str:
    return f"{int(period) // 100}年{int(period) % 100}月"


@by_version(64)
def sentence(scope: Scope, view: View) -> Markup:
    """How many there are, at the month shown, of each kind."""
    found, name = below(scope.version, view.parent), reference.name_of(scope.version, view.parent)
    now = found[are_in_use(found, scope.period)]
    zones = len(now[now["kind"] == "功能区"])
    word = LEVELS.get(found["level"].iloc[0], "单位") if len(found) else "下级单位"
    parts = [f"{len(now):,} 个{word}在用", f"其中功能区 {zones} 个" if zones else "",
             f"另有 {len(found) - len(now):,} 个这个月不在用" if len(found) > len(now) else ""]
    return html('<p class="headline">{}：{}（{}）。</p>', name, "，".join(filter(None, parts)), month(scope.period))


@by_version(64)
def units(scope: Scope, view: View) -> Markup | str:
    found = below(scope.version, view.parent)
    found = found if view.ended else found[found["valid_to"].isna()]
    if found.empty:
        return tag("p", "下面没有单位。", look="muted")
    return table(HEAD, [_row(row) for row in found.itertuples()], box="scroll tall")


def _row(row) -> Markup:
    began = "一直" if pd.isna(row.valid_from) else f"{month(row.valid_from)}起"
    ended = "在用" if pd.isna(row.valid_to) else f"{month(row.valid_to)}起停用"
    return tr(row.code, tag("b", row.name), row.kind if isinstance(row.kind, str) else LEVELS.get(row.level, ""), began, ended,
              row.line, row.others, num(f"{row.below:,}"), look="" if pd.isna(row.valid_to) else "undone")

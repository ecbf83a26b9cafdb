"""The list of accounts as HTML."""

import pandas as pd

from pages.parts.ui.html import Markup, html, join, panel, table, tag, tr
from queries.roles import ROLES


def accounts(listed: pd.DataFrame, grants: pd.DataFrame) -> Markup:
    """A row an account: whose it is, what it may, how it signs in."""
    rows = [tr(tag("b", row.name), row.unit, row.post, "在用" if row.state == "open" else "停用",
               join(map(_grant, grants[grants["account_id"] == row.id].itertuples()), "、") or "没有授权",
               "" if row.exact else "不看", _way(row), look="" if row.state == "open" else "undone")
            for row in listed.itertuples()]
    heads = ["账号", "单位", "岗位", "状态", "角色（地区）", "敏感数", "怎样登录"]
    return panel(f"账号（{len(rows)}）", "账号属于单位和岗位，不用个人姓名；停用不删除，审计记录里查得到", table(heads, rows))


def _grant(row) -> Markup:
    return html("{}（{}）", ROLES[row.role], row.region)


def _way(row) -> str:
    outside = f"，统一身份 {row.outside}" if isinstance(row.outside, str) else ""
    return ("密码须改" if row.must_change else f"密码设于 {row.changed_at:%Y-%m-%d}") + outside

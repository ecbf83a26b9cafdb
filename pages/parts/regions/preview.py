"""What a change of the tree brings about, before it is done: units, villages, homes, figures, targets, accounts."""

from data.write.tree.checks import later_targets
from data.write.tree.plan import WORDS, Change
from pages.parts.regions.listed import month
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.ui.html import Markup, html, join, tag
from queries.region_list import held_together

MOST = 12


def preview(scope: Scope, change: Change) -> Markup:
    closed = [change.rows[number] for number in change.closed]
    new = [change.rows[number] for number in change.added]
    held = reference.ask_primary(held_together, [row["id"] for row in closed])
    later = len(reference.ask_primary(later_targets, list(change.moves), change.period // 100)) if change.moves else 0
    followed = any(successor is not None for successor in change.moves.values())
    lines = [_counted("停用", closed), _counted("新设", new), _proposed(change)]
    if held["sites"]:
        homes = "到这个月止，从这个月起记在接续的单位" if followed else "同时撤销"
        lines.append(f"妇女之家等阵地 {held['sites']} 处：{homes}")
    if held["cells"]:
        lines.append(f"已报的数 {held['cells']:,} 项不动，仍记在原单位和它当时的上级；" + (
            "接续的单位看累计、上年时连同这些数（涉及个人信息的除外）" if _taken_over(change) else "不并给别的单位"))
    if later:
        lines.append(f"以后年度的目标 {later} 项归接续的单位（比率的除外）")
    if held["accounts"]:
        lines.append(f"属于停用单位的账号 {held['accounts']} 个不动，仍能看原单位的旧数；要管新单位，请安全管理员另行授权")
    when = f"，从{month(change.period)}起" if change.successions or closed or new else ""
    return html('<div class="preview"><p><b>{}</b>{}</p><ul>{}</ul></div>', change.title, when,
                join(tag("li", line) for line in lines if line) or tag("li", "只改名称，数和代码都不动"))


def _taken_over(change: Change) -> bool:
    return any(row["kind"] != "split" for row in change.successions)


def _counted(word: str, rows: list[dict]) -> str:
    if not rows:
        return ""
    levels: dict[str, list[str]] = {}
    for row in rows:
        levels.setdefault(row["level"], []).append(f"{row['name']}（{row['code']}）")
    return word + "；".join(f"{WORDS[level]} {len(names)} 个：{'、'.join(names[:MOST])}{'等' if len(names) > MOST else ''}"
                           for level, names in levels.items())


def _proposed(change: Change) -> str:
    return f"没有给代码的 {len(change.proposed)} 个，由程序按同级下一个空号排定，正式代码下来后请核对" if change.proposed else ""

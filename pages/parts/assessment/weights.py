"""The weights of a scheme and year: what they are, where they come from, and what was changed."""

from html import escape

import pandas as pd

from pages.parts.assessment import choice
from pages.parts.assessment.tables import weight
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.ui import format as fmt
from pages.parts.ui.panels import panel

ORIGIN = {"own": "本年设定", "catalogue": "指标目录"}
MOST_NAMED = 8


@by_version(64)
def table(version: int, scheme: int, year: int) -> str:
    """Every weight by action, with its share of the total and where it comes from."""
    rows, body = choice.weights(version, scheme, year), ""
    total = rows["weight"].sum()
    for action in reference.actions(version).itertuples():
        of_action = rows[rows["action_id"] == action.id]
        if of_action.empty:
            continue
        made = of_action["weight"].sum()
        body += (f"<tr><th scope='rowgroup'>{escape(action.name)}（{len(of_action)} 项）</th><th class='num'>"
                 f"{weight(made)}</th><th class='num'>{_share(made, total)}</th><th></th></tr>")
        body += "".join(
            f"<tr><td>{escape(row.name)}</td><td class='num strong'>{weight(row.weight)}</td><td class='num'>"
            f"{_share(row.weight, total)}</td><td>{came_from(row)}</td></tr>" for row in of_action.itertuples(index=False))
    note = choice.schemes(version).at[scheme, "note"]
    return panel(f"{year}年权重，合计 {weight(total)} 分", escape(note) if isinstance(note, str) else "", f"""<div class="scroll">
<table class="plain"><thead><tr><th>指标</th><th class="num">权重（分）</th><th class="num">占合计</th><th>来源</th></tr></thead>
<tbody>{body}</tbody></table></div>""")


def _share(part: float, total: float) -> str:
    return fmt.percent(part / total) if total else fmt.NONE


def came_from(row) -> str:
    return ORIGIN.get(row.origin) or f"沿用{row.since:.0f}年"


@by_version(64)
def history(version: int, scheme: int, year: int) -> str:
    """Every change of the year's weights, newest first, each to be undone. Picks undo:<batch id>."""
    rows, names = choice.changes(version, scheme, year), reference.indicators(version)["name"]
    body = ""
    for batch, changed in rows.groupby("batch_id", sort=False):
        first = changed.iloc[0]
        changed = changed[changed["old_value"].fillna(-1) != changed["new_value"].fillna(-1)]
        cells = "；".join(f"{escape(names[row.indicator_id])} {_or_none(row.old_value)} → {_or_none(row.new_value)}"
                         for row in changed.head(MOST_NAMED).itertuples())
        more = f"……共 {len(changed)} 项" if len(changed) > MOST_NAMED else ""
        undone = f"<button class='undo' data-pick='undo:{batch}'>撤销这次修改</button>" if pd.isna(first["undone_at"]) else (
            f"{first['undone_at']:%Y-%m-%d %H:%M} 由{escape(first['undone_by'] or '')}撤销")
        body += (f"<tr><td>{first['committed_at']:%Y-%m-%d %H:%M}</td><td>{escape(first['actor'])}</td>"
                 f"<td>{escape(first['note'] or fmt.NONE)}</td><td>{cells or '无变化'}{more}</td><td>{undone}</td></tr>")
    if not body:
        return panel("修改记录", f"{year}年的权重还没有改过", "")
    return panel("修改记录", "每次修改都留痕；撤销后恢复到没有这次修改时的权重", f"""<div class="scroll"><table class="plain"><thead><tr>
<th>时间</th><th>单位</th><th>原因</th><th>改了什么</th><th>撤销</th></tr></thead><tbody>{body}</tbody></table></div>""")


def _or_none(value: float) -> str:
    return "未设" if fmt.is_missing(value) else weight(value)

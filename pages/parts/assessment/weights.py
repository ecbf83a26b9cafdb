"""The weights of a scheme and year: what they are, where they come from, and what was changed."""


import pandas as pd

from pages.parts.assessment import choice
from pages.parts.assessment.tables import weight
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Undo
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, num, panel, table, tr
from queries.weights import add_up

ORIGIN = {"own": "本年设定", "catalogue": "指标目录"}
MOST_NAMED = 8


@by_version(64)
def weights_table(version: int, scheme: int, year: int) -> Markup:
    """Every weight by action, with its share of the total and where it comes from."""
    (rows, by_action, total), lines = add_up(choice.weights(version, scheme, year)), []
    for action in reference.actions(version).itertuples():
        of_action = rows[rows["action_id"] == action.id]
        if of_action.empty:
            continue
        made = by_action.loc[action.id]
        lines.append(html('<tr><th scope="rowgroup">{}（{} 项）</th><th class="num">{}</th><th class="num">{}</th><th></th></tr>',
                          action.name, len(of_action), weight(made["weight"]), fmt.percent(made["share"])))
        lines += [tr(row.name, num(weight(row.weight), "strong"), num(fmt.percent(row.share)), came_from(row))
                  for row in of_action.itertuples(index=False)]
    note = choice.schemes(version).at[scheme, "note"]
    return panel(f"{year}年权重，合计 {weight(total)} 分", note if isinstance(note, str) else "",
                 table(["指标", num("权重（分）"), num("占合计"), "来源"], lines))


def came_from(row) -> str:
    return ORIGIN.get(row.origin) or f"沿用{row.since:.0f}年"


@by_version(64)
def history(version: int, scheme: int, year: int) -> Markup:
    """Every change of the year's weights, newest first, each to be undone. Picks: Undo."""
    rows, names = choice.changes(version, scheme, year), reference.indicators(version)["name"]
    lines = []
    for batch in rows["batch_id"].unique():
        changed = rows[rows["batch_id"] == batch]
        first = changed.iloc[0]
        changed = changed[changed["old_value"].fillna(-1) != changed["new_value"].fillna(-1)]
        cells = "；".join(f"{names[row.indicator_id]} {_or_none(row.old_value)} → {_or_none(row.new_value)}"
                         for row in changed.head(MOST_NAMED).itertuples())
        more = f"……共 {len(changed)} 项" if len(changed) > MOST_NAMED else ""
        undone = button(Undo(batch), "撤销这次修改", look="undo") if pd.isna(first["undone_at"]) else (
            f"{first['undone_at']:%Y-%m-%d %H:%M} 由{first['undone_by'] or ''}撤销")
        lines.append(tr(f"{first['committed_at']:%Y-%m-%d %H:%M}", first["actor"],
                        first["note"] if isinstance(first["note"], str) else fmt.NONE,
                        f"{cells or '无变化'}{more}", undone))
    if not lines:
        return panel("修改记录", f"{year}年的权重还没有改过")
    return panel("修改记录", "每次修改都留痕；撤销后恢复到没有这次修改时的权重",
                 table(["时间", "单位", "原因", "改了什么", "撤销"], lines))


def _or_none(value: float) -> str:
    return "未设" if fmt.is_missing(value) else weight(value)

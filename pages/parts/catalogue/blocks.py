"""The catalogue page's blocks: indicators with their definitions, quoted figures and stated goals."""

from html import escape

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.ui.origin import DIRECTION, LEVEL, quotation_row
from pages.parts.ui.search import matching
from pages.parts.ui.tiles import FREQUENCY

KIND = {"flow": "时期数", "stock": "时点数", "ratio": "比率"}


@by_version(64)
def catalogue(version: int, action: str, words: str) -> str:
    """The indicators of an action (all when empty) that match the words. Picks origin:<code>."""
    actions = reference.actions(version).set_index("id")
    frame = reference.indicators(version)
    if action:
        frame = frame[frame["action_id"].map(actions["code"]) == action]
    frame = matching(frame, words, ["code", "name", "short_name", "programme", "definition", "unit"])
    body = "".join(_indicator(row, actions.at[row.action_id, "name"]) for row in frame.itertuples())
    return f"""<p class="lead">{len(frame)} 项指标；点一行看当前的数和它的来源</p><div class="scroll"><table class="plain"><thead><tr>
<th>代码</th><th>指标</th><th>单位</th><th>怎样算</th><th>怎样报</th><th>指标解释</th></tr></thead><tbody>{body}</tbody></table></div>"""


def _indicator(row, action: str) -> str:
    made = f"<br><span class='muted'>{escape(row.numerator)} ÷ {escape(row.denominator)}</span>" if row.kind == "ratio" else ""
    whole = f"<br><span class='muted'>是 {escape(row.whole)} 的一部分</span>" if isinstance(row.whole, str) else ""
    private = "<br><span class='mark'>涉个人信息</span>" if row.sensitive else ""
    return (f"<tr data-pick='origin:{row.code}'><td><button data-pick='origin:{row.code}'>{row.code}</button></td>"
            f"<td><b>{escape(row.name)}</b><br><span class='muted'>{escape(action)} · {escape(row.programme)}</span>{private}</td>"
            f"<td>{escape(row.unit)}</td><td>{KIND[row.kind]}{made}{whole}<br><span class='muted'>{DIRECTION[row.direction]}</span></td>"
            f"<td>{LEVEL[row.report_level]}{FREQUENCY[row.frequency]}</td><td>{escape(row.definition)}"
            f"<br><span class='muted'>出自{escape(row.source)}</span></td></tr>")


@by_version(64)
def figures(version: int, action: str, words: str, legibility: str) -> str:
    """Quoted figures; legibility: "" all, "ok" clear, "bad" anything else or doubtful."""
    frame = reference.figures(version)
    if action:
        actions = reference.actions(version).set_index("id")
        of_action = reference.indicators(version)["action_id"].map(actions["code"]) == action
        frame = frame[frame["indicator_id"].isin(of_action.index[of_action])]
    frame = matching(frame, words, ["name", "programme", "quotation", "scope", "note"])
    clear = (frame["legibility"] == "ok") & ~frame["doubtful"].astype(bool)
    frame = frame[clear] if legibility == "ok" else frame[~clear] if legibility == "bad" else frame
    body = "".join(quotation_row(row) for row in frame.itertuples())
    return f"""<p class="lead">{len(frame)} 处提法。只作引文：出自不同地区、不同年份，数字脱落的不补、存疑的照标，不进入统计。</p>
<div class="scroll"><table class="plain"><thead><tr><th>原句</th><th class="num">数字</th><th>清晰程度</th><th>出处</th></tr></thead>
<tbody>{body}</tbody></table></div>"""


@by_version(64)
def goals(version: int, words: str) -> str:
    frame = matching(reference.goals(version), words, ["name", "programme", "quotation", "note"])
    body = "".join(
        f"<tr><td><b>{escape(row.name)}</b><br><span class='muted'>{escape(row.programme)} · {escape(row.type)}</span></td>"
        f"<td class='num'>{_goal(row)}</td><td>{escape(row.deadline) if isinstance(row.deadline, str) else '—'}</td>"
        f"<td><span class='quote'>{escape(row.quotation)}</span></td><td>{escape(row.document)}</td></tr>"
        for row in frame.itertuples())
    return f"""<p class="lead">{len(frame)} 项文件中写明的目标，只作引文；年度目标另行下达。</p><div class="scroll"><table class="plain"><thead>
<tr><th>目标</th><th class="num">数值</th><th>期限</th><th>原句</th><th>出处</th></tr></thead><tbody>{body}</tbody></table></div>"""


def _goal(row) -> str:
    if not isinstance(row.value, str):
        return "—"
    sign = {">=": "≥", "<=": "≤", "=": "", ">": "＞", "<": "＜"}.get(row.operator, row.operator or "")
    return escape(f"{sign}{row.value}{row.unit if isinstance(row.unit, str) else ''}")

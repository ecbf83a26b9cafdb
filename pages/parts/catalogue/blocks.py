"""The catalogue page's blocks: indicators with their definitions, quoted figures and stated goals."""


from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Origin
from pages.parts.ui.html import Markup, button, html, num, table, tag, tr
from pages.parts.ui.origin import DIRECTION, LEVEL, quotations_table
from pages.parts.ui.search import matching
from pages.parts.ui.tiles import FREQUENCY
from queries.privacy import personal

KIND = {"flow": "时期数", "stock": "时点数", "ratio": "比率"}


@by_version(64)
def catalogue(version: int, action: str, words: str) -> Markup:
    """The indicators of an action (all when empty) that match the words. Picks: Origin."""
    actions = reference.actions(version).set_index("id")
    frame = reference.indicators(version)
    frame = frame.assign(personal=personal(frame))
    if action:
        frame = frame[frame["action_id"].map(actions["code"]) == action]
    frame = frame.assign(former=frame["code"].map(reference.also_called(version)).map(" ".join))
    frame = matching(frame, words, ["code", "name", "short_name", "programme", "definition", "unit", "former"])
    rows = [_indicator(row, actions.at[row.action_id, "name"]) for row in frame.itertuples()]
    return tag("p", f"{len(frame)} 项指标；点一行看当前的数和它的来源", look="lead") + table(
        ["代码", "指标", "单位", "怎样算", "怎样报", "指标解释"], rows)


def _indicator(row, action: str) -> Markup:
    made = html('<br><span class="muted">{} ÷ {}</span>', row.numerator, row.denominator) if row.kind == "ratio" else ""
    whole = html('<br><span class="muted">是 {} 的一部分</span>', row.whole) if isinstance(row.whole, str) else ""
    private = html('<br><span class="mark">涉个人信息</span>') if row.personal else ""
    pick, stands = Origin(row.code), _years(row)
    return tr(button(pick, row.code), html('<b>{}</b>{}<br><span class="muted">{} · {}</span>{}', row.name, stands, action,
                                           row.programme, private),
              row.unit, html('{}{}{}<br><span class="muted">{}</span>', KIND[row.kind], made, whole, DIRECTION[row.direction]),
              f"{LEVEL[row.report_level]}{FREQUENCY[row.frequency]}",
              html('{}<br><span class="muted">出自{}</span>', row.definition, row.source), pick=pick)


def _years(row) -> Markup | str:
    """From which year to which it is there, where it is not always."""
    if row.last_year == row.last_year:
        return html(' <span class="mark bad">{}年起停用</span>', int(row.last_year) + 1)
    return html(' <span class="mark">{}年起</span>', int(row.first_year)) if row.first_year == row.first_year else ""


@by_version(64)
def figures(version: int, action: str, words: str, legibility: str) -> Markup:
    """Quoted figures; legibility: "" all, "ok" clear, "bad" anything else or doubtful."""
    frame = reference.figures(version)
    if action:
        actions = reference.actions(version).set_index("id")
        of_action = reference.indicators(version)["action_id"].map(actions["code"]) == action
        frame = frame[frame["indicator_id"].isin(of_action.index[of_action])]
    frame = matching(frame, words, ["name", "programme", "quotation", "scope", "note"])
    clear = (frame["legibility"] == "ok") & ~frame["doubtful"].astype(bool)
    frame = frame[clear] if legibility == "ok" else frame[~clear] if legibility == "bad" else frame
    said = f"{len(frame)} 处提法。只作引文：出自不同地区、不同年份，数字脱落的不补、存疑的照标，不进入统计。"
    return tag("p", said, look="lead") + quotations_table(frame)


@by_version(64)
def goals(version: int, words: str) -> Markup:
    frame = matching(reference.goals(version), words, ["name", "programme", "quotation", "note"])
    rows = [tr(html('<b>{}</b><br><span class="muted">{} · {}</span>', row.name, row.programme, row.type), num(_goal(row)),
               row.deadline if isinstance(row.deadline, str) else "—", tag("span", row.quotation, look="quote"), row.document)
            for row in frame.itertuples()]
    return tag("p", f"{len(frame)} 项文件中写明的目标，只作引文；年度目标另行下达。", look="lead") + table(
        ["目标", num("数值"), "期限", "原句", "出处"], rows)


def _goal(row) -> str:
    if not isinstance(row.value, str):
        return "—"
    said = row.operator if isinstance(row.operator, str) else ""
    sign = {">=": "≥", "<=": "≤", "=": "", ">": "＞", "<": "＜"}.get(said, said)
    return f"{sign}{row.value}{row.unit if isinstance(row.unit, str) else ''}"

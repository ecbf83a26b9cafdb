"""上报情况: place × month, reported of due, with the gaps behind a cell."""

from datetime import date
from html import escape

import pandas as pd

from pages.parts.reporting import asks
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.panels import panel
from queries import gaps as missing

CLASS = {"✔": "ok", "◆": "near", "○": "wait", "▼": "late"}
MEANING = {"✔": "按时报齐", "◆": "报齐，有迟报", "○": "未报齐，未到期限", "▼": "逾期未报"}
MOST_NAMES = 8


def sign(row) -> str:
    """Colour is never alone: the sign of a month's row of reporting.rates."""
    return "▼" if row.missing else "○" if row.waiting else "◆" if row.late else "✔"


@by_version(64)
def reporting_sentence(scope: Scope, today: date) -> str:
    cells = asks.due(scope, today)
    if cells.empty:
        return '<p class="headline">到这个月还没有应报的数。</p>'
    total = asks.overall(scope, today)
    month = asks.rates(scope, today, "place", "period")
    month = month[month["period"] == scope.year * 100 + scope.month]
    complete = len(month[month["reported"] == month["due"]])
    late = asks.rates(scope, today, "place")
    late = late[late["missing"] > 0]
    in_time = "" if not total["closed"] else (
        f"，及时率 {fmt.percent(total['in_time'])}（只算期限已过的 {_closed_months(total)}）")
    # The root's own cells are a line of their own: then not all lines are 乡镇.
    word = answers.peer_word(scope) if scope.at_root and scope.region not in cells["place"].values else "单位"
    overdue = f"逾期未报 {total['missing']:,.0f} 项次，涉及 {len(late)} 个{word}。" if len(late) else "没有逾期未报的。"
    waiting = f"还有 {total['waiting']:,.0f} 项次未到期限。" if total["waiting"] else ""
    name = escape(reference.tree(scope.version).at[scope.region, "name"])
    day = asks.deadline(scope.version, scope.year * 100 + scope.month)
    return (f'<p class="headline">截至{scope.year}年{scope.month}月，{name}应报 {total["due"]:,.0f} 项次，上报率 '
            f"{fmt.percent(total['rate'])}{in_time}。{overdue}</p>"
            f'<p class="lead">{scope.month}月 {complete}/{len(month)} 个{word}已报齐，期限 {day.month}月{day.day}日。'
            f"{waiting}一项次是一个单位、一期、一项指标；比率由系统计算，不用报。</p>")


def _closed_months(total: pd.Series) -> str:
    first, last = (int(total[name]) % 100 for name in ("first_closed", "last_closed"))
    return f"{first}—{last}月" if first < last else f"{first}月"


@by_version(64)
def matrix(scope: Scope, today: date) -> str:
    """Places × months, 上报率 and 及时率 at the end. Marks and picks cell:<region code>-<period>."""
    cells, places = asks.rates(scope, today, "place", "period"), asks.rates(scope, today, "place")
    if cells.empty:
        return ""
    nodes, units, names = reference.tree(scope.version), asks.units(scope.version), asks.labels(scope.version)
    codes = nodes["code"].to_dict() | units["code"].to_dict()
    found = {(row.place, row.period): row for row in cells.itertuples()}
    months = sorted(cells["period"].unique())
    head = "".join(f"<th>{period % 100}月</th>" for period in months)
    body = ""
    for place in sorted(places.itertuples(), key=lambda row: codes[row.place]):
        own = place.place == scope.region
        name = f"{names[place.place]}本级" if own else names[place.place].rpartition(" ")[2]
        inside = "".join(_cell(found.get((place.place, period)), name, codes[place.place], period) for period in months)
        door = escape(name) if own or place.place not in nodes.index else (
            f'<button data-pick="region:{place.place}">{escape(name)}</button>')
        body += (f'<tr><th scope="row">{door}</th>{inside}<td class="rate">{fmt.percent(place.rate)}</td>'
                 f'<td class="rate">{fmt.percent(place.in_time)}</td></tr>')
    legend = "".join(f'<span class="due {CLASS[mark]}">{mark} {words}</span>' for mark, words in MEANING.items())
    return panel("谁报了、谁没报", "已报/应报项次；点一格看缺什么", f"""<div class="scroll"><table class="dues"><thead><tr><th></th>{head}
<th>上报率</th><th>及时率</th></tr></thead><tbody>{body}</tbody></table></div><p class="legend">{legend}</p>""")


def _cell(row, name: str, code: str, period: int) -> str:
    if row is None:
        return "<td>—</td>"
    mark, pick = sign(row), f"cell:{code}-{period}"
    words = (f"{name}{fmt.period(period)}：应报{row.due:,}，已报{row.reported:,}，其中迟报{row.late:,}，逾期未报{row.missing:,}，"
             f"未到期限{row.waiting:,}")
    share = "报齐" if row.reported == row.due else f"缺{row.due - row.reported:,}"
    return (f'<td class="due {CLASS[mark]}" data-mark="{pick}"><button data-pick="{pick}" title="{escape(words)}" '
            f'aria-label="{escape(words)}"><b>{mark}</b> {share}<small>{row.reported:,}/{row.due:,}</small></button></td>')


@by_version(256)
def gaps(scope: Scope, today: date, cell: str) -> str:
    """What is missing, by place, period and indicator, with the units by name: of one cell of the matrix, or all."""
    cells, title = asks.due(scope, today), "还缺哪些"
    if cell:
        code, period = cell.split("-")
        region = {text: number for number, text in asks.units(scope.version)["code"].items()}[code]
        cells = cells[(cells["place"] == region) & (cells["period"] == int(period))]
        title = f"{asks.labels(scope.version)[region]}{fmt.period(int(period))}还缺哪些"
    found = missing.gaps(cells, ["period", "place", "indicator_id"])
    if found.empty:
        return panel(escape(title), "都已报齐", "")
    catalogue, names = reference.indicators(scope.version), asks.labels(scope.version)
    body = ""
    for row in found.itertuples():
        overdue = row.state == "逾期未报"
        mark = f'<span class="due {"late" if overdue else "wait"}">{"▼ 逾期" if overdue else "○ 未到期限"}</span>'
        code = catalogue.at[row.indicator_id, "code"]
        body += (f'<tr data-pick="origin:{code}"><td>{fmt.period(row.period)}</td><td>{escape(names[row.place])}</td><td>'
                 f'<button data-pick="origin:{code}">{escape(catalogue.at[row.indicator_id, "name"])}</button></td>'
                 f'<td class="num">{row.lacking}</td><td>{escape(listed(row.units, names, row.place))}</td><td>{mark}</td></tr>')
    table = f"""<div class="scroll tall"><table class="plain"><thead><tr><th>期</th><th>地区</th><th>指标</th><th class="num">缺几个单位</th>
<th>哪些单位</th><th>期限</th></tr></thead><tbody>{body}</tbody></table></div>"""
    return panel(escape(title), f"共 {len(cells[cells['received_at'].isna()]):,} 项次；点一行看这项指标由哪些单位组成", table)


def listed(units: list[int], names: dict[int, str], place: int) -> str:
    """Units by name, at most MOST_NAMES; the place's own report is 本级."""
    known = [("本级" if unit == place else names[unit].rpartition(" ")[2]) for unit in units]
    return "、".join(known[:MOST_NAMES]) + (f"等{len(known)}个" if len(known) > MOST_NAMES else "")

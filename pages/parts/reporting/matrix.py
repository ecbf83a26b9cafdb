"""上报情况: place × month, reported of due, with the gaps behind a cell."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from pages.parts.reporting import asks
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Due, Origin, Region
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tag, tr
from queries import gaps as missing

CLASS = {"✔": "ok", "◆": "near", "◷": "near", "○": "wait", "▼": "late"}
MEANING = {"✔": "按时报齐", "◆": "报齐，有迟报", "◷": "已报待审", "○": "未报齐，未到期限", "▼": "逾期未报"}
OWES = {"逾期未报": ("▼ 逾期", "late"), "未到期限": ("○ 未到期限", "wait"), "待审": ("◷ 已报待审", "near")}
"""How it stands with what is not reported, by its state of reporting.due_cells."""
MOST, MOST_NAMES = 300, 8
"""Lines of the list of gaps; units named in one."""


def sign(row) -> str:
    """Colour is never alone: the sign of a month's row of reporting.rates."""
    return "▼" if row.missing else "○" if row.waiting else "◷" if row.sent else "◆" if row.late else "✔"


@by_version(64)
def reporting_sentence(scope: Scope, today: date) -> Markup:
    cells = asks.due(scope, today)
    if cells.empty:
        return tag("p", "到这个月还没有应报的数。", look="headline")
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
    waiting += f"{total['sent']:,.0f} 项次已报待审，审核通过以前不算已报。" if total["sent"] else ""
    name = reference.tree(scope.version).at[scope.region, "name"]
    day = asks.deadline(scope.version, scope.year * 100 + scope.month)
    headline = (f"截至{scope.year}年{scope.month}月，{name}应报 {total['due']:,.0f} 项次，上报率 {fmt.percent(total['rate'])}"
                f"{in_time}。"
                f"{overdue}")
    lead = (f"{scope.month}月 {complete}/{len(month)} 个{word}已报齐，期限 {day.month}月{day.day}日。"
            f"{waiting}一项次是一个单位、一期、一项指标；比率由系统计算，不用报。")
    return tag("p", headline, look="headline") + tag("p", lead, look="lead")


def _closed_months(total: pd.Series) -> str:
    first, last = (int(total[name]) % 100 for name in ("first_closed", "last_closed"))
    return f"{first}—{last}月" if first < last else f"{first}月"


@by_version(64)
def matrix(scope: Scope, today: date) -> Markup | str:
    """Places × months, 上报率 and 及时率 at the end. Marks: Due. Picks: Due, Region."""
    cells, places = asks.rates(scope, today, "place", "period"), asks.rates(scope, today, "place")
    if cells.empty:
        return ""
    nodes, codes, names = reference.tree(scope.version), asks.codes(scope.version), asks.names(scope.version)
    found = {(row.place, row.period): row for row in cells.itertuples()}
    months = sorted(cells["period"].unique())
    lines = []
    for place in sorted(places.itertuples(), key=lambda row: codes[row.place]):
        own = place.place == scope.region
        name = f"{names[place.place]}本级" if own else names[place.place]
        inside = join(_cell(found.get((place.place, period)), name, codes[place.place], period) for period in months)
        door = name if own or place.place not in nodes.index else button(Region(place.place), name)
        lines.append(html('<tr><th scope="row">{}</th>{}<td class="rate">{}</td><td class="rate">{}</td></tr>', door, inside,
                          fmt.percent(place.rate), fmt.percent(place.in_time)))
    used = [mark for mark in MEANING if mark != "◷" or cells["sent"].any()]
    legend = tag("p", *(html('<span class="due {}">{} {}</span>', CLASS[mark], mark, MEANING[mark]) for mark in used),
                 look="legend")
    drawn = table(["", *(f"{period % 100}月" for period in months), "上报率", "及时率"], lines, "dues")
    return panel("谁报了、谁没报", "已报/应报项次；点一格看缺什么", drawn + legend)


def _cell(row, name: str, code: str, period: int) -> Markup:
    if row is None:
        return html("<td>—</td>")
    mark, pick = sign(row), Due(f"{code}-{period}")
    words = (f"{name}{fmt.period(period)}：应报{row.due:,}，已报{row.reported:,}，其中迟报{row.late:,}，逾期未报{row.missing:,}，"
             f"未到期限{row.waiting:,}" + (f"，已报待审{row.sent:,}" if row.sent else ""))
    lacking = row.due - row.reported - row.sent
    share = f"缺{lacking:,}" if lacking else "待审" if row.sent else "报齐"
    said = html("<b>{}</b> {}<small>{:,}/{:,}</small>", mark, share, row.reported, row.due)
    door = button(pick, said, title=words, aria_label=f"{mark} {share}{row.reported:,}/{row.due:,} {words}")
    return tag("td", door, look=f"due {CLASS[mark]}", mark=pick)


@by_version(256)
def gaps(scope: Scope, today: date, cell: str, whole: bool = False) -> Markup:
    """What is missing, by place, period and indicator, with the units by name: of one cell of the matrix, or all. The first MOST
    or, whole, all of them. Picks: Origin."""
    cells, title = asks.due(scope, today), "还缺哪些"
    if cell:
        code, period = cell.split("-")
        region = next(number for number, text in asks.codes(scope.version).items() if text == code)
        cells = cells[(cells["place"] == region) & (cells["period"] == int(period))]
        title = f"{asks.labels(scope.version)[region]}{fmt.period(int(period))}还缺哪些"
    by, sent = ["period", "place", "indicator_id"], cells["state"] == "待审"
    found = pd.concat([missing.gaps(cells[~sent], by), missing.gaps(cells[sent], by)]).sort_values(by, kind="stable")
    if found.empty:
        return panel(title, "都已报齐")
    catalogue = reference.indicators(scope.version)
    names, labels = asks.names(scope.version), asks.labels(scope.version)
    lines, shown = [], found if whole else found.head(MOST)
    for row in shown.itertuples():
        word, look = OWES[row.state]
        mark = tag("span", word, look=f"due {look}")
        pick = Origin(catalogue.at[row.indicator_id, "code"])
        lines.append(tr(fmt.period(row.period), labels[row.place], button(pick, catalogue.at[row.indicator_id, "name"]),
                        num(row.lacking),
                        listed(row.units, names, row.place), mark, pick=pick))
    drawn = table(["期", "地区", "指标", num("缺几个单位"), "哪些单位", "期限"], lines, box="scroll tall gaps")
    more = f"，只列前 {MOST} 行，其余点上面的格子看，或下载 Excel" if len(found) > len(shown) else ""
    return panel(title, f"共 {len(cells[cells['received_at'].isna()]):,} 项次{more}；点一行看这项指标由哪些单位组成", drawn)


def listed(units: list[int], names: Mapping[int, str], place: int) -> str:
    """Units by name, at most MOST_NAMES; the place's own report is 本级."""
    known = ["本级" if unit == place else names[unit] for unit in units[:MOST_NAMES]]
    return "、".join(known) + (f"等{len(units)}个" if len(units) > MOST_NAMES else "")

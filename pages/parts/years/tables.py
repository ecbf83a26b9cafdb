"""Indicators over the years in words and tables."""

import pandas as pd

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Years
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.as_of import named
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tag, tr
from pages.parts.ui.tiles import changed, like_for_like
from pages.parts.years.choice import View, codes, every, opened, totals, wanted
from queries.lookback import moved
from queries.privacy import READS, reads

COUNTED = {1: "", 2: "两年累计", 3: "三年累计"}
WHOLE = {"flow": "全年", "stock": "年末", "ratio": "全年"}


@by_version(128)
def sentence(scope: Scope) -> Markup:
    """How many indicators stand higher than a year before, how many lower, and how many moved the right way."""
    place, rows = reference.tree(scope.version).at[scope.region, "name"], every(scope)
    found = moved(rows[rows["year"] == scope.year], reference.indicators(scope.version))
    until = f"截至{scope.year}年{scope.month}月，{place}"
    if not found["compared"]:
        return tag("p", f"{until}还没有能与上年同期比的指标。", look="headline")
    said = (f"{until}{found['compared']}项指标能与上年同期比：上升{found['up']}项，下降{found['down']}项，持平{found['even']}项；"
            f"按各自的好坏方向看，向好{found['better']}项，变差{found['worse']}项。")
    return tag("p", said, look="headline")


@by_version(128)
def overview(view: View) -> Markup:
    """Every indicator: the years that are over, this year so far against the same months of the last, and what the years come to.
    Marks and picks: Years."""
    scope, catalogue = view.scope, wanted(view)
    rows, sums = every(scope), totals(scope)
    years = sorted(rows["year"].unique())
    heads = ["指标", *(num(f"{year}年") for year in years[:-1]), *([num(f"{years[-2]}年同期")] if len(years) > 1 else []),
             num(f"{years[-1]}年1—{scope.month}月"), num("同比")] + ([num(COUNTED[len(years)])] if COUNTED[len(years)] else [])
    by = {(row.indicator_id, row.year): row for row in rows.itertuples()}
    body = []
    for action in reference.actions(scope.version).itertuples():
        of_action = catalogue[catalogue["action_id"] == action.id]
        body += [html('<tr><th colspan="{}">{}</th></tr>', len(heads), action.name)] if len(of_action) else []
        body += [_line(one, [by[one.id, year] for year in years], sums, scope.month) for one in of_action.itertuples()]
    if not body:
        return panel("各年的数", f"没有含“{view.words}”的指标")
    lead = ("已过的年份是全年累计、年末数或全年比率；同期各年都到同一个月，同比按同口径；累计只加时期数，到今年这一期为止，"
            "比率用各年分子分母之和重算；没有报的不算在内，点一行看各年报齐多少")
    return panel("各年的数", lead, table(heads, body, look="plain years"))


def _line(indicator, rows: list, sums: pd.DataFrame, month: int) -> Markup:
    last, before = rows[-1], rows[-2] if len(rows) > 1 else None
    pick = Years(indicator.code)
    cells = [num(whole(row, indicator)) for row in rows[:-1]]
    cells += [num(so_far(before, indicator))] if before else []
    cells += [num(join((so_far(last, indicator), _months(last, indicator, month)))), num(changed(last.yoy, indicator))]
    cells += [num(total(sums.loc[indicator.id] if indicator.id in sums.index else None, indicator, last.year))] if before else []
    return tr(html("{}<small>{}</small>", button(pick, indicator.name), indicator.unit), *cells, pick=pick, mark=pick)


def _months(row, indicator, month: int) -> Markup | str:
    """1—9月 below the number, where the figure does not reach the month."""
    return html('<em class="as-of">{}</em>', span(row, indicator)) if row.month not in (0, month) else ""


def span(row, indicator) -> str:
    """The months that are compared: 1—9月 of a flow, 9月末 of a stock."""
    if not row.month:
        return "未到期"
    return f"{row.month}月末" if indicator.kind == "stock" else named(row.year * 100 + 1, row.year * 100 + row.month, "monthly")


def whole(row, indicator) -> str:
    """The year's figure as it is read, with its unit; 未上报 where nobody reported."""
    return _read(row.whole, row.whole_withheld, row.whole_rounded, indicator)


def so_far(row, indicator) -> str:
    """The figure of the months that are compared."""
    return _read(row.value, row.withheld, row.rounded, indicator) if row.month else "未到期"


def _read(value: float, withheld: str, rounded: bool, indicator) -> str:
    if withheld:
        return reads("", withheld, rounded)
    if fmt.is_missing(value) and not indicator.additive:
        return "不汇总"
    if fmt.is_missing(value) and indicator.kind == "ratio":
        return fmt.NONE
    text, unit = fmt.amount(value, indicator.unit, indicator.precision)
    return reads(text, "", rounded) + (unit if unit != indicator.unit or unit == "%" else "")


def total(row, indicator, last: int) -> Markup | str:
    """What the years come to; why not, where they do not."""
    if row is None:
        return tag("span", "不相加", look="muted")
    if row["lacking"]:
        return tag("span", f"缺{'、'.join(f'{year}年' for year in row['lacking'])}", look="muted")
    if row["withheld"]:
        return READS[row["withheld"]]
    short = html('<em class="as-of">到{}年</em>', row["through"]) if row["through"] < last else ""
    return join((tag("b", _read(row["total"], "", row["rounded"], indicator)), short))


@by_version(128)
def one(view: View) -> Markup:
    """The opened indicator year by year, and the one beside it. Picks: Years."""
    rows, catalogue = opened(view.scope, codes(view)), reference.indicators(view.scope.version).set_index("code", drop=False)
    drawn = [_by_year(rows[rows["indicator_id"] == catalogue.at[code, "id"]], catalogue.loc[code]) for code in codes(view)]
    place = reference.tree(view.scope.version).at[view.scope.region, "name"]
    back = button(Years(""), "✕ 收起", look="back")
    lead = "同期各年都到同一个月；同比只比两年都报了的单位和期次；已报、应报按单位·期数"
    return panel(f"{place}历年", lead, join((*drawn, back)))


def _by_year(rows: pd.DataFrame, indicator) -> Markup:
    last = rows.iloc[-1]
    heads = ["年份", num(span(last, indicator) if last["month"] else "同期"), num("同比"), num(WHOLE[indicator["kind"]]),
             num("已报/应报")]
    body = [tr(f"{row.year}年", num(so_far(row, indicator)),
               num(join((changed(row.yoy, indicator), " ", like_for_like(row, "")))),
               num("这一年还没完" if row.year == last["year"] and row.month < 12 else
                   join((whole(row, indicator), _carried(row)))),
               num(f"{row.cells:,}/{row.due_cells:,}" if row.due_cells else fmt.NONE)) for row in rows.itertuples()]
    name = tag("h3", f"{fmt.alone(indicator['name'])}（{indicator['unit']}）", look="programme")
    return name + table(heads, body, look="plain by-year")


def _carried(row) -> Markup | str:
    return html('<em class="as-of">{}</em>', fmt.carried(row.whole_carried)) if row.whole_carried else ""

"""Why a figure stands as it does, in words and a table: how far it is from pace, what is still to be done, which parts of the
region make the gap, and how it stands among its action's."""

import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import IndicatorOf, Why
from pages.parts.shell.scope import Scope
from pages.parts.shell.ways import region_ids
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, button, html, join, num, table, tag, tr
from pages.parts.ui.matrix import short
from pages.parts.ui.status import chip
from pages.parts.ui.why_words import from_pace, to_do
from queries.catalogue import parts as parts_of
from queries.rows import rows_of
from queries.summary import in_action, matrix
from queries.why import still_to_do

MOST = 12
"""Parts that are listed; the others on demand."""


@by_version(128)
def sentences(scope: Scope, code: str) -> Markup | str:
    """How far from pace, and what is left to do; "" where there is no verdict. Picks: IndicatorOf."""
    indicator = _indicator(scope, code)
    row = answers.mine(scope).loc[indicator["id"]]
    if fmt.is_missing(row["gap"]) or row["withheld"]:
        return ""
    left = still_to_do(row, int(indicator["precision"]))
    words = to_do(left, row, indicator, _counted(scope, indicator)) if left else ""
    return html('<p class="why-gap">{}。</p><p class="why-left">{}{}</p>', from_pace(row, indicator), words,
                _door(scope, indicator))


def _counted(scope: Scope, indicator: pd.Series) -> str:
    """The unit of a ratio's numerator; "" of anything else."""
    return _indicator(scope, parts_of(indicator["numerator"])[0])["unit"] if indicator["kind"] == "ratio" else ""


def _door(scope: Scope, indicator: pd.Series) -> Markup | str:
    """To the page of the indicator's action, where the region has one."""
    action = reference.actions(scope.version).set_index("id").at[indicator["action_id"], "kind"]
    if action == "base" or scope.region not in region_ids(scope.version).values():
        return ""
    return button(IndicatorOf(scope.region, indicator["code"]), "到行动页 ›", title="看走势和各地对比")


def _indicator(scope: Scope, code: str) -> pd.Series:
    catalogue = reference.indicators(scope.version)
    return catalogue[catalogue["code"] == code].iloc[0]


@by_version(128)
def parts(scope: Scope, code: str) -> Markup | str:
    """The parts of the region by what they add to the gap; "" where there is no gap. Picks: Why."""
    indicator = _indicator(scope, code)
    row, found = answers.mine(scope).loc[indicator["id"]], answers.parts_of_gap(scope, int(indicator["id"]))
    if fmt.is_missing(row["gap"]) or row["withheld"]:
        return ""
    heading = tag("h3", "差在哪里" if row["gap"] < 0 else "各单位比序时多多少、少多少", look="programme")
    if found["away"].isna().all():
        place = reference.name_of(scope.version, scope.region)
        return heading + tag("p", f"{place}这项没有下一级的数，看各期的走势。" if found.empty else
                             "下级单位没有自己的目标，分不出差在哪里，各单位的数列在走势下面。", look="note")
    lines = [_part(part, indicator, scope) for part in rows_of(found)]
    rate = indicator["kind"] == "ratio"
    heads = ["单位", num("比率" if rate else "完成"), *([] if rate else [num("序时应达")]),
             Cell("把全体拉低或拉高（百分点）" if rate and indicator["unit"] == "%" else "比应达少或多", "bar"),
             *([] if rate else ["上报情况"])]
    drawn = table(heads, lines[:MOST], "plain parts-of-gap")
    if lines[MOST:]:
        drawn += html("<details><summary>其余 {} 个</summary>{}</details>", len(lines) - MOST,
                      table(heads, lines[MOST:], "plain parts-of-gap"))
    return join((heading, tag("p", _lead(found, row), look="note"), drawn))


def _lead(found: pd.DataFrame, row: pd.Series) -> str:
    """How many are behind, and what has to be known to read the table."""
    of = found[found["role"] == "part"]
    behind, silent = of[of["away"] < -1e-9], of[of["value"].isna() & (of["withheld"] == "")]
    short = of[(of["cells"] < of["due_cells"]) & of["value"].notna()]
    words = [f"{len(of)}个下级单位中 {len(behind)}个落在序时后面，差得多的在前"]
    if len(silent) or len(short):
        said = [f"{len(silent)}个没有上报" if len(silent) else "", f"{len(short)}个报得不全" if len(short) else ""]
        words.append(f"{'、'.join(filter(None, said))}，没报的没有计入完成数，差的里面有多少是没办、多少是没报，要等报来才知道")
    if row["rounded"]:
        words.append("涉及个人信息，各数都是约数，加起来对不上")
    return f"{'；'.join(words)}。"


def _part(part, indicator: pd.Series, scope: Scope) -> Markup:
    rate, place = indicator["kind"] == "ratio", reference.name_of(scope.version, part.region_id)
    unit = indicator["unit"], int(indicator["precision"])
    value = "" if part.role == "rest" else fmt.marked("".join(fmt.amount(part.value, *unit)), part)
    expected = fmt.NONE if fmt.is_missing(part.expected) else "".join(fmt.amount(part.expected, *unit))
    if part.role == "part":
        pick = Why(part.region_id, indicator["code"])
        name = button(pick, place)
    else:
        pick, expected = None, ""
        name = f"{place}本级" if part.role == "own" else "分子分母对不上的部分" if rate else (
            f"下级目标合计比本级目标{'少' if part.away < 0 else '多'}的部分")
    away = Cell(_away(part, indicator), "bar")
    return tr(name, num(value), *([away] if rate else [num(expected, "asked"), away, _state(part, indicator)]), pick=pick)


def _away(part, indicator: pd.Series) -> Markup | str:
    """The amount with a bar from the middle, to the left where it falls short."""
    if fmt.is_missing(part.away):
        return fmt.NONE
    divisor, unit = fmt.scale(part.away, indicator["unit"])
    digits = fmt.decimals(unit, indicator["precision"])
    if indicator["kind"] == "ratio":
        digits = max(digits, 2)
    elif unit == indicator["unit"] and abs(part.away) < 10 and part.away != round(part.away):
        digits = max(digits, 1)
    return html('<span class="away {}" aria-hidden="true"><i style="width:{:.1f}%"></i></span><span class="num">{}{}</span>',
                "short" if part.away < 0 else "ahead", abs(part.beside_most) * 50,
                fmt.plain(part.away / divisor, digits, sign=True), "" if indicator["kind"] == "ratio" else unit)


def _state(part, indicator: pd.Series) -> Markup | str:
    if part.role != "part":
        return ""
    if fmt.is_missing(part.value) and not part.withheld:
        return tag("em", "未上报")
    if indicator["kind"] == "stock" and part.carried:
        return tag("em", f"用{fmt.period(part.oldest)}的数" if part.carried == 1 else fmt.carried(part.carried))
    missing = part.due_cells - part.cells
    return tag("em", f"缺报 {missing:,} 项次") if indicator["kind"] == "flow" and missing > 0 else "已报"


@by_version(128)
def neighbours(scope: Scope, code: str) -> Markup | str:
    """How the indicator stands among those of its action in the region, whose median is the cell of the matrix. Picks: Why."""
    indicator = _indicator(scope, code)
    frame = answers.standing(scope)
    mine = frame[(frame["region_id"] == scope.region) & (frame["action_id"] == indicator["action_id"])]
    known, cell = in_action(mine), matrix(mine)
    if len(known) < 2 or indicator["id"] not in set(known["indicator_id"]):
        return ""
    catalogue, actions = reference.indicators(scope.version), reference.actions(scope.version).set_index("id")
    of, here = cell.iloc[0], known.set_index("indicator_id")["place"]
    doors = join((tag("span", button(Why(scope.region, catalogue.at[row.indicator_id, "code"]),
                                     f"{fmt.alone(catalogue.at[row.indicator_id, 'short_name'])} {fmt.points(row.gap)}"),
                      chip(row.status), look="neighbour here" if row.indicator_id == indicator["id"] else "neighbour")
                  for row in rows_of(known)))
    where = "，这项就是居中的一项" if of["carrier"] == indicator["id"] else f"，这项从差的数起列第 {here[indicator['id']] + 1} 位"
    words = (f"{reference.name_of(scope.version, scope.region)}{short(actions.at[indicator['action_id'], 'name'])}的 "
             f"{int(of['judged'])} 项可评价指标，与序时差的中位数 {fmt.points(of['gap'])} 百分点{where}")
    return html('<details class="neighbours"><summary>{}</summary><div>{}</div></details>', words, doors)

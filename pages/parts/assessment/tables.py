"""The assessment page's blocks: who has how many points, what a region's points are made of, and where they were lost."""


import pandas as pd

from pages.parts.assessment import choice as assessment
from pages.parts.assessment.choice import HALVES, Choice
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Region, Unit, Why
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Cell, Markup, button, html, join, num, panel, table, tag, tr
from pages.parts.ui.matrix import short
from queries import scores
from queries.rows import rows_of

DIGITS = 2
LOSSES = 8
COUNTS = {"unreported": "未上报（项）", "hidden": "不公开（项）"}
"""Columns that are there only where somebody has any."""
WHY = {"计分": "", "未上报": "未上报，记 0 分", "不考核": "权重为 0，不考核", "不评价": "没有评价",
       "未设目标": "未设目标，不计分",
       "未到期": "未到期，不计分", "不公开": "涉个人信息，不公开、不计分", "分母为零": "分母为零，没有完成率，不计分",
       "目标为零": "目标为零，没有完成率，不计分"}
KINDS = {"county": "县（市、区）", "township": "乡镇（街道）", "city": "市"}
RULES = html(
    '<details class="rules"><summary>怎样算分</summary><ul>'
    "<li>一项的得分 = 权重 × 折算系数。越高越好的，折算系数 = 完成率 ÷ 应完成，最多为 1；"
    "应完成就是序时进度（到该指标最近一次到期的那一期，计划应完成全年的几成），"
    "百分比指标应完成为 100%。时点数也照此算：年初存量已接近目标的，年初就可能得满分。</li>"
    "<li>越低越好的倒过来：不高于限额得满分，高于限额的，折算系数 = 限额 ÷ 实际。限额是序时应达；"
    "时点数和比率的限额不会低于年度目标，达到目标就得满分。</li>"
    "<li><b>未上报的记 0 分，权重计入满分。</b>未设目标、未到期、不评价、分母或目标为零的，既不得分，也不计入满分。</li>"
    "<li>涉个人信息的按约数（最近的 5 的倍数）计分；小于 5 的和县以下的，得分、满分都不计入，所以不能从合计倒推出原数。</li>"
    "<li>得分率 = 得分 ÷ 满分 × 100，也就是折算成百分制的得分；各地满分不同（有的指标没有目标），比高低看得分率。</li>"
    "<li>权重是数据，在“权重”一栏查看和修改；次序默认为行政区划次序，按得分排序时名次按得分率（两位小数），相同的并列。</li>"
    "</ul></details>")


def points(value: float) -> str:
    return fmt.NONE if fmt.is_missing(value) else fmt.plain(value, DIGITS)


def weight(value: float) -> str:
    """A weight or a maximum: 1, 2.5, 84."""
    return fmt.NONE if fmt.is_missing(value) else f"{value:,.10g}"


def state(choice: Choice) -> str:
    """What kind of score this is, in words that leave no doubt."""
    name = f"{choice.scope.year}年{HALVES[str(choice.half)]}"
    if not choice.running:
        return f"{name}考核得分，截至{choice.through}月"
    if choice.half == 6:
        return f"截至{choice.through}月，尚未到半年：按截至{choice.through}月进度试算，不是半年得分"
    return f"{name}考核按截至{choice.through}月进度试算，不是全年得分"


@by_version(64)
def score_sentence(choice: Choice, unit: int | None) -> Markup:
    found = assessment.sums(choice)
    names = assessment.scored(choice)["name"]
    if unit is not None:
        mine = found.loc[unit]
        if fmt.is_missing(mine["rate"]):
            words = f"{names[unit]}没有可计分的指标。"
        else:
            words = (f"{names[unit]}得 {points(mine['points'])} 分，满分 {weight(mine['maximum'])} 分，"
                     f"折合百分制 {points(mine['rate'])} 分{_place(choice, mine)}{_missing(mine)}。")
    else:
        spread = scores.spread(found["rate"])
        kind = "个" + (answers.peer_word(choice.scope) if assessment.too_many(choice) else KINDS[choice.level])
        words = f"{len(found)}{kind}还没有可计分的指标。" if spread is None else (
            f"{len(found)}{kind}，折合百分制得 {points(spread[0])} 至 {points(spread[1])} 分，中位数 {points(spread[2])} 分。")
    kind = "state running" if choice.running else "state"
    whole = (tag("p", f"{KINDS[choice.level]}太多，不能并列，按{answers.peer_word(choice.scope)}各作一个整体计分；点一个看它的。",
                 look="muted") if assessment.too_many(choice) else "")
    return join((tag("p", words, look="headline"), tag("p", state(choice), look=kind), whole, RULES))


def _place(choice: Choice, row) -> str:
    return f"，列第 {row['rank']:.0f} 位" if choice.ranked and not pd.isna(row["rank"]) else ""


def _missing(row) -> str:
    return f"；其中未上报 {row['unreported']} 项，记 0 分" if row["unreported"] else ""


@by_version(64)
def scores_table(choice: Choice, unit: int | None) -> Markup:
    """Regions × actions: points of maximum, total, 得分率. Picks: Region, below county level Unit."""
    found, cells, regions = assessment.sums(choice), assessment.by_action(choice), assessment.scored(choice)
    counts = [(name, title) for name, title in COUNTS.items() if found[name].any()]
    actions = reference.actions(choice.scope.version).set_index("id")["name"]
    counting = set(cells.dropna(subset="maximum").index.get_level_values("action_id"))
    shown = [action for action in actions.index if action in counting]
    lines, above, drawn = [], None, {cell.Index: _sum(cell) for cell in rows_of(cells)}
    several, regions = regions["parent_id"].nunique() > 1, regions.to_dict("index")
    for row in rows_of(found):
        region = regions[row.Index]
        if several and not choice.ranked and region["parent"] != above:
            above = region["parent"]
            lines.append(html('<tr><th colspan="{}" scope="rowgroup">{}</th></tr>', len(shown) + len(counts) + 3, above))
        beside = html(' <span class="muted">{}</span>', region["parent"]) if several and choice.ranked else ""
        pick = Unit(region["code"]) if choice.level == "township" and not assessment.too_many(choice) else Region(row.Index)
        rank = [num(fmt.NONE if pd.isna(row.rank) else f"{row.rank:.0f}")] if choice.ranked else []
        lines.append(tr(*rank, join((button(pick, tag("b", region["name"])), beside)),
                        *(drawn[row.Index, action] for action in shown), _sum(row),
                        num(points(row.rate), "rate"), *(num(getattr(row, name)) for name, _ in counts),
                        pick=pick, look="chosen" if row.Index == unit else ""))
    heads = [*([num("名次")] if choice.ranked else []), "地区", *(num(short(actions[action])) for action in shown), num("合计"),
             num("得分率"),
             *(num(title) for _, title in counts)]
    order = "按得分率从高到低，相同的并列" if choice.ranked else "按行政区划次序"
    return panel("各地得分", f"得分 / 满分；{order}；点一行看每项指标的得分", table(heads, lines, "plain scores"))


def _sum(cell) -> Cell:
    if fmt.is_missing(cell.points):
        return num(fmt.NONE)
    return num(html('{}<span class="of">/{}</span>', points(cell.points), weight(cell.maximum)))


@by_version(64)
def lost(choice: Choice, unit: int | None) -> Markup:
    """Where the points went, most first: of one region, or of all together. Picks: Why, of the region or of what all lie in."""
    rows = assessment.rows(choice)
    of_whom = rows if unit is None else rows[rows["region_id"] == unit]
    found = scores.losses(of_whom)
    catalogue, lines = reference.indicators(choice.scope.version), []
    whose = assessment.area(choice) if unit is None else unit
    for row in rows_of(found.head(LOSSES)):
        indicator = catalogue.loc[row.indicator_id]
        part = f"满分 {weight(row.weight)}" if unit is not None else f"{row.regions} 个地区失分"
        missing = f"，未上报 {row.unreported} 个" if row.unreported and unit is None else "，未上报" if row.unreported else ""
        said = html('<span class="who">{}</span><span class="gone" aria-hidden="true"><i style="width:{:.0f}%"></i></span>'
                    '<span class="num strong">−{}</span><span class="num beside">{}{}</span>', indicator["name"],
                    row.beside_most * 100, points(row.lost), part, missing)
        lines.append(button(Why(whose, indicator["code"]), said, look="line loss"))
    lead = (f"共失 {points(scores.lost_in_all(of_whom))} 分，失在 {len(found)} 项指标上；点开看为什么"
            if len(found) else "没有失分的指标")
    return panel("分失在哪里", lead, tag("div", *lines, look="lines") if lines else "")

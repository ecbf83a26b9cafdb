"""A township on a page of its own: its sentence, its villages and homes, its figures."""

import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import ActionOf, Beside, Region, Why
from pages.parts.shell.scope import Scope
from pages.parts.town.choice import View, above
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tag, tr
from pages.parts.ui.status import chip
from pages.parts.ui.tiles import changed
from pages.parts.ui.villages import NO_REGISTER, short
from queries import summary
from queries.homes import coverage
from queries.homes import villages as registry
from queries.succession import in_words


@by_version(128)
def covered(view: View) -> pd.Series:
    """The township's row of queries.homes.coverage, as on the page of 妇女之家."""
    return reference.ask(coverage.coverage, [view.town], view.period).loc[view.town]


@by_version(128)
def villages(view: View) -> pd.DataFrame:
    return reference.ask(registry.villages_of, view.town, view.period)


def figures(view: View) -> pd.DataFrame:
    """The standing of the township and of what it lies in."""
    return answers.standing_of(view.scope.version, (view.county, view.town), view.scope.year, view.scope.month)


@by_version(128)
def reported(view: View) -> pd.DataFrame:
    """The township's rows of what townships report and may be shown, indexed by indicator."""
    frame = figures(view)
    mine = frame[(frame["region_id"] == view.town) & (frame["report_level"] == "township") & (frame["withheld"] != "below")]
    return mine.set_index("indicator_id", drop=False)


def title(view: View) -> str:
    """What the browser calls the tab: page, township and month."""
    return f"乡镇 · {reference.places(view.scope.version).at[view.town, 'name']} · {view.scope.year}年{view.scope.month}月"


@by_version(128)
def sentence(view: View) -> Markup:
    """The township in a sentence, and the way to it. Picks: Region, ActionOf, Beside."""
    places, homes, rows = reference.places(view.scope.version), covered(view), reported(view)
    said = [f"截至{fmt.period(view.period)}，{places.at[view.town, 'name']}"]
    if homes["unregistered"]:
        said.append(f"妇女之家{NO_REGISTER}")
    else:
        left = homes["villages"] - homes["covered"]
        said.append(f"有{homes['villages']:.0f}个村（社区），{homes['covered']:.0f}个已建妇女之家"
                    + (f"，覆盖率{fmt.plain(homes['rate'], 1)}%，尚有{left:.0f}个未建" if homes["villages"] else ""))
    counts = summary.count_statuses(rows, ["region_id"])
    counted = counts.iloc[0].to_dict() if len(counts) else {}
    on_pace, judged = summary.counts_on_pace(counted)
    if judged:
        said.append(f"；{judged}项可评价的指标中{on_pace}项达到序时进度，滞后{counted.get('滞后', 0)}项")
    since = reference.ask(in_words, view.town, view.scope.year, view.scope.month)
    told = tag("p", "；".join(since), look="note") if since else ""
    return tag("p", "".join(said), "。", look="headline") + told + _way(view)


def _way(view: View) -> Markup:
    places, known = reference.places(view.scope.version), reference.tree(view.scope.version).index
    steps = [button(Region(region), places.at[region, "name"]) for region in reversed(above(view.scope.version, view.town))
             if region in known]
    codes = f"{places.at[view.town, 'code']},{places.at[view.county, 'code']}"
    doors = [button(Beside(codes), f"与{places.at[view.county, 'name']}并排 ›")] + (
        [button(ActionOf(view.county, "jiayuan"), "在妇女之家页看 ›")] if view.county in known else [])
    name = places.at[view.town, "name"].removeprefix(places.at[view.county, "name"])
    return tag("p", join((*steps, tag("b", name)), " › "), "　", join(doors, "　"), look="crumbs")


@by_version(128)
def villages_panel(view: View) -> Markup:
    """Every village and community: whether it has a home, of which forms, since when; then what stands elsewhere in the
    township."""
    rows = villages(view)
    own, rows = rows[rows["id"] == view.town].iloc[0], rows[rows["id"] != view.town]
    title = "村（社区）和妇女之家"
    if rows.empty:
        return panel(title, "区划里没有这个乡镇的村（社区）")
    if covered(view)["unregistered"]:
        return panel(title, NO_REGISTER, table(["村（社区）"], [tr(short(name)) for name in rows["name"]]))
    count, built, rate = registry.built(rows)
    lines = [tr(tag("b", short(row.name)) if not row.homes else short(row.name), _state(row.homes), row.forms or "",
                fmt.period(row.since) if row.homes and not fmt.is_missing(row.since) else "", row.others)
             for row in rows.itertuples(index=False)]
    if own["homes"] or own["others"]:
        lines.append(tr("不在村里的", _state(own["homes"]) if own["homes"] else "", own["forms"], "", own["others"]))
    lead = (f"{count}个村（社区）中{built}个已建，{count - built}个未建，覆盖率{fmt.plain(rate, 1)}%；"
            f"按名册，截至{fmt.period(view.period)}")
    return panel(title, lead, table(["村（社区）", "妇女之家", "形式", "最早建成", "其他阵地"], lines))


def _state(homes: int) -> Markup | str:
    return f"✔ {homes}个" if homes else html('<span class="mark bad">○ 未建</span>')


@by_version(128)
def figures_panel(view: View) -> Markup:
    """What townships report, action by action, beside what the township lies in. Picks: Why."""
    catalogue = reference.indicators_in(view.scope.version, view.scope.year)
    frame, mine = figures(view), reported(view)
    whole = frame[frame["region_id"] == view.county].set_index("indicator_id")
    county = reference.places(view.scope.version).at[view.county, "name"]
    hidden = len(frame[(frame["region_id"] == view.town) & (frame["withheld"] == "below")])
    above_it = len(catalogue) - len(mine) - hidden
    note = "；".join(filter(None, (f"另有{above_it}项由县里上报，乡镇没有数" if above_it else "",
                                  f"{hidden}项涉及个人信息，县以下不显示" if hidden else "")))
    if mine.empty or mine["value"].isna().all():
        return panel("指标", f"这个乡镇还没有单独报过指标{f'；{note}' if note else ''}")
    rows = []
    for action in reference.actions(view.scope.version).itertuples():
        of_action = catalogue[(catalogue["action_id"] == action.id) & catalogue["id"].isin(mine.index)]
        rows += [html('<tr><th colspan="7">{}</th></tr>', action.name)] if len(of_action) else []
        rows += [_line(mine.loc[one.id], whole.loc[one.id], one) for one in of_action.itertuples()]
    heads = ["指标", num("数值"), "状态", num("完成率"), num("与序时差"), num("同比"), num(f"{county}完成率")]
    return panel(f"乡镇自己报的{len(mine)}项指标", f"{note}；{as_of.RULE}点一行看来源", table(heads, rows, look="plain named"))


def _line(row, whole, indicator) -> Markup:
    value = join(("".join(fmt.shown(row, indicator)), as_of.note(row)))
    pick = Why(row.region_id, indicator.code)
    return tr(button(pick, indicator.name), num(value), chip(row.status), num(fmt.percent(row.completion)),
              num(fmt.points(row.gap)), num(changed(row.yoy, indicator)), num(fmt.percent(whole.completion)),
              pick=pick)


@by_version(64)
def places_to_choose(scope: Scope) -> Markup:
    """Where no township is opened above the counties: the counties, each a door. Picks: Region."""
    nodes = reference.tree_at(scope.version, scope.period)
    rows = [tr(button(Region(one.id), one.name), pick=Region(one.id))
            for one in nodes[nodes["parent_id"] == scope.region].itertuples()]
    return panel("先选一个县", "再选乡镇", table(["地区"], rows))

"""Regions side by side in words, in sums, and indicator by indicator."""

from pages.parts.compare.choice import Choice, codes_of, compared
from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import ActionOf, Beside, Township, Why, Years
from pages.parts.shell.ways import region_ids
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tag, tr
from pages.parts.ui.status import chip
from pages.parts.ui.tiles import changed, like_for_like
from queries.comparison import EVEN, LEADS, TRAILS, most, tally
from queries.schema import LEVELS

RULE = "有年度目标的按与序时差比，比率按数值比，各按自己的好坏方向；数量本身不比大小"
WORD = {LEADS: "▲ 领先", TRAILS: "▽ 落后", EVEN: "＝ 持平"}
LEVEL = {"province": "省", "city": "市", "county": "县", "township": "乡镇"}


@by_version(64)
def sentence(choice: Choice) -> Markup:
    """Who leads in how much; below it the regions with a way to take each out. Picks: Beside, ActionOf, Township."""
    names, sums = names_of(choice), tally(compared(choice))
    among = int(sums["compared"].max())
    places = "、".join(names.values())
    if not among:
        said = f"{places}并排：没有几地都能比的指标。"
    elif len(names) == 2:
        (one, first), (other, second) = names.items()
        said = (f"{first}与{second}并排：能比的{among}项指标里，{first}领先{sums.at[one, 'leads']}项，"
                f"{second}领先{sums.at[other, 'leads']}项，持平{sums.at[one, 'even']}项。")
    else:
        said = f"{places}并排：能比的{among}项指标里，" + "，".join(
            f"{word}最多的是{'和'.join(names[region] for region in most(sums, name))}（{sums[name].max()}项）"
            for word, name in ((LEADS, "leads"), (TRAILS, "trails"))) + "。"
    return tag("p", said, look="headline") + _chosen(choice) + _caution(choice)


def _chosen(choice: Choice) -> Markup:
    places, parts = reference.places(choice.scope.version), []
    for region, name in names_of(choice).items():
        left = codes_of(choice.scope.version, [one for one in choice.regions if one != region])
        parts.append(html('<span class="beside">{}{}</span>', _door(choice.scope.version, region, name),
                          button(Beside(left), "✕", title=f"去掉{name}", aria_label=f"✕ 去掉{name}")))
    if choice.scope.region not in choice.regions and not choice.scope.at_root:
        name = places.at[choice.scope.region, "name"]
        more = codes_of(choice.scope.version, [*choice.regions, choice.scope.region])
        parts.append(html('<span class="muted">上方选的{}不在其中</span>', name) if len(choice.regions) > 3 else
                     button(Beside(more), f"＋ 加上{name}", look="add"))
    return tag("p", *parts, look="besides")


def _door(version: int, region: int, name: str) -> Markup:
    """The way to the region's own page; none to the whole, for who sees its total alone."""
    place = reference.places(version).loc[region]
    if place["level"] == "township":
        return button(Township(place["code"]), name)
    return button(ActionOf(region, "xianqu"), name) if place["code"] in region_ids(version) else tag("b", name)


def _caution(choice: Choice) -> Markup | str:
    """What is to be borne in mind where levels are mixed, or one region lies in another."""
    places = reference.places(choice.scope.version)
    levels = list(dict.fromkeys(places.at[region, "level"] for region in choice.regions))
    said = []
    if len(levels) > 1:
        words = "、".join(LEVEL[level] for level in sorted(levels, key=LEVELS.index))
        said.append(f"层级不同（{words}），数量不能比大小，请看完成率、与序时差、比率和每万名妇女的数；不由这一级上报的写“这一级不报”。")
    inside = [f"{places.at[whole, 'name']}的数里有{places.at[region, 'name']}的" for region in choice.regions
              for whole in [one for one in _above(places, region) if one in choice.regions][:1]]
    said += ["，".join(inside) + "。"] if inside else []
    return tag("p", "".join(said), look="note") if said else ""


def _above(places, region: int) -> list[int]:
    found, at = [], places.at[region, "parent_id"]
    while not fmt.is_missing(at) and at in places.index:
        found.append(int(at))
        at = places.at[at, "parent_id"]
    return found


@by_version(64)
def sums(choice: Choice) -> Markup:
    """What the comparison comes to, a column a region."""
    names, counted = names_of(choice), tally(compared(choice))
    lines = [(f"{word}（项）", [num(f"{counted.at[region, name]:,}") for region in names])
             for word, name in ((LEADS, "leads"), (TRAILS, "trails"), ("滞后", "lagging"), ("未上报", "unreported"))]
    lines.insert(2, ("达序时（项/可评价）", [num(f"{counted.at[region, 'on_pace']}/{counted.at[region, 'judged']}")
                                      for region in names]))
    lines.append(("与序时差的中位数（百分点）", [num(fmt.points(counted.at[region, "gap"])) for region in names]))
    return panel("合起来看", f"{RULE}；{as_of.RULE.rstrip('；')}",
                 table(["", *map(num, names.values())], [tr(tag("b", word), *cells) for word, cells in lines], look="plain sums"))


@by_version(64)
def indicators(choice: Choice) -> Markup:
    """Every indicator of the action, a column a region: value, verdict, target, 同比, per head, who leads. Picks: Years, Why."""
    catalogue, frame = reference.indicators_in(choice.scope.version, choice.scope.year), compared(choice)
    by = {(row.region_id, row.indicator_id): row for row in frame.itertuples()}
    names, body = names_of(choice), []
    for action in reference.actions(choice.scope.version).itertuples():
        if choice.action not in ("", action.code):
            continue
        body.append(html('<tr><th colspan="{}">{}</th></tr>', len(names) + 1, action.name))
        for indicator in catalogue[catalogue["action_id"] == action.id].itertuples():
            cells = [_cell(by[region, indicator.id], indicator) for region in names]
            name = button(Years(indicator.code), tag("b", indicator.name), title="点开看历年")
            body.append(tr(html("{}<small>{}</small>", name, indicator.unit), *cells))
    return panel("逐项并排", "“领先”“落后”只标能比的；点数看为什么、从哪里来，点指标名看历年",
                 table(["指标", *names.values()], body, look="plain side-by-side"))


def _cell(row, indicator) -> Markup:
    """One indicator of one region."""
    if fmt.is_missing(row.value) and not row.withheld and LEVELS.index(row.level) > LEVELS.index(indicator.report_level):
        return tag("span", "这一级不报", look="muted")
    value, unit = fmt.shown(row, indicator)
    place = html('<span class="place {}">{}</span>', {LEADS: "first", TRAILS: "last"}.get(row.place, ""),
                 WORD[row.place]) if row.place else ""
    door = button(Why(row.region_id, indicator.code), tag("b", value), title="点开看为什么、从哪里来")
    head = html('<div class="figure">{}{} {} {}</div>', door, unit,
                chip(row.status) if isinstance(row.status, str) else "", place)
    aim = "" if fmt.is_missing(row.target) else "目标 " + "".join(fmt.amount(row.target, indicator.unit, indicator.precision))
    lines = [join(filter(None, (
                 aim, "" if fmt.is_missing(row.completion) else f"完成率 {fmt.percent(row.completion)}",
                 "" if fmt.is_missing(row.gap) else f"与序时差 {fmt.points(row.gap)}")), " · "),
             join(filter(None, ("" if fmt.is_missing(row.yoy) else
                                html("同比 {} {}", changed(row.yoy, indicator), like_for_like(row, "")),
                                *shares(row, indicator))), " · "),
             as_of.note(row)]
    return head + join(tag("div", line, look="muted") for line in lines if line)


def shares(row, indicator) -> list[str]:
    """每万名妇女, and of its whole, where there is something to divide by."""
    about = "约" if row.rounded else ""
    head = "" if fmt.is_missing(row.head) else f"每万名妇女 {about}{''.join(fmt.amount(row.head, indicator.unit, 1))}"
    return [head, "" if fmt.is_missing(row.part) else f"占总数 {about}{fmt.plain(row.part, 1)}%"]


def names_of(choice: Choice) -> dict[int, str]:
    places = reference.places(choice.scope.version)
    return {region: places.at[region, "name"] for region in choice.regions}

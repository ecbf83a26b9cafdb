"""The county page's blocks: one county beside the city, and what is still due from it."""

from collections.abc import Mapping

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import ActionOf, Origin, Region, Why
from pages.parts.shell.scope import Scope
from pages.parts.shell.ways import region_ids
from pages.parts.ui import as_of, reasons
from pages.parts.ui import format as fmt
from pages.parts.ui.board import Drawn
from pages.parts.ui.changed import changed as changed_since
from pages.parts.ui.headline import headline
from pages.parts.ui.html import Markup, button, html, join, num, panel, table, tag, tr
from pages.parts.ui.labels import names, six, six_words
from pages.parts.ui.matrix import short
from pages.parts.ui.matters import line
from pages.parts.ui.panels import attention_panel
from pages.parts.ui.status import chip
from pages.parts.ui.strips import strip
from pages.parts.ui.tiles import FREQUENCY, changed
from pages.parts.ui.villages import towns_panel
from queries import summary
from queries.reasons import count_unexplained


def boards(scope: Scope, said: Mapping[str, str]) -> dict[str, Drawn]:
    """The page, as ui.ahead wants it of any region."""
    listed = {"counties": all_counties(scope)} if answers.among(scope) == scope else {}
    if scope.at_root:
        return {"county": Drawn({"headline": headline(scope)} | listed)}
    # Beside one another only where both are long.
    places = ("left", "right") if lacks(scope) else ("actions", "due")
    halves = dict(zip(places, (actions_compared(scope), still_due(scope)), strict=True))
    return {"county": Drawn(
        {"headline": headline(scope), "changed": changed_since(scope, said["seen"]), "duban": line(scope)} | listed | halves
        | {"towns": towns_panel(scope), "attention": attention_panel(scope), "given": reasons_given(scope),
           "every": every_indicator(scope)})}


@by_version(64)
def all_counties(scope: Scope) -> Markup:
    """Every county in a line: on pace, lagging, furthest behind, reported. Picks: Region, Why."""
    frame, catalogue = answers.standing(scope), reference.indicators(scope.version)
    counts = summary.count_statuses(frame, ["region_id"])
    rows = []
    for region, name in names(scope).items():
        counted = counts.loc[region].to_dict()
        on_pace, judged = summary.counts_on_pace(counted)
        of_county = frame[frame["region_id"] == region]
        worst = summary.attention(of_county, 1)
        furthest = "—" if worst.empty else _furthest(worst.iloc[0], catalogue)
        facts, pick = summary.reporting(frame, region, [region]), Region(region)
        rows.append(tr(button(pick, tag("b", name)), num(f"{on_pace}/{judged}"), num(counted["滞后"]),
                       strip(scope.version, of_county, counted), furthest,
                       num(f"{facts['cells']:,}/{facts['due_cells']:,}"), pick=pick))
    heads = ["地区", num("达序时"), num("滞后"), "各指标状态", "差距最大（百分点）", num("本月上报（项）")]
    return panel(f"选一个{answers.peer_word(scope)}", f"按行政区划次序；{as_of.RULE}点一行进入", table(heads, rows))


def _furthest(row, catalogue) -> Markup:
    indicator = catalogue.loc[row["indicator_id"]]
    return button(Why(row["region_id"], indicator["code"]), f"{fmt.alone(indicator['short_name'])} {fmt.points(row['gap'])}",
                  title="点开看为什么", look="door")


@by_version(256)
def actions_compared(scope: Scope) -> Markup:
    """The six actions of the county beside the whole: on pace and median gap. Picks: ActionOf, Why."""
    frame = answers.standing(scope)
    cells = summary.matrix(frame).set_index(["region_id", "action_id"])
    counts = summary.count_statuses(frame, ["region_id", "action_id"])
    rows = []
    for action in six(scope).itertuples():
        columns = []
        for region in (scope.region, scope.root):
            key = (region, action.id)
            on_pace, judged = summary.counts_on_pace(counts.loc[key].to_dict() if key in counts.index else {})
            gap = _median(scope, cells.loc[key], region) if key in cells.index else fmt.NONE
            columns += [num(f"{on_pace}/{judged}"), num(gap)]
        mine = counts.loc[scope.region, action.id].to_dict() if (scope.region, action.id) in counts.index else {}
        pick = ActionOf(scope.region, action.code)
        of_action = frame[(frame["region_id"] == scope.region) & (frame["action_id"] == action.id)]
        rows.append(tr(button(pick, tag("b", short(action.name))), strip(scope.version, of_action, mine), *columns, pick=pick))
    nodes = reference.tree(scope.version)
    here, whole = (nodes.at[region, "name"] for region in (scope.region, scope.root))
    heads = ["行动", f"{here}各指标状态", num(f"{here}达序时"), num("差距中位数"), num(f"{whole}达序时"), num("差距中位数")]
    return panel(f"{six_words(scope)}与{whole}比", f"差距为各指标与序时差的中位数，百分点；{as_of.RULE.rstrip('；')}",
                 table(heads, rows))


def _median(scope: Scope, cell, region: int) -> Markup | str:
    """The median of an action as the door to the indicator that it is of."""
    if fmt.is_missing(cell["gap"]) or region not in region_ids(scope.version).values():
        return fmt.points(cell["gap"])
    code = reference.indicators(scope.version).at[int(cell["carrier"]), "code"]
    return button(Why(region, code), fmt.points(cell["gap"]), look="door", title="点开看居中的那项和为什么")


def lacks(scope: Scope) -> bool:
    """Whether this month still lacks anything from the county."""
    rows = answers.mine(scope)
    return bool((rows["month_cells"] < rows["month_due"]).any())


@by_version(256)
def still_due(scope: Scope) -> Markup:
    """What this month still lacks from the county: indicators whose units are not all in. Picks: Origin."""
    rows, catalogue = answers.mine(scope), reference.indicators(scope.version)
    open_rows = rows[rows["month_cells"] < rows["month_due"]]
    if open_rows.empty:
        return panel("还欠哪些数", f"{scope.month}月应报的都已到齐")
    lines = []
    for row in open_rows.itertuples():
        pick = Origin(catalogue.at[row.indicator_id, "code"])
        lines.append(tr(button(pick, fmt.alone(catalogue.at[row.indicator_id, "name"])), FREQUENCY[row.frequency],
                        num(f"{row.month_cells}/{row.month_due}"), pick=pick))
    drawn = table(["指标", "频次", num("已报/应报单位")], lines, box="scroll tall")
    return panel("还欠哪些数", f"{scope.month}月还有 {len(open_rows)} 项指标没有到齐；点开看缺哪些单位", drawn)


@by_version(256)
def reasons_given(scope: Scope) -> Markup | str:
    """What the county says of every figure that lags, furthest behind first; nothing where none does. Picks: Why."""
    catalogue, found = reference.indicators(scope.version), answers.reasons(scope)
    found = found[found["region_id"] == scope.region].sort_values("gap", kind="stable")
    if found.empty:
        return ""
    lines = []
    for row in found.itertuples():
        indicator = catalogue.loc[row.indicator_id]
        pick, said = Why(scope.region, indicator["code"]), reasons.is_said(row)
        door = button(pick, fmt.alone(indicator["short_name"]), title=reasons.TITLE)
        words = (row.why, row.measure, f"{row.due:%Y-%m-%d}") if said else (tag("em", reasons.NONE), "", "")
        lines.append(tr(door, num(fmt.points(row.gap)), *words, pick=pick))
    lead = f"滞后 {len(found)} 项，{count_unexplained(found)} 项未说明原因；点一行写明或改写"
    return panel("原因与措施", lead, table(["指标", num("与序时差"), "原因", "措施", "完成时限"], lines, "plain given"))


@by_version(256)
def every_indicator(scope: Scope) -> Markup:
    """All indicators of the county beside the whole. Picks: Origin."""
    catalogue, frame = reference.indicators_in(scope.version, scope.year), answers.standing(scope)
    mine = answers.mine(scope)
    whole = frame[frame["region_id"] == scope.root].set_index("indicator_id")
    rows = []
    for action in reference.actions(scope.version).itertuples():
        of_action = catalogue[catalogue["action_id"] == action.id]
        rows.append(html('<tr><th colspan="8">{}</th></tr>', action.name))
        rows += [_line(mine.loc[indicator.id], whole.loc[indicator.id], indicator) for indicator in of_action.itertuples()]
    nodes = reference.tree(scope.version)
    here, city = (nodes.at[region, "name"] for region in (scope.region, scope.root))
    heads = ["指标", num(here), "状态", num("完成率"), num("与序时差"), num("同比"), num(f"{city}完成率"), num(f"{city}同比")]
    return panel(f"{here}的全部指标", f"{as_of.RULE}点一行看为什么、这个数从哪里来", table(heads, rows))


def _line(row, whole, indicator) -> Markup:
    pick, done = Origin(indicator.code), fmt.NONE if row.withheld else fmt.percent(row.completion)
    value = join(("".join(fmt.shown(row, indicator)), as_of.note(row)))
    return tr(button(pick, indicator.name), num(value), chip(row.status), num(done),
              num(fmt.points(row.gap)), num(changed(row.yoy, indicator)),
              num(join((fmt.percent(whole.completion), as_of.note(whole)))), num(changed(whole.yoy, indicator)), pick=pick)

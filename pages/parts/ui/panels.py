"""Lists of bullet bars: what needs attention, what goes well, and one indicator region by region."""

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Region, Why
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, html, join, panel, tag
from pages.parts.ui.tiles import bullet_row
from queries import summary
from queries.schema import LEVELS

ROWS = 8


@by_version(256)
def attention_panel(scope: Scope) -> Markup:
    frame = answers.standing(scope)
    within = frame[frame["region_id"].isin(answers.peers(scope) if scope.at_root else [scope.region])]
    behind, ahead = summary.attention(within, ROWS), summary.highlights(within, ROWS)
    return tag("div", panel("需要关注", f"离序时进度最远的指标，百分点；{as_of.RULE}点开看为什么",
                            _lines(scope, behind) or "没有滞后的指标。"),
               panel("亮点", "超序时最多的指标，每个指标取最好的一个地区", _lines(scope, ahead) or "暂无。"), look="stack")


def _lines(scope: Scope, rows) -> Markup | str:
    if rows.empty:
        return ""
    catalogue, nodes = reference.indicators(scope.version), reference.tree(scope.version)
    drawn = []
    for row in rows.itertuples():
        indicator = catalogue.loc[row.indicator_id]
        name = f"{fmt.alone(indicator['short_name'])} · {nodes.at[row.region_id, 'name']}"
        drawn.append(bullet_row(name, row, indicator, Why(row.region_id, indicator["code"])))
    return html('<div class="lines">{}{}</div>', _head("指标", "竖线为序时应达，灰底到头为目标"), join(drawn))


def _head(who: str, bar: str) -> Markup:
    """What stands above the columns of the lines."""
    return html('<div class="line head"><span>{}</span><span class="bullet">{}</span><span class="num amount">实际</span>'
                '<span class="num">完成率</span><span class="num">与序时差</span></div>', who, bar)


def compare_bars(scope: Scope, code: str) -> Markup:
    """One indicator in the root and every compared region that has it to report, in official order, on one scale.
    Marks: Region. Picks: Region, and Why on its gap."""
    catalogue, nodes = reference.indicators(scope.version), reference.tree(scope.version)
    indicator = catalogue[catalogue["code"] == code].iloc[0]
    frame = answers.standing(scope)
    rows = frame[frame["indicator_id"] == indicator["id"]].set_index("region_id", drop=False)
    level = LEVELS.index(indicator["report_level"])
    peers = [region for region in answers.peers(scope) if LEVELS.index(nodes.at[region, "level"]) <= level]
    drawn = tag("div", _head("地区", ""), *(
        bullet_row(nodes.at[region, "name"], rows.loc[region], indicator, Region(region), Why(region, code))
        for region in (scope.root, *peers)), look="lines")
    word = answers.peer_word(scope)
    return drawn if peers else drawn + tag("p", f"这项指标不由{word}上报，没有分{word}的数。", look="muted")

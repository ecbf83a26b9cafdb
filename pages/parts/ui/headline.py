"""The first question answered in a sentence, on the overview and on the county page."""


from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Region, Why
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, tag
from queries import summary


@by_version(256)
def headline(scope: Scope) -> Markup:
    """The first question answered in a sentence, with the places in it as doors."""
    facts = answers.headline_facts(scope)
    nodes = reference.tree(scope.version)
    who = "" if scope.at_root else nodes.at[scope.region, "name"]
    if not facts["judged"]:
        return tag("p", f"截至{scope.year}年{scope.month}月，{who}还没有到期且设了目标的指标可以评价。", look="headline")
    more = "" if facts["more"] is None else (
        "，与上月持平" if facts["more"] == 0 else
        f"，比上月{'多' if facts['more'] > 0 else '少'}{abs(facts['more'])}项")
    text = (f"截至{scope.year}年{scope.month}月，{who}{facts['judged']}项有年度目标的指标中 {facts['on_pace']}项达到序时进度"
            f"（{fmt.plain(facts['share'] * 100)}%{more}），滞后{facts['behind']}项。"
            f"{late(facts['earlier'], facts['unreported'])}")
    return tag("p", text, _worst(scope, facts), look="headline")


def late(earlier: int, unreported: int = 0) -> str:
    """How many of the figures, lagging or not, are not of the last period due; how many have no verdict for want of reports."""
    parts = [f"有{earlier}项最近一期未报齐，以上一期为准"] if earlier else []
    parts += [f"另有{unreported}项未上报"] if unreported else []
    return f"{'；'.join(parts)}。" if parts else ""


def _worst(scope: Scope, facts: dict) -> Markup | str:
    nodes, counted = reference.tree(scope.version), answers.reporting(scope)
    if scope.at_root and facts["worst"]:
        places = join((html("{}（{}项）", button(Region(region), nodes.at[region, "name"]), number)
                       for region, number in facts["worst"]), "和")
        return html("滞后最多的是{}；上报 {}/{} {}。", places, counted["peers_in"], counted["peers_due"],
                    answers.peer_word(scope))
    worst = summary.attention(answers.mine(scope), 2)
    if worst.empty:
        return ""
    catalogue = reference.indicators(scope.version)
    items = join((html("{}（{}百分点）", button(Why(scope.region, catalogue.at[row.indicator_id, "code"]),
                                           fmt.alone(catalogue.at[row.indicator_id, "short_name"])), fmt.points(row.gap))
                  for row in worst.itertuples()), "和")
    return html("差距最大的是{}。", items)

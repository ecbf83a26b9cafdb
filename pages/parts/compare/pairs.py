"""Every region of a comparison against every other: before anything is chosen, the way to choose a pair."""

from pages.parts.compare.choice import Choice
from pages.parts.compare.tables import RULE
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Beside, Region
from pages.parts.shell.scope import Scope
from pages.parts.ui import as_of
from pages.parts.ui.html import Markup, button, html, join, panel, scroll, tag
from pages.parts.ui.labels import names
from pages.parts.ui.matrix import shade
from queries import comparison

MOST = 20
"""Regions against one another; more are chosen by name."""
PALE = 8
"""百分点 of ui.matrix.shade: as deep as a cell is coloured where one leads the other by half of all."""


def lead(choice: Choice) -> Markup:
    if not choice.regions:
        return tag("p", "选两到四个地区并排看：点下面的格子，或者在上面按名称加。", look="headline")
    name = reference.places(choice.scope.version).at[choice.regions[0], "name"]
    return tag("p", f"已选{name}，再加一到三个地区并排看。", look="headline")


def pairs(scope: Scope) -> Markup | str:
    return _pairs(answers.among(scope))


def listed(scope: Scope) -> dict[int, str]:
    """The regions against one another; none where there are too many."""
    found = names(answers.among(scope))
    return found if 1 < len(found) <= MOST else {}


@by_version(64)
def counts(scope: Scope):
    frame = answers.standing(scope)
    return comparison.pairs(frame[frame["region_id"].isin(names(scope))], reference.indicators(scope.version))


@by_version(64)
def _pairs(scope: Scope) -> Markup | str:
    """A row and a column a region, a cell a pair. Picks: Beside. Marks: Region."""
    found = listed(scope)
    if not found:
        return ""
    codes = reference.tree(scope.version)["code"]
    cells = {(one.region_id, one.other_id): one for one in counts(scope).itertuples()}
    head = join((tag("th"), *(tag("th", name, scope="col") for name in found.values())))
    body = []
    for region, name in found.items():
        drawn = join(_cell(cells.get((region, other)), f"{codes[region]},{codes[other]}", name, against)
                     for other, against in found.items())
        body.append(tag("tr", html('<th scope="row">{}</th>{}', name, drawn), mark=Region(region)))
    drawn = tag("table", html("<thead><tr>{}</tr></thead><tbody>{}</tbody>", head, join(body)), look="pairs")
    word = answers.peer_word(scope)
    return panel(f"两个{word}比，谁领先几项",
                 f"格子里是这一行的{word}比这一列的{word}领先的项数∶落后的项数；{RULE}；{as_of.RULE}点格子并排看", scroll(drawn))


def _cell(pair, codes: str, name: str, against: str) -> Markup:
    if pair is None:
        return html('<td class="cell">—</td>')
    share = (pair.ahead - pair.behind) / max(pair.compared, 1)
    back, ink = shade(max(-PALE, min(PALE, share * 2 * PALE)))
    words = f"{name}比{against}：能比的{pair.compared}项里领先{pair.ahead}项，落后{pair.behind}项"
    seen = f"{pair.ahead}∶{pair.behind}"
    return html('<td class="cell" style="background:{};color:{}">{}</td>', back, ink,
                button(Beside(codes), seen, title=words, aria_label=f"{seen} {words}"))

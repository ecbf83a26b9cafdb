"""The choice of a region in the bar: pills where one row holds every region, else a list a level: city, then its counties."""

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Region
from pages.parts.shell.scope import Scope
from pages.parts.shell.ways import region_ids, steps
from pages.parts.ui.board import Drawn
from pages.parts.ui.choices import doors
from pages.parts.ui.html import Markup, button, tag

MOST_PILLS = 12
LABEL = "地区"


def region_choice(scope: Scope) -> Drawn:
    if len(region_ids(scope.version)) > MOST_PILLS:
        return _lists(scope.version, scope.region, scope.period)
    gone = _gone(scope.version, scope.region, scope.period)
    return Drawn({"pills": _pills(scope.version, scope.period, gone)}, mark=Region(scope.region))


@by_version(256)
def _gone(version: int, region: int, period: int) -> str:
    """The region's code, where it is not in use at the month."""
    return "" if region in reference.tree_at(version, period).index else reference.codes(version)[region]


@by_version(64)
def _pills(version: int, period: int, gone: str) -> Markup:
    """gone: as _gone."""
    known = region_ids(version)
    labels = steps(version, gone or next(iter(known)), period)[0]
    pills = (button(Region(known[code]), label, mark=Region(known[code]), role="radio", aria_checked="false")
             for code, label in labels.items())
    return tag("div", *pills, look="pills", role="radiogroup", aria_label=LABEL)


@by_version(512)
def _lists(version: int, region: int, period: int) -> Drawn:
    """A block a level, as many in every region, so that none loses the focus where another one comes; what a list shows is the
    next level's whole, the last one's the region itself."""
    known, code = region_ids(version), reference.codes(version)[region]
    ways = steps(version, code, period)
    shown = [*(next(iter(lower)) for lower in ways[1:]), code]
    blocks, values = dict.fromkeys(map("step{}".format, range(_levels(version))), ""), {}
    for at, labels in enumerate(ways):
        chosen = shown[at] if shown[at] in labels else next(iter(labels))
        blocks[f"step{at}"] = doors(LABEL, f"step{at}", {Region(known[one]): words for one, words in labels.items()})
        values[f"step{at}"] = str(Region(known[chosen]))
    return Drawn(blocks, values=values)


@by_version(64)
def _levels(version: int) -> int:
    """Levels of the tree that have regions below them."""
    nodes = reference.tree(version)
    return nodes.loc[nodes.index.isin(nodes["parent_id"].dropna()), "level"].nunique()

"""Villages and townships with their 妇女之家: what several pages say of the register."""

from pages.parts.shell import reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.picks import Township
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, panel, tag
from queries.homes import coverage, villages

NO_REGISTER = "尚未报送名册，无法统计"
KIND = {True: "社区", False: "村"}


def short(name: str) -> str:
    """崔曹社区居委会 -> 崔曹社区; 朱寨村委会 -> 朱寨村."""
    for ending, kept in (("社区居民委员会", "社区"), ("社区居委会", "社区"), ("村民委员会", "村"), ("居民委员会", "居委会"),
                         ("村委会", "村")):
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + kept
    return name


@by_version(64)
def towns_panel(scope: Scope) -> Markup | str:
    """The townships right below the region, each a door to its own page, with how many of its villages have a home; "" where
    there are none. Picks: Township."""
    below = reference.ask(villages.children, scope.region)
    below = below[below["level"] == "township"]
    if below.empty:
        return ""
    counted = reference.ask(coverage.coverage, below["id"].tolist(), scope.year * 100 + scope.month)
    tiles = [button(Township(town.code), tag("span", town.name), tag("b", _built(of)), look="town")
             for town, of in zip(below.itertuples(), counted.itertuples(), strict=True)]
    lead = f"{len(tiles)}个，按行政区划次序；数字是已建妇女之家的村（社区）/全部村（社区），按名册；点开看村和指标"
    return panel("各乡镇", lead, tag("div", *tiles, look="towns"))


def _built(row) -> str:
    return "没有名册" if row.unregistered else f"{row.covered:,}/{row.villages:,}" if row.villages else fmt.NONE

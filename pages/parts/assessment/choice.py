"""What the assessment page is about: scheme, half or full year, the regions scored; and the answers to it, kept by these."""

from dataclasses import dataclass

import pandas as pd

from pages.parts.shell import by_region, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.reference import ask
from pages.parts.shell.scope import Scope
from queries import scores as ask_scores
from queries import weights as ask_weights

HALVES = {"6": "半年", "12": "全年"}
MOST_REGIONS = 400
"""More are not scored at once: then the regions directly below are, each as a whole."""


@dataclass(frozen=True)
class Choice:
    """A scope with a scheme (its id and the level it scores) and the months it counts to: half 6 or 12, through which month
    the data go, and whether in official order or by rank."""

    scope: Scope
    scheme: int
    level: str
    half: int
    through: int
    ranked: bool

    @property
    def running(self) -> bool:
        """Whether this is not yet the half-year's or the year's score."""
        return self.through < self.half


def choose(scope: Scope, scheme: int, half: int, ranked: bool) -> Choice:
    """Only what ends by the 截至月 counts; what has not come in by then earns nothing."""
    return Choice(scope, scheme, schemes(scope.version).at[scheme, "level"], half, min(half, scope.month), ranked)


@by_version(4)
def schemes(version: int) -> pd.DataFrame:
    return ask(ask_weights.list_schemes)


@by_version(64)
def _scored(version: int, level: str, region: int, period: int) -> pd.DataFrame:
    found, known = ask(ask_scores.list_scored, level, region, period), reference.seen(version)
    return found if known is None else found[found["id"].isin(known)]


@by_version(64)
def _count(version: int, level: str, region: int, period: int) -> int:
    return ask(ask_scores.count_scored, level, region, period)


@by_version(32)
def _scores(version: int, scheme: int, regions: tuple[int, ...], year: int, month: int) -> pd.DataFrame:
    """queries.scores.scores of the regions."""
    return ask(ask_scores.of_standing, scheme, by_region.ask(by_region.AS_IT_IS, regions, year, month), year)


def area(choice: Choice) -> int:
    """The region whose regions of the scheme's level are scored side by side: a county's townships; the counties of the
    city that a county lies in."""
    nodes, region = reference.tree(choice.scope.version), choice.scope.region
    if choice.level == nodes.at[region, "level"] and not choice.scope.at_root:
        return int(nodes.at[region, "parent_id"])
    return region


def too_many(choice: Choice) -> bool:
    return _count(choice.scope.version, choice.level, area(choice), choice.scope.period) > MOST_REGIONS


def scored(choice: Choice) -> pd.DataFrame:
    """The regions side by side, official order (queries.scores.list_scored)."""
    return _scored(choice.scope.version, "" if too_many(choice) else choice.level, area(choice), choice.scope.period)


def rows(choice: Choice) -> pd.DataFrame:
    """Every region's and indicator's points (queries.scores.scores)."""
    regions = tuple(scored(choice)["id"].tolist())
    return _scores(choice.scope.version, choice.scheme, regions, choice.scope.year, choice.through)


@by_version(64)
def sums(choice: Choice) -> pd.DataFrame:
    """A line a region in the order wanted, index region id: points, maximum, rate, counted, unreported, hidden, rank."""
    found = ask_scores.totals(rows(choice), ["region_id"]).reindex(scored(choice).index)
    found["rank"] = ask_scores.rank(found["rate"])
    return found.sort_values("rank", kind="stable", na_position="last") if choice.ranked else found


@by_version(64)
def by_action(choice: Choice) -> pd.DataFrame:
    """Points of maximum by region and action, index (region id, action id)."""
    return ask_scores.totals(rows(choice), ["region_id", "action_id"])


def opened(choice: Choice, unit: str) -> int | None:
    """The region whose parts are shown: the one of the scope, or the one clicked (its code)."""
    regions = scored(choice)
    if choice.scope.region in regions.index:
        return choice.scope.region
    clicked = regions.index[regions["code"] == unit]
    return int(clicked[0]) if len(clicked) else None


@by_version(64)
def weights(version: int, scheme: int, year: int) -> pd.DataFrame:
    """Every indicator that the scheme can score, indexed by id: the catalogue's columns with weight, origin and since."""
    catalogue = reference.indicators_in(version, year)
    kept = catalogue[ask_weights.weighable(catalogue, schemes(version).at[scheme, "level"])].drop(columns="weight")
    held = ask(ask_weights.weights_in_force, scheme, year).set_index("indicator_id")
    return kept.join(held)


@by_version(64)
def changes(version: int, scheme: int, year: int) -> pd.DataFrame:
    return ask(ask_weights.weight_changes, scheme, year)

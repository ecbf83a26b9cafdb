"""The answers to 考评: whose it is, what was published, what stands as a draft, and who may see and change which."""

import pandas as pd

from data.write.actor import is_permitted
from pages.parts.assessment.choice import Choice
from pages.parts.shell import permit, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.reference import ask
from queries import appraisals
from queries.appraisal_rules import COLUMNS, SELF, Rules, differences
from queries.matters import office_of


@by_version(64)
def office(choice: Choice) -> int:
    """The region whose federation appraises: the one above the unit of the bar, or the bar's own."""
    level = reference.tree(choice.scope.version).at[choice.scope.region, "level"]
    return ask(office_of, choice.scope.region) if level == choice.level else choice.scope.region


@by_version(64)
def units(choice: Choice) -> pd.DataFrame:
    """What the office appraises and the reader sees, by id in official order: code, name. None where the office is not
    directly above the scheme's regions."""
    places = reference.places(choice.scope.version)
    found = places[(places["level"] == choice.level) & (places["parent_id"] == office(choice))]
    return found.sort_values("code")[["code", "name"]]


@by_version(64)
def published(choice: Choice) -> pd.DataFrame:
    """Every publication of this half, the newest, which counts, first."""
    return ask(appraisals.list_published, choice.scheme, choice.scope.year, choice.half, office(choice))


@by_version(64)
def results(version: int, number: int) -> pd.DataFrame:
    """What was published of the units that the reader sees, by id in official order, with their names; `all`: whether these are
    all of them."""
    found, places = ask(appraisals.list_results, number), reference.places(version)
    mine = found[found["region_id"].isin(places.index)].set_index("region_id", drop=False)
    mine = mine.assign(name=mine["region_id"].map(places["name"]), code=mine["region_id"].map(places["code"]))
    return mine.assign(all=len(mine) == len(found)).sort_values("code")


@by_version(64)
def rules_of(version: int, number: int) -> Rules:
    return ask(appraisals.rules_of, number)


@by_version(64)
def since(version: int, number: int) -> pd.DataFrame:
    """Who would have another 总分 or 等次 by the figures of now (queries.appraisal_rules.differences), of those that are
    seen, and by which batch (batch_id; NaN: by none, but by a setting)."""
    moved = differences(results(version, number)[COLUMNS], ask(appraisals.recomputed, number))
    return moved.merge(ask(appraisals.moved_by, number, moved["region_id"].tolist()), on="region_id", how="left")


@by_version(64)
def rules(choice: Choice) -> tuple[Rules, int | None]:
    """The rules in force, and the year that they were set for."""
    return ask(appraisals.rules_in_force, choice.scheme, choice.scope.year)


@by_version(64)
def draft(choice: Choice) -> pd.DataFrame:
    """What the units have by now. For whoever may appraise alone."""
    return ask(appraisals.draft, choice.scheme, choice.scope.year, choice.half, units(choice).index.tolist())


@by_version(64)
def marks(choice: Choice) -> pd.DataFrame:
    """Everything that stands of the units. For whoever may appraise; of one's own unit 自评分 alone."""
    return ask(appraisals.list_marks, choice.scheme, choice.scope.year, choice.half, units(choice).index.tolist())


def own_score(choice: Choice, unit: int) -> pd.DataFrame:
    """The 自评分 that a unit has entered; no row, or one."""
    found = marks(choice)
    return found[(found["region_id"] == unit) & (found["kind"] == SELF)]


def may_appraise(choice: Choice) -> bool:
    return permit.may_write() and ask(is_permitted, permit.actor(""), "appraise", [office(choice)])


def may_score(unit: int) -> bool:
    """Whether whoever looks may enter the unit's 自评分."""
    return permit.may_write() and ask(is_permitted, permit.actor(""), "note", [unit])

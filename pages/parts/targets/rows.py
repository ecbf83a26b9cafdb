"""The target desk's rows: every indicator of some regions with its standing, target, forecast; filtered and put in order."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from pages.parts.ui.matrix import short
from queries import desk
from queries.regions import depth
from queries.rows import rows_of

EVERY = "every"
"""The place that means the region with everything below it: a province's counties, a county's townships."""
SORTS = {"": ("gap", True), "best": ("gap", False), "done": ("completion", True), "yoy": ("yoy", True), "ends": ("ends", True),
         "official": ("", True)}


@dataclass(frozen=True)
class View:
    """What the reader wants to see of the desk, "" for everything: the filters as the URL holds them."""

    action: str = ""
    programme: str = ""
    status: str = ""
    place: str = ""
    only: str = ""
    find: str = ""
    sort: str = ""
    group: str = ""


@by_version(64)
def places(scope: Scope) -> pd.DataFrame:
    """The regions that may be rows, in official order, indexed by id: id, code, name, level; the region first."""
    tree = reference.tree(scope.version)
    columns = ["id", "code", "name", "level"]
    now = reference.tree_at(scope.version, scope.period)
    below = now[now["parent_id"] == scope.region]
    deeper = now[now["parent_id"].isin(below.index)]
    if below.empty:
        below = reference.ask(desk.list_places, scope.region, scope.period)
    return pd.concat([tree.loc[[scope.region], columns], below[columns], deeper[columns]]).set_index("id", drop=False)


@by_version(64)
def place_options(scope: Scope) -> Mapping[str, str]:
    """What the place filter offers: "" (the region and its children; a county alone), everything below, each by its code."""
    known = places(scope)
    here, *below = rows_of(known)
    deep = next((row.level for row in below if row.level in ("county", "township")), "")
    alone = here.level in ("county", "township")
    words = {"": f"只看{here.name}" if alone else "本级和各" + answers.peer_word(scope)}
    if below and (alone or below[0].level != deep):
        words[EVERY] = f"{here.name}和各{'乡镇' if deep == 'township' else '县'}"
    return words | {row.code: row.name for row in (below if alone else rows_of(known))}


def region_ids(scope: Scope, place: str) -> list[int]:
    known = places(scope)
    if place and place != EVERY:
        return known.index[known["code"] == place].tolist()
    if place == EVERY:
        return known.index.tolist()
    tree = reference.tree_at(scope.version, scope.period)
    below = [] if known.at[scope.region, "level"] in ("county", "township") else tree.index[tree["parent_id"] == scope.region]
    return [scope.region, *below]


@by_version(8)
def rows(scope: Scope, place: str) -> pd.DataFrame:
    """One row a region × indicator that is reported there, regions in official order, catalogue order within.

    All of queries.standing and queries.forecast; of queries.reasons reason_id, why, measure, by (完成时限), actor, written_at,
    said_of (its period), and silent: 滞后而未说明原因; of the catalogue code, name, short_name, unit, precision, programme,
    kind …; action, action_code; region, region_code; what queries.desk.together adds; words (what a search looks in).
    """
    ids = region_ids(scope, place)
    at_hand = answers.standing(scope)
    known = at_hand if set(ids) <= set(at_hand["region_id"]) else answers.standing_of(
        scope.version, tuple(ids), scope.year, scope.month)
    catalogue, nodes = reference.indicators(scope.version), places(scope)
    actions = reference.actions(scope.version).set_index("id")
    more = ["code", "name", "short_name", "programme", "precision"]
    frame = known[known["region_id"].isin(ids)].merge(catalogue[more], left_on="indicator_id", right_index=True)
    said = answers.forecast(scope) if at_hand is known else answers.forecast_of(
        scope.version, tuple(ids), scope.year, scope.month)
    frame = desk.together(frame, said, reference.ask(desk.sums_below, scope.year, ids))
    given = answers.reasons(scope) if at_hand is known else answers.reasons_of(scope.version, tuple(ids), scope.year, scope.month)
    given = given.rename(columns={"due": "by", "period": "said_of"})
    frame = frame.merge(given.drop(columns=["as_of", "gap"]), on=desk.KEY, how="left")
    frame["silent"] = (frame["status"] == "滞后") & frame["reason_id"].isna()
    frame["action"] = frame["action_id"].map(actions["name"]).map(short)
    frame["action_code"] = frame["action_id"].map(actions["code"])
    frame["region"], frame["region_code"] = frame["region_id"].map(nodes["name"]), frame["region_id"].map(nodes["code"])
    words = frame["code"] + " " + frame["name"] + " " + frame["short_name"] + " " + frame["programme"]
    also = reference.also_called(scope.version)
    words += [" ".join(["", *also[code]]) for code in frame["code"]]
    frame["words"] = (words + " " + frame["region"]).str.lower()
    below = depth(frame["level"]) > depth(frame["report_level"])
    order = {region: at for at, region in enumerate(ids)}
    final = frame[~below & (frame["withheld"] != "below")]
    return final.sort_values(desk.KEY, key=lambda ids: ids.map(order) if ids.name == "region_id" else ids, ignore_index=True)


@by_version(16)
def visible(scope: Scope, view: View) -> pd.DataFrame:
    """The rows that the view lets through, in its order."""
    frame = rows(scope, view.place)
    kept = pd.Series(True, index=frame.index)
    for column, wanted in (("action_code", view.action), ("programme", view.programme), ("status", view.status)):
        if wanted:
            kept &= frame[column] == wanted
    if view.only:
        kept &= {"miss": frame["miss"], "silent": frame["silent"]}.get(view.only, frame["status"] == "滞后")
    frame = frame[kept]
    for word in view.find.lower().split():
        frame = frame[frame["words"].str.contains(word, regex=False)]
    column, ascending = SORTS[view.sort]
    if column:
        frame = frame.sort_values(column, ascending=ascending, kind="stable", na_position="last")
    if view.group:
        frame = frame.sort_values({"action": "action_id", "place": "region_code"}[view.group], kind="stable")
    return frame.reset_index(drop=True)

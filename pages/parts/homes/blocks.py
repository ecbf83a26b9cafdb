"""The page's boards: the map or the opened township with what is said of it and how it grew, and the lists below."""

from collections.abc import Mapping

from pages.parts.homes import charts, lists, maps, register, tables, words
from pages.parts.homes.filters import months_before
from pages.parts.homes.register import MEASURES, View
from pages.parts.shell.scope import Scope
from pages.parts.ui.board import Drawn


def boards(scope: Scope, said: Mapping[str, str]) -> dict[str, Drawn] | None:
    """The page, as ui.ahead wants it of any region: none of its townships is opened, nothing is looked for."""
    measure, form, since = said.get("home_measure", "rate"), said.get("home_form", ""), said.get("home_since", "")
    known = {"", *register.forms(scope.version)["name"]}
    if measure not in MEASURES or form not in known or since not in {"", *map(str, months_before(scope))}:
        return None
    return boards_of(View(scope, measure, form, int(since or 0), ""), "", False)


def boards_of(view: View, find: str, whole: bool) -> dict[str, Drawn]:
    """find: what is looked for in the list of villages; whole: whether it is drawn to its end."""
    scope, town = view.scope, register.opened(view)
    drawn = maps.area_map if register.is_above_townships(view) else maps.town_tiles
    blocks = {"headline": words.coverage_sentence(view)}
    if town is not None:
        blocks |= {"town": lists.town(view)}
    elif view.since:
        blocks |= {"then": drawn(view, view.since), "now": drawn(view, view.period), "lines": words.lines(view)}
    else:
        blocks |= {"left": drawn(view, view.period), "right": words.lines(view)}
    blocks |= {"grown": charts.grown(scope.version, scope.region if town is None else int(town["id"]), view.period)}
    below = {} if town is not None else {"forms": tables.forms_table(view), "agree": tables.agreement(view)}
    return {"homes": Drawn(blocks, mark=maps.chosen_mark(view)),
            "homes-lists": Drawn({"unbuilt": lists.unbuilt_list(view, find, whole)} | below)}

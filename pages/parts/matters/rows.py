"""The list of matters as the filters let it through."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.scope import Scope
from queries.matter_rules import OPEN
from queries.matters import list_entries, meeting_of


@dataclass(frozen=True)
class View:
    """What the reader wants to see, "" for everything: a unit (its region's code), a state (or open), a meeting, a colour (or
    what the data say: attained, contradicted)."""

    unit: str = ""
    state: str = ""
    meeting: str = ""
    colour: str = ""


@by_version(64)
def visible(scope: Scope, view: View, today: date) -> pd.DataFrame:
    frame = answers.matters(scope, today)
    kept = pd.Series(True, index=frame.index)
    if view.unit:
        kept &= frame["unit_id"].map(codes(scope.version)).eq(view.unit)
    if view.state:
        kept &= frame["state"].isin(OPEN) if view.state == "open" else frame["state"] == view.state
    if view.meeting:
        kept &= pd.Series([meeting_of(row) == view.meeting for row in frame.itertuples()], index=frame.index, dtype=bool)
    if view.colour:
        kept &= frame[view.colour] if view.colour in ("attained", "contradicted") else frame["colour"] == view.colour
    return frame[kept]


@by_version(4)
def codes(version: int) -> dict[int, str]:
    """Region id -> code, of every region above the villages that the reader sees."""
    return reference.places(version)["code"].to_dict()


@by_version(64)
def units(scope: Scope, today: date) -> dict[str, str]:
    """The units that have a matter in the region: code -> name, in official order."""
    found = answers.matters(scope, today).drop_duplicates("unit_id")
    named = {codes(scope.version)[row.unit_id]: row.unit for row in found.itertuples() if row.unit_id in codes(scope.version)}
    return dict(sorted(named.items()))


@by_version(64)
def entries(scope: Scope, today: date) -> pd.DataFrame:
    """Every step of the matters of the region, the oldest first (queries.matters.list_entries)."""
    return reference.ask(list_entries, answers.matters(scope, today)["id"].tolist())

"""What the rules would say of cells that are not written yet, beyond what they say already."""

from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection, select

from queries.catalogue import list_indicators
from queries.frames import BOOL, TEXT, Frame, hands_out
from queries.privacy import ANYBODY, EXACT, ROUNDED, Viewer, sight, visible
from queries.quality.findings import CHECKED, OF_RULE, RAW, check, list_rules, load_grid, without_personal
from queries.quality.report_grid import ReportGrid
from queries.schema import regions

CAUSED = Frame(**CHECKED.columns, level=TEXT, **OF_RULE, hidden=BOOL)
OF_SIZE = ("slip", "digits", "zero", "jump")
"""Kinds that hold a figure against the size of its own past: a rounded past does for them."""
SMALL = 4.0
"""What a past figure that reads <5 counts as there."""


@hands_out(CAUSED)
def would_cause(connection: Connection, cells: pd.DataFrame, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """The findings that cells not written yet (region_id, period, indicator_id, value; NaN takes a value away) would bring
    and that are not there now: CAUSED. Years are checked through their last month present.

    A guessed cell must not find out what the viewer may not know: stored figures of that kind enter rules about size (OF_SIZE) as
    they are seen, rounded, and no other rule. Numbers of what is personal are NaN. Nothing is written.
    """
    book, key = list_rules(connection), ["region_id", "period", "indicator_id"]
    cells = cells[[*key, "value"]].astype(dict.fromkeys(key, int) | {"value": float}).drop_duplicates(key, keep="last")
    counties = pd.read_sql(select(regions.c.id, regions.c.county_id).where(
        regions.c.id.in_(cells["region_id"].unique().tolist())), connection)
    around = counties["county_id"].fillna(counties["id"]).astype(int).unique().tolist()
    touched, brought = set(cells["indicator_id"]), []  # what is about other indicators alone is there already
    for year in sorted((cells["period"] // 100).unique()):
        now = load_grid(connection, int(year), 12, *around)
        periods = pd.concat([now.cells["period"], cells["period"]])
        month = periods[periods // 100 == year].max() % 100
        held = now.cells.assign(level=now.cells["region_id"].map(now.places["level"]))
        seen = sight(held, now.catalogue, viewer)
        rounded = now.cells.assign(value=visible(now.cells["value"], seen).mask(
            (seen == ROUNDED) & visible(now.cells["value"], seen).isna(), SMALL)).dropna(subset="value")
        of_size = book["kind"].isin(OF_SIZE)
        for stored, rules_ in ((rounded, book[of_size]), (now.cells[seen == EXACT], book[~of_size])):
            merged = pd.concat([stored, cells[cells["region_id"].isin(now.places.index)]]).drop_duplicates(key, keep="last")
            grid = ReportGrid(now.catalogue, now.places, now.successions, merged, now.targets, int(year), int(month), touched)
            after = check(grid, rules_)
            known_to = rules_[rules_["code"].isin(after["code"])]  # of the others nothing is there to be known already
            before = check(replace(grid, cells=stored, _tables={}), known_to)
            same = ["code", *key, "value", "words"]
            known = pd.MultiIndex.from_frame(before[same])
            brought.append(after[~pd.MultiIndex.from_frame(after[same]).isin(known)].assign(
                level=lambda frame: frame["region_id"].map(now.places["level"])))
    final = pd.concat(brought, ignore_index=True) if brought else pd.DataFrame(columns=[*RAW, "level"])
    final = final.merge(book.reset_index(drop=True)[["code", "name", "kind", "severity", "reason"]], on="code")
    return without_personal(final, list_indicators(connection))

"""Who has reported what, and in time. SEMANTICS.md, Reporting.

Due is every (indicator, reporting unit, period) that a frequency asks for by the month. A cell is reported where its unit
has a value, 0 too; in time where a file that brought it was received by the deadline: day `deadline_day` of the month after
the period. A later correction does not make a report late. What is sent and waits for the city's review is 待审: not reported
yet, and nobody is asked for it.
"""

from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries.again import once
from queries.catalogue import in_year, list_indicators
from queries.database import fetch_raw, read_settings
from queries.frames import BOOL, INT, TIME_OR_NAT, WORD, Frame, hands_out, of_schema
from queries.periods import between, deadline
from queries.received import KEY, received
from queries.regions import ABOVE_VILLAGES, are_in_use
from queries.schema import region_closure, regions
from queries.submissions import waiting_cells

STATES = ("按时", "迟报", "未到期限", "逾期未报", "待审")
DUE_CELLS = Frame(
    region_id=INT("the unit, see UNITS"), period=INT, indicator_id=INT,
    place=INT("the child of the region that the unit lies in, or the region itself for its own cells"),
    received_at=TIME_OR_NAT("NaT: not reported"), closed=BOOL("whether the deadline has passed"),
    state=WORD("按时, 迟报 (reported, but after the deadline), 未到期限 (not reported, the deadline has not passed), 逾期未报, "
               "待审 (not reported, but sent)"))
OF_UNIT = (regions.c.id, regions.c.code, regions.c.name, regions.c.level, regions.c.valid_from, regions.c.valid_to)
UNITS = Frame("id", **of_schema(*OF_UNIT[1:]), place=INT("the child of the region that it lies in; the region for itself"))


@hands_out(DUE_CELLS)
def due_cells(connection: Connection, region_id: int, year: int, month: int, today: date, told: pd.DataFrame | None = None
              ) -> pd.DataFrame:
    """One row a due cell of the region and everything below it as it stands on `today`: DUE_CELLS. told: queries.received of
    the region, or of those that make it up.

    Ratios are made, not reported, and so never due; nor is anything of a unit that did not exist in the period.
    """
    day = int(read_settings(connection).get("deadline_day", 10))
    units, catalogue = list_units(connection, region_id), in_year(list_indicators(connection), year)
    asked = catalogue[catalogue["kind"] != "ratio"]
    parts = [np.empty((3, 0), dtype=int)]
    for (frequency, level), group in asked.groupby(["frequency", "report_level"]):
        periods = between(year * 100 + 1, year * 100 + month, frequency)
        grid = np.meshgrid(units.index[units["level"] == level], periods, group["id"], indexing="ij")
        parts.append(np.stack([side.ravel() for side in grid]).astype(int))
    due = pd.DataFrame(np.concatenate(parts, axis=1).T, columns=KEY)
    here = units[["place", "valid_from", "valid_to"]].loc[due["region_id"]]
    exists = are_in_use(here, due["period"].to_numpy())
    came = received(connection, year, month, [region_id]) if told is None else told
    final = due.assign(place=here["place"].to_numpy())[exists].merge(came[[*KEY, "received_at"]], on=KEY, how="left")
    # A day ends at midnight: what comes in late in the evening of the deadline is in time.
    ends = {period: pd.Timestamp(deadline(period, day)) + pd.Timedelta(days=1) for period in final["period"].unique()}
    closes = pd.to_datetime(final["period"].map(ends))
    final["closed"] = closes <= pd.Timestamp(today)
    sent = _among(final, waiting_cells(connection))
    final["state"] = pd.Categorical.from_codes(np.select(
        [final["received_at"] < closes, final["received_at"].notna(), sent, ~final["closed"]], [0, 1, 4, 2], 3), STATES)
    return final


@once
@hands_out(UNITS)
def list_units(connection: Connection, region_id: int) -> pd.DataFrame:
    """The counties and townships from the region down in official order, by id: UNITS."""
    rows = pd.read_sql(
        select(*OF_UNIT).join(region_closure, region_closure.c.descendant_id == regions.c.id)
        .where(region_closure.c.ancestor_id == region_id, region_closure.c.descendant_level.in_(("county", "township"))),
        connection)
    children = select(regions.c.id).where(regions.c.parent_id == region_id)
    belongs = fetch_raw(connection, select(region_closure.c.descendant_id, region_closure.c.ancestor_id).where(
        region_closure.c.ancestor_id.in_(children), ABOVE_VILLAGES))
    below, child = np.array(belongs, dtype=int).reshape(-1, 2).T
    at = pd.Index(below).get_indexer(rows["id"])
    rows["place"] = np.where(at >= 0, np.append(child, region_id)[at], region_id)
    return rows.sort_values("code").set_index("id")


def _among(cells: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Which of the cells (KEY) are among the others."""
    if others.empty:
        return np.zeros(len(cells), dtype=bool)
    return pd.MultiIndex.from_frame(cells[KEY]).isin(pd.MultiIndex.from_frame(others[KEY]))


def rates(cells: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Counts and rates of due_cells, one row a group: due, reported, late (迟报), waiting (未到期限), missing (逾期未报),
    sent (待审); rate: 上报率 = reported ÷ due; in_time 及时率 = in time ÷ due, both of the `closed` cells, whose deadline has
    passed: nothing is late before its day (NaN where none is closed).
    """
    groups = cells.assign(
        due=1, reported=cells["received_at"].notna(), late=cells["state"] == "迟报", waiting=cells["state"] == "未到期限",
        missing=cells["state"] == "逾期未报", sent=cells["state"] == "待审",
        punctual=(cells["state"] == "按时") & cells["closed"])
    counted = ["due", "reported", "late", "waiting", "missing", "sent", "closed", "punctual"]
    final = groups.groupby(by, observed=True)[counted].sum().astype(int)
    final["rate"] = final["reported"] / final["due"]
    final["in_time"] = final["punctual"] / final["closed"].where(final["closed"] > 0)
    return final.drop(columns="punctual").reset_index()


def overall(cells: pd.DataFrame) -> pd.Series:
    """The counts and rates of all due cells together, and first_closed, last_closed: the periods whose deadline has passed
    (NaN where there is none). Of no cells at all there is no rate to tell: not to be asked."""
    closed = cells.loc[cells["closed"], "period"]
    whole = rates(cells.assign(whole=True), ["whole"]).iloc[0].drop("whole")
    return whole.astype(float).combine_first(pd.Series({"first_closed": closed.min(), "last_closed": closed.max()}, dtype=float))

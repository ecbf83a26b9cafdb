"""Where a number came from: the reporting units behind it, month, batch and file."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries.catalogue import list_indicators, parts
from queries.frames import BOOL, FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, TIME_OR_NAT, Frame, hands_out
from queries.judged import judged
from queries.periods import between, last_due
from queries.privacy import ANYBODY, NOTHING, ROUNDED, Viewer, marks, sight, summed, visible
from queries.regions import ABOVE_VILLAGES
from queries.schema import batches, observations, region_closure, regions
from queries.told import is_small

ORIGIN = Frame(
    code=TEXT("of the part"), indicator=TEXT("its name"), region_id=INT, region=TEXT("a township with its county before it"),
    level=TEXT,
    value=FLOAT_OR_NAN("累计 of a flow, latest of a stock, as the viewer sees it; NaN where nothing is reported or seen"),
    withheld=TEXT("see privacy.marks"), rounded=BOOL("see privacy.marks"),
    periods=INT("reported this year"), periods_due=INT, as_of=INT_OR_NAN("the last period reported"),
    state=TEXT("已上报, 沿用, 未上报, 本级, or how many townships have reported"),
    batch_id=INT_OR_NAN("of that last report"), file_name=TEXT_OR_NAN, actor=TEXT_OR_NAN, received_at=TIME_OR_NAT)


@hands_out(ORIGIN)
def origin(connection: Connection, region_id: int, indicator_id: int, year: int, month: int, viewer: Viewer = ANYBODY
           ) -> pd.DataFrame:
    """The units that a figure is made of, one row a unit and (for a ratio) part, in official region order: ORIGIN. The figure is
    of the period that it is judged as of (queries.judged); what came in later is no part of it. Townships of which the
    viewer sees nothing are summed to their county."""
    catalogue = list_indicators(connection)
    by_code = catalogue.set_index("code", drop=False)
    indicator = catalogue.loc[indicator_id]
    codes = [indicator["code"]]
    if indicator["kind"] == "ratio":
        codes = parts(indicator["numerator"]) + parts(indicator["denominator"])
    units = _units(connection, region_id)
    as_of = judged(connection, [region_id], year, month, [indicator_id])["as_of"].iloc[0]
    month = month if pd.isna(as_of) else int(as_of) % 100
    tables = [_see(*_part(connection, by_code.loc[code], units, region_id, year, month), catalogue, viewer) for code in codes]
    return pd.concat(tables, ignore_index=True)


def _units(connection: Connection, region_id: int) -> pd.DataFrame:
    county = regions.alias("county")
    rows = (select(regions.c.id.label("region_id"), regions.c.code.label("region_code"), regions.c.name.label("region"),
                   regions.c.level, regions.c.county_id, county.c.name.label("county"))
            .join(region_closure, region_closure.c.descendant_id == regions.c.id)
            .outerjoin(county, county.c.id == regions.c.county_id)
            .where(region_closure.c.ancestor_id == region_id, ABOVE_VILLAGES))
    return pd.read_sql(rows, connection).sort_values("region_code")


def _part(connection: Connection, indicator: pd.Series, units: pd.DataFrame, region_id: int, year: int, month: int
          ) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The units, exact, and the reports behind them (region_id, period, value) by period."""
    until = year * 100 + month
    first = year * 100 + 1 if indicator["kind"] == "flow" else 0
    rows = (select(observations.c.region_id, observations.c.period, observations.c.value, observations.c.batch_id,
                   batches.c.file_name, batches.c.actor, batches.c.received_at)
            .join(batches, batches.c.id == observations.c.batch_id)
            .join(region_closure, region_closure.c.descendant_id == observations.c.region_id)
            .where(region_closure.c.ancestor_id == region_id, observations.c.indicator_id == int(indicator["id"]),
                   observations.c.period.between(first, until)))
    cells = pd.read_sql(rows, connection).sort_values("period")
    newest = cells.drop_duplicates("region_id", keep="last").set_index("region_id")
    final = units[(units["level"] == indicator["report_level"]) | units["region_id"].isin(newest.index)].copy()
    final = final.join(newest.rename(columns={"period": "as_of"}), on="region_id")
    if indicator["kind"] == "flow":
        final["value"] = final["region_id"].map(cells.groupby("region_id")["value"].sum(min_count=1))
    this_year = cells[cells["period"] > year * 100]
    final["periods"] = final["region_id"].map(this_year.groupby("region_id").size()).fillna(0).astype(int)
    final["periods_due"] = len(between(year * 100 + 1, until, indicator["frequency"]))
    due = last_due(year, month, indicator["frequency"])
    final["state"] = "已上报"
    final.loc[final["as_of"] < due, "state"] = "沿用" if indicator["kind"] == "stock" else "未上报"
    final.loc[final["as_of"].isna(), "state"] = "未上报"
    final.loc[final["level"] != indicator["report_level"], "state"] = "本级"
    return final.assign(code=indicator["code"], indicator=indicator["name"], indicator_id=indicator["id"],
                        kind=indicator["kind"]), cells


def _see(units: pd.DataFrame, cells: pd.DataFrame, catalogue: pd.DataFrame, viewer: Viewer) -> pd.DataFrame:
    """The units of a part as the viewer sees them."""
    unseen = sight(units, catalogue, viewer) == NOTHING
    township = units["level"] == "township"
    units.loc[township & ~unseen, "region"] = units["county"].fillna("") + " " + units["region"]
    # A county's own report (本级) and the sum of its townships are two rows.
    units["row"] = units["region_id"].where(~unseen, -units["county_id"].fillna(0)).astype(int)
    monthly = cells.assign(row=cells["region_id"].map(units.set_index("region_id")["row"])).groupby(
        ["row", "period"], as_index=False)["value"].sum()
    if unseen.any():
        units = pd.concat([units[~unseen], _by_county(units[unseen])])
    units = units.set_index("row")
    seen = sight(units, catalogue, viewer)
    number = summed(monthly, ["row"], "value", seen) if units["kind"].eq("flow").all() else visible(units["value"], seen)
    final = units.assign(value=number, **marks(units["value"], number, seen))
    told_apart = final.index.isin(_beside_own(units, monthly)) & (seen == ROUNDED)
    final.loc[told_apart, ["value", "withheld", "rounded"]] = np.nan, "below", False
    return final


def _beside_own(units: pd.DataFrame, monthly: pd.DataFrame) -> set[int]:
    """The rows of townships' sums that would tell a small figure beside their county's 本级 and the county's own figure: either
    is small so far, or in a period that both have."""
    by_row = monthly.set_index(["row", "period"])["value"]
    found = set()
    for row in units.index[units.index < 0]:
        if -row in units.index:
            both = pd.concat([by_row.xs(one) if one in by_row else by_row.iloc[:0] for one in (row, -row)], axis=1).dropna()
            figures = np.append(both.to_numpy(dtype=float), units.loc[[row, -row], "value"].to_numpy(dtype=float))
            if is_small(figures).any():
                found.add(row)
    return found


def _by_county(townships: pd.DataFrame) -> pd.DataFrame:
    """Townships as their counties: sums, and how many of them have reported."""
    groups = townships.sort_values("as_of").groupby("county_id", as_index=False)
    final = groups.agg(code=("code", "first"), indicator=("indicator", "first"), indicator_id=("indicator_id", "first"),
                       kind=("kind", "first"), row=("row", "first"),
                       region=("county", "first"), value=("value", lambda values: values.sum(min_count=1)),
                       periods=("periods", "sum"), periods_due=("periods_due", "sum"), as_of=("as_of", "max"),
                       batch_id=("batch_id", "last"), file_name=("file_name", "last"), actor=("actor", "last"),
                       received_at=("received_at", "last"), units=("region", "size"),
                       reported=("state", lambda states: int((states == "已上报").sum())))
    final["state"] = [f"{row.reported}/{row.units} 个乡镇已上报" for row in final.itertuples()]
    return final.assign(region_id=final["county_id"], level="county")

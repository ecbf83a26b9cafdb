"""Where a number came from: the reporting units behind it, month, batch and file."""

import pandas as pd
from sqlalchemy import Connection, select

from queries.catalogue import list_indicators, parts
from queries.periods import between, last_due
from queries.privacy import is_small
from queries.schema import batches, observations, region_closure, regions

COLUMNS = ["code", "indicator", "region_id", "region", "level", "value", "periods", "periods_due", "as_of", "state",
           "batch_id", "file_name", "actor", "received_at"]


def origin(connection: Connection, region_id: int, indicator_id: int, year: int, month: int) -> pd.DataFrame:
    """The units that a figure is made of, one row a unit and (for a ratio) part, in official region order.

    code, indicator: the part; region (a township with its county before it), level; value: 累计 of a flow, latest of a
    stock (NaN where nothing is reported or it may not be shown); periods of periods_due reported this year; as_of: the
    last period reported; state: 已上报, 沿用, 未上报, 本级, 个人信息不显示, or how many townships have reported; batch_id,
    file_name, actor, received_at of that last report. Townships of a sensitive indicator are summed to their county.
    """
    catalogue = list_indicators(connection)
    by_code = catalogue.set_index("code", drop=False)
    indicator = catalogue.loc[indicator_id]
    codes = [indicator["code"]]
    if indicator["kind"] == "ratio":
        codes = parts(indicator["numerator"]) + parts(indicator["denominator"])
    units = _units(connection, region_id)
    tables = [_part(connection, by_code.loc[code], units, region_id, year, month) for code in codes]
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _units(connection: Connection, region_id: int) -> pd.DataFrame:
    county = regions.alias("county")
    rows = (select(regions.c.id.label("region_id"), regions.c.code.label("region_code"), regions.c.name.label("region"),
                   regions.c.level, regions.c.county_id, county.c.name.label("county"))
            .join(region_closure, region_closure.c.descendant_id == regions.c.id)
            .outerjoin(county, county.c.id == regions.c.county_id)
            .where(region_closure.c.ancestor_id == region_id, region_closure.c.descendant_level != "village"))
    return pd.read_sql(rows, connection).sort_values("region_code")


def _part(connection: Connection, indicator: pd.Series, units: pd.DataFrame, region_id: int, year: int, month: int
          ) -> pd.DataFrame:
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
    township = final["level"] == "township"
    if indicator["sensitive"]:
        final = pd.concat([final[~township], _by_county(final[township])])
    else:
        final.loc[township, "region"] = final["county"].fillna("") + " " + final["region"]
    final["code"], final["indicator"] = indicator["code"], indicator["name"]
    return _without_personal(final) if indicator["sensitive"] else final


def _by_county(townships: pd.DataFrame) -> pd.DataFrame:
    """A sensitive indicator's townships as their counties: sums, and how many of them have reported."""
    groups = townships.sort_values("as_of").groupby("county_id", as_index=False)
    final = groups.agg(region=("county", "first"), value=("value", lambda values: values.sum(min_count=1)),
                       periods=("periods", "sum"), periods_due=("periods_due", "sum"), as_of=("as_of", "max"),
                       batch_id=("batch_id", "last"), file_name=("file_name", "last"), actor=("actor", "last"),
                       received_at=("received_at", "last"), units=("region", "size"),
                       reported=("state", lambda states: int((states == "已上报").sum())))
    final["state"] = [f"{row.reported}/{row.units} 个乡镇已上报" for row in final.itertuples()]
    return final.assign(region_id=final["county_id"], level="county")


def _without_personal(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    county = frame["level"] == "county"
    hidden = county & is_small(frame["value"])
    # Hiding a single county would leave it to subtraction: with one goes the next smallest.
    others = frame[county & ~hidden & (frame["value"] > 0)]
    if hidden.sum() == 1 and len(others):
        hidden[others["value"].idxmin()] = True
    frame.loc[hidden, "value"] = float("nan")
    frame.loc[hidden, "state"] = "个人信息不显示"
    return frame

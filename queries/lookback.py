"""A region's indicators year by year: the same months of every year, the whole years, and what several years come to."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from queries import rolled_up, values
from queries.catalogue import in_year, list_indicators, with_part_kinds
from queries.comparison import as_printed
from queries.database import fetch_raw
from queries.frames import BOOL, FLOAT_OR_NAN, INT, TEXT, Frame, hands_out
from queries.judged import judged
from queries.measures import quotient
from queries.periods import STEP, due_month
from queries.privacy import ANYBODY, Viewer, sight
from queries.regions import COUNTS, count_by_month
from queries.schema import regions, rollups
from queries.succession import Family, family, personal_ids
from queries.wholes import as_told

MARKS = {"withheld": TEXT('see privacy.marks, and "base": a ratio with a part that reads <5'),
         "rounded": BOOL("see privacy.marks")}
LOOKBACK = Frame(
    indicator_id=INT, year=INT, month=INT("n of the months 1 to n that are compared: to the period judged as of; 0: none is due"),
    value=FLOAT_OR_NAN("of these months: 累计 of a flow, 期末 of a stock, the ratio; NaN is 未上报"), **MARKS,
    carried=INT("units 沿用"), yoy=FLOAT_OR_NAN("同比, like for like: a fraction, of a ratio the difference in its unit"),
    yoy_units=INT("可比口径: pairs compared"), yoy_all=INT("pairs present"),
    whole=FLOAT_OR_NAN("of the year: 全年 of a flow, 年末 of a stock, the ratio; NaN is 未上报, or not over yet"),
    **{f"whole_{name}": column for name, column in MARKS.items()}, whole_carried=INT,
    top=FLOAT_OR_NAN("a ratio's numerator and denominator of the year, of the last year so far"), bottom=FLOAT_OR_NAN,
    cells=INT("of the year, of the last year so far: cells that the units have reported"), due_cells=INT("of so many"))


@hands_out(LOOKBACK)
def lookback(connection: Connection, region_id: int, year: int, month: int, first: int, indicator_ids: list[int] | None = None,
             viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """One row an indicator × year from `first` to `year` (catalogue order, years within; only `indicator_ids` where given):
    LOOKBACK.

    The last year is as of the period that it is judged as of (queries.judged; the last one due where there is none), and the
    months of every earlier year end with the same. All is made from what the viewer sees, year by year.
    """
    frame, rows, of = _read(connection, region_id, year, month, indicator_ids, viewer)
    tables = []
    for at in range(first, year + 1):
        of_months, of_year = (frame.assign(at=at * 100 + until) for until in (frame["month"], 12))
        same = _figures(of_months, rows, at)
        whole = same if at == year else _figures(of_year, rows, at)
        ended = frame["month"].eq(12) | (at < year)
        compared = values.like_for_like(of_months.assign(value=same["value"]), _until(rows, of_months), connection, at)
        due = frame["month"].gt(0)
        tables.append(same[["value", "withheld", "rounded", "carried"]].assign(
            indicator_id=frame["indicator_id"], year=at, month=frame["month"], yoy=compared["yoy"].where(due),
            yoy_units=compared["yoy_units"].where(due, 0), yoy_all=compared["yoy_all"].where(due, 0),
            whole=whole["value"].where(ended),
            whole_carried=whole["carried"].where(ended, 0), whole_withheld=whole["withheld"].where(ended, ""),
            whole_rounded=whole["rounded"] & ended, top=whole["top"], bottom=whole["bottom"],
            **_count(connection, of_year if at < year else of_months, rows, at, of)))
    return pd.concat(tables).sort_values(["indicator_id", "year"], kind="stable").reset_index(drop=True)


def _read(connection: Connection, region_id: int, year: int, month: int, indicator_ids: list[int] | None, viewer: Viewer
          ) -> tuple[pd.DataFrame, pd.DataFrame, Family]:
    """The frame and the rows that queries.values asks for, with month (n of each indicator); whose reports they are."""
    every = with_part_kinds(list_indicators(connection))
    there = in_year(every, year)
    catalogue = there if indicator_ids is None else there[there["id"].isin(indicator_ids)]
    ids = catalogue["id"].tolist()
    columns = ["kind", "unit", "frequency", "report_level", "additive", "numerator_kind", "denominator_kind"]
    told = judged(connection, [region_id], year, month, ids)
    frame = catalogue[columns].reset_index(drop=True).assign(region_id=region_id, indicator_id=ids)
    frame["percent"] = frame["unit"] == "%"
    due = frame["frequency"].map({name: due_month(month, name) for name in STEP})
    frame["month"] = (told["as_of"] % 100).fillna(due).astype(int)
    level = connection.execute(select(regions.c.level).where(regions.c.id == region_id)).scalar_one()
    frame["seen"] = sight(frame.assign(level=level), every, viewer)
    names = [*values.FIGURES, "units"]
    of = family(connection, [region_id], year * 100 + month)
    found = fetch_raw(connection, select(*(rollups.c[name] for name in names)).where(
        rollups.c.region_id.in_(of.ids), rollups.c.period <= year * 100 + month, rollups.c.indicator_id.in_(ids)))
    read = rolled_up.as_frame([(np.array(found, dtype=float).reshape(-1, len(names)), names)])
    rows = values.by_cell(of.told(read, personal_ids(connection)), [region_id], ids)
    return frame, as_told(connection, rows, every, viewer), of


def _until(rows: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(until=values.of_row(frame["at"], rows))


def _figures(frame: pd.DataFrame, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """value with its marks, a ratio's parts and carried, of the year through `at`; nothing where no period is due."""
    rows = _until(rows, frame)
    final = values.figures(frame, rows, year, 0)
    final["carried"] = values.carried(frame.assign(value=final["value"]), rows)["carried"]
    none = pd.DataFrame({"value": np.nan, "withheld": "", "rounded": False, "top": np.nan, "bottom": np.nan, "carried": 0},
                        index=final.index)
    return final[none.columns].where(frame["at"] % 100 > 0, none)


def _count(connection: Connection, frame: pd.DataFrame, rows: pd.DataFrame, year: int, of: Family) -> dict[str, pd.Series]:
    """cells reported and due_cells of the year through `at`, of the units in use in each month; 0 of a ratio and of what is not
    added up."""
    there = rows[rows["period"].between(year * 100 + 1, values.of_row(frame["at"], rows))]
    cells = there.groupby("cell")["units"].sum().reindex(frame.index).fillna(0)
    told = frame["additive"] & (frame["kind"] != "ratio")
    units = count_by_month(connection, of.ids, [year * 100 + month for month in range(1, 13)])
    own, taken, apart = units[of.ids.index(of.asked[0])], units.sum(axis=0), set(personal_ids(connection))
    levels = list(COUNTS.columns)
    due = pd.Series([(own if row.indicator_id in apart else taken)[levels.index(row.report_level), :row.at % 100][
        STEP[row.frequency] - 1::STEP[row.frequency]].sum() for row in frame.itertuples()], index=frame.index)
    return {"cells": cells.where(told, 0), "due_cells": due.where(told, 0)}


def several_years(rows: pd.DataFrame, catalogue: pd.DataFrame, years: int) -> pd.DataFrame:
    """What the last `years` years of `lookback` come to, the last one so far, by indicator id: total (of a flow the sum, of a
    ratio of two flows Σ numerator ÷ Σ denominator; else NaN: a stock is never added up over time), through (the last year in it:
    one of which nothing is due yet is left out), lacking (years without a report, a list), withheld ("base": a year reads <5),
    rounded.

    Years are added as they are seen, which says nothing that they do not say. One that nobody has reported leaves no total.
    """
    last = rows["year"].max()
    rows = rows[(rows["year"] > last - years) & ~(rows["year"].eq(last) & rows["month"].eq(0))]
    each = so_far(rows, last).join(with_part_kinds(catalogue)[["kind", "unit", "numerator_kind", "denominator_kind"]],
                                   on="indicator_id")
    each["ratio"] = each["numerator_kind"].eq("flow") & each["denominator_kind"].eq("flow")
    each = each[each["kind"].eq("flow") | each["ratio"]]
    each["silent"] = each["year"].where(each["value"].isna() & (each["withheld"] == ""))
    by = each.groupby("indicator_id")
    final = by.agg(total=("value", "sum"), top=("top", "sum"), bottom=("bottom", "sum"), through=("year", "max"),
                   rounded=("rounded", "any"), ratio=("ratio", "first"), unit=("unit", "first"), withheld=("withheld", "max"),
                   lacking=("silent", lambda found: found.dropna().astype(int).tolist()))
    final["total"] = final["total"].where(~final["ratio"], quotient(final["top"], final["bottom"], final["unit"] == "%"))
    final["withheld"] = final["withheld"].replace("small", "base").where(final["lacking"].map(len) == 0, "")
    final["total"] = final["total"].where((final["withheld"] == "") & (final["lacking"].map(len) == 0))
    final["rounded"] &= final["total"].notna()
    return final[["total", "through", "lacking", "withheld", "rounded"]]


def so_far(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """Each year's value with its marks: of the whole year, of the last one of the months so far."""
    now = rows["year"] == last
    return rows[["indicator_id", "year", "top", "bottom"]].assign(**{
        name: rows[name].where(now, rows[f"whole{'' if name == 'value' else f'_{name}'}"])
        for name in ("value", "withheld", "rounded")})


def moved(rows: pd.DataFrame, catalogue: pd.DataFrame) -> dict[str, int]:
    """How many indicators stand higher than a year before (up), lower (down), as high (even), by what is printed of their 同比;
    of these, how many moved the right way (better) or the wrong one (worse); compared: all of them.

    rows: indicator_id and yoy of one year of `lookback`, or of a standing.
    """
    known = rows.dropna(subset="yoy").join(catalogue[["kind", "unit", "precision", "direction"]], on="indicator_id")
    ratio = known["kind"] == "ratio"
    digits = known["precision"].where(ratio, 3).where(known["unit"] != "%", 1)
    way = np.sign(as_printed(known["yoy"], digits))
    good = way * known["direction"].map({"higher_better": 1, "lower_better": -1, "neutral": 0})
    return {"compared": len(known), "up": int((way > 0).sum()), "down": int((way < 0).sum()), "even": int((way == 0).sum()),
            "better": int((good > 0).sum()), "worse": int((good < 0).sum())}

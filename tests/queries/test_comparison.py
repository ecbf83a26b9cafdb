"""Regions side by side: who leads and why, heads and parts, pairs; and that a township beside its county gives nothing away."""

import numpy as np
import pandas as pd
import pytest
from attack import interval, narrow
from sqlalchemy import select

from queries import schema
from queries.catalogue import list_indicators
from queries.comparison import EVEN, LEADS, TRAILS, as_printed, most, pairs, side_by_side, tally
from queries.database import reading
from queries.homes.coverage import women
from queries.privacy import personal
from queries.standing import standing

CATALOGUE = pd.DataFrame([
    {"id": 1, "code": "A", "action_id": 1, "numerator": None, "whole": None, "precision": 0},
    {"id": 2, "code": "B", "action_id": 1, "numerator": None, "whole": "A", "precision": 0},
    {"id": 3, "code": "R", "action_id": 1, "numerator": "X", "whole": None, "precision": 1},
    {"id": 4, "code": "JC-01", "action_id": 9, "numerator": None, "whole": None, "precision": 0}]).set_index("id", drop=False)


def rows(indicator: int, gaps=(), values=(), **more) -> pd.DataFrame:
    count = max(len(gaps), len(values))
    return pd.DataFrame({"region_id": range(1, count + 1), "indicator_id": indicator, "kind": "flow",
                         "direction": "higher_better",
                         "action_id": 1, "additive": True, "as_of": 202603.0, "behind": 0, "status": "达序时",
                         "gap": gaps or np.nan, "value": values or 1.0} | more)


def sided(*frames, people=None):
    frame = pd.concat(frames, ignore_index=True)
    return side_by_side(frame, CATALOGUE, pd.Series(people or {}, dtype=float))


def places(frame) -> list[str]:
    return frame["place"].tolist()


def test_an_amount_is_compared_by_its_gap_whatever_its_size():
    assert places(sided(rows(1, gaps=[3.0, -2.0, 1.0], values=[10.0, 9000.0, 50.0]))) == [LEADS, TRAILS, ""]
    assert places(sided(rows(1, gaps=[3.0, np.nan]))) == ["", ""], "one alone leads nobody; who has not reported does not trail"
    assert places(sided(rows(1, gaps=[3.04, 2.96]))) == [EVEN, EVEN], "what prints alike is alike"
    assert places(sided(rows(1, gaps=[3.0, 3.0, 1.0]))) == [LEADS, LEADS, TRAILS]


def test_a_ratio_is_compared_by_itself_and_its_direction():
    ratio = {"kind": "ratio", "gap": np.nan}
    assert places(sided(rows(3, values=[52.0, 52.94], **ratio))) == [TRAILS, LEADS]
    assert places(sided(rows(3, values=[52.0, 52.94], direction="lower_better", **ratio))) == [LEADS, TRAILS]
    assert places(sided(rows(3, values=[52.0, 52.94], direction="neutral", **ratio))) == ["", ""]
    assert places(sided(rows(3, values=[52.0, 52.94], as_of=np.nan, **ratio))) == ["", ""], "carried over the year's end"


def test_heads_and_parts_where_there_is_something_to_divide_by():
    frame = sided(rows(1, values=[200.0, 50.0]), rows(2, values=[50.0, 50.0], as_of=[202603.0, 202602.0]),
                  rows(4, values=[9.0, 9.0], action_id=9), people={1: 20_000, 2: np.nan})
    assert frame["head"].tolist()[:4] == pytest.approx([100, np.nan, 25, np.nan], nan_ok=True)
    assert frame["head"].tail(2).isna().all(), "women are not set against women"
    assert frame["part"].tolist()[2:4] == pytest.approx([25, np.nan], nan_ok=True), "of the same period alone"


def test_what_it_comes_to():
    frame = sided(rows(1, gaps=[3.0, -6.0, np.nan], status=["达序时", "滞后", "未上报"]), rows(2, gaps=[1.0, 2.0, 2.0]))
    sums = tally(frame)
    assert sums[["leads", "trails", "even", "compared"]].values.tolist() == [[1, 1, 0, 2], [1, 1, 0, 2], [1, 0, 0, 1]]
    assert sums[["on_pace", "judged", "lagging", "unreported"]].values.tolist() == [[2, 2, 0, 0], [1, 2, 1, 0], [1, 1, 0, 1]]
    assert most(sums, "leads") == [1, 2, 3] and most(sums, "compared") == [1, 2]


def test_numbers_are_cut_as_they_are_printed():
    assert as_printed(pd.Series([2.25, -2.25, 1.04, np.nan]), pd.Series([1, 1, 1, 0])).tolist() == [
        2.3, -2.3, 1.0, pytest.approx(np.nan, nan_ok=True)]


def test_pairs_of_counties_are_counted_one_by_one(demo_engine):
    with reading(demo_engine) as connection:
        catalogue = list_indicators(connection)
        regions = list(connection.execute(select(schema.regions.c.id).where(schema.regions.c.level == "county")).scalars())[:4]
        frame = standing(connection, regions, 2026, 8)
        people = women(connection, regions, 202608)["women"]
        counted = pd.read_sql(select(schema.observations).where(schema.observations.c.indicator_id == 1), connection)
        county = dict(connection.execute(select(schema.regions.c.id, schema.regions.c.county_id)).all())
    compared = side_by_side(frame, catalogue, people)
    for pair in pairs(frame, catalogue).itertuples():
        both = [compared[compared["region_id"] == one].set_index("indicator_id")["by"]
                for one in (pair.region_id, pair.other_id)]
        assert (pair.ahead, pair.behind) == ((both[0] > both[1]).sum(), (both[0] < both[1]).sum())
        assert pair.compared == (both[0].notna() & both[1].notna()).sum() > 50
    for row in compared.dropna(subset="head").sample(20, random_state=1).itertuples():
        below = counted[counted["region_id"].map(county).eq(row.region_id) & (counted["period"] <= 202608)]
        there = below.sort_values("period").drop_duplicates("region_id", keep="last")["value"].sum()
        assert row.head == pytest.approx(row.value / there * 10_000)


def test_a_township_beside_its_county_gives_no_small_figure_away(demo_engine):
    """A county and its townships, a month and the next: every personal flow, with the sums over the townships and over time."""
    with reading(demo_engine) as connection:
        catalogue = list_indicators(connection)
        county = connection.scalar(select(schema.regions.c.id).where(schema.regions.c.code == "411424"))
        towns = list(connection.execute(select(schema.regions.c.id).where(schema.regions.c.parent_id == county)).scalars())
        regions = [county, *towns]
        frames = {month: side_by_side(standing(connection, regions, 2026, month), catalogue,
                                      women(connection, regions, 202600 + month)["women"]) for month in (1, 2)}
    private, small = catalogue.index[personal(catalogue)], []
    made = ["value", "current", "yoy", "mom", "completion", "gap", "by", "part", "head", "top", "bottom"]
    for frame in frames.values():
        of_towns = frame[frame["indicator_id"].isin(private) & frame["region_id"].isin(towns)]
        assert of_towns[made].isna().all(axis=None) and (of_towns["place"] == "").all()
    monthly = catalogue[personal(catalogue) & (catalogue["kind"] == "flow") & (catalogue["frequency"] == "monthly")]
    for indicator in monthly.itertuples():
        bounds, sums = {}, []
        for month, frame in frames.items():
            for row in frame[frame["indicator_id"] == indicator.id].itertuples():
                if row.region_id == county:
                    bounds["sum", row.region_id, month] = interval(row.value, row.withheld, away=4)
                    hidden = np.isnan(row.current)
                    bounds["one", row.region_id, month] = interval(row.current, "small" if hidden else "")
                    small += [("one", row.region_id, month)] if hidden else []
                else:
                    bounds["one", row.region_id, month] = (0, 10 ** 9)
                    small.append(("one", row.region_id, month))
            sums.append((("one", county, month), [("one", town, month) for town in towns]))
        sums += [(("sum", county, 2), [("one", county, 1), ("one", county, 2)]), (("sum", county, 1), [("one", county, 1)])]
        left = narrow(bounds, sums)
        # A county's 0 says that every township's is 0; nothing else is left with one value.
        nothing = {key for key in left if left["one", county, key[2]] == (0, 0)}
        assert not [key for key in small if key in left and key not in nothing and left[key][0] == left[key][1]]

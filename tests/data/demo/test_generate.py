"""Demo data: the same every time, within the rules of the catalogue, with the stated totals and the planted faults."""

import functools
import hashlib
import os
import subprocess
import sys
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import create_engine, func, insert, select

from data.demo import generate
from data.demo import targets as set_targets
from data.demo.reports import PLANTS, UNREPORTED
from data.demo.shapes import FOLDER
from data.reference import catalogue as reference
from data.write.actor import program
from data.write.bulk import insert_frame
from data.write.rollups import rebuild
from queries import schema
from queries.catalogue import parts
from queries.periods import between, fits, last_due, plan_share

pytestmark = pytest.mark.slow  # demos of three months and four roots are made
NOW = datetime(2026, 12, 31)
MONTHS = (202611, 202701, 202703)
FITTED = {"CY-02", "CY-03", "WM-03", "WL-01", "WL-02", "WL-04", "TP-03", "TP-06", "GA-05"}


@functools.cache
def catalogue() -> pd.DataFrame:
    actions = reference.number(reference.read(reference.FOLDER / "actions.csv", schema.actions))
    indicators = reference.number(reference.read(reference.FOLDER / "indicators.csv", schema.indicators))
    return reference.refer(indicators, "action", actions)


def placed(tree: pd.DataFrame) -> pd.DataFrame:
    return reference.place(tree)


@functools.cache
def city() -> pd.DataFrame:
    return placed(reference.read_tree("411400"))


@functools.cache
def small_city() -> pd.DataFrame:
    """All nine counties with a township each, and the villages of those."""
    tree = city()
    some = tree[tree["level"] == "township"].groupby("parent_id").head(1)
    upper = tree[tree["level"].isin(["city", "county"])]
    return pd.concat([upper, some, tree[(tree["level"] == "village") & tree["parent_id"].isin(some["id"])]])


@functools.cache
def made(through: int = 202611) -> generate.Demo:
    return generate.generate(catalogue(), city(), through)


@functools.cache
def cells(through: int = 202611) -> pd.DataFrame:
    """The observations with what their indicator and region are; county: the id of the county they lie in."""
    names = ["id", "code", "kind", "unit", "frequency", "report_level", "direction", "plan"]
    regions = city()[["id", "level", "county_id"]].rename(columns={"id": "region_id", "county_id": "county"})
    return made(through).observations.merge(
        catalogue()[names].rename(columns={"id": "indicator_id"}), on="indicator_id").merge(regions, on="region_id")


def planted(what: str, through: int = 202611) -> set[tuple[int, int, int]]:
    found = generate.planted_cells(catalogue(), city(), through)
    return keys(found[found["what"] == what])


def keys(frame: pd.DataFrame) -> set[tuple[int, int, int]]:
    return set(frame[["region_id", "period", "indicator_id"]].itertuples(index=False, name=None))


def county_id(position: int) -> int:
    return int(city()[city()["level"] == "county"].sort_values("code")["id"].iloc[position])


def fingerprint() -> str:
    made_now = generate.generate(catalogue(), placed(reference.read_tree("411426")), 202611)
    text = made_now.observations.to_csv() + made_now.targets.to_csv() + made_now.batches.to_csv()
    return hashlib.sha256(text.encode()).hexdigest()


def test_every_call_and_process_makes_the_same():
    again = generate.generate(catalogue(), city().sample(frac=1, random_state=1), 202611)
    for name in ("batches", "observations", "targets"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(made(), name))
    code = ("import sys; sys.path[:0] = ['.', 'tests/data/demo']; import test_generate; print(test_generate.fingerprint())")
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                           env=os.environ | {"PYTHONHASHSEED": "7"})
    assert other.stdout.strip() == fingerprint()


def test_a_value_does_not_depend_on_the_current_month():
    key = ["region_id", "period", "indicator_id"]
    both = cells().merge(cells(202703), on=key, suffixes=("", "_later"))
    both = both[~both["code"].isin(FITTED)]
    different = both[both["value"] != both["value_later"]]
    faults = set().union(*(planted(what, month) for what in ("unit_slip", "subset_larger")
                           for month in (202611, 202703)))
    assert len(both) > 100_000
    assert keys(different) <= faults


@pytest.mark.parametrize("through", MONTHS)
def test_at_least_34_months_each_in_the_rhythm_and_at_the_level_of_its_indicator(through):
    frame = cells(through)
    assert len(between(frame["period"].min(), through)) >= 34
    assert frame["period"].min() % 100 == 1
    assert frame["period"].max() == through
    pairs = frame[["period", "frequency"]].drop_duplicates()
    assert all(fits(period, frequency) for period, frequency in pairs.itertuples(index=False))
    own_units = frame["level"] == "city"
    assert (frame["level"] == frame["report_level"])[~own_units].all()
    assert (frame.loc[own_units, ["report_level", "kind"]] == ["county", "flow"]).all(axis=None)
    assert not frame.duplicated(["region_id", "period", "indicator_id"]).any()
    assert set(frame["code"]) == set(catalogue().loc[catalogue()["kind"] != "ratio", "code"])


def test_counts_are_whole_numbers_and_nothing_is_negative():
    counts = cells()[~cells()["unit"].isin(["元", "分"])]
    assert (counts["value"] % 1 == 0).all()
    assert (cells()["value"] >= 0).all()
    assert cells().loc[cells()["unit"] == "分", "value"].between(0, 100).all()


def total(code: str, through: int) -> float:
    """Today's total of the city: latest values (stock), or the year so far (flow; last year's while nothing is due)."""
    own = cells(through)[cells(through)["code"] == code].sort_values("period")
    if own["kind"].iloc[0] == "stock":
        return own.groupby("region_id")["value"].last().sum()
    year = last_due(through // 100, through % 100, own["frequency"].iloc[0]) // 100
    return own.loc[own["period"] // 100 == year, "value"].sum()


@pytest.mark.parametrize("through", MONTHS)
def test_totals_stated_in_documents_come_out_exactly(through):
    stated = pd.read_csv(FOLDER / "demo_totals.csv")
    assert {row.code: total(row.code, through) for row in stated.itertuples()} == {
        "WL-01": 4215, "TP-03": 8, "TP-06": 30, "GA-05": 19, "CY-02": 9714, "WM-03": 3183}


def test_stated_totals_are_quotations_of_clear_figures():
    figures = pd.read_csv(reference.FOLDER / "figures.csv", dtype=str)
    clear = figures[(figures["legibility"] == "ok") & (figures["doubtful"] == "0")]
    quoted = {(row.indicator, float(row.value), row.quotation) for row in clear.itertuples()}
    stated = pd.read_csv(FOLDER / "demo_totals.csv")
    assert {(row.code, float(row.value), row.figure_quotation) for row in stated.itertuples()} <= quoted


def values_by_unit(code: str, level: str, through: int) -> pd.DataFrame:
    """Units × all months: a flow's value of the month, a stock's latest by then; townships summed up for counties."""
    own = cells(through)[(cells(through)["code"] == code) & (cells(through)["level"] != "city")]
    table = own.pivot(index="region_id", columns="period", values="value").reindex(
        columns=between(int(cells(through)["period"].min()), through))
    if own["kind"].iloc[0] == "stock":
        table = table.ffill(axis=1)
    if own["report_level"].iloc[0] == "township" and level == "county":
        county = own.drop_duplicates("region_id").set_index("region_id")["county"]
        table = table.groupby(county.reindex(table.index)).sum(min_count=1)
    return table


@pytest.mark.parametrize("through", MONTHS)
def test_a_part_is_never_larger_than_its_whole_but_where_that_is_planted(through):
    larger, compared = set(), 0
    for row in catalogue().dropna(subset="whole").itertuples():
        levels = {row.report_level, *catalogue().set_index("code").loc[parts(row.whole), "report_level"]}
        level = "county" if "county" in levels else "township"
        whole = sum(values_by_unit(code, level, through) for code in parts(row.whole))
        part = values_by_unit(row.code, level, through).reindex(whole.index)
        reported = cells(through)[cells(through)["code"] == row.code]["period"].unique()
        compared += (part.notna() & whole.notna()).sum().sum()
        wrong = (part > whole)[[period for period in part.columns if period in reported]].stack()
        larger |= {(region, period, row.id) for region, period in wrong[wrong].index}
    assert compared > 10_000
    assert larger == planted("subset_larger", through)
    assert len(larger) == 1


def test_villages_and_communities_are_those_of_the_tree():
    villages = city()[city()["level"] == "village"]
    for code, kinds in (("JC-02", ["村委会", "类似村委会"]), ("JC-03", ["居委会", "类似居委会"])):
        counted = villages[villages["kind"].isin(kinds)].groupby("parent_id").size()
        newest = cells()[(cells()["code"] == code) & (cells()["period"] == 202512)].set_index("region_id")["value"]
        assert len(newest) == 199
        assert (newest == counted.reindex(newest.index.astype("Int64"), fill_value=0).to_numpy()).all()


def test_homes_hold_together_and_leave_a_fifth_of_the_villages_without():
    homes, villages, new = (values_by_unit(code, "township", 202611)[202609] for code in ("WL-01", "WL-02", "WL-04"))
    assert (homes >= villages + new).all()
    there = sum(values_by_unit(code, "county", 202611)[202609] for code in ("JC-02", "JC-03"))
    by_county = values_by_unit("WL-02", "county", 202611)[202609] / there
    assert by_county.between(0.58, 0.97).all()
    assert by_county.max() - by_county.min() > 0.2
    assert villages.sum() / there.sum() == pytest.approx(0.8, abs=0.01)


def test_one_quarter_of_money_is_in_the_wrong_unit():
    (cell,) = planted("unit_slip")
    region, period, indicator = cell
    series = cells()[(cells()["region_id"] == region) & (cells()["indicator_id"] == indicator)]
    own = series.set_index("period")["value"]
    assert region == county_id(3)
    assert period // 100 == 2026
    assert 0 < own[period] < own.drop(period).median() / 3_000
    money = cells()[(cells()["unit"] == "元") & (cells()["report_level"] == "county") & (cells()["value"] > 0)]
    usual = money.groupby(["region_id", "indicator_id"])["value"].transform("median")
    assert keys(money[money["value"] < usual / 3_000]) == {cell}


def test_what_is_planted_as_missing_is_missing_and_little_else():
    missing = planted("missing")
    assert {plant.what for plant in PLANTS} == {"unit_slip", "subset_larger", "missing"}
    assert len({region for region, _, _ in missing} & set(city().loc[city()["level"] == "county", "id"])) >= 1
    assert not missing & keys(cells())
    assert len({city().set_index("id")["county_id"].get(region) for region, _, _ in missing}) >= 3
    due = sum(len(between(202401, 202610, row.frequency)) * {"county": 9, "township": 199}[row.report_level]
              for row in catalogue()[catalogue()["kind"] != "ratio"].itertuples())
    before = cells()[(cells()["period"] < 202611) & (cells()["level"] != "city")]
    assert 0.001 < 1 - len(before) / due < 0.02
    single = [cell for cell in missing if cell[2] == catalogue().set_index("code").at["WL-05", "id"]]
    assert len(single) == 1


@pytest.mark.parametrize("through", MONTHS)
def test_two_counties_have_not_sent_the_last_month(through):
    last = cells(through)[(cells(through)["period"] == through) & (cells(through)["level"] != "city")]
    counties = set(city().loc[city()["level"] == "county", "id"])
    assert counties - set(last["county"]) == {county_id(position) for position in UNREPORTED}


def test_workbooks_come_from_counties_in_time_but_for_a_few():
    sent = made().batches
    monthly = sent[~sent["file_name"].str.contains("目标任务分解表|本级")]
    assert len(monthly) == 9 * 35 - 2
    assert 0.01 <= (monthly["received_at"].dt.day > 10).mean() <= 0.05
    assert (sent["committed_at"] > sent["received_at"]).all()
    assert sent["received_at"].is_monotonic_increasing
    assert list(sent["id"]) == list(range(1, len(sent) + 1))
    names = city().loc[city()["level"].isin(["city", "county"]), "name"]
    assert set(sent["actor"]) == set(names + "妇联")
    assert set(sent["kind"]) == {"demo"} and set(sent["note"]) == {"示例数据"} and sent["undone_at"].isna().all()
    assert sent["file_name"].is_unique and sent["file_name"].str.startswith("示例_").all()
    assert sent["file_name"].isin(["示例_梁园区_2026年10月.xlsx", "示例_2026年目标任务分解表.xlsx"]).sum() == 2


def test_every_cell_belongs_to_the_workbook_of_its_county_and_month():
    name = city().set_index("id")["name"]
    sent = made().batches.set_index("id")[["file_name", "received_at"]]
    frame = cells().merge(sent, left_on="batch_id", right_index=True)
    where = frame["county"].map(name).where(frame["level"] != "city", "商丘市本级")
    period = frame["period"]
    expected = "示例_" + where + "_" + (period // 100).astype(str) + "年" + (period % 100).astype(str) + "月.xlsx"
    assert (frame["file_name"] == expected).all()
    following = period // 100 * 12 + period % 100
    assert (frame["received_at"].dt.year * 12 + frame["received_at"].dt.month - 1 == following).all()
    counted = pd.concat([made().observations["batch_id"], made().targets["batch_id"]]).value_counts()
    assert (made().batches.set_index("id")["rows"] == counted.sort_index()).all()


def test_zero_is_reported_and_zero_petitions_mean_zero_closed():
    table = cells()[cells()["code"].isin(["WQ-04", "WQ-05"])].pivot(
        index=["region_id", "period"], columns="code", values="value")
    none = table[table["WQ-04"] == 0]
    assert len(none) > 500
    assert (none["WQ-05"] == 0).all()
    violence = cells()[(cells()["code"] == "WQ-08") & (cells()["level"] == "county")]
    assert violence["value"].between(1, 4).any()


def test_own_units_of_the_city_report_some_county_flows():
    own = cells()[cells()["level"] == "city"]
    assert set(own["code"]) == {"CY-01", "CY-02", "WM-07", "GA-07"}
    assert (own["value"] > 0).all()


def aims(through: int = 202611) -> pd.DataFrame:
    names = ["id", "code", "kind", "direction", "unit", "frequency", "plan"]
    return made(through).targets.merge(
        catalogue()[names].rename(columns={"id": "indicator_id"}), on="indicator_id").merge(
        city()[["id", "level"]].rename(columns={"id": "region_id"}), on="region_id")


def test_targets_of_two_years_for_counties_and_ratios_for_the_city():
    frame = aims()
    assert set(frame["year"]) == {2025, 2026}
    neutral = set(catalogue().loc[catalogue()["direction"] == "neutral", "code"])
    assert not set(frame["code"]) & ({"WQ-20", "GA-19", "TP-10"} | neutral)
    wanted = set(catalogue().loc[catalogue()["direction"] != "neutral", "code"]) - set(set_targets.NO_TARGET)
    assert all(set(frame.loc[frame["year"] == year, "code"]) == wanted for year in (2025, 2026))
    assert set(frame.loc[frame["level"] == "city", "code"]) == set(set_targets.RATIO_TARGETS) | set(set_targets.CITY_TARGETS)
    ratios = frame[(frame["kind"] == "ratio") & (frame["level"] == "county")]
    assert 0 < len(ratios) < 2 * 9
    assert (frame["value"] > 0).all()
    year = frame[(frame["year"] == 2026) & frame["code"].isin(set_targets.CITY_TARGETS)]
    sums = year[year["level"] == "county"].groupby("code")["value"].sum()
    own = year[year["level"] == "city"].set_index("code")["value"]
    assert (own != sums.reindex(own.index)).all()
    assert (own / sums).between(0.9, 1.2).all()


def test_townships_share_their_county_s_target():
    """Additive, of their own reports, nothing personal, no part of another; in two cells they were set more."""
    frame = aims().merge(catalogue()[["code", "report_level", "sensitive", "additive", "whole"]], on="code")
    towns = frame[frame["level"] == "township"]
    assert set(towns["report_level"]) == {"township"} and set(towns["sensitive"]) == {0} and set(towns["additive"]) == {1}
    assert towns["whole"].isna().all() and "ratio" not in set(towns["kind"]) and towns["code"].nunique() > 30
    county = towns["region_id"].map(city().set_index("id")["parent_id"]).astype(int)
    sums = towns.groupby([county.rename("region_id"), "year", "code"])["value"].sum()
    own = frame[frame["level"] == "county"].set_index(["region_id", "year", "code"])["value"]
    uneven = {(county_id(at), year, code) for code, at in set_targets.ADDED_ON for year in (2025, 2026)}
    both = pd.concat([own, sums.rename("sum")], axis=1, join="inner")
    assert set(both.index[both["value"] != both["sum"]]) == uneven
    assert (both.loc[sorted(uneven), "sum"] / both.loc[sorted(uneven), "value"]).between(1.02, 1.1).all()
    assert (towns.groupby("region_id").size() > 2 * 25).all()
    assert (towns["value"] == towns["value"].round()).all()


def test_no_targets_for_townships_that_do_not_report():
    """As in a province, whose counties report for them."""
    summed = catalogue().assign(report_level="county")
    levels = generate.generate(summed, small_city(), 202611).targets["region_id"].map(city().set_index("id")["level"])
    assert set(levels) == {"county", "city"}


def test_a_target_for_fewer_poor_women_lies_below_where_they_were():
    poor = values_by_unit("JC-05", "county", 202611)[202512]
    goal = aims()[(aims()["code"] == "JC-05") & (aims()["year"] == 2026)].set_index("region_id")["value"]
    assert (goal.reindex(poor.index) < poor).all()


def judged(through: int) -> pd.DataFrame:
    """county, code, gap (百分点) to pace of flows and stocks that were due; by hand, not with queries.measures."""
    rows = []
    year, month = through // 100, through % 100
    for aim in aims(through)[(aims(through)["year"] == year) & (aims(through)["level"] == "county")].itertuples():
        plan = aim.plan if isinstance(aim.plan, str) else None
        share = plan_share(plan, month, aim.frequency)
        if aim.kind == "ratio" or share == 0:
            continue
        series = tables(aim.code, through).loc[aim.region_id]
        this = series[[period for period in series.index if period // 100 == year]]
        start = series[(year - 1) * 100 + 12] if aim.kind == "stock" else 0
        value = this.sum() if aim.kind == "flow" else this.iloc[-1]
        gap = (value - start - (aim.value - start) * share) / aim.value * 100
        met = value <= aim.value if aim.direction == "lower_better" else value >= aim.value
        rows.append((aim.region_id, aim.code, -gap if aim.direction == "lower_better" else gap, met))
    return pd.DataFrame(rows, columns=["county", "code", "gap", "met"])


@functools.cache
def tables(code: str, through: int) -> pd.DataFrame:
    return values_by_unit(code, "county", through)


def test_most_are_on_pace_some_slightly_and_some_clearly_behind():
    frame = judged(202611)
    on_pace = (frame["met"] | (frame["gap"] >= 0)).mean()
    behind = (~frame["met"] & (frame["gap"] < -5)).mean()
    assert 0.6 <= on_pace <= 0.78
    assert 0.08 <= behind <= 0.18
    assert 0.08 <= 1 - on_pace - behind <= 0.2


@pytest.mark.parametrize(("position", "code"), [(5, "GA-10"), (5, "TP-07"), (2, "WQ-15"), (2, "CY-06"), (8, "GA-13")])
def test_counties_that_are_clearly_behind(position, code):
    frame = judged(202611).set_index(["county", "code"])["gap"]
    assert -45 < frame[county_id(position), code] < -8


def test_a_county_as_root():
    made_one = generate.generate(catalogue(), placed(reference.read_tree("411426")), 202611)
    regions = placed(reference.read_tree("411426")).set_index("id")
    assert set(made_one.observations["region_id"].map(regions["level"])) == {"county", "township"}
    assert set(made_one.targets["region_id"].map(regions["level"])) == {"county", "township"}
    assert set(made_one.batches["actor"]) == {"夏邑县妇联"}
    number = catalogue().set_index("code").at["WL-01", "id"]
    homes = made_one.observations[made_one.observations["indicator_id"] == number]
    assert homes[homes["period"] == 202609]["value"].sum() != 4215
    assert not made_one.observations["value"].isna().any()


def test_townships_directly_under_a_city_without_villages():
    flat = city()[city()["level"].isin(["city", "township"])].copy()
    root = flat.loc[flat["level"] == "city", "id"].iloc[0]
    flat.loc[flat["level"] == "township", ["parent_id", "county_id"]] = [root, pd.NA]
    made_one = generate.generate(catalogue(), flat, 202611)
    assert set(made_one.observations["region_id"]) == set(flat.loc[flat["level"] == "township", "id"])
    assert set(made_one.batches["actor"]) == {"商丘市妇联"}
    assert made_one.batches["file_name"].is_unique


def test_a_province_whose_counties_share_names_still_has_one_name_a_workbook():
    rows = [("410000", "province", None, "某省"), ("410100", "city", "410000", "甲市"), ("410200", "city", "410000", "乙市"),
            ("410102", "county", "410100", "鼓楼区"), ("410202", "county", "410200", "鼓楼区"),
            ("410102001", "township", "410102", "一街道"), ("410202001", "township", "410202", "一街道")]
    tree = pd.DataFrame(rows, columns=["code", "level", "parent_code", "name"]).sort_values("code")
    made_one = generate.generate(catalogue(), placed(reference.number(tree.assign(kind=None))), 202611)
    assert made_one.batches["file_name"].is_unique
    assert set(made_one.batches["actor"]) == {"甲市鼓楼区妇联", "乙市鼓楼区妇联", "某省妇联"}
    assert made_one.observations.groupby("region_id").size().shape == (4,)


@pytest.fixture
def database():
    """Reference data of the small city, with one imported cell already there."""
    engine = create_engine("sqlite://")
    schema.metadata.create_all(engine)
    with engine.connect() as connection:
        insert_frame(connection, schema.actions, reference.number(
            reference.read(reference.FOLDER / "actions.csv", schema.actions)).assign(sort=1))
        insert_frame(connection, schema.indicators, catalogue())
        insert_frame(connection, schema.regions, small_city().sort_values("level", key=lambda levels: levels.map(
            schema.LEVELS.index), kind="stable"))
        tree = small_city().assign(parent_code=lambda frame: frame["parent_id"].map(frame.set_index("id")["code"]))
        reference.close(connection, reference.depth(tree))
        connection.execute(insert(schema.settings), [{"key": "data_version", "value": "4"},
                                                     {"key": "data_label", "value": "示例数据"}])
        when = datetime(2023, 2, 3)
        connection.execute(insert(schema.batches), [{"id": 7, "kind": "import", "file_name": "真.xlsx", "actor": "某妇联",
                                                     "received_at": when, "committed_at": when, "rows": 1}])
        insert_frame(connection, schema.observations, pd.DataFrame({
            "region_id": [county_id(0)], "period": [202301], "indicator_id": [8], "value": [3.0], "batch_id": [7]}))
        yield connection


def count(connection, table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_loading_puts_every_row_under_its_batch_and_sums_it_up(database):
    generate.load_demo(database, 202611, NOW, actor=program())
    expected = generate.generate(catalogue(), small_city(), 202611)
    assert count(database, schema.observations) == len(expected.observations) + 1
    assert count(database, schema.targets) == len(expected.targets)
    stored = pd.read_sql(select(schema.observations, schema.batches.c.file_name).join(schema.batches), database)
    wanted = expected.observations.merge(expected.batches[["id", "file_name"]], left_on="batch_id", right_on="id")
    both = stored.merge(wanted, on=["region_id", "period", "indicator_id"])
    assert len(both) == len(wanted)
    assert (both["file_name_x"] == both["file_name_y"]).all()
    root = int(small_city().loc[small_city()["level"] == "city", "id"].iloc[0])
    homes = int(catalogue().set_index("code").at["WL-01", "id"])
    assert database.execute(select(schema.rollups.c.value).filter_by(
        region_id=root, period=202609, indicator_id=homes)).scalar_one() == 4215


def test_clearing_leaves_what_was_imported_and_a_trace_of_the_rest(database):
    generate.load_demo(database, 202611, NOW, actor=program())
    loaded = count(database, schema.batches) - 1
    assert (count(database, schema.matters), count(database, schema.reasons) > 20) == (11, True)
    village = int(small_city().loc[small_city()["level"] == "village", "id"].iloc[0])
    database.execute(insert(schema.sites), [
        {"region_id": village, "county_id": county_id(0), "form": "村", "name": "示例", "batch_id": batch}
        for batch in (7, 8)])
    generate.clear_demo(database, at=datetime(2026, 11, 30, 9), actor=program())
    kept = database.execute(select(schema.observations.c.batch_id)).scalars().all()
    assert kept == [7]
    gone = (schema.targets, schema.reasons, schema.matters, schema.matter_entries)
    assert [count(database, table) for table in gone] == [0] * 4
    assert database.execute(select(schema.sites.c.batch_id)).scalars().all() == [7]
    undone = database.execute(select(schema.batches.c.undone_at).where(schema.batches.c.kind == "demo")).scalars().all()
    assert undone == [datetime(2026, 11, 30, 9)] * loaded
    assert database.execute(select(schema.batches.c.undone_at).where(schema.batches.c.id == 7)).scalar() is None
    settings = dict(database.execute(select(schema.settings.c.key, schema.settings.c.value)).all())
    assert settings["data_label"] == "" and int(settings["data_version"]) > 4
    rolled = pd.read_sql(select(schema.rollups), database)
    assert set(rolled["period"]) == {202301} and np.allclose(rolled["value"], 3.0)


def test_loading_again_after_clearing(database):
    generate.load_demo(database, 202611, NOW, actor=program())
    first = count(database, schema.observations)
    generate.clear_demo(database, at=datetime(2026, 11, 30, 9), actor=program())
    generate.load_demo(database, 202611, NOW, actor=program())
    assert count(database, schema.observations) == first
    live = select(schema.batches.c.id).where(schema.batches.c.undone_at.is_(None))
    assert database.execute(select(func.count()).select_from(schema.observations).where(
        schema.observations.c.batch_id.not_in(live))).scalar_one() == 0
    assert rebuild(database) == count(database, schema.rollups)


def test_nothing_was_received_after_it_was_made(database):
    before = datetime(2026, 11, 7, 12)
    generate.load_demo(database, 202611, before, actor=program())
    sent = select(func.max(schema.batches.c.received_at), func.max(schema.batches.c.committed_at)).where(
        schema.batches.c.kind == "demo")
    assert database.execute(sent).one() == (before, before)

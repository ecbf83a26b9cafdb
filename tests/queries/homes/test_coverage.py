"""The register counted: against a plain pandas count over the raw tables, and by cases a reader can check by hand."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Connection, insert, update

from data.write.bulk import insert_frame
from queries import schema
from queries.homes import agreement, coverage
from queries.homes import villages as registry
from queries.homes.put_together import children_of, coverage_of

FORMS = [("村", "village", None), ("社区", "village", None), ("楼宇", "new", None), ("儿童之家", "other", "GA-15")]
NOW = 202609


@pytest.fixture
def register(world):
    """A province with a city of two counties, a city without counties and the forms; no site yet."""
    world.add_regions(
        ("410000", "province", None), ("411400", "city", "410000"), ("411402", "county", "411400"),
        ("411421", "county", "411400"), ("441900", "city", "410000"),
        ("411402001", "township", "411402"), ("411402002", "township", "411402"), ("411421001", "township", "411421"),
        ("441900003", "township", "441900"),
        *((f"{town}{number:03}", "village", town) for town in ("411402001", "411402002", "411421001", "441900003")
          for number in range(1, 5)))
    connection = world.connection
    for code, number in world.region.items():
        county = next((c for c in ("411402", "411421") if code.startswith(c)), None)
        connection.execute(update(schema.regions).where(schema.regions.c.id == number).values(
            county_id=world.region.get(county), kind=("居委会" if code.endswith("4") else "村委会") if len(code) == 12 else None))
    world.add_indicators(**{
        code: {"kind": "stock", "report_level": "township", "frequency": frequency} for code, frequency in
        (("WL-01", "quarterly"), ("WL-02", "quarterly"), ("WL-04", "quarterly"), ("GA-15", "half-yearly"),
         ("JC-01", "yearly"), ("JC-02", "yearly"), ("JC-03", "yearly"))})
    world.add_indicators(**{"WL-03": {"kind": "ratio", "numerator": "WL-02", "denominator": "JC-02+JC-03", "unit": "%",
                                      "report_level": "township", "frequency": "quarterly"}})
    connection.execute(insert(schema.forms), [
        {"id": number, "name": name, "category": "类", "domain": domain, "located": "village", "source": "文件",
         "indicator_id": world.indicator.get(code)} for number, (name, domain, code) in enumerate(FORMS, start=1)])
    return world


def site(world, region: str, form: str = "村", opened=202001, closed=None, level=None, name="家") -> None:
    county = next((c for c in ("411402", "411421") if region.startswith(c)), "441900")
    world.connection.execute(insert(schema.sites), [{
        "region_id": world.region[region], "county_id": world.region[county], "form": form, "name": name, "level": level,
        "opened": opened, "closed": closed, "batch_id": world.batch}])


def tables(connection: Connection) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The raw regions, each with the set of itself and everything above it; the raw sites; the forms of 妇女之家."""
    regions = pd.read_sql(schema.regions.select(), connection).set_index("id")
    sites = pd.read_sql(schema.sites.select(), connection)
    for frame, names in ((regions, ["valid_from", "valid_to", "parent_id"]), (sites, ["opened", "closed"])):
        frame[names] = frame[names].apply(pd.to_numeric)
    parent, chains = regions["parent_id"].to_dict(), {}
    for region in regions.index:
        chains[region], at = set(), region
        while at == at:
            chains[region].add(int(at))
            at = parent[int(at)]
    regions["above"] = pd.Series(chains)
    forms = pd.read_sql(schema.forms.select(), connection)
    return regions, sites, forms.loc[forms["domain"] != "other", "name"].tolist()


def plain(raw: tuple, root: int, period: int, form: str = "") -> tuple[int, int, int]:
    """Villages, covered ones and sites below a region, counted from the raw tables by walking up parents."""
    regions, sites, home = raw
    wanted, above = [form] if form else home, regions["above"]
    keepers = set(sites.loc[sites["form"].isin(home if form in ("", *home) else wanted), "county_id"])
    villages = {region for region in regions.index[regions["level"] == "village"]
                if root in above[region] and above[region] & keepers
                and not (regions.at[region, "valid_from"] > period) and not (regions.at[region, "valid_to"] <= period)
                and (form not in ("村", "社区") or regions.at[region, "kind"].endswith({"村": "村委会", "社区": "居委会"}[form]))}
    alive = sites[sites["form"].isin(wanted) & ~(sites["opened"] > period) & ~(sites["closed"] <= period)]
    alive = alive[alive["region_id"].map(lambda region: root in above[region]).astype(bool)]
    return len(villages), len(villages & set(alive["region_id"])), len(alive)


def scatter(world, seed: int) -> None:
    """Sites at random: in villages, on townships and on counties, opened and closed at random, some without dates."""
    draw = np.random.default_rng(seed)
    places = [code for code in world.region if code not in ("410000", "411400")
              and not (seed % 3 == 0 and code.startswith("411421"))]
    for number in range(int(draw.integers(1, 40))):
        opened = None if draw.random() < 0.1 else int(draw.choice([201905, 202403, 202512, 202606, 202609, 202610]))
        closed = None if draw.random() < 0.7 else int(draw.choice([202404, 202601, 202609, 202611]))
        site(world, str(draw.choice(places)), str(draw.choice([name for name, *_ in FORMS])), opened, closed,
             "市级示范" if draw.random() < 0.2 else None, f"家{number}")
    for code in draw.choice([code for code in world.region if len(code) == 12], 3):
        world.connection.execute(update(schema.regions).where(schema.regions.c.code == str(code)).values(
            **{"valid_to" if draw.random() < 0.5 else "valid_from": int(draw.choice([202501, 202609, 202610]))}))


@pytest.mark.one_engine
@pytest.mark.parametrize("seed", range(6))
def test_coverage_and_numbers_are_what_a_plain_count_finds(register, seed):
    scatter(register, seed)
    connection, raw = register.connection, tables(register.connection)
    every = [number for code, number in register.region.items() if len(code) < 12]
    for period in (202512, NOW):
        counts = coverage.tally(connection, every, period).set_index(["region_id", "form"])["sites"].to_dict()
        for form in ("", "村", "社区", "楼宇", "儿童之家"):
            found = coverage.coverage(connection, every, period, form)
            for region in every:
                villages, covered, number = plain(raw, region, period, form)
                row = found.loc[region]
                assert (row["villages"], row["covered"]) == (villages, covered), (region, period, form)
                assert np.isnan(row["rate"]) if villages == 0 else row["rate"] == pytest.approx(covered / villages * 100)
                assert not row["rate"] > 100
                names = [form] if form else ["村", "社区", "楼宇"]
                assert sum(counts.get((region, name), 0) for name in names) == number
        whole = coverage.coverage(connection, every, period)
        for region, children in children_of(connection, every).items():  # 441900 keeps a register without having any
            pd.testing.assert_frame_equal(coverage_of(connection, region, period, whole.loc[children]), whole.loc[[region]],
                                          check_exact=True)
        alone = coverage.own_coverage(connection, register.region["441900"], period)
        assert alone.tolist() == whole.loc[register.region["441900"], alone.index].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_growth_is_the_count_of_every_month(register, seed):
    scatter(register, seed)
    raw = tables(register.connection)
    periods = [201904, 201905, 202403, 202404, 202512, 202601, 202606, 202609, 202610, 202611]
    for code in ("410000", "411402", "411402001", "441900"):
        region = register.region[code]
        frame = coverage.growth(register.connection, region, periods).set_index("period")
        for period in periods:
            assert tuple(frame.loc[period, ["villages", "covered", "homes"]]) == plain(raw, region, period)
    villages, covered, _ = plain(raw, root := register.region["410000"], NOW)
    codes = registry.unbuilt(register.connection, root, NOW)["code"].tolist()
    towns = registry.unbuilt_townships(register.connection, root, NOW)
    assert len(codes) == villages - covered and towns == [register.region[code] for code in dict.fromkeys(
        code[:9] for code in codes)]
    some = registry.unbuilt(register.connection, root, NOW, towns[1:2])["code"].tolist()
    assert some == [code for code in codes if register.region[code[:9]] in towns[1:2]] and (some or not towns[1:])


@pytest.mark.parametrize("opened, closed, counts", [
    (202609, None, True), (202610, None, False), (None, None, True), (202001, 202609, False), (202001, 202610, True),
    (None, 202001, False), (202609, 202609, False)])
def test_a_home_counts_from_the_month_it_opens_to_the_month_before_it_closes(register, opened, closed, counts):
    site(register, "411402001001", opened=opened, closed=closed)
    row = coverage.coverage(register.connection, [register.region["411402001"]], NOW).iloc[0]
    assert (row["covered"], row["villages"]) == (int(counts), 4)


def test_a_village_counts_once_and_other_forms_do_not_cover(register):
    for name in ("一", "二"):
        site(register, "411402001001", name=name)
    site(register, "411402001001", "楼宇")
    site(register, "411402001002", "儿童之家")
    site(register, "411402001", "楼宇", name="街道上的")
    site(register, "411402001003", "庇护所")
    town = register.region["411402001"]
    row = coverage.coverage(register.connection, [town], NOW).loc[town]
    assert (row["covered"], row["rate"]) == (1, 25.0)
    counted = coverage.tally(register.connection, [town], NOW).set_index("form")["sites"].to_dict()
    assert counted == {"村": 2, "楼宇": 2, "儿童之家": 1}


def test_a_county_without_a_register_is_unknown_and_enters_no_sum(register):
    site(register, "411402001001")
    city, kept, silent, town = (register.region[code] for code in ("411400", "411402", "411421", "411421001"))
    frame = coverage.coverage(register.connection, [city, kept, silent, town], NOW)
    assert frame.loc[silent, "villages"] == 0 and np.isnan(frame.loc[silent, "rate"]) and np.isnan(frame.loc[town, "rate"])
    assert tuple(frame.loc[city, ["villages", "covered", "unregistered"]]) == (8, 1, 1)
    assert set(registry.unbuilt(register.connection, city, NOW)["county"]) == {"411402"}


def test_a_register_without_a_form_says_that_there_is_none(register):
    site(register, "411402001001", "村")
    row = coverage.coverage(register.connection, [register.region["411402"]], NOW, "楼宇").iloc[0]
    assert (row["covered"], row["villages"], row["rate"]) == (0, 8, 0.0)
    assert np.isnan(coverage.coverage(register.connection, [register.region["411402"]], NOW, "儿童之家").iloc[0]["rate"])


def test_model_homes_are_those_with_any_level(register):
    for level, name in ((None, "一"), ("", "二"), ("县级示范", "三"), ("省级示范", "四")):
        site(register, "411402001001", level=level, name=name)
    assert coverage.tally(register.connection, [register.region["411402"]], NOW)["model"].tolist() == [2]


def test_women_are_missing_unless_every_township_has_reported(register):
    for town in ("411402001", "411402002", "411421001"):
        register.observe("JC-01", town, {202412: 1000.0})
    register.observe("JC-01", "411402001", {202512: 1200.0})
    register.done()
    frame = coverage.women(register.connection, [register.region[code] for code in ("411402", "411421", "410000")], NOW)
    assert frame["women"].tolist()[:2] == [2200.0, 1000.0] and np.isnan(frame["women"].iloc[2])


def test_the_villages_without_a_home_are_the_others_even_where_names_repeat(register):
    connection = register.connection
    for code in ("411402001001", "411402001002", "411402002001"):
        connection.execute(update(schema.regions).where(schema.regions.c.code == code).values(name="张庄村委会"))
    site(register, "411402001002")
    site(register, "411402002001", closed=202608)
    codes = registry.unbuilt(connection, register.region["410000"], NOW)["code"].tolist()
    assert codes == [f"411402001{n:03}" for n in (1, 3, 4)] + [f"411402002{n:03}" for n in (1, 2, 3, 4)]
    rows = registry.villages_of(connection, register.region["411402001"], NOW)
    assert rows["homes"].tolist() == [0, 1, 0, 0, 0] and rows["id"].iloc[-1] == register.region["411402001"]


def test_the_files_of_the_register_add_up_to_what_is_counted(register):
    site(register, "411402001001")
    site(register, "411402001001", "儿童之家")
    site(register, "441900003001")
    site(register, "441900003002", closed=202601)
    frame = registry.register_files(register.connection, register.region["410000"], NOW)
    assert frame[["seat", "homes", "others"]].to_numpy().tolist() == [["411402", 1, 1], ["441900", 1, 0]]
    assert set(frame["file_name"]) == {"测试.xlsx"}


def test_reports_that_differ_from_the_register_are_found(register):
    for number in (1, 2):
        site(register, f"411402001{number:03}")
    site(register, "411402001", "楼宇")
    site(register, "411402001001", "儿童之家")
    reported = {"WL-01": 4.0, "WL-02": 2.0, "WL-04": 1.0, "GA-15": 1.0, "JC-02": 3.0, "JC-03": 2.0}
    for code, value in reported.items():
        register.observe(code, "411402001", {202606 if code == "GA-15" else 202512 if code.startswith("JC") else NOW: value})
    register.observe("WL-01", "411402002", {202606: 9.0})
    register.observe("WL-01", "411421001", {NOW: 5.0})
    register.done()
    frame = agreement.disagreements(register.connection, 2026, 11)
    town = register.region["411402001"]
    wrong = {(row.region_id, row.indicator_id): (row.period, row.value, row.expected) for row in frame.itertuples()}
    assert wrong == {(town, register.indicator["WL-01"]): (NOW, 4.0, 3.0), (town, register.indicator["WL-03"]): (NOW, 40.0, 50.0)}
    assert frame["words"].iloc[0] == "截至2026年9月上报 4个，按名册为 3个，名册少 1个"


def test_the_demo_s_register_agrees_with_its_reports_but_in_one_township(demo_engine):
    with demo_engine.connect() as connection:
        for year, month in ((2026, 11), (2025, 12), (2024, 12), (2024, 3)):
            frame = agreement.disagreements(connection, year, month)
            assert len(frame) == 1 and frame["value"].iloc[0] == frame["expected"].iloc[0] + 1


def test_the_demo_counted_plainly(demo_engine):
    with demo_engine.connect() as connection:
        regions = pd.read_sql(schema.regions.select(), connection).set_index("id")
        sites = pd.read_sql(schema.sites.select(), connection)
        forms = pd.read_sql(schema.forms.select(), connection)
        counties = regions.index[regions["level"] == "county"].tolist()
        alive = sites[~(sites["opened"] > 202611) & ~(sites["closed"] <= 202611)
                      & sites["form"].isin(forms.loc[forms["domain"] != "other", "name"])]
        inside = alive[alive["region_id"].map(regions["level"]) == "village"]
        covered = inside.groupby(inside["region_id"].map(regions["county_id"]))["region_id"].nunique()
        villages = regions[regions["level"] == "village"].groupby("county_id").size()
        found = coverage.coverage(connection, [1, *counties], 202611)
        assert found.loc[counties, "covered"].tolist() == covered.loc[counties].tolist()
        assert found.loc[counties, "villages"].tolist() == villages.loc[counties].tolist()
        assert found.loc[1, "rate"] == pytest.approx(covered.sum() / 4834 * 100)
        assert len(alive) == 4215 and coverage.growth(connection, 1, [202611])["homes"].tolist() == [4215]


def test_many_regions_at_once(register):
    """More ids than a database takes as one list."""
    site(register, "411402001001")
    insert_frame(register.connection, schema.regions, pd.DataFrame({
        "id": range(1000, 1000 + 12_000), "code": [f"9{n:08}" for n in range(12_000)], "level": "township", "name": "乡",
        "parent_id": register.region["411402"]}))
    frame = coverage.coverage(register.connection, [register.region["411402001"], *range(1000, 13_000)], NOW)
    assert frame["villages"].sum() == 4

"""The demo's register: as many homes, in as many villages, as the demo's own reports say, at every period's end."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import create_engine, func, insert, select, text

from data.demo.shapes import Shapes
from data.demo.sites import OTHERS, generate_sites
from data.reference.catalogue import FOLDER, load_reference, read
from data.reference.forms import load_forms
from queries import schema

SHIPPED = read(FOLDER / "forms.csv", schema.forms)


@pytest.fixture(scope="module")
def demo(demo_engine):
    with demo_engine.connect() as connection:
        yield {table.name: pd.read_sql(table.select(), connection) for table in (
            schema.sites, schema.regions, schema.indicators, schema.observations, schema.batches, schema.forms)}


def stock(demo: dict, code: str, period: int) -> pd.Series:
    """What the townships last reported by the period: region id -> value."""
    indicator = demo["indicators"].set_index("code").at[code, "id"]
    rows = demo["observations"]
    rows = rows[(rows["indicator_id"] == indicator) & (rows["period"] <= period)].sort_values("period")
    return rows.drop_duplicates("region_id", keep="last").set_index("region_id")["value"]


def standing(demo: dict, period: int, *domains: str) -> pd.DataFrame:
    """Sites of these domains at the month's end, each with its level and the township it lies in or on."""
    sites, regions = demo["sites"], demo["regions"].set_index("id")
    names = demo["forms"].loc[demo["forms"]["domain"].isin(domains), "name"]
    rows = sites[sites["form"].isin(names) & (sites["opened"] <= period) & ~(sites["closed"] <= period)]
    level = rows["region_id"].map(regions["level"])
    return rows.assign(in_village=level == "village", town=rows["region_id"].map(regions["parent_id"]).where(
        level == "village", rows["region_id"]).astype(int))


@pytest.mark.parametrize("period", [202403, 202412, 202506, 202512, 202603, 202609])
def test_every_township_has_the_homes_that_its_reports_count(demo, period):
    rows = standing(demo, period, "village", "new")
    homes, new = stock(demo, "WL-01", period), stock(demo, "WL-04", period)
    assert (rows.groupby("town").size().reindex(homes.index, fill_value=0) == homes).all()
    found = standing(demo, period, "new").groupby("town").size().reindex(new.index, fill_value=0)
    assert (found == new).all()
    covered = rows[rows["in_village"]].groupby("town")["region_id"].nunique().reindex(homes.index, fill_value=0)
    missing = stock(demo, "WL-02", period) - covered
    assert missing[missing != 0].tolist() == [1]  # the planted home that names no village


def test_the_last_month_has_the_stated_total_unevenly(demo):
    rows = standing(demo, 202611, "village", "new")
    assert len(rows) == 4215
    villages = demo["regions"][demo["regions"]["level"] == "village"].groupby("county_id").size()
    rate = rows[rows["in_village"]].groupby("county_id")["region_id"].nunique() / villages
    assert rate.max() - rate.min() > 0.15 and rate.max() < 1


@pytest.mark.parametrize("form, code", OTHERS.items())
def test_other_forms_follow_the_indicator_that_counts_them(demo, form, code):
    rows = standing(demo, 202611, "other")
    assert (rows["form"] == form).sum() == stock(demo, code, 202611).sum() > 0


def test_a_row_of_the_register_is_named_once_belongs_to_its_county_and_to_a_file(demo):
    sites, regions = demo["sites"], demo["regions"].set_index("id")
    assert not sites.duplicated(["region_id", "form", "name"]).any()
    assert (sites["region_id"].map(regions["county_id"]) == sites["county_id"]).all()
    batches = demo["batches"].set_index("id")
    assert (batches.loc[sites["batch_id"].unique(), "kind"] == "demo").all()
    assert (sites.groupby("batch_id").size() == batches.loc[sites["batch_id"].unique(), "rows"]).all()
    assert (sites["closed"].isna() | (sites["closed"] > sites["opened"])).all() and sites["closed"].notna().any()
    assert set(sites["form"]) <= set(SHIPPED["name"]) and sites["name"].str.len().max() <= 64
    assert 0.05 < sites["lon"].notna().mean() < 0.5


@pytest.mark.parametrize("root", ["411426", "411402"])
def test_a_county_as_root_has_a_register_of_its_own(demo, root):
    every = demo["regions"]
    at = every.loc[every["code"] == root, "id"].iloc[0]
    mine = every[(every["id"] == at) | (every["county_id"] == at)].copy()
    mine["parent_id"] = mine["parent_id"].where(mine["id"] != at)
    shapes = Shapes(demo["indicators"].reset_index(drop=True), mine, 202611)
    rows = generate_sites(shapes, mine)
    homes = rows[~rows["form"].isin(OTHERS) & (rows["opened"] <= 202611) & ~(rows["closed"] <= 202611)]
    assert len(homes) == shapes.held("WL-01", shapes.values("WL-01")) > 100
    assert set(rows["county_id"]) == {at} and set(rows["region_id"]) <= set(mine["id"])


def test_townships_without_villages_or_county_keep_their_homes_on_the_township(demo):
    tree = pd.DataFrame([(1, "441900", None, "city", "东莞市"), (2, "441900003", 1, "township", "东城街道"),
                         (3, "441900004", 1, "township", "南城街道")], columns=["id", "code", "parent_id", "level", "name"])
    tree = tree.assign(kind=None, county_id=None, lon=np.nan, lat=np.nan)
    rows = generate_sites(Shapes(demo["indicators"].reset_index(drop=True), tree, 202611), tree)
    assert set(rows["county_id"]) == {1} and set(rows["region_id"]) <= {2, 3}


# --- forms --------------------------------------------------------------------------------------------------------

def test_forms_are_those_of_the_documents_and_never_a_shelter():
    assert {"村", "社区", "市直单位", "女能人之家", "产业集聚区", "楼宇", "小区", "两新组织", "大市场", "流动妇女平安之家",
            "儿童之家", "爱心书屋", "维权站"} <= set(SHIPPED["name"])
    assert not SHIPPED[["name", "category"]].apply(lambda column: column.str.contains("庇护|热线")).to_numpy().any()
    assert SHIPPED["name"].is_unique and set(SHIPPED["domain"]) == {"village", "new", "other"}
    assert {level for levels in SHIPPED["located"] for level in levels.split(";")} <= set(schema.LEVELS)


def test_forms_are_added_where_they_are_missing_and_left_where_they_are():
    engine = create_engine("sqlite://")
    schema.metadata.create_all(engine)
    with engine.connect() as connection:
        load_reference(connection, "411426")
        connection.execute(insert(schema.forms), [{"id": 7, "name": "楼宇", "category": "自定", "domain": "new",
                                                   "located": "village", "source": "本地"}])
        load_forms(connection)
        load_forms(connection)
        assert connection.execute(select(func.count()).select_from(schema.forms)).scalar() == len(SHIPPED)
        assert connection.execute(text("SELECT category FROM forms WHERE name = '楼宇'")).scalar() == "自定"
        code = select(schema.indicators.c.code).join(schema.forms, schema.forms.c.indicator_id == schema.indicators.c.id)
        assert connection.execute(code.where(schema.forms.c.name == "爱心书屋")).scalar() == "GA-05"

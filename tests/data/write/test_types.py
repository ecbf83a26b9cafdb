"""Frames go into tables in the tables' own types, the same on both engines, or not at all."""

import numpy as np
import pandas as pd
import pytest
from each import each
from sqlalchemy import select

from data.write.bulk import insert_frame, insert_one
from data.write.errors import Refused, WrongValue
from data.write.text import kept, length_of
from data.write.types import typed
from queries.schema import batches, boundaries, metadata, schemes, sites

NAN = float("nan")


@pytest.fixture
def place(world):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"))
    return world


def homes(world, **changed) -> pd.DataFrame:
    return pd.DataFrame({"region_id": [1.0, 2.0], "county_id": [2, 2], "form": ["村", "村"], "name": ["一", "二"],
                         "level": [None, "市级示范"], "opened": pd.Series([202001, None], dtype="Int64"),
                         "closed": [202607.0, NAN], "lon": [115, NAN], "lat": np.array([34.5, NAN], dtype=object),
                         "batch_id": world.batch} | changed)


def test_whole_floats_become_integers_and_what_is_missing_null(place):
    insert_frame(place.connection, sites, homes(place))
    found = place.connection.execute(select(sites.c.region_id, sites.c.closed, sites.c.opened, sites.c.level, sites.c.lon,
                                            sites.c.lat)
                                     .order_by(sites.c.name)).all()
    assert [tuple(row) for row in found] == [(1, 202607, 202001, None, 115.0, 34.5), (2, None, None, "市级示范", None, None)]


@pytest.mark.parametrize("flag", [True, np.True_, 1, np.int64(1), 1.0])
def test_any_flag_is_a_boolean(place, flag):
    insert_frame(place.connection, boundaries, pd.DataFrame({
        "region_id": [1, 2], "geometry": "{}", "lon": 115.0, "lat": 34.0, "own": pd.Series([flag, False], dtype=object)}))
    assert place.connection.execute(select(boundaries.c.own).order_by(boundaries.c.region_id)).scalars().all() == [True, False]


@pytest.mark.parametrize("column, values, words", [
    ("closed", [202607.5, NAN], r"撤销年月（sites.closed）第 1 行是“202607.5”，应是整数"),
    ("closed", [NAN, np.inf], "第 2 行是“inf”"), ("opened", ["去年", "前年"], "建成年月.*第 1 行是“去年”，应是整数.*共 2 处"),
    ("county_id", [2**31, 2], "应是整数（不超过 2147483647）"), ("lon", ["东", None], "经度.*“东”，应是有限的数"),
    ("lat", [1.0, np.inf], "纬度.*第 2 行是“inf”"), ("name", ["长" * 65, "二"], "名称（sites.name）第 1 行.*不超过 64 个字"),
    ("form", ["村", 7], "形式.*第 2 行是“7”")])
def test_what_does_not_fit_is_refused_and_nothing_written(place, column, values, words):
    with pytest.raises(WrongValue, match=words) as caught:
        insert_frame(place.connection, sites, homes(place, **{column: values}))
    assert len(caught.value.reasons) == 1
    assert place.connection.execute(select(sites)).all() == []


LIMITED = [column for table in metadata.sorted_tables for column in table.columns if length_of(column)]


@each("column", LIMITED)
def test_every_text_has_the_length_of_its_column_whichever_way_it_goes_in(column):
    """Before an engine is asked, so alike on both: SQLite would keep any length, PostgreSQL fail in English."""
    longest = "长" * length_of(column)
    assert typed(column.table, pd.DataFrame({column.name: [longest]}))[column.name].tolist() == [longest]
    assert kept(column.table, **{column.name: longest}) == {column.name: longest}
    with pytest.raises(WrongValue, match=f"{column.name}）第 1 行.*不超过 {len(longest)} 个字"):
        typed(column.table, pd.DataFrame({column.name: [longest + "长"]}))
    with pytest.raises(Refused, match=f"{column.name}）写得太长：不超过 {len(longest)} 个字"):
        kept(column.table, **{column.name: longest + "长"})


def test_one_row_is_held_to_its_columns_as_many_are(place):
    with pytest.raises(Refused, match="名称（sites.name）写得太长"):
        insert_one(place.connection, sites, region_id=1, county_id=2, form="村", name="长" * 65, batch_id=place.batch)
    assert place.connection.execute(select(sites)).all() == []


def test_a_small_integer_has_its_own_limit(place):
    row = pd.DataFrame({"id": [2**15], "name": "考核", "level": "county"})
    with pytest.raises(WrongValue, match="不超过 32767"):
        insert_frame(place.connection, schemes, row)


def test_dates_do_not_go_in_by_frames():
    with pytest.raises(TypeError, match="received_at"):
        typed(batches, pd.DataFrame({"received_at": [pd.Timestamp("2026-04-05")]}))


def test_an_empty_frame_fits():
    assert typed(sites, pd.DataFrame(columns=["region_id", "name", "lon"])).empty

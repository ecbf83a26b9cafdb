"""妇女之家 rows: what is refused, what a row means for one that is there, traces and undo in any order."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import delete, insert, select, update

from data.demo.generate import clear_demo
from data.write.actor import alone
from data.write.ledger import open_batch
from data.write.sites import FIELDS, check_sites, write_sites
from data.write.undoing import overwritten, undo
from queries.homes import coverage
from queries.schema import batches, region_versions, regions, settings, site_revisions, sites

CITY, A, B, TOWN, VILLAGE = "411400", "411402", "411403", "411402001", "411402001001"
AT = datetime(2026, 4, 5)
HOME = {"region": VILLAGE, "form": "村", "name": "某村妇女之家"}


@pytest.fixture
def small(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A),
                      (VILLAGE, "village", TOWN))
    world.add_forms()
    for code, county in ((A, A), (B, B), (TOWN, A), (VILLAGE, A)):
        world.connection.execute(update(regions).where(regions.c.code == code).values(county_id=world.region[county]))
    return world


def rows(world, *given: dict) -> pd.DataFrame:
    return pd.DataFrame([{"region_id": world.region.get(row["region"], -1)} | {
        key: value for key, value in row.items() if key != "region"} for row in given], columns=FIELDS)


def put(world, *given: dict) -> tuple:
    """The batch's number, and what was new, changed, unchanged."""
    batch = open_batch(world.connection, kind="import", file_name="家.xlsx", actor=alone("测试妇联"), received_at=AT,
                       committed_at=AT, rows=len(given))
    return batch, write_sites(world.connection, rows(world, *given), batch, alone("测试妇联"))


def held(world) -> dict:
    return {row.name: row for row in world.connection.execute(select(sites))}


def take_back(world, batch: int) -> int:
    return undo(world.connection, batch, actor=alone("测试妇联"), at=AT)


def test_a_good_row_passes(small):
    good = HOME | {"level": "省级", "opened": 201903, "closed": 202401, "lon": 115.6, "lat": 34.4}
    assert check_sites(small.connection, rows(small, good, {"region": A, "form": "市直单位", "name": "医院"},
                                              {"region": TOWN, "form": "小区", "name": "小区之家"})) == []


@pytest.mark.parametrize(("change", "reason"), [
    ({"region": "9"}, "没有编号"), ({"region": CITY, "form": "楼宇"}, "要落到县"), ({"region": TOWN}, "要落到村"),
    ({"form": "楼"}, "没有“楼”这种形式；应是：村、社区、"), ({"form": "小区", "region": A}, "要落到乡镇（街道）、村（社区）"),
    ({"form": "庇护所"}, "庇护场所地址不得导入"), ({"name": "某县家庭暴力庇护中心"}, "庇护场所地址不得导入"),
    ({"form": " "}, "没有填形式"), ({"name": None}, "没有填名称"), ({"name": "长" * 65}, "超过 64"),
    ({"level": "长" * 17}, "超过 16"), ({"opened": 201913}, "不是年月"), ({"opened": 2019}, "不是年月"),
    ({"opened": 202002, "closed": 202001}, "早于建成"), ({"lon": 115.0}, "只填了一个"), ({"lon": 34.4, "lat": 115.6}, "填反"),
    ({"lon": 10.0, "lat": 50.0}, "不在中国"), ({"county_id": 3}, "县与所在地区不符")])
def test_a_bad_row_is_refused_with_its_reason(small, change, reason):
    (at, words), = check_sites(small.connection, rows(small, HOME, HOME | {"name": "另一个"} | change))
    assert at == 1 and reason in words


def test_marks_that_nobody_sees_are_not_kept(small):
    _, counts = put(small, HOME | {"name": "某村\x00妇女\x0b之家\u200b", "level": "市级\u202e示范"})
    assert counts == (1, 0, 0) and [(row.name, row.level) for row in held(small).values()] == [("某村妇女 之家", "市级示范")]


def test_the_same_site_twice_in_a_file_is_refused(small):
    assert [at for at, _ in check_sites(small.connection, rows(small, HOME, HOME))] == [1]


def test_the_county_comes_from_the_region_and_a_missing_detail_takes_nothing_away(small):
    put(small, HOME | {"level": "省级", "opened": 201903, "lon": 115.6, "lat": 34.4})
    _, counts = put(small, HOME | {"closed": 202512})
    row = held(small)["某村妇女之家"]
    assert counts == (0, 1, 0)
    assert (row.county_id, row.level, row.opened, row.closed, row.lon) == (small.region[A], "省级", 201903, 202512, 115.6)


def test_whether_there_is_a_register_is_said_of_every_township(small):
    put(small, {"region": A, "form": "市直单位", "name": "医院"})
    touched = set(small.connection.execute(select(region_versions.c.region_id)).scalars())
    assert touched == {small.region[code] for code in (CITY, A, TOWN)}


def test_a_site_that_is_said_not_to_be_a_model_is_none_any_more(small):
    put(small, HOME | {"level": "省级示范"})
    _, counts = put(small, HOME | {"level": ""})
    assert counts == (0, 1, 0) and held(small)["某村妇女之家"].level is None
    assert put(small, HOME | {"level": ""})[1] == (0, 0, 1)


def test_a_name_in_other_brackets_is_the_same_site(small):
    put(small, HOME | {"name": "某村妇女之家（2）"})
    assert put(small, HOME | {"name": "某村妇女之家(2)"})[1] == (0, 0, 1) and set(held(small)) == {"某村妇女之家（2）"}
    twice = rows(small, HOME | {"name": "某村妇女之家（2）"}, HOME | {"name": "某村妇女之家(2)"})
    assert [at for at, _ in check_sites(small.connection, twice)] == [1]


def test_where_there_is_no_county_the_city_stands_for_it(small):
    small.connection.execute(update(regions).where(regions.c.code != B).values(county_id=None))
    put(small, HOME, {"region": CITY, "form": "市直单位", "name": "市医院"}, {"region": B, "form": "市直单位", "name": "县医院"})
    assert {name: row.county_id for name, row in held(small).items()} == {
        "某村妇女之家": small.region[CITY], "市医院": small.region[CITY], "县医院": small.region[B]}


def test_of_a_city_without_counties_the_city_is_the_county(world):
    world.add_regions((CITY, "county", None), (TOWN, "township", CITY), (VILLAGE, "village", TOWN))
    world.add_forms()
    world.connection.execute(update(regions).values(county_id=world.region[CITY]))
    given = [HOME, {"region": TOWN, "form": "小区", "name": "小区之家"}, {"region": CITY, "form": "市直单位", "name": "医院"}]
    assert check_sites(world.connection, rows(world, *given)) == []
    put(world, *given)
    assert {row.county_id for row in held(world).values()} == {world.region[CITY]}
    found = coverage.coverage(world.connection, [world.region[CITY], world.region[TOWN]], 202604)
    assert found[["villages", "covered", "unregistered"]].values.tolist() == [[1, 1, 0], [1, 1, 0]]


def test_new_changed_and_unchanged_are_told_apart(small):
    put(small, HOME, HOME | {"name": "二"})
    batch, counts = put(small, HOME, HOME | {"name": "二", "level": "市级"}, HOME | {"name": "三"})
    assert counts == (1, 1, 1)
    assert len(small.connection.execute(select(site_revisions).where(site_revisions.c.batch_id == batch)).all()) == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_batches_are_undone_in_any_order(small, order):
    made = [put(small, HOME | {"level": "市级"})[0], put(small, HOME | {"level": "省级"})[0]]
    number = held(small)["某村妇女之家"].id
    assert overwritten(small.connection, made[0])[["table", "region_id", "batch_id"]].values.tolist() == [
        ["sites", small.region[VILLAGE], made[1]]]
    assert take_back(small, made[order[0]]) == order[0]  # the older one's undo changes nothing yet
    row = held(small)["某村妇女之家"]
    assert (row.id, row.level, row.batch_id) == ((number, "省级", made[1]) if order[0] == 0 else (number, "市级", made[0]))
    take_back(small, made[order[1]])
    assert held(small) == {}


def test_a_row_that_a_later_batch_repeats_outlives_the_older_one(small):
    first, second = put(small, HOME)[0], put(small, HOME)[0]
    take_back(small, first)
    assert held(small)["某村妇女之家"].batch_id == second


def test_a_demo_row_that_a_report_confirms_stays_when_the_demo_is_cleared(small):
    small.connection.execute(update(batches).values(kind="demo"))
    small.connection.execute(insert(settings), [{"key": "data_label", "value": "示例数据"}])
    for name in ("某村妇女之家", "示例"):
        small.connection.execute(insert(sites), [{"region_id": small.region[VILLAGE], "county_id": small.region[A], "form": "村",
                                                  "name": name, "batch_id": small.batch}])
    confirmed, again = put(small, HOME)[0], put(small, HOME)[0]
    take_back(small, again)
    assert held(small)["某村妇女之家"].batch_id == confirmed
    clear_demo(small.connection, AT, actor=alone("测试妇联"))
    assert set(held(small)) == {"某村妇女之家"}
    take_back(small, confirmed)
    assert held(small) == {}


def test_an_undo_leaves_what_another_program_wrote(small):
    batch, _ = put(small, HOME)
    theirs = small.connection.execute(insert(batches).values(
        kind="import", file_name="别的程序", actor="测试", received_at=AT, committed_at=AT, rows=1)).inserted_primary_key[0]
    small.connection.execute(update(sites).values(level="国家级", batch_id=theirs))
    take_back(small, batch)
    assert held(small)["某村妇女之家"].level == "国家级"


def test_a_site_that_another_program_deleted_comes_back_only_by_a_report(small):
    batch, _ = put(small, HOME)
    small.connection.execute(delete(sites))
    take_back(small, batch)
    assert held(small) == {}

"""Units that merge, split, move, end and begin, with figures in between and undone again: roll-ups are those of a rebuild to the
last bit, and with due units, coverage and 同比 those that plain pandas makes of the raw tables."""

import os
import random
from datetime import datetime
from io import BytesIO

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from recounted import Recounted
from sqlalchemy import select, update

from data.intake.place_names import PlaceNames
from data.intake.tree_sheet import HEADS, read_tree
from data.write.actor import alone
from data.write.errors import Refused
from data.write.ledger import open_batch, write
from data.write.observations import check as check_cells
from data.write.rollups import rebuild
from data.write.sites import FIELDS, write_sites
from data.write.tree.acts import Add, Alias, Close, Merge, Move, Part, Rename, Split
from data.write.tree.apply import carry_out
from data.write.undoing import undo
from queries import schema
from queries.homes.coverage import coverage
from queries.judged import judged
from queries.regions import are_in_use
from queries.standing import standing
from queries.succession import in_words

AT = datetime(2031, 1, 1)
OFFICE = alone("某妇联")
CITY, A, B = "411400", "411402", "411403"
TOWNS = {A: ("411402100", "411402101", "411402102"), B: ("411403100", "411403101")}
REGIONS = ((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), *(
    (town, "township", county) for county, towns in TOWNS.items() for town in towns), *(
    (f"{town}20{number}", "village", town) for towns in TOWNS.values() for town in towns for number in (0, 1)))
TOWN = {"report_level": "township"}


@pytest.fixture
def city(world):
    world.add_regions(*REGIONS)
    world.add_indicators(F=TOWN, Q=TOWN | {"frequency": "quarterly"}, S=TOWN | {"kind": "stock"}, C={},
                         P=TOWN | {"sensitive": True},
                         R={"kind": "ratio", "numerator": "F", "denominator": "S", "unit": "%"},
                         T=TOWN | {"kind": "ratio", "numerator": "S", "denominator": "S", "unit": "%"})
    world.add_forms()
    world.judge_from(0.01)
    regions = schema.regions
    for county, towns in TOWNS.items():
        world.connection.execute(update(regions).where(regions.c.code.startswith(county)).values(county_id=world.region[county]))
    world.connection.execute(update(regions).where(regions.c.level == "village").values(kind="村委会"))
    return world


def do(world, *acts, **named) -> int:
    return carry_out(world.connection, list(acts), actor=OFFICE, reason="民政批复", at=AT, **named)


def report(world, *rows) -> int:
    """(indicator's code, region's id, period, value) as one batch."""
    batch = open_batch(world.connection, kind="import", file_name="报表", actor=OFFICE, received_at=AT, committed_at=AT,
                       rows=len(rows))
    cells = pd.DataFrame([(region, period, world.indicator[code], value) for code, region, period, value in rows],
                         columns=["region_id", "period", "indicator_id", "value"])
    write(world.connection, "observations", cells, batch, OFFICE)
    return batch


def of_code(world, code: str) -> int:
    return world.connection.scalar(select(schema.regions.c.id).where(schema.regions.c.code == code))


def held(connection) -> pd.DataFrame:
    return pd.read_sql(select(schema.rollups), connection).sort_values(["region_id", "period", "indicator_id"], ignore_index=True)


def compare(connection) -> None:
    kept = held(connection)
    rebuild(connection)
    pd.testing.assert_frame_equal(kept, held(connection), check_exact=True, check_dtype=False)


def figures(world, region: int, year: int, month: int, code: str = "F") -> pd.Series:
    return standing(world.connection, [region], year, month, [world.indicator[code]]).iloc[0]


def test_a_merger_of_townships_by_hand(city):
    one, two = city.region["411402100"], city.region["411402101"]
    for period in (202501, 202502, 202503):
        report(city, ("F", one, period, 10), ("F", two, period, 5), ("S", one, period, 100), ("S", two, period, 50))
    report(city, ("F", one, 202601, 20), ("F", two, 202601, 7), ("S", one, 202601, 110), ("S", two, 202601, 60))
    batch = do(city, Merge((two,), one, 202602))
    report(city, ("F", one, 202602, 30), ("S", one, 202602, 180))
    compare(city.connection)
    now = figures(city, one, 2026, 2)
    assert now["value"] == 20 + 7 + 30 and now["yoy"] == pytest.approx(57 / 30 - 1)  # with 二's of both years
    assert (now["yoy_units"], now["yoy_all"], now["due_units"], now["due_cells"]) == (3, 3, 1, 3)
    before = figures(city, one, 2026, 1)
    assert (before["value"], before["due_cells"]) == (20, 1)  # the past is its own
    county = figures(city, city.region[A], 2026, 2)
    assert (county["value"], county["yoy"]) == (57, pytest.approx(57 / 30 - 1))
    assert (county["due_units"], county["yoy_units"], county["yoy_all"]) == (2, 3, 3)
    stock = figures(city, city.region[A], 2026, 2, "S")
    assert stock["value"] == 180 and stock["yoy"] == pytest.approx(180 / 150 - 1)
    assert figures(city, city.region[A], 2026, 1, "S")["value"] == 170
    assert judged(city.connection, [city.region[A]], 2025, 3, [city.indicator["F"]])["due_units"].item() == 3
    undo(city.connection, batch, actor=OFFICE, at=AT)
    compare(city.connection)
    assert figures(city, one, 2026, 2)["value"] == 50 and of_code(city, "411402100204") is None
    assert pd.read_sql(select(schema.regions.c.valid_to), city.connection)["valid_to"].isna().all()


TRIALS = int(os.environ.get("TRIALS", "1"))
"""How many times as many stories; with more than one the figures are compared after every step of each."""
MONTHS = [202403, 202412, 202503, 202506, 202512, 202601, 202603, 202606]
KINDS = ("report", "report", "report", "merge", "merge new", "split", "move", "close", "open", "rename", "county", "undo", "undo")
stories = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(MONTHS), st.integers(0, 10 ** 6)), min_size=3, max_size=9)


class Machine:
    """Does what a story says with whatever units there are; what is refused has changed nothing."""

    def __init__(self, world):
        self.world, self.live, self.number = world, [], 0

    def step(self, kind: str, period: int, chance: int) -> None:
        draw = random.Random(chance)
        places = pd.read_sql(select(schema.regions).order_by(schema.regions.c.code), self.world.connection)
        towns, villages, counties = (places[places["level"] == level]["id"].tolist()
                                     for level in ("township", "village", "county"))
        pick = draw.choice
        self.number += 1
        name, below = f"新{self.number}", places.loc[places["parent_id"] == (one := pick(towns)), "id"].tolist()
        acts = {
            "merge": lambda: Merge((one,), pick(towns), period), "close": lambda: Close(pick(villages + towns), period),
            "merge new": lambda: Merge((one, pick(towns)), None, period, name),
            "split": lambda: Split(one, (Part(name, "", tuple(below[:1])), Part(f"{name}乙", "", tuple(below[1:]))), period,
                                   keeps=draw.random() < 0.5),
            "move": lambda: Move(one, pick(counties), period), "open": lambda: Add(pick(counties + towns), name, period),
            "rename": lambda: Rename(pick(places["id"].tolist()), name, period),
            "county": lambda: pick([Merge((pick(counties),), pick(counties), period),
                                    Add(1, name, period, zone=True), Merge((pick(villages),), pick(villages), period)])}
        before = self.everything()
        try:
            with self.world.connection.begin_nested():
                if kind == "report":
                    self.live.append(self.report(places, towns, period, draw))
                elif kind == "undo":
                    if self.live:
                        undo(self.world.connection, self.live[-1], actor=OFFICE, at=AT)
                        self.live.pop()
                else:
                    self.live.append(do(self.world, acts[kind]()))
        except Refused:
            assert self.everything() == before

    def report(self, places, towns, period: int, draw: random.Random) -> int:
        valid = places.set_index("id")
        rows = [(code, town, at, float(draw.randint(1, 9))) for town in towns for at in (period - 100, period)
                if are_in_use(valid.loc[[town]], at)[0] for code in ("F", "S") if draw.random() < 0.8]
        return report(self.world, *rows)

    def everything(self) -> tuple:
        return tuple(len(self.world.connection.execute(select(table)).all()) for table in (
            schema.regions, schema.region_closure, schema.region_successions, schema.observations, schema.sites, schema.rollups))


def agree(world, year: int, month: int) -> None:
    """Values, due, coverage and 同比 of all that is in use are those of the raw tables."""
    own = Recounted(world.connection)
    now = year * 100 + month
    regions = [one for one in own.regions.index if own.regions.at[one, "level"] != "village" and own.in_use(one, now)]
    ids = [world.indicator["F"], world.indicator["S"]]
    told = standing(world.connection, regions, year, month, ids).set_index(["region_id", "indicator_id"])
    counted = coverage(world.connection, regions, year * 100 + month)
    for region in regions:
        flow, stock = (told.loc[(region, number)] for number in ids)
        until = int(flow["as_of"]) if flow["as_of"] == flow["as_of"] else year * 100 + month
        assert (0 if flow["value"] != flow["value"] else flow["value"]) == own.flow(region, year, until), (region, "value")
        if flow["due_units"]:
            assert (flow["due_units"], flow["due_cells"]) == own.due(region, year, month), (region, "due")
        change, pairs, every = own.yoy(region, year, until)
        if change is not None and flow["yoy"] == flow["yoy"]:
            assert flow["yoy"] == pytest.approx(change) and (flow["yoy_units"], flow["yoy_all"]) == (pairs, every), region
        else:
            assert change is None and flow["yoy"] != flow["yoy"], (region, "yoy", change, flow["yoy"])
        if stock["as_of"] == stock["as_of"]:
            values = [own.stock_at(unit, int(stock["as_of"])) for unit in own.units(region, year * 100 + month)]
            assert stock["value"] == sum(filter(None, values)), (region, "stock")
        if region in counted.index and not counted.at[region, "unregistered"]:
            assert tuple(counted.loc[region, ["villages", "covered"]]) == own.covered(region, now), region


@pytest.mark.parametrize(("shared_engine", "many"), [("sqlite", 2), ("postgresql", 1)], indirect=["shared_engine"])
def test_any_story_of_the_tree_is_what_the_raw_tables_say(city, many):
    home = dict.fromkeys(FIELDS) | {"form": "村", "name": "妇女之家", "opened": 202301}
    homes = pd.DataFrame([home | {"region_id": city.region[code]}
                          for code, level, _ in REGIONS if level == "village" and code.endswith("0")], columns=FIELDS)
    batch = open_batch(city.connection, kind="import", file_name="名册", actor=OFFICE, received_at=AT, committed_at=AT, rows=5)
    write_sites(city.connection, homes, batch, OFFICE)

    @settings(max_examples=many * TRIALS, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(stories)
    def told(story):
        with city.connection.begin_nested() as place:
            machine = Machine(city)
            for step in story:
                machine.step(*step)
                compare(city.connection)
                if TRIALS > 1:
                    agree(city, 2026, 6)
            for month in (202512, 202606):
                agree(city, month // 100, month % 100)
            while machine.live:
                undo(city.connection, machine.live.pop(), actor=OFFICE, at=AT)
                if TRIALS > 1:
                    agree(city, 2026, 6)
            compare(city.connection)
            agree(city, 2026, 6)
            place.rollback()

    told()


def refused(world, *acts) -> str:
    before = Machine(world).everything()
    with pytest.raises(Refused) as error, world.connection.begin_nested():
        do(world, *acts)
    assert Machine(world).everything() == before
    return "；".join([*error.value.fields.values()] or [str(error.value)])


def test_what_makes_no_sense_is_refused_in_plain_words(city):
    one, two, other = (city.region[code] for code in ("411402100", "411402101", "411403100"))
    report(city, ("F", two, 202603, 1))
    assert "已报2026年3月起的数" in refused(city, Merge((two,), one, 202602))
    assert "跨县不能合并" in refused(city, Merge((two,), other, 202604))
    assert "不能并入它自己" in refused(city, Merge((two,), two, 202604))
    assert "不同级" in refused(city, Merge((city.region["411402101200"],), one, 202604))
    assert "下面还有 2 个单位在用" in refused(city, Close(two, 202604))
    assert "根地区" in refused(city, Close(city.region[CITY], 202604))
    assert "不是年月" in refused(city, Close(two, 202613))
    assert "以411402的 411402 开头" in refused(city, Add(city.region[A], "新", 202604, "411403999"))
    assert "要是 9 位数字" in refused(city, Add(city.region[A], "新", 202604, "4114"))
    assert "同一上级下不能同名" in refused(city, Add(city.region[A], "411402101", 202604))
    assert "不超过 60 个字" in refused(city, Rename(one, "长" * 61, 202604))
    do(city, Merge((two,), one, 202604))
    assert "已经停用（已归411402100）" in refused(city, Merge((one,), two, 202605))
    assert "不能早于它" in refused(city, Split(one, (Part("乙"),), 202603))
    assert "停用了的也不能再用" in refused(city, Add(city.region[A], "新", 202605, "411402101"))
    check = pd.DataFrame([(two, 202604, 1, 5.0)], columns=["region_id", "period", "indicator_id", "value"])
    assert "已经停用" in check_cells(city.connection, check)[0][1]


def test_a_later_change_is_taken_back_first_and_what_hangs_on_a_new_unit_too(city):
    one, two, three = (city.region[code] for code in TOWNS[A])
    first = do(city, Merge((two,), one, 202602))
    second = do(city, Merge((one,), three, 202603))
    with pytest.raises(Refused, match=f"第 {second} 次"), city.connection.begin_nested():
        undo(city.connection, first, actor=OFFICE, at=AT)
    undo(city.connection, second, actor=OFFICE, at=AT)
    undo(city.connection, first, actor=OFFICE, at=AT)
    zone = do(city, Add(city.region[CITY], "示范区" + "名" * 57, 202601, zone=True))
    place = of_code(city, "411471")
    brought = report(city, ("F", place, 202601, 3))
    with pytest.raises(Refused, match="各单位自己上报的数"), city.connection.begin_nested():
        undo(city.connection, zone, actor=OFFICE, at=AT)
    assert figures(city, city.region[CITY], 2026, 1)["value"] == 3
    undo(city.connection, brought, actor=OFFICE, at=AT)
    undo(city.connection, zone, actor=OFFICE, at=AT)
    assert of_code(city, "411471") is None


def test_targets_and_homes_go_along(city):
    one, two = city.region["411402100"], city.region["411402101"]
    home = dict.fromkeys(FIELDS) | {"region_id": city.region["411402101200"], "form": "村", "name": "妇女之家", "opened": 202301}
    batch = open_batch(city.connection, kind="import", file_name="名册", actor=OFFICE, received_at=AT, committed_at=AT, rows=1)
    write_sites(city.connection, pd.DataFrame([home], columns=FIELDS), batch, OFFICE)
    for year, value in ((2026, 100), (2027, 200)):
        city.aim("F", year, **{"411402100": value, "411402101": value / 2})
    report(city, ("F", one, 202601, 1))
    merged = do(city, Merge((two,), one, 202602))
    held = pd.read_sql(select(schema.targets), city.connection).set_index(["region_id", "year"])["value"]
    assert held[(one, 2027)] == 300 and (two, 2027) not in held and held[(two, 2026)] == 50
    assert figures(city, one, 2026, 1)["target"] == 100 and figures(city, one, 2026, 2)["target"] == 150
    assert figures(city, city.region[A], 2026, 2)["target"] == 150
    rows = pd.read_sql(select(schema.sites).order_by(schema.sites.c.id), city.connection)
    assert rows["closed"].tolist()[:1] == [202602] and rows["opened"].tolist()[1:] == [202602]
    for period, covered in ((202601, 1), (202602, 1)):
        assert coverage(city.connection, [city.region[A]], period).loc[city.region[A], "covered"] == covered
    assert coverage(city.connection, [one], 202602).loc[one, ["villages", "covered"]].tolist() == [4, 1]
    undo(city.connection, merged, actor=OFFICE, at=AT)
    held = pd.read_sql(select(schema.targets), city.connection).set_index(["region_id", "year"])["value"]
    assert held[(two, 2027)] == 100 and len(pd.read_sql(select(schema.sites), city.connection)) == 1


def test_names_of_old_and_aliases_are_understood(city):
    one, two = city.region["411402100"], city.region["411402101"]
    do(city, Rename(one, "李庙镇", 202601))
    do(city, Alias(one, "李庙社管会"))
    do(city, Move(two, city.region[B], 202602))
    names = PlaceNames(city.connection)
    assert {names.find_region(said).id for said in ("李庙镇", "411402100", "李庙社管会")} == {one}
    moved = of_code(city, "411403101") if names.find_region("411402101") is None else names.at(two, 202602)
    assert moved != two and names.at(moved, 202601) == two and names.at(moved, 202603) == moved
    assert in_words(city.connection, moved, 2026, 3) == ["含原411402101（划转以前）1月"]
    assert in_words(city.connection, two, 2026, 3) == []


def test_the_workbook_comes_back_unchanged_or_says_what_to_do(city):
    def book(**said):
        row = {"区划代码": "411402101", "名称": "411402101", "级别": "乡镇（街道）", "上级代码": A, "起用": "—"} | said
        page = Workbook()
        page.active.append(list(HEADS))
        page.active.append([row.get(name, "") for name in HEADS])
        stream = BytesIO()
        page.save(stream)
        return stream.getvalue()

    assert read_tree(city.connection, "区划表.xlsx", book()) == []
    into = {"并入或划归（代码）": "411402100"}
    line, = read_tree(city.connection, "区划表.xlsx", book(要做什么="并入", 从哪个月起="202603", **into))
    assert line.row == 2 and line.words == "411402101并入411402100" and isinstance(line.act, Merge)
    wrong, = read_tree(city.connection, "区划表.xlsx", book(要做什么="分家"))
    assert wrong.is_wrong and "可以填：增设" in wrong.words
    with pytest.raises(Refused, match="第 3 行.*整个表都没有改"), city.connection.begin_nested():
        do(city, line.act, Close(city.region["411402101"], 202604), labels=["第 2 行", "第 3 行"])
    with pytest.raises(Refused, match="没有区划表"):
        read_tree(city.connection, "别的.csv", b"a,b\n1,2\n")


def rows_of(city, *rows: dict) -> bytes:
    """The workbook with these rows."""
    page = Workbook()
    page.active.append(list(HEADS))
    for row in rows:
        page.active.append([row.get(name, "") for name in HEADS])
    stream = BytesIO()
    page.save(stream)
    return stream.getvalue()


def test_the_workbook_splits_a_unit_and_says_what_of_it_goes_where(city):
    town, first, second = "411402101", "411402101200", "411402101201"
    children = {code: {"区划代码": code, "名称": code, "上级代码": town} for code in (first, second)}
    split = {"区划代码": town, "名称": town, "上级代码": A, "要做什么": "分出", "新名称": "东乡；西乡", "从哪个月起": "202603"}
    given = [row | {"要做什么": "分给", "新名称": name} for row, name in zip(children.values(), ("东乡", "西乡"), strict=True)]
    lines = read_tree(city.connection, "区划表.xlsx", rows_of(city, split, *given))
    ids = [city.region[code] for code in children]
    assert [line.is_wrong for line in lines] == [False] * 3 and lines[1].words == f"{first}分给东乡"
    assert lines[0].act == Split(city.region[town], (Part("东乡", "", (ids[0],)), Part("西乡", "", (ids[1],))), 202603, True)
    for rows, reason in (
            ([split, given[0] | {"新名称": "南乡"}], "“南乡”不是"), ([given[0]], "没有写“分出”或“拆分”"),
            ([split | {"要做什么": "拆分", "新名称": "东乡"}], "至少要有两个"),
            ([split | {"要做什么": "拆分"}, given[0]], "没有分到哪一边"), ([split | {"新代码": "411402109"}], "对不上"),
            ([split | {"新名称": "东乡;东乡"}], "同名"), ([split | {"新名称": ""}], "请填分出")):
        told = read_tree(city.connection, "区划表.xlsx", rows_of(city, *rows))
        assert any(line.is_wrong and reason in line.words for line in told), (reason, told)
    do(city, lines[0].act)


def test_a_row_whose_unit_others_changed_since_the_workbook_went_out_is_refused(city):
    out = {"区划代码": "411402101", "名称": "411402101", "上级代码": A, "起用": "—", "停用": "—"}
    into = {"区划代码": "411402100", "名称": "411402100", "上级代码": A, "要做什么": "并入", "并入或划归（代码）": "411402101",
            "从哪个月起": "202605"}
    do(city, Rename(city.region["411402101"], "新乡", 202603))
    for rows in ([out | {"要做什么": "撤销", "从哪个月起": "202605"}], [into, out]):
        line = read_tree(city.connection, "区划表.xlsx", rows_of(city, *rows))[0]
        assert line.is_wrong and "表里是“411402101”，现在是“新乡”" in line.words
    assert read_tree(city.connection, "区划表.xlsx", rows_of(city, out)) == []
    assert not read_tree(city.connection, "区划表.xlsx", rows_of(city, into, out | {"名称": "新乡"}))[0].is_wrong


def test_the_same_workbook_again_wants_only_what_is_not_so_yet(city):
    towns = {code: {"区划代码": code, "名称": code, "上级代码": above} for above, codes in TOWNS.items() for code in codes}
    first, second, third = (towns[code] for code in TOWNS[A])
    rows = [first | {"要做什么": "改名", "新名称": "甲乡", "从哪个月起": "202603"},
            second | {"要做什么": "并入", "并入或划归（代码）": "411402100", "从哪个月起": "202604"},
            third | {"要做什么": "划转", "并入或划归（代码）": B, "从哪个月起": "202604"},
            {"上级代码": B, "要做什么": "增设", "新名称": "新设乡", "从哪个月起": "202604"},
            towns["411403101"] | {"要做什么": "分出", "新名称": "东乡；西乡", "从哪个月起": "202604"},
            {"区划代码": "411403101201", "名称": "411403101201", "上级代码": "411403101", "要做什么": "分给", "新名称": "东乡"},
            towns["411403100"] | {"要做什么": "记别名", "新名称": "又一乡"}]
    lines = read_tree(city.connection, "区划表.xlsx", rows_of(city, *rows))
    assert len(lines) == len(rows) and not [line.words for line in lines if line.is_wrong]
    do(city, *(line.act for line in lines if line.act))
    assert read_tree(city.connection, "区划表.xlsx", rows_of(city, *rows)) == []
    more = towns["411403100"] | {"要做什么": "并入", "并入或划归（代码）": "411402100", "从哪个月起": "202605"}
    line, = read_tree(city.connection, "区划表.xlsx", rows_of(city, *rows[:-1], more))
    assert "表里是" not in line.words, "the unit that has its new name by now is no other than it was"
    other = read_tree(city.connection, "区划表.xlsx", rows_of(city, rows[0] | {"新名称": "乙乡"}, *rows[1:]))
    assert [line.is_wrong for line in other] == [True]


def test_kept_answers_end_where_something_changed(city):
    """Of villages what they lie in is worked out anew, of anything else all; and everybody learns that the tree is another."""
    connection, region = city.connection, city.region

    def held() -> tuple[dict[str, str], dict[int, int]]:
        rows = connection.execute(select(schema.region_versions.c.region_id, schema.region_versions.c.version)).all()
        return dict(connection.execute(select(schema.settings.c.key, schema.settings.c.value)).all()), dict(rows)

    do(city, Rename(region[A], "甲县", 202601))
    whole, _ = held()
    assert whole["data_version_whole"] == whole["data_version_rules"] == whole["data_version"]
    do(city, Merge((region["411402100201"],), region["411402100200"], 202601))
    now, versions = held()
    assert now["data_version_whole"] == whole["data_version_whole"] and now["data_version_rules"] == now["data_version"]
    assert {region[CITY], region[A], region["411402100"]} <= versions.keys() and region[B] not in versions

"""Units that merge, split, move, end and begin, with figures in between and undone again: roll-ups are those of a rebuild to the
last bit, and with due units, coverage and 同比 those that plain pandas makes of the raw tables."""

import random
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from recounted import Recounted
from sqlalchemy import select, update

from data.write.actor import alone
from data.write.errors import Refused
from data.write.ledger import open_batch, undo, write
from data.write.rollups import rebuild
from data.write.sites import FIELDS, write_sites
from data.write.tree.acts import Add, Close, Merge, Move, Part, Rename, Split
from data.write.tree.apply import carry_out
from queries import schema
from queries.homes.coverage import coverage
from queries.judged import judged
from queries.regions import are_in_use
from queries.standing import standing

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


@pytest.mark.parametrize(("shared_engine", "many"), [("sqlite", 12), ("postgresql", 2)], indirect=["shared_engine"])
def test_any_story_of_the_tree_is_what_the_raw_tables_say(city, many):
    home = dict.fromkeys(FIELDS) | {"form": "村", "name": "妇女之家", "opened": 202301}
    homes = pd.DataFrame([home | {"region_id": city.region[code]}
                          for code, level, _ in REGIONS if level == "village" and code.endswith("0")], columns=FIELDS)
    batch = open_batch(city.connection, kind="import", file_name="名册", actor=OFFICE, received_at=AT, committed_at=AT, rows=5)
    write_sites(city.connection, homes, batch, OFFICE)

    @settings(max_examples=many, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(stories)
    def told(story):
        with city.connection.begin_nested() as place:
            machine = Machine(city)
            for step in story:
                machine.step(*step)
                compare(city.connection)
            for month in (202512, 202606):
                agree(city, month // 100, month % 100)
            while machine.live:
                undo(city.connection, machine.live.pop(), actor=OFFICE, at=AT)
            compare(city.connection)
            place.rollback()

    told()

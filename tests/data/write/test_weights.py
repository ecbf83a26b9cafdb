"""Weights: what may be typed, and that every change leaves a trace, can be undone and copied."""

import math
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from conftest import DEMO_ROOT, DEMO_THROUGH
from sqlalchemy import insert, select

from data.prepare import prepare
from data.write.actor import alone
from data.write.errors import Refused
from data.write.undoing import undo
from data.write.weights import copy_weights, read_weight, save_weights
from queries import schema
from queries.database import reading, writing
from queries.weights import list_schemes, weight_changes, weights_in_force

AT = datetime(2026, 7, 1, 9)


@pytest.mark.parametrize("text, value", [
    ("2", 2), (" 1.5 ", 1.5), ("０．５", 0.5), ("0", 0), ("100", 100), ("+3", 3), ("2.50", 2.5), ("0.07", 0.07)])
def test_a_weight_is_read(text, value):
    assert read_weight(text) == value


def test_nothing_typed_is_no_weight_of_its_own():
    assert math.isnan(read_weight(" ")) and math.isnan(read_weight(""))


@pytest.mark.parametrize("text, reason", [
    ("两分", "“两分”不是数"), ("1,5", "不是数"), ("nan", "不是数"), ("inf", "不是数"), ("1e3", "超过 100 分"), ("-1", "负数"),
    ("100.01", "超过 100 分"), ("0.125", "2 位小数"), ("=1+1", "不是数"), ("5分", "不是数")])
def test_what_is_no_weight_is_refused_with_the_reason(text, reason):
    with pytest.raises(Refused, match=reason):
        read_weight(text)


@pytest.fixture
def scheme(world):
    world.add_indicators(F={}, S={"weight": 0.5}, N={"weight": 2.0})
    world.connection.execute(insert(schema.schemes), [{"id": 1, "name": "考核", "level": "county", "note": None}])

    def held(year: int) -> dict:
        frame = weights_in_force(world.connection, 1, year)
        return {code: (frame["weight"][number - 1], frame["origin"][number - 1]) for code, number in world.indicator.items()}

    world.held = held
    return world


def save(world, year: int, **weights: float) -> int:
    cells = {world.indicator[code]: value for code, value in weights.items()}
    return save_weights(world.connection, 1, year, cells, actor=alone("商丘市妇联"), reason="年初定方案", at=AT).batch_id


def test_weights_are_traced_and_undone_in_any_order(scheme):
    first = save(scheme, 2026, F=2, S=3)
    second = save(scheme, 2026, F=4)
    assert scheme.held(2026) == {"F": (4, "own"), "S": (3, "own"), "N": (2, "catalogue")}
    undo(scheme.connection, first, actor=alone("商丘市妇联"), at=AT)
    assert scheme.held(2026) == {"F": (4, "own"), "S": (0.5, "catalogue"), "N": (2, "catalogue")}
    undo(scheme.connection, second, actor=alone("商丘市妇联"), at=AT)
    assert scheme.held(2026) == {"F": (1, "catalogue"), "S": (0.5, "catalogue"), "N": (2, "catalogue")}
    story = weight_changes(scheme.connection, 1, 2026)
    assert story["batch_id"].tolist() == [second, first, first] and story["new_value"].tolist() == [4, 2, 3]
    assert story["old_value"].tolist()[0] == 2 and story["old_value"].isna().tolist() == [False, True, True]
    assert set(story["actor"]) == {"商丘市妇联"} and set(story["note"]) == {"年初定方案"} and story["undone_at"].notna().all()
    assert weight_changes(scheme.connection, 1, 2025).empty


def test_nothing_takes_the_weight_of_its_own_away(scheme):
    save(scheme, 2025, F=7)
    save(scheme, 2026, F=2, S=math.nan)
    assert scheme.held(2026)["F"] == (2, "own") and scheme.held(2026)["S"] == (0.5, "catalogue")
    save(scheme, 2026, F=math.nan)
    assert scheme.held(2026)["F"] == (7, "earlier")


def test_copying_the_year_before_makes_its_weights_this_years_own(scheme):
    save(scheme, 2025, F=7, S=1)
    save(scheme, 2026, S=9)
    batch = copy_weights(scheme.connection, 1, 2026, actor=alone("商丘市妇联"), reason="沿用", at=AT)
    assert scheme.held(2026) == {"F": (7, "own"), "S": (1, "own"), "N": (2, "own")}
    assert (batch.added, batch.changed) == (2, 1)
    save(scheme, 2025, F=8)
    assert scheme.held(2026)["F"] == (7, "own"), "a copy stays what it was"
    undo(scheme.connection, batch.batch_id, actor=alone("商丘市妇联"), at=AT)
    assert scheme.held(2026) == {"F": (8, "earlier"), "S": (9, "own"), "N": (2, "catalogue")}


def test_an_older_database_gets_the_schemes(prepared):
    engine = prepared()
    with reading(engine) as connection:
        fresh = list_schemes(connection)
    with writing(engine) as connection:
        connection.execute(schema.indicators.update().values(weight=1).where(schema.indicators.c.code == "WL-20"))
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parents[3] / "queries" / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    prepare(engine, DEMO_ROOT, DEMO_THROUGH, demo=False)
    with reading(engine) as connection:
        assert list_schemes(connection).equals(fresh) and fresh["level"].tolist() == ["county", "township"]
        assert connection.scalar(select(schema.indicators.c.weight).where(schema.indicators.c.code == "WL-20")) == 0

"""核实无误 is written down with who and why, counts while the figure stays, and is withdrawn but never deleted."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import select, update

from data.reference.catalogue import load_rules
from data.write.actor import alone
from data.write.confirmations import confirm, withdraw
from data.write.errors import Refused
from queries.database import data_version
from queries.quality.findings import findings, list_confirmations
from queries.schema import confirmations, observations

CITY, A = "411400", "411402"
AT = datetime(2026, 4, 12, 9, 30)


@pytest.fixture
def city(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY))
    world.add_indicators(W={}, P={"whole": "W", "sensitive": True})
    load_rules(world.connection)
    world.observe("W", A, {202603: 40}), world.observe("P", A, {202603: 50})
    return world.done()


def finding(world) -> pd.Series:
    return findings(world.connection, 2026, 3).iloc[0]


def mark(world, **changed) -> int:
    row = finding(world)
    return confirm(world.connection, **{"rule_id": int(row["rule_id"]), "region_id": int(row["region_id"]),
                                        "period": int(row["period"]), "indicator_id": int(row["indicator_id"]), "month": 3,
                                        "reason": " 与县妇联核对过 ", "actor": alone("商丘市妇联"), "at": AT} | changed)


def test_a_confirmation_is_kept_with_the_true_numbers(city):
    before = data_version(city.connection)
    number = mark(city)
    row = list_confirmations(city.connection).iloc[0]
    assert (row["id"], row["value"], row["expected"], row["reason"], row["actor"]) == (number, 50, 40, "与县妇联核对过",
                                                                                       "商丘市妇联")
    assert data_version(city.connection) > before
    assert pd.isna(finding(city)["value"]) and finding(city)["confirmed_by"] == "商丘市妇联"  # the number itself stays hidden


def test_it_lapses_when_the_value_changes_and_comes_back_with_it(city):
    mark(city)
    for value, counts in ((51.0, False), (50.0, True)):
        city.connection.execute(update(observations).where(observations.c.indicator_id == city.indicator["P"]).values(
            value=value))
        assert pd.notna(finding(city)["confirmation_id"]) is counts


def test_it_is_withdrawn_not_deleted_and_can_be_made_again(city):
    number = mark(city)
    withdraw(city.connection, number, actor=alone("商丘市妇联"), at=AT)
    assert pd.isna(finding(city)["confirmation_id"])
    kept = city.connection.execute(select(confirmations)).one()
    assert (kept.withdrawn_at, kept.withdrawn_by, kept.reason) == (AT, "商丘市妇联", "与县妇联核对过")
    with pytest.raises(Refused, match="已经取消"):
        withdraw(city.connection, number, actor=alone("商丘市妇联"), at=AT)
    assert mark(city) != number and len(list_confirmations(city.connection)) == 2


@pytest.mark.parametrize("changed, words", [
    ({"reason": "  "}, "核实情况"), ({"actor": alone("")}, "请填经办单位"), ({"period": 202602}, "不在了"),
    ({"rule_id": 2}, "不在了"),
    ({"reason": "长" * 501}, "写得太长"), ({"actor": alone("长" * 65)}, "写得太长")])
def test_what_cannot_be_confirmed(city, changed, words):
    with pytest.raises(Refused, match=words):
        mark(city, **changed)
    assert list_confirmations(city.connection).empty


def test_nothing_is_confirmed_twice(city):
    mark(city)
    with pytest.raises(Refused, match="商丘市妇联核实过"):
        mark(city)

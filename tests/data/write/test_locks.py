"""封账: a closed month changes by no way of writing until it is unlocked; other months and regions do."""

from datetime import datetime

import pandas as pd
import pytest

from data.reference.catalogue import load_rules
from data.write.actor import alone
from data.write.confirmations import confirm, withdraw
from data.write.errors import NotThere, Refused
from data.write.ledger import KEY
from data.write.locks import Locked, lock, unlock
from data.write.observations import record
from data.write.targets import set_plan, set_targets
from data.write.undoing import undo
from queries.locks import list_locks, locked_months
from queries.record import read_record

CITY, A, B, TOWN = "411400", "411402", "411403", "411402001"
AT = datetime(2026, 4, 12, 9, 30)
CLERK, TRACE = alone("商丘市妇联"), {"actor": alone("商丘市妇联"), "reason": "因", "at": AT}


@pytest.fixture
def city(world):
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY), (TOWN, "township", A))
    world.add_indicators(F={}, T={"report_level": "township"}, W={}, P={"whole": "W"})
    load_rules(world.connection)
    for place in (A, B):
        world.observe("W", place, {202603: 40}), world.observe("P", place, {202603: 50})
    return world.done()


def send(world, place: str, period: int, value: float, code: str = "F") -> int:
    cells = pd.DataFrame([(world.region[place], period, world.indicator[code], value)], columns=[*KEY, "value"])
    return record(world.connection, cells, file_name="月报", actor=CLERK, received_at=AT, committed_at=AT).batch_id


def look_into(world, place: str) -> int:
    from queries.quality.findings import findings
    row = findings(world.connection, 2026, 3, world.region[place]).iloc[0]
    return confirm(world.connection, rule_id=int(row["rule_id"]), region_id=world.region[place], period=202603,
                   indicator_id=int(row["indicator_id"]), month=3, **TRACE)


def aim(world, place: str, year: int, value: float) -> int:
    cells = pd.DataFrame({"region_id": [world.region[place]], "indicator_id": [1], "value": [value]})
    return set_targets(world.connection, cells, year=year, **TRACE).batch_id


def test_every_way_is_closed_until_it_is_unlocked(city):
    before, marked = send(city, A, 202603, 5), look_into(city, A)
    held = lock(city.connection, city.region[A], 202603, **TRACE | {"reason": "一季度已审"})
    shares = [month / 12 for month in range(1, 13)]
    ways = (lambda: send(city, A, 202603, 6), lambda: send(city, TOWN, 202603, 6, "T"), lambda: undo(
        city.connection, before, actor=CLERK, at=AT), lambda: aim(city, A, 2026, 9), lambda: set_plan(
        city.connection, city.region[A], 2026, 1, shares, **TRACE), lambda: withdraw(
        city.connection, marked, actor=CLERK, at=AT))
    for way in ways:
        told = "2026年3月已由商丘市妇联于 2026-04-12 封账（一季度已审）"
        with pytest.raises(Locked, match=told), city.connection.begin_nested():
            way()
    unlock(city.connection, held, **TRACE)
    for way in ways:
        way()


def test_what_is_not_closed_goes_on(city):
    lock(city.connection, city.region[A], 202603, **TRACE)
    send(city, A, 202602, 6), send(city, B, 202603, 6), aim(city, A, 2027, 9), aim(city, B, 2026, 9), look_into(city, B)


def test_a_closed_month_may_be_sent_again_as_it_is(city):
    """A workbook of all months so far comes every month; what it says of closed ones is no change."""
    send(city, A, 202603, 5)
    lock(city.connection, city.region[CITY], 202603, **TRACE)
    send(city, A, 202603, 5)


def test_a_city_closes_for_all_below(city):
    lock(city.connection, city.region[CITY], 202603, **TRACE)
    with pytest.raises(Locked):
        send(city, TOWN, 202603, 6, "T")
    for place in (TOWN, CITY):
        assert locked_months(city.connection, city.region[place], 2026) == [3]
    assert locked_months(city.connection, city.region[TOWN], 2025) == []


def test_it_is_closed_once_with_a_reason_and_stays_on_record(city):
    for wrong in ({"reason": " "}, {"actor": alone("")}):
        with pytest.raises(Refused):
            lock(city.connection, city.region[A], 202603, **TRACE | wrong)
    with pytest.raises(Refused, match="不是月份"):
        lock(city.connection, city.region[A], 202613, **TRACE)
    held = lock(city.connection, city.region[A], 202603, **TRACE)
    with pytest.raises(Refused, match="已经封账"):
        lock(city.connection, city.region[A], 202603, **TRACE)
    assert list_locks(city.connection)["place"].tolist() == [A]
    with pytest.raises(Refused):
        unlock(city.connection, held, **TRACE | {"reason": ""})
    unlock(city.connection, held, **TRACE)
    with pytest.raises(NotThere):
        unlock(city.connection, held, **TRACE)
    assert list_locks(city.connection).empty
    assert read_record(city.connection, many=2)["act"].tolist() == ["unlock", "lock"]

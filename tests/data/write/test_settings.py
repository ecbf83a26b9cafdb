"""Settings are kept under their names; a data version never comes again."""

import pytest
from sqlalchemy import select

from data.clock import instant
from data.write.settings import next_version, put_settings, raise_data_version
from queries.database import data_version, read_settings
from queries.schema import settings


def test_a_setting_takes_the_place_of_the_one_before(world):
    put_settings(world.connection, data_label="示例数据", map_source="测绘院")
    put_settings(world.connection, data_label="")
    assert read_settings(world.connection) == {"data_version": "1", "data_label": "", "map_source": "测绘院"}
    assert len(world.connection.execute(select(settings)).all()) == 3


def test_the_data_version_grows_and_tells_the_one_before(world):
    raise_data_version(world.connection)
    first = data_version(world.connection)
    assert 1 < first < 2**53, "JavaScript's numbers hold it"
    raise_data_version(world.connection)
    assert data_version(world.connection) > first
    assert read_settings(world.connection)["data_version_before"] == str(first)


@pytest.mark.parametrize("clock", [lambda: 0, instant])
def test_a_version_that_was_lost_does_not_come_again(monkeypatch, clock):
    """A standby counts on from the same number, at the same moment at the earliest, and its clock may be wrong."""
    monkeypatch.setattr("data.clock.instant", clock)
    found = {next_version(2**50) for _ in range(20)}
    assert min(found) > 2**50 and (len(found) > 15 or clock is instant)
    known = [next_version(0)]
    for _ in range(20):
        known.append(next_version(known[-1]))
    assert sorted(set(known)) == known

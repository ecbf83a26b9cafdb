"""Settings are kept under their names; the data version goes up by one."""

from sqlalchemy import select

from data.write.settings import put_settings, raise_data_version
from queries.database import data_version, read_settings
from queries.schema import settings


def test_a_setting_takes_the_place_of_the_one_before(world):
    put_settings(world.connection, data_label="示例数据", map_source="测绘院")
    put_settings(world.connection, data_label="")
    assert read_settings(world.connection) == {"data_version": "1", "data_label": "", "map_source": "测绘院"}
    assert len(world.connection.execute(select(settings)).all()) == 3


def test_the_data_version_goes_up_by_one(world):
    raise_data_version(world.connection)
    assert data_version(world.connection) == 2

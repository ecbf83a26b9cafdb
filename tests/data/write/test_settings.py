"""Settings are kept under their names; the data version goes up by one."""

from sqlalchemy import insert, select

from data.upgrade import upgrade
from data.write.settings import put_settings, raise_data_version
from queries.database import data_version, read_settings, reading, writing
from queries.schema import settings


def test_a_setting_takes_the_place_of_the_one_before(world):
    put_settings(world.connection, data_label="示例数据", map_source="测绘院")
    put_settings(world.connection, data_label="")
    assert read_settings(world.connection) == {"data_version": "1", "data_label": "", "map_source": "测绘院"}
    assert len(world.connection.execute(select(settings)).all()) == 3


def test_the_data_version_goes_up_by_one(world):
    raise_data_version(world.connection)
    assert data_version(world.connection) == 2


def test_it_goes_up_once_a_transaction_however_much_is_written(engine):
    """A version that leaps is taken for another database's (queries/database_file.py): undo_lot undoes many, a review writes two."""
    with writing(engine) as connection:
        upgrade(connection, None)
        connection.execute(insert(settings).values(key="data_version", value="1"))
    for expected in (2, 3):
        with writing(engine) as connection:
            tried = connection.begin_nested()
            raise_data_version(connection)
            tried.rollback()
            raise_data_version(connection)
            raise_data_version(connection)
        with reading(engine) as connection:
            assert data_version(connection) == expected

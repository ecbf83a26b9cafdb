"""A city of two counties with accounts, for whoever asks who may come in. Everybody's password is GOOD."""

from datetime import datetime

from sqlalchemy import Connection, Engine, insert

from data.write import accounts, grants
from data.write.actor import Actor, alone
from data.write.sign_in import actor_of, sign_in
from queries import schema
from queries.accounts import read_accounts
from queries.database import writing

AT = datetime(2026, 12, 5, 9, 0)
GOOD = "Guoyan-2026"
HERE, WHERE = alone("商丘市妇联"), "192.168.1.9"
CITY, SUIXIAN, XIAYI = 1, 2, 3


def add_regions(connection: Connection) -> None:
    connection.execute(insert(schema.settings), [{"key": "data_version", "value": "1"}])
    connection.execute(insert(schema.regions), [
        {"id": CITY, "code": "411400", "level": "city", "name": "商丘市", "parent_id": None},
        {"id": SUIXIAN, "code": "411422", "level": "county", "name": "睢县", "parent_id": CITY},
        {"id": XIAYI, "code": "411426", "level": "county", "name": "夏邑县", "parent_id": CITY}])
    connection.execute(insert(schema.region_closure), [
        {"ancestor_id": above, "descendant_level": level, "descendant_id": below}
        for above, level, below in ((CITY, "city", CITY), (CITY, "county", SUIXIAN), (CITY, "county", XIAYI),
                                    (SUIXIAN, "county", SUIXIAN), (XIAYI, "county", XIAYI))])


def make(connection: Connection, name: str, region: int = SUIXIAN, role: str = "", **more) -> int:
    made = accounts.make_account(connection, HERE, name=name, region_id=region, post="统计岗", password=GOOD, at=AT, **more)
    if role:
        grants.grant(connection, HERE, made, role, region, AT)
    return made


def as_actor(connection: Connection, account: int) -> Actor:
    return actor_of(read_accounts(connection)[account], WHERE)


def fill(engine: Engine) -> None:
    """The regions, and 睢县's clerk, whose password is no administrator's."""
    with writing(engine) as connection:
        add_regions(connection)
        make(connection, "suixian", role="county", must_change=False)


def come(engine: Engine, name="suixian", password=GOOD, address=WHERE, at=AT):
    return sign_in(engine, name, password, address=address, at=at)

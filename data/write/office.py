"""The first accounts of all: with them 单机 ends, and everybody signs in."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, select

from data.write.access import set_rule
from data.write.accounts import make_account
from data.write.actor import alone
from data.write.errors import Refused
from data.write.grants import grant
from data.write.settings import hold_writers
from queries.accounts import any_account, unit_of
from queries.database import writing
from queries.roles import ROLES
from queries.schema import regions


def open_office(engine: Engine, first: Mapping[str, tuple[str, str]], *, address: str, at: datetime) -> None:
    """The first accounts of all, of the root's unit. first: role -> name and password, of system, security and auditor; one
    name for two of them switches 三员分立 off. Raises Refused by field (<role>_name, <role>_password), also where there is an
    account already."""
    with writing(engine) as connection:
        hold_writers(connection)
        if any_account(connection):
            raise Refused("已经有账号了，请登录。")
        root, name = connection.execute(select(regions.c.id, regions.c.name).where(regions.c.parent_id.is_(None))).one()
        actor = alone(unit_of(name), address)
        if len({name for name, _ in first.values()}) < len(first):
            set_rule(connection, actor, "three_admins", "0", at)
        made: dict[str, int] = {}
        for role, (name, password) in first.items():
            try:
                if name not in made:
                    made[name] = make_account(connection, actor, name=name, region_id=root, post=ROLES[role], password=password,
                                              at=at, must_change=role != "system")
            except Refused as refused:
                raise Refused(**{f"{role}_{field}": words for field, words in refused.fields.items()}) from refused
            grant(connection, actor, made[name], role, root, at)

"""Accounts, their grants and their sessions: who may come in. No secret of an account (hash, key) is handed out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from queries.frames import TEXT, Frame, hands_out, of_schema
from queries.schema import accounts, grants, regions, sessions

OF_ACCOUNT = (accounts.c.id, accounts.c.name, accounts.c.region_id, accounts.c.post, accounts.c.state, accounts.c.outside,
              accounts.c.must_change, accounts.c.exact, accounts.c.made_at, accounts.c.changed_at)
ACCOUNTS = Frame(**of_schema(*OF_ACCOUNT), unit=TEXT("the federation that it belongs to"))
GRANTS = Frame(**of_schema(grants), region=TEXT("what the region is called"))
OF_SESSION = (sessions.c.account_id, sessions.c.stage, sessions.c.made_at, sessions.c.seen_at, sessions.c.address)


@dataclass(frozen=True)
class Account:
    """Who an account is. outside: its name in the 统一身份; grants: (role, region's id); exact: whether its 敏感数 have not been
    taken away."""

    id: int
    name: str
    region_id: int
    unit: str
    post: str
    is_open: bool
    outside: str | None
    exact: bool
    changed_at: datetime
    grants: frozenset[tuple[str, int]]

    def holds(self, role: str) -> bool:
        return any(role == held for held, _ in self.grants)


@dataclass(frozen=True)
class Session:
    """One sign-in; stage: full, or what is still to be done (code, password)."""

    account_id: int
    stage: str
    made_at: datetime
    seen_at: datetime
    address: str


def unit_of(region: str) -> str:
    """The federation of a place."""
    return f"{region}妇联"


def any_account(connection: Connection) -> bool:
    """Whether there is an account at all: until then it is 单机."""
    return connection.execute(select(accounts.c.id).limit(1)).first() is not None


def read_accounts(connection: Connection) -> Mapping[int, Account]:
    """Every account by its id."""
    given: dict[int, set] = {}
    for account, role, region in connection.execute(select(grants.c.account_id, grants.c.role, grants.c.region_id)):
        given.setdefault(account, set()).add((role, region))
    rows = connection.execute(select(
        accounts.c.id, accounts.c.name, accounts.c.region_id, regions.c.name.label("place"), accounts.c.post,
        accounts.c.state, accounts.c.outside, accounts.c.exact, accounts.c.changed_at).join(
            regions, regions.c.id == accounts.c.region_id))
    return {row.id: Account(row.id, row.name, row.region_id, unit_of(row.place), row.post, row.state == "open", row.outside,
                            row.exact, row.changed_at, frozenset(given.get(row.id, ()))) for row in rows}


def read_session(connection: Connection, token: str) -> Session | None:
    """The sign-in of a token's SHA-256."""
    row = connection.execute(select(*OF_SESSION).where(sessions.c.token == token)).first()
    return Session(*row) if row else None


def find_outside(connection: Connection, outside: str) -> int | None:
    """The account that a name of the 统一身份 is bound to."""
    return connection.execute(select(accounts.c.id).where(accounts.c.outside == outside)).scalar()


@hands_out(ACCOUNTS)
def list_accounts(connection: Connection) -> pd.DataFrame:
    """All accounts (ACCOUNTS), in the order of their units and names."""
    rows = select(*OF_ACCOUNT, regions.c.name.label("unit")).join(
        regions, regions.c.id == accounts.c.region_id).order_by(regions.c.code, accounts.c.id)
    frame = pd.read_sql(rows, connection)
    return frame.assign(unit=frame["unit"].astype("str") + unit_of(""))


@hands_out(GRANTS)
def list_grants(connection: Connection) -> pd.DataFrame:
    """All grants (GRANTS) by account."""
    return pd.read_sql(select(*grants.c, regions.c.name.label("region")).join(
        regions, regions.c.id == grants.c.region_id).order_by(grants.c.account_id, grants.c.given_at, grants.c.role), connection)

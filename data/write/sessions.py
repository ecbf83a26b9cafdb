"""Sessions: begun by a sign-in, gone with sign-out. Only a token's SHA-256 is kept: who reads the database cannot come in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from data.write.access import raise_access_version
from data.write.actor import Actor
from data.write.audit import note
from data.write.errors import Refused
from queries.access import read_rules
from queries.accounts import read_accounts, read_session
from queries.schema import accounts, sessions

STAGES = ("code", "password", "full")
"""What is still to be done, in this order: the 动态口令, a new password, nothing."""


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def begin(connection: Connection, actor: Actor, account_id: int, at: datetime, *, known: bool = False) -> str:
    """A new session of the account, whoever else is in with it; its token. known: the 统一身份 has made sure who it is, which
    leaves neither a code nor a password to be asked. Raises Refused for an account that is not open, or is another's."""
    account = read_accounts(connection).get(account_id)
    if account is None or not account.is_open or actor.account != account.name:
        raise Refused("这个账号不能登录。")
    rules = read_rules(connection)
    oldest = at - timedelta(hours=rules.session_hours)
    connection.execute(delete(sessions).where(sessions.c.made_at < oldest))
    stage = "full" if known else next_stage(connection, account_id, "", at)
    token = _put(connection, account_id, stage, actor.address, at)
    note(connection, actor, "sign-in", at=at, what=f"账号 {account.name}", region_ids=[account.region_id],
         details="统一身份" if known else "")
    return token


def _put(connection: Connection, account_id: int, stage: str, address: str | None, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    connection.execute(insert(sessions).values(token=hash_of(token), account_id=account_id, stage=stage, made_at=at, seen_at=at,
                                               address=(address or "")[:45]))
    return token


def go_on(connection: Connection, actor: Actor, token: str, at: datetime) -> str:
    """A new token for a session whose stage is done; the old one ends. token: its SHA-256. Raises Refused for none."""
    session = read_session(connection, token)
    if session is None:
        raise Refused("登录已经过时，请重新登录。")
    connection.execute(delete(sessions).where(sessions.c.token == token))
    return _put(connection, session.account_id, next_stage(connection, session.account_id, session.stage, at), actor.address, at)


def renew(connection: Connection, actor: Actor, account_id: int, at: datetime) -> str:
    """A session for whoever has just chosen a new password, which ended all others."""
    return _put(connection, account_id, "full", actor.address, at)


def next_stage(connection: Connection, account_id: int, done: str, at: datetime) -> str:
    """What a sign-in has still to do, `done` being done ("": the password only)."""
    row = connection.execute(select(accounts.c.totp, accounts.c.must_change, accounts.c.changed_at).where(
        accounts.c.id == account_id)).one()
    days = read_rules(connection).password_days
    stale = bool(days) and row.changed_at < at - timedelta(days=days)
    wanted = {"code": row.totp is not None, "password": row.must_change or stale, "full": True}
    left = STAGES[STAGES.index(done) + 1:] if done else STAGES
    return next(stage for stage in left if wanted[stage])


def touch(connection: Connection, actor: Actor, token: str, at: datetime) -> None:
    """Notes that somebody did something, so that the session does not end for idleness. token: its SHA-256."""
    assert actor.account is not None
    connection.execute(update(sessions).where(sessions.c.token == token, sessions.c.seen_at < at).values(seen_at=at))


def end(connection: Connection, actor: Actor, token: str, at: datetime) -> None:
    """Ends a session: 退出. token: its SHA-256."""
    assert actor.account is not None
    raise_access_version(connection)
    connection.execute(delete(sessions).where(sessions.c.token == token))
    note(connection, actor, "sign-out", at=at, what=f"账号 {actor.account}")

"""登录: a name and a password, counted before they are checked, so that nobody tries more often by asking all at once.

Failures are counted by the name typed, whether there is such an account or not, and by the address; what is answered and how
long it takes is the same for a wrong name, a wrong password and a closed account.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from pyotp.totp import TOTP
from sqlalchemy import Engine, select, update

from data.write.accounts import change_password, name_of
from data.write.actor import Actor
from data.write.audit import note
from data.write.lockouts import count_attempt, forget_attempt, keys_of, lock_if_many, locked
from data.write.passwords import is_right
from data.write.sessions import begin, end, go_on, renew, touch
from data.write.text import clean
from queries.access import read_rules
from queries.accounts import Account, find_outside, read_accounts, read_session
from queries.database import reading, writing
from queries.schema import accounts

AT_ONCE = BoundedSemaphore(2)
"""Checks at the same time: each takes 19 MB."""
STEP = 30
"""Seconds that a 动态口令 holds; one before and one after are taken too."""


STRANGER = "未登录"
"""The unit of whoever failed to say which account is theirs. What was typed is not on record: it may be a password."""


@dataclass(frozen=True)
class Outcome:
    """token: of the session that begins, None where it does not; words: why not."""

    token: str | None = None
    words: str = ""


def sign_in(engine: Engine, name: str, password: str, *, address: str, at: datetime) -> Outcome:
    """A session for the right password. Raises DatabaseFault."""
    keys = keys_of(name, address)
    with writing(engine) as connection:
        rules = read_rules(connection)
        until = count_attempt(connection, keys, rules, at)
    if until:
        return Outcome(words=locked(until))
    with reading(engine) as connection:
        found = connection.execute(select(accounts.c.id, accounts.c.password).where(accounts.c.name == name_of(name))).first()
    with AT_ONCE:
        right = is_right(found.password if found else None, password)
    with writing(engine) as connection:
        account = read_accounts(connection).get(found.id) if found and right else None
        if account is None or not account.is_open:
            words = lock_if_many(connection, keys, rules, at)
            known = read_accounts(connection).get(found.id) if found else None
            who = actor_of(known, address) if known else Actor(STRANGER, address=address)
            note(connection, who, "sign-in", at=at, what=f"账号 {known.name}" if known else "没有的账号", outcome="failed",
                 details=words)
            return Outcome(words=words)
        forget_attempt(connection, keys)
        return Outcome(begin(connection, actor_of(account, address), account.id, at))


def give_code(engine: Engine, token: str, code: str, *, address: str, at: datetime) -> Outcome:
    """The next token of a session that waits for its 动态口令 (token: SHA-256), for a code that was not used before."""
    with writing(engine) as connection:
        rules, session = read_rules(connection), read_session(connection, token)
        account = session and read_accounts(connection).get(session.account_id)
        if session is None or account is None or session.stage != "code":
            return Outcome(words="登录已经过时，请重新登录。")
        keys = keys_of(account.name, address)
        if until := count_attempt(connection, keys, rules, at):
            return Outcome(words=locked(until))
        row = connection.execute(select(accounts.c.totp, accounts.c.totp_used).where(accounts.c.id == account.id)).one()
        step = step_of(row.totp, code, at)
        if step is None or step <= (row.totp_used or 0):
            words = lock_if_many(connection, keys, rules, at, "动态口令不对，或已经用过。请等下一个")
            note(connection, actor_of(account, address), "sign-in", at=at, what=f"账号 {account.name}", outcome="failed",
                 details=words)
            return Outcome(words=words)
        connection.execute(update(accounts).where(accounts.c.id == account.id).values(totp_used=step))
        forget_attempt(connection, keys)
        return Outcome(go_on(connection, actor_of(account, address), token, at))


def step_of(key: str, code: str, at: datetime) -> int | None:
    """Which step of time the code belongs to: this one, the one before or the one after; None for no such."""
    now, typed = int(at.timestamp()) // STEP, code.strip().encode()
    return next((step for step in (now, now - 1, now + 1)
                 if hmac.compare_digest(TOTP(key).at(step * STEP).encode(), typed)), None)


def actor_of(account: Account, address: str | None) -> Actor:
    """Who writes when this account is signed in."""
    return Actor(account.unit, account.grants, account.name, address, "page")


def let_in(engine: Engine, outside: str, *, address: str, at: datetime) -> Outcome:
    """A session for whom the 统一身份 has made sure of; its name must be bound to an open account."""
    with writing(engine) as connection:
        account = read_accounts(connection).get(find_outside(connection, outside) or 0)
        if account is None or not account.is_open:
            note(connection, Actor(STRANGER, address=address), "sign-in", at=at, what=f"统一身份 {outside}", outcome="failed",
                 details="没有绑定账号，或账号已停用")
            return Outcome(words=f"统一身份“{clean(outside)[:60]}”在这里没有账号，或账号已停用。请找系统管理员。")
        return Outcome(begin(connection, actor_of(account, address), account.id, at, known=True))


def choose_password(engine: Engine, account: Account, token: str, present: str, password: str, *, address: str, at: datetime
                    ) -> Outcome:
    """A new password that one chooses oneself, the present one being said again; all sessions end, and one begins anew. Raises
    Refused (password)."""
    with reading(engine) as connection:
        kept = connection.execute(select(accounts.c.password).where(accounts.c.id == account.id)).scalar()
    keys = keys_of(account.name, address)
    with writing(engine) as connection:
        if until := count_attempt(connection, keys, read_rules(connection), at):
            return Outcome(words=locked(until))
    with AT_ONCE:
        right = is_right(kept, present)
    with writing(engine) as connection:
        session = read_session(connection, token)
        if not right or session is None:
            return Outcome(words=lock_if_many(connection, keys, read_rules(connection), at, "现在的密码不对"))
        forget_attempt(connection, keys)
    with writing(engine) as connection:  # what is refused here takes back no more than itself
        actor = actor_of(account, address)
        change_password(connection, actor, account.id, password, at)
        return Outcome(renew(connection, actor, account.id, at))


def sign_out(engine: Engine, account: Account, token: str, *, address: str, at: datetime) -> None:
    with writing(engine) as connection:
        end(connection, actor_of(account, address), token, at)


def stay(engine: Engine, account: Account, token: str, *, address: str, at: datetime) -> None:
    """Notes that a session is in use."""
    with writing(engine) as connection:
        touch(connection, actor_of(account, address), token, at)

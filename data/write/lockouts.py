"""What is counted of those who fail to sign in: by the name typed, whether there is such an account or not, and by address."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.settings import hold_writers
from data.write.text import clean
from queries.access import Rules
from queries.schema import lockouts


def keys_of(name: str, address: str) -> tuple[str, str]:
    """What failures are counted under. Hashes, for people type passwords into the wrong field."""
    return (hashlib.sha256(f"name:{clean(name).lower()}".encode()).hexdigest(),
            hashlib.sha256(f"address:{address}".encode()).hexdigest())


def unlock(connection: Connection, actor: Actor, typed: str, at: datetime) -> None:
    """Forgets the failures counted for an account's name or an address."""
    permit(connection, actor, "accounts")
    connection.execute(delete(lockouts).where(lockouts.c.key.in_(keys_of(typed, typed))))
    note(connection, actor, "accounts", at=at, what=f"解锁 {clean(typed)}")


def count_attempt(connection: Connection, keys: tuple[str, str], rules: Rules, at: datetime) -> datetime | None:
    """Counts an attempt against each key; None, or until when one of them is locked."""
    hold_writers(connection)
    window = timedelta(minutes=rules.lock_minutes)
    connection.execute(delete(lockouts).where(lockouts.c.failed_at < at - window))
    known = {row.key: row for row in connection.execute(select(lockouts).where(lockouts.c.key.in_(keys)))}
    for row in known.values():
        if row.failures >= rules.lock_failures:
            return row.locked_until or row.failed_at + window
    for key in dict.fromkeys(keys):
        if key in known:
            connection.execute(update(lockouts).where(lockouts.c.key == key).values(
                failures=known[key].failures + 1, failed_at=at))
        else:
            connection.execute(insert(lockouts).values(key=key, failures=1, failed_at=at))
    return None


def forget_attempt(connection: Connection, keys: tuple[str, str]) -> None:
    """A success ends what is counted against the name; against the address only this attempt is, for whoever knows one account
    might try others from there."""
    name, address = keys
    connection.execute(delete(lockouts).where(lockouts.c.key == name))
    connection.execute(update(lockouts).where(lockouts.c.key == address).values(failures=lockouts.c.failures - 1))


def lock_if_many(connection: Connection, keys: tuple[str, str], rules: Rules, at: datetime,
                 wrong: str = "账号或密码不对，或者账号已停用") -> str:
    """Locks what has failed too often; says what is wrong, and how long it is locked."""
    until = at + timedelta(minutes=rules.lock_minutes)
    many = lockouts.c.failures >= rules.lock_failures
    held = connection.execute(select(lockouts.c.key).where(lockouts.c.key.in_(keys), many)).all()
    connection.execute(update(lockouts).where(lockouts.c.key.in_(keys), many).values(locked_until=until))
    return locked(until) if held else f"{wrong}。连续错 {rules.lock_failures} 次，锁定 {rules.lock_minutes} 分钟。"


def locked(until: datetime) -> str:
    return f"错的次数太多，已锁定到 {until:%H:%M}。到时再试，或请系统管理员解锁。"

"""Accounts: made, closed, opened again, bound to a name of the 统一身份. Nobody deletes one: the record names it."""

import re
from datetime import datetime

from pyotp.totp import TOTP
from sqlalchemy import Connection, delete, insert, select, update

from data.write.access import raise_access_version
from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import insert_one
from data.write.errors import NotThere, Refused
from data.write.passwords import keep, why_not
from data.write.text import clean, length_of
from queries.access import read_rules
from queries.accounts import read_accounts
from queries.schema import accounts, old_passwords, regions, sessions

NAME = re.compile(r"[a-z0-9一-鿿][a-z0-9一-鿿._-]{1,31}")


def name_of(typed: str) -> str:
    """An account's name as it is kept: how it is written, large or small, wide or narrow, makes no other."""
    return clean(typed).lower()


def make_account(connection: Connection, actor: Actor, *, name: str, region_id: int, post: str, password: str, at: datetime,
                 must_change: bool = True) -> int:
    """A new account of a unit and a post, without a grant. Returns its number.

    password: its first one, which must be changed unless its own holder just chose it. Raises Refused by field (name, unit,
    post, password), NotPermitted.
    """
    permit(connection, actor, "accounts")
    raise_access_version(connection)
    name, post, wrong = name_of(name), clean(post), {}
    if not NAME.fullmatch(name):
        wrong["name"] = "账号名用 2 到 32 个小写字母、数字、汉字、点、横线，如 suixian-tongji；不用个人姓名。"
    elif connection.execute(select(accounts.c.id).where(accounts.c.name == name)).first():
        wrong["name"] = f"已经有账号“{name}”了。"
    if not connection.execute(select(regions.c.id).where(regions.c.id == region_id)).first():
        wrong["unit"] = "没有这个单位。"
    if not post or len(post) > (length_of(accounts.c.post) or 0):
        wrong["post"] = "请填岗位，如“统计岗”，不超过 32 个字；不写个人姓名。"
    if reason := why_not(password, name, read_rules(connection), []):
        wrong["password"] = reason
    if wrong:
        raise Refused(**wrong)
    made = insert_one(connection, accounts, name=name, region_id=region_id, post=post, state="open", password=keep(password),
                      must_change=must_change, exact=True, made_at=at, changed_at=at)
    note(connection, actor, "accounts", at=at, what=f"建账号 {name}", region_ids=[region_id], details=f"岗位：{post}")
    return made


def close_account(connection: Connection, actor: Actor, account_id: int, at: datetime) -> None:
    """Nobody can sign in with it any more, and who is in is out. Raises Refused for the last open 系统管理员 or 安全管理员."""
    permit(connection, actor, "accounts")
    raise_access_version(connection)
    refuse_last(connection, account_id)
    _change(connection, actor, account_id, "停用", at, state="closed")
    connection.execute(delete(sessions).where(sessions.c.account_id == account_id))


def open_account(connection: Connection, actor: Actor, account_id: int, at: datetime) -> None:
    """The same account again, with its grants and its password."""
    permit(connection, actor, "accounts")
    raise_access_version(connection)
    _change(connection, actor, account_id, "启用", at, state="open")


def _change(connection: Connection, actor: Actor, account_id: int, words: str, at: datetime, act: str = "accounts",
            **values) -> None:
    """Changes an account and puts it on record."""
    account = the_account(connection, account_id)
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
    note(connection, actor, act, at=at, what=f"账号 {account.name} {words}", region_ids=[account.region_id])


def bind_outside(connection: Connection, actor: Actor, account_id: int, outside: str, at: datetime) -> None:
    """Has a name of the 统一身份 lead to the account; "" for none. Raises Refused where it leads to another already."""
    permit(connection, actor, "accounts")
    raise_access_version(connection)
    outside = clean(outside)
    if len(outside) > (length_of(accounts.c.outside) or 0):
        raise Refused(outside="统一身份里的名字太长，不超过 200 个字。")
    held = connection.execute(select(accounts.c.name).where(accounts.c.outside == outside,
                                                            accounts.c.id != account_id)).scalar()
    if held:
        raise Refused(outside=f"统一身份“{outside}”已经绑定到账号“{held}”。")
    connection.execute(delete(sessions).where(sessions.c.account_id == account_id))
    _change(connection, actor, account_id, f"绑定统一身份 {outside}" if outside else "不再绑定统一身份", at,
            outside=outside or None)


def give_password(connection: Connection, actor: Actor, account_id: int, password: str, at: datetime) -> None:
    """A password that an administrator gives: to be changed at once; who is in is out. Raises Refused (password), also for
    the own account: it would end before the password is read."""
    permit(connection, actor, "accounts")
    if the_account(connection, account_id).name == actor.account:
        raise Refused(password="自己的密码不在这里重设，请点“改密码”。")
    raise_access_version(connection)
    _put_password(connection, actor, account_id, password, at, must_change=True)


def change_password(connection: Connection, actor: Actor, account_id: int, password: str, at: datetime) -> None:
    """One's own password. All sessions of the account end. Raises Refused (password), also where it is another's account."""
    account = the_account(connection, account_id)
    if actor.account != account.name:
        raise Refused("只能改自己的密码。")
    raise_access_version(connection)
    _put_password(connection, actor, account_id, password, at, must_change=False)


def _put_password(connection: Connection, actor: Actor, account_id: int, password: str, at: datetime, must_change: bool
                  ) -> None:
    account, rules = the_account(connection, account_id), read_rules(connection)
    present = connection.execute(select(accounts.c.password).where(accounts.c.id == account_id)).scalar()
    older = select(old_passwords.c.id, old_passwords.c.password).where(
        old_passwords.c.account_id == account_id).order_by(old_passwords.c.id.desc())
    used = [*([present] if present else []), *(row.password for row in connection.execute(older))]
    if reason := why_not(password, account.name, rules, used[:rules.password_kept]):
        raise Refused(password=reason)
    if present:
        connection.execute(insert(old_passwords).values(account_id=account_id, password=present))
    gone = [row.id for row in connection.execute(older)][max(rules.password_kept - 1, 0):]
    connection.execute(delete(old_passwords).where(old_passwords.c.id.in_(gone)))
    connection.execute(delete(sessions).where(sessions.c.account_id == account_id))
    _change(connection, actor, account_id, "由管理员重设密码" if must_change else "改密码", at, "password",
            password=keep(password), must_change=must_change, changed_at=at)


def link_of(name: str, key: str) -> str:
    """What a phone's app for codes takes an account's key from, as a picture (otpauth://…)."""
    return TOTP(key).provisioning_uri(name=name, issuer_name="巾帼行动看板")


def set_totp(connection: Connection, actor: Actor, account_id: int, key: str | None, at: datetime) -> None:
    """Has the account sign in with 动态口令 from now on, by its key; None: without. Whoever is in with it is out, but one who
    does so for the own account: else the key, which is shown once, would be shown to nobody."""
    permit(connection, actor, "accounts")
    raise_access_version(connection)
    if the_account(connection, account_id).name != actor.account:
        connection.execute(delete(sessions).where(sessions.c.account_id == account_id))
    _change(connection, actor, account_id, "用动态口令" if key else "不用动态口令", at, totp=key, totp_used=None)


def the_account(connection: Connection, account_id: int):
    """The account of that number. Raises NotThere."""
    found = read_accounts(connection).get(account_id)
    if found is None:
        raise NotThere("没有这个账号。")
    return found


def refuse_last(connection: Connection, account_id: int, roles: tuple[str, ...] = ("system", "security")) -> None:
    """Raises Refused where nobody else who can sign in would hold a role that this account holds."""
    every = read_accounts(connection)
    for role, word in (("system", "系统管理员"), ("security", "安全管理员")):
        if role in roles and account_id in every and every[account_id].holds(role) and not any(
                one.is_open and one.holds(role) for one in every.values() if one.id != account_id):
            raise Refused(f"这是最后一个{word}，停用或收回以后就没有人能管了。请先让另一个账号担任。")

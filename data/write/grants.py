"""授权: which role an account holds in which region, and whether it sees 敏感数. 三员 (系统、安全、审计) are three people without
a business role, unless the office has switched that off."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from data.write.access import raise_access_version
from data.write.accounts import refuse_last, the_account
from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.errors import Refused
from queries.access import read_rules
from queries.roles import KEEPERS, ROLES
from queries.schema import accounts, grants, regions


def grant(connection: Connection, actor: Actor, account_id: int, role: str, region_id: int, at: datetime) -> None:
    """Gives the account a role in a region and everything below it. Raises Refused by field (role, region), NotPermitted."""
    permit(connection, actor, "grants")
    raise_access_version(connection)
    account = the_account(connection, account_id)
    if role not in ROLES:
        raise Refused(role=f"没有“{role}”这个角色。有：{'、'.join(f'{key}（{word}）' for key, word in ROLES.items())}。")
    if actor.account == account.name:
        raise Refused(role="不能给自己授权，请另一位安全管理员来做。")
    above = connection.execute(select(regions.c.parent_id).where(regions.c.id == region_id)).all()
    if not above:
        raise Refused(region="没有这个地区。")
    if role in KEEPERS and above[0][0] is not None:
        raise Refused(region=f"{ROLES[role]}管整个系统，只能授到最上一级。")
    if read_rules(connection).three_admins:
        _refuse_mixed(account.grants, role)
    if (role, region_id) not in account.grants:
        connection.execute(insert(grants).values(account_id=account_id, role=role, region_id=region_id, given_at=at))
    both = "" if read_rules(connection).three_admins else "三员分立已关"
    note(connection, actor, "grants", at=at, what=f"账号 {account.name} 任{ROLES[role]}", region_ids=[region_id], details=both)


def _refuse_mixed(held: frozenset[tuple[str, int]], role: str) -> None:
    other = next((one for one, _ in held if one != role and (role in KEEPERS or one in KEEPERS)), None)
    if other:
        raise Refused(role=f"三员分立：这个账号已是{ROLES[other]}，不能再任{ROLES[role]}。"
                           "小单位确要一人兼任，由系统管理员把“三员分立”关掉，审计记录会写明。")


def revoke(connection: Connection, actor: Actor, account_id: int, role: str, region_id: int, at: datetime) -> None:
    """Takes a role in a region away. Raises Refused where the account does not hold it, or is the last who does."""
    permit(connection, actor, "grants")
    raise_access_version(connection)
    account = the_account(connection, account_id)
    if (role, region_id) not in account.grants:
        raise Refused(role="没有这项授权。")
    if not any(one == role and region != region_id for one, region in account.grants):
        refuse_last(connection, account_id, (role,))
    connection.execute(delete(grants).where(grants.c.account_id == account_id, grants.c.role == role,
                                            grants.c.region_id == region_id))
    note(connection, actor, "grants", at=at, what=f"账号 {account.name} 不再任{ROLES.get(role, role)}", region_ids=[region_id])


def show_exact(connection: Connection, actor: Actor, account_id: int, exact: bool, at: datetime) -> None:
    """Takes 敏感数 away from an account, or gives them back: what its roles allow."""
    permit(connection, actor, "grants")
    raise_access_version(connection)
    account = the_account(connection, account_id)
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(exact=exact))
    note(connection, actor, "grants", at=at, what=f"账号 {account.name} {'可看' if exact else '不看'}敏感数",
         region_ids=[account.region_id])

"""Accounts from the command line, for whoever has the database: the first administrators, and the way back in."""

import sys
from collections.abc import Callable

import pyotp
from sqlalchemy import Connection

from data import clock
from data.command import Parser, say
from data.write import access, accounts, grants, lockouts
from data.write.actor import Actor, alone
from data.write.errors import NotWritten
from data.write.passwords import new_password
from queries.access import WORDS, read_rules
from queries.accounts import list_accounts, list_grants, read_accounts
from queries.database import DatabaseFault, open_engine, writing
from queries.fault_words import said
from queries.regions import list_names, list_regions
from queries.roles import ROLES


def _region(connection: Connection, typed: str) -> int:
    """The region that a code or a name means; a unit's name too."""
    nodes, names = list_regions(connection), list_names(connection)
    place = typed.strip().removesuffix("妇联")
    found = (nodes.index[(nodes["code"] == place) | (nodes["name"] == place)].tolist()
             or names.index[names["name"] == place].tolist())
    if len(found) != 1:
        raise NotWritten(f"{'没有' if not found else '不止一个'}叫“{typed}”的地区，请写区划代码，如 411422。")
    return int(found[0])


def _account(connection: Connection, typed: str) -> int:
    name = accounts.name_of(typed)
    found = next((one.id for one in read_accounts(connection).values() if one.name == name), None)
    if found is None:
        raise NotWritten(f"没有账号“{typed}”。看有哪些：python -m data.accounts list")
    return found


def add(connection: Connection, actor: Actor, wanted) -> str:
    region, password = _region(connection, wanted.unit), new_password()
    made = accounts.make_account(connection, actor, name=wanted.name, region_id=region, post=wanted.post, password=password,
                                 at=clock.now())
    for role in wanted.role or []:
        grants.grant(connection, actor, made, role, region, clock.now())
    return f"已建账号 {accounts.name_of(wanted.name)}，初始密码：{password}（只显示这一次，第一次登录后须改）。"


def show(connection: Connection, _actor: Actor, _wanted) -> str:
    given = {account: "、".join(f"{ROLES[role]}（{region}）" for role, region in zip(part["role"], part["region"], strict=True))
             for account, part in list_grants(connection).groupby("account_id")}
    lines = ["\t".join((row.name, row.unit, row.post, "在用" if row.state == "open" else "停用",
                        given.get(row.id, "没有授权"))) for row in list_accounts(connection).itertuples()]
    return "\n".join(lines) or "还没有账号：现在是单机方式。"


def disable(connection: Connection, actor: Actor, wanted) -> str:
    accounts.close_account(connection, actor, _account(connection, wanted.name), clock.now())
    return f"账号 {wanted.name} 已停用，已登录的也已退出。"


def enable(connection: Connection, actor: Actor, wanted) -> str:
    accounts.open_account(connection, actor, _account(connection, wanted.name), clock.now())
    return f"账号 {wanted.name} 已启用。"


def give_password(connection: Connection, actor: Actor, wanted) -> str:
    password = new_password()
    accounts.give_password(connection, actor, _account(connection, wanted.name), password, clock.now())
    return f"账号 {wanted.name} 的新密码：{password}（只显示这一次，登录后须改）。"


def grant(connection: Connection, actor: Actor, wanted) -> str:
    account, region = _account(connection, wanted.name), _region(connection, wanted.region)
    grants.grant(connection, actor, account, wanted.role, region, clock.now())
    return f"账号 {wanted.name} 现在是{wanted.region}的{ROLES[wanted.role]}。"


def revoke(connection: Connection, actor: Actor, wanted) -> str:
    account, region = _account(connection, wanted.name), _region(connection, wanted.region)
    grants.revoke(connection, actor, account, wanted.role, region, clock.now())
    return f"账号 {wanted.name} 不再是{wanted.region}的{ROLES.get(wanted.role, wanted.role)}。"


def unlock(connection: Connection, actor: Actor, wanted) -> str:
    lockouts.unlock(connection, actor, wanted.name, clock.now())
    return f"{wanted.name} 已解锁。"


def bind(connection: Connection, actor: Actor, wanted) -> str:
    accounts.bind_outside(connection, actor, _account(connection, wanted.name), wanted.outside, clock.now())
    if not wanted.outside:
        return f"账号 {wanted.name} 不再绑定统一身份。"
    return f"统一身份“{wanted.outside}”登录后就是账号 {wanted.name}。"


def totp(connection: Connection, actor: Actor, wanted) -> str:
    account, key = _account(connection, wanted.name), None if wanted.off else pyotp.random_base32()
    accounts.set_totp(connection, actor, account, key, clock.now())
    if key is None:
        return f"账号 {wanted.name} 不再用动态口令。"
    return (f"账号 {wanted.name} 登录时要填动态口令。在手机的口令应用里输入密钥：{key}（只显示这一次），"
            f"或打开：{accounts.link_of(accounts.name_of(wanted.name), key)}")


def set_rule(connection: Connection, actor: Actor, wanted) -> str:
    if wanted.setting is None:
        rules = read_rules(connection)
        return "\n".join(f"{name}\t{getattr(rules, name)}\t{word}" for name, word in WORDS.items())
    access.set_rule(connection, actor, wanted.setting, wanted.value or "", clock.now())
    return f"{WORDS[wanted.setting]}：{wanted.value}。"


NAME = ("name", {"metavar": "账号"})
ROLE, REGION = ("role", {"choices": ROLES, "metavar": "角色"}), ("region", {"metavar": "地区"})
COMMANDS: dict[str, tuple[str, Callable[..., str], list]] = {
    "add": ("建账号", add, [NAME, ("--unit", {"required": True, "metavar": "单位", "help": "区划代码，或单位名称，如 睢县妇联"}),
                         ("--post", {"required": True, "metavar": "岗位", "help": "如 统计岗；不写个人姓名"}),
                         ("--role", {"action": "append", "choices": ROLES, "metavar": "角色",
                                     "help": "在本单位的角色；可以写几次"})]),
    "list": ("列出账号和授权", show, []), "disable": ("停用账号", disable, [NAME]), "enable": ("启用账号", enable, [NAME]),
    "password": ("重设密码", give_password, [NAME]), "grant": ("授权", grant, [NAME, ROLE, REGION]),
    "revoke": ("收回授权", revoke, [NAME, ROLE, REGION]),
    "unlock": ("解锁账号或地址", unlock, [("name", {"metavar": "账号或地址"})]),
    "bind": ("绑定统一身份", bind, [NAME, ("outside", {"metavar": "统一身份里的名字", "nargs": "?", "default": ""})]),
    "totp": ("用动态口令", totp, [NAME, ("--off", {"action": "store_true", "help": "不再用"})]),
    "set": ("看或改登录的设置", set_rule, [("setting", {"metavar": "设置", "nargs": "?"}),
                                        ("value", {"metavar": "值", "nargs": "?"})])}


def main(arguments: list[str] | None = None) -> int:
    parser = Parser(prog="python -m data.accounts", description="账号与权限。角色：" + "，".join(
        f"{key} {word}" for key, word in ROLES.items()))
    below = parser.add_subparsers(dest="command", required=True, metavar="做什么", parser_class=Parser)
    for name, (words, _, options) in COMMANDS.items():
        one = below.add_parser(name, help=words, description=words)
        for option, given in options:
            one.add_argument(option, **given)
    wanted = parser.parse_args(arguments)
    try:
        with writing(open_engine(must_exist=True)) as connection:
            words = COMMANDS[wanted.command][1](connection, alone("本机命令", way="command"), wanted)
    except NotWritten as error:
        say(f"没有完成：{error}", to=sys.stderr)
        return 1
    except DatabaseFault as fault:
        say(f"没有完成：{said(fault.reason)}详情：{fault.detail}", to=sys.stderr)
        return 1
    say(*words.split("\n"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The rules of access, as the settings table has them: numbers that offices vary, each with what it is where nobody set it."""

from dataclasses import dataclass, fields, replace

from sqlalchemy import Connection

from queries.database import read_settings

CHOICES = {"look": {"account": "登录后才能看", "anyone": "不登录也能看，登录后才能改"},
           "county_sees": {"all": "各县都看得到", "total": "只看本县和全市合计", "own": "只看本县"},
           "review": {"accounts": "县级账号报来的先审核再导入", "always": "单机也审核：县级单位报来的都先审核",
                      "never": "不审核，直接导入"},
           "unreviewed": {"hidden": "审核通过以前不显示", "shown": "显示，标“未审”，不计入各数"}}
"""Settings that are one of a few words, and what each means."""
YES_OR_NO = ("three_admins",)
WORDS = {"look": "谁能看", "county_sees": "县级账号看得到什么", "review": "报送要不要审核",
         "unreviewed": "待审的数显示不显示",
         "three_admins": "三员分立（1 是，0 否）",
         "password_length": "密码至少几个字符", "password_kinds": "密码至少几种字符（大写、小写、数字、符号）",
         "password_kept": "最近几个用过的密码不能再用", "password_days": "密码几天须换一次（0 为不限）",
         "lock_failures": "连续错几次锁定", "lock_minutes": "锁定几分钟", "idle_minutes": "几分钟不操作就退出",
         "session_hours": "登录一次最长几小时"}
LIMITS = {"password_length": (8, 64), "password_kinds": (1, 4), "password_kept": (0, 24), "password_days": (0, 3650),
          "lock_failures": (3, 100), "lock_minutes": (1, 1440), "idle_minutes": (5, 720), "session_hours": (1, 24),
          "three_admins": (0, 1)}
"""Numbers, and between what they may be set."""


@dataclass(frozen=True)
class Rules:
    """The settings of access; `version` is raised by every change to an account, a grant or an ended session."""

    version: int = 0
    look: str = "account"
    county_sees: str = "all"
    review: str = "accounts"
    unreviewed: str = "hidden"
    three_admins: int = 1
    password_length: int = 8
    password_kinds: int = 3
    password_kept: int = 5
    password_days: int = 90
    lock_failures: int = 5
    lock_minutes: int = 15
    idle_minutes: int = 30
    session_hours: int = 12


def key_of(name: str) -> str:
    """What the settings table calls it."""
    return f"access_{name}"


def read_rules(connection: Connection) -> Rules:
    """The rules in force; what is set and cannot be is as if it were not set."""
    kept = read_settings(connection)
    said = {field.name: kept.get(key_of(field.name), "") for field in fields(Rules)}
    rules = Rules()
    return replace(rules, **{name: type(getattr(rules, name))(text) for name, text in said.items() if is_allowed(name, text)})


def is_allowed(name: str, text: str) -> bool:
    """Whether the setting may be this."""
    if name in CHOICES:
        return text in CHOICES[name]
    least, most = LIMITS.get(name, (0, 2**62))
    return text.isascii() and text.isdigit() and len(text) < 18 and least <= int(text) <= most

"""Passwords: what one must be like, and how it is kept (argon2id). Checking one takes the same work whether there is one."""

import secrets
import string

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.write.text import UNSEEN
from queries.access import Rules

HASHER = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
"""19 MB and three rounds: some 40 ms on an old machine, and an office of thirty may come at once."""
NOBODY = "$argon2id$v=19$m=19456,t=3,p=1$wfBl/LKsrC7j3yVO+SwiiQ$TG5jFwuCQxYA3shR9SD8DdC+Q5dbavlvvXl3PccdoeQ"
"""Of no account: what is typed for a name that there is not is checked against it."""
LONGEST = 128
LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


def new_password() -> str:
    """One to be read out or copied by hand and changed at once: 12 letters and digits, none of which looks like another."""
    while True:
        made = "".join(secrets.choice(LETTERS) for _ in range(12))
        if any(one.isupper() for one in made) and any(one.islower() for one in made) and any(one.isdigit() for one in made):
            return f"{made[:4]}-{made[4:8]}-{made[8:]}"


def keep(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Whether it is the password that was kept; one check's work, whatever the answer."""
    try:
        right = HASHER.verify(kept or NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def kinds(password: str) -> int:
    """How many of 大写、小写、数字、其他 it has."""
    return len({"upper" if one.isupper() else "lower" if one.islower() else "digit" if one.isdigit() else "other"
                for one in password})


def why_not(password: str, name: str, rules: Rules, used: list[str]) -> str:
    """Why it may not be an account's password; "" where it may. used: what is kept of the last ones, the present one first."""
    if len(password) < rules.password_length:
        return f"密码太短，至少 {rules.password_length} 个字符。"
    if len(password) > LONGEST:
        return f"密码太长，最多 {LONGEST} 个字符。"
    if UNSEEN.search(password) or password != password.strip():
        return "密码里有看不见的字符，或头尾有空格。"
    if kinds(password) < rules.password_kinds:
        return f"密码太简单，大写字母、小写字母、数字、符号至少要有 {rules.password_kinds} 种。"
    if len(name) > 2 and name.lower() in password.lower():
        return "密码里不要有账号名。"
    if any(is_right(old, password) for old in used):
        return f"这个密码最近用过，不能与最近 {rules.password_kept} 个相同。"
    return ""

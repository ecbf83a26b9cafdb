"""Codes of new units (统计用区划代码): as long as their level asks for, beginning with the code of what they lie in, never used
before.

A county or zone below a city has six digits, the first four the city's; a zone that is given none has the first free of 71 to 80,
where the national list keeps 功能区. A township has its county's six and three of its own (001 on 街道, 100 on 镇, 200 on 乡),
a village its township's nine and three of its own (001 on 居委会, 200 on 村委会). Proposed is the one that a unit had at the end
of its old code, where it is free, else the next after the last of its kind.
"""

import re

from sqlalchemy import Connection, select

from data.write.errors import Refused
from data.write.tree.acts import ZONE
from queries.schema import regions

DIGITS = {"county": 6, "township": 9, "village": 12}
STEMS = {"province": 2, "city": 4, "county": 6, "township": 9}
"""How much of a region's code all below it begins with."""
FIRST = {"街道": 1, "镇": 100, "乡": 200, "居委会": 1, "村委会": 200, ZONE: 71}
ZONES_END = 81
"""From 81 on are cities of a county's rank (县级市)."""
LEVEL_BELOW = {"province": "city", "city": "county", "county": "township", "township": "village"}


def stem(code: str, level: str) -> str:
    return code[:STEMS[level]]


def check_code(connection: Connection, code: str, level: str, parent, taken: dict[str, str]) -> None:
    """Raises Refused (field code) for a code that the unit may not have. taken: codes given out in the same change."""
    begin, length = stem(parent["code"], parent["level"]), DIGITS[level]
    if not re.fullmatch(rf"[0-9]{{{length}}}", code):
        raise Refused(code=f"代码“{code[:20]}”要是 {length} 位数字，如 {begin + '0' * (length - len(begin) - 1) + '1'}。")
    if not code.startswith(begin):
        raise Refused(code=f"代码 {code} 要以{parent['name']}的 {begin} 开头。")
    held = taken.get(code) or connection.scalar(select(regions.c.name).where(regions.c.code == code))
    if held:
        raise Refused(code=f"代码 {code} 已是{held}的，停用了的也不能再用，请另填一个，或留空由程序排一个。")


def propose(connection: Connection, level: str, parent, kind: str | None, taken: dict[str, str], like: str = "") -> str:
    """The code of a unit that is given none; like: the one it had. Raises Refused where there is none left."""
    begin, length = stem(parent["code"], parent["level"]), DIGITS[level]
    own = length - len(begin)
    held = select(regions.c.code).where(regions.c.level == level, regions.c.code.startswith(begin))
    used = {code for code in (*taken, *connection.execute(held).scalars()) if code.startswith(begin) and len(code) == length}
    if len(like) == length and (same := begin + like[-own:]) not in used:
        return same
    least, most = FIRST.get(kind or "", 1), 10 ** own
    if kind == ZONE and (free := [number for number in range(least, ZONES_END) if f"{begin}{number:0{own}d}" not in used]):
        return f"{begin}{free[0]:0{own}d}"
    top = (least // 100 + 1) * 100 if own == 3 else most
    mine = sorted(number for code in used if least <= (number := int(code[len(begin):])) < top)
    last = mine[-1] + 1 if mine else least
    for number in (*range(last, top), *range(least, top), *range(1, most)):
        if begin + f"{number:0{own}d}" not in used:
            return begin + f"{number:0{own}d}"
    raise Refused(code=f"{parent['name']}以 {begin} 开头的代码都用完了，请先与民政部门确定代码。")

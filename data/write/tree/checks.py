"""What may not be done to the tree, in plain words: what, where, why, and what to do instead."""

import pandas as pd
from sqlalchemy import Connection, func, or_, select

from data.write.bulk import read_by_ids
from data.write.errors import Refused
from data.write.tree.plan import WORDS, Plan
from queries.periods import fits
from queries.schema import observations, region_closure, region_successions, regions, targets


def check_period(period: int) -> None:
    if not fits(period, "monthly"):
        raise Refused(period=f"“{period}”不是年月，要写成六位，如 202607，表示从2026年7月起。")


def month(period: int) -> str:
    return f"{period // 100}年{period % 100}月"


def check_open(plan: Plan, number: int, word: str) -> dict:
    """The region, which has to be in use at the month and not to end. word: what is to be done with it."""
    row = plan.row(number)
    if row["parent_id"] is None:
        raise Refused(region=f"{row['name']}是本系统的根地区，不能{word}。")
    if row["valid_to"] is not None:
        where = _where(plan.connection, number)
        raise Refused(region=f"{row['name']}（{row['code']}）从{month(row['valid_to'])}起已经停用{where}，不能{word}。"
                             "写错了的，请先在“修改记录”里撤销那一次。")
    if row["valid_from"] is not None and row["valid_from"] >= plan.period:
        raise Refused(period=f"{row['name']}从{month(row['valid_from'])}才起用，{word}要晚于这个月。")
    return row


def _where(connection: Connection, number: int) -> str:
    names = connection.execute(select(regions.c.name).join(
        region_successions, region_successions.c.to_id == regions.c.id).where(
        region_successions.c.from_id == number)).scalars().all()
    return f"（已归{'、'.join(names)}）" if names else ""


def check_alike(plan: Plan, one: dict, into: dict) -> None:
    if one["id"] == into["id"]:
        raise Refused(region=f"{one['name']}不能并入它自己，请另选一个。")
    if one["level"] != into["level"]:
        raise Refused(region=f"{one['name']}是{WORDS[one['level']]}，{into['name']}是{WORDS[into['level']]}，"
                             "不同级的不能合并。要改隶属关系请用“划转”。")
    key = "county_id" if one["level"] in ("township", "village") else "parent_id"
    same = one[key] == into[key]
    if not same:
        here, there = (_above(plan, row) for row in (one, into))
        across = "县" if one["level"] != "county" else "市"
        raise Refused(region=f"{one['name']}在{here}，{into['name']}在{there}，跨{across}不能合并。"
                             "请先把它划转过去，再合并。")


def _above(plan: Plan, row: dict) -> str:
    above = row["county_id"] if row["level"] != "county" else row["parent_id"]
    return plan.row(above or row["parent_id"])["name"]


def check_order(plan: Plan, numbers: list[int]) -> None:
    """What happens later has to be taken back before anything is put before it."""
    row = plan.connection.execute(select(region_successions.c.period, regions.c.name).join(
        regions, regions.c.id == region_successions.c.to_id).where(
        region_successions.c.period > plan.period, or_(region_successions.c.from_id.in_(numbers),
                                                       region_successions.c.to_id.in_(numbers)))).first()
    if row:
        raise Refused(period=f"{row.name}在{month(row.period)}已有变动，这次不能早于它。请改年月，或先撤销那一次。")


def check_ended(plan: Plan) -> None:
    """Raises Refused where a unit that ends has figures of the month or later."""
    closed = pd.Series(plan.change.closed, dtype=int)
    rows = select(observations.c.region_id, func.count().label("n"), func.min(observations.c.period).label("first")).where(
        observations.c.period >= plan.period).group_by(observations.c.region_id)
    found = read_by_ids(plan.connection, rows, observations.c.region_id, closed)
    if len(found):
        row = found.iloc[0]
        of = plan.row(int(row["region_id"]))
        more = f"等 {len(found)} 个单位" if len(found) > 1 else ""
        raise Refused(period=f"{of['name']}（{of['code']}）{more}已报{month(int(row['first']))}起的数（{int(row['n'])} 项），"
                             f"不能从{month(plan.period)}起停用。请先撤销那几次导入、改由接续的单位报，或把年月改到这些数之后。")


def check_empty(plan: Plan, row: dict) -> None:
    if below := plan.below(row["id"]):
        names = "、".join(child["name"] for child in below[:3])
        raise Refused(region=f"{row['name']}下面还有 {len(below)} 个单位在用（{names}{'等' if len(below) > 3 else ''}），"
                             "不能直接撤销。请先把它们合并、划转或撤销；要整个并入别处的，请用“合并”。")


def later_targets(connection: Connection, numbers: list[int], year: int) -> pd.DataFrame:
    """region_id, period (a year), indicator_id, value of targets after the year."""
    rows = select(targets.c.region_id, targets.c.year.label("period"), targets.c.indicator_id, targets.c.value).where(
        targets.c.year > year)
    return read_by_ids(connection, rows, targets.c.region_id, pd.Series(numbers, dtype=int))


def ancestors(connection: Connection, number: int) -> list[int]:
    return list(connection.execute(select(region_closure.c.ancestor_id).where(
        region_closure.c.descendant_id == number)).scalars())

"""Who writes, and whether they may: asked by every function of data.write before it changes anything."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection, select

from data.write.errors import NotPermitted
from queries.roles import ACTS, ROLES, may, names_of
from queries.schema import region_closure, regions

CHUNK = 10_000
"""PostgreSQL refuses a statement with more than 65,535 values, SQLite one with more than 32,766."""
EVERYTHING = frozenset({("everything", 0)})
"""The grants of 单机 and of the program: no role, every act everywhere."""
WHOLE = None
"""For `permit`: the act is about the whole tree, such as a setting or a weight."""


@dataclass(frozen=True)
class Actor:
    """Who does something. unit: a federation's name, as the ledger keeps it. grants: (role, region's id); without any, nothing
    may be done. account: its name, None in 单机. address: where from, None of this machine's own commands. way: how."""

    unit: str
    grants: frozenset[tuple[str, int]] = frozenset()
    account: str | None = None
    address: str | None = None
    way: Literal["page", "command", "program"] = "page"

    def signing(self, unit: str) -> "Actor":
        """The same one for a typed unit; who has an account signs with the account's unit."""
        return self if self.account is not None else replace(self, unit=unit)


def alone(unit: str, address: str | None = None, way: Literal["page", "command"] = "page") -> Actor:
    """Of 单机: a browser on the machine itself while nobody has an account; or the command line, whose user has the database."""
    return Actor(unit, EVERYTHING, address=address, way=way)


def program() -> Actor:
    """The program itself: start-up, upgrade, demo."""
    return Actor("本程序", EVERYTHING, way="program")


def unit_of(connection: Connection) -> str:
    """The federation of the tree's root: who acts at the command line where no unit is asked for."""
    return f"{connection.scalar(select(regions.c.name).where(regions.c.parent_id.is_(None))) or ''}妇联"


def permit(connection: Connection, actor: Actor, act: str, region_ids: Iterable[int] | None = WHOLE,
           event: str = "") -> None:
    """Raises NotPermitted unless grants that allow the act cover every region (itself or one above it, by the closure).

    region_ids: what the act touches; WHOLE for the tree's root; none of them asks for the act alone, wherever it is.
    event: what a refusal is called on record, where that is not the act (queries.record.EVENTS).
    """
    wanted, beyond = _beyond(connection, actor, act, region_ids)
    if beyond is not None:
        raise NotPermitted(_words(connection, actor, act, beyond), actor, event or act, sorted(wanted))


def is_permitted(connection: Connection, actor: Actor, act: str, region_ids: Iterable[int] | None = WHOLE) -> bool:
    """Whether `permit` would let it pass: for what is offered, or goes another way. It stands in no write's stead."""
    return _beyond(connection, actor, act, region_ids)[1] is None


def _beyond(connection: Connection, actor: Actor, act: str, region_ids: Iterable[int] | None) -> tuple[set[int], set[int] | None]:
    """The regions that are touched, and those of them that no grant allows; None where it is permitted."""
    if actor.grants == EVERYTHING:
        return set(), None
    wanted = {_root(connection)} if region_ids is None else {int(region) for region in region_ids}
    given = {region for role, region in actor.grants if role in ROLES and may(role, act)}
    beyond = wanted - _covered(connection, given, wanted)
    return wanted, beyond if beyond or not given else None


def _root(connection: Connection) -> int:
    return connection.execute(select(regions.c.id).where(regions.c.parent_id.is_(None))).scalar_one()


def _covered(connection: Connection, given: set[int], wanted: set[int]) -> set[int]:
    """Which of the wanted regions are given, or lie in one that is."""
    open_ = sorted(wanted - given)
    found = wanted & given
    for start in range(0, len(open_) if given else 0, CHUNK):
        found |= set(connection.execute(select(region_closure.c.descendant_id).where(
            region_closure.c.ancestor_id.in_(given), region_closure.c.descendant_id.in_(open_[start:start + CHUNK]))).scalars())
    return found


def _words(connection: Connection, actor: Actor, act: str, beyond: set[int]) -> str:
    """Who may not do what and where, and who can."""
    roles = "、".join(dict.fromkeys(word for role, word in ROLES.items() if any(role == held for held, _ in actor.grants)))
    who = f"{actor.account or actor.unit}（{roles or '没有授权'}）"
    names = connection.execute(select(regions.c.name).where(
        regions.c.id.in_(sorted(beyond)[:3])).order_by(regions.c.id)).scalars().all()
    where = f"在{'、'.join(names)}{f'等 {len(beyond)} 处' if len(beyond) > 3 else ''}" if names else ""
    return f"没有写入：{who}不能{where}{ACTS[act][0]}。可以做的是管{'这些地方' if len(beyond) > 1 else '这里'}的{names_of(act)}。"

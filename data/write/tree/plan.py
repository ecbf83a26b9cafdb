"""What an act changes, before any of it is written: the rows of regions as they will be, the successions and names."""

import re
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from data.write.errors import Refused
from data.write.text import clean
from data.write.tree.acts import ZONE, Part
from data.write.tree.codes import LEVEL_BELOW, check_code, propose
from queries.regions import in_use
from queries.schema import region_names, region_revisions, region_successions, regions

LONGEST = 60
WORDS = {"county": "县（市、区）", "township": "乡镇（街道）", "village": "村（社区）", "city": "市", "province": "省"}


@dataclass
class Change:
    """title: in words. rows: every region that is new or changes, whole, by id; added: those that are new. moves: by the unit
    that ends, who takes over what it holds (None: nobody). proposed: the new units whose code was not given."""

    title: str = ""
    period: int = 0
    rows: dict[int, dict] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)
    successions: list[dict] = field(default_factory=list)
    names: list[dict] = field(default_factory=list)
    moves: dict[int, int | None] = field(default_factory=dict)
    proposed: list[str] = field(default_factory=list)

    @property
    def closed(self) -> list[int]:
        return [number for number, row in self.rows.items() if row["valid_to"] == self.period and number not in self.added]


class Plan:
    """Builds a Change on what the database holds."""

    def __init__(self, connection: Connection, title: str, period: int):
        self.connection, self.change = connection, Change(title, period)
        self.period = period
        self.codes: dict[str, str] = {}
        self._next = {table.name: _last(connection, table) for table in (regions, region_successions, region_names)}

    def row(self, number: int) -> dict:
        """A region as it will be."""
        if number in self.change.rows:
            return self.change.rows[number]
        found = self.connection.execute(select(regions).where(regions.c.id == number)).mappings().first()
        if found is None:
            raise Refused(region=f"没有编号为 {number} 的单位，可能刚刚撤销了，请刷新再看。")
        return dict(found)

    def below(self, number: int) -> list[dict]:
        """What lies directly below and is in use at the month, in the order of the codes, as it will be."""
        held = self.connection.execute(select(regions).where(
            regions.c.parent_id == number, in_use(self.period)).order_by(regions.c.code)).mappings()
        return [self.row(one["id"]) for one in held if self.row(one["id"])["valid_to"] is None]

    def add(self, parent: dict, name: str, code: str, kind: str | None = None, like: dict | None = None) -> int:
        """A new region in use from the month on; like: the one that it goes on from. Raises Refused by field (name, code)."""
        level, name = LEVEL_BELOW[parent["level"]], self.named(parent, name)
        if parent["level"] == "province" and (like or {}).get("level") == "county":
            level = "county"
        kind = kind or (like["kind"] if like and like["name"] == name else kind_of(level, name))
        if code:
            check_code(self.connection, code, level, parent, self.codes)
        else:
            code = propose(self.connection, level, parent, kind, self.codes, like["code"] if like else "")
            self.change.proposed.append(f"{name} {code}")
        number = self.number("regions")
        self.codes[code] = name
        county = number if level == "county" else parent["id"] if parent["level"] == "county" else parent["county_id"]
        self.change.rows[number] = {
            "id": number, "code": code, "parent_id": parent["id"], "level": level, "name": name, "kind": kind,
            "county_id": county, "lon": like["lon"] if like else None, "lat": like["lat"] if like else None,
            "valid_from": self.period, "valid_to": None}
        self.change.added.append(number)
        return number

    def named(self, parent: dict, name: str, own: int | None = None) -> str:
        """The name as it is kept. Raises Refused for none, a long one, or one that a unit beside it has."""
        name = clean(name)
        if not name:
            raise Refused(name="请填名称。")
        if len(name) > LONGEST:
            raise Refused(name=f"名称不超过 {LONGEST} 个字，现有 {len(name)} 个。")
        if twin := next((one for one in self.below(parent["id"]) if one["name"] == name and one["id"] != own), None):
            raise Refused(name=f"{parent['name']}已有{name}（{twin['code']}），同一上级下不能同名。")
        return name

    def close(self, number: int, successor: int | None) -> None:
        self.change.rows[number] = self.row(number) | {"valid_to": self.period}
        self.change.moves[number] = successor

    def succeed(self, number: int, to: int, kind: str) -> None:
        self.change.successions.append({"id": self.number("region_successions"), "from_id": number, "to_id": to,
                                        "period": self.period, "kind": kind})

    def keep_name(self, number: int, name: str, until: int | None) -> None:
        self.change.names.append({"id": self.number("region_names"), "region_id": number, "name": name, "until": until})

    def move(self, row: dict, parent: dict, code: str = "") -> int:
        """A region goes on under another parent with all below it."""
        again = self.add(parent, row["name"], code, like=row)
        for child in self.below(row["id"]):
            self.move(child, self.row(again))
        self.close(row["id"], again)
        self.succeed(row["id"], again, "moved")
        return again

    def give(self, row: dict, parts: tuple[Part, ...]) -> list[int]:
        """New regions beside one, each with what of its own is given to it."""
        found, given = [], [number for part in parts for number in part.below]
        children = {child["id"] for child in self.below(row["id"])}
        if strange := [number for number in given if number not in children]:
            raise Refused(below=f"{self.row(strange[0])['name']}不在{row['name']}，或已经停用，不能分出去。")
        if len(set(given)) < len(given):
            raise Refused(below="同一个单位不能分给两边。")
        for part in parts:
            number = self.add(self.row(row["parent_id"]), part.name, part.code, row["kind"] if row["kind"] == ZONE else None)
            for child in part.below:
                self.move(self.row(child), self.row(number))
            self.succeed(row["id"], number, "split")
            found.append(number)
        return found

    def number(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table]


def kind_of(level: str, name: str) -> str | None:
    if level == "village":
        return "居委会" if re.search("(居委会|社区)$", name) else "村委会"
    found = re.search("(街道|镇|乡)(办事处)?$", name) if level == "township" else None
    return found[1] if found else "其他" if level == "township" else None


def _last(connection: Connection, table) -> int:
    """The last number that any row of the table had; one that was taken back is not given again, for traces name it."""
    gone = select(func.max(region_revisions.c.row_id)).where(region_revisions.c.table == table.name)
    return max(connection.scalar(select(func.max(table.c.id))) or 0, connection.scalar(gone) or 0)

"""What people call a region: codes, full names, short names; and when a name could be two of them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, select

from data.intake.cells import Bad, tidy
from data.intake.place_words import GENERIC, NUMBERING, canonical, shorten, strangers
from data.intake.traditional import simplify
from queries.schema import LEVELS, region_names, regions
from queries.succession import list_successions

OWN = ("本级", "(本级)", "本部")
TOTALS = {"合计", "总计", "小计", "总数", "共计", "全省", "全市", "全县", "全区", "全镇", "全乡", "汇总", "各县合计", "乡镇合计",
          "总和", "合计数", "全市合计", "全县合计"}
TOLD = 8
_CODE = re.compile(r"(?<!\d)(\d{12}|\d{9}|\d{6})(?!\d)")
_WOMEN = re.compile(r"(妇女联合会|妇联|妇工委)(?:办公室|办|权益部|发展部|组宣部|宣传部|组织部|家儿部|机关)?(?:\(?盖章\)?)?$")
_PLACE = re.compile(r"(?:县|区|市|旗|镇|乡|街道|街道办事处|街道办|办事处|农场)")


@dataclass(frozen=True)
class Region:
    """A region as it was written; own: 本级 was said."""

    id: int
    own: bool = False


class Place(NamedTuple):
    """A region's row; NaN stands for what is not there."""

    id: int
    code: str
    name: str
    level: str
    parent_id: Any
    county_id: Any
    valid_from: float
    valid_to: float


@dataclass(frozen=True)
class Sender:
    """Who a sheet says sends it: a region of ours, the name of one that is not, or regions that share the name."""

    region: Region | None = None
    unknown: str = ""
    several: tuple[int, ...] = ()


def is_total(text: str) -> bool:
    """Whether the name of a place or an item says that its row or column is a sum."""
    text = tidy(text).replace(" ", "").rstrip(":：")
    return text in TOTALS or text.endswith(("合计", "总计", "小计")) and len(text) <= 12


@lru_cache(4096)
def _written(name: str) -> tuple[str, str, str]:
    """A region's name without spaces, with its ending written out, and in short: the same from file to file."""
    name = tidy(name).replace(" ", "")
    return name, canonical(name), shorten(canonical(name))


class PlaceNames:
    """Looks words up among the regions of one database (villages only when asked for)."""

    def __init__(self, connection: Connection, villages: bool = False):
        levels = LEVELS if villages else LEVELS[:-1]
        self.regions = pd.read_sql(
            select(regions.c.id, regions.c.code, regions.c.name, regions.c.level, regions.c.parent_id, regions.c.county_id,
                   regions.c.valid_from, regions.c.valid_to)
            .where(regions.c.level.in_(levels)).order_by(regions.c.code), connection).astype(
                {"valid_from": float, "valid_to": float})
        # lists first: of a column of text one value after another is dear, and a city has 5,000 villages
        rows = [Place(*row) for row in zip(*(self.regions[name].tolist() for name in Place._fields), strict=True)]
        self._place = {row.id: row for row in rows}
        self._code = {row.code: row.id for row in rows}
        self._full, self._short = {}, {}
        for row in rows:
            name, whole, short = _written(row.name)
            for called in {name, whole}:
                self._full.setdefault(called, []).append(row.id)
            if short != name and (len(short) > 1 or row.level in LEVELS[:3]):
                self._short.setdefault(short, []).append(row.id)
        for called, number in self._other_names(connection):
            for written in {called, canonical(called)}:
                self._full.setdefault(written, []).append(number)
        self._moved = {row.to_id: row.from_id for row in list_successions(connection).itertuples() if row.kind == "moved"}
        self._gone_on = {before: after for after, before in self._moved.items()}
        self.root = int(self.regions.loc[self.regions["parent_id"].isna(), "id"].iloc[0])
        self.counties = [row for row in rows if row.level == "county"]
        self._regions_found = {}

    def _other_names(self, connection: Connection) -> list[tuple[str, int]]:
        """Former names and aliases (region_names) with whose they are."""
        rows = connection.execute(select(region_names.c.name, region_names.c.region_id)).all()
        return [(tidy(name).replace(" ", ""), number) for name, number in rows if number in self._place]

    def at(self, region: int, period: int) -> int:
        """The region, or what it was before it moved, or is since, where it is another one that was in use at the month."""
        row, another = self._place[region], region
        while row.valid_from > period and self._moved.get(another) in self._place:
            another = self._moved[another]
            row = self._place[another]
        while row.valid_to <= period and self._gone_on.get(another) in self._place:
            another = self._gone_on[another]
            row = self._place[another]
        return another if not row.valid_from > period and not row.valid_to <= period else region

    def place(self, region: int) -> Place:
        return self._place[region]

    def describe(self, region: int) -> str:
        """睢县城关镇（411422100）."""
        row = self._place[region]
        county = self._place.get(row.county_id)
        before = county.name if county is not None and county.id != row.id else ""
        return f"{before}{row.name}（{row.code}）"

    def find_region(self, raw, within: int | None = None, level: str | None = None) -> Region | None:
        """The region that a text or code names; None where it names none.

        within: the region it must lie in; level: what the heading says it is. Raises Bad for a name that several have.
        """
        text = simplify(tidy(raw)).replace(" ", "")
        key = (text, within, level)
        if key not in self._regions_found:
            try:
                self._regions_found[key] = self._find_region(text, within, level)
            except Bad as error:
                self._regions_found[key] = error
        found = self._regions_found[key]
        if isinstance(found, Bad):
            raise found
        return found

    def _find_region(self, text: str, within: int | None, level: str | None) -> Region | None:
        found = self._as_written(text, within, level)
        plain = NUMBERING.sub("", text)
        return found if found is not None or plain == text else self._as_written(plain, within, level)

    def _as_written(self, text: str, within: int | None, level: str | None) -> Region | None:
        own = text.endswith(OWN)
        for ending in OWN:
            text = text.removesuffix(ending)
        text = _WOMEN.sub("", text)
        if own and text in ("", "市", "省", "县"):
            return Region(within or self.root, own=True)
        if match := _CODE.search(text):
            number = self._by_code(match[1])
            if number is None:
                return None
            rest = (text[:match.start()] + text[match.end():]).strip("()-—_:/")
            if rest and not self._is_called(number, rest):
                raise Bad(f"代码 {match[1]} 是{self.describe(number)}，与所写的“{rest}”不符")
            self._check_within(number, within)
            return Region(number, own)
        found = self._named(text, within, level)
        return None if found is None else Region(found, own)

    def _by_code(self, code: str) -> int | None:
        while code:
            if code in self._code:
                return self._code[code]
            if not code.endswith("000"):
                return None
            code = code[:-3]
        return None

    def _is_called(self, number: int, text: str) -> bool:
        names = [*self._full.get(text, []), *self._full.get(canonical(text), []), *self._short.get(text, [])]
        return number in names or text.endswith(self._place[number].name)

    def below(self, region: int, above: int) -> bool:
        """Whether a region is the other one or lies in it."""
        while region == region and region is not None:
            if region == above:
                return True
            region = self._place[int(region)].parent_id
        return False

    def _check_within(self, number: int, within: int | None) -> None:
        if within is not None and not self.below(number, within):
            raise Bad(f"{self.describe(number)}不在{self._place[within].name}")

    def _named(self, text: str, within: int | None, level: str | None) -> int | None:
        candidates = self._regions_called(text)
        if not candidates:
            return self._composed(text, within, level)
        if level:
            candidates = [number for number in candidates if self._place[number].level == level] or candidates
        inside = [number for number in candidates if within is None or self.below(number, within)]
        if len(inside) == 1:
            return inside[0]
        if not inside and within is not None:
            raise Bad(f"“{text}”不在{self._place[within].name}，只有：{self._list(candidates)}")
        raise Bad(f"“{text}”有 {len(inside)} 个，请写明县名或区划代码：{self._list(inside)}")

    def _regions_called(self, text: str) -> list[int]:
        """The regions of that name, in any way of writing it; 李庙村 is 李庙村委会, never 李庙社区. One that ended is meant by
        its name where none that is in use has it."""
        found = self._full.get(text) or self._full.get(canonical(text)) or self._short.get(text) or []
        still = [number for number in found if isnan(self._place[number].valid_to)]
        return list(dict.fromkeys(still or found))

    def depth(self, region: int) -> int:
        return LEVELS.index(self._place[region].level)

    def sender(self, said: str, person: bool) -> Sender:
        """Of 填报单位:…; of a person's label only what stands before 妇联."""
        text = tidy(said).replace(" ", "")
        if person and not _WOMEN.search(text):
            return Sender()
        plain = _WOMEN.sub("", text)
        if text in GENERIC or plain in GENERIC:
            return Sender()
        try:
            if (region := self.find_region(text)) is not None:
                return Sender(region)
        except Bad:
            return Sender(several=tuple(self._regions_called(plain)))
        known, unknown = self.places_in(plain)
        if known and not unknown:
            return Sender(known[-1])
        return Sender(unknown=plain)

    def places_in(self, text: str) -> tuple[list[Region], list[str]]:
        """The regions that a title names in full, counties and townships, and the names of places that are not ours.

        A township is known by the county named before it, or by being the only one of its name.
        """
        text = text.replace(" ", "")
        known, rest, within = [], text, None
        for start, name in self.names_in(text):
            every = [number for number in self._regions_called(name) if self._place[number].level != "village"]
            candidates = [number for number in every if within is None or self.below(number, within)] or every
            if len(candidates) == 1:
                known.append(Region(candidates[0], text[start + len(name):].startswith("本级")))
                within = candidates[0]
            rest = rest.replace(name, "#", 1)
        # What stands before a place of ours holds it: 商丘市 in 商丘市睢县 where the county is the root.
        unknown = [word for word in strangers(rest) if not rest[rest.find(word) + len(word):].startswith("#")]
        return known, unknown

    def unclear_in(self, text: str) -> tuple[int, ...]:
        """The townships that share a name that a title gives alone."""
        for _, name in self.names_in(text.replace(" ", "")):
            several = [number for number in self._regions_called(name) if self._place[number].level == "township"]
            if len(several) > 1:
                return tuple(several)
        return ()

    def names_in(self, text: str) -> list[tuple[int, str]]:
        """Full names of counties and townships in a text, from the left, the longest first."""
        found, at = [], 0
        while at < len(text):
            name = next((text[at:end] for end in range(min(len(text), at + 14), at + 1, -1)
                         if _PLACE.search(text[end - 1:end]) or text[:end].endswith(("街道", "办事处", "街道办", "农场"))
                         if self._called_in_full(text[at:end])), None)
            if name:
                found.append((at, name))
            at += len(name) if name else 1
        return found

    def _called_in_full(self, text: str) -> bool:
        return any(self._place[number].level != "village" for number in self._full.get(text) or self._full.get(canonical(text))
                   or ())

    def _composed(self, text: str, within: int | None, level: str | None) -> int | None:
        """睢县城关镇, 睢县/城关镇, 商丘市睢县."""
        root = tidy(self._place[self.root].name)
        # what holds the root: 河南省商丘市睢县
        text = re.sub(rf"^[一-龥]{{2,6}}(?:省|自治区|市)(?={re.escape(root)}.)", "", text)
        if text.startswith(root) and len(text) > len(root):
            return self._named(text[len(root):].lstrip("/-—·_\\>"), within, level)
        for county in self.counties:
            for name in (county.name, shorten(county.name)):
                rest = text[len(name):].lstrip("/-—·_\\>,、")
                if text.startswith(name) and rest and (name == county.name or rest != text[len(name):]):
                    self._check_within(county.id, within)
                    return self._named(rest, county.id, None) if self._regions_called(rest) else None
        return None

    def _list(self, candidates: list[int]) -> str:
        more = f"等 {len(candidates)} 个" if len(candidates) > TOLD else ""
        return "、".join(self.describe(number) for number in candidates[:TOLD]) + more

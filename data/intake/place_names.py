"""What people call a region: codes, full names, short names; and when a name could be two of them."""

import re
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, select

from data.intake.cells import Bad, tidy
from queries.schema import LEVELS, regions

OWN = ("本级", "(本级)", "本部")
TOTALS = {"合计", "总计", "小计", "总数", "共计", "全省", "全市", "全县", "全区", "汇总", "各县合计", "乡镇合计"}
ENDINGS = ("街道办事处", "社区居委会", "社区居民委员会", "村民委员会", "村委会", "居委会", "办事处", "街道", "社区", "镇", "乡", "县", "区", "市",
           "村")
TOLD = 8
_CODE = re.compile(r"(?<!\d)(\d{12}|\d{9}|\d{6})(?!\d)")


@dataclass(frozen=True)
class Region:
    """A region as it was written; own: 本级 was said."""

    id: int
    own: bool = False


def is_total(text: str) -> bool:
    text = tidy(text).replace(" ", "")
    return text in TOTALS or text.endswith(("合计", "总计", "小计"))


class PlaceNames:
    """Looks words up among the regions of one database (villages only when asked for)."""

    def __init__(self, connection: Connection, villages: bool = False):
        levels = LEVELS if villages else LEVELS[:-1]
        self.regions = pd.read_sql(
            select(regions.c.id, regions.c.code, regions.c.name, regions.c.level, regions.c.parent_id, regions.c.county_id)
            .where(regions.c.level.in_(levels)).order_by(regions.c.code), connection)
        self._place = {row.id: row for row in self.regions.itertuples()}
        self._code = {row.code: row.id for row in self.regions.itertuples()}
        self._full, self._short = {}, {}
        for row in self.regions.itertuples():
            name = tidy(row.name).replace(" ", "")
            self._full.setdefault(name, []).append(row.id)
            short = _shorten(name)
            if short != name and (len(short) > 1 or row.level in LEVELS[:3]):
                self._short.setdefault(short, []).append(row.id)
        self.root = int(self.regions.loc[self.regions["parent_id"].isna(), "id"].iloc[0])
        self.counties = [row for row in self.regions.itertuples() if row.level == "county"]
        self._regions_found = {}

    def place(self, region: int):
        """The region's row: id, code, name, level, parent_id, county_id."""
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
        text = tidy(raw).replace(" ", "")
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
        own = text.endswith(OWN)
        for ending in OWN:
            text = text.removesuffix(ending)
        text = re.sub(r"(妇女联合会|妇联)$", "", text)
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
        names = [*self._full.get(text, []), *self._short.get(text, [])]
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
        candidates = self._full.get(text) or self._short.get(text) or []
        if not candidates:
            return self._composed(text, within, level)
        if level:
            candidates = [number for number in candidates if self._place[number].level == level] or candidates
        inside = [number for number in candidates if within is None or self.below(number, within)]
        if len(inside) == 1:
            return inside[0]
        if not inside:
            raise Bad(f"“{text}”不在{self._place[within].name}，只有：{self._list(candidates)}")
        raise Bad(f"“{text}”有 {len(inside)} 个，请写明县名或区划代码：{self._list(inside)}")

    def _composed(self, text: str, within: int | None, level: str | None) -> int | None:
        """睢县城关镇, 睢县/城关镇, 商丘市睢县."""
        root = tidy(self._place[self.root].name)
        if text.startswith(root) and len(text) > len(root):
            return self._named(text[len(root):].lstrip("/-—·_\\>"), within, level)
        for county in self.counties:
            for name in (county.name, _shorten(county.name)):
                rest = text[len(name):].lstrip("/-—·_\\>,、")
                if text.startswith(name) and rest and (name == county.name or rest != text[len(name):]):
                    self._check_within(county.id, within)
                    return self._named(rest, county.id, None) if rest in self._full or rest in self._short else None
        return None

    def _list(self, candidates: list[int]) -> str:
        more = f"等 {len(candidates)} 个" if len(candidates) > TOLD else ""
        return "、".join(self.describe(number) for number in candidates[:TOLD]) + more


def _shorten(name: str) -> str:
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name[:-len(ending)]
    return name

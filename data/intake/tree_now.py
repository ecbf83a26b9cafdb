"""The tree as it is by now, beside what a row of the workbook of 区划 wants: the same workbook may come again with more in it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from queries.schema import region_names, region_successions, regions

PARTS, ENDS, GIVEN = "分出", "拆分", "分给"
"""A unit gives a part away and goes on; it is split and ends; a unit below it goes to one of the parts."""
Said = dict[str, str]
"""A row: heading -> words."""


@dataclass(frozen=True)
class Now:
    """The units by code: number, 名称 and 上级代码, from and until when. steps: the code before and after, the month, the kind;
    aliases: code and name."""

    ids: dict[str, int]
    units: dict[str, Said]
    dates: dict[str, tuple[str, str]]
    steps: list[tuple[str, str, str, str]]
    aliases: set[tuple[str, str]]

    def has(self, said: Said, rows: Collection[Said]) -> bool:
        """Whether all is as a row wants it; rows: all there are, of which one below a split looks for the one above."""
        wanted, code, name, month = (said[head] for head in ("要做什么", "区划代码", "新名称", "从哪个月起"))
        above, to = said["上级代码"], said["并入或划归（代码）"]
        after = {one: kind for before, one, period, kind in self.steps if (before, period) == (code, month)}
        if wanted == "改名":
            return said["名称"] != name == self.units.get(code, {}).get("名称")
        if wanted == "记别名":
            return (code, name) in self.aliases
        if wanted == "撤销":
            return self.dates.get(code, ("", ""))[1] == month and not after
        if wanted == "并入":
            return after.get(to) == "merged"
        if wanted == "划转":
            return any(kind == "moved" and self.units[one]["上级代码"] == to and said["新代码"] in ("", one)
                       for one, kind in after.items())
        if wanted in (PARTS, ENDS):
            parts = sorted(self.units[one]["名称"] for one, kind in after.items() if kind == "split")
            return bool(parts) and parts == sorted(several(name)) and (self.dates[code][1] == month) == (wanted == ENDS)
        if wanted == GIVEN:
            return any(row["区划代码"] == above and row["要做什么"] in (PARTS, ENDS) and self.has(row, rows) for row in rows)
        return any(unit == {"名称": name or said["名称"], "上级代码": above} and self.dates[one][0] == month
                   and (said["新代码"] or code) in ("", one) for one, unit in self.units.items())


def read_now(connection: Connection) -> Now:
    above = regions.alias()
    found = connection.execute(select(
        regions.c.code, regions.c.id, regions.c.name, regions.c.valid_from, regions.c.valid_to,
        above.c.code.label("above")).outerjoin(above, above.c.id == regions.c.parent_id)).all()
    code = {row.id: row.code for row in found}
    return Now({row.code: row.id for row in found},
               {row.code: {"名称": row.name, "上级代码": row.above or ""} for row in found},
               {row.code: (str(row.valid_from), str(row.valid_to)) for row in found},
               [(code[row.from_id], code[row.to_id], str(row.period), row.kind)
                for row in connection.execute(select(region_successions))],
               {(code[number], name) for number, name in connection.execute(
                   select(region_names.c.region_id, region_names.c.name).where(region_names.c.until.is_(None)))})


def several(words: str) -> list[str]:
    """What a cell lists, apart by semicolons."""
    return [word.strip() for word in words.replace(";", "；").split("；") if word.strip()]

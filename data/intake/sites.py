"""A sheet of 妇女之家 and other 阵地 as rows of the sites table."""

import re

from data.intake.blocks import Table
from data.intake.cells import Bad, is_blank, tidy
from data.intake.choices import FORMLESS
from data.intake.doubt_words import GONE
from data.intake.keys import Reading, Rows
from data.intake.rows import Reader
from data.intake.sheets import column_letter, shown
from data.intake.when import read_period

NO_MODEL = {"否", "不是", "无", "没有", "非示范", "普通", "一般", "×"}
"""What people write for a site that is not 示范; an empty cell says nothing of it."""

_BROAD = re.compile("(村|社区)?级?妇女之家")
"""Beside 儿童之家, in a register of several kinds: of what form the home is its village says."""


def read_sites(reading: Reading) -> tuple[list[dict], Rows]:
    """One dict a site (SITE and sheet, row, remark: what is said of its end, formless: that there is no column for its form), and
    what to say. Here a row, not a cell, is taken, refused or blank."""
    reader, table, sheet = Reader(reading), reading.table, reading.grid.sheet
    reader.explain()
    sites = []
    formless = not table.at("form")
    unsaid = formless and not reading.choices.get("heading", FORMLESS)
    if unsaid:
        reader.say(table.headings[0], None, "、".join(column.title for column in table.at("name")),
                   "没有“形式”栏：应写明每一处是村、社区还是其他形式的家；没有收，请选定，或加一栏", "refused")
    for row in table.rows:
        cells = sheet.rows[row]
        if all(is_blank(cells.get(column.at)) for column in table.at("form", "name")):
            reader.rows.blank += 1
            continue
        if unsaid or any(column.at in cells for column in table.at("unknown", "bad")):
            reader.rows.refused += 1
            continue
        try:
            if reading.block.region.open:
                raise Bad(reading.block.region.open)
            site = _site(reader, row, cells, table)
            broad = _BROAD.fullmatch(site["form"] or "")
            sites.append(site | {"form": broad[1] if broad else site["form"], "sheet": sheet.name, "row": row,
                                 "remark": _end(cells, table), "formless": formless or bool(broad and not broad[1])})
        except Bad as error:
            reader.rows.refused += 1
            reader.say(row, None, "、".join(shown(value) for value in cells.values())[:60], str(error), "refused")
    return sites, reader.rows


def _site(reader: Reader, row: int, cells: dict, table: Table) -> dict:
    region = reader.region(row) or reader.block.region.value
    if region is None:
        raise Bad("没有写地区；应写明县、乡镇和村（社区）的名称，或区划代码")
    county = reader.names.place(region.id).county_id
    site = {"region_id": region.id, "county_id": county if county == county else None, "form": None, "name": None,
            "level": None, "opened": None, "closed": None, "lon": None, "lat": None}
    for column in table.at("form", "name", "site_level", "opened", "closed", "lon", "lat"):
        raw, field = cells.get(column.at), column.role.removeprefix("site_")
        if is_blank(raw):
            continue
        if field in ("opened", "closed"):
            site[field] = _month(raw, column.title)
        elif field in ("lon", "lat"):
            site[field] = _degrees(raw, f"{column.title}（{column_letter(column.at)} 栏）")
        else:
            site[field] = tidy(raw)
    if site["level"] in NO_MODEL:
        reader.say(row, None, f"示范级别“{site['level']}”", "按不是示范读入（示范级别为空）")
        site["level"] = ""
    return site


def _end(cells: dict, table: Table) -> str | None:
    """What the row's remarks say of its end: 已撤销."""
    return next((text for column in table.at("aside") if GONE.search(text := tidy(cells.get(column.at)))), None)


def _month(raw, title: str) -> int:
    when = read_period(raw)
    if when is None or when.year is None or when.month is None or when.first != when.month:
        raise Bad(f"{title}“{shown(raw)}”不是年月；应写作 202603、2026年3月 或 2026-03")
    return when.year * 100 + when.month


def _degrees(raw, title: str) -> float:
    try:
        if isinstance(raw, bool):
            raise ValueError
        return float(raw if isinstance(raw, (int, float)) else tidy(raw).rstrip("°度EN"))
    except (TypeError, ValueError):
        raise Bad(f"{title}“{shown(raw)}”不是十进制的度数，如 115.65") from None

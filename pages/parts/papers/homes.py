"""三、妇女之家建设: what the register says and what was reported."""

import pandas as pd

from data.papers.outline import Map, Place, Section, Sentence
from pages.parts.papers.material import Material
from pages.parts.papers.words import listed, of_row, sentence
from pages.parts.shell import answers, reference
from pages.parts.ui import format as fmt
from pages.parts.ui.villages import NO_REGISTER
from queries import boundaries
from queries.homes import coverage
from queries.rows import rows_of

REPORTED = (coverage.NEW, "WL-05")


def section(m: Material) -> Section:
    told: list[Sentence] = [headline(m), *_below(m)]
    by_code = m.catalogue.set_index("code")["id"]
    told += [of_row(m, f"homes.{code}", m.mine.loc[by_code[code]]) for code in REPORTED if code in by_code.index]
    return Section("homes", "妇女之家建设", 1, tuple(told))


def covered(m: Material) -> pd.DataFrame:
    return answers.coverage_of(m.scope.version, (m.scope.region, *m.below), m.scope.year, m.scope.month)


def register(m: Material) -> tuple[tuple[int, int, int], ...]:
    """What is said of the register, region by region, to be frozen (Outline.homes)."""
    rows = covered(m).dropna(subset="rate")
    return tuple((int(row.Index), int(row.villages), int(row.covered)) for row in rows_of(rows))


def headline(m: Material) -> Sentence:
    row = covered(m).loc[m.scope.region]
    if fmt.is_missing(row["rate"]):
        return sentence("homes.headline", f"{m.who}妇女之家{NO_REGISTER}")
    words = (f"按名册，{m.who}{fmt.plain(row['villages'])}个村（社区）中{fmt.plain(row['covered'])}个已建妇女之家，"
             f"覆盖率{fmt.plain(row['rate'], 1)}%，尚有{fmt.plain(row['villages'] - row['covered'])}个未建")
    words += f"；另有{row['unregistered']:.0f}个县{NO_REGISTER}，不在其中" if row["unregistered"] else ""
    return sentence("homes.headline", words)


def _below(m: Material) -> list[Sentence]:
    rows = covered(m).loc[list(m.below)].dropna(subset="rate")
    if len(rows) < 2:
        return []
    full, low = rows[rows["villages"] == rows["covered"]], rows[rows["villages"] > rows["covered"]].nsmallest(3, "rate")
    words = [f"已全部建家的有{len(full)}个{m.word}"] if len(full) else []
    words += [f"覆盖率低的是{listed(f'{m.names[region]}（{fmt.plain(rate, 1)}%）' for region, rate in low['rate'].items())}"
              ] if len(low) else []
    return [sentence("homes.below", "，".join(words))]


def map_of(m: Material) -> Map | None:
    """The regions below with their outlines, coloured by coverage; None where there is none below."""
    if not m.below:
        return None
    found, rows = reference.ask(boundaries.outlines, list(m.below))["rings"], covered(m)
    places = []
    for region in m.below:
        rate, rings = rows.at[region, "rate"], found.get(region, ())
        places.append(Place(region, m.names[region], None if fmt.is_missing(rate) else float(rate),
                            NO_REGISTER if fmt.is_missing(rate) else f"{fmt.plain(rate, 1)}%",
                            tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in rings)))
    return Map("homes.map", f"村（社区）妇女之家覆盖率（{m.until}，按名册）", tuple(places), "%")

"""妇女之家 and other 阵地: written by batches, traced row by row and undone like the cells of data/write/ledger.py.

A site is known by its region, form and name. What a row holds is always the newest revision of a batch that is not
undone, else what was there before the first.
"""

import json

import numpy as np
import pandas as pd
from sqlalchemy import Connection, and_, delete, select

from data.normal import normal
from data.write.actor import Actor, permit
from data.write.audit import note
from data.write.bulk import CHUNK, insert_frame, read_by_ids
from data.write.region_versions import touch_regions
from data.write.submissions import refuse_unreviewed
from data.write.text import clean, longest, too_long
from queries.periods import fits
from queries.schema import batches, forms, region_closure, regions, site_revisions, sites

NAMED_BY = ["region_id", "form", "name"]
MEANT_BY = ["region_id", "form", "plain"]
"""NAMED_BY, the name in one way of writing: （2） and (2) are the same site."""
DETAILS = ["level", "opened", "closed", "lon", "lat"]
FIELDS = [*NAMED_BY, "county_id", *DETAILS]
INTEGERS = ["region_id", "county_id", "opened", "closed"]
PLACES = {"province": "省", "city": "市", "county": "县（市、区）", "township": "乡镇（街道）", "village": "村（社区）"}
LON, LAT = (73.0, 136.0), (3.0, 54.0)


def check_sites(connection: Connection, rows: pd.DataFrame) -> list[tuple[int, str]]:
    """(row number from 0, reason in Chinese) of every site that may not be written, in row order.

    rows: FIELDS, of which county_id and the details may be missing.
    """
    placed = rows.reset_index(drop=True)
    rows = _plain(placed)
    places = read_by_ids(connection, select(regions.c.id, regions.c.level, regions.c.county_id), regions.c.id,
                         rows["region_id"]).astype({"county_id": float}).set_index("id")
    meant = rows.assign(plain=_meant(rows["name"]))
    twice, same = meant.duplicated(MEANT_BY, keep="first"), meant.groupby(MEANT_BY, dropna=False).ngroup()
    levels, counties = places["level"].to_dict(), places["county_id"].to_dict()
    known = {row.name: row.located.split(";") for row in connection.execute(
        select(forms.c.name, forms.c.located).order_by(forms.c.id))}
    reasons = []
    for at, row in enumerate(rows.to_dict("records")):
        reason = (f"同一地区、同一形式、同一名称填了两次{_first(placed, same, at)}" if twice[at]
                  else _reason(row, levels, counties, known))
        if reason:
            reasons.append((at, reason))
    return reasons


def _first(placed: pd.DataFrame, same: pd.Series, at: int) -> str:
    """Where the other one stands, of rows that know their place in a file (sheet, row)."""
    other = placed.loc[same[same == same[at]].index[0]]
    return f"：另见 {other['sheet']} 第 {int(other['row'])} 行" if {"sheet", "row"} <= set(placed.columns) else ""


def _reason(row: dict, levels: dict, counties: dict, known: dict[str, list[str]]) -> str | None:
    """row: FIELDS, None where missing. known: form -> the levels where it may be."""
    for name, word in (("form", "形式"), ("name", "名称")):
        if not row[name]:
            return f"没有填{word}"
    for name, word in (("form", "形式"), ("name", "名称"), ("level", "示范级别")):
        if len(row[name] or "") > longest(sites.c[name]):
            return too_long(word, row[name], longest(sites.c[name]))
    if "庇护" in row["form"] + row["name"]:
        return "庇护场所地址不得导入"
    if row["form"] not in known:
        return f"没有“{row['form']}”这种形式；应是：{'、'.join(known)}"
    if row["region_id"] not in levels:
        return f"没有编号为 {row['region_id']} 的地区"
    located = known[row["form"]]
    if levels[row["region_id"]] not in located:
        return f"形式为“{row['form']}”的要落到{'、'.join(PLACES[level] for level in located)}"
    if row["county_id"] is not None and row["county_id"] != counties[row["region_id"]]:
        return "所填的县与所在地区不符"
    return _wrong_time(row["opened"], row["closed"]) or _wrong_point(row["lon"], row["lat"])


def _wrong_time(opened: int | None, closed: int | None) -> str | None:
    for period, word in ((opened, "建成"), (closed, "撤销")):
        if period is not None and not fits(period, "monthly"):
            return f"{word}年月 {period} 不是年月，要写成六位，如 202603"
    if opened and closed and opened > closed:
        return f"撤销年月 {closed} 早于建成年月 {opened}"
    return None


def _wrong_point(lon: float | None, lat: float | None) -> str | None:
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        return "经度、纬度只填了一个"
    if LON[0] <= lon <= LON[1] and LAT[0] <= lat <= LAT[1]:
        return None
    swapped = LON[0] <= lat <= LON[1] and LAT[0] <= lon <= LAT[1]
    return "经度和纬度填反了" if swapped else f"经度 {lon:g}、纬度 {lat:g} 不在中国境内"


def compare_sites(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as they would be written: FIELDS, site_id (NaN: a new one), before (JSON or None), after (JSON),
    old_batch_id.

    rows: FIELDS; site_id (may be missing) where a row is a known site under another name or in another place: it is told what the
    row says. Else a row is the site of the same region, form and name. The county comes from the region. A detail that is missing
    stays what it is: a sheet without coordinates takes none away. Only the level can be taken away: it is "" where the sheet says
    that the site is not 示范.
    """
    rows = rows.reset_index(drop=True)
    given = rows["site_id"].astype(float) if "site_id" in rows else pd.Series(np.nan, index=rows.index)
    plain = rows["level"].astype(object).eq("")
    rows = _plain(rows)
    rows["county_id"] = rows["region_id"].map(_seats(connection, rows["region_id"]))
    held = pd.concat([read_by_ids(connection, select(sites), column, ids) for column, ids in (
        (sites.c.region_id, rows["region_id"]), (sites.c.id, given.dropna()))]).drop_duplicates("id")
    rows["site_id"] = given = given.where(given.isin(held["id"]))
    # Other programs may have entered a site twice: the open one, then the older, is meant.
    held["plain"], rows["plain"] = _meant(held["name"]), _meant(rows["name"])
    held["before"] = _as_json(held)
    held = held.rename(columns={"id": "site_id", "batch_id": "old_batch_id"}).drop(columns="county_id").sort_values(
        ["closed", "site_id"], na_position="first")
    said = rows.reset_index().merge(held.drop(columns=["plain", *NAMED_BY[:2]]), on="site_id", suffixes=("", "_held"))
    named = rows[given.isna()].drop(columns="site_id").reset_index().merge(
        held.drop_duplicates(MEANT_BY), on=MEANT_BY, how="left", suffixes=("", "_held"))
    named["name"] = named["name_held"].where(named["name_held"].notna(), named["name"])
    both = pd.concat([named, said] if len(said) else [named]).sort_values("index", ignore_index=True)
    for name in DETAILS:
        both[name] = both[name].astype(object).where(both[name].notna(), both[f"{name}_held"])
    both.loc[plain.to_numpy(), "level"] = None
    both["before"] = both["before"].astype(object).where(both["before"].notna(), None)
    both["after"] = _as_json(both)
    return both[[*FIELDS, "site_id", "before", "after", "old_batch_id"]]


def _seats(connection: Connection, ids: pd.Series) -> pd.Series:
    """The county that each region is or lies in; the city where it lies in none (东莞, a city itself)."""
    place = read_by_ids(connection, select(regions.c.id, regions.c.county_id), regions.c.id, ids).set_index("id")["county_id"]
    city = select(region_closure.c.descendant_id, region_closure.c.ancestor_id).join(
        regions, regions.c.id == region_closure.c.ancestor_id).where(regions.c.level == "city")
    outside = place.index[place.isna()].to_series()
    found = read_by_ids(connection, city, region_closure.c.descendant_id, outside).set_index("descendant_id")["ancestor_id"]
    return place.astype(float).fillna(found.astype(float))


def write_sites(connection: Connection, rows: pd.DataFrame, batch_id: int, actor: Actor) -> tuple[int, int, int]:
    """Writes checked rows for an open batch, each with its revision; how many were new, changed, unchanged. Raises NotPermitted
    where the actor may not import for the regions that the sites lie in, or lay in before, or has to send them for review."""
    compared = compare_sites(connection, rows)
    places = _places(rows["region_id"], compared["before"])
    permit(connection, actor, "import", places, "sites")
    refuse_unreviewed(connection, actor, places, "sites")
    new, same = compared["site_id"].isna(), compared["before"] == compared["after"]
    demo = compared["old_batch_id"].isin(list(connection.execute(
        select(batches.c.id).where(batches.c.kind == "demo")).scalars()))
    insert_frame(connection, sites, _typed(compared[new]).assign(batch_id=batch_id))
    named = select(sites.c.id, *(sites.c[name] for name in NAMED_BY)).where(sites.c.batch_id == batch_id)
    given = read_by_ids(connection, named, sites.c.region_id, compared.loc[new, "region_id"])
    compared = compared.merge(given, on=NAMED_BY, how="left")
    compared["site_id"] = compared["site_id"].astype(float).fillna(compared["id"].astype(float)).astype(int)
    _replace(connection, compared[~new & (~same | demo)].assign(batch_id=batch_id))
    insert_frame(connection, site_revisions, compared[["site_id", "before", "after", "old_batch_id"]].astype(
        {"old_batch_id": "Int64"}).assign(batch_id=batch_id))
    _touch(connection, places)
    opened = connection.execute(select(batches.c.file_name, batches.c.committed_at).where(batches.c.id == batch_id)).one()
    note(connection, actor, "sites", at=opened.committed_at, what=f"第 {batch_id} 次 {opened.file_name}", region_ids=places,
         details=f"{len(rows)} 处阵地")
    return int(new.sum()), int((~new & ~same).sum()), int(same.sum())


def places_of(connection: Connection, batch_id: int) -> list[int]:
    """The regions that a batch's sites lie in, and lay in before it."""
    rows = pd.read_sql(select(site_revisions.c.before, site_revisions.c.after).where(
        site_revisions.c.batch_id == batch_id), connection)
    return _places(pd.Series(dtype=int), pd.concat([rows["before"], rows["after"]]))


def _places(given: pd.Series, told: pd.Series) -> list[int]:
    """These regions, and those of sites as JSON tells them (missing: no site)."""
    return sorted({int(region) for region in given} | {json.loads(text)["region_id"] for text in told.dropna()})


def _touch(connection: Connection, places: list[int]) -> None:
    """Whether a seat keeps a register is said of all its townships."""
    seats = _seats(connection, pd.Series(places, dtype=int)).dropna().astype(int).unique()
    towns = select(regions.c.id).where(regions.c.level == "township")
    beside = read_by_ids(connection, towns, regions.c.parent_id, pd.Series(seats))
    touch_regions(connection, [*places, *beside["id"].tolist()])


def undo_sites(connection: Connection, batch_id: int) -> int:
    """Gives every site of a batch that is marked undone what it would hold without it; how many sites changed."""
    mine, all_of = site_revisions.alias("mine"), site_revisions.alias("all_of")
    story = connection.execute(
        select(all_of.c.site_id, all_of.c.batch_id, all_of.c.before, all_of.c.after, all_of.c.old_batch_id,
               batches.c.undone_at)
        .join(mine, mine.c.site_id == all_of.c.site_id).join(batches, batches.c.id == all_of.c.batch_id)
        .where(mine.c.batch_id == batch_id).order_by(all_of.c.site_id, all_of.c.batch_id)).all()
    gone = set(connection.execute(select(batches.c.id).where(batches.c.undone_at.is_not(None))).scalars())
    demo = set(connection.execute(select(batches.c.id).where(batches.c.kind == "demo")).scalars())
    ours = {(row.site_id, row.batch_id) for row in story}
    final: dict[int, tuple] = {}
    for row in story:
        final.setdefault(row.site_id, (None, None))
        # The demo and other programs leave no trace: what they wrote is known as what was there before the next batch.
        if row.before is not None and (row.site_id, row.old_batch_id) not in ours and row.old_batch_id not in gone:
            final[row.site_id] = (row.before, row.old_batch_id)
        text, holder = final[row.site_id]
        if row.undone_at is None and (row.after != text or holder in demo):
            final[row.site_id] = (row.after, row.batch_id)
    held = read_by_ids(connection, select(sites), sites.c.id, pd.Series(list(final), dtype=int))
    now = dict(zip(held["id"], zip(_as_json(held), held["batch_id"], strict=True), strict=True))
    # What another program wrote since stays: nobody undoes its work.
    changed = {number: state for number, state in final.items() if now.get(number, (None, None)) != state
               and (number not in now or (number, now[number][1]) in ours)}
    rows = [json.loads(row) | {"site_id": number, "batch_id": batch} for number, (row, batch) in changed.items() if row]
    _delete(connection, [number for number, (row, _) in changed.items() if row is None])
    _replace(connection, pd.DataFrame(rows, columns=[*FIELDS, "site_id", "batch_id"]))
    _touch(connection, _places(held["region_id"], pd.Series([text for text, _ in changed.values()], dtype=object)))
    return len(changed)


def later_sites(connection: Connection, batch_id: int) -> pd.DataFrame:
    """Sites of the batch that later live batches wrote too: region_id, batch_id. An undo leaves these as they are."""
    later, mine = site_revisions.alias("later"), site_revisions.alias("mine")
    return pd.read_sql(
        select(sites.c.region_id, later.c.batch_id).join(mine, mine.c.site_id == later.c.site_id)
        .join(batches, batches.c.id == later.c.batch_id).join(sites, sites.c.id == later.c.site_id)
        .where(and_(mine.c.batch_id == batch_id, later.c.batch_id > batch_id, batches.c.undone_at.is_(None))), connection)


def _as_json(rows: pd.DataFrame) -> list[str]:
    """Each row's FIELDS as JSON text, the same text for the same values."""
    return [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in _plain(rows).to_dict("records")]


def _meant(names: pd.Series) -> pd.Series:
    """Names in one way of writing, "" where there is none."""
    return names.map(lambda name: "" if pd.isna(name) else normal(str(name)))


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """FIELDS as Python's own int, float and clean str, None where missing."""
    columns = {}
    for name in FIELDS:
        kind = int if name in INTEGERS else float if name in ("lon", "lat") else lambda text: clean(str(text)) or None
        columns[name] = pd.Series([None if pd.isna(value) else kind(value) for value in rows[name]], dtype=object)
    return pd.DataFrame(columns)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """FIELDS in the types that the sites table takes."""
    return rows[FIELDS].astype(dict.fromkeys(INTEGERS, "Int64") | dict.fromkeys(("lon", "lat"), float))


def _replace(connection: Connection, rows: pd.DataFrame) -> None:
    """Makes the sites hold these rows (FIELDS, site_id, batch_id) under the ids they have."""
    _delete(connection, rows["site_id"].tolist())
    whole = _typed(rows).assign(id=rows["site_id"].astype(int), batch_id=rows["batch_id"].astype(int))
    insert_frame(connection, sites, whole)


def _delete(connection: Connection, ids: list) -> None:
    for start in range(0, len(ids), CHUNK):
        connection.execute(delete(sites).where(sites.c.id.in_([int(number) for number in ids[start:start + CHUNK]])))


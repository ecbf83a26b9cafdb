"""Outlines of regions: the shipped ones (maps/china.topojson.xz), or a GeoJSON of one's own that takes their place.

`python -m data.boundaries FILE --source … --approval …` puts one in; a file data/boundaries.geojson is taken at start.
Either is checked whole before anything changes: what cannot be used leaves the boundaries that are there.
"""

import hashlib
import json
import logging
import lzma
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, select

from data import clock
from data.command import Parser, say, shown
from data.reference.geojson import Found, listed, read_geojson
from data.write.actor import WHOLE, Actor, alone, permit, unit_of
from data.write.audit import note
from data.write.bulk import insert_frame
from data.write.errors import NotWritten
from data.write.settings import put_settings, raise_data_version
from queries.database import open_engine, read_settings, reading, writing
from queries.schema import boundaries, regions

log = logging.getLogger(__name__)
OWN = Path(__file__).parents[1] / "boundaries.geojson"
MAPS = Path(__file__).parent / "maps"
SHIPPED = MAPS / "china.topojson.xz"
LAYERS = {"provinces": "prov_code", "cities": "city_code", "counties": "code"}
RENUMBERED = {"460321": "460302", "460322": "460303"}
"""Codes of the tree (2023) whose outline the map (2024) has under another: 西沙群岛 and 南沙群岛 are districts now."""
DECIMALS = 4
SHIFTED = "坐标为 GCJ-02，未作换算，与实地相差数百米。"

Outline = list[list[np.ndarray]]
"""A region's polygons, each its rings (the exterior first, then holes), each n × 2 of lon, lat and closed."""


def load_shipped(connection: Connection) -> int:
    """Fills boundaries for every region of the tree that the shipped map knows; returns how many. For an empty table."""
    tree = pd.read_sql(select(regions.c.id, regions.c.code).where(
        regions.c.level.in_(("province", "city", "county"))), connection)
    wanted = dict(zip(tree["code"].map(lambda code: RENUMBERED.get(code, code)), tree["id"], strict=True))
    outlines, labels = read_shipped(set(wanted))
    write(connection, {wanted[code]: outline for code, outline in outlines.items()},
          {wanted[code]: point for code, point in labels.items()}, own=False)
    return len(outlines)


def has_none(connection: Connection) -> bool:
    return not connection.execute(select(func.count()).select_from(boundaries)).scalar_one()


def read_shipped(codes: set[str]) -> tuple[dict[str, Outline], dict[str, tuple[float, float]]]:
    """Outlines of these codes as far as the shipped map has them, and the label points that it names (counties')."""
    topology = json.loads(lzma.decompress(SHIPPED.read_bytes()))
    scale, shift = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    arcs: dict[int, np.ndarray] = {}

    def arc(number: int) -> np.ndarray:
        at = number if number >= 0 else ~number
        if at not in arcs:
            arcs[at] = np.cumsum(np.array(topology["arcs"][at]), axis=0) * scale + shift
        return arcs[at] if number >= 0 else arcs[at][::-1]

    outlines, labels = {}, {}
    for layer, key in LAYERS.items():
        for geometry in topology["objects"][layer]["geometries"]:
            says = geometry["properties"]
            code = says[key]
            if code not in codes:
                continue
            polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            outlines[code] = [[np.concatenate([arc(ring[0]), *(arc(number)[1:] for number in ring[1:])])
                               for ring in polygon] for polygon in polygons]
            if "lon" in says:
                labels[code] = says["lon"], says["lat"]
    return outlines, labels


def write(connection: Connection, outlines: dict[int, Outline], labels: dict[int, tuple[float, float]], own: bool) -> None:
    """Puts outlines (by region id) in place of what these regions have."""
    ids = list(outlines)
    for first in range(0, len(ids), 1000):
        connection.execute(delete(boundaries).where(boundaries.c.region_id.in_(ids[first:first + 1000])))
    rows = [(region, geometry(outline), *(labels.get(region) or label_point(outline)), own)
            for region, outline in outlines.items()]
    insert_frame(connection, boundaries, pd.DataFrame(rows, columns=[column.name for column in boundaries.columns]))


def geometry(outline: Outline) -> str:
    """The text of a GeoJSON MultiPolygon."""
    return json.dumps({"type": "MultiPolygon", "coordinates": [
        [np.round(ring, DECIMALS).tolist() for ring in polygon] for polygon in outline]}, separators=(",", ":"))


def signed_area(ring: np.ndarray) -> float:
    """In square degrees, positive where the ring runs against the clock."""
    x, y = (ring - ring[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def is_inside(point: np.ndarray, ring: np.ndarray) -> bool:
    (x, y), (before_x, before_y), (after_x, after_y) = point, ring[:-1].T, ring[1:].T
    crosses = (before_y > y) != (after_y > y)
    rise = np.where(crosses, after_y - before_y, 1.0)
    return bool((crosses & (x < (after_x - before_x) * (y - before_y) / rise + before_x)).sum() % 2)


def label_point(outline: Outline) -> tuple[float, float]:
    """A point well inside the largest ring: of a grid over it, the one furthest from its corners."""
    ring = max((polygon[0] for polygon in outline), key=lambda ring: abs(signed_area(ring)))
    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
    columns, rows = (np.linspace(low, high, 14)[1:-1] for low, high in ((west, east), (south, north)))
    up = (ring[:, 1] - rows[:, None]) ** 2
    distances = np.concatenate([((ring[:, 0] - x) ** 2 + up).min(axis=1) for x in columns])
    points = np.stack([np.repeat(columns, len(rows)), np.tile(rows, len(columns))], axis=1)
    furthest = (points[at] for at in np.argsort(-distances, kind="stable") if is_inside(points[at], ring))
    x, y = next(furthest, ((west + east) / 2, (south + north) / 2))
    return round(float(x), DECIMALS), round(float(y), DECIMALS)


def replace(connection: Connection, path: Path, origin: str = "", approval: str = "", gcj: bool = False, *, actor: Actor
            ) -> Found:
    """Puts a GeoJSON of one's own in place of the shipped outlines; regions that it lacks keep theirs (queries.boundaries
    never draws both on one map). Raises NotPermitted, BadBoundaries before anything is written."""
    permit(connection, actor, "boundaries")
    tree = pd.read_sql(select(regions.c.id, regions.c.code, regions.c.name).where(regions.c.level != "village"), connection)
    found = read_geojson(path, tree)
    connection.execute(delete(boundaries))
    load_shipped(connection)
    write(connection, found.outlines, {}, own=True)
    shifted = SHIFTED if gcj or found.gcj else ""
    put_settings(connection, map_source=f"{origin or f'自备文件 {path.name}，来源未注明'}。{shifted}", map_approval=approval,
                 map_unmatched=listed(found.unmatched), map_file=fingerprint(path), map_fault="")
    raise_data_version(connection)
    note(connection, actor, "boundaries", at=clock.now(), what=path.name, region_ids=WHOLE,
         details=f"{len(found.outlines)} 个地区")
    return found


def restore(connection: Connection, *, actor: Actor) -> None:
    """Back to the shipped boundaries. Raises NotPermitted."""
    permit(connection, actor, "boundaries")
    connection.execute(delete(boundaries))
    load_shipped(connection)
    put_settings(connection, map_source="", map_approval="", map_unmatched="", map_file="", map_fault="")
    raise_data_version(connection)
    note(connection, actor, "boundaries", at=clock.now(), what="随附的边界", region_ids=WHOLE)


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def adopt(engine: Engine, path: Path = OWN, *, actor: Actor) -> None:
    """Takes data/boundaries.geojson at start, once for each version of it. What is wrong with it is logged, and said
    under every map; the boundaries stay as they are."""
    if not path.is_file():
        return
    with reading(engine) as connection:
        known = read_settings(connection)
    if known.get("map_file") == (mark := fingerprint(path)):
        return
    with writing(engine) as connection:
        try:
            found = replace(connection, path, known.get("map_source", "").removesuffix(SHIFTED).rstrip("。"),
                            known.get("map_approval", ""), actor=actor)
            log.info("边界换成 %s：%s 个地区，没有对上 %s 个：%s", path.name, len(found.outlines), len(found.unmatched),
                     listed(found.unmatched))
        except NotWritten as error:
            log.error("边界文件 %s 没有采用：%s", path.name, error)
            put_settings(connection, map_file=mark, map_fault=f"{path.name} 没有采用：{error}")
            raise_data_version(connection)


def main() -> None:
    parser = Parser(prog="python -m data.boundaries", description="换用自备的地图边界，或恢复随附的")
    parser.add_argument("file", nargs="?", type=Path, metavar="文件", help="GeoJSON 文件，经纬度坐标")
    parser.add_argument("--source", default="", metavar="来源", help="边界的来源，显示在每张地图下面")
    parser.add_argument("--approval", default="", metavar="审图号", help="审图号")
    parser.add_argument("--gcj02", action="store_true", help="坐标是 GCJ-02（程序认不出来，须自己注明）")
    parser.add_argument("--shipped", action="store_true", help="恢复随附的边界")
    wanted = parser.parse_args()
    if (wanted.file is None) != wanted.shipped:
        parser.error("请给出一个文件，或者用 --shipped 恢复随附的边界")
    with writing(open_engine()) as connection:
        actor = alone(unit_of(connection), way="command")
        if wanted.shipped:
            restore(connection, actor=actor)
            say("已恢复随附的边界。")
            return
        try:
            found = replace(connection, wanted.file, wanted.source, wanted.approval, wanted.gcj02, actor=actor)
        except NotWritten as error:
            raise SystemExit(shown(f"没有采用，原来的边界不变。{error}")) from error
        say(f"已换成 {wanted.file.name}：{len(found.outlines)} 个地区。"
              + (f"没有对上的要素：{listed(found.unmatched)}" if found.unmatched else ""))


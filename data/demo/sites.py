"""The demo's register of 妇女之家 and other 阵地: as many, where and when, as the demo's own reports say.

At the end of every reported period each township has the homes that WL-01 counts, in as many villages as WL-02 says, of
which WL-04 in new fields; other forms follow the indicator that counts them. Where a report is missing the register
stays as the last one left it. Planted for the quality pages: a home entered for its township only, not for its village,
and a point outside its county.
"""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from data.demo.shapes import Shapes
from data.write.bulk import insert_frame
from queries.homes.points import misplaced
from queries.periods import STEP, last_due, shift
from queries.schema import batches, sites

NOTE = "示例数据"
FOUNDED = 2012
"""The year of the oldest home."""
NEW_FORMS = {"街道": {"市直单位": 3, "楼宇": 5, "小区": 6, "大市场": 2, "两新组织": 4},
             "镇": {"女能人之家": 5, "产业集聚区": 3, "园区": 1, "大市场": 2, "两新组织": 2, "小区": 1},
             "": {"女能人之家": 7, "产业集聚区": 1, "两新组织": 1, "大市场": 1}}
"""Kind of township -> forms of its homes in new fields, and how often each."""
ON_TOWNSHIP = {"市直单位", "产业集聚区", "园区", "大市场"}
"""Forms that stand for the whole township, in none of its villages."""
OTHERS = {"流动妇女平安之家": "WL-09", "儿童之家": "GA-15", "爱心书屋": "GA-05", "维权站": "WQ-02"}
TITLES = {"村": "妇女之家", "社区": "妇女之家", "市直单位": "市直机关妇女之家", "女能人之家": "女能人之家",
          "产业集聚区": "产业集聚区妇女之家", "园区": "园区妇女之家", "楼宇": "商务楼宇妇女之家", "小区": "小区妇女之家",
          "大市场": "大市场妇女之家", "两新组织": "两新组织妇女之家", "流动妇女平安之家": "流动妇女平安之家",
          "儿童之家": "儿童之家", "爱心书屋": "爱心书屋", "维权站": "妇女儿童维权站"}
MODEL = (("省级示范", 0.01), ("市级示范", 0.05), ("县级示范", 0.14))
"""示范 levels and the part of the homes that have this or a higher one."""
MOVED, WITH_POINT = 0.012, 0.35
"""Parts of the homes: moved to another house in the time shown; with coordinates where the township has some."""
UNPLACED = (2, 2)
"""The planted home without a village: of the n-th county, in its n-th township."""
STRAY = 4
"""The planted point outside its county: of the n-th county."""


def load_sites(connection: Connection, indicators: pd.DataFrame, regions: pd.DataFrame, through: int) -> None:
    """Fills sites, with a batch for each county's register. indicators, regions: rows of these tables."""
    shapes = Shapes(indicators, regions, through)
    if "WL-01" not in shapes.magnitude:
        return
    rows = generate_sites(shapes, regions)
    sent = shift(last_due(through // 100, through % 100, "quarterly"), 1)
    counts = rows.groupby("group").size()
    titles = shapes.tree.groups["title"]
    received = datetime(sent // 100, sent % 100, 8, 10)
    before = connection.execute(select(func.coalesce(func.max(batches.c.id), 0))).scalar_one()
    connection.execute(insert(batches), [
        {"kind": "demo", "file_name": f"示例_{titles[group]}妇女之家名册.xlsx", "actor": f"{titles[group]}妇联",
         "received_at": received, "committed_at": received, "rows": int(count), "note": NOTE}
        for group, count in counts.items()])
    number = dict(connection.execute(select(batches.c.file_name, batches.c.id).where(batches.c.id > before)).all())
    rows["batch_id"] = rows["group"].map(titles).map(lambda title: number[f"示例_{title}妇女之家名册.xlsx"])
    insert_frame(connection, sites, rows.drop(columns="group"))
    _stray(connection, int(shapes.tree.groups["id"].iloc[STRAY % len(titles)]))


def generate_sites(shapes: Shapes, regions: pd.DataFrame) -> pd.DataFrame:
    """Rows of the sites table without id and batch_id, and group: whose register it is (row number of Tree.groups)."""
    land, draw = _Land(shapes, regions), shapes.draw("sites")
    covered, homes, new = (_seen(shapes, code) for code in ("WL-02", "WL-01", "WL-04"))
    first, second, fresh = (_lives(counts) for counts in (covered, homes - covered - new, new))
    first["village"] = land.village(first["unit"], first["turn"])
    for frame in (second, fresh):  # in a village that has one by then
        there = covered[frame["unit"], frame["born"]].astype(int)
        frame["village"] = np.where(there > 0, land.village(frame["unit"], frame["turn"] * 7 % np.maximum(there, 1)), -1)
    fresh["form"] = _new_forms(land.kind[fresh["unit"]], draw)
    in_city = shapes.tree.groups["name"].str.endswith("区").to_numpy()[land.group[fresh["unit"]]]
    fresh.loc[(fresh["form"] == "市直单位") & ~in_city, "form"] = "楼宇"
    fresh.loc[fresh["form"].isin(ON_TOWNSHIP), "village"] = -1
    for frame in (first, second):
        frame["form"] = np.where(land.community[frame["village"]], "社区", "村")
    found = [_date(frame, shapes, "WL-01", draw) for frame in (first, second, fresh)]
    for at, (form, code) in enumerate(OTHERS.items(), start=1):
        if code in shapes.magnitude:
            other = _lives(_seen(shapes, code))
            other["village"] = land.village(other["unit"], (other["turn"] + 5 * at) % np.maximum(land.size[other["unit"]], 1))
            found.append(_date(other.assign(form=form), shapes, code, draw))
    final = _place(pd.concat(_moved(pd.concat(found, ignore_index=True), shapes, draw), ignore_index=True), land, draw)
    final = _plant(final, land)
    columns = ["region_id", "county_id", "form", "name", "level", "opened", "closed", "lon", "lat", "group"]
    return final.sort_values(["region_id", "form", "name"], ignore_index=True)[columns]


class _Land:
    """Townships (in the order of Tree.units) and the villages of each, in an order drawn by lot: those that have a home
    come first."""

    def __init__(self, shapes: Shapes, regions: pd.DataFrame):
        units = shapes.tree.units["township"]
        self.ids, self.group = units.ids, units.group
        self.group_ids = shapes.tree.groups["id"].to_numpy()
        by_id = regions.set_index("id")
        own = by_id.loc[self.ids]
        self.names, self.kind = own["name"].to_numpy(), own["kind"].fillna("").to_numpy()
        self.lon, self.lat = own["lon"].to_numpy(dtype=float), own["lat"].to_numpy(dtype=float)
        row_of = pd.Series(range(len(self.ids)), index=self.ids)
        villages = regions[(regions["level"] == "village") & regions["parent_id"].isin(self.ids)]
        villages = villages.assign(unit=villages["parent_id"].map(row_of), lot=shapes.draw("villages").random(len(villages)))
        villages = villages.sort_values(["unit", "lot"])
        self.size = np.bincount(villages["unit"], minlength=len(self.ids))
        self.start = np.concatenate([[0], np.cumsum(self.size)[:-1]])
        self.village_ids = villages["id"].to_numpy()
        # The last one stands for no village at all: index -1.
        self.community = np.append(villages["kind"].fillna("").str.endswith("居委会"), False)
        names = villages["name"].str.replace("(?:民委员会|委会|民委会)$", "", regex=True)
        self.village_names = names.str.replace("(?<=[村居])居$|社区居$", "", regex=True).to_numpy()

    def village(self, unit: pd.Series, turn: pd.Series) -> np.ndarray:
        """Row of the turn-th village of each township; -1 where it has none such."""
        return np.where(turn < self.size[unit], self.start[unit] + turn, -1)


def _seen(shapes: Shapes, code: str) -> np.ndarray:
    """What the reports say, townships × periods so far: where one is missing, what the one before it said."""
    columns = shapes.periods(code) <= shapes.through
    value, came_in = shapes.reported(code)[:, columns], shapes.mask(code)[:, columns]
    last = np.maximum.accumulate(np.where(came_in, np.arange(value.shape[1]), -1), axis=1)
    return np.take_along_axis(value, np.maximum(last, 0), axis=1)


def _lives(counts: np.ndarray) -> pd.DataFrame:
    """unit, turn, born, gone (columns; -1: still there): sites of which counts[unit, column] stand at each column."""
    rows = []
    for turn in range(int(counts.max(initial=0))):
        there = np.pad(counts > turn, ((0, 0), (1, 1)))
        unit, born = np.nonzero(there[:, 1:-1] & ~there[:, :-2])
        _, end = np.nonzero(there[:, 1:-1] & ~there[:, 2:])
        gone = np.where(end + 1 < counts.shape[1], end + 1, -1)
        rows.append(np.column_stack([unit, np.full(len(unit), turn), born, gone]))
    table = np.concatenate(rows) if rows else np.empty((0, 4), dtype=int)
    return pd.DataFrame(table, columns=["unit", "turn", "born", "gone"])


def _new_forms(kinds: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    luck, made = draw.random(len(kinds)), np.empty(len(kinds), dtype=object)
    for kind, forms in NEW_FORMS.items():
        at = kinds == kind if kind else ~np.isin(kinds, list(NEW_FORMS))
        share = np.cumsum(list(forms.values())) / sum(forms.values())
        made[at] = np.array(list(forms), dtype=object)[np.searchsorted(share, luck[at], side="right")]
    return made


def _date(frame: pd.DataFrame, shapes: Shapes, code: str, draw: np.random.Generator) -> pd.DataFrame:
    """opened and closed: in any month of the period; of those that were there from the start, in the years before."""
    periods, step = shapes.periods(code), STEP[shapes.catalogue[code].frequency]
    opened = _back(periods[frame["born"]], draw.integers(0, step, len(frame)))
    earlier = _back(np.full(len(frame), periods[0]),
                    draw.integers(0, max(1, (int(periods[0]) // 100 - FOUNDED) * 12), len(frame)))
    closed = _back(periods[frame["gone"]], draw.integers(0, step, len(frame)))
    return frame.assign(opened=np.where(frame["born"] == 0, earlier, opened),
                        closed=np.where(frame["gone"] >= 0, closed, np.nan))


def _back(period: np.ndarray, months: np.ndarray) -> np.ndarray:
    serial = period // 100 * 12 + period % 100 - 1 - months
    return serial // 12 * 100 + serial % 12 + 1


def _moved(frame: pd.DataFrame, shapes: Shapes, draw: np.random.Generator) -> list[pd.DataFrame]:
    """All sites, and the old houses of those that moved: closed in the month in which the new one opened."""
    moved = (draw.random(len(frame)) < MOVED) & (frame["born"] == 0) & (frame["gone"] < 0) & (frame["turn"] > 0)
    last = last_due(shapes.through // 100, shapes.through % 100, "quarterly")
    when = _back(np.full(len(frame), last), draw.integers(1, 24, len(frame)))
    old = frame[moved].assign(closed=when[moved], old=True)
    return [frame.assign(opened=np.where(moved, when, frame["opened"]), old=False), old]


def _place(frame: pd.DataFrame, land: _Land, draw: np.random.Generator) -> pd.DataFrame:
    """Adds region_id, county_id, group, name, level, lon and lat."""
    unit, village = frame["unit"].to_numpy(), frame["village"].to_numpy()
    placed = village >= 0
    frame["region_id"] = land.ids[unit]
    frame.loc[placed, "region_id"] = land.village_ids[village[placed]]
    frame["group"] = land.group[unit]
    frame["county_id"] = land.group_ids[frame["group"]]
    where = land.names[unit].astype(object)
    where[placed] = land.village_names[village[placed]]
    frame["name"] = where + frame["form"].map(TITLES) + np.where(frame["old"], "（旧址）", "")
    again = frame.groupby(["region_id", "form", "name"]).cumcount()
    frame["name"] += np.where(again > 0, "（" + (again + 1).astype(str) + "）", "")
    luck, level = draw.random(len(frame)), np.full(len(frame), None, dtype=object)
    for word, share in reversed(MODEL):
        level[luck < share] = word
    level[frame["old"].to_numpy(dtype=bool)] = None
    frame["level"] = level
    pointed = (draw.random(len(frame)) < WITH_POINT) & ~np.isnan(land.lon[unit])
    for name, value in (("lon", land.lon), ("lat", land.lat)):
        around = np.round(value[unit] + draw.normal(0, 0.004, len(frame)), 4)
        frame[name] = np.where(pointed, around, np.nan)
    return frame


def _plant(frame: pd.DataFrame, land: _Land) -> pd.DataFrame:
    groups = len(land.group_ids)
    units = np.flatnonzero(land.group == UNPLACED[0] % groups)
    unit = units[UNPLACED[1] % len(units)] if len(units) else -1
    first = frame[(frame["unit"] == unit) & frame["form"].isin(("村", "社区")) & frame["closed"].isna()]
    alone = first[~first["region_id"].duplicated(keep=False) & ~first["region_id"].isin(
        frame.loc[~frame.index.isin(first.index) & ~frame["form"].isin(OTHERS), "region_id"])]
    if len(alone):
        frame.loc[alone["opened"].idxmin(), "region_id"] = land.ids[unit]
    return frame


def _stray(connection: Connection, seat: int) -> None:
    """Takes the points away that fell outside their county by chance, and puts one there on purpose."""
    outside = misplaced(connection)["site_id"].tolist()
    for start in range(0, len(outside), 10_000):
        connection.execute(update(sites).where(sites.c.id.in_(outside[start:start + 10_000])).values(lon=None, lat=None))
    pointed = select(func.min(sites.c.id)).where(sites.c.form == "村", sites.c.lon.is_not(None), sites.c.closed.is_(None))
    planted = connection.execute(pointed.where(sites.c.county_id == seat)).scalar() or connection.execute(pointed).scalar()
    connection.execute(update(sites).where(sites.c.id == planted).values(lon=sites.c.lon + 1.5))

"""Reference data: loads the CSV files beside this module. tests/data/reference/test_catalogue.py checks them."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Boolean, Connection, String, Table, func, select, text, union_all

from data.write.bulk import indexes_afterwards, insert_frame, take_statistics
from queries.schema import LEVELS, actions, figures, goals, indicators, region_closure, regions, rules, schemes, sources

FOLDER = Path(__file__).parent


NATION = "100000"
"""The root above the provinces; kept as a region of their level, for the tables know none above it."""
NATIONAL = FOLDER / "regions" / "china.csv.xz"
PLACEHOLDERS = r"市辖区|县|(?:省|自治区)直辖县级行政区划"
"""Cities in name only: those of the 直辖市, and those over counties that a province governs itself."""
VILLAGE_KINDS = {"0": "居委会", "1": "居委会", "2": "村委会", "3": "村委会", "4": "类似居委会", "5": "类似村委会"}
"""By the third digit from the right of a village's code."""


class UnknownRoot(ValueError):
    """There is no such root; the message (Chinese) says what a root may be."""

    def __init__(self, code: str):
        wrong = "" if re.fullmatch("[0-9]{6}", code) else "不是6位数字。"
        super().__init__(f"没有根地区“{code}”的区划数据。{wrong}JINGUO_ROOT 应为省、市、县的6位区划代码，如河南省 410000、"
                         f"宁波市 330200、余姚市 330281；全国为 {NATION}。"
                         "市辖区、省直辖县级行政区划这类只为编码而设的“市”不能作根地区。")


def load_reference(connection: Connection, root: str = "411400") -> None:
    """Fills actions, indicators, sources, figures, goals, schemes, rules, regions and region_closure, all empty before.

    Ids are row numbers from 1: of the file, for regions of the code order. Values are in base units (元, 人, 个). Of a
    province the counties report every indicator, their townships' summed up.
    Raises UnknownRoot, before anything is written, if there is no such county, city or province.
    """
    tree = read_tree(root)
    action, catalogue, document, figure, goal = (
        number(read(FOLDER / f"{table.name}.csv", table)) for table in (actions, indicators, sources, figures, goals))
    if tree.loc[tree["parent_code"].isna(), "level"].eq("province").all():  # thousands of townships report to their county
        catalogue["report_level"] = "county"
    insert_frame(connection, actions, action.assign(sort=action["id"]))
    insert_frame(connection, indicators, refer(catalogue, "action", action))
    insert_frame(connection, sources, document)
    for table, quoted in ((figures, figure), (goals, goal)):
        insert_frame(connection, table, refer(refer(quoted, "source", document), "indicator", catalogue))
    insert_frame(connection, schemes, number(read(FOLDER / "schemes.csv", schemes)))
    load_rules(connection)
    with indexes_afterwards(connection, len(tree), regions, region_closure):
        insert_frame(connection, regions, place(tree))
        pairs = close(connection, depth(tree))
    take_statistics(connection, pairs, regions, region_closure)


def load_rules(connection: Connection) -> None:
    """Fills rules, empty before."""
    insert_frame(connection, rules, number(read(FOLDER / "rules.csv", rules)))


def read(path: Path, table: Table) -> pd.DataFrame:
    """A reference file in the types of its table: codes as text, flags (1, 0) as bool, empty cells missing."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    for column in table.columns:
        if column.name in frame and isinstance(column.type, Boolean):
            frame[column.name] = frame[column.name].map({"1": True, "0": False})
        elif column.name in frame and not isinstance(column.type, String):
            frame[column.name] = pd.to_numeric(frame[column.name])
    return frame


def number(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(id=range(1, len(frame) + 1))


def refer(frame: pd.DataFrame, name: str, target: pd.DataFrame) -> pd.DataFrame:
    """The frame with column `name` (codes of `target`) replaced by `name`_id; an unknown code is an error."""
    ids = frame[name].map(target.set_index("code")["id"]).astype("Int64")
    unknown = frame.loc[ids.isna() & frame[name].notna(), name]
    if len(unknown):
        raise ValueError(f"{name} 代码不存在：{'、'.join(unknown.unique())}")
    return frame.drop(columns=name).assign(**{f"{name}_id": ids})


def read_tree(root: str) -> pd.DataFrame:
    """The root and everything below it in code order: id, code, name, level, parent_code, kind, lon, lat.

    Of a place whose tree was worked over by hand (regions/<code>.csv.xz) that one is taken. Raises UnknownRoot.
    """
    refined = {path.name[:6]: read(path, regions) for path in sorted((FOLDER / "regions").glob("[0-9]*.csv.xz"))}
    for tree in refined.values():
        if ((tree["code"] == root) & tree["level"].isin(LEVELS[:3])).any():
            return cut(tree, root)
    if not re.fullmatch("[0-9]{6}", root):
        raise UnknownRoot(root)
    tree = read(NATIONAL, regions)
    if root != NATION:  # functional zones and all: a code begins with its province's
        tree = tree[tree["code"].str[:2] == root[:2]]
    tree = tidy(tree)
    for code, better in refined.items():
        if (tree["code"] == code).any():
            above = tree.set_index("code")["parent_code"][code]
            tree = tree[~tree["code"].isin(below(tree[tree["code"].str[:4] == code[:4]], code))]
            tree = pd.concat([tree, better.assign(parent_code=better["parent_code"].where(better["code"] != code, above))])
    if not ((tree["code"] == root) & tree["level"].isin(LEVELS[:3])).any():
        raise UnknownRoot(root)
    return cut(tree, root)


def cut(tree: pd.DataFrame, root: str) -> pd.DataFrame:
    if root != NATION:
        tree = tree[tree["code"].isin(below(tree, root))]
    tree = tree.sort_values("code")
    return number(tree.assign(parent_code=tree["parent_code"].where(tree["code"] != root)))


def below(tree: pd.DataFrame, root: str) -> set[str]:
    """The codes of the root and everything below it, by parent."""
    layer, kept = {root}, {root}
    while layer:
        layer = set(tree.loc[tree["parent_code"].isin(layer), "code"]) - kept
        kept |= layer
    return kept


def tidy(tree: pd.DataFrame) -> pd.DataFrame:
    """The national file as a tree of units that have a federation of their own.

    Cities in name only go, and their counties lie directly below the province. A city that is its own only county
    (东莞, 中山, 儋州, which stand twice, and 嘉峪关) is one unit under the city's code at county level: it is who reports,
    and its townships lie below it. Villages get their kind by code, townships by name.
    """
    tree = tree.reset_index(drop=True)
    counties, cities = tree[tree["level"] == "county"], tree[tree["level"] == "city"].set_index("code")
    only = counties[~counties["parent_code"].duplicated(keep=False)]
    only = only[only["name"] == only["parent_code"].map(cities["name"])]
    names_only = set(cities.index[cities["name"].str.fullmatch(PLACEHOLDERS)])
    new_parent = cities.loc[list(names_only), "parent_code"].to_dict() | dict(
        zip(only["code"], only["parent_code"], strict=True))
    tree = tree.drop(index=only.index)
    tree = tree[~((tree["level"] == "city") & tree["code"].isin(names_only))]
    merged = (tree["level"] == "city") & tree["code"].isin(only["parent_code"])
    top = tree["parent_code"].isna()
    village, township = tree["level"] == "village", tree["level"] == "township"
    kind = tree["code"].str[-3].map(VILLAGE_KINDS).where(village)
    found = tree["name"].str.extract("(街道|镇|乡)$")[0].fillna("其他")
    moved = tree["parent_code"].map(new_parent).astype(tree["parent_code"].dtype)  # none is a float
    tree = tree.assign(level=tree["level"].mask(merged, "county"), kind=kind.where(~township, found), lon=np.nan, lat=np.nan,
                       parent_code=moved.fillna(tree["parent_code"]).mask(top, NATION))
    nation = pd.DataFrame([{"code": NATION, "name": "全国", "level": "province"}])
    return pd.concat([tree, nation], ignore_index=True)


def place(tree: pd.DataFrame) -> pd.DataFrame:
    """Rows of the regions table, parents first; county_id is the county a region is or lies in, else missing."""
    rows = refer(tree.rename(columns={"parent_code": "parent"}), "parent", tree).set_index("id", drop=False)
    county, known = rows["id"].where(rows["level"] == "county").astype("Int64"), -1
    while county.count() > known:
        known, county = county.count(), county.fillna(rows["parent_id"].map(county))
    return rows.assign(county_id=county).sort_values("level", key=lambda levels: levels.map(LEVELS.index), kind="stable")


def close(connection: Connection, deepest: int) -> int:
    """Fills region_closure, empty before, from the parents in regions, up to `deepest` of them above a region: every region with
    itself and with everything above it. Returns how many rows.

    Follows parents, not code prefixes: the codes of functional zones (411471 …) are not those of the counties they lie in.
    By the database, in the order of the key: millions of rows need not come here and go back.
    """
    below, above = regions.alias(), regions.alias()
    lines, joined, last = [select(below.c.id, below.c.level, below.c.id)], below, below
    for _ in range(deepest):
        lines.append(select(last.c.parent_id, below.c.level, below.c.id).select_from(joined).where(last.c.parent_id.is_not(None)))
        joined, last = joined.join(above, above.c.id == last.c.parent_id), above
        above = regions.alias()
    columns = list(region_closure.columns)
    connection.execute(region_closure.insert().from_select(columns, union_all(*lines).order_by(text("1, 2, 3"))))
    return connection.scalar(select(func.count()).select_from(region_closure)) or 0


def depth(tree: pd.DataFrame) -> int:
    """How many regions lie above the deepest one."""
    parent_of, layers = tree.set_index("code")["parent_code"], 0
    above = parent_of.dropna().drop_duplicates()
    while len(above):
        layers, above = layers + 1, above.map(parent_of).dropna().drop_duplicates()
    return layers

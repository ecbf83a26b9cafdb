"""Reference data: loads the CSV files beside this module. tests/data/test_reference.py checks them."""

from pathlib import Path

import pandas as pd
from sqlalchemy import Boolean, Connection, String, Table

from data.rollups import insert_frame
from queries.schema import LEVELS, actions, figures, goals, indicators, region_closure, regions, rules, schemes, sources

FOLDER = Path(__file__).parent


class UnknownRoot(ValueError):
    """No region tree is shipped for this root code; the message (Chinese) lists the roots there are."""

    def __init__(self, code: str):
        shipped = "、".join(f"{path.name.split('.')[0]} {read(path, regions)['name'].iloc[0]}" for path in tree_files())
        super().__init__(f"没有根地区 {code} 的区划数据。现有：{shipped}（及其所辖市县）。")


def load_reference(connection: Connection, root: str = "411400") -> None:
    """Fills actions, indicators, sources, figures, goals, schemes, rules, regions and region_closure, all empty before.

    Ids are row numbers from 1: of the file, for regions of the code order. Values are in base units (元, 人, 个).
    Raises UnknownRoot, before anything is written, if no shipped tree holds `root` as a county or above.
    """
    tree = read_tree(root)
    closure = close(tree)

    action, catalogue, document, figure, goal = (
        number(read(FOLDER / f"{table.name}.csv", table)) for table in (actions, indicators, sources, figures, goals))
    insert_frame(connection, actions, action.assign(sort=action["id"]))
    insert_frame(connection, indicators, refer(catalogue, "action", action))
    insert_frame(connection, sources, document)
    for table, quoted in ((figures, figure), (goals, goal)):
        insert_frame(connection, table, refer(refer(quoted, "source", document), "indicator", catalogue))
    load_schemes(connection)
    load_rules(connection)
    insert_frame(connection, regions, place(tree, closure))
    insert_frame(connection, region_closure, closure)


def load_schemes(connection: Connection) -> None:
    """Fills schemes, empty before: also of a database that is older than they are."""
    insert_frame(connection, schemes, number(read(FOLDER / f"{schemes.name}.csv", schemes)))


def load_rules(connection: Connection) -> None:
    """Fills rules, empty before: also of a database that is older than they are."""
    insert_frame(connection, rules, number(read(FOLDER / f"{rules.name}.csv", rules)))


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


def tree_files() -> list[Path]:
    return sorted((FOLDER / "regions").glob("*.csv*"))


def read_tree(root: str) -> pd.DataFrame:
    """The root and everything below it in code order: id, code, name, level, parent_code, kind, lon, lat.

    A root inside a shipped tree is cut out of it. Raises UnknownRoot.
    """
    for path in sorted(tree_files(), key=lambda path: not path.name.startswith(f"{root}.")):
        tree = read(path, regions)
        if not ((tree["code"] == root) & tree["level"].isin(LEVELS[:3])).any():
            continue
        layer, kept = {root}, {root}
        while layer:
            layer = set(tree.loc[tree["parent_code"].isin(layer), "code"]) - kept
            kept |= layer
        tree = tree[tree["code"].isin(kept)].sort_values("code")
        return number(tree.assign(parent_code=tree["parent_code"].where(tree["code"] != root)))
    raise UnknownRoot(root)


def close(tree: pd.DataFrame) -> pd.DataFrame:
    """ancestor_id, descendant_level, descendant_id: every region with itself and with everything above it.

    Follows parents, not code prefixes: the codes of functional zones (411471 …) are not those of
    the counties they lie in.
    """
    parent_of = tree.set_index("id")["parent_code"].map(tree.set_index("code")["id"])
    pairs = pd.DataFrame({"ancestor_id": tree["id"], "descendant_level": tree["level"], "descendant_id": tree["id"]})
    steps = []
    while len(pairs):
        steps.append(pairs)
        pairs = pairs.assign(ancestor_id=pairs["ancestor_id"].map(parent_of)).dropna().astype({"ancestor_id": int})
    return pd.concat(steps, ignore_index=True)


def place(tree: pd.DataFrame, closure: pd.DataFrame) -> pd.DataFrame:
    """Rows of the regions table, parents first; county_id is the county a region is or lies in, else missing."""
    counties = tree.loc[tree["level"] == "county", "id"]
    county_of = closure[closure["ancestor_id"].isin(counties)].set_index("descendant_id")["ancestor_id"]
    rows = refer(tree.rename(columns={"parent_code": "parent"}), "parent", tree)
    rows["county_id"] = rows["id"].map(county_of).astype("Int64")
    return rows.sort_values("level", key=lambda levels: levels.map(LEVELS.index), kind="stable")

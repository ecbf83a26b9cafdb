"""The life of a cell: each value, who brought it, what became of the batch."""

from datetime import datetime

import pandas as pd

from data.write.actor import alone
from data.write.ledger import KEY, open_batch, write
from data.write.undoing import undo
from queries.history import batch_cells, batches_list, life
from queries.privacy import Viewer

AT = datetime(2026, 4, 5)
NAN = float("nan")


def test_a_cells_life_names_every_batch_and_the_undone_one(world):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"))
    world.add_indicators(F={"kind": "flow"})
    numbers = []
    for value, why in ((100.0, "下达"), (120.0, "调整")):
        numbers.append(open_batch(world.connection, kind="edit", file_name="改目标", actor=alone("测试妇联"), received_at=AT,
                                  committed_at=AT, rows=1, note=why))
        write(world.connection, "targets", pd.DataFrame([(world.region["411402"], 2026, 1, value)], columns=[*KEY, "value"]),
              numbers[-1], alone("测试妇联"))
    undo(world.connection, numbers[1], actor=alone("测试妇联"), at=AT, reason="填错")
    found = life(world.connection, "targets", world.region["411402"], [2026], 1)
    assert found[["new_value", "batch_id", "note"]].values.tolist() == [[100.0, numbers[0], "下达"], [120.0, numbers[1], "调整"]]
    assert found["old_value"].iloc[1] == 100 and pd.isna(found["old_value"].iloc[0])
    assert found["undone_at"].notna().tolist() == [False, True] and found["undone_reason"].iloc[1] == "填错"
    assert life(world.connection, "targets", world.region["411402"], [2025], 1).empty


def put(world, *rows: tuple[str, str, float], kind: str = "import") -> int:
    number = open_batch(world.connection, kind=kind, file_name="表.xlsx", actor=alone("测试妇联"), received_at=AT,
                        committed_at=AT, rows=len(rows))
    write(world.connection, "observations", pd.DataFrame(
        [(world.region[region], 202601, world.indicator[code], value) for code, region, value in rows],
        columns=[*KEY, "value"]), number, alone("测试妇联"))
    return number


def test_batches_are_listed_newest_first_with_what_they_did_page_by_page(world):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"))
    world.add_indicators(F={"kind": "flow"}, G={"kind": "flow"})
    first = put(world, ("F", "411402", 1.0), ("G", "411402", 2.0))
    second = put(world, ("F", "411402", 3.0), ("G", "411402", 2.0), ("F", "411400", 4.0))
    third = put(world, ("F", "411402", NAN), ("G", "411400", NAN))
    put(world, ("F", "411402", 9.0), kind="demo")
    counts = ["id", "added", "changed", "unchanged"]
    listed = batches_list(world.connection)
    assert listed[counts].values.tolist() == [[third, 0, 1, 1], [second, 1, 1, 1], [first, 2, 0, 0], [world.batch, 0, 0, 0]]
    assert batches_list(world.connection, limit=1, older_than=third)["id"].tolist() == [second]
    assert batch_cells(world.connection, third)["state"].tolist() == ["未变", "删去"]
    assert batch_cells(world.connection, second, changed_only=True)["new_value"].tolist() == [4.0, 3.0]


def test_personal_figures_are_rounded_and_nothing_says_whether_they_changed(world):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"), ("411402001", "township", "411402"))
    world.add_indicators(P={"sensitive": True, "report_level": "township"})
    number = put(world, ("P", "411400", 13.0), ("P", "411402", 2.0), ("P", "411402001", 30.0))
    again = put(world, ("P", "411402", 2.0), ("P", "411400", 48.0))
    cells = batch_cells(world.connection, number)
    assert cells["new_withheld"].tolist() == ["", "small", "below"] and cells["new_rounded"].tolist() == [True, False, False]
    assert cells["new_value"].fillna(-1).tolist() == [15.0, -1, -1]
    cells = batch_cells(world.connection, again, changed_only=True)
    assert cells["state"].tolist() == ["个人信息"] * 2, "the one that changed nothing too"
    assert cells["old_value"].fillna(-1).tolist() == [15.0, -1] and cells["old_withheld"].tolist() == ["", "small"]
    counts = ["added", "changed", "unchanged", "personal"]
    assert batches_list(world.connection)[counts].values.tolist() == [[0, 0, 0, 2], [0, 0, 0, 3], [0, 0, 0, 0]]
    granted = Viewer(frozenset(world.region.values()))
    assert batches_list(world.connection, viewer=granted)[counts].values.tolist() == [[0, 1, 1, 0], [3, 0, 0, 0], [0, 0, 0, 0]]
    exact = batch_cells(world.connection, again, viewer=granted)
    assert exact["new_value"].tolist() == [48.0, 2.0] and exact["state"].tolist() == ["改动", "未变"]

"""The life of a cell: each value, who brought it, what became of the batch."""

from datetime import datetime

import pandas as pd

from data.ledger import KEY, open_batch, undo, write
from queries.history import life

AT = datetime(2026, 4, 5)


def test_a_cells_life_names_every_batch_and_the_undone_one(world):
    world.add_regions(("411400", "city", None), ("411402", "county", "411400"))
    world.add_indicators(F={"kind": "flow"})
    numbers = []
    for value, why in ((100.0, "下达"), (120.0, "调整")):
        numbers.append(open_batch(world.connection, kind="edit", file_name="改目标", actor="测试妇联", received_at=AT,
                                  committed_at=AT, rows=1, note=why))
        write(world.connection, "targets", pd.DataFrame([(world.region["411402"], 2026, 1, value)], columns=[*KEY, "value"]),
              numbers[-1])
    undo(world.connection, numbers[1], actor="测试妇联", at=AT, reason="填错")
    found = life(world.connection, "targets", world.region["411402"], [2026], 1)
    assert found[["new_value", "batch_id", "note"]].values.tolist() == [[100.0, numbers[0], "下达"], [120.0, numbers[1], "调整"]]
    assert found["old_value"].iloc[1] == 100 and pd.isna(found["old_value"].iloc[0])
    assert found["undone_at"].notna().tolist() == [False, True] and found["undone_reason"].iloc[1] == "填错"
    assert life(world.connection, "targets", world.region["411402"], [2025], 1).empty

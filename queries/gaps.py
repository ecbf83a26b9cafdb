"""What is missing among due cells (queries.reporting.due_cells), and who owes it. Pure functions."""

import pandas as pd


def gaps(cells: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row a group of due cells that lacks anything, sorted by `by`: lacking and due (counts of cells), units (the region
    ids that owe, in the order of the cells, one a missing cell), state (of the first: 未到期限, 逾期未报 or 待审)."""
    owing = cells[cells["received_at"].isna()]
    found = owing.groupby(by).agg(lacking=("region_id", "size"), units=("region_id", list), state=("state", "first"))
    found["due"] = cells.groupby(by).size().reindex(found.index)
    return found.reset_index()


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of each indicator's last period: of due cells, or of their rates by indicator and period."""
    return frame[frame["period"] == frame.groupby("indicator_id")["period"].transform("max")]

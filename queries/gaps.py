"""What is missing among due cells (queries.reporting.due_cells), and who owes it. Pure functions."""

import numpy as np
import pandas as pd


def gaps(cells: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row a group of due cells that lacks anything, sorted by `by`: lacking and due (counts of cells), units (the region
    ids that owe, in the order of the cells, one a missing cell), state (of the first: 未到期限, 逾期未报 or 待审)."""
    owing = cells[cells["received_at"].isna()]
    groups = owing.groupby(by)
    found = groups.agg(lacking=("region_id", "size"), state=("state", "first"))
    units = owing["region_id"].to_numpy()[np.argsort(groups.ngroup(), kind="stable")]
    parts = np.split(units, found["lacking"].cumsum().to_numpy())[:-1]  # a list a group made by pandas takes ten times as long
    found.insert(1, "units", pd.Series([part.tolist() for part in parts], index=found.index, dtype=object))
    found["due"] = cells.groupby(by).size().reindex(found.index)
    return found.reset_index()


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of each indicator's last period: of due cells, or of their rates by indicator and period."""
    return frame[frame["period"] == frame.groupby("indicator_id")["period"].transform("max")]

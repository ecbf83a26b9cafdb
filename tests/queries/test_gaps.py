"""What is missing among due cells, by hand."""

import pandas as pd

from queries.gaps import gaps, latest
from queries.reporting import overall

IN = pd.Timestamp("2026-02-03")
CELLS = pd.DataFrame([
    (1, 202601, 11, 10, IN, "按时", True), (1, 202601, 12, 10, None, "逾期未报", True),
    (1, 202602, 11, 10, None, "未到期限", False), (1, 202602, 12, 10, None, "未到期限", False),
    (2, 202601, 21, 20, IN, "迟报", True), (2, 202601, 22, 20, None, "逾期未报", True),
    (2, 202601, 11, 10, None, "逾期未报", True)],
    columns=["indicator_id", "period", "region_id", "place", "received_at", "state", "closed"])


def test_a_gap_says_how_much_of_how_much_and_who_owes_it():
    found = gaps(CELLS, ["place", "period"]).set_index(["place", "period"])
    assert found[["lacking", "due"]].to_dict("index") == {
        (10, 202601): {"lacking": 2, "due": 3}, (10, 202602): {"lacking": 2, "due": 2}, (20, 202601): {"lacking": 1, "due": 2}}
    assert found["units"].tolist() == [[12, 11], [11, 12], [22]]
    assert found["state"].tolist() == ["逾期未报", "未到期限", "逾期未报"]


def test_what_is_complete_is_no_gap():
    assert gaps(CELLS[CELLS["received_at"].notna()], ["place", "period"]).empty
    assert gaps(CELLS.iloc[:0], ["indicator_id"]).empty
    assert gaps(CELLS, ["indicator_id", "place"])["lacking"].tolist() == [3, 1, 1]


def test_the_latest_is_each_indicators_own():
    assert latest(CELLS)[["indicator_id", "period"]].drop_duplicates().to_numpy().tolist() == [[1, 202602], [2, 202601]]
    assert latest(CELLS.iloc[:0]).empty


def test_all_cells_together():
    total = overall(CELLS)
    assert total.drop(["rate", "in_time"]).to_dict() == {
        "due": 7, "reported": 2, "late": 1, "waiting": 2, "missing": 3, "sent": 0, "closed": 5, "first_closed": 202601,
        "last_closed": 202601}
    assert (total["rate"], total["in_time"]) == (2 / 7, 1 / 5)
    before = overall(CELLS[~CELLS["closed"]])
    assert before["rate"] == 0 and before[["in_time", "first_closed", "last_closed"]].isna().all()

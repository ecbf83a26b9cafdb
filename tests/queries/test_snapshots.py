"""What was said in the room stays as it was said, and says itself what has changed since: on both engines."""

from datetime import datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import insert, select

from data.demo.generate import clear_demo
from data.write.actor import alone
from data.write.errors import Refused
from data.write.ledger import KEY
from data.write.observations import record
from data.write.snapshots import FIGURES, take
from data.write.undoing import undo
from queries import schema
from queries.snapshots import homes_since, list_snapshots, since
from queries.standing import standing

CITY, A, B = "411400", "411402", "411403"
AT = datetime(2026, 4, 12, 9, 30)
OFFICE = alone("商丘市妇联")


@pytest.fixture
def small(world):
    """A city of two counties with one quarter reported, one personal figure among them."""
    world.add_regions((CITY, "city", None), (A, "county", CITY), (B, "county", CITY))
    rate = {"kind": "ratio", "unit": "%", "numerator": "N", "denominator": "F"}
    world.add_indicators(F={}, N={}, R=rate, P={"sensitive": True})
    for place in (A, B):
        for code, value in (("F", 20), ("N", 10), ("P", 3)):
            world.observe(code, place, {202601: value, 202602: value, 202603: value})
        world.aim("F", 2026, **{place: 240})
    world.connection.execute(insert(schema.settings), [{"key": "root", "value": CITY}])
    return world.done()


def told(world) -> pd.DataFrame:
    """What a paper of March shows."""
    frame = standing(world.connection, [1, 2, 3], 2026, 3)
    shown = ["<5" if row.withheld == "small" else f"{row.value:g}" for row in frame.itertuples()]
    return frame.assign(period=frame["as_of"], shown=shown)[FIGURES]


def freeze(world, at=AT, edited=None, title="三月汇报", frame=None, **more) -> str:
    return take(world.connection, kind="材料", title=title, region_id=1, year=2026, month=3, demo=False,
                figures=told(world) if frame is None else frame, edited=edited or {}, actor=OFFICE, at=at, **more)


def since_then(world) -> pd.DataFrame:
    """Of the newest."""
    return since(world.connection, int(list_snapshots(world.connection)["id"].iloc[0]))


def put(world, at, **values) -> int:
    cells = pd.DataFrame([(world.region[A], 202603, world.indicator[code], value) for code, value in values.items()],
                         columns=[*KEY, "value"])
    return record(world.connection, cells, file_name="更正.xlsx", actor=OFFICE, received_at=at, committed_at=at).batch_id


def of(frame, region, code, world):
    return frame[(frame["region_id"] == world.region[region]) & (frame["indicator_id"] == world.indicator[code])].iloc[0]


def test_a_corrected_figure_shows_old_and_new_and_which_batch_did_it(small):
    freeze(small)
    assert not since_then(small)["changed"].any()
    put(small, AT - timedelta(hours=1), N=10)  # the same again, before: nobody's change
    batch = put(small, AT + timedelta(days=3), F=44)
    found = since_then(small)
    own, city, rate, other = (of(found, *one, small) for one in ((A, "F"), (CITY, "F"), (A, "R"), (B, "F")))
    assert (own["was_value"], own["was_shown"], own["value"], own["changed"], own["batch_id"]) == (60, "60", 84, True, batch)
    assert (city["was_value"], city["value"], city["batch_id"]) == (120, 144, batch)
    assert rate["changed"] and rate["batch_id"] == batch and (rate["was_value"], rate["value"]) == pytest.approx((50, 3000 / 84))
    assert not other["changed"] and pd.isna(other["batch_id"])
    kept = small.connection.execute(select(schema.snapshot_figures.c.value).where(
        schema.snapshot_figures.c.region_id == 2, schema.snapshot_figures.c.indicator_id == 1)).scalar_one()
    assert kept == 60


def test_what_was_said_of_the_register_stands_beside_what_it_says_now(small):
    freeze(small, homes=[(2, 4, 1), (1, 9, 0)])
    rows = homes_since(small.connection, int(list_snapshots(small.connection)["id"].iloc[0]))
    assert rows.to_numpy().tolist() == [[1, 9, 0, 0, 0, True], [2, 4, 1, 0, 0, True]], "no village is left of what was said"
    assert homes_since(small.connection, 99).empty
    assert freeze(small, homes=[(1, 9, 0), (2, 4, 1)]) == freeze(small, homes=[(2, 4, 1), (1, 9, 0)]) != freeze(small)


def test_what_is_undone_is_as_it_was_said(small):
    batch = put(small, AT - timedelta(days=1), F=44)
    freeze(small)
    undo(small.connection, batch, actor=OFFICE, at=AT + timedelta(days=1))
    own = of(since_then(small), A, "F", small)
    assert (own["was_value"], own["value"], own["batch_id"]) == (84, 60, batch)


def test_a_figure_about_persons_is_compared_as_it_is_read(small):
    freeze(small)
    put(small, AT + timedelta(days=1), P=4)  # 9 → 10, both read 10
    assert not of(since_then(small), A, "P", small)["changed"]
    batch = put(small, AT + timedelta(days=2), P=9)
    own = of(since_then(small), A, "P", small)
    assert own["changed"] and own["value"] == 15 and own["was_value"] == 10 and own["batch_id"] == batch


def test_numbers_run_within_the_month_and_the_same_content_keeps_its_own(small):
    assert freeze(small) == "2026-04-01" and freeze(small, at=AT + timedelta(days=2)) == "2026-04-01"
    assert freeze(small, edited={"whole.headline": "改过的\x00 话"}) == "2026-04-02"
    assert freeze(small, title="另一份") == "2026-04-03" and freeze(small, at=AT + timedelta(days=30)) == "2026-05-01"
    listed = list_snapshots(small.connection)
    assert list(listed["number"]) == ["2026-05-01", "2026-04-03", "2026-04-02", "2026-04-01"]
    assert listed["edited"].iloc[2] == '{"whole.headline": "改过的 话"}' and listed["actor"].eq("商丘市妇联").all()
    assert list(list_snapshots(small.connection, "2026-04-02")["id"]) == [listed["id"].iloc[2]]
    assert list_snapshots(small.connection, "9").empty


def test_a_sentence_that_is_too_long_is_refused_and_nothing_is_kept(small):
    with pytest.raises(Refused, match="这句话写得太长"):
        freeze(small, edited={"whole.headline": "长" * 501})
    assert list_snapshots(small.connection).empty


def test_the_demo_takes_what_was_said_of_it_along(small):
    freeze(small)
    take(small.connection, kind="会议", title="示例", region_id=1, year=2026, month=3, demo=True, figures=told(small), edited={},
         actor=OFFICE, at=AT)
    clear_demo(small.connection, AT, actor=OFFICE)
    assert list(list_snapshots(small.connection)["title"]) == ["三月汇报"]
    left = small.connection.execute(select(schema.snapshot_figures.c.snapshot_id).distinct()).scalars().all()
    assert left == list(list_snapshots(small.connection)["id"])

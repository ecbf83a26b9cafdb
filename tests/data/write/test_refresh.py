"""Roll-ups kept current by what changed are, to the last bit, those made from nothing: after any writes, corrections, deletions
and undos, of flows, stocks and ratios of every kind, of months, quarters and years, of counties, townships and offices above."""

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.write import forest
from data.write import rollups as program
from data.write.actor import alone
from data.write.ledger import open_batch, write
from data.write.rollups import rebuild
from data.write.undoing import undo
from queries import schema

AT = datetime(2031, 1, 1)
REGIONS = (
    ("410000", "province", None), ("411400", "city", "410000"), ("411500", "city", "410000"), ("411402", "county", "411400"),
    ("411403", "county", "411400"), ("411502", "county", "411500"), ("411402100", "township", "411402"),
    ("411402101", "township", "411402"), ("411403100", "township", "411403"), ("411502100", "township", "411502"),
    ("411500100", "township", "411500"), ("411402100001", "village", "411402100"))
TOWN = {"report_level": "township"}
INDICATORS = {
    "F": {}, "FQ": {"frequency": "quarterly"}, "FT": TOWN, "S": {"kind": "stock"}, "SY": {"kind": "stock", "frequency": "yearly"},
    "ST": {"kind": "stock", **TOWN}, "SH": {"kind": "stock", "frequency": "half-yearly"},
    "alone": {"kind": "stock", "additive": False, "frequency": "quarterly", **TOWN}, "single": {"additive": False, **TOWN}}
RATIOS = {
    "FF": ("FQ", "F", "quarterly", "county"), "FS": ("F", "S", "monthly", "county"), "SF": ("S", "F", "monthly", "county"),
    "SS": ("S", "SY", "monthly", "county"), "sum": ("SH", "SY+SH", "half-yearly", "county"),
    "lifted": ("FT", "F", "monthly", "county"), "raised": ("ST", "S", "monthly", "county"),
    "fine": ("ST", "ST", "monthly", "township"),
    "coarse": ("S", "ST", "half-yearly", "county")}
LEVEL = {code: level for code, level, _ in REGIONS}

STEPS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def build(world):
    world.add_regions(*REGIONS)
    world.add_indicators(**INDICATORS, **{code: {
        "kind": "ratio", "numerator": top, "denominator": bottom, "frequency": frequency, "report_level": level}
        for code, (top, bottom, frequency, level) in RATIOS.items()})
    return world


def may_report(code: str) -> list[str]:
    deepest = ("province", "city", "county", INDICATORS[code].get("report_level", "county"))
    return [region for region, level, _ in REGIONS if level in deepest]


@st.composite
def cells(draw):
    """A file: some cells, of a few periods years apart; None takes a cell away. Values whose sums depend on their order."""
    code = draw(st.sampled_from(sorted(INDICATORS)))
    step = STEPS[INDICATORS[code].get("frequency", "monthly")]
    month = st.sampled_from([month for month in (3, 4, 5, 6, 9, 12) if month % step == 0])
    period = st.builds(lambda year, of: year * 100 + of, st.sampled_from((2019, 2024, 2025, 2026)), month)
    return code, draw(st.sampled_from(may_report(code))), draw(period), draw(st.sampled_from((None, 0.0, 0.1, 0.7, 3.3, 1e9 / 3)))


steps = st.lists(st.one_of(st.lists(cells(), min_size=1, max_size=6), st.integers(0, 5)), min_size=1, max_size=7)


def held(connection) -> pd.DataFrame:
    return pd.read_sql(select(schema.rollups), connection).sort_values(["region_id", "period", "indicator_id"], ignore_index=True)


def follow(world, story) -> None:
    """Each step is a batch, or (a number) the undoing of one; after each the roll-ups are compared with those of a rebuild."""
    connection, actor, live = world.connection, alone("某妇联"), []
    for number, step in enumerate(story):
        if isinstance(step, list):
            batch = open_batch(connection, kind="import", file_name=f"{number}", actor=actor, received_at=AT, committed_at=AT,
                               rows=len(step))
            frame = pd.DataFrame([(world.region[region], period, world.indicator[code], value)
                                  for code, region, period, value in step],
                                 columns=["region_id", "period", "indicator_id", "value"])
            write(connection, "observations", frame.drop_duplicates(["region_id", "period", "indicator_id"]), batch, actor)
            live.append(batch)
        elif live:
            undo(connection, live.pop(step % len(live)), actor=actor, at=AT)
        compare(connection)


def compare(connection) -> None:
    kept = held(connection)
    rebuild(connection)
    pd.testing.assert_frame_equal(kept, held(connection), check_exact=True, check_dtype=False)


@pytest.mark.parametrize(("shared_engine", "stories"), [("sqlite", 8), ("postgresql", 3)], indirect=["shared_engine"])
def test_any_story_ends_as_if_summed_up_from_nothing(world, stories, monkeypatch):
    monkeypatch.setattr(program, "AT_A_TIME", 3)  # the rebuild goes by subtrees
    build(world)

    @settings(max_examples=stories, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(steps)
    def told(story):
        with world.connection.begin_nested() as place:
            follow(world, story)
            place.rollback()

    told()


def test_the_tree_is_cut_alike_in_whatever_order_its_rows_come():
    """PostgreSQL gives rows that were changed last."""
    rows = pd.DataFrame([(1, None, "city"), (2, 1, "county"), (3, 2, "township"), (9, 1, "county"), (5, 9, "township")],
                        columns=["id", "parent_id", "level"])
    counts = pd.Series({3: 4.0, 5: 9.0})
    cut = [forest.Shares(forest.arrange(rows.loc[order]), counts, 10) for order in ([0, 1, 2, 3, 4], [4, 2, 3, 1, 0])]
    assert [[part.tolist() for part in group] for group in cut[0].groups] == [
        [part.tolist() for part in group] for group in cut[1].groups]
    assert sorted(place for one in cut[1].groups for place in one[1].tolist()) == [2, 3, 5, 9] and cut[1].split.tolist() == [1]

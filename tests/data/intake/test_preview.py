"""What a file would bring, said before it is committed: the doubts of the quality rules."""

import io
import sqlite3

import pytest
from openpyxl import Workbook
from sqlalchemy import create_engine, select

from data.intake.preview import FINDINGS, PERSONAL, Preview, preview
from data.intake.read import draft_of
from queries.database import reading
from queries.privacy import ANYBODY, Viewer
from queries.quality.findings import exact_findings
from queries.schema import indicators, observations, regions

PLACE, MONTH = "睢县", 202611


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def held(connection) -> dict[str, float]:
    """What 睢县 reports itself every month, as the demo holds it: indicator code -> value of the month before."""
    rows = connection.execute(
        select(indicators.c.code, observations.c.value)
        .join(indicators, indicators.c.id == observations.c.indicator_id)
        .join(regions, regions.c.id == observations.c.region_id)
        .where(regions.c.name == PLACE, regions.c.level == "county", observations.c.period == MONTH - 1,
               indicators.c.kind == "flow", indicators.c.frequency == "monthly", indicators.c.sensitive.is_(False))).all()
    return {row.code: row.value for row in rows}


def previewed(connection, rows: dict[str, float], month: int = MONTH, viewer: Viewer = ANYBODY) -> Preview:
    book, file = Workbook(), io.BytesIO()
    for row in (["地区", "期", "指标", "数值"], *([PLACE, month, code, value] for code, value in rows.items())):
        book.active.append(row)
    book.save(file)
    draft = draft_of(connection, "睢县.xlsx", file.getvalue())
    assert draft.taken == len(rows) and not draft.refused
    return preview(connection, draft, viewer=viewer)


def doubts(connection, rows: dict[str, float], month: int = MONTH):
    return previewed(connection, rows, month).doubts


def test_a_value_ten_thousand_times_its_history_is_doubted_before_the_commit(connection, held):
    told = doubts(connection, {"CY-02": held["CY-02"] * 10_000})
    assert list(told) == FINDINGS
    slips = told[told["words"].str.contains("1万倍")]
    assert len(slips) == 1 and slips["period"].item() == MONTH
    assert slips["region_id"].item() == connection.execute(select(regions.c.id).where(regions.c.name == PLACE)).scalar_one()
    assert "1万倍" not in "".join(exact_findings(connection, 2026, 11)["words"])


def test_a_clean_file_is_not_doubted(connection, held):
    same = dict(connection.execute(
        select(indicators.c.code, observations.c.value).join(indicators, indicators.c.id == observations.c.indicator_id)
        .join(regions, regions.c.id == observations.c.region_id)
        .where(regions.c.name == PLACE, observations.c.period == MONTH, indicators.c.code.in_(["CY-02", "CY-01"]))).all())
    assert same and doubts(connection, same).empty
    assert doubts(connection, {code: value for code, value in held.items() if code == "CY-02"}).empty


def test_the_first_report_of_a_year_is_checked_against_the_years_before(connection, held, monkeypatch):
    monkeypatch.setenv("JINGUO_TODAY", "2027-02-05")
    told = doubts(connection, {"CY-02": held["CY-02"] * 10_000}, 202701)
    assert told["words"].str.contains("1万倍").sum() == 1 and set(told["period"]) == {202701}


def test_the_worst_doubt_comes_first(connection, held):
    told = doubts(connection, {"CY-01": held["CY-01"] * 10_000, "CY-02": held["CY-02"] * 10_000,
                               "CY-03": held["CY-02"] * 20_000})
    assert len(told) > 2 and told["severity"].nunique() > 1
    ranks = told["severity"].map({"error": 0, "warn": 1, "note": 2})
    assert ranks.is_monotonic_increasing


@pytest.fixture(scope="module")
def counselled(connection) -> float:
    """心理咨询服务人次 of 睢县 in MONTH, a personal figure that it reports itself."""
    return connection.execute(
        select(observations.c.value).join(indicators, indicators.c.id == observations.c.indicator_id)
        .join(regions, regions.c.id == observations.c.region_id)
        .where(regions.c.name == PLACE, observations.c.period == MONTH, indicators.c.code == "GA-19")).scalar_one()


def test_a_guess_is_not_confirmed_by_a_preview(connection, counselled):
    """Whether the guess is right or not, all that a preview says is the same but for the guess itself."""
    told = [previewed(connection, {"GA-19": counselled + off}) for off in (0, 1)]
    for one in told:
        row = one.changes.iloc[0]
        assert row["state"] == PERSONAL and one.totals.empty
        assert row["old_rounded"] and row["old_value"] % 5 == 0 and row["value"] % 5 == 0
    assert told[0].changes["old_value"].equals(told[1].changes["old_value"])
    small = previewed(connection, {"GA-19": 3}).changes.iloc[0]
    assert small["withheld"] == "small" and small["value"] != 3


def test_who_is_granted_the_figures_sees_what_changes(connection, counselled):
    everywhere = Viewer(frozenset(connection.execute(select(regions.c.id)).scalars()))
    same, other = (previewed(connection, {"GA-19": counselled + off}, viewer=everywhere) for off in (0, 1))
    assert same.changes["state"].tolist() == ["不变"] and other.changes["state"].tolist() == ["改动"]
    assert other.changes["old_value"].tolist() == [counselled] and len(other.totals) == 2, "the county's year and the city's"


def test_no_doubt_is_an_oracle_of_what_is_held(demo_engine, connection, tmp_path):
    """Two databases that differ in exact personal figures alone, and read the same rounded, say the same of every guess."""
    source, target = sqlite3.connect(demo_engine.url.database), sqlite3.connect(tmp_path / "other.db")
    source.backup(target)
    ids = dict(connection.execute(select(indicators.c.code, indicators.c.id)).all())
    place = connection.execute(select(regions.c.id).where(regions.c.name == PLACE, regions.c.level == "county")).scalar_one()
    calls = target.execute("SELECT value FROM observations WHERE region_id = ? AND period = ? AND indicator_id = ?",
                           (place, MONTH, ids["WQ-07"])).fetchone()[0]
    mine = (f"WHERE region_id IN (SELECT descendant_id FROM region_closure WHERE ancestor_id = {place}) AND indicator_id IN "
            "(SELECT id FROM indicators WHERE sensitive)")
    target.execute("UPDATE observations SET value = value + CASE WHEN CAST(value AS INTEGER) % 5 IN (0, 1, 3) THEN 1 ELSE -1 "
                   f"END {mine} AND value > 5")
    target.commit()
    source.close(), target.close()
    changed = create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with reading(changed) as other:
        for guess in ({"WQ-08": calls + step} for step in (0, 1, 20, 1000)):
            one, two = (previewed(asked, guess) for asked in (connection, other))
            assert one.doubts.equals(two.doubts) and one.changes.drop(columns="old_batch_id").equals(
                two.changes.drop(columns="old_batch_id")), guess
        for guess in ({"GA-19": 1}, {"WQ-08": 2e5}):
            one, two = (previewed(asked, guess) for asked in (connection, other))
            assert one.doubts.equals(two.doubts), guess
            assert len(one.doubts) or guess == {"GA-19": 1}, "and what is plainly out of all size is doubted still"
    changed.dispose()


def test_parts_of_one_file_are_held_against_each_other(connection):
    told = previewed(connection, {"WQ-10": 10, "WQ-11": 12}, 202609).doubts
    assert "其中" in "".join(told["reason"])

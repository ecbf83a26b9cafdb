"""What a file would bring, said before it is committed: the doubts of the quality rules."""

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import select

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

"""考核 as an office does it: the rules in force, what was entered, what it comes to now, and what was published."""

import json
import math

import pandas as pd
from sqlalchemy import Connection, Row, select

from queries import appraisal_rules as rules
from queries.appraisal_rules import Rules
from queries.brought import KEY, last_batches
from queries.catalogue import in_year, list_indicators
from queries.frames import BOOL, FLOAT, FLOAT_OR_NAN, INT, TEXT, Frame, hands_out, of_schema
from queries.schema import appraisal_marks, appraisal_results, appraisals, matters
from queries.schema import appraisal_rules as table
from queries.scores import scores, totals

MARKS = Frame("id", **of_schema(appraisal_marks))
DRAFT = Frame(
    "region_id", self_score=FLOAT_OR_NAN("自评分"), rate=FLOAT_OR_NAN("得分率, 0 to 100; NaN: nothing counts"),
    usual_score=FLOAT_OR_NAN("平时, on the scheme's whole"), usual_given=BOOL("the office's own and not the figures'"),
    site_score=FLOAT_OR_NAN("现场"), bonus_asked=FLOAT("加分 as entered"), bonus=FLOAT("what counts of it"),
    deduction=FLOAT("扣分"), vetoed=BOOL("否决"), total=FLOAT_OR_NAN("总分; NaN: a part that counts has no score"),
    grade=TEXT("等次; empty: no 总分"))
PUBLISHED = Frame("id", **of_schema(appraisals))
RESULTS = Frame(**of_schema(appraisal_results))
MOVED_BY = Frame(region_id=INT, batch_id=INT)
RULE_CHANGES = Frame(**of_schema(table))


def of_row(row: Row) -> Rules:
    """The rules that a row of appraisal_rules or appraisals holds; ranges that nobody can read are the usual ones."""
    usual = Rules()
    try:
        grades = rules.read_grades(row.grades, row.whole)
    except rules.BadGrades:
        grades = usual.grades
    veto = row.veto_grade if row.veto_grade in dict(grades) else grades[-1][0]
    return Rules(row.whole, row.site_share, row.bonus_cap, grades, veto)


def rules_in_force(connection: Connection, scheme_id: int, year: int) -> tuple[Rules, int | None]:
    """The scheme's rules of the year, else its newest of the years before, else the usual ones; and the year that they were set
    for (None: nobody has set any)."""
    row = connection.execute(select(table).where(
        table.c.scheme_id == scheme_id, table.c.year <= year, table.c.replaced_at.is_(None)
    ).order_by(table.c.year.desc())).first()
    return (Rules(), None) if row is None else (of_row(row), row.year)


@hands_out(RULE_CHANGES)
def rule_changes(connection: Connection, scheme_id: int, year: int) -> pd.DataFrame:
    """Every version of the year's own rules, the newest first: RULE_CHANGES."""
    return pd.read_sql(select(table).where(table.c.scheme_id == scheme_id, table.c.year == year).order_by(table.c.id.desc()),
                       connection)


@hands_out(MARKS)
def list_marks(connection: Connection, scheme_id: int, year: int, half: int, region_ids: list[int]) -> pd.DataFrame:
    """What stands of the regions, in the order of its entry: MARKS."""
    of = appraisal_marks.c
    return pd.read_sql(select(appraisal_marks).where(
        of.scheme_id == scheme_id, of.year == year, of.half == half, of.region_id.in_(region_ids), of.ended_at.is_(None)
    ).order_by(of.id), connection).set_index("id", drop=False)


@hands_out(DRAFT)
def draft(connection: Connection, scheme_id: int, year: int, half: int, region_ids: list[int]) -> pd.DataFrame:
    """What the regions have by the rules in force, the figures through the half's last month as anybody may see them and what
    stands: DRAFT, in the order of the regions."""
    rates = _rates(connection, scheme_id, year, half, region_ids)
    held, _ = rules_in_force(connection, scheme_id, year)
    return rules.appraise(rates, list_marks(connection, scheme_id, year, half, region_ids), held)


@hands_out(PUBLISHED)
def list_published(connection: Connection, scheme_id: int, year: int, half: int, region_id: int) -> pd.DataFrame:
    """What an office (its region) published of a half, the newest, which counts, first: PUBLISHED."""
    of = appraisals.c
    return pd.read_sql(select(appraisals).where(
        of.scheme_id == scheme_id, of.year == year, of.half == half, of.region_id == region_id).order_by(of.id.desc()),
        connection).set_index("id", drop=False)


def rules_of(connection: Connection, appraisal_id: int) -> Rules:
    """The rules by which something published was worked out."""
    return of_row(connection.execute(select(appraisals).where(appraisals.c.id == appraisal_id)).one())


@hands_out(RESULTS)
def list_results(connection: Connection, appraisal_id: int) -> pd.DataFrame:
    """What was published of every unit, as it was: RESULTS."""
    return pd.read_sql(select(appraisal_results).where(appraisal_results.c.appraisal_id == appraisal_id).order_by(
        appraisal_results.c.region_id), connection)


@hands_out(DRAFT)
def recomputed(connection: Connection, appraisal_id: int) -> pd.DataFrame:
    """What the figures of now would make of something published, by its own rules and with what had been entered: DRAFT."""
    row = connection.execute(select(appraisals).where(appraisals.c.id == appraisal_id)).first()
    held = list_results(connection, appraisal_id)
    if row is None or held.empty:
        return pd.DataFrame({name: [] for name in DRAFT.columns}).rename_axis("region_id")
    marks = pd.DataFrame([(one.region_id, mark["kind"], mark["score"]) for one in held.itertuples() for mark in kept_marks(one)],
                         columns=["region_id", "kind", "score"])
    rates = _rates(connection, row.scheme_id, row.year, row.half, held["region_id"].tolist())
    return rules.appraise(rates, marks.astype({"score": float}), of_row(row))


@hands_out(MOVED_BY)
def moved_by(connection: Connection, appraisal_id: int, region_ids: list[int]) -> pd.DataFrame:
    """Which batch changed last, since it was published, what the units are scored by: MOVED_BY; no row where none did."""
    row = connection.execute(select(appraisals).where(appraisals.c.id == appraisal_id)).first()
    if row is None:
        return pd.DataFrame({name: pd.Series(dtype=int) for name in MOVED_BY.columns})
    scored = in_year(list_indicators(connection), row.year)["id"]
    pairs = pd.MultiIndex.from_product([region_ids, scored], names=KEY).to_frame(index=False)
    found = last_batches(connection, pairs, row.published_at, row.year * 100 + row.half)
    return found.groupby("region_id", as_index=False)["batch_id"].max()


def kept_marks(row) -> list[dict]:
    """What had been entered about a unit when it was published (a row of RESULTS): kind, score, words, evidence, actor."""
    return json.loads(row.marks)


def _rates(connection: Connection, scheme_id: int, year: int, half: int, region_ids: list[int]) -> pd.Series:
    """The 得分率 of the regions through the half's last month, as anybody may see the figures."""
    points = scores(connection, scheme_id, region_ids, year, half)
    return totals(points, ["region_id"])["rate"].reindex(pd.Index(region_ids, name="region_id"))


def lacking(found: pd.DataFrame, held: Rules) -> dict[int, str]:
    """Which units of a DRAFT have no 总分, and for want of what."""
    found = found[found["total"].isna()]
    words = {"site_score": "现场考评分" if held.site_share > 0 else "",
             "usual_score": "平时得分" if held.site_share < 100 else ""}
    return {int(row["region_id"]): "、".join(word for name, word in words.items() if word and math.isnan(row[name]))
            for _, row in found.reset_index().iterrows()}


def has_matter(connection: Connection, year: int, number: int) -> bool:
    return connection.scalar(select(matters.c.id).where(matters.c.year == year, matters.c.number == number)) is not None

"""What looks wrong in the data: the rules of table `rules` tried on the reports, and what has been confirmed since.

The core is `check`, a function over frames: no database, so that cells that are not committed yet can be checked too.
"""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, or_, select

from queries.catalogue import in_year, list_indicators
from queries.database import fetch_raw
from queries.frames import BOOL, FLOAT_OR_NAN, INT, INT_OR_NAN, TEXT, TEXT_OR_NAN, TIME_OR_NAT, Frame, hands_out, of_schema
from queries.periods import is_year, shift
from queries.privacy import ANYBODY, NOTHING, Viewer, marks, personal, sight, visible
from queries.quality import checks_alone, checks_between, checks_register
from queries.quality.report_grid import ReportGrid
from queries.regions import ABOVE_VILLAGES, find_root
from queries.rows import rows_of
from queries.schema import batches, confirmations, observations, region_closure, regions, rules, targets
from queries.succession import family, list_successions

KINDS = {"subset": checks_between.subset, "ratio": checks_between.ratio, "total": checks_between.total,
         "each": checks_between.each, "head": checks_between.head, "above": checks_between.above,
         "copied": checks_between.copied, "aims": checks_between.aims, "aim": checks_between.aim,
         "slip": checks_alone.slip, "digits": checks_alone.digits, "zero": checks_alone.zero, "jump": checks_alone.jump,
         "carried": checks_alone.carried, "same": checks_alone.same, "twice": checks_alone.twice}
"""Rule kind -> its check. The kind `quoted` is about documents' sentences: queries/quality/checks_of_quotations.py."""

MORE: dict[str, Callable[[Connection, int, int, list[int] | None], pd.DataFrame]] = {
    "register": checks_register.register, "point": checks_register.point}
"""Rule kind -> a check that asks the database itself: (connection, year, month, of which units) -> RAW but for the code."""

RULES = Frame("code", **of_schema(rules))
CHECKED = Frame(code=TEXT("of the rule"), region_id=INT, period=INT("of a target or a point: the year"), indicator_id=INT,
                value=FLOAT_OR_NAN("NaN where it may not be shown: hidden"), expected=FLOAT_OR_NAN("the same"),
                words=TEXT("Chinese: what is seen, what was expected"))
RAW = list(CHECKED.columns)
OF_RULE = {"name": TEXT("of the rule"), "kind": TEXT, "severity": TEXT("error, warn or note"),
           "reason": TEXT("why, and what to do")}
RAISED = Frame(**CHECKED.columns, level=TEXT, county_id=INT_OR_NAN("that it lies in"))
EXACT_FINDINGS = Frame(
    **RAISED.columns, rule_id=INT, **OF_RULE,
    confirmation_id=INT_OR_NAN("NaN where it is not confirmed, or the value has changed since"), confirmed_by=TEXT_OR_NAN,
    confirmed_at=TIME_OR_NAT, confirmed_reason=TEXT_OR_NAN)
FINDINGS = Frame(**EXACT_FINDINGS.columns, hidden=BOOL)
RECENT = Frame(**of_schema(observations.c.period), value=FLOAT_OR_NAN("as the viewer sees it"),
               withheld=TEXT("see privacy.marks"), rounded=BOOL("see privacy.marks"),
               **of_schema(batches.c.file_name, batches.c.actor, batches.c.received_at))
OF_PLACE = tuple(regions.c[name] for name in ("id", "code", "level", "parent_id", "county_id", "name", "valid_from", "valid_to"))
PLACES = Frame("id", **of_schema(*OF_PLACE))
CONFIRMATIONS = Frame(**of_schema(confirmations))
CELL = ["rule_id", "region_id", "period", "indicator_id"]
OF_TARGETS = ("aims", "aim")
"""Kinds that look at no report."""
SEVERITIES = ("error", "warn", "note")
HISTORY_MONTHS, LONG_HISTORY_MONTHS = 13, 60
"""Before January: as many as an XmR chart asks for; of what is reported less often than every month, five years."""
AGAINST_OTHERS = ("subset", "ratio", "total", "each", "head", "above", "aims", "carried", "register")
"""Kinds whose finding is about two figures: a confirmation lapses when either has changed."""


@hands_out(RULES)
def list_rules(connection: Connection) -> pd.DataFrame:
    """All rules in order: all columns of the table (RULES), indexed by code."""
    return RULES.read(connection, select(rules).order_by(rules.c.id))


def passed_over(book: pd.DataFrame, catalogue: pd.DataFrame) -> list[str]:
    """The codes of the rules in `book` that name an indicator that the catalogue (a year's) lacks: they find nothing there."""
    known, of_figures = set(catalogue["code"]), book[book["kind"].isin(list(KINDS))]
    return [rule.code for rule in rows_of(of_figures)
            if set(re.findall(r"[A-Z]{2,4}-\d{2,3}", f"{rule.left_side} {rule.right_side}")) - known]


@hands_out(CHECKED)
def check(grid: ReportGrid, book: pd.DataFrame) -> pd.DataFrame:
    """Every finding of the rules in `book` (rows of the rules table) on a grid: CHECKED, with exact numbers. Rules about
    indicators that the catalogue lacks find nothing."""
    found = []
    for rule in rows_of(book[book["kind"].isin(list(KINDS) if len(grid.cells) else OF_TARGETS)]):
        found += [(rule.code, *finding) for finding in KINDS[rule.kind](rule, grid)]
    return pd.DataFrame(found, columns=RAW)


@hands_out(FINDINGS)
def findings(connection: Connection, year: int, month: int, region_id: int | None = None) -> pd.DataFrame:
    """The findings of a year through a month, in a region and everything below it, the worst first: FINDINGS."""
    return told(connection, raised(connection, year, month, region_id))


@hands_out(FINDINGS)
def told(connection: Connection, found: pd.DataFrame) -> pd.DataFrame:
    """What was `raised`, as it may be shown, and what has been confirmed of it since: FINDINGS."""
    return without_personal(_with_confirmations(connection, found), list_indicators(connection))


@hands_out(EXACT_FINDINGS)
def exact_findings(connection: Connection, year: int, month: int, region_id: int | None = None) -> pd.DataFrame:
    """As `findings`, with the numbers that may not be shown: for writing a confirmation down, never for a screen."""
    return _with_confirmations(connection, raised(connection, year, month, region_id))


@hands_out(RAISED)
def raised(connection: Connection, year: int, month: int, region_id: int | None = None) -> pd.DataFrame:
    """What the rules say of a region and everything below it, the worst first, with the numbers that may not be shown, which
    `told` takes out: RAISED. Kept by region (pages/parts/shell/by_region.py): nothing of what is said about findings is in it."""
    some = None if region_id in (None, find_root(connection)) else below(connection, region_id)
    grid = load_grid(connection, year, month, None if some is None else region_id)
    return tried(connection, grid, list_rules(connection), some)


@hands_out(RAISED)
def tried(connection: Connection, grid: ReportGrid, book: pd.DataFrame, units: list[int] | None = None) -> pd.DataFrame:
    """What the rules of `book` (rows of the table) find in a grid and in the register, of these units (None: of all): RAISED."""
    frames = [check(grid, book), *(MORE[rule.kind](connection, grid.year, grid.month, units).assign(code=rule.code)[RAW]
                                   for rule in rows_of(book[book["kind"].isin(list(MORE))]))]
    raw = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    return in_order(raw[raw["region_id"].isin(grid.places.index if units is None else units)], grid.places, book)


def in_order(raw: pd.DataFrame, places: pd.DataFrame, book: pd.DataFrame) -> pd.DataFrame:
    """Findings (RAW) with what RAISED has besides, the worst first. places: as list_grid_places gives them, of all in it."""
    final = raw.assign(level=raw["region_id"].map(places["level"]), county_id=raw["region_id"].map(places["county_id"]),
                       rank=raw["code"].map(book["severity"].map(SEVERITIES.index)), rule_id=raw["code"].map(book["id"]),
                       place=raw["region_id"].map(places["code"]))
    return final.sort_values(["rank", "rule_id", "place", "indicator_id", "period"], ignore_index=True)


def without_personal(frame: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """The findings without numbers that may not be shown: of personal indicators (the words have none to begin with), but
    for targets."""
    private = frame["indicator_id"].map(personal(catalogue)).astype(bool) & ~frame["kind"].isin(("aims", "aim", "carried"))
    return frame.assign(hidden=private, value=frame["value"].where(~private), expected=frame["expected"].where(~private))


def unconfirmed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["confirmation_id"].isna()]


def counts(frame: pd.DataFrame, column: str) -> dict[str, int]:
    """How many findings there are of each severity, or of each rule (`code`), that has any."""
    return frame[column].value_counts().to_dict()


def load_grid(connection: Connection, year: int, month: int, *region_ids: int | None) -> ReportGrid:
    """The reports of the regions and everything below them (of all where none is given) as a Grid, with what was reported before
    by units whose work these have taken over."""
    some = [region for region in region_ids if region]
    if not some:
        return lay_out(connection, year, month)
    ids = family(connection, below(connection, *some), year * 100 + month).ids
    return lay_out(connection, year, month, ids, observations.c.region_id.in_(ids))


def lay_out(connection: Connection, year: int, month: int, ids: list[int] | None = None, which: ColumnElement | None = None
            ) -> ReportGrid:
    """A Grid of these places and their targets (None: of all), with the observations of a condition."""
    catalogue, known = in_year(list_indicators(connection), year), list_successions(connection)
    known = known[known["period"] <= year * 100 + month]
    rare = catalogue.loc[catalogue["frequency"] != "monthly", "id"].tolist()
    cells = select(observations.c.region_id, observations.c.period, observations.c.indicator_id, observations.c.value).where(
        observations.c.period.between(shift(year * 100 + 1, -LONG_HISTORY_MONTHS), year * 100 + month),
        or_(observations.c.period >= shift(year * 100 + 1, -HISTORY_MONTHS), observations.c.indicator_id.in_(rare)))
    aims = select(targets.c.region_id, targets.c.indicator_id, targets.c.value).where(targets.c.year == year)
    aims = aims if ids is None else aims.where(targets.c.region_id.in_(ids))
    aim = pd.read_sql(aims, connection).astype({"region_id": int, "indicator_id": int, "value": float})
    return ReportGrid(catalogue, list_grid_places(connection, ids), known,
                      _cells(connection, cells if which is None else cells.where(which)), aim, year, month)


@hands_out(PLACES)
def list_grid_places(connection: Connection, ids: list[int] | None = None) -> pd.DataFrame:
    """What a Grid has to know of these regions (None: of all), down to the townships: PLACES."""
    places = select(*OF_PLACE).where(regions.c.level != "village")
    place = pd.read_sql(places if ids is None else places.where(regions.c.id.in_(ids)), connection)
    # A county's own id is not in every tree: a root that is a county lies in none.
    place["county_id"] = place["county_id"].where(place["level"] != "county", place["id"])
    return place.set_index("id", drop=False)


def below(connection: Connection, *region_ids: int) -> list[int]:
    """The regions and all below them, down to the townships."""
    return list(connection.execute(select(region_closure.c.descendant_id).where(
        region_closure.c.ancestor_id.in_(region_ids), ABOVE_VILLAGES)).scalars())


def _cells(connection: Connection, rows: Select) -> pd.DataFrame:
    found = np.array(fetch_raw(connection, rows), dtype=float).reshape(-1, 4)
    frame = pd.DataFrame(found, columns=["region_id", "period", "indicator_id", "value"])
    return frame.astype(dict.fromkeys(["region_id", "period", "indicator_id"], int))


@hands_out(RECENT)
def recent(connection: Connection, region_id: int, indicator_id: int, period: int, count: int = 13, viewer: Viewer = ANYBODY
           ) -> pd.DataFrame:
    """What the unit itself reported for the indicator around a period, oldest first: RECENT. No row where the viewer sees
    nothing."""
    until = shift(period * 100 + 12 if is_year(period) else period, 3)
    rows = (select(observations.c.period, observations.c.value, batches.c.file_name, batches.c.actor,
                   batches.c.received_at)
            .join(batches, batches.c.id == observations.c.batch_id)
            .where(observations.c.region_id == region_id, observations.c.indicator_id == indicator_id,
                   observations.c.period <= until).order_by(observations.c.period.desc()).limit(count))
    level = connection.execute(select(regions.c.level).where(regions.c.id == region_id)).scalar()
    frame = pd.read_sql(rows, connection).assign(region_id=region_id, level=level, indicator_id=indicator_id)
    seen = sight(frame, list_indicators(connection), viewer)
    number = visible(frame["value"], seen)
    frame = frame.assign(value=number, **marks(frame["value"], number, seen))
    return frame[seen != NOTHING].sort_values("period", ignore_index=True)


@hands_out(CONFIRMATIONS)
def list_confirmations(connection: Connection) -> pd.DataFrame:
    """Every confirmation, newest first, withdrawn ones too: all columns of the table (CONFIRMATIONS)."""
    return CONFIRMATIONS.read(connection, select(confirmations).order_by(confirmations.c.id.desc()))


def _with_confirmations(connection: Connection, found: pd.DataFrame) -> pd.DataFrame:
    """RAISED -> EXACT_FINDINGS."""
    frame = found.merge(list_rules(connection).reset_index(drop=True)[["id", "code", *OF_RULE]].rename(
        columns={"id": "rule_id"}), on="code")
    live = list_confirmations(connection)
    live = live[live["withdrawn_at"].isna()].drop_duplicates(CELL).rename(columns={
        "id": "confirmation_id", "actor": "confirmed_by", "reason": "confirmed_reason", "value": "then", "expected": "beside"})
    final = frame.merge(live[[*CELL, "confirmation_id", "confirmed_by", "confirmed_at", "confirmed_reason", "then",
                              "beside"]], on=CELL, how="left")
    held = _equal(final["value"], final["then"]) & (
        ~final["kind"].isin(AGAINST_OTHERS) | _equal(final["expected"], final["beside"]))
    for name, gone in (("confirmation_id", np.nan), ("confirmed_by", None), ("confirmed_at", pd.NaT),
                       ("confirmed_reason", None)):
        final[name] = final[name].where(held, gone)
    return final


def _equal(one: pd.Series, other: pd.Series) -> pd.Series:
    return pd.Series(np.isclose(one.astype(float), other.astype(float), rtol=1e-9, atol=1e-9, equal_nan=True), index=one.index)

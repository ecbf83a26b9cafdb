"""督办: what meetings and papers decided, how far it is, and what the data say of it."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
from sqlalchemy import Connection, and_, exists, func, or_, select

from queries import matter_rules as rules
from queries.catalogue import list_indicators
from queries.database import read_settings
from queries.frames import BOOL, FLOAT_OR_NAN, INT_OR_NAN, TEXT, TEXT_OR_NAN, TIME_OR_NAT, Frame, hands_out, of_schema
from queries.privacy import ANYBODY, Viewer, personal
from queries.schema import matter_entries, matters, region_closure, regions
from queries.standing import standing

LINK = ["region_id", "indicator_id"]
OF_INDICATOR = {"code": "code", "short_name": "indicator", "unit": "counted_in", "precision": "precision",
                "direction": "direction", "kind": "kind"}
MATTERS = Frame(
    "id", **of_schema(matters), place=TEXT_OR_NAN("the linked region's name, a township's with its county's before it"),
    code=TEXT_OR_NAN("of the linked indicator"), indicator=TEXT_OR_NAN("its short name"), counted_in=TEXT_OR_NAN("its unit"),
    precision=INT_OR_NAN, direction=TEXT_OR_NAN, kind=TEXT_OR_NAN, rounded_then=BOOL("value_then is about right only"),
    value_now=FLOAT_OR_NAN("the figure as the viewer sees it; NaN: 未上报, or withheld"), as_of=INT_OR_NAN("its period"),
    withheld=TEXT("see queries.privacy.marks"), rounded=BOOL("value_now is about right only"),
    verdict=TEXT("what the data say: reached, short, unknown; empty: no figure is linked"),
    behind=BOOL("the figure is behind the matter's own pace"), colour=TEXT("red 逾期, yellow 滞后, blue 临期; empty: none"),
    contradicted=BOOL("报办结但数据未达到"), attained=BOOL("数据已达到 of a matter that is open"),
    spoke_at=TIME_OR_NAT("when the unit last said something, or was given it"), last_kind=TEXT("of the last entry"),
    last_words=TEXT_OR_NAN("of the last entry that has any"))
ENTRIES = Frame(**of_schema(matter_entries))


@hands_out(MATTERS)
def list_matters(connection: Connection, region_id: int, year: int, month: int, today: date, known: pd.DataFrame | None = None,
                 viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """The matters whose unit or figure lies in the region or below, decided in the year, or earlier and open at least until it:
    MATTERS, the most urgent first (overdue, behind, due soon, other open ones, then what is over), by term within.

    Their figures are seen through `month` of the year; of a matter of an earlier year through that year's December. known: a
    standing of that year and month, as the viewer sees it, that is asked no more for the regions in it.
    """
    rows = pd.read_sql(_within(region_id, year), connection).astype({"region_id": float, "indicator_id": float})
    rows = rows.astype({"decided_on": "datetime64[us]", "due": "datetime64[us]", "made_at": "datetime64[us]"})
    catalogue = list_indicators(connection)
    rows["place"] = rows["region_id"].map(_names(connection, rows["region_id"]))
    rows = rows.join(catalogue[list(OF_INDICATOR)].rename(columns=OF_INDICATOR), on="indicator_id")
    about = rows["indicator_id"].map(personal(catalogue)).eq(True)
    rows["rounded_then"] = about & rows["value_then"].notna() & rows["value_then"].ne(0)
    rows = _with_entries(connection, _with_figures(connection, rows, year, month, known, viewer))
    settings = read_settings(connection)
    rows = rules.judge(rows, float(settings.get("lag_threshold", 5)) / 100)
    rows["colour"] = rules.colour(rows, today, days(settings, "due_soon_days"), days(settings, "silent_days"))
    rows["contradicted"], rows["attained"] = rules.contradicted(rows), rules.attained(rows)
    order = pd.DataFrame({"over": ~rows["state"].isin(rules.OPEN), "urgent": rows["colour"].map(rules.COLOURS.index),
                          "due": rows["due"], "id": rows["id"]})
    return rows.loc[order.sort_values(["over", "urgent", "due", "id"]).index].set_index("id", drop=False)


def days(settings: Mapping[str, str], name: str) -> int:
    """The setting due_soon_days or silent_days."""
    usual = {"due_soon_days": rules.SOON_DAYS, "silent_days": rules.SILENT_DAYS}[name]
    text = settings.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else usual


def _within(region_id: int, year: int):
    inside = [exists().where(region_closure.c.descendant_id == place, region_closure.c.ancestor_id == region_id)
              for place in (matters.c.unit_id, matters.c.region_id)]  # matters are few, what lies below is not
    return select(matters).where(
        or_(*inside),
        or_(matters.c.year == year, and_(matters.c.year < year, matters.c.state.in_(rules.OPEN)))).order_by(matters.c.id)


def _names(connection: Connection, ids: pd.Series) -> dict[float, str]:
    county = regions.alias("county")
    rows = connection.execute(select(regions.c.id, regions.c.level, regions.c.name, county.c.name.label("county")).outerjoin(
        county, county.c.id == regions.c.county_id).where(regions.c.id.in_([int(one) for one in ids.dropna().unique()])))
    return {float(row.id): f"{row.county or ''}{row.name}" if row.level in ("township", "village") else row.name for row in rows}


def _with_figures(connection: Connection, rows: pd.DataFrame, year: int, month: int, known: pd.DataFrame | None, viewer: Viewer
                  ) -> pd.DataFrame:
    """The linked figures as they are now, a question a year."""
    found = []
    linked = rows.dropna(subset=["indicator_id"])
    for of_year, some in linked.groupby(linked["period_then"] // 100):
        places = some["region_id"].astype(int).unique().tolist()
        if known is not None and of_year == year and set(places) <= set(known["region_id"]):
            now = known
        else:
            now = standing(connection, places, int(of_year), month if of_year == year else 12,
                           some["indicator_id"].astype(int).unique().tolist(), viewer)
        found.append(some[["id", *LINK]].merge(now[[*LINK, "value", "as_of", "withheld", "rounded"]], on=LINK))
    if not found:
        return rows.assign(value_now=float("nan"), as_of=float("nan"), withheld="", rounded=False)
    figures = pd.concat(found).set_index("id").reindex(rows["id"]).set_axis(rows.index)
    return rows.assign(value_now=figures["value"], as_of=figures["as_of"], withheld=figures["withheld"].astype(object).fillna(""),
                       rounded=figures["rounded"].eq(True))


def _with_entries(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    entries = list_entries(connection, rows["id"].tolist())
    last = entries.drop_duplicates("matter_id", keep="last").set_index("matter_id")["kind"]
    said = entries.dropna(subset="words").drop_duplicates("matter_id", keep="last").set_index("matter_id")["words"]
    by_unit = entries[entries["kind"].isin([name for name, step in rules.STEPS.items() if step.by == "unit"])]
    spoke = by_unit.groupby("matter_id")["entered_at"].max()
    last, said, spoke = (one.reindex(rows["id"]).set_axis(rows.index) for one in (last, said, spoke))
    return rows.assign(last_kind=last.astype(object).fillna(rules.ASSIGN), last_words=said,
                       spoke_at=spoke.astype("datetime64[us]").fillna(rows["made_at"]))


@hands_out(ENTRIES)
def list_entries(connection: Connection, matter_ids: list[int]) -> pd.DataFrame:
    """Every step of these matters, the oldest first: ENTRIES."""
    return pd.read_sql(select(matter_entries).where(matter_entries.c.matter_id.in_(matter_ids)).order_by(matter_entries.c.id),
                       connection)


def office_of(connection: Connection, unit_id: int) -> int:
    """The region whose office gives a unit its matters and writes them off: the one above, of the root the root."""
    parent = connection.scalar(select(regions.c.parent_id).where(regions.c.id == unit_id))
    return int(parent) if parent is not None else int(unit_id)


def next_number(connection: Connection, year: int) -> int:
    """The 序号 of the year's next matter."""
    return (connection.scalar(select(func.max(matters.c.number)).where(matters.c.year == year)) or 0) + 1


def meetings(frame: pd.DataFrame) -> dict[str, str]:
    """The meetings and papers that MATTERS come from, the newest first: 2026-10-12 name -> how it is called."""
    of = frame.sort_values("decided_on", ascending=False, kind="stable").drop_duplicates(["decided_on", "source"])
    return {meeting_of(row): f"{row.source}（{row.decided_on:%Y-%m-%d}）" for row in of.itertuples()}


def meeting_of(row) -> str:
    return f"{row.decided_on:%Y-%m-%d} {row.source}"


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """How many of MATTERS: all, open, red, yellow, blue (of these), asked (wait to be written off), contradicted, attained."""
    colours = frame["colour"].value_counts()
    return {"all": len(frame), "open": int(frame["state"].isin(rules.OPEN).sum()),
            **{name: int(colours.get(name, 0)) for name in (rules.RED, rules.YELLOW, rules.BLUE)},
            "asked": int((frame["state"] == rules.ASKED).sum()), "contradicted": int(frame["contradicted"].sum()),
            "attained": int(frame["attained"].sum())}

"""What a draft would change, before it does: cells, totals, and the doubts it would raise. Nothing is written."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, and_, func, select

from data.intake.commit import compare
from data.intake.draft import PLACE, Draft
from data.write.ledger import KEY, Known
from data.write.progress import Tell, quiet
from data.write.rollups import load_closure
from data.write.sums import compute
from queries.catalogue import list_indicators, parts, with_part_kinds
from queries.database import fetch_raw
from queries.privacy import ANYBODY, EXACT, Viewer, marks, sight, visible
from queries.quality.caused import would_cause
from queries.quality.findings import SEVERITIES
from queries.schema import batches, observations, regions, rollups

PERSONAL = "个人信息"
FINDINGS = ["severity", "region_id", "period", "indicator_id", "words", "reason"]
MOST_TOTALS_CELLS = 60_000
"""From here on working the totals out takes longer than a look is worth; the commit does it anyway."""


@dataclass
class Preview:
    """seen: what data.commit.compare told, exact, for the commit to compare again and for nobody's eyes. changes: table
    (observations, targets), KEY, value, old_value, state (新增, 改动, 不变), sheet, row, column, as the viewer sees them: what
    may not be known exactly has the state 个人信息 whatever it changes, and withheld, rounded, old_withheld, old_rounded (see
    privacy.marks). totals: see `totals`, None where there are too many cells. doubts: FINDINGS. known: says that this very
    file has been committed already; else empty."""

    seen: dict[str, pd.DataFrame]
    changes: pd.DataFrame
    sites: pd.DataFrame
    totals: pd.DataFrame | None
    doubts: pd.DataFrame
    known: str = ""


def preview(connection: Connection, draft: Draft, tell: Tell = quiet, totals_too: bool = True,
            viewer: Viewer = ANYBODY) -> Preview:
    """totals_too: whether the totals that move are worked out as well."""
    tell(0.0, "正在与库里的数比较")
    seen = compare(connection, draft)
    parts_ = [frame.assign(table=table) for table, frame in seen.items() if table != "sites"]
    changes = pd.concat(parts_, ignore_index=True) if parts_ else pd.DataFrame(
        columns=[*KEY, "value", *PLACE, "old_value", "old_batch_id", "table"])
    changes["state"] = "改动"
    changes.loc[changes["value"] == changes["old_value"], "state"] = "不变"
    changes.loc[changes["old_batch_id"].isna(), "state"] = "新增"
    sites = seen.get("sites", pd.DataFrame(columns=["before", "after"]))
    sites = sites.assign(state=[_state(row.before, row.after) for row in sites.itertuples()])
    moved = changes[(changes["table"] == "observations") & (changes["state"] != "不变")]
    tell(0.3, "正在试算汇总数")
    summed = totals(connection, moved, viewer) if totals_too and len(moved) <= MOST_TOTALS_CELLS else None
    tell(0.6, "正在查疑点")
    return Preview(seen, _seen(connection, changes, viewer), sites, summed, findings_of(connection, draft),
                   _known(connection, draft))


def _seen(connection: Connection, changes: pd.DataFrame, viewer: Viewer) -> pd.DataFrame:
    """The changes as the viewer sees them. An unchanged cell would confirm a guessed one, so personal ones have no state."""
    seen = _sight(connection, changes, viewer).where(changes["table"] == "observations", EXACT)
    final = changes.assign(state=changes["state"].where(seen == EXACT, PERSONAL))
    for name, prefix in (("value", ""), ("old_value", "old_")):
        exact = changes[name].astype(float)
        final[name] = visible(exact, seen)
        final = final.join(marks(exact, final[name], seen).add_prefix(prefix))
    return final


def _sight(connection: Connection, rows: pd.DataFrame, viewer: Viewer) -> pd.Series:
    """privacy.sight of rows with region_id and indicator_id."""
    levels = dict(connection.execute(select(regions.c.id, regions.c.level).where(regions.c.level != "village")).all())
    return sight(rows.assign(level=rows["region_id"].map(levels)), list_indicators(connection), viewer)


def _known(connection: Connection, draft: Draft) -> str:
    batch = connection.execute(
        select(batches.c.id, batches.c.file_name, batches.c.actor, batches.c.committed_at)
        .where(batches.c.file_sha256 == draft.file_sha256, batches.c.undone_at.is_(None))).first()
    return str(Known(batch)) if batch else ""


def _state(before: str | None, after: str) -> str:
    return "新增" if before is None or before != before else "不变" if before == after else "改动"


def findings_of(connection: Connection, draft: Draft, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """The quality findings that the draft would bring and that are not there now (FINDINGS), the worst first; from what the
    viewer may know of the figures that are held."""
    cells = draft.cells["observations"]
    found = would_cause(connection, cells, viewer) if len(cells) else pd.DataFrame(columns=FINDINGS)
    return found.sort_values(["severity", "region_id", "indicator_id", "period"], ignore_index=True, key=lambda column: (
        column.map(SEVERITIES.index) if column.name == "severity" else column))[FINDINGS]


def totals(connection: Connection, moved: pd.DataFrame, viewer: Viewer = ANYBODY) -> pd.DataFrame:
    """What the year's figures of the root and its counties become: region_id, indicator_id, year, before, after (NaN where
    there is none), only where they differ.

    A flow's is the sum of its year, a stock's the last of the year, a ratio's numerator over denominator. What the
    viewer may not know exactly is left out.
    """
    if moved.empty:
        return pd.DataFrame(columns=["region_id", "indicator_id", "year", "before", "after"])
    catalogue = with_part_kinds(list_indicators(connection))
    touched = set(catalogue.loc[catalogue["id"].isin(moved["indicator_id"]), "code"])
    of = {row.code: {*parts(row.numerator), *parts(row.denominator)} for row in catalogue.itertuples() if row.kind == "ratio"}
    ratios = {code for code, made_of in of.items() if made_of & touched}
    wanted = catalogue[catalogue["code"].isin(touched | ratios)]
    needed = catalogue[catalogue["code"].isin(touched | ratios | {code for ratio in ratios for code in of[ratio]})]
    shown = pd.read_sql(select(regions.c.id, regions.c.parent_id, regions.c.level).where(
        (regions.c.level == "county") | regions.c.parent_id.is_(None)), connection)
    closure = load_closure(connection)
    closure = closure[closure["ancestor_id"].isin(shown["id"])]
    first, last = moved["period"].min() // 100 * 100, moved["period"].max() // 100 * 100 + 12
    held = _held(connection, needed, int(first), int(last))
    after = pd.concat([held, moved[[*KEY, "value"]].astype({"value": float})]).drop_duplicates(KEY, keep="last")
    after = compute(after, needed, closure)
    before = pd.read_sql(select(rollups.c.region_id, rollups.c.period, rollups.c.indicator_id, rollups.c.value, rollups.c.base)
                         .where(rollups.c.indicator_id.in_(wanted["id"].tolist()),
                                rollups.c.period.between(int(first), int(last)), rollups.c.region_id.in_(shown["id"].tolist())),
                         connection)
    years = (moved["period"] // 100).unique()
    both = [_of_year(frame[frame["indicator_id"].isin(wanted["id"]) & (frame["period"] // 100).isin(years)], wanted)
            for frame in (before, after)]
    final = pd.concat([frame.rename(name) for frame, name in zip(both, ("before", "after"), strict=True)], axis=1).reset_index()
    # The sum of the same parts in another order may differ in the last digit.
    same = (final["before"] - final["after"]).abs() <= 1e-9 * final["before"].abs().clip(lower=1)
    return final[~same & (_sight(connection, final, viewer) == EXACT)].sort_values(
        ["indicator_id", "year", "region_id"]).reset_index(drop=True)


def _held(connection: Connection, needed: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """What the database holds of the years in question, and of a stock the latest value before them, which stands in them."""
    columns = [observations.c.region_id, observations.c.period, observations.c.indicator_id, observations.c.value]
    ours = observations.c.indicator_id.in_(needed["id"].tolist())
    of_years = select(*columns).where(ours, observations.c.period.between(first, last))
    stocks = needed.loc[needed["kind"] == "stock", "id"].tolist()
    newest = select(observations.c.region_id, observations.c.indicator_id, func.max(observations.c.period).label("period")).where(
        observations.c.indicator_id.in_(stocks), observations.c.period < first).group_by(
        observations.c.region_id, observations.c.indicator_id).subquery()
    before = select(*columns).join(newest, and_(*(observations.c[key] == newest.c[key] for key in KEY)))
    rows = [row for wanted in (before, of_years) for row in fetch_raw(connection, wanted)]
    return pd.DataFrame(np.array(rows, dtype=float).reshape(-1, 4), columns=[*KEY, "value"]).astype(dict.fromkeys(KEY, int))


def _of_year(rows: pd.DataFrame, catalogue: pd.DataFrame) -> pd.Series:
    """The year's value of each region and indicator; index region_id, indicator_id, year."""
    key = ["region_id", "indicator_id", "year"]
    rows = rows.assign(year=rows["period"] // 100).sort_values("period").join(
        catalogue[["kind", "unit", "numerator_kind", "denominator_kind"]], on="indicator_id")
    groups = rows.groupby(key)
    summed, last, kind = groups[["value", "base"]].sum(), groups[["value", "base"]].last(), groups.first()
    top = summed["value"].where(kind["kind"].eq("flow") | kind["numerator_kind"].eq("flow"), last["value"])
    bottom = summed["base"].where(kind["denominator_kind"].eq("flow"), last["base"])
    times = kind["unit"].eq("%").map({True: 100.0, False: 1.0})
    return top.where(kind["kind"].ne("ratio"), top / bottom.where(bottom != 0) * times)

"""What a standing frame amounts to: counts by status, the county × action matrix, worst and best. Pure functions."""

import pandas as pd

from queries.measures import BEHIND, ON_PACE, STATUSES


def count_statuses(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Indicators by status: index `by`, one column a status of SEMANTICS.md (neutral indicators are not counted)."""
    counted = frame.dropna(subset="status").groupby([*by, "status"]).size().unstack(fill_value=0)
    return counted.reindex(columns=STATUSES, fill_value=0)


def counts_on_pace(counts: dict[str, int]) -> tuple[int, int]:
    """达序时 (or 已完成) of all that are judged, from a row of `count_statuses`."""
    on_pace, behind = (sum(counts.get(word, 0) for word in words) for words in (ON_PACE, BEHIND))
    return on_pace, on_pace + behind


def judged(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a target, are due and have data: those with one of the four verdicts."""
    return frame[frame["status"].isin((*ON_PACE, *BEHIND))]


def count_earlier(frame: pd.DataFrame) -> int:
    """How many of the judged rows are as of a period before the last due."""
    return int((judged(frame)["behind"] > 0).sum())


def headline_facts(now: pd.DataFrame, before: pd.DataFrame, region_id: int, peers: list[int]) -> dict:
    """The facts of the headline sentence for a region.

    judged, on_pace (counts), earlier (of the judged, those as of a period before the last due), unreported (未上报), share
    (fraction, None when nothing is judged), more (on_pace against the month before,
    None without one), behind (判定滞后 count), worst: [(region id, 滞后 count)] of its peers, most first, at most two.
    """
    mine = judged(now[now["region_id"] == region_id])
    on_pace = int(mine["status"].isin(ON_PACE).sum())
    earlier = judged(before[before["region_id"] == region_id])
    lagging = now[now["region_id"].isin(peers) & (now["status"] == "滞后")].groupby("region_id").size()
    order = sorted(lagging.items(), key=lambda item: (-item[1], peers.index(item[0])))
    return {"judged": len(mine), "on_pace": on_pace, "earlier": count_earlier(mine),
            "unreported": int((now.loc[now["region_id"] == region_id, "status"] == "未上报").sum()),
            "share": on_pace / len(mine) if len(mine) else None,
            "more": on_pace - int(earlier["status"].isin(ON_PACE).sum()) if len(earlier) else None,
            "behind": int((mine["status"] == "滞后").sum()), "worst": [(int(k), int(n)) for k, n in order[:2]]}


def matrix(frame: pd.DataFrame) -> pd.DataFrame:
    """Region × action: region_id, action_id, gap (median 与序时差 of the judged indicators, 百分点; NaN when none or
    all are withheld), behind (滞后), judged, earlier (as of a period before the last due; counts), carrier (the indicator
    whose gap the median is, of two in the middle the worse; NaN without a gap)."""
    verdicts = judged(frame)
    counted = verdicts.assign(late=verdicts["status"] == "滞后", old=verdicts["behind"] > 0)
    cells = counted.groupby(["region_id", "action_id"]).agg(
        gap=("gap", "median"), behind=("late", "sum"), judged=("status", "size"), earlier=("old", "sum")).reset_index()
    known = in_action(verdicts)
    middle = known[known["place"] == (known["of"] - 1) // 2].set_index(["region_id", "action_id"])["indicator_id"]
    return cells.join(middle.rename("carrier").astype(float), on=["region_id", "action_id"])


def in_action(frame: pd.DataFrame) -> pd.DataFrame:
    """The judged rows that have a gap, the worst first, with place (from 0) and of: which of how many of its region and action
    each is."""
    known = judged(frame).dropna(subset="gap").sort_values("gap", kind="stable")
    groups = known.groupby(["region_id", "action_id"])
    return known.assign(place=groups.cumcount(), of=groups["gap"].transform("size"))


def attention(frame: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The rows furthest behind pace, worst first: status 滞后 with a gap to show."""
    return frame[frame["status"] == "滞后"].dropna(subset="gap").nsmallest(limit, "gap")


def highlights(frame: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The rows furthest ahead of pace, best first, one an indicator so that one good indicator does not fill the list."""
    ahead = frame[frame["status"].isin(ON_PACE)].dropna(subset="gap").sort_values("gap", ascending=False)
    return ahead.drop_duplicates("indicator_id").head(limit)


def reporting(frame: pd.DataFrame, region_id: int, peers: list[int]) -> dict:
    """上报: peers_in of peers_due regions whose due cells of this month are all in; cells of due_cells of the region
    this month; late peers' ids."""
    by_region = frame.groupby("region_id")[["month_cells", "month_due"]].sum()
    of_peers = by_region.reindex(peers)
    complete = of_peers["month_cells"] >= of_peers["month_due"]
    mine = by_region.loc[region_id]
    return {"peers_in": int(complete.sum()), "peers_due": len(peers), "cells": int(mine["month_cells"]),
            "due_cells": int(mine["month_due"]), "late": [int(i) for i in complete.index[~complete]]}


def outlook(rows: pd.DataFrame, said: pd.DataFrame, region_id: int) -> dict:
    """What the forecasts of a region amount to. rows: its standing, indexed by indicator.

    judged (targets that a forecast can be held against), miss (those it falls short of), on_pace (of these, on pace by now),
    error (median of their mean errors in earlier years, a fraction; None where none was tested).
    """
    mine = said[(said["region_id"] == region_id) & said["miss"].notna()].set_index("indicator_id")
    mine = mine[rows["status"].reindex(mine.index).notna()]
    short = mine[mine["miss"].eq(True)]
    error = mine["mean_error"].median()
    return {"judged": len(mine), "miss": len(short), "error": None if pd.isna(error) else float(error),
            "on_pace": int(rows["status"].reindex(short.index).isin(ON_PACE).sum())}

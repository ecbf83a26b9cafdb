"""Personal information: small counts of sensitive indicators are withheld at county level. SEMANTICS.md, Privacy."""

import numpy as np
import pandas as pd

SMALL = 5
FROM_VALUE = ["value", "top", "bottom", "current", "yoy", "mom", "completion", "gap", "baseline", "expected"]
FROM_CURRENT = ["current", "mom"]


def withhold(frame: pd.DataFrame) -> pd.DataFrame:
    """A standing frame without what may not be shown, and a column withheld: "", "small" (reads <5) or "paired".

    At county level a sensitive count of 1-4 goes, together with all that is worked out from it; where only one county
    goes, the next smallest goes too, so that subtracting from the city total gives nothing away. A ratio goes where
    either of its parts (top, bottom) is that small. Below county level nothing sensitive is shown.
    """
    final = frame.copy()
    county = final["sensitive"] & (final["level"] == "county")
    counts = county & (final["kind"] != "ratio")
    of_current = _withheld(final[counts], "current").reindex(final.index, fill_value="")
    final["withheld"] = _withheld(final[counts], "value").reindex(final.index, fill_value="")
    final.loc[county & ~counts & (is_small(final["top"]) | is_small(final["bottom"])), "withheld"] = "paired"
    final.loc[final["sensitive"] & final["level"].isin(("township", "village")), "withheld"] = "paired"
    final.loc[of_current != "", FROM_CURRENT] = np.nan
    final.loc[final["withheld"] != "", FROM_VALUE] = np.nan
    return final


def _withheld(counts: pd.DataFrame, column: str) -> pd.Series:
    words = pd.Series("", index=counts.index, dtype=object)
    words[is_small(counts[column])] = "small"
    for _, group in counts[column].groupby(counts["indicator_id"]):
        if (words[group.index] == "small").sum() == 1:
            others = group[(words[group.index] == "") & (group > 0)]
            if len(others):
                words[others.idxmin()] = "paired"
    return words


def is_small(values: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    return (values >= 1) & (values < SMALL)


def hidden_among(counts: pd.DataFrame) -> pd.DataFrame:
    """Which sensitive counts of counties beside one another (a column each) may not be shown: the small ones and, where a row
    has only one of them, the next smallest too."""
    small = is_small(counts)
    others = counts.where((counts > 0) & ~small)
    smallest = others.eq(others.min(axis=1), axis=0)
    return small | smallest.mul(small.sum(axis=1) == 1, axis=0)


def hide_small(values: pd.Series, level: str, beside: pd.DataFrame, *counts: pd.Series) -> pd.Series:
    """A region's series of a sensitive indicator without what may not be shown: nothing below county level, in a county
    no small count, nor one that the city total and the counties beside it would give away.

    beside: the same series of the other counties, a column each, with the index of `values`. counts: what a ratio is made
    of; it goes by the size of these, not by its own.
    """
    if level not in ("county", "township", "village"):
        return values
    if level != "county":
        return values * np.nan
    for count in counts or (values,):
        values = values.where(~is_small(count))
    if not counts:
        rivals = beside.where((beside > 0) & ~is_small(beside)).min(axis=1)
        next_smallest = (values > 0) & (values <= rivals.fillna(np.inf))
        values = values.where(~((is_small(beside).sum(axis=1) == 1) & next_smallest))
    return values

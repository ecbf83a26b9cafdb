"""Personal information: small counts of sensitive indicators are withheld at county level. SEMANTICS.md, Privacy."""

import numpy as np
import pandas as pd

SMALL = 5
FROM_VALUE = ["value", "current", "yoy", "mom", "completion", "gap", "expected"]
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


def is_small(values: pd.Series) -> pd.Series:
    return (values >= 1) & (values < SMALL)


def hide_small(values: pd.Series, sensitive: bool, level: str) -> pd.Series:
    """A region's series of a sensitive count without its small values, and without any below county level."""
    if not sensitive or level not in ("county", "township", "village"):
        return values
    return values.where(~is_small(values)) if level == "county" else values * np.nan

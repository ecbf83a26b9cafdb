"""Regions side by side: who leads and who trails in each indicator, what a figure is of its whole and per head, and how each pair
of regions stands. Pure functions over a standing (queries.standing) of these regions."""

import numpy as np
import pandas as pd

from queries.catalogue import parts
from queries.homes.coverage import WOMEN
from queries.homes.figures import PER
from queries.measures import BEHIND, ON_PACE

LEADS, TRAILS, EVEN = "领先", "落后", "持平"


def side_by_side(frame: pd.DataFrame, catalogue: pd.DataFrame, women: pd.Series) -> pd.DataFrame:
    """The standing with by (what the regions are compared by, more is better; NaN: not compared), place (领先, 落后, 持平 or
    ""), part (of its whole, in %) and head (for every 10,000 women).

    An amount is compared by 与序时差, for amounts of regions of unlike size say nothing; a ratio by itself, the way its direction
    says. Figures that print alike are alike. women: by region id, NaN where unknown (queries.homes.coverage.women).
    """
    final = frame.copy()
    final["by"] = _compared_by(frame, catalogue)
    by = final.groupby("indicator_id")["by"]
    best, worst, known = by.transform("max"), by.transform("min"), by.transform("count")
    final["place"] = np.select([final["by"].isna() | (known < 2), best == worst, final["by"] == best, final["by"] == worst],
                               ["", EVEN, LEADS, TRAILS], "")
    final["part"] = _of_whole(frame, catalogue)
    of_base = catalogue.loc[catalogue["code"] == WOMEN, "action_id"].max()
    counted = (frame["kind"] != "ratio") & frame["additive"] & (frame["action_id"] != of_base)
    people = frame["region_id"].map(women).astype(float)
    final["head"] = (frame["value"] / people.where(people > 0) * PER).where(counted)
    return final


def _compared_by(frame: pd.DataFrame, catalogue: pd.DataFrame) -> pd.Series:
    ratio, lower = frame["kind"] == "ratio", frame["direction"] == "lower_better"
    fresh = frame["as_of"].notna() & (frame["behind"] <= 1) & (frame["direction"] != "neutral")
    digits = frame["indicator_id"].map(catalogue["precision"]).where(ratio, 1)
    by = as_printed(frame["value"].where(fresh).where(ratio, frame["gap"]), digits)
    return by.where(~(ratio & lower), -by)


def as_printed(values: pd.Series, digits: pd.Series) -> pd.Series:
    """The numbers to so many digits, half away from zero, as they are written on the screen."""
    scale = 10.0 ** digits
    return np.sign(values) * np.floor(values.abs() * scale + 0.5 + 1e-9) / scale


def _of_whole(frame: pd.DataFrame, catalogue: pd.DataFrame) -> pd.Series:
    """其中 ÷ its whole in %, of the same period; not where the catalogue (the year's) has a ratio that says so,
    or lacks the whole."""
    said = set(catalogue["numerator"].dropna())
    number = dict(zip(catalogue["code"], catalogue["id"], strict=True))
    known = frame.set_index(["region_id", "indicator_id"])[["value", "as_of"]]
    final = pd.Series(np.nan, index=frame.index)
    for one in catalogue[catalogue["whole"].notna() & ~catalogue["code"].isin(said)].itertuples():
        if not number.keys() >= set(parts(one.whole)):
            continue
        wholes = [number[code] for code in parts(one.whole)]
        mine = frame[frame["indicator_id"] == one.id]
        each = [known.reindex(pd.MultiIndex.from_arrays([mine["region_id"], np.full(len(mine), whole)])) for whole in wholes]
        total = sum((of["value"].to_numpy() for of in each), start=np.zeros(len(mine)))
        alike = np.all([of["as_of"].to_numpy() == mine["as_of"].to_numpy() for of in each], axis=0)
        final[mine.index] = np.where(alike & (total > 0), mine["value"] / np.where(total > 0, total, 1) * 100, np.nan)
    return final


def tally(compared: pd.DataFrame) -> pd.DataFrame:
    """What `side_by_side` comes to, by region id: leads, trails, even (counts of 领先, 落后, 持平), compared (indicators in which
    the region stands beside another), on_pace of judged (达序时), lagging (滞后), unreported (未上报), gap (median 与序时差)."""
    by = compared.groupby("region_id")
    places, words = by["place"].value_counts().unstack(fill_value=0), by["status"].value_counts().unstack(fill_value=0)
    final = pd.DataFrame({"gap": by["gap"].median()})
    for name, word in (("leads", LEADS), ("trails", TRAILS), ("even", EVEN)):
        final[name] = places.get(word, pd.Series(0, index=final.index))
    for name, of in (("on_pace", ON_PACE), ("judged", (*ON_PACE, *BEHIND)), ("lagging", ("滞后",)), ("unreported", ("未上报",))):
        final[name] = words.reindex(columns=list(of), fill_value=0).sum(axis=1).reindex(final.index, fill_value=0)
    beside = compared.groupby("indicator_id")["by"].transform("count") > 1
    final["compared"] = (compared["by"].notna() & beside).groupby(compared["region_id"]).sum()
    return final.astype({name: int for name in final.columns if name != "gap"})


def most(sums: pd.DataFrame, column: str) -> list[int]:
    """The regions of `tally` that have most of it."""
    return sums.index[sums[column] == sums[column].max()].tolist()


def pairs(frame: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """Every ordered pair of the regions: region_id, other_id, ahead and behind (in how many indicators the first leads or trails
    the other, by what `side_by_side` compares them), compared (in how many both can be)."""
    wide = frame.assign(by=_compared_by(frame, catalogue)).pivot(index="region_id", columns="indicator_id", values="by")
    wide = wide.reindex(frame["region_id"].unique())
    one, other = wide.to_numpy()[:, None, :], wide.to_numpy()[None, :, :]
    cells = {"ahead": one > other, "behind": one < other, "compared": ~np.isnan(one) & ~np.isnan(other)}
    index = pd.MultiIndex.from_product([wide.index, wide.index], names=["region_id", "other_id"])
    final = pd.DataFrame({name: found.sum(axis=2).ravel() for name, found in cells.items()}, index=index).reset_index()
    return final[final["region_id"] != final["other_id"]].reset_index(drop=True)

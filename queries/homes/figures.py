"""What coverage, tally and women amount to, place by place. Pure functions over their frames."""

import pandas as pd

from queries.homes.coverage import COVERED, HOMES, NEW, RATE, names_of

PER = 10_000
"""Homes are set against as many women."""


def of_forms(counts: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Sites of the forms together, out of `tally`: sites, model; index region_id, without regions that have none."""
    return counts[counts["form"].isin(names)].groupby("region_id")[["sites", "model"]].sum()


def figures(covered: pd.DataFrame, counted: pd.DataFrame, women: pd.Series) -> pd.DataFrame:
    """`coverage` (villages, covered, rate, unregistered; index region_id) with left (villages without a home), homes, model
    (示范 in %) and women (homes per 10,000 women), from `of_forms` and the women of `women`. homes is NaN where there is no
    register, model where there is no home, women where there is no number of women or a seat without a register."""
    final, there = covered.copy(), counted.reindex(covered.index).fillna(0)
    known = (final["villages"] > 0) | (final["unregistered"] == 0)
    final["left"] = final["villages"] - final["covered"]
    final["homes"] = there["sites"].where(known)
    final["model"] = there["model"] / there["sites"].where(there["sites"] > 0) * 100
    people = women.astype(float)
    # A part of the counties stands against all of the women: then there is nothing to divide.
    final["women"] = (final["homes"] / people.where(people > 0) * PER).where(final["unregistered"] == 0)
    return final


def in_register(row: pd.Series, counts: pd.DataFrame, known: pd.DataFrame) -> dict[str, float]:
    """What WL-01…04 of a place come to by the register: its row of `figures` for every 妇女之家, its rows of `tally`, and
    `list_forms`. NaN where there is no register."""
    new = counts.loc[counts["form"].isin(known.loc[known["domain"] == "new", "name"]), "sites"].sum()
    homes = counts.loc[counts["form"].isin(names_of(known, "")), "sites"].sum()
    unknown = pd.isna(row["homes"])
    return {HOMES: float("nan") if unknown else float(homes), NEW: float("nan") if unknown else float(new),
            RATE: row["rate"], COVERED: row["covered"] if row["villages"] else float("nan")}

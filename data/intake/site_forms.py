"""The form of homes whose register has no column for it. It is asked once for the register; 村、社区 is that of the known home of
that place and name, the one that the name says, else 村 or 社区 by the village. What none of these tells is refused."""

import re
from collections import Counter

import pandas as pd
from sqlalchemy import Connection, select

from data.intake.cells import tidy
from data.intake.choices import BY_VILLAGE, FORMLESS, Choices
from data.intake.draft import Draft, Finding
from data.intake.understood import Understood
from data.intake.vocabulary import Vocabulary
from queries.schema import forms, sites

_HOME = re.compile(r"妇女(?:儿童)?(?:之家|微家|家园)|姐妹之家")
_COMMUNITY = re.compile(r"社区|居委会|居民委员会")


def ask_form(connection: Connection, understood: Understood, sheet: str, row: int) -> None:
    names = connection.scalars(select(forms.c.name).order_by(forms.c.id))
    offered = [(BY_VILLAGE, "看所在的是村还是社区，库里已有的照旧"), *((name, f"都是{name}") for name in names)]
    understood.ask("heading", FORMLESS, "名册里没有“形式”栏：这些家是什么形式？", offered, (sheet, row, "A"))


def give_forms(connection: Connection, draft: Draft, names: Vocabulary, choices: Choices) -> list[Finding]:
    """Fills in the forms that the draft's sites lack, as was answered, and says so; returns what is refused, which is out of the
    draft then."""
    without = draft.sites[draft.sites["formless"].eq(True)]
    draft.sites = draft.sites.drop(columns="formless")
    if without.empty:
        return []
    answer = choices.get("heading", FORMLESS)
    lacking, how = ("没有“形式”栏", "按所选") if answer else ("形式只写“妇女之家”", "按所在的村（社区）")
    if answer in (BY_VILLAGE, None):
        words = sorted(connection.scalars(select(forms.c.name)), key=len, reverse=True)
        known = _known(connection, without)
        found = {row.Index: _form(row, known, words, names) for row in without.itertuples()}
    else:
        found = dict.fromkeys(without.index, answer)
    for at, form in found.items():
        draft.sites.at[at, "form"] = form
    for sheet, rows in without.groupby("sheet"):
        many = Counter(form for at in rows.index if (form := found[at]))
        told = "、".join(f"{form} {count} 处" for form, count in many.items())
        draft.findings.append(Finding(str(sheet), int(rows["row"].iloc[0]), None, lacking, f"{how}认作{told}", "note"))
    gone = without[[found[at] is None for at in without.index]]
    draft.sites = draft.sites.drop(index=gone.index).reset_index(drop=True)
    words = f"{lacking}，也看不出是哪种形式的家；请{'加一栏“形式”' if answer else '在“形式”栏'}写明"
    return [Finding(row.sheet, int(row.row), None, row.name, words, "refused")
            for row in gone.itertuples()]


def _known(connection: Connection, rows: pd.DataFrame) -> dict[tuple[int, str], set[str]]:
    """(region, name) -> the forms of the open homes that are called so there."""
    counties = [int(one) for one in rows["county_id"].dropna().unique()]
    held = connection.execute(select(sites.c.region_id, sites.c.name, sites.c.form).where(
        sites.c.county_id.in_(counties), sites.c.closed.is_(None)))
    known: dict[tuple[int, str], set[str]] = {}
    for row in held:
        known.setdefault((row.region_id, tidy(row.name)), set()).add(row.form)
    return known


def _form(row, known: dict[tuple[int, str], set[str]], words: list[str], names: Vocabulary) -> str | None:
    held = known.get((row.region_id, tidy(row.name)), set())
    if len(held) == 1:
        return next(iter(held))
    if held:
        return None
    place = names.place(int(row.region_id))
    if _HOME.search(row.name):
        return None if place.level != "village" else "社区" if _COMMUNITY.search(place.name) else "村"
    return next((word for word in words if len(word) > 2 and word in row.name), None)

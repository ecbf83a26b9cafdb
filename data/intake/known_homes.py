"""A register held against the 妇女之家 and other 阵地 that are known: a row that matches none may be one that was renamed, or
several that were merged; one that a whole register no longer names, or that a remark says is gone, may be closed.

None of this is decided here. Each is a question (data/intake/choices.py: home, closed) with what is likely first. A row that
could be a known one is not taken until somebody has said; one that a register does not name stays as it is until then.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

import pandas as pd
from sqlalchemy import Connection, select

from data.intake.cells import Bad, tidy
from data.intake.choices import KEEP, MERGED, NEW, RENAMED, Choices
from data.intake.doubt_words import GONE
from data.intake.draft import Draft, Finding
from data.intake.vocabulary import Vocabulary
from data.intake.when import read_period
from data.write.sites import DETAILS, NAMED_BY
from queries.periods import shift
from queries.schema import sites

ALIKE, NEAR, MOST_ASKED = 0.6, 0.002, 30
"""How alike two names must be (1: the same), how near two points (degrees, some 200 m), how many homes are asked about."""
_VILLAGES = ("村", "社区")
"""Forms of which a village mostly has one."""
_COMMON = re.compile(r"(?:妇女儿童|妇女|巾帼|姐妹|儿童)?(?:之家|微家|家园)|村委会|居委会|社区|村|\(.*?\)")


def ask_about_homes(connection: Connection, draft: Draft, choices: Choices, names: Vocabulary, named: set[str],
                    this_month: int) -> list[Finding]:
    """Makes the draft's sites (with remark: what a row's remarks say of its end) what was answered, and asks what was not;
    returns what is refused until it is answered.

    named: every name in the file's registers, tidy, of rows that were refused too. this_month: yyyymm of today.
    """
    found = _Asker(connection, draft, choices, names, named, this_month).settle() if len(draft.sites) else []
    draft.sites = draft.sites.drop(columns="remark")
    return found


class _Asker:
    """One draft with a register."""

    def __init__(self, connection: Connection, draft: Draft, choices: Choices, names: Vocabulary, named: set[str],
                 this_month: int):
        self.draft, self.choices, self.names, self.this_month = draft, choices, names, this_month
        draft.sites = draft.sites.reset_index(drop=True).assign(site_id=float("nan"))
        self.rows = draft.sites
        counties = [int(one) for one in self.rows["county_id"].dropna().unique()]
        held = pd.read_sql(select(sites).where(sites.c.county_id.in_(counties), sites.c.closed.is_(None)), connection)
        self.known = held.set_index("id", drop=False)
        mine, theirs = ([(row.region_id, row.form, tidy(row.name)) for row in frame.itertuples()]
                        for frame in (self.rows, self.known))
        said, known = set(mine), set(theirs)
        self.fresh = self.rows[[key not in known for key in mine]] if theirs else self.rows.iloc[:0]
        self.absent = self.known[[key not in said and key[2] not in named for key in theirs]]
        # Every row is compared with what its township has and what is close to it: looked up, not searched for.
        self.absent_in: dict[int | tuple[int, int], list] = {}
        for one in self.absent.itertuples():
            self.absent_in.setdefault(self._town(one.region_id), []).append(one)
            if not (pd.isna(one.lon) or pd.isna(one.lat)):
                self.absent_in.setdefault(_square(one), []).append(one)
        self.named_here, self.known_names = Counter(self.rows["name"]), Counter(self.known["name"])
        self.said_regions = set(self.rows["region_id"])
        self.refused: list[Finding] = []
        self.gone, self.out, self.asked = [], set(), set()

    def settle(self) -> list[Finding]:
        for row in self.rows.itertuples():
            if isinstance(row.remark, str) and pd.isna(row.closed) and GONE.search(row.remark):
                self._row_gone(row)
        for row in self.fresh.itertuples():
            if row.Index not in self.out and pd.isna(row.closed):
                self._fresh(row)
        self._absent()
        kept = [self.rows.drop(index=list(self.out))]
        if self.gone:
            kept.append(pd.DataFrame(self.gone, columns=self.rows.columns))
        self.draft.sites = pd.concat(kept, ignore_index=True).astype(
            dict.fromkeys(("opened", "closed", "lon", "lat", "site_id"), float))
        return self.refused

    def _label(self, row) -> str:
        """What a home is called here: its name, with its village where several have it."""
        several = (self.named_here if "sheet" in row._fields else self.known_names)[row.name] > 1
        return f"{self.names.place(int(row.region_id)).name} {row.name}" if several else row.name

    def _refuse(self, row, words: str) -> None:
        self.out.add(row.Index)
        self.refused.append(Finding(row.sheet, int(row.row), None, row.name, words, "refused"))

    def _months(self, first: int | None = None) -> list[tuple[str, str]]:
        """Months since when a home may be closed, the likeliest first, and that it stays."""
        last = shift(self.this_month, -1)
        months = list(dict.fromkeys([first or last, last, self.this_month, *(shift(last, -back) for back in range(1, 12))]))
        said = [(str(month), f"已撤销，自{month // 100}年{month % 100}月起") for month in months]
        return [said[0], (KEEP, "没有撤销，保留"), *said[1:]]

    def _closed(self, label: str) -> int | str | None:
        """What was answered: the month since when a home is closed, KEEP, or None for nothing that can be."""
        answer = self.choices.get("closed", label)
        if answer in (None, KEEP):
            return answer
        when = read_period(answer)
        return when.year * 100 + when.month if when and when.year and when.month else None

    def _row_gone(self, row) -> None:
        label = self._label(row)
        answer = self._closed(label)
        if answer is None:
            words = f"“{label}”的备注写“{row.remark[:20]}”：是已经撤销了吗？"
            self.draft.understood.ask("closed", label, words, self._months(_month_in(row.remark)), (row.sheet, int(row.row), "A"))
            self._refuse(row, f"{words}请选定，选定以前没有收")
        elif answer != KEEP:
            self.rows.at[row.Index, "closed"] = float(answer)

    def _fresh(self, row) -> None:
        candidates = list(self._candidates(row))
        if not candidates:
            return
        label, named = self._label(row), {self._label(one): one for one in candidates}
        answer = (self.choices.get("home", label) or "").replace("：", ":")
        kind, _, said = answer.partition(":")
        chosen = [named[one] for one in said.split("、") if one in named]
        if answer == NEW:
            return
        if kind == RENAMED and len(chosen) == 1:
            self.rows.at[row.Index, "site_id"] = chosen[0].id
            self.asked.add(chosen[0].id)
        elif kind == MERGED and len(chosen) > 1 and len(chosen) == len(said.split("、")):
            month = int(row.opened) if not pd.isna(row.opened) else shift(self.this_month, -1)
            self.gone += [self._row_of(one, month, row.sheet, row.row) for one in chosen]
            self.asked |= {one.id for one in chosen}
        else:
            offered = [(f"{RENAMED}:{one}", f"由“{one}”改名") for one in named]
            if len(named) > 1:
                both = "、".join(list(named)[:4])
                offered.insert(1, (f"{MERGED}:{both}", f"由“{both.replace('、', '”“')}”合并"))
            words = (f"库里没有“{label}”，但已有“{'”“'.join(list(named)[:4])}”：是改名{'、合并' if len(named) > 1 else ''}来的，"
                     "还是新建的？")
            self.draft.understood.ask("home", label, words, [*offered, (NEW, "是新建的")], (row.sheet, int(row.row), "A"))
            self._refuse(row, f"{words}请选定，选定以前没有收")
            self.asked |= {one.id for one in candidates}

    def _candidates(self, row) -> Iterator:
        """Known homes that the register does not name and that this row could be, the likeliest first."""
        rated = []
        for one in self._around(row):
            if one.county_id != row.county_id or one.id in self.asked or not (
                    one.form == row.form or {one.form, row.form} <= set(_VILLAGES)):
                continue
            here = one.region_id == row.region_id
            near = (not any(pd.isna(at) for at in (one.lon, one.lat, row.lon, row.lat))
                    and abs(one.lon - row.lon) < NEAR and abs(one.lat - row.lat) < NEAR)
            town = self._town(one.region_id) == self._town(row.region_id)
            if not (here or near or town):
                continue
            alike = _alike(row.name, one.name)
            if (here and (row.form in _VILLAGES or alike >= ALIKE) or near
                or town and alike >= ALIKE and not self._elsewhere(one, row)):
                rated.append((here + near + alike, one))
        return (one for _, one in sorted(rated, key=lambda pair: (-pair[0], pair[1].id))[:4])

    def _around(self, row) -> Iterator:
        """Known homes that the register does not name, of the row's township or in the squares around its point, each once."""
        keys: list = [self._town(row.region_id)]
        if not (pd.isna(row.lon) or pd.isna(row.lat)):
            across, up = _square(row)
            keys += [(across + x, up + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        return iter({one.id: one for key in keys for one in self.absent_in.get(key, ())}.values())

    def _elsewhere(self, one, row) -> bool:
        """Whether the other home's village is named in the register by a row of its own, so that the two are two."""
        return one.region_id != row.region_id and one.region_id in self.said_regions

    def _town(self, region_id: int) -> int:
        place = self.names.place(int(region_id))
        return int(place.parent_id) if place.level == "village" else int(region_id)

    def _absent(self) -> None:
        """Homes of townships that the register holds most of, and that it does not name."""
        if self.known.empty:
            return
        towns = self.rows["region_id"].map(self._town)
        known_towns = self.known["region_id"].map(self._town)
        many = 0
        for town, rows in self.rows.groupby(towns):
            here = self.known[(known_towns == town) & self.known["form"].isin(rows["form"])]
            missing = here[here["id"].isin(self.absent["id"]) & ~here["id"].isin(self.asked)]
            if missing.empty or 2 * (len(here) - len(here[here["id"].isin(self.absent["id"])])) < len(here) or len(here) < 2:
                continue
            place, last = self.names.place(int(town)).name, rows.iloc[-1]
            open_ = []
            for one in missing.itertuples():
                label = self._label(one)
                answer = self._closed(label)
                if answer is None:
                    open_.append(label)
                    many += 1
                    if many <= MOST_ASKED:
                        self.draft.understood.ask("closed", label,
                                                  f"名册里没有{place}的“{label}”：是已经撤销了吗？不答的照旧保留", self._months())
                elif answer != KEEP:
                    self.gone.append(self._row_of(one, int(answer), last["sheet"], last["row"]))
            if open_:
                more = f"等 {len(open_)} 处" if len(open_) > 5 else ""
                self.draft.findings.append(Finding(last["sheet"], None, None, place,
                                                   f"名册里没有{place}原有的“{'”“'.join(open_[:5])}”{more}：撤销了的请选定，"
                                                   "没有答的照旧保留", "doubt"))

    def _row_of(self, one, month: int, sheet: str, row: int) -> dict:
        """A known home as a row of the draft that closes it."""
        return {name: getattr(one, name) for name in (*NAMED_BY, "county_id", *DETAILS)} | {
            "closed": month, "site_id": one.id, "sheet": sheet, "row": row, "remark": None}


def _square(row) -> tuple[int, int]:
    """Which square of the map, NEAR wide, its point lies in."""
    return math.floor(row.lon / NEAR), math.floor(row.lat / NEAR)


def _alike(one: str, other: str) -> float:
    """How alike two homes' own names are, without what all are called."""
    first, second = (_COMMON.sub("", tidy(name)) for name in (one, other))
    return SequenceMatcher(None, first, second).ratio() if first and second else 0.0


def _month_in(remark: str) -> int | None:
    match = re.search(r"\d{4}\s*[年./-]\s*\d{1,2}\s*月?", remark)
    try:
        when = read_period(match[0].replace(" ", "")) if match else None
    except Bad:
        return None
    return when.year * 100 + when.month if when and when.year and when.month else None

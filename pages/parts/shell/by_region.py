"""Questions whose answers are about one region each, whatever others are asked with it. They are kept region by region, by the
version of what the region's answer depends on (queries/region_versions.py): after a county's import its own and those above it
are worked out anew, and put together with the others' into what is asked. What anybody may see and was worked out before, by
this process or another, is read from the database (queries/kept_answers.py)."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pages.parts.shell import connection
from pages.parts.shell.cache import pieces
from pages.parts.shell.seal import FRAME, size_of
from queries import trend
from queries.database import Connection
from queries.forecast import forecast
from queries.frames import Frame
from queries.homes.coverage import coverage
from queries.homes.put_together import children_of, coverage_of
from queries.kept_answers import kept_answers
from queries.privacy import Viewer
from queries.quality import by_county
from queries.quality.findings import raised
from queries.received import received
from queries.region_versions import State, state_of
from queries.rows import rows_by
from queries.signals import signals
from queries.standing import standing


@dataclass(frozen=True)
class Question:
    """name: what it is kept under (data/write/kept_answers.py). call: takes a connection, region ids, year, month and viewer.
    frame: what it hands out, region by region in the order asked; column: which says whose a row is. viewed: whether it depends
    on who asks. of_others: how it is answered instead, out of what other questions answer at the same moment."""

    name: str
    call: Callable[[Connection, list[int], int, int, Viewer], pd.DataFrame]
    frame: Frame
    column: str = "region_id"
    viewed: bool = True
    of_others: "Callable[[Moment, list[int], int, int], pd.DataFrame] | None" = None


def _lines(asked: Connection, region_ids: list[int], year: int, month: int, viewer: Viewer) -> pd.DataFrame:
    """trend.sparklines, of one region."""
    region, = region_ids
    return trend.sparklines(asked, region, year, month, viewer=viewer).reset_index(drop=True)


def _raised(asked: Connection, region_ids: list[int], year: int, month: int, _: Viewer) -> pd.DataFrame:
    """findings.raised, of one region: for `told` alone, which takes out what may not be shown."""
    region, = region_ids
    return raised(asked, year, month, region)


def _raised_of_counties(moment: "Moment", region_ids: list[int], year: int, month: int) -> pd.DataFrame:
    """The same out of what is found in each county, where it can be and most of that is kept."""
    region, = region_ids
    counties = by_county.counties_of(moment.asked, region, year, month)
    try:
        parts = moment.of(ALONE, counties, year, month, most=len(counties) // 2)
    except TooMany:
        return _raised(moment.asked, region_ids, year, month, moment.viewer)
    return by_county.put_together(moment.asked, year, month, region, parts)


def _coverage(asked: Connection, region_ids: list[int], year: int, month: int, _: Viewer) -> pd.DataFrame:
    return coverage(asked, region_ids, year * 100 + month)


def _coverage_of_children(moment: "Moment", region_ids: list[int], year: int, month: int) -> pd.DataFrame:
    """The same of few regions out of that of their children, where most of that is kept."""
    found = {}
    for region, below in children_of(moment.asked, region_ids).items() if len(region_ids) <= FEW else ():
        try:
            parts = moment.of(COVERAGE, below, year, month, most=len(below) // 2)
        except TooMany:
            continue
        found[region] = coverage_of(moment.asked, region, year * 100 + month, parts)
    if left := [region for region in region_ids if region not in found]:
        found |= apart(_coverage(moment.asked, left, year, month, moment.viewer), left, coverage.frame)
    return joined([found[region] for region in region_ids], coverage.frame)


STANDING = Question("standing", lambda asked, ids, *at: standing(asked, ids, *at[:2], viewer=at[2]), standing.frame)
AS_IT_IS = Question("as_it_is", lambda asked, ids, *at: standing(asked, ids, *at[:2], viewer=at[2], as_it_is=True),
                    standing.frame)
FORECAST = Question("forecast", lambda asked, ids, *at: forecast(asked, ids, *at), forecast.frame)
SIGNALS = Question("signals", lambda asked, ids, *at: signals(asked, ids, *at), signals.frame)
LINES = Question("lines", _lines, trend.sparklines.frame)
COVERAGE = Question("coverage", _coverage, coverage.frame, viewed=False, of_others=_coverage_of_children)
ALONE = Question("alone", lambda asked, ids, year, month, _: by_county.alone(asked, year, month, ids), by_county.alone.frame,
                 column="county_id", viewed=False)
RECEIVED = Question("received", lambda asked, ids, year, month, _: received(asked, year, month, ids), received.frame,
                    column="within", viewed=False)
RAISED = Question("raised", _raised, raised.frame, viewed=False, of_others=_raised_of_counties)

FEW = 12
"""Regions: to look at more at once takes less time than to put each together."""
PIECES = pieces(4096)
Found = Callable[[Question, int, int, State, dict[int, pd.DataFrame]], None]
found_out: list[Found] = []
"""Who is told what was just worked out for anybody: question, year, month, state, and the answers by region."""


def ask(question: Question, region_ids: tuple[int, ...], year: int, month: int, most: int | None = None) -> pd.DataFrame:
    """The question's answer of these regions, as if they had been asked at once; all of one moment. Raises TooMany as
    `Moment.of` does."""
    def together(asked: Connection, viewer: Viewer) -> tuple[pd.DataFrame, Moment]:
        moment = Moment(asked, viewer)
        return moment.of(question, list(dict.fromkeys(region_ids)), year, month, most), moment

    # Kept only here, where it is known that all was of one moment.
    whole, moment = connection.ask(together)
    for key, (piece, size) in moment.fresh.items():
        PIECES.put(key, piece, size)
    for made in moment.made:
        for told in found_out:
            told(*made)
    return whole


class TooMany(Exception):
    """What is not kept is worked out at once in less time."""


class Moment:
    """What is answered over one connection. fresh: what can be kept of it in this process, with its size; made: what was worked
    out for anybody, as `Found` is told it."""

    def __init__(self, asked: Connection, viewer: Viewer):
        self.asked, self.viewer = asked, viewer
        self.fresh: dict[tuple, tuple[pd.DataFrame, int]] = {}
        self.made: list[tuple[Question, int, int, State, dict[int, pd.DataFrame]]] = []

    def of(self, question: Question, ids: list[int], year: int, month: int, most: int | None = None) -> pd.DataFrame:
        """The question's answer of the regions. Raises TooMany where it had to be worked out of more than `most` of them, or
        is asked of none."""
        state, exact = state_of(self.asked, ids), self.viewer.exact if question.viewed else frozenset()
        # Who sees a region's own figures as they are sees the others' as anybody does.
        keys = {region: (question.name, region, year, month, region in exact, state.versions[region], state.made_by)
                for region in ids}
        known = {region: piece for region in ids if (piece := self._known(keys[region])) is not None}
        missing = [region for region in ids if region not in known]
        of_all = [region for region in missing if region not in exact]
        found = kept_answers(self.asked, question.name, of_all, year, month, state, question.frame) if of_all else {}
        made: dict[int, pd.DataFrame] = {}
        left = [region for region in missing if region not in found]
        if most is not None and (len(left) > most or not ids):
            raise TooMany
        if left:
            answer = (question.of_others(self, left, year, month) if question.of_others else
                      question.call(self.asked, left, year, month, self.viewer))
            made = apart(answer, left, question.frame, question.column)
            if of_anybody := {region: piece for region, piece in made.items() if region not in exact}:
                self.made.append((question, year, month, state, of_anybody))
        whole = joined([(known | found | made)[region] for region in ids], question.frame)
        each = size_of(whole) / max(len(whole), 1)  # to ask each piece takes long
        self.fresh |= {keys[region]: (piece, FRAME + int(each * len(piece))) for region, piece in (found | made).items()}
        return whole

    def _known(self, key: tuple) -> pd.DataFrame | None:
        return self.fresh[key][0].copy(deep=False) if key in self.fresh else PIECES.get(key)


def apart(whole: pd.DataFrame, region_ids: list[int], frame: Frame, column: str = "region_id") -> dict[int, pd.DataFrame]:
    """The rows of each region."""
    if len(region_ids) == 1:
        return {region_ids[0]: whole}
    of = whole.index.to_numpy() if frame.index else whole[column].to_numpy()
    there = rows_by(whole, of)
    found = {region: there.get(region, whole.iloc[:0]) for region in region_ids}
    return found if frame.index else {region: rows.reset_index(drop=True) for region, rows in found.items()}


def joined(found: list[pd.DataFrame], frame: Frame) -> pd.DataFrame:
    """Answers of several regions in one frame."""
    if len(found) == 1:
        return found[0]
    rows = [piece for piece in found if len(piece)] or found[:1]
    return frame.typed(pd.concat(rows, ignore_index=not frame.index))

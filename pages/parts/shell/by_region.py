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
from queries.kept_answers import kept_answers
from queries.privacy import Viewer
from queries.quality.findings import raised
from queries.region_versions import State, state_of
from queries.signals import signals
from queries.standing import standing


@dataclass(frozen=True)
class Question:
    """name: what it is kept under (data/write/kept_answers.py). call: takes a connection, region ids, year, month and viewer.
    frame: what it hands out, region by region in the order asked. viewed: whether it depends on who asks."""

    name: str
    call: Callable[[Connection, list[int], int, int, Viewer], pd.DataFrame]
    frame: Frame
    viewed: bool = True


def _lines(asked: Connection, region_ids: list[int], year: int, month: int, viewer: Viewer) -> pd.DataFrame:
    """trend.sparklines, of one region."""
    region, = region_ids
    return trend.sparklines(asked, region, year, month, viewer=viewer).reset_index(drop=True)


def _raised(asked: Connection, region_ids: list[int], year: int, month: int, _: Viewer) -> pd.DataFrame:
    """findings.raised, of one region: for `told` alone, which takes out what may not be shown."""
    region, = region_ids
    return raised(asked, year, month, region)


STANDING = Question("standing", lambda asked, ids, *at: standing(asked, ids, *at[:2], viewer=at[2]), standing.frame)
AS_IT_IS = Question("as_it_is", lambda asked, ids, *at: standing(asked, ids, *at[:2], viewer=at[2], as_it_is=True),
                    standing.frame)
FORECAST = Question("forecast", lambda asked, ids, *at: forecast(asked, ids, *at), forecast.frame)
SIGNALS = Question("signals", lambda asked, ids, *at: signals(asked, ids, *at), signals.frame)
LINES = Question("lines", _lines, trend.sparklines.frame)
COVERAGE = Question("coverage", lambda asked, ids, year, month, _: coverage(asked, ids, year * 100 + month), coverage.frame,
                    viewed=False)
RAISED = Question("raised", _raised, raised.frame, viewed=False)

PIECES = pieces(4096)
Found = Callable[[Question, int, int, State, dict[int, pd.DataFrame]], None]
found_out: list[Found] = []
"""Who is told what was just worked out for anybody: question, year, month, state, and the answers by region."""


def ask(question: Question, region_ids: tuple[int, ...], year: int, month: int) -> pd.DataFrame:
    """The question's answer of these regions, as if they had been asked at once; all of one moment."""
    def together(asked: Connection, viewer: Viewer) -> tuple[pd.DataFrame, dict, State, dict[int, pd.DataFrame]]:
        ids = list(dict.fromkeys(region_ids))
        state, exact = state_of(asked, ids), viewer.exact if question.viewed else frozenset()
        # Who sees a region's own figures as they are sees the others' as anybody does.
        keys = {region: (question.name, region, year, month, region in exact, state.versions[region], state.made_by)
                for region in ids}
        known = {region: piece for region in ids if (piece := PIECES.get(keys[region])) is not None}
        missing = [region for region in ids if region not in known]
        of_all = [region for region in missing if region not in exact]
        found = kept_answers(asked, question.name, of_all, year, month, state, question.frame) if of_all else {}
        made: dict[int, pd.DataFrame] = {}
        if left := [region for region in missing if region not in found]:
            made = apart(question.call(asked, left, year, month, viewer), left, question.frame)
        whole = joined([(known | found | made)[region] for region in ids], question.frame)
        fresh = {keys[region]: piece for region, piece in (found | made).items()}
        return whole, fresh, state, {region: piece for region, piece in made.items() if region not in exact}

    # Kept only here, where it is known that all was of one moment.
    whole, fresh, state, made = connection.ask(together)
    each = size_of(whole) / max(len(whole), 1)  # to ask each piece takes long
    for key, piece in fresh.items():
        PIECES.put(key, piece, FRAME + int(each * len(piece)))
    if made:
        for told in found_out:
            told(question, year, month, state, made)
    return whole


def apart(whole: pd.DataFrame, region_ids: list[int], frame: Frame) -> dict[int, pd.DataFrame]:
    """The rows of each region."""
    if len(region_ids) == 1:
        return {region_ids[0]: whole}
    of = whole.index.to_numpy() if frame.index else whole["region_id"].to_numpy()
    found = {region: whole[of == region] for region in region_ids}
    return found if frame.index else {region: rows.reset_index(drop=True) for region, rows in found.items()}


def joined(found: list[pd.DataFrame], frame: Frame) -> pd.DataFrame:
    """Answers of several regions in one frame."""
    if len(found) == 1:
        return found[0]
    rows = [piece for piece in found if len(piece)] or found[:1]
    return frame.typed(pd.concat(rows, ignore_index=not frame.index))

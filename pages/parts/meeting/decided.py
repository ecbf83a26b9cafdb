"""What the last meeting decided, and how far it is: a meeting's first slides."""

from dataclasses import replace
from datetime import date

import pandas as pd

from data import clock
from data.papers.outline import Column, Figure, Outline, Sentence, Slide, Table
from pages.parts.papers import outline
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.reader import as_reader, reader
from pages.parts.shell.scope import Scope
from pages.parts.ui import format as fmt
from pages.parts.ui import matters
from queries.matter_rules import DONE, OPEN, RED, STATE_WORDS
from queries.rows import rows_of

COLUMNS = (Column("定的事"), Column("责任单位"), Column("完成时限"), Column("要求 → 现在"), Column("办到哪一步"))


def board(scope: Scope) -> Outline:
    """The slides of a region's meeting, with what the last one decided before all others; 敏感数 rounded, whoever asks."""
    made = outline.board(scope)
    if not made.slides:
        return made
    with as_reader(replace(reader(), exact=frozenset())):
        return replace(made, slides=(*_slides(scope, clock.today()), *made.slides))


@by_version(64)
def _slides(scope: Scope, today: date) -> tuple[Slide, ...]:
    found = answers.matters(scope, today)
    rows = rows_of(last(found, today))
    if not rows:
        return ()
    table = Table("slide.decided.list", "", COLUMNS, tuple(_row(row, today) for row in rows), figures=tuple(
        _figure(scope, row) for row in rows if _is_shown(scope, row)))
    return (Slide("slide.decided", _title(rows), (table, *_earlier(found, rows[0])), scope.region),)


def _earlier(found: pd.DataFrame, newest) -> tuple[Sentence, ...]:
    """What is still open of what was decided before."""
    left = found[(found["decided_on"] < newest.decided_on) & found["state"].isin(OPEN)]
    late, said = left[left["colour"] == RED], left[left["contradicted"]]
    words = [f"更早定的还有{len(left)}件没有办结", f"其中逾期{len(late)}件" if len(late) else "",
             f"{matters.CONTRADICTED}的{len(said)}件" if len(said) else ""]
    return (Sentence("slide.decided.earlier", f"{'，'.join(filter(None, words))}。"),) if len(left) else ()


def last(found: pd.DataFrame, today: date) -> pd.DataFrame:
    """The matters (queries.matters.MATTERS) of the newest meeting that decided any, by their numbers."""
    met = found[(found["source_kind"] == "meeting") & (found["decided_on"] <= pd.Timestamp(today))]
    return met[met["decided_on"] == met["decided_on"].max()].sort_values(["year", "number"])


def _title(rows: list) -> str:
    counts = {"办结": [row for row in rows if row.state == DONE], "在办": [row for row in rows if row.state in OPEN],
              "逾期": [row for row in rows if row.colour == RED], matters.CONTRADICTED: [row for row in rows if row.contradicted]}
    said = "，".join(f"{word}{len(some)}件" for word, some in counts.items() if some or word == "办结")
    return f"上次会议（{rows[0].decided_on.month}月{rows[0].decided_on.day}日）定的{len(rows)}件事：{said}"


def _row(row, today: date) -> tuple[str, ...]:
    linked = _is_linked(row) and not fmt.is_missing(row.wanted)
    asked = f"{matters.amount(row, row.wanted)} → {matters.now(row)}" if linked else "—"
    state = matters.CONTRADICTED if row.contradicted else "、".join(
        words for words in (STATE_WORDS[row.state], matters.term(row, today) if row.state in OPEN else "") if words)
    return row.what, row.unit, f"{row.due.month}月{row.due.day}日", asked, f"{matters.SIGN[row.colour]}{state}"


def _is_linked(row) -> bool:
    return isinstance(row.code, str)


def _is_shown(scope: Scope, row) -> bool:
    """Whether the matter's figure is one of this year's, of a region that has a page."""
    return _is_linked(row) and row.year == scope.year and row.region_id in reference.tree(scope.version).index


def _figure(scope: Scope, row) -> Figure:
    missing = fmt.is_missing(row.value_now)
    as_of = None if fmt.is_missing(row.as_of) else int(row.as_of)
    return Figure(int(row.region_id), int(row.indicator_id), scope.year, scope.month, as_of,
                  None if missing else float(row.value_now), matters.now(row), None)

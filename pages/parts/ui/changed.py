"""What changed against the month before, since the last meeting and since the reader was last here: sentences that are doors, one
line until opened."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pandas as pd

from data import clock
from pages.parts.shell import answers, reference, visits
from pages.parts.shell.cache import by_version
from pages.parts.shell.connection import ask_uncounted
from pages.parts.shell.picks import ActionOf, Desk, Pick, Why
from pages.parts.shell.reference import ask
from pages.parts.shell.scope import Scope
from pages.parts.shell.ways import region_ids
from pages.parts.ui import format as fmt
from pages.parts.ui.html import Markup, button, html, join, tag
from queries import changes, snapshots
from queries.changes import FIRST, INTO, OUT, SILENT
from queries.periods import deadline, shift
from queries.rows import rows_of

ROWS = 6
NAMES = {INTO: "转为滞后", OUT: "走出滞后", FIRST: "新出数", SILENT: "没有报齐、暂不评价"}


@dataclass(frozen=True)
class Told:
    """A kind of change: its name, how many there are, the sentences of the first of them as doors, and where all of them are."""

    name: str
    count: int
    lines: tuple[Markup, ...]
    unit: str = "项"
    all_of: Pick | None = None


@by_version(256)
def against_last_month(scope: Scope) -> Markup | str:
    """Against the month before, through the same data; "" in January, whose month before is of another year's targets."""
    if scope.month <= 1:
        return ""
    now, before = _within(scope, answers.standing(scope)), _within(scope, answers.standing(scope, -1))
    day = int(reference.settings(scope.version).get("deadline_day", 10))
    period = shift(scope.year * 100 + scope.month, -1)
    ends = [datetime.combine(deadline(one, day) + timedelta(days=1), time()) for one in (period, shift(period, 1))]
    until = None if ends[1] > clock.now() else ends[1]  # of the newest month: until now
    told = _verdicts(scope, now, before) + _signals(scope, now, before) + _corrected(scope, ends[0], period, until)
    return _drawn(f"与上月（{period % 100}月）比", told, "没有指标转为或走出滞后，没有新出数、新的异常变动和更正")


def _within(scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    """What a page is about: at the root everything that is compared, else the region alone."""
    return frame if scope.at_root else frame[frame["region_id"] == scope.region]


def _verdicts(scope: Scope, now: pd.DataFrame, before: pd.DataFrame) -> list[Told]:
    found = changes.crossed(now, before)
    code = reference.tree(scope.version).at[scope.region, "code"]
    told = []
    for what, name in NAMES.items():
        of = found[found["what"] == what]
        lines = tuple(_sentence(scope, row, _verdict(row)) for row in rows_of(of.head(ROWS)))
        told.append(Told(name, len(of), lines, all_of=Desk("late", code) if what == INTO else None))
    return told


def _verdict(row) -> str:
    """转为滞后（原来达序时，与序时差 +1.2 → −6.0 百分点）."""
    if row.what == SILENT:
        return f"没有报齐、暂不评价（原来{row.was}）"
    gap = fmt.points(row.gap) if fmt.is_missing(row.gap_before) else f"{fmt.points(row.gap_before)} → {fmt.points(row.gap)}"
    words = {INTO: "转为滞后", OUT: f"走出滞后，现在{row.status}", FIRST: f"新出数，{row.status}"}[row.what]
    return f"{words}（{f'原来{row.was}，' if row.what == INTO else ''}与序时差 {gap} 百分点）"


def _sentence(scope: Scope, row, words: str) -> Markup:
    indicator = reference.indicators(scope.version).loc[row.indicator_id]
    place = reference.name_of(scope.version, row.region_id)
    return button(Why(row.region_id, indicator["code"]), tag("b", f"{place} {fmt.alone(indicator['short_name'])}"), f" {words}",
                  look="change")


def _signals(scope: Scope, now: pd.DataFrame, before: pd.DataFrame) -> list[Told]:
    found = changes.new_signals(_within(scope, answers.signals(scope)), now, before)
    # Work that is planned by the season is busy and slack by itself.
    found = found[~found["indicator_id"].map(reference.indicators(scope.version)["plan"]).notna()]
    return [Told("新的异常变动", len(found), tuple(_sentence(scope, row, row.words) for row in rows_of(found.head(ROWS))))]


def _corrected(scope: Scope, since: datetime, through: int, until: datetime | None = None) -> list[Told]:
    found = ask(changes.corrected, scope.region, since, through, until)
    lines = tuple(_sentence(scope, row, _correction(scope, row)) for row in rows_of(found.head(ROWS)))
    return [Told("更正以前月份的数", len(found), lines, "处")]


def _correction(scope: Scope, row) -> str:
    indicator = reference.indicators(scope.version).loc[row.indicator_id]
    old, new = ("".join(fmt.amount(value, indicator["unit"], int(indicator["precision"])))
                for value in (row.old_value, row.new_value))
    after = f"由 {old} 更正为 {new}" if not fmt.is_missing(row.new_value) else f"{old} 已撤下"
    return f"{fmt.period(row.period)}{after}（第{row.batch_id}次）"


def _arrived(scope: Scope, since: datetime) -> list[Told]:
    """Which regions have reported something for the first time."""
    came = ask(changes.arrived, answers.peers(scope) if scope.at_root else (scope.region,), since)
    doors = region_ids(scope.version).values()
    lines = tuple(button(ActionOf(row.region_id, "shangbao"), tag("b", reference.name_of(scope.version, row.region_id)),
                         f" 新报 {row.cells:,} 项次（{row.batches} 次，最近是第{row.last_batch}次）", look="change")
                  for row in rows_of(came) if row.region_id in doors)
    return [Told("新报来数的地区", len(lines), lines[:ROWS], "个")]


def _drawn(title: str, told: list[Told], nothing: str) -> Markup:
    """One line, and below it what it counts once it is opened; a plain line where nothing changed."""
    kinds = [one for one in told if one.count]
    if not kinds:
        return tag("p", f"{title}：{nothing}。", look="changed none")
    counts = "，".join(f"{one.name} {one.count:,} {one.unit}" for one in kinds)
    groups = join(html('<section><h3 class="programme">{}</h3>{}{}</section>', one.name, join(one.lines), _rest(one))
                  for one in kinds)
    return html('<details class="changed"><summary><b>{}</b>：{}</summary><div class="change-groups">{}</div></details>', title,
                counts, groups)


def _rest(told: Told) -> Markup | str:
    left = told.count - len(told.lines)
    if left <= 0:
        return ""
    words = f"另有 {left:,} {told.unit}"
    if told.all_of is None:
        return tag("p", f"{words}。", look="note")
    return button(told.all_of, f"{words}，看全部滞后的 ›", look="change rest")


def changed(scope: Scope, seen: str) -> Markup | str:
    """All three, where there is anything to compare with. seen: the last visit, as shell.visits keeps it."""
    visited = since_visit(scope, seen) if visits.home(scope) else ""
    return join((against_last_month(scope), since_meeting(scope), visited))


def since_meeting(scope: Scope) -> Markup | str:
    """Since the last meeting about the region this year: what was said there, against how it is now."""
    held = ask_uncounted(snapshots.last_meeting, scope.region, scope.year)
    return "" if held is None else _since_meeting(scope, held.id, held.number, held.made_at)


@by_version(64)
def _since_meeting(scope: Scope, snapshot: int, number: str, at: datetime) -> Markup:
    before = ask(snapshots.said, snapshot)
    now = _within(scope, answers.standing(scope))
    told = _verdicts(scope, now, before) + _signals(scope, now, before) + _arrived(scope, at)
    told += _corrected(scope, at, scope.year * 100 + scope.month)
    return _drawn(f"自上次会议（{at.month}月{at.day}日，留存 {number}）以来", told, "会上说过的没有变化")


@by_version(64)
def since_visit(scope: Scope, seen: str) -> Markup | str:
    """Since the reader was last here. seen: as shell.visits keeps it; "" where there is none to compare with."""
    visit = visits.read(scope, seen)
    if visit is None:
        return ""
    now = _within(scope, answers.standing(scope))
    told = []
    if visit.year == scope.year:
        before = visit.verdicts
        told = _verdicts(scope, now, before) + _signals(scope, now, before)
    told += _arrived(scope, visit.at)
    told += _corrected(scope, visit.at, scope.year * 100 + scope.month)
    return _drawn(f"自上次来（{visit.at.month}月{visit.at.day}日）以后", told, "没有变化")

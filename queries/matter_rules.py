"""督办: which states a matter may be in, which step leads from which to which, and how urgent it looks. Pure rules, no database.

    交办 → 办理中 → 申请办结 → 办结
                └──── 退回 ←──┘ (and on with 办理中)     any open one → 中止
                                          办结、中止 → 办理中, by 重新办理
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from queries.rows import rows_of

ASSIGNED, DOING, ASKED, DONE, RETURNED, STOPPED = STATES = ("assigned", "doing", "asked", "done", "returned", "stopped")
STATE_WORDS: dict[str, str] = dict(zip(STATES, ("交办", "办理中", "申请办结", "办结", "退回", "中止"), strict=True))
OPEN = (ASSIGNED, DOING, ASKED, RETURNED)
RED, YELLOW, BLUE, PLAIN = COLOURS = ("red", "yellow", "blue", "")
COLOUR_WORDS = {RED: "逾期", YELLOW: "滞后", BLUE: "临期", PLAIN: "正常"}
REACHED, SHORT, UNKNOWN, UNLINKED = ("reached", "short", "unknown", "")
"""What the data say of a matter: the wanted value is reached, is not, cannot be told yet; it has no figure."""
SOON_DAYS, SILENT_DAYS = 7, 30


@dataclass(frozen=True)
class Step:
    """word: what it is called. by: whose it is, the responsible unit's or the office's that assigned it. moves: state -> the
    state after it. asks: what its words are called. needed: whether there have to be any."""

    word: str
    by: Literal["unit", "office"]
    moves: dict[str, str]
    asks: str
    needed: bool = True


ASSIGN, AMEND = "assign", "amend"
STEPS = {
    "progress": Step("报进展", "unit", {ASSIGNED: DOING, DOING: DOING, RETURNED: DOING}, "进展"),
    "unfinished": Step("说明未完成原因", "unit", {ASSIGNED: ASSIGNED, DOING: DOING, RETURNED: RETURNED}, "未完成原因"),
    "ask": Step("申请办结", "unit", {DOING: ASKED}, "办结情况"),
    "close": Step("核销", "office", {ASKED: DONE}, "核销意见", needed=False),
    "return": Step("退回", "office", {ASKED: RETURNED}, "退回原因"),
    "stop": Step("中止", "office", dict.fromkeys(OPEN, STOPPED), "中止理由"),
    "reopen": Step("重新办理", "office", {DONE: DOING, STOPPED: DOING}, "重新办理的原因")}
"""What can be done with a matter; its first entry is ASSIGN. What was decided is put right by AMEND, which leaves the state."""
ENTRY_WORDS = {ASSIGN: "交办", AMEND: "更正"} | {name: step.word for name, step in STEPS.items()}


class IllegalStep(ValueError):
    """A step that the state does not allow."""


def after(state: str, step: str) -> str:
    """The state that the step leads to. Raises IllegalStep."""
    moves = STEPS[step].moves if step in STEPS else {}
    if state not in moves:
        raise IllegalStep(f"{STATE_WORDS.get(state, state)}的事项不能{ENTRY_WORDS.get(step, step)}")
    return moves[state]


def steps_from(state: str, by: str) -> list[str]:
    """The steps that are open to the unit, or to the office."""
    return [name for name, step in STEPS.items() if step.by == by and state in step.moves]


def judge(frame: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """Adds verdict (REACHED …) and behind: whether a figure falls short of its own way from the value decided on to the wanted
    one, evenly from the day it was decided to the day it is due, by more than `tolerance` (a part of that way).

    Reads state, decided_on, due, wanted, value_then, value_now, as_of, direction, kind. A limit of a flow (越低越好) is kept
    only when the year is over.
    """
    final = frame.copy()
    lower, linked = frame["direction"] == "lower_better", frame["wanted"].notna()
    now, wanted = frame["value_now"], frame["wanted"]
    sign = pd.Series(np.where(lower, -1.0, 1.0), index=frame.index)
    met = (now - wanted) * sign >= -1e-9
    held = lower & (frame["kind"] == "flow") & (frame["as_of"] % 100 != 12)
    known = linked & now.notna()
    final["verdict"] = np.select([~linked, ~known | met & held, met], [UNLINKED, UNKNOWN, REACHED], SHORT)
    begun = frame["value_then"].fillna(0.0).where(~(lower & (frame["kind"] == "flow")), 0.0)
    share = pd.Series([_passed(row.decided_on, row.due, row.as_of) for row in rows_of(frame)], index=frame.index, dtype=float)
    way = (wanted - begun) * sign
    final["behind"] = frame["state"].isin(OPEN) & known & ~met & ((now - begun) * sign < way * share - way.abs() * tolerance)
    return final


def _passed(decided: pd.Timestamp, due: pd.Timestamp, as_of: float) -> float:
    """Which part of the time from decision to term was over at the end of the period; 0 before, 1 after."""
    if pd.isna(as_of):
        return 0.0
    year, month = divmod(int(as_of), 100)
    end, first, last = date(year, month, monthrange(year, month)[1]), decided.date(), due.date()
    return 1.0 if end >= last else max((end - first).days, 0) / max((last - first).days, 1)


def colour(frame: pd.DataFrame, today: date, soon_days: int, silent_days: int) -> pd.Series:
    """How urgent each looks. RED: overdue. YELLOW: its figure behind its own pace; given back; said to be done where the data say
    no; or the unit said nothing for `silent_days`. BLUE: due within `soon_days`. What is done or stopped has none.

    Reads state, due, verdict, behind, spoke_at (when the unit last said something, or was given it).
    """
    day = pd.Timestamp(today)
    open_ = frame["state"].isin(OPEN)
    overdue, soon = frame["due"] < day, frame["due"] <= day + pd.Timedelta(days=soon_days)
    silent = (frame["state"] != ASKED) & (frame["spoke_at"].dt.normalize() < day - pd.Timedelta(days=silent_days))
    poor = frame["behind"] | silent | (frame["state"] == RETURNED) | contradicted(frame)
    return pd.Series(np.select([~open_, overdue, poor, soon], [PLAIN, RED, YELLOW, BLUE], PLAIN), index=frame.index, dtype=object)


def contradicted(frame: pd.DataFrame) -> pd.Series:
    """报办结但数据未达到: said to be done, asked for or written off, and the data say that it is not."""
    return frame["state"].isin((ASKED, DONE)) & (frame["verdict"] == SHORT)


def attained(frame: pd.DataFrame) -> pd.Series:
    """数据已达到: still open, and the data say that it is done."""
    return frame["state"].isin(OPEN) & (frame["verdict"] == REACHED)

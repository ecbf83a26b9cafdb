"""What the cells of a workbook of 工作项目 mean, however they are written: read, and told whether they say the same."""

import re
from collections.abc import Callable
from datetime import date, datetime

from data.projects.known import Known
from data.projects.sheets import HALF_OF, LISTED, RESULT_OF, STATE_OF, STATES, TASK_OF, plain


def read_action(text: str, known: Known) -> tuple[int | None, str]:
    found = known.actions.get(text) or known.actions.get(f"巾帼{text.removesuffix('行动')}行动")
    return found, "" if found else f"没有“{text}”这个行动"


def read_indicators(text: str, known: Known) -> tuple[list[int], str]:
    codes = [code for code in re.split(r"[\s;、,，；]+", text) if code]
    unknown = [code for code in codes if code not in known.indicators]
    return [known.indicators[code] for code in codes if code in known.indicators], (
        f"没有代码为“{'、'.join(unknown[:5])}”的指标" if unknown else "")


def read_hidden(text: str, _: Known) -> tuple[bool, str]:
    return LISTED.get(text, False), "" if text in LISTED else "应是：是、否"


def read_day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plain(cell))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def read_progress(cell: object) -> str:
    return TASK_OF.get(plain(cell), plain(cell))


def read_weight(cell: object) -> float | None:
    try:
        return float(plain(cell))
    except ValueError:
        return None


def _meant(numbers: list[int], wrong: str) -> set[int] | None:
    return None if wrong else set(numbers)


MEANING: dict[str, Callable[[object, Known], object]] = {
    "所属行动": lambda cell, known: read_action(plain(cell), known)[0],
    "指标": lambda cell, known: _meant(*read_indicators(plain(cell), known)),
    "完成时限": lambda cell, _: read_day(cell), "检查日期": lambda cell, _: read_day(cell),
    "权重": lambda cell, _: read_weight(cell), "进展": lambda cell, _: read_progress(cell),
    "结果": lambda cell, _: RESULT_OF.get(plain(cell)), "哪次检查": lambda cell, _: HALF_OF.get(plain(cell))}
"""Heading -> what a cell below it means; None for what nobody understands."""


def is_same(kind: str, head: str, one: object, other: object, known: Known) -> bool:
    """Whether two cells below a heading say the same."""
    if text_of(one) == text_of(other):
        return True
    meaning = (lambda cell, _: STATE_OF.get(plain(cell))) if kind == STATES else MEANING.get(head)
    if meaning is None or "" in (plain(one), plain(other)) and kind != STATES:
        return False
    mine = meaning(one, known)
    return mine is not None and mine == meaning(other, known)


def text_of(cell: object) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime | date) else plain(cell)

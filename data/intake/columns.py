"""A column out of the headings that stand over it, one below another. What is not explained makes the column unknown."""

from dataclasses import replace
from itertools import pairwise

from data.intake.cells import Bad
from data.intake.heading_words import KEYS, SITE_KEYS, is_topic
from data.intake.headings import Column, Part
from data.intake.vocabulary import Vocabulary
from data.intake.when import When

FIELDS = (*KEYS, *SITE_KEYS, "either")


def make_column(at: int, parts: list[Part], keyed: bool, names: Vocabulary) -> Column:
    """keyed: the block has a column of places, so that a heading that is a street's short name is no region."""
    parts = _composed([part for number, part in enumerate(parts) if part not in parts[:number]], names)
    column = Column(at, title=" ".join(part.text for part in parts), parts=parts)
    fields = [part for part in parts if part.role in FIELDS]
    above = parts[:parts.index(fields[0])] if fields else []
    if fields and not any(part.role in ("value", "unknown", "bad") and not only_period(part) for part in above):
        column.role, column.alternative, column.unit = fields[0].role, fields[-1].indicator, fields[0].unit
        return column
    parts = [Part(part.text, "value", part.indicator, unit=part.unit) if part.role in FIELDS and part.indicator else part
             for part in parts]
    if keyed:
        parts = [_no_region(part, names) for part in parts]
    roles = [part.role for part in parts]
    if not parts:
        column.title = ""
    elif "aside" in roles:
        column.role = "aside"
    elif "bad" in roles:
        column.role, column.wrong = "bad", next(part.wrong for part in parts if part.role == "bad")
    elif "unknown" in roles or any(role in FIELDS for role in roles):
        column.role = "unknown"
        unknown = [part.text for part in parts if part.role == "unknown"]
        column.wrong = f"认不出“{unknown[0]}”" if unknown and len(parts) > 1 else ""
    elif "value" in roles:
        _fill(column, parts, names)
    elif "total" in roles:
        column.role = "total"
    return column


def _composed(parts: list[Part], names: Vocabulary) -> list[Part]:
    """小额贷款 over 金额（万元） is 小额贷款金额（万元）, where both together are what an indicator is called."""
    for number, (upper, lower) in enumerate(pairwise(parts)):
        if lower.indicator is None and lower.role in ("unknown", "topic") and not upper.taught:
            try:
                found = names.find_indicator(upper.text + lower.text)
            except Bad:
                continue
            if found is not None:
                return [*parts[:number], Part(upper.text + lower.text, "value", found), *parts[number + 2:]]
    return parts


def only_period(part: Part) -> bool:
    """Whether a heading is a period and nothing else: 10月 over a table or some of its columns."""
    return part.when is not None and replace(part, when=None) == Part(part.text, "value")


def _no_region(part: Part, names: Vocabulary) -> Part:
    if part.region is None or part.indicator is not None:
        return part
    return Part(part.text, "topic" if is_topic(part.text, names.programmes) else "unknown")


def _fill(column: Column, parts: list[Part], names: Vocabulary) -> None:
    column.role = "value"
    for part in parts:
        if part.indicator is not None:
            if column.indicator is not None and not names.belong(column.indicator.id, part.indicator.id):
                column.role, column.wrong = "unknown", f"“{part.text}”与上面的标题不是一项"
                return
            column.indicator = part.indicator
        if part.region is not None:
            column.region = part.region
        if part.when is not None:
            column.when = _both(column.when, part.when)
        if part.span is not None and column.span not in (None, part.span):
            column.role, column.wrong = "unknown", "标题里的期不一致"
            return
        column.span = part.span or column.span
        if part.unit and column.unit not in ("", part.unit):
            column.role, column.wrong = "unknown", f"单位写了两处，不一致（{column.unit}、{part.unit}）"
            return
        column.unit = part.unit or column.unit
        column.done, column.current = column.done or part.done, column.current or part.current
    targets = [part.target for part in parts if part.target]
    if targets:
        column.target = True
        if "other" in targets or "bare" in targets and (column.span in (1, 3, 6) or column.when and column.when.month):
            column.role, column.target = "aside", False
        elif "year" not in targets and column.span != 12 and not (column.when and column.when.month is None):
            column.bare = True


def _both(one: When | None, other: When) -> When:
    if one is None:
        return other
    month = other.month or one.month
    return When(other.year or one.year, month, (other.first if other.month else one.first))


def subtotals(columns: list[Column]) -> None:
    """小计 below an indicator is the indicator's own figure where other columns below the same heading are parts of it."""
    for column in columns:
        above = [part for part in column.parts if part.role == "value" and part.indicator]
        if column.role == "value" and "total" in [part.role for part in column.parts]:
            beside = [other for other in columns if other is not column and above and above[0] in other.parts]
            if not beside or not above:
                column.role, column.wrong = "unknown", "分不清是哪些数的合计"

"""What a cell's raw content becomes, alike for every format: whole numbers as int, others as float or Percent, dates as
datetime, times of day and durations as the text that is shown ("8:30:00"), text without what nobody sees.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from data.intake.cells import PICTURE, STRUCK_OUT, Fault, Percent
from data.intake.files.shown import as_formatted, is_plain

_NONE = float("nan")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?Z?", re.ASCII)
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_IN_PLACE = re.compile(r"=(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
_LAST_DAY = 2_958_466
"""The day after 9999-12-31, counted as Excel does."""
_NUMBERED = {9: "percent", 10: "percent", 46: "duration"} | dict.fromkeys(
    (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), "date")
"""Formats that a file names by number alone; 27 to 36 and 50 to 58 are the Chinese dates (2026年11月)."""


def format_kind(number: int, code: str | None) -> str:
    """What a number format makes of a number: "percent", "date", "duration" or "" (a number); its code where the number is seen
    as another one (data/intake/files/shown.py)."""
    return _NUMBERED.get(number, "") if code is None else _kind(code)


@lru_cache(maxsize=4096)
def _kind(code: str) -> str:
    if re.search(r"\[(h+|m+|s+)\]", code, re.IGNORECASE):
        return "duration"
    bare = re.sub(r'"[^"]*"?|[\\_*!].|\[[^\]]*\]', "", code).lower().replace("general", "")
    if "%" in bare:
        return "percent"
    if re.search(r"[ymdhs]|aaa", bare):
        return "date"
    return "" if is_plain(code) else code


def formatted(raw: float, kind: str, from_1904: bool = False):
    """A number of a workbook by what its format makes of it."""
    if kind == "date":
        return from_serial(raw, from_1904)
    if kind == "duration":
        return clock(raw)
    if kind == "percent":
        return percent(raw)
    value = number(raw)
    return as_formatted(value, kind) if kind and not isinstance(value, Fault) else value


def percent(raw: float) -> Percent | Fault:
    return Percent(raw) if abs(raw) < float("inf") else Fault("#NUM!")


def number(raw: float) -> int | float | Fault:
    if not abs(raw) < float("inf"):
        return Fault("#NUM!")
    return int(raw) if raw.is_integer() and abs(raw) < 1e15 else raw


def parse_number(text: str) -> float:
    """A number as files store it, never as people write it; what is none is no number of Excel's either (NaN)."""
    try:
        return float(text) if text.isascii() and "_" not in text else _NONE
    except ValueError:
        return _NONE


def from_serial(raw: float, from_1904: bool = False) -> datetime | str | Fault:
    """Excel's days since 1900 (with its 1900-02-29) or 1904; less than one is a time of day."""
    if not 0 <= raw < _LAST_DAY:
        return Fault("#NUM!")
    if raw < 1:
        return clock(raw)
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if raw < 60 else 30)
    try:
        return first + timedelta(seconds=round(raw * 86_400))
    except OverflowError:
        return Fault("#NUM!")


def clock(days: float) -> str | Fault:
    """A time of day or a duration: 30:05:00."""
    if not -_LAST_DAY < days < _LAST_DAY:
        return Fault("#NUM!")
    seconds = abs(round(days * 86_400))
    return f"{'-' if days < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def from_iso(text: str) -> datetime | str | Fault:
    """A date as XML formats store it; a time of day stands on one of the last days of 1899."""
    match = _ISO.fullmatch(text.strip())
    try:
        at = [int(part or 0) for part in match.groups()] if match else []
        when = datetime(at[0], at[1], at[2], at[3], at[4], at[5]) if at else None
    except ValueError:
        when = None
    if when is None:
        return Fault("#VALUE!")
    return clock((when.hour * 60 + when.minute) / 1440 + when.second / 86_400) if when.year == 1899 else when


RAISED, LOWERED, STRUCK = "raised", "lowered", "struck"
_DIGITS = {RAISED: str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"), LOWERED: str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")}


def marked(text: str, how: str) -> str:
    """Text that a format writes raised, lowered or struck out, as what is seen: 12 with a footnote's 1 is 12¹ and never 121."""
    if how == STRUCK:
        return "".join(f"{letter}{STRUCK_OUT}" for letter in text)
    return text.translate(_DIGITS[how]) if how else text


def struck(value):
    """What stands in a cell that is struck out as a whole: a text in which that is seen, a number too."""
    if value is None or isinstance(value, (bool, Fault)):
        return value
    return marked(value if isinstance(value, str) else f"{value:.15g}" if isinstance(value, float) else str(value), STRUCK)


def clean(text: str) -> str | Fault:
    """Text as people see it: lines end in \\n, no control characters, nothing where there are but spaces."""
    if _UNSEEN.search(text):
        text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.strip("\t\n")
    if text[:1] == "=" and _IN_PLACE.match(text):
        return PICTURE
    return text if text.strip() else ""

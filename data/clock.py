"""The one clock: what day it is, for whoever is asked for a date. Queries never read it; they are told."""

import os
import time
from datetime import date, datetime


def now() -> datetime:
    """The local time to the second; on the day of JINGUO_TODAY (yyyy-mm-dd) where that is set, for tests and trials."""
    moment = datetime.now().replace(microsecond=0)
    fixed = os.environ.get("JINGUO_TODAY", "").strip()
    if not fixed:
        return moment
    try:
        return datetime.combine(date.fromisoformat(fixed), moment.time())
    except ValueError:
        raise ValueError(f"JINGUO_TODAY“{fixed}”不是日期，应写作 2026-12-05；平时不设。") from None


def today() -> date:
    return now().date()


def instant() -> int:
    """Microseconds since 1970 by the machine's own clock, whatever JINGUO_TODAY says: what no other moment has."""
    return time.time_ns() // 1000

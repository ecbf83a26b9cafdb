"""The one clock: what day it is, for whoever is asked for a date. Queries never read it; they are told."""

import os
from datetime import date, datetime


def now() -> datetime:
    """The local time; on the day of JINGUO_TODAY (yyyy-mm-dd) where that is set, for tests and trials."""
    moment = datetime.now()
    fixed = os.environ.get("JINGUO_TODAY", "").strip()
    return datetime.combine(date.fromisoformat(fixed), moment.time()) if fixed else moment


def today() -> date:
    return now().date()

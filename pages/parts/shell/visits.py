"""When the reader was last here, and how everything stood then. It is kept in the browser alone, in a cookie that goes along
with the websocket's first request and with what asks for the first page as a picture (ui/first.py): how it stands now, and how
it stood on the last earlier day of a visit."""

import base64
import binascii
import json
import re
import zlib
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from data import clock
from pages.parts.shell import answers, reference
from pages.parts.shell.cache import by_version
from pages.parts.shell.present import cookies, present
from pages.parts.shell.scope import Scope
from queries.measures import STATUSES

COOKIE = "jinguo_seen"
LONGEST = 1700
"""Of each of the two; a browser keeps 4,096 in a cookie. What is longer holds the root's own verdicts alone."""
WORDS = {word: str(at) for at, word in enumerate(STATUSES)}
MONTHS = "0123456789abc"


@dataclass(frozen=True)
class Visit:
    """at: when it was; year and month that it was seen through; verdicts: region_id, indicator_id, status, as_of then."""

    at: datetime
    year: int
    month: int
    verdicts: pd.DataFrame


def home(scope: Scope) -> Scope | None:
    """What a visit is kept of: the whole, through the month that is shown first; None where another month is looked at."""
    today = clock.today()
    year = reference.first_shown(scope.version, today)
    if scope.year != year:
        return None
    shown = (year, reference.first_month(scope.version, year, today))
    return Scope(scope.version, scope.root, scope.root, *shown) if (scope.year, scope.month) == shown else None


def last() -> str:
    """The earlier visit as the browser has kept it, "" for none: one of today is the same visit still going on."""
    if "visit" not in st.session_state:
        st.session_state["visit"] = earlier(cookies().get(COOKIE, ""))
    return st.session_state["visit"]


def earlier(cookie: str) -> str:
    """The earlier visit of what the browser has kept."""
    before, newest = (["", "", *cookie.split(".")])[-2:]
    told = _opened(newest)
    return before if told and told["day"] == str(clock.today()) else newest


def kept(scope: Scope) -> str:
    """What the browser is to keep; "" where the page is about another month than a visit is kept of."""
    of = home(scope)
    return f"{last()}.{_closed(of, str(clock.today()), _whose())}" if of else ""


def read(scope: Scope, text: str) -> Visit | None:
    """The visit of that text; None for anything else: another's, another root's or catalogue's, or what no visit writes."""
    told = _opened(text)
    catalogue = reference.indicators_in(scope.version, scope.year)["id"].tolist()
    codes = {code: number for number, code in reference.tree(scope.version)["code"].items()}
    try:
        if told is None or told["whose"] != _whose() or told["catalogue"] != len(catalogue):
            return None
        places = [codes[code] for code in told["places"]]
        verdicts = pd.DataFrame([(place, number) for place in places for number in catalogue],
                                columns=["region_id", "indicator_id"])
        words = {sign: word for word, sign in WORDS.items()}
        verdicts["status"] = [words.get(sign) for sign in told["status"]]
        as_of = [MONTHS.index(sign) for sign in told["as_of"]]
        verdicts["as_of"] = [told["year"] * 100.0 + month if month else float("nan") for month in as_of]
        return Visit(datetime.fromisoformat(told["at"]), told["year"], told["month"], verdicts)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


@by_version(64)
def _closed(scope: Scope, day: str, whose: int) -> str:
    """How everything stands, as text that a cookie can hold."""
    frame = answers.standing(scope)
    text = _written(scope, frame, day, whose)
    return text if len(text) <= LONGEST else _written(scope, frame[frame["region_id"] == scope.root], day, whose)


def _written(scope: Scope, frame: pd.DataFrame, day: str, whose: int) -> str:
    codes = reference.tree(scope.version)["code"]
    told = {"at": clock.now().isoformat(), "day": day, "whose": whose, "year": scope.year, "month": scope.month,
            "catalogue": len(reference.indicators_in(scope.version, scope.year)),
            "places": [codes[place] for place in frame["region_id"].unique()],
            "status": "".join(WORDS.get(word, "-") for word in frame["status"]),
            "as_of": "".join("0" if pd.isna(period) else MONTHS[int(period) % 100] for period in frame["as_of"])}
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(told).encode(), 9)).decode().rstrip("=")


def _opened(text: str) -> dict | None:
    """What the text holds; a browser may send anything."""
    if not re.fullmatch("[A-Za-z0-9_-]{1,3000}", text):
        return None
    try:
        held = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), 1_000_000)
        told = json.loads(held)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get("day"), str) else None


def _whose() -> int:
    visitor = present()
    return visitor.account.id if visitor else 0

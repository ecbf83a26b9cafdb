"""Who is signed in, as this process knows it: asked by the gate for every request and, by way of present.py, for every run of a
page.

Accounts, rules and sessions are kept in memory and looked up anew when the access version in the database has changed, which
is asked every LOOK_SECONDS at most: what another process does is known by then, what this one does at once (`stale`). While
nobody has an account (单机) there is nothing else to ask.
"""

import asyncio
import logging
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from data import clock
from data.write import sign_in
from data.write.sessions import hash_of
from pages.parts.shell.connection import ask, ask_primary, engine
from queries.access import Rules, read_rules
from queries.accounts import Account, Session, any_account, read_accounts, read_session
from queries.database import DatabaseFault, database_url
from queries.regions import find_root

log = logging.getLogger("dashboard")

COOKIE = "jinguo"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
LOOK_SECONDS = 2
NOTE_SECONDS = 60
"""How often it is written down that a session is in use."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in. token: its SHA-256; stage: full, or what is still to be done (code, password)."""

    account: Account
    token: str
    stage: str


@dataclass
class _Kept:
    """A session as it was read, when it was last used here, and when that was written down."""

    session: Session
    seen: datetime
    noted: datetime


@dataclass(frozen=True)
class Line:
    """An open websocket: the session it was opened with (None: without one), and how it is told that it is over."""

    token: str | None
    loop: asyncio.AbstractEventLoop
    over: asyncio.Event

    def hang_up(self) -> None:
        self.loop.call_soon_threadsafe(self.over.set)


class Visitors:
    """What the process knows of one database; forgotten where the database is another."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.lines: set[Line] = set()
        self._forget()

    def _forget(self) -> None:
        self.url, self.looked = "", float("-inf")
        self.rules, self.accounts, self.sessions = Rules(), {}, {}
        self.any, self.root = False, 0

    def is_fresh(self) -> bool:
        """Whether what is known is young enough to be answered from."""
        return time.monotonic() - self.looked < LOOK_SECONDS and self.url == database_url()

    def look(self) -> None:
        """Asks the database what has changed, unless that was just done. Where it does not answer, what is known stays."""
        if self.is_fresh():
            return
        with self._lock:
            if self.is_fresh():
                return
            if self.url != database_url():
                self._forget()
            try:
                self._learn(ask_primary)
            except Exception as fault:  # whatever it is, the gate stands, and the pages say what is wrong
                log.warning("who is signed in is not known: %s", fault)
                if self.url:
                    self.looked = time.monotonic()
                    return
                # Nothing is known, not even whether there are accounts; and pages may be read from the standby by now.
                with suppress(Exception):
                    self._learn(ask)
        self._hang_up()

    def _learn(self, put: Callable) -> None:
        rules, first = put(read_rules), not self.url
        if first or rules != self.rules:
            self.any = put(any_account)
            self.accounts = put(read_accounts) if self.any else {}
            self.root = put(find_root) if self.any else 0
            self.sessions = {}
        self.rules, self.url, self.looked = rules, database_url(), time.monotonic()

    async def refresh(self) -> None:
        """`look`, beside the others' requests."""
        if not self.is_fresh():
            await asyncio.to_thread(self.look)

    def stale(self) -> None:
        """Has the next question ask the database; whoever is out by then loses the line at once."""
        self.looked = float("-inf")
        self.look()

    def _hang_up(self) -> None:
        for line in list(self.lines):
            if not self.may_listen(line.token):
                line.hang_up()

    def find(self, cookie: str | None) -> Visitor | None:
        """Who has the cookie; None for nobody. May ask the database."""
        if not cookie or not TOKEN.fullmatch(cookie):
            return None
        self.look()
        return self.by_token(hash_of(cookie))

    def by_token(self, token: str) -> Visitor | None:
        if not self.any:
            return None
        kept = self.sessions.get(token)
        if kept is None or not self._is_live(kept):  # another process may have seen it since
            kept = self._read(token)
        account = kept and self.accounts.get(kept.session.account_id)
        if kept is None or account is None or not account.is_open or not self._is_live(kept):
            self.sessions.pop(token, None)
            return None
        return Visitor(account, token, kept.session.stage)

    def _read(self, token: str) -> _Kept | None:
        try:
            session = ask_primary(read_session, token)
        except DatabaseFault as fault:
            log.warning("a session is not known: %s", fault)
            return None
        if session is None:
            return None
        kept = _Kept(session, session.seen_at, session.seen_at)
        before = self.sessions.setdefault(token, kept)
        before.session, before.seen = session, max(before.seen, session.seen_at)
        return before

    def _is_live(self, kept: _Kept) -> bool:
        now = clock.now()
        return (now - kept.seen < timedelta(minutes=self.rules.idle_minutes)
                and now - kept.session.made_at < timedelta(hours=self.rules.session_hours))

    def may_listen(self, token: str | None) -> bool:
        """Whether a websocket that was opened so may stay open."""
        if token is None:
            return not self.any or self.rules.look == "anyone"
        visitor = self.by_token(token)
        return visitor is not None and visitor.stage == "full"

    def used(self, visitor: Visitor, address: str) -> None:
        """Notes that somebody did something; in the database once a minute, beside what is being done."""
        kept, now = self.sessions.get(visitor.token), clock.now()
        if kept is None:
            return
        kept.seen = max(kept.seen, now)
        if now - kept.noted >= timedelta(seconds=NOTE_SECONDS):
            kept.noted = now
            threading.Thread(target=self._note, args=(visitor, address, now), daemon=True).start()

    def _note(self, visitor: Visitor, address: str, now: datetime) -> None:
        try:
            sign_in.stay(engine(), visitor.account, visitor.token, address=address, at=now)
        except DatabaseFault as fault:
            log.warning("a session's use was not noted: %s", fault)

    async def keep_looking(self) -> None:
        """For as long as the server runs: whoever is out loses the line, though nobody asks for anything."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self.lines:
                await asyncio.to_thread(self._go_round)

    def _go_round(self) -> None:
        self.look()
        self._hang_up()


here = Visitors()

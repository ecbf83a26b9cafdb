"""The server that questions go to beside the primary (JINGUO_READ_URL), and when they had better go to the primary: until it
has what was written here, and while it is away."""

import logging
import os
import threading
import time
from datetime import datetime

import streamlit as st

from pages.parts.shell.once import Once
from pages.parts.ui.markdown import plain
from queries.database import DatabaseFault, Engine, open_engine, reading
from queries.standby import Position, after_commits, position

log = logging.getLogger("dashboard")

LOOK_SECONDS = 2
"""How often it is asked where both servers are; a standby that is away is tried again as often."""
TOLD_SECONDS = 10
"""What is older is said."""
MOMENT = 0.2
"""A standby that was in step takes over what was just written in less."""
AWAY = "备库连不上，现在直接读主库。"
STRANGE = "JINGUO_READ_URL 所指的不是这个库的备库，没有用它，现在直接读主库。"
ALONE = "数据库正在切换：主库没有应答，现在显示的是备库的数据，只能看，不能写入。"


class Standby:
    """The standby of a primary as this process knows it."""

    def __init__(self, primary: Engine, url: str):
        self.primary, self.engine = primary, open_engine(url, standby=True)
        self.fault, self.seconds = "", 0
        self._lock, self._looked, self._looking = threading.Lock(), float("-inf"), threading.Lock()
        self._known: list[Position] = []
        self._written, self._awaited = False, 0
        after_commits(primary, self._note)

    def _note(self) -> None:
        self._written = True

    def chosen(self) -> Engine | None:
        """What to ask now; None for the primary."""
        self.look()
        return None if self.fault in (AWAY, STRANGE) or not self._has_all() else self.engine

    def look(self, anew: bool = False) -> None:
        """Asks both servers where they are, unless that was just done; while one thread does, the others go by what is known."""
        if (anew or time.monotonic() - self._looked >= LOOK_SECONDS) and self._looking.acquire(blocking=self._looked < 0):
            try:
                self._look()
                self._looked = time.monotonic()
            finally:
                self._looking.release()

    def _look(self) -> None:
        here, there = _position(self.primary), _position(self.engine)
        before = self.fault
        if there is None:
            self.fault = AWAY
        elif not there.standby and (here is None or here.started != there.started):
            self.fault = STRANGE
        else:
            self.fault = "" if here else ALONE
        if self.fault != before:
            log.warning("the standby: %s", self.fault or "in use")
        if self.fault in (AWAY, STRANGE):
            self._written = True  # what was shown meanwhile is not to go back to what was before
        if here and there and not self.fault:
            seconds = self._behind(here, there)
            if seconds > TOLD_SECONDS > self.seconds:  # after a quiet time, the first write is perhaps only just on its way
                time.sleep(MOMENT)
                seconds = self._behind(here, _position(self.engine) or there)
            self.seconds = seconds

    def _behind(self, here: Position, there: Position) -> int:
        """How many seconds old what the standby shows is, by the primary's clock: since the primary was last seen where the
        standby is now, or committed the last that the standby has."""
        if there.log >= here.log or not there.standby:
            self._known = [here]
            return 0
        passed = [one for one in self._known if one.log <= there.log]
        self._known = [*passed[-1:], *(one for one in self._known if one.log > there.log), here][-1000:]
        times: list[datetime] = [one.at for one in passed[-1:]] + ([there.last] if there.last else [])
        since = max(times, default=self._known[0].at)
        return max(int((here.at - since).total_seconds()), 0)

    def _has_all(self) -> bool:
        """Whether the standby has what was written here."""
        if self.fault == ALONE or not self._written and not self._awaited:
            return True
        with self._lock:
            if self._written:
                self._written = False
                here = _position(self.primary)
                if here is None:  # it cannot be known what to wait for
                    self._written = True
                    return False
                self._awaited = max(self._awaited, here.log)
            there = _position(self.engine)
            if there is None or there.log < self._awaited:
                return False
            self._awaited = 0
            return True


def _position(engine: Engine) -> Position | None:
    try:
        with reading(engine) as connection:
            return position(connection)
    except Exception as fault:  # whatever it is, it is not to be asked now
        log.warning("where a server is, is not known: %s", fault)
        return None


def _open(primary: Engine, url: str) -> Standby | None:
    if primary.dialect.name != "postgresql":
        log.warning("JINGUO_READ_URL is of no use: the database is no PostgreSQL")
        return None
    try:
        return Standby(primary, url)
    except DatabaseFault as fault:
        log.error("JINGUO_READ_URL: %s", fault)
        return None


opened = Once(_open)


def beside(primary: Engine) -> Standby | None:
    """The standby of the primary; None where JINGUO_READ_URL is not set."""
    url = os.environ.get("JINGUO_READ_URL", "").strip()
    return opened(primary, url) if url else None


def words(primary: Engine) -> str:
    """What whoever looks should know of where the page's data come from; "" for nothing."""
    held = beside(primary)
    if held is None:
        return ""
    asked = held.chosen()
    if held.fault:
        return held.fault
    return f"当前显示的是 {held.seconds} 秒前的数据（备库延迟）。" if asked and held.seconds > TOLD_SECONDS else ""


def show(primary: Engine) -> None:
    if said := words(primary):
        st.info(plain(said), icon=":material/sync_problem:")

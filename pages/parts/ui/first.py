"""The first page as a picture: what its address shows, drawn by the browser (first.js) while Streamlit's own frontend is still on
its way, and replaced by the page itself, which is the truth.

Made by the same functions as the page, of the data version that is newest now; what it works out is what the page needs too, and
is kept for it. The one that is opened first is kept itself (first_kept.py), for a server that has just started. Only where nobody
has to sign in to see it: who is signed in has his name across the page.
"""

import asyncio
import json
import logging
import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Call

from data import clock
from pages.parts.shell import answers, gate, reference, visits
from pages.parts.shell.place_names import shorten
from pages.parts.shell.present import as_visitor
from pages.parts.shell.reader import NOTHING, as_reader, of_visitor, reader
from pages.parts.shell.scope import Scope
from pages.parts.shell.ways import region_ids
from pages.parts.ui import first_kept
from pages.parts.ui.ahead import as_held, room
from pages.parts.ui.html import html
from pages.parts.ui.scope_bar import bar, chosen, months
from queries.again import remembering
from queries.database import DatabaseFault

log = logging.getLogger("dashboard")
PATH = "/_stcore/first"
"""Below the path of the last visit's cookie (shell.visits); Streamlit leaves no room for routes there, hence a middleware."""
PATIENCE = 0.5
"""Seconds that a page waits for its picture."""
PAGES = {"": "总览", "xianqu": "县区"}
"""Those that are one board below the bar."""


class First:
    """Answers at PATH with the picture as JSON; empty where there is none."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, call: Call, receive: Receive, send: Send) -> None:
        if call["type"] != "http" or call["path"] != PATH:
            await self.app(call, receive, send)
            return
        request, found = Request(call), {}
        if await gate.find(call) is None:
            try:
                found = await asyncio.to_thread(picture, request.query_params, request.cookies.get(visits.COOKIE, ""))
            except DatabaseFault:
                pass  # the page says what is wrong
        await JSONResponse(found, headers={"cache-control": "no-store"})(call, receive, send)


async def inline(call: Call) -> bytes:
    """The picture that was kept, for the head of the page that is asked for: a browser that asks for it waits behind the files of
    the frontend. Empty where none was kept of it, or the database takes its time."""
    request = Request(call)
    cookie = request.cookies.get(visits.COOKIE, "")
    if call["path"] != "/" or request.query_params or visits.earlier(cookie) or await gate.find(call) is not None:
        return b""
    try:
        held = await asyncio.wait_for(asyncio.to_thread(first_kept.read), PATIENCE)
    except (DatabaseFault, TimeoutError):
        return b""
    return html('<meta name="first" content="{}">', json.dumps(held, ensure_ascii=False)).encode() if held else b""


def picture(query: Mapping[str, str], cookie: str) -> dict:
    """What the page of that address shows to nobody in particular."""
    with as_reader(of_visitor(None)), as_visitor(None):
        page = query.get("page", "")
        scope = None if page not in PAGES or reader() == NOTHING else scope_of(query)
        if scope is None or not answers.has_data(scope):
            return {}
        with remembering():
            drawn = room(page)(scope, {"page": page, "seen": visits.earlier(cookie)}) or {}
        blocks = {}
        boards = {key: as_held(one, blocks) for key, one in {**bar(scope), **drawn}.items()}
        if reference.current_version() != scope.version:
            return {}
        root = shorten(reference.tree(scope.version).at[scope.root, "name"])
        return {"brand": [f"{root}巾帼行动", f" · {PAGES[page]}"], "boards": boards, "blocks": blocks,
                "chosen": chosen(scope)}


def warm() -> None:
    """The picture of whoever comes first, and has it kept. A fault here is shown to whoever opens a page."""
    try:
        of = first_kept.drawn_of()
        if found := picture({}, ""):
            first_kept.put_by(found, of)
    except Exception:
        log.exception("nothing to show first")


def scope_of(query: Mapping[str, str]) -> Scope | None:
    """What a new session makes of the address; None where it would find something to put right, or says more than a scope."""
    version, today = reference.current_version(), clock.today()
    known, said = region_ids(version), {name: text for name, text in query.items() if name != "page"}
    if not known or said.keys() - {"region", "year", "month"} or not all(
            re.fullmatch("[0-9]{1,4}", said.get(name, "0")) for name in ("year", "month")):
        return None
    code = said.get("region", next(iter(known)))
    year = int(said["year"]) if "year" in said else reference.first_shown(version, today)
    if code not in known or year not in reference.years(version):
        return None
    month = int(said["month"]) if "month" in said else reference.first_month(version, year, today)
    if not month or month not in months(year, today):
        return None
    return Scope(version, reference.root_of(version), known[code], year, month)

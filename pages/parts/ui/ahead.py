"""The regions of a page and the months around before they are asked for: the browser fetches what the page shows of each when
all is quiet, and draws it at the click (ahead.js); the run that follows is the truth.

Made by the same functions as the page itself, of what they are given and nothing of a session, for whoever the gate says is
asking; a region at a time, and never while somebody waits for a page.
"""

import asyncio
import gzip
import json
import re
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data import clock
from pages.parts.shell import answers, gate, paper, reference
from pages.parts.shell.addresses import ACTIONS, FILTERS, OTHER, OTHERS, OWN
from pages.parts.shell.cache import by_version, takes_only_kept
from pages.parts.shell.picks import Pick
from pages.parts.shell.present import as_visitor, present
from pages.parts.shell.reader import NOTHING, as_reader, of_visitor, reader
from pages.parts.shell.running import wait_for_others
from pages.parts.shell.scope import Scope
from pages.parts.shell.visitors import Visitor
from pages.parts.shell.ways import region_ids
from pages.parts.ui.board import ASKED, Drawn, draw_board, written
from pages.parts.ui.scope_bar import bar, months, of, title_of
from queries.again import remembering
from queries.database import DatabaseFault
from queries.fault_words import said as words_of

PATH = "/api/ahead"
MOST = 30
"""Regions that one answer holds."""
LONGEST = 2.0
"""Seconds after which an answer leaves the regions that it has not come to for the next: of a province each may take one."""
Room = Callable[[Scope, "Mapping[str, str]"], "Mapping[str, Drawn] | None"]
"""What a page's room draws, board by board, of a scope and of what else its address says, with `page` and `seen` (shell.visits);
None for what it does not know."""

_worker = ThreadPoolExecutor(1, "ahead")
_rooms: dict[str, Callable[[], Room]] = {}


@dataclass(frozen=True)
class Asked:
    """page: its address; said: what else the address says; regions: ids."""

    page: str
    year: int
    month: int
    said: tuple[tuple[str, str], ...]
    regions: tuple[int, ...]


def show(key: str, drawn: Drawn, scope: Scope, on_pick: Callable[[Pick], None], keep: str = "",
         seen: str = "") -> None:
    """A board of a page whose regions come ahead. seen: the last visit (shell.visits), where the page says what changed since."""
    asked = _address(scope)
    st.session_state[ASKED] = asked
    draw_board(key, on_pick, drawn, keep, of(scope, st.session_state["page"]), asked, seen)


def _address(scope: Scope) -> str:
    """Where the page's other regions are asked for; "" where they are not: a list that somebody searches or has opened, and what
    is drawn for another than the gate would say (敏感数 on this machine, a page to be printed)."""
    page = st.session_state["page"]
    said = {name: st.session_state[name] for name in FILTERS.get(page, ()) if st.session_state.get(name)}
    if said.keys() & {"home_town", "home_find"} or paper.is_whole() or takes_only_kept() or reader() != of_visitor(present()):
        return ""
    return f"{PATH}?{urlencode({'page': page, 'version': scope.version, 'year': scope.year, 'month': scope.month} | said)}"


def routes(rooms: Mapping[str, Callable[[], Room]]) -> list[Route]:
    """rooms: a page's address -> what gives its room, imported when it is first asked for."""
    _rooms.update(rooms)
    return [Route(PATH, _answer)]


def knows(page: str) -> bool:
    return page in _rooms


def room(page: str) -> Room:
    """What is drawn of a page that is known."""
    return _rooms[page]()


async def _answer(request: Request) -> Response:
    visitor = await gate.find(request.scope)
    asked = read(request.query_params, request.headers.get("x-seen", ""))
    if asked is None:
        return JSONResponse({}, 404)
    try:
        held = await asyncio.get_running_loop().run_in_executor(_worker, _made, visitor, asked)
    except DatabaseFault as fault:
        return JSONResponse({"words": words_of(fault.reason)}, 503)
    return Response(held, headers={"content-encoding": "gzip", "cache-control": "no-store"}, media_type="application/json")


def read(query: QueryParams, seen: str) -> Asked | None:
    """What is asked for; None for what no page asks. Whether there is what it names, whoever answers finds out."""
    page, year, month = (query.get(name, "") for name in ("page", "year", "month"))
    regions = query.get("regions", "").split(",")[:MOST]
    if page not in _rooms or not all(re.fullmatch("[0-9]{1,9}", one) for one in (year, month, *regions)):
        return None
    said = {name: query[name] for name in FILTERS.get(page, ()) if name in query} | {"page": page, "seen": seen}
    return Asked(page, int(year), int(month), tuple(sorted(said.items())), tuple(dict.fromkeys(map(int, regions))))


def _made(visitor: Visitor | None, asked: Asked) -> bytes:
    """What there is of the regions asked for, their blocks by address, each once, and those left for the next time; as JSON,
    gzipped."""
    regions, blocks, began = {}, {}, time.monotonic()
    with as_reader(of_visitor(visitor)), as_visitor(visitor):
        version, left = reference.current_version(), list(asked.regions) if reader() != NOTHING else []
        while left and (len(left) == len(asked.regions) or time.monotonic() - began < LONGEST):
            region = left.pop(0)
            wait_for_others()
            if packed := _one(version, asked.page, asked.year, asked.month, asked.said, region):
                held = json.loads(zlib.decompress(packed))
                regions[region], blocks = held["shown"], blocks | held["blocks"]
    return gzip.compress(json.dumps({"regions": regions, "blocks": blocks, "left": left}, ensure_ascii=False).encode(), 6)


@by_version(512)
def _one(version: int, page: str, year: int, month: int, said: tuple[tuple[str, str], ...], region: int) -> bytes:
    """A region's page as a browser holds it, with its blocks; b"" where there is none for the reader."""
    code = reference.codes(version).get(region, "")
    if region_ids(version).get(code) != region or year not in reference.years(version) or month not in months(
            year, clock.today()):
        return b""
    scope = Scope(version, reference.root_of(version), region, year, month)
    with remembering():
        drawn = room(page)(scope, dict(said)) if answers.has_data(scope) else None
    if drawn is None:
        return b""
    own = dict.fromkeys(OWN, OTHER) | reference.own_groups(version)
    title, blocks = ({"": "总览"} | own).get(page) or (ACTIONS.get(page) or OTHERS[page][1:])[0], {}
    boards = {key: as_held(one, blocks) for key, one in {**bar(scope), **drawn}.items()}
    shown = {"of": of(scope, page), "code": code, "title": title_of(title, scope), "boards": boards}
    return zlib.compress(json.dumps({"shown": shown, "blocks": blocks}, ensure_ascii=False).encode())


def as_held(drawn: Drawn, blocks: dict[str, str]) -> dict:
    """What the browser is to hold of a board; its blocks are added by their addresses."""
    found = [(name, *written(block)) for name, block in drawn.blocks.items()]
    blocks.update({address: text for _, address, text in found})
    return {"mark": str(drawn.mark), "texts": dict(drawn.texts), "values": dict(drawn.values),
            "blocks": [(name, address, None) for name, address, _ in found]}

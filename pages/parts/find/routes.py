"""/api/find and /api/terms: what the bar's search and 名词说明 ask for. Who asks is known by the cookie, as for a page; he finds
what he may see."""

import asyncio
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from pages.parts.find.entries import index
from pages.parts.find.index import Former, Found, find
from pages.parts.find.terms import explained
from pages.parts.shell import gate, reference
from pages.parts.shell.menu import seen_by
from pages.parts.shell.reader import NOTHING, as_reader, of_visitor, reader
from pages.parts.shell.visitors import Visitor
from pages.parts.shell.ways import region_ids
from queries.database import DatabaseFault
from queries.fault_words import said
from queries.places import seats

KINDS = {"province": "省", "city": "市", "county": "县区", "township": "乡镇", "village": "村（社区）"}


def answers(visitor: Visitor | None, words: str) -> list[dict]:
    """What the words can mean to whoever asks, the likeliest first."""
    with as_reader(of_visitor(visitor)):
        if reader() == NOTHING:
            return []
        version = reference.current_version()
        pages = seen_by(visitor, blind=False, own=reference.own_groups(version))
        shown = meant(version, words) or meant_there(version, *words.split(maxsplit=1))
        return [_said(one) for one in shown if one.kind != "页面" or one.path in pages]


def meant(version: int, words: str) -> list[Found]:
    found = find(index(version), words)
    of = {one: one.region_id if isinstance(one, Former) else one for one in found if not isinstance(one, Found)}
    places = seats_of(version, list(dict.fromkeys(of.values())))
    found = [one for one in found if not isinstance(one, Former) or one.region_id not in found]  # its own name has found it
    return [one if isinstance(one, Found) else _named(places[of[one]], one) for one in found]


def _named(place: Found, one: Former | int) -> Found:
    return place if isinstance(one, int) else replace(place, more=" · ".join(filter(None, (one.words, place.more))))


def meant_there(version: int, place: str = "", words: str = "") -> list[Found]:
    """柘城 留守儿童: what the later words can mean, there; nothing where the first is no region that has a page."""
    there = next((one for one in meant(version, place) if one.path == "xianqu" and one.query), None) if words else None
    if there is None:
        return []
    return [replace(one, more=" · ".join(filter(None, (there.name, one.more))), query=(*there.query, *one.query))
            for one in meant(version, words) if one.path and "region" not in dict(one.query)]


def seats_of(version: int, region_ids_found: list[int]) -> dict[int, Found]:
    """Each region as it is found: on its own page, a village on its township's."""
    known, found = set(region_ids(version).values()), {}
    for row in reference.ask(seats, region_ids_found).itertuples():
        kind = KINDS[row.level]
        if row.Index in known:
            more = row.parent if row.level in ("county", "township") and isinstance(row.parent, str) else ""
            found[row.Index] = Found(kind, row.name, more, "xianqu", (("region", row.code),))
        elif row.level == "village":
            where = (("region", row.upper_code), ("town", row.parent_code))
            found[row.Index] = Found(kind, row.name, f"{row.upper} · {row.parent}", "xiangzhen", where)
        else:
            where = (("region", row.parent_code), ("town", row.code))
            found[row.Index] = Found(kind, row.name, row.parent, "xiangzhen", where)
    return found


def _said(found: Found) -> dict:
    return {"kind": found.kind, "name": found.name, "more": found.more, "path": found.path, "query": dict(found.query),
            "term": found.term}


def meanings(visitor: Visitor | None) -> list[dict]:
    with as_reader(of_visitor(visitor)):
        return explained(reference.settings(reference.current_version()))


async def _answer(request: Request, question, *arguments) -> JSONResponse:
    visitor = await gate.find(request.scope)
    try:
        return JSONResponse(await asyncio.to_thread(question, visitor, *arguments), headers={"cache-control": "no-store"})
    except DatabaseFault as fault:
        return JSONResponse({"words": said(fault.reason)}, 503)


async def find_anything(request: Request) -> JSONResponse:
    return await _answer(request, answers, request.query_params.get("q", ""))


async def terms(request: Request) -> JSONResponse:
    return await _answer(request, meanings)


ROUTES = [Route("/api/find", find_anything), Route("/api/terms", terms)]

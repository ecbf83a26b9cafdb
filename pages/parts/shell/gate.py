"""In front of everything but the sign-in pages and /api/ready: who is not signed in gets no page, no websocket, no file. While
nobody has an account everything passes as it is."""

import asyncio
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts.shell.addresses import ALL
from pages.parts.shell.caller import CHANGES, address_of, header, headers, is_from_our_page
from pages.parts.shell.visitors import COOKIE, TOKEN, Line, Visitor, here
from pages.parts.ui.html import html

OPEN = frozenset(("/signin", "/signin/code", "/signin/password", "/signin/first", "/signin/outside", "/signin/look.css",
                  "/signin/icon.png", "/signout", "/auth/login", "/oauth2callback", "/api/session", "/api/ready"))
"""The ways in and out, and what a probe asks."""
STEPS = {"code": "/signin/code", "password": "/signin/password"}
FIRST = "请先登录。"
STRANGE = "这个请求不是从本系统的页面来的，没有执行。"
OVER = 4401
"""A websocket's own code for: not signed in any more."""


def cookie_of(scope: Scope) -> str | None:
    """The one session cookie; None for none, and for several, of which a stranger may have set one."""
    found = []
    for text in headers(scope, "cookie"):
        try:
            jar = SimpleCookie(text)
        except CookieError:
            continue
        found += [jar[COOKIE].value] if COOKIE in jar else []
    return found[0] if len(found) == 1 and TOKEN.fullmatch(found[0]) else None


async def find(scope: Scope) -> Visitor | None:
    """Who calls; the database is asked beside the others' requests."""
    cookie = cookie_of(scope)
    return await asyncio.to_thread(here.find, cookie) if cookie else None


def is_page(scope: Scope) -> bool:
    """Whether a browser wants to show it to somebody."""
    return scope["method"] in ("GET", "HEAD") and header(scope, "accept").startswith("text/html") and "." not in scope["path"]


def way_back(scope: Scope) -> str:
    """The address that was asked for, for after the sign-in; "/" for none of ours."""
    query = scope["query_string"].decode("latin-1")
    return scope["path"] + (f"?{query}" if query else "") if scope["path"].strip("/") in ALL else "/"


class Gate:
    """Asks who calls, for every request and every websocket."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        await here.refresh()
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["method"] in CHANGES and not is_from_our_page(scope, must_say=here.any):
            await PlainTextResponse(STRANGE, 403)(scope, receive, send)
        elif not here.any or scope["path"] in OPEN:
            await self.app(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor = await find(scope)
        if visitor is not None and visitor.stage == "full":
            if is_page(scope) or scope["method"] in CHANGES:
                here.used(visitor, address_of(scope))
            await self.app(scope, receive, send)
        elif visitor is None and here.rules.look == "anyone" and scope["method"] not in CHANGES:
            await self.app(scope, receive, send)
        elif is_page(scope):
            await _to_the_door(scope, visitor)(scope, receive, send)
        else:
            await PlainTextResponse(FIRST, 401)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor = await find(scope) if here.any else None
        token = visitor.token if visitor else None
        if not is_from_our_page(scope, must_say=False) or not here.may_listen(token):
            await send({"type": "websocket.close", "code": 1008})
            return
        line = Line(token, asyncio.get_running_loop(), asyncio.Event())
        here.lines.add(line)
        try:
            await Wire(line, visitor, address_of(scope), receive, send).carry(self.app, scope)
        finally:
            here.lines.discard(line)


def _to_the_door(scope: Scope, visitor: Visitor | None):
    """To the sign-in, and back to where it was asked for. A link on another site brings no cookie with it (SameSite=Strict):
    there the page is asked for once more, by itself."""
    if visitor is None and header(scope, "sec-fetch-site") in ("cross-site", "same-site"):
        return HTMLResponse(html('<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={}">',
                                 way_back(scope)), headers={"cache-control": "no-store"})
    step = STEPS[visitor.stage] if visitor else "/signin"
    return RedirectResponse(f"{step}?next={quote(way_back(scope), safe='')}", 303, {"cache-control": "no-store"})


class Wire:
    """An open websocket, until it ends or its session does."""

    def __init__(self, line: Line, visitor: Visitor | None, address: str, receive: Receive, send: Send):
        self.line, self.visitor, self.address, self._receive, self._send = line, visitor, address, receive, send
        self._waiting: asyncio.Future[Message] | None = None

    async def carry(self, app: ASGIApp, scope: Scope) -> None:
        self._over = asyncio.ensure_future(self.line.over.wait())
        try:
            await app(scope, self.receive, self.send)
        finally:
            self._over.cancel()
            if self._waiting is not None:
                self._waiting.cancel()

    async def receive(self) -> Message:
        self._waiting = self._waiting or asyncio.ensure_future(self._receive())
        await asyncio.wait({self._waiting, self._over}, return_when=asyncio.FIRST_COMPLETED)
        if not self._over.done() and self._waiting.done():
            message, self._waiting = self._waiting.result(), None
            if message["type"] != "websocket.receive" or await self._may_go_on():
                return message
        await self._send({"type": "websocket.close", "code": OVER})
        self.line.over.set()
        return {"type": "websocket.disconnect", "code": OVER}

    async def _may_go_on(self) -> bool:
        if not here.is_fresh() or self.line.token is not None:
            await asyncio.to_thread(here.look)
            if not await asyncio.to_thread(here.may_listen, self.line.token):
                return False
        if self.visitor is not None:
            here.used(self.visitor, self.address)
        return True

    async def send(self, message: Message) -> None:
        if not self.line.over.is_set():
            await self._send(message)

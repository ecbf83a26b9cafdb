"""统一身份: an OpenID Connect provider, or a gateway in front that says who calls. Either makes sure of a name; which account
that is, is bound here, and from there on it is a session like any other."""

import asyncio
import json
import logging
import os
from urllib.parse import quote

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token, get_origin_from_redirect_uri
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from data import clock
from data.write import sign_in
from pages.parts.shell.caller import address_of, header, is_https
from pages.parts.shell.gate import OPEN, find, is_page, way_back
from pages.parts.shell.reference import engine
from pages.parts.shell.visitors import here
from pages.parts.signin import sheets
from pages.parts.signin.answers import NEXT, forget_provider, on, out, page, place, safe
from queries.database import DatabaseFault

log = logging.getLogger("dashboard")
MINUTES = 10


def is_on() -> bool:
    """Whether secrets.toml names a provider."""
    return "auth" in st.secrets if st.secrets.load_if_toml_exists() else False


def claim() -> str:
    """Which of the provider's words about somebody is the name that is bound."""
    return os.environ.get("JINGUO_IDENTITY_CLAIM", "").strip() or "sub"


async def begin(request: Request) -> Response:
    """To the provider, by Streamlit's own way."""
    if not is_on():
        return RedirectResponse("/signin", 303)
    answer = RedirectResponse(f"/auth/login?provider={quote(encode_provider_token('default'))}", 303)
    answer.set_cookie(NEXT, safe(request.query_params.get("next", "/")), max_age=MINUTES * 60, httponly=True, samesite="lax",
                      secure=is_https(request.scope), path="/")
    return answer


def said_by_provider(request: Request) -> str:
    """The name that the provider has just made sure of, as Streamlit's signed cookie has it; "" for none."""
    if USER_COOKIE_NAME not in request.cookies or not is_on():
        return ""
    try:
        known = json.loads(_get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME) or b"{}")
    except (ValueError, KeyError):
        return ""
    if not known.get("is_logged_in") or known.get("origin") != get_origin_from_redirect_uri():
        return ""
    return str(known.get(claim()) or "")


def said_by_gateway(scope: Scope) -> str:
    """The name in the gateway's header; believed of a known proxy alone."""
    name = os.environ.get("JINGUO_IDENTITY_HEADER", "").strip().lower()
    if not name or not scope.get("proxied"):
        return ""
    try:
        return header(scope, name).encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""


class Outside:
    """Lets in whom the 统一身份 has made sure of, where they ask for a page and are not in yet."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_page(scope) and scope["path"] not in OPEN:
            await here.refresh()
            request = Request(scope)
            gateway = said_by_gateway(scope)
            name = here.any and (gateway or said_by_provider(request))
            if name and await self._is_new(scope, gateway):
                answer = await asyncio.to_thread(self._let_in, request, name, bool(gateway))
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _is_new(self, scope: Scope, gateway: str) -> bool:
        """Whether the caller is not in yet, or is somebody else by now, as the gateway says."""
        visitor = await find(scope)
        return visitor is None or bool(gateway) and visitor.account.outside != gateway

    def _let_in(self, request: Request, name: str, by_gateway: bool) -> Response:
        try:
            done = sign_in.let_in(engine(), name, address=address_of(request.scope), at=clock.now())
        except DatabaseFault as fault:
            log.warning("nobody can be let in: %s", fault)
            return page(sheets.notice("", "现在不能登录", "数据库不能用。"), 503)
        if done.token is None:
            other = () if by_gateway else ("用账号登录", "/signin")
            return out(page(sheets.notice(place(), "没有账号", done.words, *other), 403), request)
        wanted = way_back(request.scope) if by_gateway else safe(request.cookies.get(NEXT, "/"))
        return forget_provider(on(request, done.token, wanted), request)

"""登录、退出、改密码: routes of the server itself, so that nobody meets Streamlit before it is known who they are."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data import clock
from data.write import sign_in
from data.write.errors import Refused
from pages.parts.shell.caller import address_of
from pages.parts.shell.gate import find
from pages.parts.shell.reference import engine
from pages.parts.shell.visitors import Visitor, here
from pages.parts.signin import first, outside, sheets
from pages.parts.signin.answers import on, out, page, place, safe
from queries.database import DatabaseFault
from queries.fault_words import said

LOOK = (Path(__file__).parent / "look.css").read_text("utf-8")
ICON = (Path(__file__).parents[1] / "shell" / "icon.png").read_bytes()
LONGEST_FORM = 20_000
WHY = {"idle": ("太久没有操作，或者已在别处退出。请重新登录。", "told"), "out": ("已经退出。", "done"),
       "changed": ("密码改好了，请用新密码登录。", "done")}
Text = dict[str, str]


def text_of(form: FormData) -> Text:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def answered(get: Callable, post: Callable):
    """A page that is asked for or filled in; the work beside the others' requests, a database's fault in plain words."""
    async def answer(request: Request) -> Response:
        visitor = await find(request.scope)
        try:
            if request.method != "POST":
                return await asyncio.to_thread(get, request, visitor)
            if int(request.headers.get("content-length") or LONGEST_FORM + 1) > LONGEST_FORM:
                return Response("太长了。", 413)
            async with request.form(max_files=0, max_fields=20) as form:
                typed = text_of(form)
            return await asyncio.to_thread(post, request, visitor, typed)
        except DatabaseFault as fault:
            return page(sheets.notice("", "现在不能登录", said(fault.reason)), 503)
    return answer


def next_of(request: Request) -> str:
    return safe(request.query_params.get("next", "/"))


# 登录


def show_sign_in(request: Request, visitor: Visitor | None) -> Response:
    if visitor is not None or not here.any:
        return on(request, None, next_of(request)) if visitor is None or visitor.stage == "full" else on_step(visitor, request)
    words, kind = WHY.get(request.query_params.get("why", ""), ("", ""))
    return page(sheets.sign_in(place(), next_of(request), "", words, kind, outside.is_on()))


def on_step(visitor: Visitor, request: Request) -> Response:
    return (show_code if visitor.stage == "code" else show_password)(request, visitor)


def take_sign_in(request: Request, visitor: Visitor | None, typed: Text) -> Response:
    next_, name = safe(typed.get("next", "/")), typed.get("name", "")
    done = sign_in.sign_in(engine(), name, typed.get("password", ""), address=address_of(request.scope), at=clock.now())
    if done.token is None:
        return page(sheets.sign_in(place(), next_, name[:32], done.words, "wrong", outside.is_on()), 403)
    return on(request, done.token, next_)


# 动态口令


def show_code(request: Request, visitor: Visitor | None) -> Response:
    if visitor is None or visitor.stage != "code":
        return on(request, None, "/signin")
    return page(sheets.code(place(), next_of(request), ""))


def take_code(request: Request, visitor: Visitor | None, typed: Text) -> Response:
    if visitor is None or visitor.stage != "code":
        return on(request, None, "/signin")
    next_ = safe(typed.get("next", "/"))
    done = sign_in.give_code(engine(), visitor.token, typed.get("code", ""), address=address_of(request.scope), at=clock.now())
    return on(request, done.token, next_) if done.token else page(sheets.code(place(), next_, done.words), 403)


# 改密码


def show_password(request: Request, visitor: Visitor | None) -> Response:
    if visitor is None or visitor.stage == "code":
        return on(request, None, "/signin")
    return page(sheets.password(place(), next_of(request), "", "", visitor.stage == "password", here.rules))


def take_password(request: Request, visitor: Visitor | None, typed: Text) -> Response:
    if visitor is None or visitor.stage == "code":
        return on(request, None, "/signin")
    next_, must, words, wrong, token = safe(typed.get("next", "/")), visitor.stage == "password", "", "", None
    if typed.get("password", "") != typed.get("again", ""):
        wrong = "两遍写得不一样。"
    else:
        try:
            done = sign_in.choose_password(engine(), visitor.account, visitor.token, typed.get("present", ""),
                                           typed.get("password", ""), address=address_of(request.scope), at=clock.now())
            words, token = done.words, done.token
        except Refused as refused:
            wrong = str(refused)
    here.stale()
    if token:
        return on(request, token, next_)
    return page(sheets.password(place(), next_, words, wrong, must, here.rules), 403)


# 退出


def sign_out(request: Request, visitor: Visitor | None, _typed: Text | None = None) -> Response:
    if visitor is not None:
        sign_in.sign_out(engine(), visitor.account, visitor.token, address=address_of(request.scope), at=clock.now())
        here.stale()
    return out(on(request, None, "/signin?why=out"), request)


async def session(request: Request) -> Response:
    """Whether the page that asks may go on, or has to be signed in to anew."""
    visitor = await find(request.scope)
    fine = not here.any or here.rules.look == "anyone" or visitor is not None and visitor.stage == "full"
    return JSONResponse({"in": fine}, headers={"cache-control": "no-store"})


async def look(_request: Request) -> Response:
    return Response(LOOK, media_type="text/css", headers={"cache-control": "max-age=3600"})


async def icon(_request: Request) -> Response:
    return Response(ICON, media_type="image/png", headers={"cache-control": "max-age=3600"})


ROUTES = [
    Route("/signin", answered(show_sign_in, take_sign_in), methods=["GET", "POST"]),
    Route("/signin/code", answered(show_code, take_code), methods=["GET", "POST"]),
    Route("/signin/password", answered(show_password, take_password), methods=["GET", "POST"]),
    Route("/signin/first", answered(first.show, first.take), methods=["GET", "POST"]),
    Route("/signin/outside", outside.begin), Route("/signin/look.css", look), Route("/signin/icon.png", icon),
    Route("/signout", answered(sign_out, sign_out), methods=["GET", "POST"]), Route("/api/session", session)]

"""The server: starts the database, then serves the pages. Run with `streamlit run dashboard.py`."""

import gc
import sys

# What is imported stays: a tenth of a start went into looking for garbage in it. And what was compiled is kept for the next start
# even where Python was told to keep nothing, as in a container's image: to compile it anew takes a third of a second.
gc.disable()
sys.dont_write_bytecode = False

import asyncio
import base64
import hashlib
import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import streamlit as st
import uvicorn.config
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route
from streamlit import net_util

from data.prepare import prepare_from_environment
from data.reference.catalogue import UnknownRoot
from pages.parts.find.routes import ROUTES as FINDING
from pages.parts.shell import arrivals, chosen, exports, lean, news
from pages.parts.shell.addresses import ACTIONS, KEEPING, OTHERS, OWN
from pages.parts.shell.addresses import ALL as ADDRESSES
from pages.parts.shell.caller import Caller
from pages.parts.shell.door import Door
from pages.parts.shell.early_files import early_files
from pages.parts.shell.gate import OPEN, Gate
from pages.parts.shell.menu import grouped
from pages.parts.shell.packed import Packed
from pages.parts.shell.permit import BadNetwork, networks
from pages.parts.shell.visitors import here
from pages.parts.signin.outside import Outside
from pages.parts.signin.routes import ROUTES
from pages.parts.ui import ahead, first
from pages.parts.ui.board import SCRIPT, STYLE
from queries.database import DatabaseFault
from queries.fault_words import said

log = logging.getLogger("dashboard")
QUIET = 10
"""Seconds that the first visitor is left alone for."""
SWITCH = 0.001
"""Seconds that a thread keeps the interpreter for while another wants it; Python's own are 0.005."""

# Streamlit would ask a host on the internet for this machine's address when a caller's origin is unknown.
net_util.get_external_ip = lambda: None
# Uvicorn would believe whatever calls from this machine about the address that it calls for; caller.py believes the proxies that
# are named, and nobody else.
setattr(uvicorn.config, "ProxyHeadersMiddleware", lambda app, trusted_hosts: app)
arrivals.hear_all()
chosen.number_all()
lean.keep_theme()
lean.keep_hashes()
lean.wake_once()
news.send_only_news()
exports.speak_chinese()

SHELL = Path(__file__).parent / "pages" / "parts" / "shell"
FIND = SHELL.parent / "find"


def finding() -> str:
    """The search's style, and its script, which knows the menu: 总览 and the actions by address, and in which group is what."""
    six = {"": "总览"} | {code: title for code, (title, _) in ACTIONS.items()}
    groups = {code: (group, row[1]) for group, codes in grouped(ADDRESSES).items() if group
              for code, row in (OTHERS | KEEPING).items() if code in codes}
    known = f"const SIX = {json.dumps(six, ensure_ascii=False)}, GROUPS = {json.dumps(groups, ensure_ascii=False)}\n"
    scripts = "".join((FIND / name).read_text("utf-8") for name in ("find.js", "terms.js", "tour.js"))
    return f"<style>{(FIND / 'find.css').read_text('utf-8')}</style><script>{{{known}{scripts}}}</script>"


HEAD = (f"<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+'/'}}</script>"
        f"<style>{(SHELL / 'chrome.css').read_text('utf-8')}</style>"
        f"<style>{(SHELL / 'carry.css').read_text('utf-8')}{(SHELL.parent / 'ui' / 'first.css').read_text('utf-8')}</style>"
        f"<style id=\"papers\">{(SHELL / 'paper.css').read_text('utf-8')}</style>"
        f"<style id=\"boards\" media=\"not all\">{STYLE}</style>"
        f"<script>{(SHELL / 'old.js').read_text('utf-8')}</script>"
        + "".join(f"<script>{{{(SHELL / name).read_text('utf-8')}}}</script>"
                  for name in ("connection.js", "chrome.js", "paper.js", "carry.js"))
        + f"<script>{{{SCRIPT}}}</script>" + finding())
STATIC = Path(st.__file__).parent / "static"
PAGE = {b'<html lang="en">': '<html lang="zh-CN">'.encode(), b"<title>Streamlit</title>": "<title>巾帼行动</title>".encode(),
        b"<head>": f"<head>{HEAD}".encode(), b"</head>": f"{early_files(STATIC)}</head>".encode()}


def hashes(*pages: str) -> str:
    """As a policy names them: the scripts that stand in the pages themselves."""
    scripts = [script for page in pages for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)]
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)


STREAMLITS = (STATIC / "index.html").read_text("utf-8")
# Nothing may be requested from another host: the browser itself refuses to. No script runs but the server's files, those that
# stand in the page, known by hash, and the boards' (Streamlit hands these over as blob:), and no text becomes one: Streamlit has
# Vega interpret its expressions. Styles stand on elements all over Streamlit's pages.
POLICY = (f"default-src 'self'; script-src 'self' blob: {hashes(HEAD, STREAMLITS)}; "
          "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
          "worker-src 'self' blob:; object-src 'none'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'")
HEADERS = {b"content-security-policy": POLICY.encode(), b"x-content-type-options": b"nosniff",
           b"referrer-policy": b"same-origin"}


class SecurityHeaders:
    """Adds HEADERS to every response; plain ASGI, so that it costs a websocket nothing."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def send_with_headers(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class ChinesePage:
    """Gives Streamlit's one HTML page its language, title, style and script, and tells it that the server is at the root:
    else a cold deep link first asks /homes/_stcore/… and logs two errors in the browser. An unknown address leads to the
    overview, where Streamlit would speak English."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        head, picture = None, b""

        async def send_changed(message):
            nonlocal head
            if message["type"] == "http.response.start" and _is_page(message):
                head = message | {"body": b""}
            elif head is None:
                await send(message)
            else:
                head["body"] += message.get("body", b"")
                if not message.get("more_body"):
                    for old, new in PAGE.items():
                        head["body"] = head["body"].replace(old, new, 1)
                    body = head.pop("body").replace(b"<head>", b"<head>" + picture, 1)
                    kept = [pair for pair in head["headers"] if pair[0].lower() not in (b"content-length", b"etag")]
                    await send(head | {"headers": [*kept, (b"content-length", str(len(body)).encode())]})
                    await send({"type": "http.response.body", "body": body})

        if scope["type"] == "http" and _is_lost(scope):
            await RedirectResponse(f"/?lost={quote(scope['path'].strip('/'))}", 307)(scope, receive, send)
        elif scope["type"] == "http" and "." not in scope["path"] and scope["path"] not in OPEN:
            # Streamlit compresses by itself; the page has to arrive as text to be changed.
            picture = await first.inline(scope)
            scope = scope | {"headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
            await self.app(scope, receive, send_changed)
        else:
            await self.app(scope, receive, send)


def _is_lost(scope) -> bool:
    """Whether a browser asks for a page that there is none of."""
    accepts = dict(scope["headers"]).get(b"accept", b"")
    return (scope["method"] == "GET" and accepts.startswith(b"text/html") and "." not in scope["path"]
            and scope["path"].strip("/") not in ADDRESSES and not scope["path"].startswith(("/_stcore/", "/api/"))
            and scope["path"] not in OPEN)


def _is_page(message) -> bool:
    kind = dict(message.get("headers", [])).get(b"content-type", b"")
    return message["status"] == 200 and kind.startswith(b"text/html")


@asynccontextmanager
async def lifespan(_app):
    # The socket and the many small files wait for no thread that works something out, of which there may be several by now.
    sys.setswitchinterval(SWITCH)
    try:
        networks()
        await asyncio.to_thread(prepare_from_environment)
    except (BadNetwork, UnknownRoot) as error:
        stop(str(error))
    except DatabaseFault as fault:
        if fault.reason in WORDS:
            stop(f"{WORDS[fault.reason]}\n详情：{fault.detail}")
        # The pages say the rest in plain words, and work again as soon as the database does.
        log.exception("the database could not be prepared")
    # Beside the browser's own start, not before it: whoever opens the first page meanwhile waits for the same answers.
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    looking = asyncio.create_task(here.keep_looking())
    yield
    looking.cancel()


def warm_up() -> None:
    from pages.parts.shell import answers, keeping
    from pages.parts.shell.reader import EVERYTHING, given

    given.set(EVERYTHING)  # for this thread
    keeper = keeping.start()
    answers.warm()
    first.warm()
    keeper.put_by()  # now, for a server that is started again soon
    # The rest is of no use to the first page, and whoever has opened it by now would wait for this thread.
    time.sleep(QUIET)
    # What start-up made stays for good: out of the collector's sight, a rerun's collection costs little.
    gc.collect()
    gc.freeze()
    keeper.run(then=first.warm)


WORDS = {"unknown_version": "数据库的结构版本不是本程序所认识的，为免损坏数据，程序不启动。请换用与数据库同版或更新的程序。",
         "foreign": "JINGUO_DATABASE_URL 所指的数据库里已有别的程序的表，为免混用，程序不启动。请指定一个空的数据库。"}


def stop(words: str) -> None:
    # Raised, an exit would come out of the server's start-up as a traceback after these words.
    print(f"\n无法启动：{words}\n", file=sys.stderr, flush=True)
    os._exit(3)


async def ready(_request: Request) -> JSONResponse:
    """Whether the database answers and takes what is written: 200 with its data version, else 503 with what is wrong."""
    from pages.parts.shell.reference import ready_version

    try:
        return JSONResponse({"ready": True, "data_version": await asyncio.to_thread(ready_version)})
    except DatabaseFault as fault:
        return JSONResponse({"ready": False, "reason": fault.reason, "words": said(fault.reason)}, status_code=503)


def rooms() -> dict[str, Callable[[], ahead.Room]]:
    """What is drawn of the pages whose regions come ahead, by address; imported as a page is first asked for."""
    def room(name: str) -> Callable[[], ahead.Room]:
        return lambda: import_module(f"pages.parts.{name}.blocks").boards

    return {"": room("overview"), **dict.fromkeys((*ACTIONS, *OWN), room("action")), "xianqu": room("county"),
            "jiayuan": room("homes")}


def on_script_error(error: BaseException) -> bool:
    from pages.parts.shell.faults import show_error

    return show_error(error)


app = st.App(
    "pages/router.py", lifespan=lifespan, on_script_error=on_script_error,
    middleware=[Middleware(SecurityHeaders), Middleware(Door), Middleware(Caller), Middleware(Outside), Middleware(Gate),
                Middleware(Packed), Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5), Middleware(first.First),
                Middleware(ChinesePage)],
    routes=[Route("/api/ready", ready), *ROUTES, *FINDING, *ahead.routes(rooms())])
gc.enable()

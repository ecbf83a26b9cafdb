"""The server: starts the database, then serves the pages. Run with `streamlit run dashboard.py`."""

import gc
import sys

# What is imported stays: a tenth of a start went into looking for garbage in it. And what was compiled is kept for the next start
# even where Python was told to keep nothing, as in a container's image: to compile it anew takes a third of a second.
gc.disable()
sys.dont_write_bytecode = False

import asyncio
from collections.abc import Callable
from importlib import import_module

import streamlit as st
import uvicorn.config
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import net_util

from pages.parts.find.routes import ROUTES as FINDING
from pages.parts.server.packed import Packed
from pages.parts.server.page import ChinesePage
from pages.parts.server.policy import SecurityHeaders
from pages.parts.server.starting import lifespan
from pages.parts.shell import arrivals, chosen, exports, lean, news
from pages.parts.shell.addresses import ACTIONS, OWN
from pages.parts.shell.caller import Caller
from pages.parts.shell.door import Door
from pages.parts.shell.gate import Gate
from pages.parts.signin.outside import Outside
from pages.parts.signin.routes import ROUTES
from pages.parts.ui import ahead, first, meanwhile
from queries.database import DatabaseFault
from queries.fault_words import said

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


def worked_out() -> dict[tuple[str, str], Callable[[], meanwhile.Work]]:
    """What works out the other pages that are shown as they were meanwhile, by address and part."""
    return {("shangbao", "findings"): lambda: import_module("pages.parts.reporting.findings").work_out}


def on_script_error(error: BaseException) -> bool:
    from pages.parts.shell.faults import show_error

    return show_error(error)


meanwhile.also |= worked_out()
app = st.App(
    "pages/router.py", lifespan=lifespan, on_script_error=on_script_error,
    middleware=[Middleware(SecurityHeaders), Middleware(Door), Middleware(Caller), Middleware(Outside), Middleware(Gate),
                Middleware(Packed), Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5), Middleware(first.First),
                Middleware(ChinesePage)],
    routes=[Route("/api/ready", ready), *ROUTES, *FINDING, *ahead.routes(rooms())])
gc.enable()

"""What the server answers at all, before any page: callers that name this machine, and no address of Streamlit's own that shows
how the server is doing or lets a program drive the pages."""

import ipaddress
import os
import socket
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")

WRONG_NAME = "这个网址不是本机的名字。请用这台电脑的地址加端口打开；用别的域名，请管理员把它加进 JINGUO_HOSTS。"


def names() -> set[str]:
    """This machine's names, and those in JINGUO_HOSTS (separated by commas) by which a proxy or the office's name server knows
    it."""
    own = socket.gethostname().lower()
    more = os.environ.get("JINGUO_HOSTS", "").replace("，", ",").lower().split(",")
    return {"localhost", own, own.partition(".")[0], f"{own.partition('.')[0]}.local",
            *(name.strip() for name in more if name.strip())}


def is_ours(host: str, known: set[str]) -> bool:
    """Whether a Host header names this machine. Any address in digits does: a page on the internet can have its own name lead
    here (DNS rebinding), and its browser then sends that name."""
    if set(host) & set("@/?#"):
        return False
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name in known:
        return True
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


class Door:
    """Answers 421 where the Host is not this machine's and 404 where the address is closed; a websocket is not accepted."""

    def __init__(self, app: ASGIApp):
        self.app, self.names = app, names()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not is_ours(hosts[0], self.names):
            await refuse(421, WRONG_NAME, scope, receive, send)
        elif scope["path"].startswith(CLOSED):
            await refuse(404, "没有这个地址。", scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def refuse(status: int, words: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(words, status)(scope, receive, send)

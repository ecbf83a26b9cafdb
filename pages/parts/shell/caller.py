"""Who calls, before anything is known of a session: the address, the way here, and whether a page of ours sent it."""

import ipaddress
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

CHANGES = ("POST", "PUT", "PATCH", "DELETE")


def listed(name: str) -> list[str]:
    """What an environment variable holds, separated by commas."""
    return [one.strip() for one in os.environ.get(name, "").replace("，", ",").split(",") if one.strip()]


def headers(scope: Scope, name: str) -> list[str]:
    """Every value of a header; its name in small letters."""
    return [value.decode("latin-1") for known, value in scope["headers"] if known == name.encode()]


def header(scope: Scope, name: str) -> str:
    """The one value of a header; "" for none, and for several, which no honest caller sends."""
    found = headers(scope, name)
    return found[0] if len(found) == 1 else ""


def proxies() -> set[str]:
    """The addresses of the proxies in front: what they say of their callers is believed."""
    return set(listed("JINGUO_PROXIES"))


def bare(address: str) -> str:
    """An address as it is compared: IPv4 that came over IPv6 is IPv4; "" for what is none."""
    try:
        found = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def behind(scope: Scope, known: set[str]) -> Iterator[tuple[str, object]]:
    """What a proxy says of its caller, for the scope: the nearest address that is no proxy's, and https."""
    way = [bare(one) for text in headers(scope, "x-forwarded-for") for one in text.split(",")]
    address = next((one for one in reversed(way) if one not in known), "")
    if address:
        yield "client", (address, 0)
    if header(scope, "x-forwarded-proto") == "https":
        yield "scheme", "wss" if scope["type"] == "websocket" else "https"


class Caller:
    """Puts what a known proxy says into the scope (client, scheme), and whether it came through one (`proxied`)."""

    def __init__(self, app: ASGIApp):
        self.app, self.known = app, proxies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            proxied = bare((scope.get("client") or ("",))[0]) in self.known
            scope = {**scope, **(dict(behind(scope, self.known)) if proxied else {}), "proxied": proxied}
        await self.app(scope, receive, send)


def address_of(scope: Scope) -> str:
    return bare((scope.get("client") or ("",))[0])


def is_https(scope: Scope) -> bool:
    return scope["scheme"] in ("https", "wss")


def is_from_our_page(scope: Scope, must_say: bool) -> bool:
    """Whether the Origin is this server's, as a browser says it with whatever it changes and with every websocket. must_say: none
    is not enough."""
    origins = headers(scope, "origin")
    if not origins:
        return not must_say
    return len(origins) == 1 and urlsplit(origins[0]).netloc == header(scope, "host") != ""

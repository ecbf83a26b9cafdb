"""Streamlit's one HTML page in Chinese, with our head; and where an unknown address leads."""

from urllib.parse import quote

from starlette.responses import RedirectResponse

from pages.parts.server.head import PAGE
from pages.parts.shell.addresses import ALL as ADDRESSES
from pages.parts.shell.gate import OPEN
from pages.parts.ui import first


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

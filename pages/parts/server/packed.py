"""Streamlit's own files, compressed once a process instead of for every visitor: their names change with what is in them, and
browsers keep them for good."""


class Packed:
    """Keeps what the app answers, compressed, to a request for a file under /static/. Plain ASGI; inside it stands what
    compresses."""

    def __init__(self, app):
        self.app, self.held = app, {}

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        asked = {name for name, value in scope["headers"] if name != b"accept-encoding" or b"gzip" in value}
        if b"accept-encoding" not in asked or asked & {b"range", b"if-none-match", b"if-modified-since"}:
            await self.app(scope, receive, send)
            return
        if scope["path"] in self.held:
            start, body = self.held[scope["path"]]
            await send(start)
            await send({"type": "http.response.body", "body": body})
            return
        heads, parts = [], []

        async def send_kept(message):
            (parts if message["type"] == "http.response.body" else heads).append(message)
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self._keep(scope["path"], heads[0], b"".join(part.get("body", b"") for part in parts))

        await self.app(scope, receive, send_kept)

    def _keep(self, path: str, start, body: bytes) -> None:
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        if start["status"] == 200 and (b"content-encoding", b"gzip") in headers:
            self.held[path] = start | {"headers": [*headers, (b"content-length", str(len(body)).encode())]}, body

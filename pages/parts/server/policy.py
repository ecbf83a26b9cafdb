"""What a browser may load and run on our pages: nothing of another host, and no script but ours."""

import base64
import hashlib
import re

from pages.parts.server.head import HEAD, STATIC


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

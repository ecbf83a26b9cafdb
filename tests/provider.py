"""An OpenID Connect provider of a test's own: it makes sure of whoever `known` names, and says that they are in sixty groups."""

import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

GROUPS = [f"/巾帼/第{number}组/统计岗位人员" for number in range(60)]
"""So many that what is known of somebody does not fit into one cookie."""


@contextmanager
def provide(client_id: str):
    """Its address, and who signs in there next: a list of one name."""
    key, known, codes = RSAKey.generate_key(2048), ["zhang"], {}

    class Provider(BaseHTTPRequestHandler):
        def say(self, what, status=200) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self.say({"issuer": address, "authorization_endpoint": f"{address}/authorize",
                          "token_endpoint": f"{address}/token", "jwks_uri": f"{address}/keys",
                          "code_challenge_methods_supported": ["S256"]})
            elif parts.path == "/keys":
                self.say({"keys": [key.as_dict(private=False) | {"kid": "a", "alg": "RS256", "use": "sig"}]})
            else:
                code = secrets.token_urlsafe(9)
                codes[code] = asked.get("nonce")
                self.send_response(302)
                self.send_header("location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
                self.end_headers()

        def do_POST(self) -> None:
            said = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            now = int(time.time())
            claims = {"iss": address, "aud": client_id, "sub": known[0], "iat": now, "exp": now + 300, "groups": GROUPS,
                      "nonce": codes.pop(said["code"][0])}
            token = jwt.encode({"alg": "RS256", "kid": "a"}, {name: value for name, value in claims.items() if value}, key)
            self.say({"access_token": "a", "token_type": "Bearer", "id_token": token})

        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    address = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address, known
    finally:
        server.shutdown()

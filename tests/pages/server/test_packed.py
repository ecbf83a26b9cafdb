"""Streamlit's files are compressed once, and only for who takes them compressed; those that every page needs are named ahead."""

import gzip
import re

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.parts.server.early_files import IMPORTS, early_files
from pages.parts.server.head import STATIC
from pages.parts.server.packed import Packed

SCRIPT = b"let here = 1;\n" * 500


def made():
    asked = []

    async def serve(request):
        asked.append(request.url.path)
        found = "absent" not in request.url.path
        return Response(SCRIPT, 200 if found else 404, {"etag": '"1"', "cache-control": "immutable"}, "text/javascript")

    app = Starlette(routes=[Route("/{path:path}", serve)], middleware=[Middleware(Packed), Middleware(GZipMiddleware)])
    return TestClient(app), asked


def test_a_file_is_compressed_for_the_first_visitor_alone():
    client, asked = made()
    answers = [client.get("/static/js/index.1.js", headers={"accept-encoding": "gzip, br"}) for _ in range(3)]
    assert [answer.content for answer in answers] == [SCRIPT] * 3 and len(asked) == 1
    assert {answer.headers["content-encoding"] for answer in answers} == {"gzip"}
    assert all(answer.headers["cache-control"] == "immutable" and answer.headers["etag"] == '"1"' for answer in answers)
    assert int(answers[2].headers["content-length"]) < len(gzip.compress(SCRIPT)) + 50


def test_who_takes_no_gzip_or_asks_for_a_part_is_answered_by_the_file():
    client, asked = made()
    client.get("/static/a.js", headers={"accept-encoding": "gzip"})
    plain = client.get("/static/a.js", headers={"accept-encoding": "identity"})
    assert plain.content == SCRIPT and "content-encoding" not in plain.headers
    client.get("/static/a.js", headers={"accept-encoding": "gzip", "range": "bytes=0-9"})
    client.get("/static/a.js", headers={"accept-encoding": "gzip", "if-none-match": '"1"'})
    assert len(asked) == 4


def test_nothing_else_is_kept():
    client, asked = made()
    for path in ("/static/absent.js", "/api/find"):
        assert {client.get(path, headers={"accept-encoding": "gzip"}).content for _ in range(2)} == {SCRIPT}
    assert len(asked) == 4


def test_the_files_named_ahead_are_there_with_all_that_they_import():
    named, index = re.findall(r'href="\./static/js/([^"]+)"', early_files(STATIC)), (STATIC / "index.html").read_text("utf-8")
    assert {name.split(".")[0] for name in named} > {"PageLink", "BidiComponent", "Selectbox"}
    wanted = {one for name in named for one in IMPORTS.findall((STATIC / "static" / "js" / name).read_text("utf-8"))}
    assert wanted and {one for one in wanted if one not in index} <= set(named)

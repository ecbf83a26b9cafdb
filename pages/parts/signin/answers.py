"""What the sign-in pages answer with: a page, or a way on with a cookie; and where one may be sent to."""

from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pages.parts.shell.addresses import ALL
from pages.parts.shell.caller import is_https
from pages.parts.shell.gate import STEPS
from pages.parts.shell.reference import current_version, root_of, tree
from pages.parts.shell.visitors import COOKIE, here
from pages.parts.shell.visits import COOKIE as SEEN
from queries.database import DatabaseFault

LONGEST = 2000
NEXT = "jinguo_next"
"""The cookie that remembers where to, while the browser is at the provider's."""


def place() -> str:
    """What the root is called; nothing where the database does not answer."""
    try:
        version = current_version()
        return tree(version).at[root_of(version), "name"]
    except DatabaseFault:
        return ""


def safe(wanted: str) -> str:
    """Where to go after the sign-in: a page of ours with its filters, else the overview. Never another host, whatever a link
    says."""
    if not wanted.startswith("/") or wanted[1:2] in ("/", "\\") or len(wanted) > LONGEST or not wanted.isprintable():
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or "\\" in wanted or parts.path.strip("/") not in ALL:
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def page(content: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(content, status, {"cache-control": "no-store"})


def on(request: Request, token: str | None, next_: str) -> Response:
    """On with a session's token: to what it has still to do, or to where it was going."""
    if token:  # let in by what the database says now; what is known here may be older
        here.stale()
    found = here.find(token) if token else None
    step = STEPS.get(found.stage) if found else None
    answer = RedirectResponse(f"{step}?next={quote(next_, safe='')}" if step else next_, 303, {"cache-control": "no-store"})
    if token:
        answer.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=is_https(request.scope))
    return answer


def out(answer: Response, request: Request) -> Response:
    """Forgets who it was: our cookie, and what the 统一身份 left."""
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=is_https(request.scope))
    answer.delete_cookie(SEEN, path="/_stcore", samesite="strict", secure=is_https(request.scope))
    return forget_provider(answer, request)


def forget_provider(answer: Response, request: Request) -> Response:
    """What the provider's sign-in left in the browser is used once: signed out here is signed out."""
    for name in request.cookies:
        if name.startswith("_streamlit_user") or name == NEXT:
            answer.delete_cookie(name, path="/")
    return answer

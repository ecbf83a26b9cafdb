"""第一次设账号: the three administrators' accounts, made on the machine that the program runs on."""

from starlette.requests import Request
from starlette.responses import Response

from data import clock
from data.write import office
from data.write.errors import Refused
from data.write.passwords import new_password
from pages.parts.shell.caller import address_of
from pages.parts.shell.permit import is_here
from pages.parts.shell.reference import engine
from pages.parts.shell.visitors import Visitor, here
from pages.parts.signin import sheets
from pages.parts.signin.answers import on, page, place
from queries.roles import ROLES

ONLY_HERE = ("第一批账号只能在装了本程序的那台电脑上设：用浏览器打开 http://localhost:8501/signin/first，"
             "或在命令行执行 python -m data.accounts add。")


def show(request: Request, _visitor: Visitor | None) -> Response:
    return why_not(request) or page(sheets.first(place(), {}, {}, ""))


def why_not(request: Request) -> Response | None:
    if here.any:
        return on(request, None, "/signin")
    if not is_here(request.headers, address_of(request.scope)):
        return page(sheets.notice(place(), "设账号", ONLY_HERE), 403)
    return None


def take(request: Request, _visitor: Visitor | None, typed: dict[str, str]) -> Response:
    if refused := why_not(request):
        return refused
    if typed.get("password", "") != typed.get("again", ""):
        return page(sheets.first(place(), typed, {"password": "两遍写得不一样。"}, ""), 400)
    names = {role: typed.get(f"{role}_name", "").strip().lower() for role in ("system", "security", "auditor")}
    words = {name: new_password() for name in names.values()} | {names["system"]: typed.get("password", "")}
    try:
        office.open_office(engine(), {role: (name, words[name]) for role, name in names.items()},
                           address=address_of(request.scope), at=clock.now())
    except Refused as refused:
        return page(sheets.first(place(), typed, refused.fields, "" if refused.fields else str(refused)), 400)
    here.stale()
    given = [("、".join(ROLES[role] for role, one in names.items() if one == name), name, words[name])
             for name in dict.fromkeys(names.values()) if name != names["system"]]
    return page(sheets.made(place(), given))

"""Who gets past the gate: asked without Streamlit, on a database of its own, and with every way a session can end."""

import secrets
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from offices import AT, HERE, WHERE, come, fill, make
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from data import clock
from data.write import accounts, passwords, sessions
from data.write.access import set_rule
from pages.parts.shell import caller, gate, visitors
from pages.parts.signin import answers
from queries.accounts import read_accounts
from queries.database import open_engine, writing

PAGE = {"accept": "text/html,application/xhtml+xml"}
OURS = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def now(monkeypatch):
    """now[0] is the time, to be moved on."""
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def office(databases, tmp_path, monkeypatch, now):
    """A database with an account, which the process knows nothing of yet."""
    url = databases.copy(tmp_path / "office.db", None, demo=False)
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    engine = open_engine(url)
    fill(engine)
    yield engine
    engine.dispose()


async def inside(scope, receive, send):
    """What lies behind the gate."""
    if scope["type"] == "websocket":
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        try:
            while True:
                await socket.send_text(f"heard {await socket.receive_text()}")
        except WebSocketDisconnect:
            return
    await PlainTextResponse(f"in {scope['path']} {scope['client'][0]} {scope['scheme']}")(scope, receive, send)


@pytest.fixture
def client():
    return TestClient(caller.Caller(gate.Gate(inside)), follow_redirects=False)


@pytest.fixture
def cookie(office):
    """The Cookie header of whoever has just signed in."""
    return {"cookie": f"{visitors.COOKIE}={come(office).token}"}


def test_without_accounts_everything_passes_and_the_database_is_hardly_asked(databases, tmp_path, monkeypatch, client):
    monkeypatch.setenv("JINGUO_DATABASE_URL", databases.copy(tmp_path / "alone.db", "411426", demo=False))
    asked, ask = [], visitors.ask_primary
    monkeypatch.setattr(visitors, "ask_primary", lambda *given: asked.append(given) or ask(*given))
    for _ in range(100):
        assert client.get("/", headers=PAGE).status_code == 200
    assert client.put("/_stcore/upload_file/x").status_code == 200
    with client.websocket_connect("/_stcore/stream") as socket:
        socket.send_text("a")
        assert socket.receive_text() == "heard a"
    assert 0 < len(asked) < 10


@pytest.mark.parametrize("path", ["/", "/mubiao?region=411422", "/xianqu"])
def test_a_page_leads_to_the_sign_in_and_back(office, client, path):
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 303
    where, _, back = answer.headers["location"].partition("?next=")
    assert where == "/signin" and answers.safe(path) == path and "睢县" not in answer.text
    from urllib.parse import unquote
    assert unquote(back) == path


@pytest.mark.parametrize("path", ["/static/js/index.js", "/_stcore/health", "/_stcore/host-config", "/media/a.xlsx",
                                  "/_stcore/upload_file/a/b", "/component/x/y", "/api/other", "/signinx", "/api/readyx",
                                  "/signin/x", "/signin/", "//signin", "/SIGNIN"])
@pytest.mark.parametrize("held", [None, "x", "a" * 43, "睢县" * 22])
def test_nothing_else_is_handed_out(office, client, path, held):
    headers = {"cookie": f"jinguo={held}".encode()} if held else {}
    assert client.get(path, headers=headers).status_code == 401
    assert client.put(path, headers=headers | OURS).status_code == 401


@pytest.mark.parametrize("path", ["/signin", "/signin/look.css", "/signout", "/api/ready", "/api/session", "/oauth2callback"])
def test_the_ways_in_are_open(office, client, path):
    assert client.get(path).status_code == 200


def test_who_is_signed_in_passes(office, client, cookie):
    assert client.get("/mubiao", headers=PAGE | cookie).text.startswith("in /mubiao")
    assert client.get("/media/a.xlsx", headers=cookie).status_code == 200
    assert client.put("/_stcore/upload_file/a/b", headers=cookie | OURS).status_code == 200
    twice = {"cookie": f"{cookie['cookie']}; {cookie['cookie']}; jinguo=" + "b" * 43}
    assert client.get("/media/a.xlsx", headers=twice).status_code == 401


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://testserver.evil.example", "http://testserver:81", ""])
def test_a_request_from_another_page_changes_nothing(office, client, cookie, origin):
    for path in ("/_stcore/upload_file/a/b", "/signin", "/signout", "/signin/password"):
        for method in ("POST", "PUT", "DELETE"):
            assert client.request(method, path, headers=cookie | {"origin": origin}).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=cookie | {"origin": origin}):
        pass


def test_a_request_that_says_no_origin_changes_nothing(office, client, cookie):
    assert client.post("/signout", headers=cookie).status_code == 403


@pytest.mark.parametrize("held", [{}, {"cookie": "jinguo=" + "a" * 43}, {"cookie": "other=1"}])
def test_no_websocket_without_a_session(office, client, held):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=held | OURS):
        pass


def test_two_thousand_cookies_at_random(office, client):
    assert not any(visitors.here.find(secrets.token_urlsafe(32)) for _ in range(2000))
    assert len(visitors.here.sessions) == 0


def another_process(engine, change) -> None:
    """What is done by somebody whom this process does not hear of."""
    with writing(engine) as connection:
        change(connection)


ENDS = {
    "signed out": lambda connection, token: sessions.end(connection, visitor(connection), token, AT),
    "closed": lambda connection, token: accounts.close_account(connection, HERE, 1, AT),
    "another password": lambda connection, token: accounts.give_password(connection, HERE, 1, "Guoyan-77", AT)}


def visitor(connection):
    from data.write.sign_in import actor_of
    return actor_of(read_accounts(connection)[1], WHERE)


@pytest.mark.parametrize("how", ENDS)
def test_a_session_ends_at_once_for_an_open_websocket_too(office, client, cookie, how):
    token = sessions.hash_of(cookie["cookie"].partition("=")[2])
    with client.websocket_connect("/_stcore/stream", headers=cookie | OURS) as socket:
        socket.send_text("a")
        assert socket.receive_text() == "heard a"
        another_process(office, lambda connection: ENDS[how](connection, token))
        visitors.here.stale()
        with pytest.raises(WebSocketDisconnect) as over:
            socket.receive_text()
        assert over.value.code == gate.OVER
    assert client.get("/", headers=PAGE | cookie).status_code == 303
    assert client.get("/media/a", headers=cookie).status_code == 401


def test_what_another_process_did_is_known_within_seconds(office, client, cookie, monkeypatch):
    assert client.get("/media/a", headers=cookie).status_code == 200
    another_process(office, lambda connection: accounts.close_account(connection, HERE, 1, AT))
    later = time.monotonic() + visitors.LOOK_SECONDS
    monkeypatch.setattr(visitors.time, "monotonic", lambda: later)
    assert client.get("/media/a", headers=cookie).status_code == 401


@pytest.mark.parametrize("step, steps, fine", [(29, 40, False), (29, 20, True), (31, 1, False)])
def test_idle_half_an_hour_or_twelve_hours_in_all(office, client, cookie, now, step, steps, fine):
    assert client.get("/", headers=PAGE | cookie).status_code == 200
    for _ in range(steps):
        now[0] += timedelta(minutes=step)
        last = client.get("/", headers=PAGE | cookie)
    assert (last.status_code == 200) == fine


def test_files_and_readiness_are_no_use_of_it(office, client, cookie, now):
    for _ in range(4):
        now[0] += timedelta(minutes=10)
        last = client.get("/media/a", headers=cookie)
    assert last.status_code == 401


def test_an_idle_websocket_is_closed(office, client, cookie, now):
    with client.websocket_connect("/_stcore/stream", headers=cookie | OURS) as socket:
        now[0] += timedelta(minutes=29)
        socket.send_text("a")
        assert socket.receive_text() == "heard a"
        now[0] += timedelta(minutes=31)
        visitors.here._go_round()
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()


def test_those_who_look_in_单机_are_out_when_there_are_accounts(databases, tmp_path, monkeypatch, client):
    url = databases.copy(tmp_path / "alone.db", None, demo=False)
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    engine = open_engine(url)
    with writing(engine) as connection:
        from offices import add_regions
        add_regions(connection)
    with client.websocket_connect("/_stcore/stream") as socket:
        another_process(engine, lambda connection: make(connection, "suixian"))
        visitors.here.stale()
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
    engine.dispose()


def test_where_anyone_may_look_nobody_changes_anything(office, client):
    another_process(office, lambda connection: set_rule(connection, HERE, "look", "anyone", AT))
    visitors.here.stale()
    assert client.get("/", headers=PAGE).status_code == 200
    assert client.put("/_stcore/upload_file/a/b", headers=OURS).status_code == 401
    with client.websocket_connect("/_stcore/stream", headers=OURS) as socket:
        socket.send_text("a")
        assert socket.receive_text() == "heard a"


def test_a_password_given_leads_nowhere_else(office, client):
    another_process(office, lambda connection: accounts.give_password(connection, HERE, 1, "Guoyan-77", AT))
    held = {"cookie": f"jinguo={come(office, password='Guoyan-77').token}"}
    assert client.get("/", headers=PAGE | held).headers["location"].startswith("/signin/password?next=")
    assert client.get("/media/a", headers=held).status_code == 401
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=held | OURS):
        pass


def test_a_link_on_another_site_is_followed_once_more(office, client, cookie):
    answer = client.get("/mubiao?region=411422", headers=PAGE | {"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200 and 'content="0;url=/mubiao?region=411422"' in answer.text
    evil = client.get('/x"><script>', headers=PAGE | {"sec-fetch-site": "cross-site"})
    assert 'content="0;url=/"' in evil.text


@pytest.mark.parametrize("wanted, final", [
    ("/mubiao?region=411422", "/mubiao?region=411422"), ("/", "/"), ("", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
    ("https://evil.example", "/"), ("/mubiao\\..\\", "/"), ("/nowhere", "/"), ("/mubiao\r\nSet-Cookie: a=b", "/"),
    ("javascript:alert(1)", "/"), ("/%2f%2fevil.example", "/"), ("/mubiao/../..//evil", "/"), ("/?" + "a" * 3000, "/"),
    (" //evil.example", "/"), ("/@evil.example", "/"), ("/\t/evil.example", "/"), ("/mubiao?next=//evil.example",
                                                                                  "/mubiao?next=//evil.example")])
def test_the_way_on_is_one_of_ours(wanted, final):
    assert answers.safe(wanted) == final


@pytest.mark.parametrize("peer, said, address, scheme", [
    ("10.0.0.1", "192.168.1.9", "192.168.1.9", "https"), ("10.0.0.1", "6.6.6.6, 192.168.1.9, 10.0.0.1", "192.168.1.9", "https"),
    ("10.0.0.2", "192.168.1.9", "10.0.0.2", "http"), ("::ffff:10.0.0.1", "192.168.1.9", "192.168.1.9", "https"),
    ("10.0.0.1", "nonsense", "10.0.0.1", "https")])
def test_only_a_known_proxy_says_who_calls(monkeypatch, peer, said, address, scheme):
    monkeypatch.setenv("JINGUO_PROXIES", "10.0.0.1，10.0.0.9")
    asked = TestClient(caller.Caller(inside), client=(peer, 5))
    assert asked.get("/", headers={"x-forwarded-for": said, "x-forwarded-proto": "https"}).text == f"in / {address} {scheme}"


def test_the_use_of_a_session_is_noted_once_a_minute(office, client, cookie, now, monkeypatch):
    noted = []
    thread = SimpleNamespace(Thread=lambda target, args, daemon: SimpleNamespace(start=lambda: noted.append(args[2])))
    monkeypatch.setattr(visitors, "threading", thread)
    for seconds in (10, 30, 30, 70):
        now[0] += timedelta(seconds=seconds)
        client.get("/", headers=PAGE | cookie)
    assert noted == [AT + timedelta(seconds=70), AT + timedelta(seconds=140)]


def test_a_process_that_starts_while_there_is_a_standby_only_lets_nobody_in(office, client, monkeypatch):
    """What the standby knows of accounts counts: its pages can be read."""
    from queries.database import DatabaseFault

    def fail(*_):
        raise DatabaseFault("switching")

    monkeypatch.setattr(visitors, "ask_primary", fail)
    visitors.here._forget()
    assert client.get("/media/a").status_code == 401
    assert client.get("/", headers=PAGE).headers["location"].startswith("/signin")


def test_a_database_that_does_not_answer_lets_nobody_in_who_was_not(office, client, cookie, monkeypatch):
    assert client.get("/media/a", headers=cookie).status_code == 200
    from queries.database import DatabaseFault

    asked = []

    def fail(question, *_):
        asked.append(question)
        raise DatabaseFault("unreachable")

    monkeypatch.setattr(visitors, "ask_primary", fail)
    visitors.here.looked = float("-inf")
    for _ in range(5):
        assert client.get("/media/a", headers=cookie).status_code == 200
    assert len(asked) == 1, "it is not asked for every file"
    assert client.get("/media/a", headers={"cookie": "jinguo=" + "a" * 43}).status_code == 401
    assert client.get("/media/a").status_code == 401



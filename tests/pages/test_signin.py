"""The sign-in's pages behind the gate, without Streamlit: a code, a password to be changed, and forms that are no forms."""

import pyotp
import pytest
from argon2 import PasswordHasher
from offices import AT, GOOD, HERE, fill
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from data import clock
from data.write import accounts, passwords
from pages.parts.shell import visitors
from pages.parts.shell.caller import Caller
from pages.parts.shell.gate import Gate
from pages.parts.signin.routes import ROUTES
from queries.database import open_engine, writing

OURS = {"origin": "http://testserver"}


@pytest.fixture
def office(databases, tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(clock, "now", lambda: AT)
    url = databases.copy(tmp_path / "office.db", None, demo=False)
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    engine = open_engine(url)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def client(office):
    return TestClient(Starlette(routes=ROUTES, middleware=[Middleware(Caller), Middleware(Gate)]), follow_redirects=False)


def post(client, path: str, **fields: str):
    return client.post(path, data=fields, headers=OURS)


def test_a_code_comes_after_the_password_and_before_everything_else(office, client):
    key = pyotp.random_base32()
    with writing(office) as connection:
        accounts.set_totp(connection, HERE, 1, key, AT)
    half = post(client, "/signin", name="suixian", password=GOOD, next="/mubiao?region=411422")
    assert half.headers["location"] == "/signin/code?next=%2Fmubiao%3Fregion%3D411422"
    before = client.cookies["jinguo"]
    assert client.get("/mubiao", headers={"accept": "text/html"}).headers["location"].startswith("/signin/code")
    assert client.get("/signin/password").headers["location"] == "/signin" and not client.get("/api/session").json()["in"]
    assert "动态口令不对" in post(client, "/signin/code", code="abc", next="/").text
    whole = post(client, "/signin/code", code=pyotp.TOTP(key).at(AT), next="/mubiao?region=411422")
    assert whole.headers["location"] == "/mubiao?region=411422" and client.cookies["jinguo"] != before
    assert client.get("/api/session").json()["in"]


def test_who_was_let_in_again_by_another_process_comes_in_at_once(office, client):
    with writing(office) as connection:
        accounts.close_account(connection, HERE, 1, AT)
    assert "账号或密码不对" in post(client, "/signin", name="suixian", password=GOOD, next="/").text
    with writing(office) as connection:
        accounts.open_account(connection, HERE, 1, AT)
    post(client, "/signin", name="suixian", password=GOOD, next="/")
    assert client.get("/api/session").json()["in"]


def test_a_password_of_one_s_own_ends_the_sessions_elsewhere(office, client):
    other = TestClient(client.app, follow_redirects=False)
    for one in (client, other):
        assert post(one, "/signin", name="suixian", password=GOOD, next="//evil.example").headers["location"] == "/"
    done = post(client, "/signin/password", present=GOOD, password="Guoyan-77", again="Guoyan-77", next="/kaohe")
    assert done.headers["location"] == "/kaohe" and client.get("/api/session").json()["in"]
    assert not other.get("/api/session").json()["in"]


def test_a_password_that_was_given_is_changed_first(office, client):
    with writing(office) as connection:
        accounts.give_password(connection, HERE, 1, "Guoyan-66", AT)
    done = post(client, "/signin", name="suixian", password="Guoyan-66", next="/chuangye")
    assert done.headers["location"] == "/signin/password?next=%2Fchuangye" and not client.get("/api/session").json()["in"]
    for present, new, again, words in (("wrong", "Xin-mima-1", "Xin-mima-1", "现在的密码不对"),
                                       ("Guoyan-66", "Xin-mima-1", "Xin-mima-2", "两遍"),
                                       ("Guoyan-66", "Guoyan-66", "Guoyan-66", "最近用过"),
                                       ("Guoyan-66", "short", "short", "密码太短")):
        answer = post(client, "/signin/password", present=present, password=new, again=again, next="/chuangye")
        assert answer.status_code == 403 and words in answer.text
    done = post(client, "/signin/password", present="Guoyan-66", password="Xin-mima-1", again="Xin-mima-1", next="/chuangye")
    assert done.headers["location"] == "/chuangye" and client.get("/api/session").json()["in"]


def test_five_wrong_passwords_lock_and_say_so(office, client):
    for wrong in range(6):
        assert ("已锁定到" in post(client, "/signin", name="suixian", password="wrong").text) == (wrong >= 4), wrong
    assert "已锁定到" in post(client, "/signin", name="suixian", password=GOOD).text and "jinguo" not in client.cookies


def test_the_first_accounts_are_made_on_this_machine(databases, tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setenv("JINGUO_DATABASE_URL", databases.copy(tmp_path / "alone.db", demo=False))
    visitors.here.stale()
    app = Starlette(routes=ROUTES, middleware=[Middleware(Caller), Middleware(Gate)])
    elsewhere, alone = (TestClient(app, follow_redirects=False, client=(source, 5000)) for source in ("10.0.0.9", "127.0.0.1"))
    filled = {"system_name": "xitong", "security_name": "anquan", "auditor_name": "shenji", "password": GOOD, "again": GOOD}
    assert all(f'value="{name}"' in alone.get("/signin/first").text for name in ("xitong", "anquan", "shenji"))
    assert post(elsewhere, "/signin/first", **filled).status_code == 403 == elsewhere.get("/signin/first").status_code
    made = post(alone, "/signin/first", **filled)
    assert made.status_code == 200 and made.text.count("<code>") == 2
    assert alone.get("/signin/first").headers["location"] == "/signin"
    assert "账号或密码不对" in post(alone, "/signin", name="anquan", password="wrong").text
    assert post(alone, "/signin", name="xitong", password=GOOD).headers["location"] == "/"


def test_signed_out_is_signed_out(office, client):
    post(client, "/signin", name="suixian", password=GOOD)
    held = client.cookies["jinguo"]
    assert client.get("/signout").headers["location"] == "/signin?why=out" and "jinguo" not in client.cookies
    assert not client.get("/api/session", headers={"cookie": f"jinguo={held}"}).json()["in"]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "'; DROP TABLE accounts; --", "\0", "甲" * 5000])
def test_what_is_typed_comes_back_as_text(office, client, name):
    answer = post(client, "/signin", name=name, password="x")
    assert answer.status_code in (403, 413) and "<script>alert" not in answer.text


def test_a_form_that_is_too_long_or_no_form_is_refused(office, client):
    assert post(client, "/signin", name="x" * 30_000, password="x").status_code == 413
    assert client.post("/signin", content=b"{}", headers=OURS | {"content-type": "application/json"}).status_code == 403
    assert client.get("/signin/first").headers["location"] == "/signin"

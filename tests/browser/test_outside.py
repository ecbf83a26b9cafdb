"""统一身份: a provider on another site, and a gateway in front; who is bound comes in, nobody else does."""

import os
import re
import socket
from datetime import datetime

import pytest
from playwright.sync_api import expect
from provider import provide

from data.write import accounts, grants
from data.write.actor import alone
from queries.database import open_engine, writing
from queries.regions import find_root

HERE, AT = alone("商丘市妇联"), datetime(2026, 12, 5)


@pytest.fixture(scope="module")
def office(databases, serve, new_port, tmp_path_factory):
    """Address of a dashboard that knows a provider and a gateway, and who signs in at the provider next."""
    folder, port = tmp_path_factory.mktemp("outside"), new_port()
    url = databases.copy_answered(folder / "demo.db")
    engine = open_engine(url)
    with writing(engine) as connection:
        root = find_root(connection)
        for name, outside in (("shiji", "li"), ("chakan", "王")):
            made = accounts.make_account(connection, HERE, name=name, region_id=root, post="统计岗", at=AT,
                                         password="Guoyan-2026")
            grants.grant(connection, HERE, made, "viewer", root, AT)
            accounts.bind_outside(connection, HERE, made, outside, AT)
    engine.dispose()
    with provide("jinguo") as (provider, known), pytest.MonkeyPatch.context() as patch:
        home = folder / ".streamlit"
        home.mkdir()
        (home / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{os.urandom(16).hex()}"\n'
            f'client_id = "jinguo"\nclient_secret = "x"\nserver_metadata_url = "{provider}/.well-known/openid-configuration"\n')
        patch.setenv("HOME", str(folder))
        patch.setenv("USERPROFILE", str(folder))
        patch.setenv("JINGUO_IDENTITY_HEADER", "X-Remote-User")
        patch.setenv("JINGUO_PROXIES", "127.0.0.1")
        with serve(url, port) as address:
            yield address, known


def test_who_is_bound_comes_in_from_another_site_and_who_is_not_does_not(visit, office):
    address, known = office
    one = visit(address=address, fresh=True)
    page = one.page
    page.goto(f"{address}/mubiao?region=411422&year=2026&month=11")
    page.get_by_role("link", name="用统一身份登录").click()
    page.wait_for_url(f"{address}/**")
    expect(page.locator("body")).to_contain_text("“zhang”在这里没有账号")
    page.goto(f"{address}/mubiao")
    assert "/signin?" in page.url
    known[0] = "li"
    page.goto(f"{address}/mubiao?region=411422&year=2026&month=11")
    page.get_by_role("link", name="用统一身份登录").click()
    one.at("/mubiao", region="411422", year="2026", month="11")
    expect(page.locator(".who")).to_contain_text("商丘市妇联")
    held = {one["name"] for one in page.context.cookies()}
    assert {name for name in held if name.startswith(("jinguo", "_streamlit_user"))} == {"jinguo"}
    page.locator(".who a").last.click()
    page.wait_for_url("**/signin?why=out")
    page.goto(f"{address}/")
    assert "/signin?" in page.url
    one.wrong = [wrong for wrong in one.wrong if not re.search("40[13] |status of 40[13]|WebSocket|another host", wrong)]


def ask_raw(address: str, *headers: str) -> str:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall("\r\n".join(["GET /mubiao?region=411422 HTTP/1.1", "Host: localhost", "Accept: text/html", *headers, "",
                                  ""]).encode())
        return line.recv(3000).decode("utf-8", "replace")


def test_the_gateway_says_who_it_is(office):
    let_in = ask_raw(office[0], "X-Remote-User: 王", "X-Forwarded-For: 192.168.1.9", "X-Forwarded-Proto: https")
    assert " 303 " in let_in and "location: /mubiao?region=411422" in let_in
    cookie = re.search("set-cookie: (jinguo=[^;]+)", let_in)[1]
    assert re.search("set-cookie: jinguo=[^\n]*; Secure", let_in)
    assert " 200 " in ask_raw(office[0], "X-Remote-User: 王", f"Cookie: {cookie}").splitlines()[0]
    other = ask_raw(office[0], "X-Remote-User: li", f"Cookie: {cookie}")
    assert " 303 " in other and "set-cookie: jinguo=" in other
    assert " 403 " in ask_raw(office[0], "X-Remote-User: nobody", f"Cookie: {cookie}")
    assert "location: /signin" in ask_raw(office[0], "X-Remote-User: 王", "X-Remote-User: li")

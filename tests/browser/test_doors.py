"""The sign-in as a person meets it, and the server as a program without a session does."""

import http.client
import re
import socket
import time
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import proxy
import pytest
from barriers import barriers
from playwright.sync_api import Page, expect

from data.write import accounts, grants
from data.write.actor import alone
from queries.accounts import read_accounts
from queries.database import open_engine, reading, writing
from queries.record import read_record
from queries.regions import list_regions

HERE, AT, GOOD = alone("商丘市妇联"), datetime(2026, 12, 5), "Guoyan-2026"
SOCKET = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Protocol: streamlit")
SIZES = ((390, 844), (1366, 768), (1600, 900))


@pytest.fixture(scope="module")
def office(databases, serve, tmp_path_factory) -> Iterator[tuple[str, str]]:
    """Address and database of a dashboard with accounts: xitong (系统管理员), shenji (审计员), shiji (市级业务员)."""
    url = databases.copy_answered(tmp_path_factory.mktemp("office") / "demo.db")
    engine = open_engine(url)
    with writing(engine) as connection:
        nodes = list_regions(connection)
        root = int(nodes.index[nodes["code"] == "411400"][0])
        for name, role in (("xitong", "system"), ("shenji", "auditor"), ("shiji", "city")):
            made = accounts.make_account(connection, HERE, name=name, region_id=root, post="统计岗", password=GOOD, at=AT,
                                         must_change=False)
            grants.grant(connection, HERE, made, role, root, AT)
    engine.dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_HOSTS", proxy.NAME)
        patch.setenv("JINGUO_PROXIES", "127.0.0.1")
        patch.setenv("JINGUO_IDENTITY_HEADER", "X-Remote-User")
        with serve(url) as address:
            yield address, url


def fill_in(page: Page, name: str, password: str = GOOD) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def newcomer(visit, office):
    """A visitor that has never been there."""
    return visit(address=office[0], fresh=True)


def close(one) -> None:
    """Away before the visitor's other pages; what a refusal logs is no fault."""
    one.wrong = [wrong for wrong in one.wrong if not re.search("40[013] |status of 40[013]|WebSocket", wrong)]


def test_sign_in_leads_to_where_one_was_going_and_out_in_one_tab_ends_the_other(newcomer, office):
    one, page = newcomer, newcomer.page
    page.goto(f"{office[0]}/mubiao?region=411422&year=2026&month=11")
    assert "/signin?next=" in page.url and "睢县" not in page.content()
    fill_in(page, "shiji", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    fill_in(page, "shiji")
    one.at("/mubiao", region="411422", year="2026", month="11")
    expect(page.locator(".who")).to_contain_text("商丘市妇联 · 统计岗")
    [cookie] = [held for held in page.context.cookies() if held["name"] == "jinguo"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and not cookie["secure"]
    assert "jinguo=" not in page.evaluate("document.cookie")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        out = page.locator(".who a").last
        expect(out).to_be_visible()
        assert page.evaluate("""(box) => document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).textContent""",
                             out.bounding_box()) == "退出"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other = page.context.new_page()
    other.goto(f"{office[0]}/")
    other.locator(".who a").last.click()
    other.wait_for_url("**/signin?why=out")
    expect(other.get_by_role("status").filter(has_text="已经退出")).to_be_attached()
    page.wait_for_url("**/signin?why=idle&next=*")
    expect(page.get_by_role("status").filter(has_text="请重新登录")).to_be_attached()
    fill_in(page, "shiji")
    one.at("/mubiao", region="411422")
    other.close()
    close(one)


def test_who_is_closed_loses_the_open_page(newcomer, office):
    one, page = newcomer, newcomer.page
    page.goto(f"{office[0]}/")
    fill_in(page, "shiji")
    one.at("/", region="411400")
    engine = open_engine(office[1])
    with reading(engine) as connection:
        account = next(held.id for held in read_accounts(connection).values() if held.name == "shiji")
    for change in (accounts.close_account, accounts.open_account):
        with writing(engine) as connection:
            change(connection, HERE, account, AT)
        page.wait_for_url("**/signin?why=idle&next=*")
    engine.dispose()
    close(one)


def test_the_sign_in_fits(newcomer, office):
    page = newcomer.page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{office[0]}/")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.get_by_label("账号").evaluate("one => one === document.activeElement"), width
        box = page.get_by_role("button", name="登录").bounding_box()
        assert box["height"] >= 48 and box["y"] + box["height"] < height, width
        newcomer.shoot(f"signin-{width}")


def saved(page: Page, button: str) -> tuple[str, str]:
    """The printed foot and head of a workbook that was downloaded, once the page stands still."""
    offered = page.get_by_role("button", name=button)
    expect(offered).to_be_visible()
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
    with page.expect_download() as got:
        offered.click()
    sheet = openpyxl.load_workbook(BytesIO(Path(got.value.path()).read_bytes())).worksheets[0]
    return str(sheet.oddFooter.left.text), str(sheet.oddHeader.center.text)  # pyright: ignore[reportOptionalMemberAccess]


def look_at(one, name: str) -> None:
    """At every size: nothing is cut off sideways, and the watermark is over all of it and in nobody's way."""
    page = one.page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        mark = page.locator("img.watermark")
        assert mark.bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
        assert page.evaluate("document.elementFromPoint(innerWidth / 2, innerHeight / 2).className") != "watermark"
        one.shoot(f"{name}-{width}")


def test_what_leaves_has_a_number_that_the_auditor_finds(newcomer, office):
    one, page = newcomer, newcomer.page
    page.goto(f"{office[0]}/mubiao?region=411422&year=2026&month=11")
    fill_in(page, "shiji")
    one.at("/mubiao", region="411422")
    words = b64decode((page.locator("img.watermark").get_attribute("src") or "").partition("base64,")[2]).decode()
    assert "商丘市妇联 shiji 2026-12-05" in words
    assert saved(page, "导出 Excel")[0] == "导出编号 2026-000001"
    page.locator(".st-key-desk-file-exact label").click()
    foot, head = saved(page, "导出 Excel（含敏感数）")
    assert foot == "导出编号 2026-000002，含敏感数" and head.startswith("商丘市妇联 shiji 2026-12-05")
    look_at(one, "watermark")
    one.go("huiyi", region="411422", meeting="look", slide="411422.1")
    mark, (width, height) = page.locator("#meeting img.watermark"), SIZES[-1]
    assert mark.bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    assert page.evaluate("meeting.root.getRootNode().elementFromPoint(innerWidth / 2, innerHeight / 2).className") != "watermark"
    page.keyboard.press("Escape")
    expect(mark).to_be_hidden()
    assert barriers(page) == []
    page.locator(".who a").last.click()
    page.wait_for_url("**/signin?why=out")
    page.goto(f"{office[0]}/shenji")
    fill_in(page, "shenji")
    rows = page.locator(".board tbody tr")
    expect(rows.filter(has_text="2026-000002 目标进度")).to_contain_text("睢县，2026年1月至11月；含敏感数；")
    page.get_by_label("对象").fill("2026-000001")
    page.get_by_label("对象").press("Enter")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("shiji")
    assert saved(page, "导出 Excel")[0] == "导出编号 2026-000003"
    page.get_by_role("button", name="核对是否完整").click()
    expect(page.get_by_text("记录完整")).to_be_visible()
    look_at(one, "shenji")
    assert barriers(page) == []
    page.goto(f"{office[0]}/mubiao")
    expect(page.get_by_text("没有看数的授权")).to_be_visible()
    close(one)


# As a program meets it


def ask_raw(address: str, path: str, *headers: str, method: str = "GET") -> str:
    """The status line that a hand-written request gets."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall("\r\n".join([f"{method} {path} HTTP/1.1", *headers, "Content-Length: 0", "", ""]).encode())
        return line.recv(400).decode("latin-1").splitlines()[0]


@pytest.fixture(scope="module")
def session(office) -> str:
    """The Cookie line of whoever has signed in by hand."""
    host = office[0].removeprefix("http://")
    asked = http.client.HTTPConnection(host)
    asked.request("POST", "/signin", f"name=xitong&password={GOOD}&next=//evil.example", {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": office[0]})
    answer = asked.getresponse()
    assert answer.status == 303 and answer.headers["location"] == "/"
    return f"Cookie: {answer.headers['set-cookie'].partition(';')[0]}"


@pytest.mark.parametrize("path", ["/", "/mubiao?region=411422", "/static/", "/media/a.xlsx", "/_stcore/health", "/component/a/b",
                                  "/_stcore/host-config", "/signin/../", "/signin/../mubiao", "/%73ignin/..%2f", "/.", "/api/x"])
def test_without_a_session_nothing_is_handed_out(office, session, path):
    stale = "Cookie: jinguo=" + "a" * 43
    for held in ((), (stale,), (stale, session)):
        assert not {" 200 ", " 206 "} & set(re.findall(" [0-9]{3} ", ask_raw(office[0], path, "Host: localhost", *held)))


def test_without_a_session_nothing_is_taken(office, session):
    ours = ("Host: localhost", "Origin: http://localhost")
    for method, path in (("PUT", "/_stcore/upload_file/a/b"), ("POST", "/_stcore/upload_file/a/b"),
                         ("DELETE", "/_stcore/upload_file/a/b"), ("POST", "/_stcore/agent/interact")):
        assert re.search(" 40[14] ", ask_raw(office[0], path, *ours, method=method))
        assert " 403 " in ask_raw(office[0], path, "Host: localhost", "Origin: http://evil.example", session, method=method) or (
            "agent" in path)


def test_a_websocket_opens_for_a_session_of_our_own_pages_alone(office, session):
    def opened(*headers: str) -> bool:
        return " 101 " in ask_raw(office[0], "/_stcore/stream", *headers, *SOCKET)

    ours = ("Host: localhost", "Origin: http://localhost")
    assert opened(*ours, session)
    assert not opened(*ours) and not opened(*ours, "Cookie: jinguo=" + "a" * 43)
    assert not opened("Host: localhost", "Origin: http://evil.example", session)
    assert not opened("Host: localhost", "Origin: null", session)
    assert not opened("Host: evil.example", "Origin: http://evil.example", session)


def process_of(page: Page) -> int:
    """Which of the processes nginx keeps the visitor with."""
    return next(int(held.get("value", "")) for held in page.context.cookies() if held.get("name") == "jinguo_process")


def stay(page: Page, number: int) -> None:
    """With that process from here on."""
    [held] = [held for held in page.context.cookies() if held.get("name") == "jinguo_process"]
    page.context.add_cookies([{**held, "value": str(number)}])  # pyright: ignore[reportArgumentType]
    page.reload()


def upload(page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "睢县报表.csv", "mimeType": "text/csv", "buffer": (
        "期,县,招聘会场次\n202611,睢县,3\n" + f",,{' ' * 2000}\n" * 600).encode()})  # more than nginx takes by itself, 1 MB
    expect(page.locator(".tallies")).to_be_visible()


def sign_in_counts_in_both(secure: int, as_form: str, ours: str, cookie: str) -> None:
    """Each process lets in whom the other did, keeps out whom it let out, and counts the failures of both."""
    def asked(process: int, path: str, *heads: str, form: str = "", source: str = "127.0.0.1") -> tuple[int, dict[str, str], str]:
        held = next((one for one in heads if one.startswith("Cookie: ")), "Cookie: x=y")
        more = [one for one in heads if one != held]
        return proxy.ask(secure, path, f"{held}; jinguo_process={process}", "Accept: text/html", *more, body=form.encode(),
                         method="POST" if form else "GET", source=source)

    assert [asked(process, "/mubiao", cookie)[0] for process in (1, 2)] == [200, 200]
    assert [asked(process, "/mubiao")[0] for process in (1, 2)] == [303, 303]
    mine = asked(1, "/signin", as_form, ours, form=f"name=xitong&password={GOOD}&next=/")[1]["set-cookie"]
    mine = f"Cookie: {mine.partition(';')[0]}"
    assert asked(2, "/", mine)[0] == 200
    assert asked(2, "/signout", as_form, ours, mine, form="a=b")[0] == 303
    deadline = time.monotonic() + 60
    while asked(1, "/", mine)[0] == 200 and time.monotonic() < deadline:  # it asks every two seconds who is out
        time.sleep(0.1)
    assert asked(1, "/", mine)[0] == 303
    wrong = [asked(1 + number % 2, "/signin", as_form, ours, form="name=nobody&password=wrong&next=/", source="127.0.0.8")[2]
             for number in range(6)]
    assert "已锁定到" in wrong[5] and "已锁定到" not in wrong[3]


@pytest.mark.skipif(not proxy.NGINX, reason="nginx is not installed here")
def test_behind_nginx_as_the_example_says(office, visit, new_port, start_again, tmp_path):
    """The shipped file, with TLS and two processes: the way to https, the sign-in, its cookie, the websocket, an upload, a
    download, strangers' names, from where one came; what one process knows the other does; and one that ends."""
    plain = new_port(2)
    secure = plain + 1
    _, other = start_again(office[1])
    ports = (int(office[0].rpartition(":")[2]), other)
    with proxy.in_front(tmp_path, ports, plain, secure):
        status, heads, _ = proxy.ask(plain, "/mubiao?month=11", secure=False, host="evil.example")
        assert (status, heads["location"]) == (301, f"https://{proxy.NAME}/mubiao?month=11")
        status, heads, words = proxy.ask(secure, "/signin")
        assert status == 200 and "max-age" in heads["strict-transport-security"] and "登录" in words
        assert proxy.protocol(secure) == "h2", "all the small files of a first visit at once"
        assert proxy.ask(secure, "/signin", host="evil.example")[0] == 421
        assert proxy.ask(secure, "/", "Accept: text/html", "X-Remote-User: shiji")[1]["location"] == "/signin?next=%2F"

        form = f"name=shiji&password={GOOD}&next=/".encode()
        as_form, ours = "Content-Type: application/x-www-form-urlencoded", f"Origin: https://{proxy.NAME}"
        assert proxy.ask(secure, "/signin", as_form, "Origin: https://evil.example", method="POST", body=form)[0] == 403
        status, heads, _ = proxy.ask(secure, "/signin", as_form, ours, "X-Forwarded-For: 10.9.9.9", method="POST", body=form,
                                     source="127.0.0.7")
        assert (status, heads["location"]) == (303, "/") and {"Secure", "HttpOnly", "SameSite=strict"} <= set(
            re.split("; ", heads["set-cookie"].replace("Strict", "strict")))
        engine = open_engine(office[1])
        with reading(engine) as connection:
            assert read_record(connection, many=1).iloc[0][["act", "account", "address"]].tolist() == [
                "sign-in", "shiji", "127.0.0.7"], "the caller's own address, not what it wrote, nor nginx's"
        engine.dispose()
        cookie = f"Cookie: {heads['set-cookie'].partition(';')[0]}"
        assert [proxy.ask(secure, "/_stcore/stream", *SOCKET, *more)[0] for more in ((ours, cookie), (ours,), (
            "Origin: https://evil.example", cookie))] == [101, 403, 403]

        sign_in_counts_in_both(secure, as_form, ours, cookie)

        one = visit(address=f"https://127.0.0.1:{secure}", secure=False)
        page = one.page
        page.goto(f"{one.address}/daoru")
        fill_in(page, "shiji")
        one.at("/daoru")
        stay(page, 2)
        upload(page)
        page.goto(f"{one.address}/mubiao?region=411422&year=2026&month=11")
        one.at("/mubiao", region="411422")
        assert process_of(page) == 2 and saved(page, "导出 Excel")[0].startswith("导出编号")
        start_again.running[-1].kill()
        page.goto(f"{one.address}/daoru")
        one.at("/daoru")
        assert process_of(page) == 1, "still signed in, and with the other"
        upload(page)
        assert proxy.ask(secure, "/_stcore/upload_file/a/b", ours, cookie, method="PUT", body=bytes(52 * 2**20))[0] == 413
        close(one)
        page.context.close()
    with proxy.in_front(tmp_path, (new_port(),), plain, secure):
        status, _, words = proxy.ask(secure, "/")
        assert status == 503 and "程序没有启动" in words

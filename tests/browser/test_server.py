"""The server around the pages: headers, readiness, and what happens when it is not well."""

import json
import socket

import pytest
from playwright.sync_api import expect


def test_ready_says_the_data_version(server, get):
    status, headers, text = get(f"{server}/api/ready")
    assert status == 200 and (said := json.loads(text))["data_version"] > 1 and said["ready"] is True and len(said) == 2
    assert headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("address", ["/", "/guanai?region=411422", "/api/ready", "/_stcore/health"])
def test_security_headers(server, get, address):
    status, headers, _ = get(server + address)
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors" in policy and "http" not in policy and "*" not in policy
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in scripts and "sha256-" in scripts
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"


def ask_raw(server: str, path: str, *headers: str) -> str:
    """The status line that a hand-written request gets."""
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall("\r\n".join([f"GET {path} HTTP/1.1", *headers, "", ""]).encode())
        return line.recv(400).decode().splitlines()[0]


SOCKET = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Protocol: streamlit")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "192.168.1.5:8501", "[::1]:8501", socket.gethostname(), "LOCALHOST."])
def test_this_machine_s_names_are_answered(server, name):
    assert " 200 " in ask_raw(server, "/api/ready", f"Host: {name}")


@pytest.mark.parametrize("hosts", [("evil.example",), ("localhost.evil.example:8501",), ("127.0.0.1.nip.io",), ("",),
                                   ("a@localhost",), (), ("localhost", "evil.example"), ("[::1",)])
def test_another_name_that_leads_here_is_not(server, hosts):
    """A page on the internet can have its own name lead to this machine; its browser then asks with that name."""
    headers = [f"Host: {host}" for host in hosts]
    for path in ("/", "/api/ready", "/_stcore/health", "/static/x.js"):
        status = ask_raw(server, path, *headers)
        assert " 421 " in status or " 400 " in status
    assert " 101 " not in ask_raw(server, "/_stcore/stream", *headers, *SOCKET)


def test_a_websocket_opens_for_this_machine_s_name_and_its_own_pages(server):
    assert " 101 " in ask_raw(server, "/_stcore/stream", "Host: localhost", *SOCKET)
    assert " 101 " not in ask_raw(server, "/_stcore/stream", "Host: localhost", "Origin: http://evil.example", *SOCKET)


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json",
                                  "/_stcore/script-health-check"])
def test_what_tells_about_the_server_is_closed(server, path):
    assert " 404 " in ask_raw(server, path, "Host: localhost")


def test_no_text_becomes_a_script(visit):
    """Charts are drawn without it, and what would run is told on the console, where any other test finds it."""
    one = visit()
    page = one.open("linian", over="CY-05")
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first).to_be_visible()
    assert one.wrong == []
    ran = page.evaluate("""() => new Promise(done => setTimeout(() => {
        const inline = document.createElement('script')
        inline.textContent = 'window.inline = 1'
        document.head.append(inline)
        document.body.insertAdjacentHTML('beforeend', '<img src=x: onerror="window.attribute = 1">')
        let compiled = 0
        try { compiled = Function('return 1')() } catch {}
        setTimeout(() => done([compiled, window.inline, window.attribute]), 200)
    }))""")
    assert ran == [0, None, None]
    assert one.wrong and all("Content Security Policy" in words or "x:" in words for words in one.wrong)
    one.wrong.clear()


def test_the_page_is_chinese_before_any_script_runs(server, get):
    _, _, text = get(f"{server}/xianqu")
    assert '<html lang="zh-CN">' in text and "<title>巾帼行动</title>" in text


def test_a_database_that_is_not_there_yet_and_goes_away_while_it_is_used(copy_of_demo, serve, get, visit, tmp_path):
    folder = tmp_path / "share"
    with serve(f"sqlite:///{folder / 'copy.db'}") as address:
        status, _, text = get(f"{address}/api/ready")
        assert status == 503 and json.loads(text) | {"words": ""} == {"ready": False, "reason": "unreachable", "words": ""}
        one = visit(address=address)
        page = one.open("linian", over="CY-05")
        expect(page.locator("[data-testid=stAlertContentError]")).to_contain_text("连不上数据库")
        assert "Traceback" not in page.locator("body").inner_text()
        one.shoot("fault-unreachable")
        copied = copy_of_demo()
        folder.mkdir()
        copied.rename(folder / "copy.db")
        assert get(f"{address}/api/ready")[0] == 200
        page.get_by_role("button", name="重试").click()
        expect(page.locator("p.headline")).to_be_visible()

        one.open()
        path = folder / "copy.db"
        path.rename(path.with_name("away"))
        status, _, text = get(f"{address}/api/ready")
        assert (status == 503 and json.loads(text)["reason"] == "gone"
                and json.loads(text)["words"].startswith("数据库文件不见了。"))
        page.locator("[data-pick]").first.click()
        expect(page.locator("[data-testid=stAlertContentError]")).to_contain_text("数据库文件不见了")
        assert not path.exists()
        path.with_name("away").rename(path)
        assert get(f"{address}/api/ready")[0] == 200
        page.get_by_role("button", name="重试").click()
        expect(page.locator("p.headline")).to_be_visible()
        page.close()  # else it would miss the server
        one.wrong = [words for words in one.wrong if "503" not in words]  # to whom asked for other regions meanwhile it was away


def test_a_database_that_is_not_ours_stops_the_start(copy_of_demo, start_server, tmp_path):
    path = copy_of_demo("UPDATE alembic_version SET version_num = '9999'")
    with open(tmp_path / "stderr", "w+b") as stderr:
        process = start_server(f"sqlite:///{path}", stderr)
        try:
            code = process.wait(180)
        finally:
            process.kill()
        stderr.seek(0)
        said = stderr.read().decode()
    assert code != 0 and "无法启动" in said and "结构版本" in said and "详情" in said
    assert "Traceback" not in said

"""When the server does not answer: it is said in Chinese, no figure stands under another county, and all is
well again by itself."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

CITY = {"region": "411400", "year": "2026", "month": "11"}
OLD = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"

WATCH = """() => { const root = document.documentElement
  window.seen = []
  new MutationObserver(() => seen.push(root.dataset.server)).observe(root, { attributeFilter: ['data-server'] }) }"""


def wait_until(page, state: str) -> None:
    page.wait_for_function("state => document.documentElement.dataset.server === state", state)


def test_a_cut_line_says_so_and_nothing_can_be_clicked_meanwhile(visit):
    one = visit()
    page = one.open("", **CITY)
    page.context.set_offline(True)
    try:
        wait_until(page, "gone")
        expect(page.locator("#connection")).to_contain_text("与服务器的连接断了")
        assert page.locator("[data-testid=stMain]").evaluate("main => main.inert")
    finally:
        page.context.set_offline(False)
    wait_until(page, "here")
    assert not page.locator("[data-testid=stMain]").evaluate("main => main.inert")
    expect(page.locator("#connection")).to_be_hidden()
    one.wrong.clear()


def test_a_server_that_stands_still_or_stops_says_so_and_is_found_again(visit, start_again, copy_of_demo):
    url = f"sqlite:///{copy_of_demo()}"
    process, port = start_again(url)
    one = visit(address=f"http://127.0.0.1:{port}")
    page = one.open("", **CITY)
    pill = page.locator(".st-key-region").get_by_role("radio", name="柘城县", exact=True)
    if hasattr(signal, "SIGSTOP"):
        os.kill(process.pid, signal.SIGSTOP)
        page.evaluate(WATCH)
        pill.click()
        wait_until(page, "gone")
        seen = page.evaluate("seen")
        assert seen[-1] == "gone" and set(seen[:-1]) & {"slow", "long"}, seen
        assert page.locator("[data-testid=stMain]").evaluate("main => parseFloat(getComputedStyle(main).opacity)") < 0.5
        os.kill(process.pid, signal.SIGCONT)
        wait_until(page, "here")
        one.at("/", region="411424")
        expect(page.locator("p.headline")).to_contain_text("柘城县")
        wait_until(page, "here")
    for state, seen in (("running", "long"), ("notRunning", "here")):  # a run that begins only now
        page.get_by_test_id("stApp").evaluate("(app, state) => { app.dataset.testScriptState = state }", state)
        wait_until(page, seen)
    process.kill()
    process.wait()
    wait_until(page, "gone")
    assert "Streamlit" not in page.locator("body").inner_text() and "Connect" not in page.locator("body").inner_text()
    one.shoot("connection-gone")
    start_again(url, port)
    wait_until(page, "here")
    page.locator(".st-key-region").get_by_role("radio", name="睢县", exact=True).click()
    one.at("/", region="411422")
    expect(page.locator("p.headline")).to_contain_text("睢县")
    one.wrong.clear()
    page.close()


@pytest.mark.parametrize("version, told", [(92, True), (93, True), (94, False)])
def test_a_browser_that_is_too_old_is_told_so(chromium, server, version, told):
    context = chromium.new_context(user_agent=OLD.format(version))
    context.route("**/static/js/**", lambda route: route.abort())  # it is said before the application comes
    page = context.new_page()
    page.goto(server, wait_until="domcontentloaded")
    expect(page.locator("#too-old")).to_have_count(1 if told else 0)
    if told:
        expect(page.locator("#too-old")).to_contain_text("浏览器版本太旧")
    context.close()


def test_what_tells_an_old_browser_is_written_for_one():
    """ES5: nothing that a browser from before 2015 would not read."""
    text = (Path(__file__).parents[2] / "pages" / "parts" / "shell" / "old.js").read_text("utf-8")
    assert not [new for new in ("=>", "let ", "const ", "`", "class ", "...", "async", "?.", "??") if new in text]

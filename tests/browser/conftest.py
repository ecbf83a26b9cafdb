"""A real Chromium against a real `streamlit run dashboard.py`. Whatever a page logs, fails to load or asks of another
host fails the test that opened it. With SHOTS=1 pictures go to
tests/browser/shots, which git ignores."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright
from ports import free_port

from pages.parts.shell.addresses import LOOK, OTHERS

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parent / "shots"
FIRST = {"region": "411400", "year": "2026", "month": "11"}
"""The scope of a first visit."""
WIDE = {"width": 1600, "height": 900}
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The shell, where the distribution has it, draws the same for a fifth less of the processor."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run",
         "--js-flags=--no-maglev --no-turbofan"]  # no page lives so long that compiling it better pays

expect.set_options(timeout=30_000)


def start(url: str, port: int, stderr=subprocess.DEVNULL) -> subprocess.Popen:
    """The server, on a day when the demo's last month is over and its reports may come in."""
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "--server.port", str(port), "--server.address", "127.0.0.1", "dashboard.py"],
        cwd=ROOT, env=os.environ | {"JINGUO_DATABASE_URL": url, "JINGUO_TODAY": "2026-12-05", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.DEVNULL, stderr=stderr)


def ask(url: str) -> tuple[int, dict, str]:
    """Status, headers (lower case) and text of an address."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
    except HTTPError as answer:
        return answer.code, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()


@contextmanager
def serving(url: str, port: int = 0) -> Iterator[str]:
    """The dashboard on that database: its address, once it answers. It is killed at the end: how it stops is not tested, and
    it would wait for the pages that are still open."""
    port = port or free_port()
    process = start(url, port)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def wait_for_answer(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ask(f"{address}/api/ready")
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the dashboard did not start: {process.poll()}")


@pytest.fixture(scope="session")
def server(databases, tmp_path_factory) -> Iterator[str]:
    """The address of the dashboard on a demo of its own: a file that a visitor takes is put on record there."""
    with serving(databases.copy_answered(tmp_path_factory.mktemp("served") / "demo.db")) as address:
        yield address


@pytest.fixture(scope="session")
def lent_server(databases, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """Address and file of the dashboard that tests change one after the other."""
    path = tmp_path_factory.mktemp("lent") / "copy.db"
    with serving(databases.copy_answered(path)) as address:
        yield address, path


@pytest.fixture(scope="session")
def to_lend(databases, tmp_path_factory) -> Iterator[sqlite3.Connection]:
    """The demo with answers, in a file of its own."""
    path = tmp_path_factory.mktemp("to_lend") / "demo.db"
    databases.copy_answered(path)
    with closing(sqlite3.connect(path)) as demo:
        yield demo


@pytest.fixture
def changeable(lent_server, to_lend) -> tuple[str, Path]:
    """Address and file of a dashboard on the demo that the test may change: what others did to it is gone. That is one write,
    later than theirs: a page that is still open may ask at any moment, and finds the one or the other."""
    address, path = lent_server
    with closing(sqlite3.connect(path, timeout=30)) as copy:
        (before,), = copy.execute("SELECT value FROM settings WHERE key = 'data_version'")
        with to_lend:  # the server has answers of the earlier versions; those by region are the demo's again
            to_lend.execute("UPDATE settings SET value = ? WHERE key IN ('data_version', 'data_version_counted')",
                            [str(int(before) + 1)])
            to_lend.execute("REPLACE INTO settings (key, value) VALUES ('data_version_before', ?)", [before])
        to_lend.backup(copy)
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return lent_server


@pytest.fixture(scope="session")
def serve():
    """serve(url, port): a context manager that runs the dashboard on that database and gives its address."""
    return serving


@pytest.fixture(scope="session")
def new_port():
    """new_port(many): a port for a server whose address has to be known before it starts, or the first of so many."""
    return free_port


@pytest.fixture(scope="session")
def start_server():
    """start_server(url, stderr): the bare process, for a dashboard that is not to come up."""
    return lambda url, stderr: start(url, free_port(), stderr)


@pytest.fixture
def start_again() -> Iterator:
    """start_again(url, port): the dashboard's process at that port (a free one for None) with the port, once it answers. All are
    in its `running`."""
    running = []

    def begin(url: str, port: int | None = None) -> tuple[subprocess.Popen, int]:
        port = port or free_port()
        running.append(start(url, port))
        wait_for_answer(f"http://127.0.0.1:{port}", running[-1])
        return running[-1], port

    begin.running = running
    yield begin
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def get():
    """get(url): status, headers and text."""
    return ask


@pytest.fixture
def copy_of_demo(databases, tmp_path):
    """copy_of_demo(*statements): the file of a copy of the demo on which the statements were run."""
    def copy(*statements: str) -> Path:
        path = tmp_path / "copy.db"
        databases.copy_answered(path)
        target = sqlite3.connect(path)
        for statement in (*statements, "DELETE FROM answers") if statements else ():
            with target:
                target.execute(statement)
        target.close()
        return path

    return copy


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright) -> Iterator[Browser]:
    """For contexts that know nothing."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def at_home(playwright, tmp_path_factory) -> Iterator[BrowserContext]:
    """The context of a browser that keeps on disk what it made of Streamlit's scripts: a page costs a third less."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("browser"), executable_path=CHROMIUM, args=QUIET, viewport=WIDE, locale="zh-CN")
    yield context
    context.close()


def wait_for_function(page: Page, holds: str, arg=None, timeout: float = 30_000, idle: bool = False) -> None:
    """As Playwright's own, which has the page compile text again and again: the page's policy forbids that. idle: it has to hold
    while the page has nothing more to do."""
    wait = f"""arg => new Promise((done, fail) => {{
        const look = (counts) => {{
            let held = false, fault = ''
            try {{
                held = {holds}
                if (typeof held === 'function') held = held(arg)
            }} catch (thrown) {{ fault = `: ${{thrown}}` }}  // thrown in a timer nobody would hear of it, and wait for ever
            if (held && !counts) return requestIdleCallback(() => look(true), {{ timeout: 5000 }})
            if (held) return done()
            performance.now() > end ? fail(new Error(`waited in vain${{fault}}`)) : setTimeout(look, 30, anyhow)
        }}
        const end = performance.now() + {timeout}, anyhow = {str(not idle).lower()}
        look(anyhow)
    }})"""
    while True:
        try:
            return page.evaluate(wait, arg)
        except Error as error:  # the page went on to another meanwhile
            if "navigation" not in str(error) and "context was destroyed" not in str(error):
                raise


Page.wait_for_function = wait_for_function


class Visit:
    """A page in a browser context of its own, and what went wrong in it."""

    def __init__(self, page: Page, address: str):
        self.page, self.address, self.wrong = page, address, []
        page.on("console", lambda said: said.type == "error" and self.wrong.append(f"console: {said.text[:300]}"))
        page.on("pageerror", lambda error: self.wrong.append(f"page error: {str(error)[:300]}"))
        page.on("response", lambda answer: answer.status >= 400 and self.wrong.append(f"{answer.status} {answer.url}"))
        page.on("request", lambda request: self._check_host(request.url))
        page.on("websocket", lambda socket: self._check_host(socket.url))

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.address).netloc:
            self.wrong.append(f"asks another host: {url[:200]}")

    def open(self, address: str = "", **query: str) -> Page:
        """The page at the address, drawn to the end."""
        self.page.goto(f"{self.address}/{address}" + (f"?{urlencode(query)}" if query else ""))
        self.settle()
        return self.page

    def go(self, address: str = "", **query: str) -> Page:
        """From the page that is open to another, as the search leads there: without loading anything anew. What is not asked
        for is as on a first visit."""
        query = FIRST | query
        if not self.page.get_by_test_id("stApp").count():
            return self.open(address, **query)
        # What still runs would write its own address over this one; who was cut off (all of a browser at once) hears nothing.
        self.page.wait_for_function("""() => {
            const { testScriptState, testConnectionState } = document.querySelector('[data-testid=stApp]').dataset
            return testScriptState === 'notRunning' && testConnectionState === 'CONNECTED' &&
                !('ahead' in document.documentElement.dataset)
        }""", idle=True)
        self.page.evaluate("""to => new Promise(done => {  // it may take a moment until the page runs
            new MutationObserver(done).observe(document.querySelector('[data-testid=stApp]'),
                                               { attributeFilter: ['data-test-script-state'] })
            const give = () => document.documentElement.dataset.server === 'here' ? done() : setTimeout(give, 100)
            setTimeout(give, 2000)
            history.pushState(history.state, '', to)
            dispatchEvent(new PopStateEvent('popstate', { state: history.state })) })""", f"/{address}?{urlencode(query)}")
        self.at(f"/{address}", **query)
        return self.page

    def settle(self) -> None:
        """Waits until the app has run and its last block is drawn: boards are a moment after the run is over, on a slow machine a
        long one."""
        self.page.wait_for_function("""() => {
            const app = document.querySelector('[data-testid=stApp]')
            if (!app || app.dataset.testScriptState !== 'notRunning') return false
            if (document.querySelector('[data-stale=true], [data-testid=stSkeleton]')) return false
            if ('ahead' in document.documentElement.dataset) return false
            if (['slow', 'long'].includes(document.documentElement.dataset.server)) return false
            const drawn = [...document.querySelectorAll('[data-testid^=stBidiComponent]')].every(host => {
                const board = (host.shadowRoot || host).querySelector('.board')
                return board && board.childElementCount
            })
            if (document.querySelector('[data-testid=stAlertContentError]')) return true
            return drawn && location.search.includes('region=') && document.querySelector('.badges')
        }""", timeout=30_000, idle=True)

    def at(self, path: str = "/", **query: str) -> None:
        """Waits until the address bar says so, then for the page; more parameters than those asked about may stand there."""
        self.page.wait_for_function("""([path, query]) => location.pathname === path &&
            Object.entries(query).every(([name, value]) => new URLSearchParams(location.search).get(name) === value)""",
            arg=[path, query], timeout=30_000)
        self.settle()

    def choose(self, name: str) -> None:
        """A page of the menu, out of its group where it is in one."""
        group = next((group for _, title, _, group in OTHERS.values() if title == name and group != LOOK), None)
        if group:
            self.page.get_by_role("button", name=re.compile(f"^{group}")).click()
        self.page.get_by_role("menuitem" if group else "link", name=name, exact=True).click()

    @property
    def query(self) -> dict[str, str]:
        href = self.page.evaluate("location.href")
        return {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}

    def in_region(self, name: str) -> None:
        """Waits until the bar has that one chosen: the address may say so a moment before."""
        expect(self.page.locator(".st-key-region [aria-checked=true]")).to_have_text(name)

    @property
    def region(self) -> str:
        return self.page.locator(".st-key-region [aria-checked=true]").inner_text()

    def shoot(self, name: str) -> None:
        if not os.environ.get("SHOTS"):  # a picture costs as much as a page
            return
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


@pytest.fixture(scope="session")
def open_visit(server, at_home, request) -> Iterator:
    """open_visit(size, address, fresh, cold, secure): a page of a visitor. One who is fresh has never been there, but has the
    server's files (their loading is not what the tests of a hundred pages are about); only a cold one has nothing; one who is
    not secure minds no certificate."""
    contexts = []

    def enter(secure: bool = True) -> BrowserContext:
        chromium = request.getfixturevalue("chromium")
        contexts.append(chromium.new_context(viewport=WIDE, locale="zh-CN", ignore_https_errors=not secure))
        return contexts[-1]

    def come(size: dict = WIDE, address: str = server, fresh: bool = False, cold: bool = False,
             secure: bool = True) -> Visit:
        page = (enter(secure) if cold or not secure else at_home).new_page()
        page.set_viewport_size(size)
        if fresh:
            page.context.new_cdp_session(page).send(
                "Storage.clearDataForOrigin", {"origin": address, "storageTypes": "cookies,local_storage,indexeddb"})
        return Visit(page, address)

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def visit(open_visit) -> Iterator:
    """As open_visit; at the end of the test nothing may have gone wrong on any of its pages."""
    visits = []

    def come(*size, **wanted) -> Visit:
        visits.append(open_visit(*size, **wanted))
        return visits[-1]

    yield come
    for one in visits:
        one.page.close()
    assert [wrong for one in visits for wrong in one.wrong] == []


@pytest.fixture(scope="session")
def walkers() -> dict[str, Visit]:
    """By the address of their server, which lives as long as they."""
    return {}


@pytest.fixture
def walk(walkers, open_visit, server, request) -> Iterator:
    """walk(size, address): the page of a visitor who goes on from test to test, for those that leave nothing behind but what an
    address leads away from; `go` leads to a page for a fifth of what it costs to open one. The address is that of `server` or
    `changeable`. After a test that fails another visitor comes."""
    failed, met = request.session.testsfailed, {}

    def meet(size: dict = WIDE, address: str = server) -> Visit:
        if address not in walkers:
            walkers[address] = open_visit(address=address)
        met[address] = one = walkers[address]
        one.wrong.clear()
        one.page.set_viewport_size(size)
        return one

    yield meet
    wrong = [words for one in met.values() for words in one.wrong]
    if wrong or request.session.testsfailed > failed:
        for address in met:
            walkers.pop(address).page.close()
    assert wrong == []

"""What a click costs: to whoever clicks, in real Chromium, and to the server, in CPU time.

A click here is `element.click()` in the page, on a radio option of the floor, a county's pill of the dashboard or an
action's of the target desk (a filter of its table of 110 indicators × the regions);
performance.now() is read just before. `number` is the animation frame after which the metric, or the headline
sentence, said something else; `painted` the animation frame after which nothing in a board (the floor's metric) was drawn anew,
marks and states aside; `all` the animation frame after the last DOM change (anywhere, shadow roots included,
charts are SVG) that was followed by 300 ms without any, the app being idle by its own word (data-test-script-state).

Weaknesses: the way of a real mouse event through the browser and the pressing of the button are not in it; a frame's
rasterising comes after its animation frame and is not either; attribute changes count even where nobody sees them,
so `all` is rather late than early; browser and server share the cores, as they do not in use; nothing lies between
them, as it does in use.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from servers import PEERS, Server, serving
from streamlit.proto.BackMsg_pb2 import BackMsg

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--no-first-run"]
IDLE_SECONDS = 3
WINDOW = {"width": 1600, "height": 900}
SCRIPT = (Path(__file__).parent / "page.js").read_text("utf-8")

# page -> its server, its path, what is clicked, and the number that has to change. The first option (of the
# pills: 全市) is what a page opens with, and is never clicked.
PAGES = {"floor": ("floor", "/", "[data-testid=stRadio] input", "[data-testid=stMetricValue]"),
         "overview": ("dashboard", "/", ".st-key-region button", "p.headline"),
         "action": ("dashboard", "/chuangye", ".st-key-region button", "p.headline"),
         "county": ("dashboard", "/xianqu", ".st-key-region button", "p.headline"),
         "homes": ("dashboard", "/jiayuan", ".st-key-region button", "p.headline"),
         "targets": ("dashboard", "/mubiao", "[aria-label=行动] button", "p.headline"),
         **{name: (name, "/", "input[type=radio]", "#number") for name in PEERS}}


class Clicker:
    """A page in a browser context of its own, clicked through its options round and round."""

    def __init__(self, browser: Browser, name: str, servers: dict[str, Server]):
        server, path, self.options, self.number = PAGES[name]
        self.name, self.server = name, servers[server]
        self.reruns = self.received = 0
        context = browser.new_context(viewport=WINDOW, locale="zh-CN", bypass_csp=True)  # Playwright waits by eval
        context.add_init_script(SCRIPT)
        self.page = context.new_page()
        self.page.on("websocket", lambda socket: (socket.on("framesent", self._count), socket.on("framereceived", self._weigh)))
        open_page(self.page, self.server.url + path, self.number)
        self.page.wait_for_function("number => bench.settled(number)", arg=self.number)
        self.choices = self.page.locator(self.options).count() - 1
        self._round = cycle(range(1, self.choices + 1))

    def _count(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.reruns += 1

    def _weigh(self, frame: bytes | str) -> None:
        self.received += len(frame)

    def click(self) -> dict[str, float]:
        """Clicks the next option; milliseconds to `number`, `painted` and `all`."""
        return self.page.evaluate("([options, index, number]) => bench.click(options, index, number)",
                                  [self.options, next(self._round), self.number])

    def close(self) -> None:
        self.page.context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(page: Page, url: str, number: str) -> None:
    page.goto(url, wait_until="commit")
    page.locator(number).first.wait_for(timeout=60_000)


def measure_cold(browser: Browser, database_url: str, folder: Path) -> dict[str, list[dict]]:
    """Every county's first click after a start, each page on a server that has served nothing else.

    What the counties share (one standing of all of them) was computed when the page opened; what a county has for
    itself was not.
    """
    found = {}
    for name in ("overview", "action"):
        with serving("dashboard", database_url, folder) as server:
            clicker = Clicker(browser, name, {"dashboard": server})
            found[name] = [clicker.click() for _ in range(clicker.choices)]
            clicker.close()
    return found


def measure_warm(clickers: list[Clicker], clicks: int) -> dict[str, list[dict]]:
    """Clicks the pages in turn, so that noise of the machine falls on all of them."""
    found = {clicker.name: [] for clicker in clickers}
    for clicker in islice(cycle(clickers), clicks * len(clickers)):
        found[clicker.name].append(clicker.click())
    return found


def measure_cpu(clickers: list[Clicker], clicks: int) -> dict[str, dict]:
    """The server's CPU milliseconds per rerun, page after page, the other pages standing still.

    What the server uses while nobody clicks, some 5 ms a second, is measured first and taken off. A click lasts 350 ms
    or more, so garbage collected soon after a rerun is counted. The CPU time of a rerun is longer where something else
    runs on the machine and the core's caches with it.
    """
    found = {}
    for clicker in clickers:
        if clicker.name in PEERS:
            continue
        idle = _cpu_ms_per_second(clicker)
        clicker.reruns = clicker.received = 0
        before, began = clicker.server.cpu_ms(), time.perf_counter()
        for _ in range(clicks):
            clicker.click()
        used = clicker.server.cpu_ms() - before - idle * (time.perf_counter() - began)
        found[clicker.name] = {"cpu_ms": used / clicker.reruns, "reruns_per_click": clicker.reruns / clicks,
                               "kb_per_click": clicker.received / clicks / 1000,
                               "idle_ms_per_second": idle}
    return found


def _cpu_ms_per_second(clicker: Clicker) -> float:
    before = clicker.server.cpu_ms()
    time.sleep(IDLE_SECONDS)
    return (clicker.server.cpu_ms() - before) / IDLE_SECONDS


def measure_paint(browser: Browser, database_url: str, folder: Path, times: int) -> dict[str, list[float]]:
    """Milliseconds from a visitor's first request to the last change painted, the browser's cache empty, the servers and
    their answers warm; floor and target desk in turn. With it, as targets_new, the first visit to a server that has
    answered nothing yet but what it warms up by itself."""
    found = {"floor": [], "targets": [], "targets_new": []}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(name, database_url, folder)) for name in ("floor", "dashboard")}
        found["targets_new"].append(_paint(browser, "targets", servers))
        _paint(browser, "floor", servers)
        for _ in range(times):
            for name in ("floor", "targets"):
                found[name].append(_paint(browser, name, servers))
    return found


def _paint(browser: Browser, name: str, servers: dict[str, Server]) -> float:
    server, path, _, number = PAGES[name]
    context = browser.new_context(viewport=WINDOW, locale="zh-CN", bypass_csp=True)  # Playwright waits by eval
    context.add_init_script(SCRIPT)
    page = context.new_page()
    open_page(page, servers[server].url + path, number)
    page.wait_for_function("number => bench.settled(number)", arg=number, timeout=60_000)
    painted = page.evaluate("bench.painted()")
    context.close()
    return painted


@contextmanager
def warmed(browser: Browser, database_url: str, folder: Path, warm_up: int) -> Iterator[list[Clicker]]:
    """The pages, open, each clicked through all of its options at least once."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(name, database_url, folder)) for name in ("floor", "dashboard", *PEERS)}
        clickers = [Clicker(browser, name, servers) for name in PAGES]
        for clicker in clickers:
            for _ in range(max(warm_up, clicker.choices)):
                clicker.click()
        yield clickers
        for clicker in clickers:
            clicker.close()

"""How long after a start the first visitor sees the overview.

Wall milliseconds from the start of the server's process: until it answers, and until the headline stands in a browser
context that has nothing cached, opened the moment it answers. The database is there already; the browser runs already.
The operating system has the files of Python and its packages in memory from the run before: after a reboot it takes
longer. Seen from outside the page through Playwright, so some milliseconds late.
"""

import time
from pathlib import Path

from clicks import PAGES, WINDOW, open_page
from playwright.sync_api import Browser
from servers import Server


def measure_start(browser: Browser, database_url: str, folder: Path, times: int) -> list[dict[str, float]]:
    return [_start_once(browser, database_url, folder) for _ in range(times)]


def _start_once(browser: Browser, database_url: str, folder: Path) -> dict[str, float]:
    server, path, _, number = PAGES["overview"]
    context = browser.new_context(viewport=WINDOW, locale="zh-CN")
    page = context.new_page()
    started = Server(server, database_url, folder / "start.log")
    try:
        up = started.wait_until_up()
        open_page(page, started.url + path, number)
        return {"up": up, "painted": (time.perf_counter() - started.started) * 1000}
    finally:
        started.stop()
        context.close()

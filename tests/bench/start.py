"""How long after a start the first visitor sees the overview, and can click on it; by turns with the floor, an empty page.

Wall milliseconds from the start of the server's process: until it answers, and until the headline stands in a browser
context that has nothing cached, opened the moment it answers. The database is there already, and a server has run on it for long
enough to keep its first page there, as on any day but the first; the browser runs already.
The operating system has the files of Python and its packages in memory from the run before: after a reboot it takes
longer. Seen from outside the page through Playwright, so some milliseconds late.
"""

import sqlite3
import time
from pathlib import Path

from clicks import PAGES, WINDOW, open_page
from playwright.sync_api import Browser
from servers import Server, serving


def measure_start(browser: Browser, database_url: str, folder: Path, times: int) -> list[dict[str, float]]:
    with serving("dashboard", database_url, folder), sqlite3.connect(database_url.removeprefix("sqlite:///")) as database:
        while not database.execute("SELECT count(*) FROM answers WHERE question = 'first'").fetchone()[0]:
            time.sleep(0.1)
    return [{"floor": _start_once(browser, "floor", database_url, folder)["painted"],
             **_start_once(browser, "overview", database_url, folder)} for _ in range(times)]


def _start_once(browser: Browser, name: str, database_url: str, folder: Path) -> dict[str, float]:
    """up: until it answers; painted: until the headline stands, in the picture (ui/first.py) or the page; live: in the page."""
    server, path, _, number = PAGES[name]
    context = browser.new_context(viewport=WINDOW, locale="zh-CN")
    page = context.new_page()
    started = Server(server, database_url, folder / "start.log")
    try:
        up = started.wait_until_up()
        open_page(page, started.url + path, number)
        painted = (time.perf_counter() - started.started) * 1000
        page.locator(f"[data-testid=stApp] {number}").first.wait_for(timeout=60_000)
        return {"up": up, "painted": painted, "live": (time.perf_counter() - started.started) * 1000}
    finally:
        started.stop()
        context.close()

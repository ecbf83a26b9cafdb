"""What it costs that callers are asked who they are: the first page of a default install (单机) with that middleware and without.

    python tests/bench/doors.py [--times 20] [--url sqlite:///demo.db]

Two servers on one database, visited by turns, each time by a browser with an empty cache: wall milliseconds until the headline
of the overview stands, and CPU milliseconds of the server. Both are compared within the one run; the order of a pair changes
from turn to turn.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from clicks import PAGES, WINDOW, chromium, open_page
from playwright.sync_api import Browser
from servers import Server, prepare_database, serving

PAIR = ("dashboard", "bare")


def visit(browser: Browser, server: Server) -> tuple[float, float]:
    """Wall and CPU milliseconds of one first page."""
    context = browser.new_context(viewport=WINDOW, locale="zh-CN")
    try:
        page, before, begun = context.new_page(), server.cpu_ms(), time.perf_counter()
        open_page(page, server.url, PAGES["overview"][3])
        took = (time.perf_counter() - begun) * 1000
        page.wait_for_timeout(700)  # what it still does for this page
        return took, server.cpu_ms() - before
    finally:
        context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--url")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        url = wanted.url or prepare_database(folder)
        with serving("dashboard", url, folder) as asking, serving("bare", url, folder) as bare:
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in PAIR}
            servers = dict(zip(PAIR, (asking, bare), strict=True))
            for turn in range(wanted.times + 2):
                for name in PAIR if turn % 2 else PAIR[::-1]:
                    took = visit(browser, servers[name])
                    if turn >= 2:  # the first ones warm both up
                        found[name].append(took)
    middles = {name: [statistics.median(column) for column in zip(*took, strict=True)] for name, took in found.items()}
    for at, what in enumerate(("first page, ms", "server CPU, ms")):
        with_it, without = middles["dashboard"][at], middles["bare"][at]
        print(f"{what}: {with_it:.0f} with, {without:.0f} without, {with_it / without - 1:+.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

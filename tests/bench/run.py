"""Measures the dashboard on this machine: `python tests/bench/run.py`. What the rows mean: README.md beside this file.

How each figure is taken, and where it is weak, is told in start.py, clicks.py and sessions.py. Nothing is asserted:
times depend on the machine and on what else it does.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clicks import PAGES, chromium, measure_cold, measure_cpu, measure_paint, measure_warm, warmed
from report import machine, table
from servers import HOME, prepare_database, serving
from start import measure_start

RESULTS = HOME / "tests" / "bench" / "results" / "latest.json"


def main() -> None:
    wanted = arguments()
    if wanted.targets:
        PAGES["targets"] = ("dashboard", wanted.targets, *PAGES["targets"][2:])
    with tempfile.TemporaryDirectory(prefix="jinguo-bench-") as name:
        folder = Path(name)
        url = wanted.url or prepare_database(folder)
        found = {"machine": machine(None)}
        parts = [wanted.only] if wanted.only else ["start", "paint", "browser", "cpu", "sessions"]
        if set(parts) & {"start", "paint", "browser", "cpu"}:
            with chromium() as browser:
                found["machine"] = machine(browser.version)
                in_browser(found, browser, parts, url, folder, wanted)
        if "sessions" in parts:
            tell(f"{wanted.sessions} sessions for {wanted.seconds:g} s")
            found["sessions"] = measure_sessions(url, folder, wanted)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found | {"at": time.strftime("%Y-%m-%dT%H:%M:%S")}, ensure_ascii=False, indent=1))
    print(table(found))


def in_browser(found: dict, browser, parts: list[str], url: str, folder: Path, wanted: argparse.Namespace) -> None:
    if "start" in parts:
        tell(f"{wanted.starts} starts")
        found["start"] = measure_start(browser, url, folder, wanted.starts)
    if "paint" in parts:
        tell(f"{wanted.paints} first visits a page, in turn")
        found["paint"] = measure_paint(browser, url, folder, wanted.paints)
    if "browser" in parts:
        tell("the first click on each county")
        found["cold"] = measure_cold(browser, url, folder)
    if set(parts) & {"browser", "cpu"}:
        tell("warming up")
        with warmed(browser, url, folder, wanted.warm_up) as clickers:
            if "browser" in parts:
                tell(f"{wanted.clicks} clicks a page, in turn")
                found["warm"] = measure_warm(clickers, wanted.clicks)
            if "cpu" in parts:
                tell(f"{wanted.clicks} clicks a page for the CPU time")
                found["cpu"] = measure_cpu(clickers, wanted.clicks)


def measure_sessions(url: str, folder: Path, wanted: argparse.Namespace) -> dict:
    """Runs sessions.py in a process of its own against a server of its own; adds the server's CPU time."""
    with serving("dashboard", url, folder) as server:
        command = [sys.executable, Path(__file__).parent / "sessions.py",
                   f"ws://127.0.0.1:{server.port}/_stcore/stream", "--sessions", str(wanted.sessions),
                   "--seconds", str(wanted.seconds), "--every", str(wanted.every)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            ready = client.stdout.readline()
            before = server.cpu_ms()
            rest = client.stdout.read()
            used = server.cpu_ms() - before
        if ready.strip() != "ready" or client.returncode:
            raise RuntimeError(f"sessions.py failed; the server's log:\n{server.log.read_text()[-3000:]}")
    found = json.loads(rest)
    return found | {"sessions": wanted.sessions, "cpu_ms": used / max(1, len(found["latencies"]))}


def tell(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=["start", "paint", "browser", "cpu", "sessions"],
                        help="one part instead of all five")
    parser.add_argument("--url", help="an existing database instead of a new one with the demo")
    parser.add_argument("--targets", help="the target desk's address, as /mubiao?aim_place=every for all counties of a province")
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--paints", type=int, default=7, help="first visits a page")
    parser.add_argument("--clicks", type=int, default=30, help="measured clicks a page")
    parser.add_argument("--warm-up", type=int, default=5, help="clicks before them; never fewer than there are options")
    parser.add_argument("--sessions", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=30, help="how long the sessions go on")
    parser.add_argument("--every", type=float, default=2, help="seconds between a session's reruns")
    return parser.parse_args()


if __name__ == "__main__":
    main()

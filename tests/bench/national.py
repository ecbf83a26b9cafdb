"""Measures the whole country: `python tests/bench/national.py [database file]`. Nothing is asserted; see README.md.

Builds the national tree (100000) with a 妇女之家 in four villages of five, then takes: coverage by county over all
villages as the page asks it, the page 妇女之家 from the address to painted against the floor page, and the memory of the
server. A database file that is there already is used again.
"""

import resource
import shutil
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

HOME = Path(__file__).parent.parent.parent
sys.path.insert(0, str(HOME))

from clicks import FLAGS, WINDOW  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from servers import serving  # noqa: E402
from sqlalchemy import insert, select, text  # noqa: E402

from data.prepare import prepare  # noqa: E402
from data.reference.catalogue import NATION  # noqa: E402
from data.write.rollups import rebuild  # noqa: E402
from pages.parts.shell.addresses import OTHERS  # noqa: E402
from queries import schema  # noqa: E402
from queries.database import open_engine, reading, writing  # noqa: E402
from queries.homes import coverage  # noqa: E402

THROUGH, TIMES = 202611, 5
SITES = """INSERT INTO sites (region_id, county_id, form, name, opened, batch_id)
SELECT id, county_id, CASE WHEN kind LIKE '%居委会' THEN '社区' ELSE '村' END, '妇女之家', 202001, 1 FROM regions
WHERE level = 'village' AND id % 5 <> 0"""


def build(file: Path) -> None:
    engine, started = open_engine(f"sqlite:///{file}"), time.perf_counter()
    prepare(engine, NATION, THROUGH)
    tell("build the tree", time.perf_counter() - started, "s")
    with writing(engine) as connection:
        now = datetime(2026, 11, 30)
        connection.execute(insert(schema.batches).values(id=1, kind="import", file_name="量", actor="量", received_at=now,
                                                         committed_at=now, rows=0))
        connection.execute(text(SITES))
        county = connection.execute(select(schema.regions.c.id).where(schema.regions.c.level == "county").limit(1)).scalar()
        connection.execute(insert(schema.observations).values(region_id=county, period=202609, indicator_id=1, value=1,
                                                              batch_id=1))
        rebuild(connection)
    tell("with the register", time.perf_counter() - started, "s")
    tell("peak memory of the build", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
    engine.dispose()


def ask_coverage(file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}")
    with reading(engine) as connection:
        ids = {level: list(connection.execute(select(schema.regions.c.id).where(schema.regions.c.level == level)).scalars())
               for level in ("province", "county")}
        for level, wanted in ids.items():
            taken, used = [], time.process_time()
            for _ in range(TIMES):
                started = time.perf_counter()
                found = coverage.coverage(connection, wanted, THROUGH)
                taken.append((time.perf_counter() - started) * 1000)
            tell(f"coverage of {len(wanted)} regions ({level}), {found['villages'].max():,.0f} villages at most",
                 f"{statistics.median(taken):,.0f}, CPU {(time.process_time() - used) * 1000 / TIMES:,.0f}", "ms")
    engine.dispose()


def paint(file: Path, folder: Path) -> None:
    home = next(code for code, (script, *_) in OTHERS.items() if script == "homes.py")
    with serving("floor", f"sqlite:///{file}", folder) as floor, serving("dashboard", f"sqlite:///{file}", folder) as server:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(viewport=WINDOW)
            provinces = [f"/{home}?region={number}0000" for number in (41, 44, 33, 51, 65, 42)]
            pages = {"floor": (floor.url, ["/"] * 6, "[data-testid=stMetricValue]"),
                     "the country": (server.url, [f"/{home}"] * 6, ".board .map"),
                     "a province, each for the first time": (server.url, provinces, ".board .map")}
            base = 1.0
            for name, (url, paths, painted) in pages.items():
                taken = []
                for path in paths:
                    started = time.perf_counter()
                    page.goto(url + path)
                    page.locator(painted).first.wait_for(timeout=120_000)
                    taken.append((time.perf_counter() - started) * 1000)
                base = statistics.median(taken[1:]) if name == "floor" else base
                tell(f"open {name}, first / median / times the floor",
                     f"{taken[0]:.0f} / {statistics.median(taken[1:]):.0f} / {statistics.median(taken[1:]) / base:.1f}", "ms")
            browser.close()
        for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
            if line.startswith(("VmRSS", "VmHWM")):
                tell(f"memory of the server, {line.split(':')[0]}", int(line.split()[1]) / 1024, "MB")


def tell(what: str, value, unit: str) -> None:
    print(f"{what}: {value if isinstance(value, str) else f'{value:,.1f}'} {unit}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="jinguo-bench-") as name:
        file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "nation.db"
        if not file.exists():
            build(file)
        ask_coverage(file)
        paint(file, Path(name))


if __name__ == "__main__":
    main()

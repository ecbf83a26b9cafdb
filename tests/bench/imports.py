"""Preview, commit and undo of a county-month (of a month that others have reported, the first of December, and two years back),
a city-year and 200,000 rows: seconds, processor seconds and memory, each in a process of its own.

    python tests/bench/imports.py [--history 24] [--url postgresql+psycopg://…]

City and 410000 are the demo's, and what filling them takes is told too; a county-month is taken in and undone once before, for
a server has done so before. The province of 200,000 rows is made up: 18 cities, 158 counties, 2,400 townships with
`--history` months of reports before the import.
Without --url everything happens in SQLite files of a temporary folder; --url names an EMPTY PostgreSQL database for the
made-up province (the others stay on SQLite).
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import func, insert, select

HOME = Path(__file__).parents[2]
sys.path.insert(0, str(HOME))

from data.intake.commit import commit, compare  # noqa: E402
from data.intake.draft import Draft  # noqa: E402
from data.prepare import prepare  # noqa: E402
from data.reference import catalogue as reference  # noqa: E402
from data.upgrade import migrate  # noqa: E402
from data.write.actor import alone
from data.write.bulk import insert_frame  # noqa: E402
from data.write.ledger import open_batch  # noqa: E402
from data.write.rollups import rebuild  # noqa: E402
from data.write.undoing import undo  # noqa: E402
from queries.database import open_engine, reading, writing  # noqa: E402
from queries.periods import fits  # noqa: E402
from queries.schema import indicators, observations, region_closure, regions, settings  # noqa: E402

AT = datetime(2027, 1, 5)
CITIES, COUNTIES, TOWNSHIPS = 18, 158, 2400


def make_province(engine, months: int) -> None:
    """The tree, the catalogue and every report of the months up to 2026-11."""
    rows = [("410000", "某省", "province", None)]
    rows += [(f"41{city + 1:02}00", f"市{city + 1}", "city", "410000") for city in range(CITIES)]
    rows += [(f"41{at % CITIES + 1:02}{at // CITIES + 2:02}", f"县{at}", "county", f"41{at % CITIES + 1:02}00")
             for at in range(COUNTIES)]
    counties = [row[0] for row in rows if row[2] == "county"]
    rows += [(f"{counties[at % COUNTIES]}{at // COUNTIES + 100}", f"乡{at}", "township", counties[at % COUNTIES])
             for at in range(TOWNSHIPS)]
    tree = pd.DataFrame(rows, columns=["code", "name", "level", "parent_code"]).sort_values("code").assign(kind=None)
    tree = reference.number(tree.reset_index(drop=True))
    reference.read_tree = lambda root: tree
    with writing(engine) as connection:
        migrate(connection)
        reference.load_reference(connection, "410000")
        connection.execute(insert(settings), [{"key": key, "value": value} for key, value in (
            ("data_version", "1"), ("root", "410000"), ("data_label", ""), ("lag_threshold", "5"), ("deadline_day", "10"))])
        batch = open_batch(connection, kind="import", file_name="以往", actor=alone("某省妇联"), received_at=AT, committed_at=AT,
                           rows=0)
        for period in [year * 100 + month for year in (2024, 2025, 2026) for month in range(1, 13)][-months - 1:-1]:
            insert_frame(connection, observations, cells_of(connection, period).assign(batch_id=batch))
        rebuild(connection)


COUNTY_MONTHS = {"county-month": 202611, "county-month, first of December": 202612, "county-month, two years back": 202411}


def county_month(connection, period: int) -> pd.DataFrame:
    """What the first county and all below it report for the period."""
    county = connection.execute(select(func.min(regions.c.id)).where(regions.c.level == "county")).scalar_one()
    inside = connection.execute(select(region_closure.c.descendant_id).where(region_closure.c.ancestor_id == county)).scalars()
    cells = cells_of(connection, period)
    return cells[cells["region_id"].isin(list(inside))]


def cells_of(connection, period: int) -> pd.DataFrame:
    """Every cell that the period asks for: KEY, value."""
    catalogue = pd.read_sql(select(indicators).where(indicators.c.kind != "ratio"), connection)
    catalogue = catalogue[[fits(period, frequency) for frequency in catalogue["frequency"]]]
    places = pd.read_sql(select(regions.c.id, regions.c.level), connection)
    both = places.merge(catalogue[["id", "report_level"]], left_on="level", right_on="report_level", suffixes=("", "_i"))
    value = np.random.default_rng(period).integers(0, 500, len(both)).astype(float)
    return pd.DataFrame({"region_id": both["id"], "period": period, "indicator_id": both["id_i"], "value": value})


def city_year(connection) -> pd.DataFrame:
    """A city's twelve months of last year once more, changed."""
    frame = pd.read_sql(select(observations.c.region_id, observations.c.period, observations.c.indicator_id,
                               observations.c.value).where(observations.c.period.between(202501, 202512)), connection)
    return frame.assign(value=frame["value"] + 1).head(12 * 9 * 110)


def province_month(connection) -> pd.DataFrame:
    """200,000 rows of one month: every monthly cell, then earlier ones changed until there are enough."""
    parts, period = [cells_of(connection, 202612)], 202611
    while sum(map(len, parts)) < 200_000:
        parts.append(cells_of(connection, period).assign(value=1.0))
        period -= 1
    return pd.concat(parts).head(200_000)


def peak_kb() -> int:
    """The most memory that this process had so far (Linux)."""
    return int(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1])


def measure(name: str, url: str) -> dict:
    engine = open_engine(url)
    with reading(engine) as connection:
        if name in COUNTY_MONTHS:
            cells = county_month(connection, COUNTY_MONTHS[name])
        else:
            cells = {"city-year": city_year, "province-month": province_month}[name](connection)
    cells = cells.assign(sheet="填报", row=range(len(cells)), column="D")
    wanted = Draft(f"{name}.xlsx", hashlib.sha256(name.encode()).hexdigest(), cells={"observations": cells})
    if name in COUNTY_MONTHS:
        done = commit(engine, wanted, content=None, actor=alone("某妇联"), received_at=AT, committed_at=AT)
        with writing(engine) as connection:
            undo(connection, done.batch_id, actor=alone("某妇联"), at=AT)
    before = peak_kb()
    begun = time.perf_counter()
    with reading(engine) as connection:
        seen = compare(connection, wanted)
    previewed, used = time.perf_counter(), time.process_time()
    done = commit(engine, wanted, content=None, actor=alone("某妇联"), received_at=AT, committed_at=AT, seen=seen)
    committed, used_then = time.perf_counter(), time.process_time()
    peak = peak_kb()
    with writing(engine) as connection:
        undo(connection, done.batch_id, actor=alone("某妇联"), at=AT)
    undone, used_last = time.perf_counter(), time.process_time()
    return {"rows": len(cells), "preview_s": round(previewed - begun, 2), "commit_s": round(committed - previewed, 2),
            "commit_cpu_s": round(used_then - used, 2), "undo_s": round(undone - committed, 2),
            "undo_cpu_s": round(used_last - used_then, 2), "peak_mb": peak // 1024, "of_which_before_mb": before // 1024,
            "cpu_s": round(time.process_time(), 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--history", type=int, default=24)
    parser.add_argument("--url")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        print(json.dumps(measure(*wanted.one), ensure_ascii=False))
        return
    with tempfile.TemporaryDirectory() as folder:
        city = f"sqlite:///{folder}/city.db"
        province = wanted.url or f"sqlite:///{folder}/province.db"
        demo = f"sqlite:///{folder}/demo.db"
        for url, root in ((city, "411400"), (demo, "410000")):
            used = time.process_time()
            prepare(open_engine(url), root, 202611)
            print(f"demo of {root} in {time.process_time() - used:.1f} CPU-s", flush=True)
        begun = time.perf_counter()
        make_province(open_engine(province), wanted.history)
        print(f"province of {wanted.history} months made in {time.perf_counter() - begun:.0f} s", flush=True)
        months = [(name, url) for url in (city, demo) for name in COUNTY_MONTHS]
        for name, url in (*months, ("city-year", city), ("province-month", province)):
            said = subprocess.run([sys.executable, __file__, "--one", name, url], cwd=HOME, capture_output=True, text=True)
            print(Path(url).stem, name, said.stdout.strip() or said.stderr[-2000:], flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))
    main()

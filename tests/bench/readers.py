"""Readers during one large import: errors, anything half-visible, and how long a page's figures took before and meanwhile.

    python tests/bench/readers.py [--rows 500000] [--url postgresql+psycopg://…]

--url names an empty PostgreSQL database; without it a SQLite file of a temporary folder is used. Four readers ask for
the standing of the city and its counties again and again, each time in one snapshot, and look whether the number of
observations is that before or that after the import.
"""

import argparse
import hashlib
import multiprocessing
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parents[2]))
from data.intake.commit import commit
from data.intake.draft import Draft
from data.prepare import prepare
from data.write.actor import alone
from data.write.ledger import KEY
from queries.database import open_engine, reading
from queries.schema import indicators, observations, regions
from queries.standing import standing

AT = datetime(2026, 11, 22)
READERS = 4


def plan(engine, rows: int) -> Draft:
    """Cells of townships, monthly flows, from 2023 back: none of them is in the demo."""
    with reading(engine) as connection:
        flows = connection.execute(select(indicators.c.id).where(
            indicators.c.kind == "flow", indicators.c.frequency == "monthly", indicators.c.report_level == "township"))
        places = connection.execute(select(regions.c.id).where(regions.c.level == "township"))
        months = [year * 100 + month for year in range(2022, 1900, -1) for month in range(12, 0, -1)]
        cells = pd.MultiIndex.from_product([months, list(places.scalars()), list(flows.scalars())],
                                           names=["period", "region_id", "indicator_id"]).to_frame(index=False).head(rows)
    assert len(cells) == rows, f"{len(cells)} cells at most"
    cells = cells[KEY].assign(value=1.0, sheet="填报", row=range(rows), column="D")
    return Draft("大文件.xlsx", hashlib.sha256(b"readers").hexdigest(), cells={"observations": cells})


def look(url: str, stop, results) -> None:
    """Asks until told to stop; puts (moment, milliseconds, observations or the error)."""
    engine, ids = open_engine(url), list(range(1, 11))
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    found = []
    while not stop.is_set():
        begun = time.monotonic()
        try:
            with reading(engine.execution_options(**options)) as connection:
                standing(connection, ids, 2026, 11)
                taken = (time.monotonic() - begun) * 1000
                told = connection.scalar(select(func.count()).select_from(observations))
        except Exception as error:
            taken, told = 0.0, repr(error)
        found.append((begun, taken, told))
        time.sleep(0.2)
    results.put(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--url")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = wanted.url or f"sqlite:///{folder}/readers.db"
        engine = open_engine(url)
        prepare(engine, "411400", 202611)
        with reading(engine) as connection:
            before = connection.scalar(select(func.count()).select_from(observations))
        large, stop, results = plan(engine, wanted.rows), multiprocessing.Event(), multiprocessing.Queue()
        readers = [multiprocessing.Process(target=look, args=(url, stop, results)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        time.sleep(10)
        start = time.monotonic()
        commit(engine, large, content=None, actor=alone("某妇联"), received_at=AT, committed_at=AT)
        end = time.monotonic()
        time.sleep(2)
        stop.set()
        found = [row for _ in readers for row in results.get(timeout=60)]
        for reader in readers:
            reader.join()
    errors = [told for _, _, told in found if isinstance(told, str)]
    half = [told for _, _, told in found if told not in (before, before + wanted.rows) and told not in errors]
    print(f"import of {wanted.rows} rows: {end - start:.1f} s; {len(found)} readings, {len(errors)} errors, "
          f"{len(half)} half-visible")
    for name, times in (("before", [taken for begun, taken, _ in found if begun < start]),
                        ("meanwhile", [taken for begun, taken, _ in found if start <= begun <= end])):
        print(f"{name}: {len(times)} readings, p50 {np.percentile(times, 50):.0f} ms, p95 {np.percentile(times, 95):.0f} ms")
    print(*errors[:3], sep="\n")


if __name__ == "__main__":
    main()

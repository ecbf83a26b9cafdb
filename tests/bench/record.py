"""What the record (审计) costs an import: CPU seconds of a county's month and a city's year, by turns with it and without.

    python tests/bench/record.py [--times 7]

Check, commit and undo in one process, on SQLite; without it no row is added. The least of each, for whoever else is on the
machine only adds; and, in every run with it, what was spent inside the record alone (two rows), the median of that.
"""

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from unittest.mock import patch

from imports import AT, HOME, Draft, alone, cells_of, city_year, commit, compare, open_engine, prepare, reading, undo, writing
from sqlalchemy import func, select

from data.write.ledger import note_batch as NOTE
from queries.schema import regions

INSIDE = [0.0]
"""CPU seconds spent in the record since the last run began."""


def counted(*arguments, **named) -> None:
    begun = time.process_time()
    NOTE(*arguments, **named)
    INSIDE[0] += time.process_time() - begun


def once(engine, cells, name: str) -> float:
    wanted = Draft(name, hashlib.sha256(name.encode()).hexdigest(), cells={"observations": cells})
    INSIDE[0], begun = 0.0, time.process_time()
    with reading(engine) as connection:
        seen = compare(connection, wanted)
    done = commit(engine, wanted, content=None, actor=alone("某妇联"), received_at=AT, committed_at=AT, seen=seen)
    with writing(engine) as connection:
        undo(connection, done.batch_id, actor=alone("某妇联"), at=AT)
    return time.process_time() - begun


def compare_ways(engine, name: str, cells, times: int) -> None:
    cells, took, inside = cells.assign(sheet="填报", row=range(len(cells)), column="D"), {True: [], False: []}, []
    for turn in range(times + 1):
        for recorded in (True, False):
            with patch("data.write.ledger.note_batch", counted if recorded else lambda *_, **__: None):
                spent = once(engine, cells, f"{name}-{turn}-{recorded}.xlsx")
            if turn:  # the first ones warm it up
                took[recorded].append(spent * 1000)
                inside += [INSIDE[0] * 1000] if recorded else []
    with_it, without = min(took[True]), min(took[False])
    print(f"{name} ({len(cells):,} rows): {with_it:.0f} ms CPU with, {without:.0f} without; "
          f"inside the record {statistics.median(inside):.1f} ms", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/city.db")
        prepare(engine, "411400", 202611)
        with reading(engine) as connection:
            county = connection.execute(select(func.min(regions.c.id)).where(regions.c.level == "county")).scalar_one()
            files = {"county-month": cells_of(connection, 202611, county), "city-year": city_year(connection)}
        for name, cells in files.items():
            compare_ways(engine, name, cells, wanted.times)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))
    sys.exit(main())

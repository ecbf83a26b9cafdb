"""What the record (审计) costs an import: CPU seconds of a county's month and a city's year, by turns with it and without.

    python tests/bench/record.py [--times 7]

Check, commit and undo in one process, on SQLite; without it no row is added. Medians, and their ratio within the one run.
"""

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from unittest.mock import patch

from imports import AT, HOME, Draft, alone, cells_of, city_year, commit, compare, open_engine, prepare, reading, undo, writing
from sqlalchemy import func, select

from queries.schema import regions


def once(engine, cells, name: str) -> float:
    wanted = Draft(name, hashlib.sha256(name.encode()).hexdigest(), cells={"observations": cells})
    begun = time.process_time()
    with reading(engine) as connection:
        seen = compare(connection, wanted)
    done = commit(engine, wanted, content=None, actor=alone("某妇联"), received_at=AT, committed_at=AT, seen=seen)
    with writing(engine) as connection:
        undo(connection, done.batch_id, actor=alone("某妇联"), at=AT)
    return time.process_time() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/city.db")
        prepare(engine, "411400", 202611)
        with reading(engine) as connection:
            county = connection.execute(select(func.min(regions.c.id)).where(regions.c.level == "county")).scalar_one()
            files = {"county-month": cells_of(connection, 202611, county).head(110), "city-year": city_year(connection)}
        for name, cells in files.items():
            cells = cells.assign(sheet="填报", row=range(len(cells)), column="D")
            took: dict[bool, list[float]] = {True: [], False: []}
            for turn in range(wanted.times + 1):
                for recorded in (True, False):
                    with nullcontext() if recorded else patch("data.write.ledger.note_batch", lambda *_, **__: None):
                        spent = once(engine, cells, f"{name}-{turn}-{recorded}.xlsx")
                    if turn:
                        took[recorded].append(spent)
            with_it, without = statistics.median(took[True]), statistics.median(took[False])
            print(f"{name} ({len(cells):,} rows): {with_it * 1000:.0f} ms CPU with, {without * 1000:.0f} without, "
                  f"{(with_it - without) * 1000:+.1f} ms ({with_it / without - 1:+.1%})", flush=True)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))
    sys.exit(main())

"""Layouts of offices' sheets at random through the reading: how many were taken whole, in part or refused, and every wrong value.

    python tests/bench/layouts.py [--many 5000] [--first 0] [--url sqlite:///demo.db] [--more]

Half of them are layout_fuzz.py's, half layout_more.py's; --more: the latter only. In one of seven every number is a text, as in a
CSV. Without --url the demo of 411400 is made in a temporary folder first. Exit 1 where a wrong value was taken.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HOME = Path(__file__).parents[2]
sys.path[:0] = [str(HOME), str(HOME / "tests")]

import layout_fuzz  # noqa: E402
import layout_more  # noqa: E402

from data.prepare import prepare  # noqa: E402
from queries.database import open_engine, reading  # noqa: E402


def layout(seed: int, more: bool = False) -> layout_fuzz.Layout:
    made = layout_more.make(seed) if more or seed % 2 else layout_fuzz.make(seed)
    return layout_fuzz.as_texts(made) if seed % 7 == 0 else made


def run(url: str, seeds: range, more: bool) -> int:
    outcomes, failed, start = Counter(), [], time.perf_counter()
    with reading(open_engine(url)) as connection:
        reader = layout_fuzz.Reader(connection)
        for seed in seeds:
            outcome, wrong = layout_fuzz.check(reader, layout(seed, more))
            outcomes[outcome] += 1
            if wrong:
                failed.append(seed)
                print(f"seed {seed}: {wrong[:3]}", flush=True)
    spent = time.perf_counter() - start
    print(f"{len(seeds):,} layouts in {spent:.0f} s: "
          + ", ".join(f"{outcomes[one]:,} {one}" for one in ("whole", "part", "refused", "nothing"))
          + f"; wrong: {len(failed)} {failed[:20]}")
    return bool(failed)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--many", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--url")
    parser.add_argument("--more", action="store_true")
    wanted = parser.parse_args()
    os.environ["JINGUO_TODAY"] = "2026-12-05"
    seeds = range(wanted.first, wanted.first + wanted.many)
    if wanted.url:
        return run(wanted.url, seeds, wanted.more)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        prepare(open_engine(url), "411400", 202611)
        return run(url, seeds, wanted.more)


if __name__ == "__main__":
    sys.exit(main())

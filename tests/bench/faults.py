"""Trials of what may go wrong, with counts: python tests/bench/faults.py [TRIAL …] [--times 50] [--engine sqlite postgresql]

kills      processes killed at any moment of each act (trials/acts.py: an import, an undo, a 报送, a review, a target's edit,
           answers taught, a sign-in, a first build; --acts chooses); at the next start there is all or nothing, and
           nothing is left among the kept files
mutated    broken tables and broken files of every format through the command line: each comes to an answer in Chinese, in time
together   two large imports at once: both in, sums right
denied     a user who may not write to the database, its folder or the kept files, a role that may only read; nothing is written
paths      a folder with spaces and Chinese: build, import, undo, backup, restore
newlines   the project with Windows' line ends builds the same database
zones      the same is built and imported in every time zone
restarts   PostgreSQL restarted at once, again and again, while imports and readers run: each import whole or not at all
standby    PostgreSQL's primary killed in an import and its standby promoted, synchronous and not: what was answered is held

Prints a line for each trial; ends with 1 if anything was lost, hung or said in English.
"""

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]

from trials.acts import ACTS
from trials.killed import kills
from trials.offered import denied, mutated, newlines, paths, zones
from trials.places import Trial, place
from trials.servers import restarts, standby, together

TRIALS: dict[str, Trial] = {one.__name__: one for one in (kills, mutated, together, denied, paths, newlines, zones, restarts,
                                                          standby)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", default=list(TRIALS), metavar="TRIAL", help=", ".join(TRIALS))
    parser.add_argument("--times", type=int, default=50, help="kills of each act; 20 times as many files, two fifths as many "
                        "restarts, a fifth as many promotions of each kind")
    parser.add_argument("--engine", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--acts", nargs="+", default=list(ACTS), metavar="ACT", help=", ".join(ACTS))
    wanted = parser.parse_args()
    fine = True
    for engine in wanted.engine:
        for name in wanted.trials:
            with tempfile.TemporaryDirectory() as folder, place(engine, Path(folder)) as where:
                kept = Path(folder) / "kept"
                kept.mkdir()
                os.environ["JINGUO_FILES"] = str(kept)
                trial = partial(kills, names=wanted.acts) if name == "kills" else TRIALS[name]
                well, words = trial(where, wanted.times, kept)
                fine = fine and well
                print(f"{'fine ' if well else 'WRONG'} {engine:10} {name}: {words}", flush=True)
    return not fine


if __name__ == "__main__":
    sys.exit(main())

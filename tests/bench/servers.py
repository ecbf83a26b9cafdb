"""The database and the servers that a run measures, each server in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).parent.parent.parent
SCRIPTS = {"dashboard": HOME / "dashboard.py", **{name: HOME / "tests" / "bench" / f"{name}.py" for name in ("floor", "bare")}}
PEERS = {name: HOME / "tests" / "bench" / f"{name}_page.py" for name in ("static", "dash") if name == "static" or find_spec(name)}
"""The floor made with something else, as far as that is installed."""
DEMO_ROOT, DEMO_THROUGH = "411400", 202611


class Server:
    """One `streamlit run` in the repository's folder, so that .streamlit/config.toml holds for it, floor included; or a peer."""

    def __init__(self, name: str, database_url: str, log: Path):
        self.name, self.log = name, log
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.started = time.perf_counter()
        command = [PEERS[name], str(self.port)] if name in PEERS else [
            "-m", "streamlit", "run", SCRIPTS[name], "--server.port", str(self.port)]
        with log.open("a") as written:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=HOME, env=os.environ | {"JINGUO_DATABASE_URL": database_url}, stdout=written,
                stderr=subprocess.STDOUT)

    def wait_until_up(self, seconds: float = 120) -> float:
        """Milliseconds from the start of the process until it answers. Asked every 10 ms."""
        while time.perf_counter() - self.started < seconds:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}{'/' if self.name in PEERS else '/_stcore/health'}", timeout=5):
                    return (time.perf_counter() - self.started) * 1000
            except OSError:
                time.sleep(0.01)
        raise RuntimeError(f"{self.name} does not answer; its log:\n{self.log.read_text()[-3000:]}")

    def cpu_ms(self) -> float:
        """User and system milliseconds that the process has used so far, threads that ended included.

        From the kernel's clock of that process, which counts nanoseconds; /proc/<pid>/stat, which psutil reads, counts
        ticks of 10 ms, more than a rerun of the floor. Linux only. A server that had children would be billed too
        little, so that is refused.
        """
        pid = self.process.pid
        if Path(f"/proc/{pid}/task/{pid}/children").read_text().strip():
            raise RuntimeError(f"{self.name} has child processes, whose CPU time would be missing")
        return time.clock_gettime(~pid << 3 | 2) * 1000

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(name: str, database_url: str, folder: Path) -> Iterator[Server]:
    """A server that answers; ended with the block."""
    server = Server(name, database_url, folder / f"{name}.log")
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare_database(folder: Path) -> str:
    """The URL of a new SQLite database with the whole demo, made by the program itself."""
    url = f"sqlite:///{folder / 'demo.db'}"
    code = ("import json, sys; from data.prepare import prepare; from queries.database import open_engine; "
            "url, root, through = json.loads(sys.argv[1]); prepare(open_engine(url), root, through)")
    subprocess.run([sys.executable, "-c", code, json.dumps([url, DEMO_ROOT, DEMO_THROUGH])], cwd=HOME, check=True)
    return url

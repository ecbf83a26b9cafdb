"""What it takes to grow: python tests/bench/scale.py [--viewers 200] [--every 10] [--seconds 30]

A primary and a standby, two real PostgreSQL servers with the demo of 411400, and the dashboard on them, by `data.serve`: one
process, two, and two with JINGUO_READ_URL. Of each: what a viewer waits, what a rerun costs, memory, connections, and how long a
transaction stood open with nothing asked (sampled every 5 ms). Then the primary dies and the standby takes over. Prints a table.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.error import HTTPError

HOME = Path(__file__).parents[2]
sys.path[:0] = [str(HOME), str(HOME / "tests")]

from ports import free_port
from sqlalchemy import text
from standbys import Pair, children, until

from data.prepare import prepare
from queries.database import open_engine

SAMPLE = text("""
    SELECT count(*), coalesce(max(extract(epoch FROM clock_timestamp() - state_change)) FILTER (
        WHERE state = 'idle in transaction'), 0)
    FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""")


@dataclass
class Watch:
    """Of one database server, while the block lasts: the most connections, and the longest that a transaction stood idle."""

    url: str
    connections: int = 0
    idle: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self):
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def _look(self) -> None:
        engine = open_engine(self.url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not self.ended.wait(0.005):
                connections, idle = connection.execute(SAMPLE).one()
                self.connections, self.idle = max(self.connections, connections), max(self.idle, float(idle))
        engine.dispose()


@contextmanager
def dashboards(folder: Path, url: str, many: int, **environment: str):
    """Ports and process numbers of so many dashboards that answer."""
    first = free_port(many)
    environment |= {"JINGUO_DATABASE_URL": url, "JINGUO_TODAY": "2026-12-05", "JINGUO_FILES": str(folder)}
    with (folder / "log").open("a") as log:
        served = subprocess.Popen([sys.executable, "-m", "data.serve", "--processes", str(many), "--port", str(first)], cwd=HOME,
                                  stdout=log, stderr=log, env=os.environ | environment)
    try:
        ports = range(first, first + many)
        until(lambda: all(ready(port) == (200, "") for port in ports), 180)
        yield ports, children(served.pid)
    finally:
        served.terminate()
        served.wait(30)


def ready(port: int) -> tuple[int, str]:
    """What /api/ready answers, and in which words."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/ready", timeout=10) as answer:
            return answer.status, ""
    except HTTPError as answer:
        return answer.code, json.loads(answer.read()).get("words", "")
    except OSError as error:
        return 0, str(error)


def cpu(pids: list[int]) -> float:
    return sum(time.clock_gettime(~pid << 3 | 2) for pid in pids) * 1000


def most_memory(pid: int) -> int:
    """MB that the process held at its peak."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def measure(name: str, pair: Pair, folder: Path, many: int, wanted: argparse.Namespace, **environment: str) -> list[str]:
    """A row of the table."""
    with (dashboards(folder, pair.url, many, **environment) as (ports, pids), Watch(pair.single(pair.primary)) as primary,
          Watch(pair.single(pair.standby)) as standby):
        command = [sys.executable, str(HOME / "tests" / "bench" / "sessions.py"),
                   *(f"ws://127.0.0.1:{port}/_stcore/stream" for port in ports), "--sessions", str(wanted.viewers),
                   "--seconds", str(wanted.seconds), "--every", str(wanted.every)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            assert client.stdout is not None
            client.stdout.readline()
            before = cpu(pids)
            found = json.loads(client.stdout.read())
            used = cpu(pids) - before
        memory = [most_memory(pid) for pid in pids]
    times = quantiles(found["latencies"], n=100)
    return [name, f"{times[49]:.0f} / {times[94]:.0f}", str(len(found["errors"])), f"{used / len(found['latencies']):.0f}",
            "、".join(map(str, memory)), f"{primary.connections} / {standby.connections}",
            f"{primary.idle * 1000:.0f} / {standby.idle * 1000:.0f}"]


def failover(pair: Pair, folder: Path) -> str:
    """What people read while there is no primary, and how long after the promotion it is back."""
    with dashboards(folder, pair.url, 1) as (ports, _):
        pair.kill_primary()
        said = []
        until(lambda: said.append(ready(ports[0])) or said[-1][1].startswith("数据库正在切换"), 20)
        pair.promote()
        seconds = until(lambda: ready(ports[0])[0] == 200, 60)
        return f"程序说“{said[-1][1].partition('。')[0]}”；提升以后 {seconds:.1f} 秒恢复，没有重启程序"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--every", type=float, default=10, help="seconds between a viewer's clicks")
    parser.add_argument("--seconds", type=float, default=30)
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jinguo-scale-"))
    pair = Pair(folder)
    try:
        engine = open_engine(pair.url)
        prepare(engine, "411400", 202611)
        engine.dispose()
        heads = ["", "每点一次等多少毫秒，p50 / p95", "错误", "每次刷新的处理器毫秒", "各进程内存最多 MB",
                 "连接最多：主库 / 备库", "空等的事务最长毫秒：主库 / 备库"]
        beside = {"JINGUO_READ_URL": pair.single(pair.standby)}
        print("|", " | ".join(heads), "|\n|", " | ".join("---" for _ in heads), "|")
        for name, many, environment in (("一个进程", 1, {}), ("两个进程", 2, {}), ("两个进程，查询走备库", 2, beside)):
            print("|", " | ".join(measure(name, pair, folder, many, wanted, **environment)), "|", flush=True)
        print(f"\n主库断电、备库提升：{failover(pair, folder)}。")
    finally:
        pair.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

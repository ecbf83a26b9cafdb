"""Several dashboards on one database, from one command: python -m data.serve --processes 4. One that dies is started again;
with the command all of them end. In front stands nginx (docs/nginx.conf), which keeps a visitor with one."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from data.command import Parser, say

HOME = Path(__file__).parent.parent
WRONG, MUST_NOT = 2, 3
"""Exit: something is wrong with the command; the dashboard says that it must not start (dashboard.stop)."""
LOOK_SECONDS, END_SECONDS, LONG_SECONDS = 0.2, 10, 60
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before one that died is started again, longer each time that it did so at once."""
WINDOWS = os.name == "nt"


@dataclass
class Dashboard:
    """One process: where it listens, since when it runs, how often it died young, and when it is to be started again."""

    command: list[str]
    environment: dict[str, str]
    port: int
    process: subprocess.Popen | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self) -> None:
        # Its own group on Windows: there Ctrl+C would go to all at once, and half of them end by themselves.
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if WINDOWS else 0
        self.process, self.started = subprocess.Popen(self.command, cwd=HOME, env=self.environment, creationflags=flags), now()

    def look(self) -> int | None:
        """Starts what is due; the exit code of one that has just died."""
        if self.process is None:
            if now() >= self.due:
                self.start()
            return None
        code = self.process.poll()
        if code is not None:
            self.deaths = self.deaths + 1 if now() - self.started < LONG_SECONDS else 1
            pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
            self.process, self.due = None, now() + pause
            say(f"{self.port} 端口上的进程停了（{code}），{pause} 秒后重新启动。", to=sys.stderr)
        return code

    def end(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(until - now(), 0))
        except subprocess.TimeoutExpired:  # it waits for the pages that are still open
            self.process.kill()
            self.process.wait()


def now() -> float:
    return time.monotonic()


def run(many: list[Dashboard], ended: threading.Event) -> int:
    """Until it is told to end, or one must not start; then all end."""
    code = 0
    try:
        while not ended.wait(LOOK_SECONDS):
            if any([one.look() == MUST_NOT for one in many]):  # it has said why
                code = MUST_NOT
                break
    finally:
        for one in many:
            if one.process is not None:
                one.process.terminate()
        until = now() + END_SECONDS
        for one in many:
            one.end(until)
    return code


def command(port: int, address: str) -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port), "--server.address", address]


def is_free(port: int, address: str) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        if not WINDOWS:  # there it would take a port that somebody has
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def main(arguments: list[str] | None = None) -> int:
    parser = Parser(prog="python -m data.serve",
                    description="在相邻的几个端口上各启动一个看板，共用一个库，停了的重新启动；前面放 nginx（docs/nginx.conf）")
    parser.add_argument("--processes", type=int, default=2, metavar="几个", help="启动几个进程，默认 2；一般与处理器核数相同")
    parser.add_argument("--port", type=int, default=8501, metavar="端口", help="第一个端口，默认 8501，以后的依次加一")
    parser.add_argument("--address", default="127.0.0.1", metavar="地址",
                        help="听哪个地址，默认 127.0.0.1：只有本机的 nginx 连得到")
    wanted = parser.parse_args(arguments)
    ports = range(wanted.port, wanted.port + wanted.processes)
    if not 1 <= wanted.processes <= 64 or wanted.port < 1 or ports[-1] > 65535:
        parser.error("进程要 1 到 64 个，端口在 1 到 65535 之间")
    if taken := [port for port in ports if not is_free(port, wanted.address)]:
        say(f"没有启动：{'、'.join(map(str, taken))} 端口已被占用，或者 {wanted.address} 不是本机的地址。", to=sys.stderr)
        return WRONG
    # What one process has signed, another has to know: a visitor may come back to another one.
    shared = os.environ | {"STREAMLIT_SERVER_COOKIE_SECRET": os.environ.get("STREAMLIT_SERVER_COOKIE_SECRET")
                           or secrets.token_hex(32)}
    ended = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: ended.set())
    say(f"启动 {wanted.processes} 个进程：{wanted.address}:{ports[0]}—{ports[-1]}，按 Ctrl+C 全部停止。")
    sys.stdout.flush()
    return run([Dashboard(command(port, wanted.address), shared, port) for port in ports], ended)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m data.serve`: so many processes, started again when they die, all ended with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ports import free_port

from data import serve

ROOT = Path(__file__).parents[2]
STAND_IN = "import os, sys, time; open(os.path.join({folder!r}, sys.argv[1] + '-' + str(os.getpid())), 'w').close(); {then}"


@pytest.fixture
def dashboards(tmp_path):
    """dashboards(then): two processes that leave a file each, then do that."""
    def make(then: str) -> list[serve.Dashboard]:
        code = STAND_IN.format(folder=str(tmp_path), then=then)
        return [serve.Dashboard([sys.executable, "-S", "-c", code, str(port)], dict(os.environ), port) for port in (1, 2)]

    return make


class Rounds:
    """Stands for the event that ends it all: after so many looks, or when something holds."""

    def __init__(self, holds):
        self.holds, self.deadline = holds, time.monotonic() + 60

    def wait(self, _seconds: float) -> bool:
        time.sleep(0.01)
        assert time.monotonic() < self.deadline
        return self.holds()


def test_one_that_dies_is_started_again_and_all_end_together(dashboards, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(serve, "PAUSES", (0,))
    many = dashboards("time.sleep(60 if sys.argv[1] == '2' else 0)")
    code = serve.run(many, Rounds(lambda: len(list(tmp_path.glob("1-*"))) > 2 and list(tmp_path.glob("2-*"))))
    assert code == 0 and len(list(tmp_path.glob("2-*"))) == 1
    assert "1 端口上的进程停了（0）" in capfd.readouterr().err
    for path in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.name.partition("-")[2]), 0)


def test_one_that_dies_at_once_again_and_again_is_started_less_and_less_often(dashboards, monkeypatch):
    [one, _] = dashboards("")
    clock = [0.0]
    monkeypatch.setattr(serve, "now", lambda: clock[0])
    pauses = []
    for _ in range(7):
        one.look()
        assert one.process
        one.process.wait()
        one.look()
        pauses.append(one.due - clock[0])
        clock[0] = one.due
    assert pauses == [1, 2, 5, 10, 30, 30, 30]


def test_one_that_says_it_must_not_start_ends_all(dashboards):
    assert serve.run(dashboards("sys.exit(3)"), Rounds(lambda: False)) == serve.MUST_NOT


def test_what_does_not_end_is_killed(dashboards, tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "END_SECONDS", 0.1)
    many = dashboards("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
                      f"open({str(tmp_path)!r} + '/deaf' + sys.argv[1], 'w').close(); time.sleep(60)")
    assert serve.run(many, Rounds(lambda: len(list(tmp_path.glob("deaf*"))) == 2)) == 0
    assert [one.process.returncode for one in many if one.process] == [-signal.SIGKILL] * 2


def test_ports_that_are_taken_and_numbers_that_make_no_sense_are_said(capfd):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.main(["--processes", "1", "--port", str(port)]) == serve.WRONG
        assert f"{port} 端口已被占用" in capfd.readouterr().err
    for wrong in (["--processes", "0"], ["--port", "70000"], ["--processes", "x"]):
        with pytest.raises(SystemExit) as left:
            serve.main(wrong)
        assert left.value.code == 2


def test_the_command_starts_real_dashboards_that_share_what_they_sign_with(monkeypatch):
    made = []
    monkeypatch.setattr(serve, "run", lambda many, ended: made.extend(many) or 0)
    monkeypatch.setattr(serve, "is_free", lambda port, address: True)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert serve.main(["--processes", "3", "--port", "9001"]) == 0
    assert [one.port for one in made] == [9001, 9002, 9003]
    assert made[0].command[1:] == [
        "-m", "streamlit", "run", "dashboard.py", "--server.port", "9001", "--server.address", "127.0.0.1"]
    assert len({one.environment["STREAMLIT_SERVER_COOKIE_SECRET"] for one in made}) == 1


def test_it_ends_when_told_to(tmp_path):
    """As systemd does, in a process of its own."""
    port = free_port(2)
    code = ("import sys; from data import serve; serve.command = lambda port, address: "
            f"[sys.executable, '-S', '-c', {STAND_IN.format(folder=str(tmp_path), then='time.sleep(60)')!r}, str(port)]; "
            f"sys.exit(serve.main(['--port', '{port}', '--processes', '2']))")
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True,
                               env=os.environ | {"PYTHONIOENCODING": "utf-8"})
    deadline = time.monotonic() + 60
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.terminate()
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and f"启动 2 个进程：127.0.0.1:{port}—{port + 1}" in said
    for path in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.name.partition("-")[2]), 0)

"""Files that cost more than they may: refused with the limit in the message, within bounded memory and time. And what looks
like one and is not. `python tests/intake_bombs.py` tries the slow ones too."""

import ctypes
import pickle
import struct
import subprocess

import pytest
from intake_bombs import REFUSED, SLOW, TAKEN, measure_apart

from data.intake.files import apart, job, read_file
from data.intake.sheets import Unusable

MOST_MB, MOST_SECONDS = 400, 20


@pytest.mark.parametrize("name", [name for name in REFUSED if name not in SLOW])
def test_what_costs_too_much_is_refused_before_it_does(name):
    told = measure_apart(name)
    assert told["words"] and not told["words"].isascii()
    assert told["own"] + told["child"] < MOST_MB and told["seconds"] < MOST_SECONDS, told


@pytest.mark.parametrize("name", [name for name in TAKEN if name not in SLOW])
def test_what_looks_bad_and_is_not_is_read(name):
    told = measure_apart(name)
    assert not told["words"] and told["own"] + told["child"] < MOST_MB, told


@pytest.mark.parametrize(("command", "words"), [("exit 7", "读不完"), ("exec sleep 60", "读不完"), (None, "请稍后再试")])
def test_a_process_that_dies_hangs_or_never_begins_is_said_in_words(monkeypatch, tmp_path, command, words):
    python = tmp_path / "python"
    if command:
        python.write_text(f"#!/bin/sh\n{command}\n")
        python.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(python))
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    with pytest.raises(Unusable, match=words):
        read_file("报表.xls", b"<html><table><tr><td>1</table>")


def test_what_comes_back_is_sheets_and_nothing_that_could_be_called(monkeypatch, tmp_path):
    python = tmp_path / "python"
    (tmp_path / "answer").write_bytes(pickle.dumps(subprocess.Popen))
    python.write_text(f"#!/bin/sh\ncat {tmp_path / 'answer'}\n")
    python.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(python))
    with pytest.raises(Unusable, match="损坏"):
        read_file("报表.xls", b"<html><table><tr><td>1</table>")


class Kernel:
    """What Windows' kernel32 is asked, and answers; each answer may be no."""

    def __init__(self, **answers):
        self.asked, self.answers = [], {"CreateJobObjectW": 0x1_0000_0042, "SetInformationJobObject": 1,
                                        "AssignProcessToJobObject": 1, "GetCurrentProcess": 2**64 - 1} | answers

    def __getattr__(self, name):
        def ask(*arguments):
            if name == "SetInformationJobObject":
                self.asked.append(ctypes.string_at(ctypes.cast(arguments[2], ctypes.c_void_p), arguments[3]))
            self.asked.append((name, *arguments))
            return self.answers[name]

        self.__dict__[name] = ask
        return ask


def test_on_windows_a_job_limits_memory_and_time():
    """Offsets, sizes and flags as Windows' documentation has them for 64 bits."""
    kernel = Kernel()
    assert job.limit(kernel, 320 * 2**20, 18)
    created, told, (_, handle, kind, _, size), _, assigned = kernel.asked
    assert created == ("CreateJobObjectW", None, None) and (handle, kind, size) == (0x1_0000_0042, 9, 144) and len(told) == 144
    assert assigned == ("AssignProcessToJobObject", 0x1_0000_0042, 2**64 - 1)
    assert struct.unpack_from("<q", told, 0) == (180_000_000,), "PerProcessUserTimeLimit, in 100 ns"
    assert struct.unpack_from("<I", told, 16) == (0x2102,), "LimitFlags"
    assert struct.unpack_from("<Q", told, 112) == (320 * 2**20,), "ProcessMemoryLimit, after 64 bytes of basic and 48 of IO"
    assert not any(told[8:16] + told[20:112] + told[120:])
    assert kernel.SetInformationJobObject.argtypes[0] is kernel.CreateJobObjectW.restype is ctypes.c_void_p, "whole handles"


@pytest.mark.parametrize("name", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_windows_that_sets_no_limit_is_known(name):
    assert not job.limit(Kernel(**{name: 0}), 2**20, 1)

"""Files that cost more than they may: refused with the limit in the message, within bounded memory and time. And what looks
like one and is not. `python tests/intake_bombs.py` tries the slow ones too."""

import pickle
import subprocess

import pytest
from intake_bombs import REFUSED, SLOW, TAKEN, measure_apart

from data.intake.files import apart, read_file
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

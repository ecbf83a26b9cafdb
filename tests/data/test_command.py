"""What a command prints is one line of plain text, whatever a stranger called a file."""

import json

import pytest

from data.command import say, shown
from data.intake.__main__ import main

NASTY = "\x1b]0;owned\x07\x1b[31m报\u202e表\x9b2J\r\n已导入\x00\x08\udcff.csv"


@pytest.mark.parametrize("words, seen", [(NASTY, "报表 已导入.csv"), ("\x1bPq1\x1b\\甲", "甲"), ("\x1bc乙", "乙"), ("\x1b", ""),
                                         ("甲\u2028乙", "甲 乙"), ("  [疑点] 丙\t丁", "  [疑点] 丙\t丁")])
def test_what_is_said_is_one_plain_line(words, seen, capsys):
    say(words)
    assert shown(words) == seen and capsys.readouterr().out == f"{seen}\n"


def test_the_name_of_a_file_says_nothing_to_the_terminal(demo_engine, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", demo_engine.url.render_as_string())
    path = tmp_path / NASTY.replace("\x00", "")
    path.write_bytes(b"")
    assert main([str(path), "--check"]) == 2
    said = capsys.readouterr()
    assert not set("\x1b\x07\x9b\u202e\x08\r") & set(said.out + said.err)
    assert said.out.count("\n") == 1 and "报表 已导入" in said.out
    assert main([str(path), "--check", "--json"]) == 2
    said = capsys.readouterr().out
    assert not set("\x1b\x07\x9b\u202e\x08") & set(said) and json.loads(said)[0]["file"] == str(path)

"""What is installed is locked, licensed and listed; a folder to carry holds all of it, and its start says what is wrong."""

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ports import free_port

ROOT = Path(__file__).parents[1]
SUPPLY = ROOT / "docs" / "supply"


def load(name: str):
    """A script of docs/supply as a module."""
    sys.path.insert(0, str(SUPPLY))
    try:
        spec = importlib.util.spec_from_file_location(f"supply_{name}", SUPPLY / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(SUPPLY))


lock, make_offline = load("lock"), load("make_offline")
PLACES = [(platform, python) for platform in lock.PLATFORMS for python in lock.PYTHONS]


@pytest.mark.parametrize(("platform", "python"), PLACES)
def test_the_lock_holds_what_is_required_exactly_and_with_hashes(platform, python):
    wanted = [one for one in lock.read() if one.wanted(platform, python)]
    versions = {one.name: one.version for one in wanted}
    assert len(versions) == len(wanted) and all(one.hashes for one in wanted)
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        required = Requirement(line)
        assert required.specifier.contains(versions[canonicalize_name(required.name)])


def test_markers_are_those_of_the_other_machine():
    lines = [lock.Locked(name, "1", Requirement(f"{name}==1 ; {marker}"), ()) for name, marker in (
        ("win", "sys_platform == 'win32'"), ("new", "python_full_version >= '3.13'"), ("arm", "platform_machine == 'aarch64'"))]
    found = {place: [one.name for one in lines if one.wanted(*place)] for place in PLACES}
    assert found["win_amd64", "3.12"] == ["win"] and found["linux_aarch64", "3.13"] == ["new", "arm"]
    assert found["linux_x86_64", "3.11"] == []


def test_every_licence_is_listed():
    listed = dict(re.findall(r"^\| (\S+) \| (?:\S+) \| (\S.*) \|$", (ROOT / "docs" / "LICENCES.md").read_text("utf-8"),
                             re.MULTILINE))
    rows = re.findall(r"^\| (\S+) \| (\S+) \| \S", (ROOT / "docs" / "LICENCES.md").read_text("utf-8"), re.MULTILINE)
    assert {(one.name, one.version) for one in lock.read()} == set(rows) - {("package", "version")} and all(listed.values())


def test_the_bill_of_materials_lists_the_lock(tmp_path):
    subprocess.run([shutil.which("cyclonedx-py", path=Path(sys.executable).parent), "requirements", "--output-reproducible",
                    "-o", tmp_path / "sbom.json", ROOT / "requirements.lock"], check=True, capture_output=True)
    made = json.loads((tmp_path / "sbom.json").read_text())
    assert made["bomFormat"] == "CycloneDX"
    assert {(canonicalize_name(one["name"]), one["version"]) for one in made["components"]} == {(one.name, one.version)
                                                                                                for one in lock.read()}


def wheels(platform: str, python: str) -> list[str]:
    """Names of wheels as an index has them: pure ones, and each third one for the platform alone."""
    short, tag = python.replace(".", ""), lock.PLATFORMS[platform][0]
    return [f"{one.name.replace('-', '_')}-{one.version}-{'py3-none-any' if at % 3 else f'cp{short}-cp{short}-{tag}'}.whl"
            for at, one in enumerate(lock.read()) if one.wanted(platform, python)]


@pytest.mark.parametrize(("platform", "python"), PLACES)
def test_what_a_carried_folder_lacks_is_found(platform, python):
    names = wheels(platform, python)
    assert make_offline.missing(names, platform, python) == []
    first = next(one for one in lock.read() if one.wanted(platform, python))
    assert make_offline.missing(names[1:], platform, python) == [f"{first.name} {first.version}"]
    other = "linux_aarch64" if platform == "win_amd64" else "win_amd64"
    assert len(make_offline.missing(names, other, python)) >= len(names) // 3
    assert make_offline.missing([*names[1:], names[0].replace("cp", "cp9")], platform, python)


@pytest.fixture
def carried(tmp_path):
    """A folder to carry, in a path with a space and Chinese, without wheels."""
    folder = tmp_path / "优 盘"
    make_offline.copy_project(folder)
    (folder / "wheels").mkdir()
    (folder / "wheels" / "pythons.txt").write_text("\n".join(lock.PYTHONS))
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run([folder / "start.sh", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env=os.environ | {"JINGUO_NO_BROWSER": "1", "PYTHONIOENCODING": "utf-8"} | environment)
    return done.returncode, done.stdout


def python(folder: Path, version: str) -> str:
    """A PATH on which `python3` is a Python that says to be of that version."""
    folder.mkdir()
    for name in ("dirname", "sh", "printf"):
        (folder / name).symlink_to(shutil.which(name))
    if version:
        major, minor = version.split(".")
        (folder / "python3").write_text(f"""#!/bin/sh
[ "$1" = -c ] && exit {int((int(major), int(minor)) < (3, 11))}
exec "{sys.executable}" -c 'import runpy, sys; sys.version_info = ({major}, {minor}, 0); sys.argv = sys.argv[1:]
runpy.run_path("start.py", run_name="__main__")' "$@"
""")
        (folder / "python3").chmod(0o755)
    return str(folder)


@pytest.mark.skipif(os.name != "posix", reason="start.sh")
@pytest.mark.parametrize(("version", "said"), [
    ("", "没有找到 Python"), ("3.8", "Python 是 3.8，太旧了"), ("3.99", "安装包里带的是给 Python 3.11、3.12")])
def test_the_start_says_which_python_it_wants(carried, tmp_path, version, said):
    code, words = run(carried, PATH=python(tmp_path / "bin", version))
    assert code == 1 and said in words and "Traceback" not in words


@pytest.mark.skipif(os.name != "posix", reason="start.sh")
def test_the_start_says_that_the_port_is_taken(carried, tmp_path):
    with socket.socket() as taken:
        taken.bind(("", 0))  # it listens to nobody: whoever asks is told so at once
        port = taken.getsockname()[1]
        path = python(tmp_path / "bin", f"{sys.version_info[0]}.{sys.version_info[1]}")
        code, words = run(carried, str(port), PATH=path)
    assert code == 1 and f"端口 {port} 被别的程序占用了" in words


def test_a_folder_that_was_not_carried_whole_is_said(carried, tmp_path):
    """The wheels are missing; nothing is asked of an index. pip is ours: to unpack one into the new environment takes 5 s."""
    (tmp_path / "pip").symlink_to(Path(importlib.util.find_spec("pip").origin).parent)
    (tmp_path / "venv.py").write_text("import sys\nsys.path.remove(__file__.rpartition('/')[0])\n"
                                      "from venv import main\nmain([*sys.argv[1:], '--without-pip'])\n")
    code, words = run(carried, str(free_port()), PYTHONPATH=str(tmp_path))
    assert (carried / ".venv" / "bin" / "python").exists() and "No matching distribution" in words
    assert code == 1 and "安装没有完成" in words and "wheels" in words and "Traceback" not in words


def test_the_windows_start_is_as_cmd_reads_it(carried):
    """Lines end as DOS ends them, text is UTF-8 without a mark, and the code page is set before the first Chinese word."""
    content = (carried / "start.bat").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 10 and not content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8")
    assert "chcp 65001" in text.partition("没有找到 Python")[0] and re.search("[\u4e00-\u9fff]",
                                                                          text.partition("chcp")[0]) is None
    assert not re.search("[\u4e00-\u9fff]", "".join(line for line in text.splitlines() if not line.startswith("echo")))


def test_a_carried_folder_starts_at_its_top_with_all_of_the_project(carried):
    assert {"dashboard.py", "requirements.lock", "start.bat", "start.sh", "start.py", "data", "pages", "queries",
            "README.md"} <= {
        path.name for path in carried.iterdir()}
    assert os.access(carried / "start.sh", os.X_OK) and b"\r" not in (carried / "start.sh").read_bytes()
    assert not (carried / ".git").exists() and not (carried / ".venv").exists()


def batch(answers: dict[str, int]) -> tuple[list[str], list[str]]:
    """What start.bat runs, and says, where these programs are there (their exit codes; another is not found): as cmd reads the
    few words that it is written in."""
    lines = (SUPPLY / "start.bat").read_bytes().decode("utf-8").split("\r\n")
    ran, said, at, level = [], [], 0, 0
    while at < len(lines):
        line, at = lines[at].strip(), at + 1
        if not line or line == ")" or line[0] == ":" or line.lower().startswith(("@echo off", "rem ", "title ")):
            continue
        if line == "if not errorlevel 1 (":
            at = at if level < 1 else lines.index(")", at) + 1
        elif line.startswith("goto "):
            at = lines.index(":" + line[5:])
        elif line.startswith("echo"):
            said.append(line[5:].strip())
        else:
            assert line.split()[0] in ("chcp", "cd", "py", "python", "pause"), line
            ran.append(line)
            if line.split()[0] in ("py", "python"):
                level = answers.get(line.split()[0], 9009)
    return ran, [one for one in said if one]


def test_the_double_click_on_windows_reads_as_it_should():
    """Not tried on a Windows: what cmd trips over is looked for."""
    content = (SUPPLY / "start.bat").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    lines = content.decode("utf-8").split("\r\n")
    before = lines[:lines.index("chcp 65001 >nul")]
    assert all(line.isascii() for line in before) and 'cd /d "%~dp0"' in lines, "quoted: a space, Chinese"
    assert not [line for line in lines if "%" in line.replace('"%~dp0"', "").replace(" %*", "")]
    depth = 0
    for line in lines:  # inside a block a closing bracket in what is said would end it
        depth += line.endswith("(") - (line == ")")
        assert not depth or line.endswith("(") or not set("()") & set(line)
    assert not depth


@pytest.mark.parametrize(("there", "started"), [
    ({"py": 0, "python": 0}, "py -3 start.py %*"), ({"py": 103, "python": 0}, "python start.py %*"),
    ({"python": 0}, "python start.py %*"), ({"python": 9009}, None), ({}, None)])
def test_the_double_click_takes_the_python_that_is_there(there, started):
    """py -3 first; the python of the Microsoft Store that only opens the shop ends with 9009."""
    ran, said = batch(there)
    starts = [line for line in ran if "start.py" in line]
    assert starts == ([started] if started else []) and ran[0] == "chcp 65001 >nul" and ran[-1] == "pause"
    assert bool(said) == (started is None) and (started or "没有找到 Python" in said[0])

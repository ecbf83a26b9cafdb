"""`python -m data.intake`: the same code as the page, its exit codes and its words."""

import json
import runpy
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.intake.__main__ import main
from queries.database import open_engine, reading
from queries.schema import batches, indicators, observations, regions

ROOT = Path(__file__).parents[3]
GOOD = "地区,期,指标,数值\n睢县,202611,CY-01,12\n夏邑县,202611,CY-01,1.5万\n"


@pytest.fixture
def database(demo_engine, tmp_path, monkeypatch):
    """A copy of the demo that the command looks at."""
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    source, target = sqlite3.connect(demo_engine.url.database), sqlite3.connect(tmp_path / "copy.db")
    source.backup(target)
    source.close(), target.close()
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "报表.csv") -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return write


def imports(engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).where(batches.c.kind == "import")).scalar()


def test_a_good_file_is_checked_then_written_then_known(database, file, capsys):
    path = file(GOOD)
    assert main([path, "--check"]) == 0 and imports(database) == 0
    assert "只核对，没有导入" in capsys.readouterr().out
    assert main([path, "--actor", "商丘市妇联", "--received", "2026-12-05"]) == 0 and imports(database) == 1
    out = capsys.readouterr().out
    assert "新增 1，改动 1，不变 0" in out and "“1.5万”按 15000" in out
    with reading(database) as connection:
        assert connection.execute(select(observations.c.value).where(
            observations.c.period == 202611, observations.c.indicator_id == 8, observations.c.value == 15000)).scalar() == 15000
        assert connection.execute(select(batches.c.actor,
                                         func.date(batches.c.received_at)).where(batches.c.kind == "import")).one() == (
            "商丘市妇联", "2026-12-05")
    assert main([path, "--actor", "商丘市妇联"]) == 0 and imports(database) == 1
    assert "不再重复导入" in capsys.readouterr().out


def test_a_file_with_one_bad_cell_changes_nothing(database, file, capsys):
    path = file(GOOD + "永城市,202611,CY-01,约30\n")
    assert main([path, "--actor", "商丘市妇联", "--json"]) == 1 and imports(database) == 0
    report, = json.loads(capsys.readouterr().out)
    assert [(one["row"], one["column"], one["found"]) for one in report["findings"]
            if one["severity"] == "refused"] == [(4, "D", "约30")]
    assert report["counts"] == [{"sheet": "CSV", "layout": "长表", "taken": 2, "refused": 1, "blank": 0, "aside": 0, "read": 3}]


def test_a_file_that_is_no_table_or_not_there(database, file, capsys):
    assert main([file("%PDF-1.7", "报表.pdf"), "--check"]) == 2
    assert main([file(GOOD), "/没有/这个.csv", "--check"]) == 2
    out = capsys.readouterr().out
    assert "PDF" in out and "打不开文件" in out and "没有问题" in out


def test_writing_needs_a_unit(database, file):
    with pytest.raises(SystemExit) as stopped:
        main([file(GOOD)])
    assert stopped.value.code == 2 and imports(database) == 0


def test_a_database_that_is_not_there(file, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", f"sqlite:///{tmp_path / 'no' / 'where.db'}")
    assert main([file(GOOD), "--check"]) == 2 and "数据库" in capsys.readouterr().out


def test_as_a_command(database, file):
    done = subprocess.run([sys.executable, "-m", "data.intake", file(GOOD), "--check", "--json"], cwd=ROOT, capture_output=True,
                          text=True)
    assert done.returncode == 0 and json.loads(done.stdout)[0]["taken"] == 2


def test_what_was_understood_comes_first_and_what_disagrees_is_settled_by_a_person(database, file, capsys):
    path = file("睢县妇联2026年10月月报,\n指标,本月\n招聘会场次,3\n", "睢县11月.csv")
    assert main([path, "--check"]) == 1
    out = capsys.readouterr().out
    assert "期待定" in out.splitlines()[0] and "2026年10月" in out and "11月" in out and "[请定]" in out
    assert main([path, "--check", "--period", "2026年11月"]) == 0
    assert "睢县 · 2026年11月 · 1 项（当期数）" in capsys.readouterr().out.splitlines()[0]
    assert main([path, "--check", "--period", "202611", "--region", "虞城县", "--json"]) == 0
    report, = json.loads(capsys.readouterr().out)
    assert report["understood"]["blocks"][0]["regions"] == ["虞城县"] and report["understood"]["questions"] == []
    assert main([path, "--check", "--period", "去冬"]) == 1 and "去冬" in capsys.readouterr().out


def test_part_of_a_file_is_taken_on_purpose_only_and_the_batch_says_so(database, file, capsys):
    path = file(GOOD + "永城市,202611,CY-01,约30\n")
    assert main([path, "--actor", "商丘市妇联", "--partial", "--received", "2026年12月5日"]) == 1 and imports(database) == 1
    out = capsys.readouterr().out
    assert "已部分导入" in out and "约30" in out and "留待补报" in out
    with reading(database) as connection:
        assert connection.execute(select(batches.c.note, batches.c.rows,
                                         func.date(batches.c.received_at)).where(batches.c.kind == "import")).one() == (
            "部分导入：1 处不能收，留待补报。", 2, "2026-12-05")


def test_doubts_are_said_and_only_strict_makes_them_a_fault(database, file, capsys):
    path = file("2026年11月,\n县,招聘会场次\n睢县,3\n虞城县,4\n合计,9\n")
    assert main([path, "--check"]) == 0 and "相差 2" in capsys.readouterr().out
    assert main([path, "--check", "--strict"]) == 1


def test_no_english_word_is_said(database, file, capsys, tmp_path):
    assert main([str(tmp_path / "没有.xlsx"), "--check"]) == 2 and main([str(tmp_path), "--check"]) == 2
    out = capsys.readouterr().out
    assert "没有这个文件" in out and "文件夹" in out and "No such" not in out
    for wrong in ([], ["--foo", "x"], [file(GOOD), "--check", "--received", "昨天"], [file(GOOD), "--received"]):
        with pytest.raises(SystemExit) as stopped:
            main(wrong)
        said = capsys.readouterr().err
        assert stopped.value.code == 2 and not any(word in said for word in ("usage", "error", "invalid", "argument", "required"))


def test_a_file_beyond_the_limit_is_not_read_into_memory(database, tmp_path, capsys):
    with (tmp_path / "大表.csv").open("wb") as large:
        large.truncate(900 * 2**20)
    assert main([str(tmp_path / "大表.csv"), "--check"]) == 2
    assert "900 MB，超过 50 MB 的上限" in capsys.readouterr().out


def test_a_database_that_is_not_there_is_said_and_not_made(file, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JINGUO_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert main([file(GOOD), "--actor", "商丘市妇联"]) == 2
    assert "数据库不能用：数据库文件不见了。" in capsys.readouterr().out and not (tmp_path / "none.db").exists()


def test_personal_figures_are_not_told_to_be_the_same_or_not(database, file, capsys):
    with reading(database) as connection:
        held = connection.execute(select(observations.c.value).join(indicators,
                                                                    indicators.c.id == observations.c.indicator_id).join(
            regions, regions.c.id == observations.c.region_id).where(regions.c.name == "睢县", observations.c.period == 202611,
                                                                     indicators.c.code == "GA-19")).scalar_one()
    told = []
    for guess in (held, held + 1):
        path = file(f"地区,期,指标,数值\n睢县,202611,GA-19,{guess:.0f}\n", "猜.csv")
        assert main([path, "--check"]) == 0
        told.append(capsys.readouterr().out.replace(path, "").replace(f"{guess:.0f}", ""))  # a folder's number may hold the guess
    assert told[0] == told[1] and "新增 0，改动 0，不变 0，个人信息 1（不显示是否改动）" in told[0]
    assert main([path, "--actor", "睢县妇联"]) == 0
    assert "第 " in (out := capsys.readouterr().out) and "不变 0，个人信息 1（不显示是否改动）" in out


def test_answers_that_cannot_be_kept_are_said_with_the_batch_that_is_in(database, file, capsys):
    heading = "走访企业家数" * 60
    path = file(f"2026年11月,,\n县,招聘会场次,{heading}\n睢县,3,2\n")
    answer = ["--answer", f"heading：{heading}＝忽略", "--remember"]
    assert main([path, "--actor", "睢县妇联", *answer]) == 1 and imports(database) == 1
    assert "已导入，第 " in (out := capsys.readouterr().out) and "但这些答复没有记住：" in out and "写得太长" in out


@pytest.mark.parametrize("command", ["data.prepare", "data.backup", "data.boundaries", "data.intake"])
@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
def test_every_command_speaks_chinese(command, monkeypatch, capsys):
    for argument in ("--help", "--nonsense"):
        monkeypatch.setattr(sys, "argv", [command, argument])
        with pytest.raises(SystemExit) as stopped:
            runpy.run_module(command, run_name="__main__", alter_sys=True)
        said = "".join(capsys.readouterr())
        assert stopped.value.code == (0 if argument == "--help" else 2)
        assert "用法" in said and not any(word in said for word in ("usage", "error", "options", "positional", "show this",
                                                                  "unrecognized")), said
        assert not any(mark in said.replace("(HTML)", "") for mark in (";", "建库,")), said


def test_a_map_that_is_not_there_is_said_in_chinese(database, monkeypatch, capsys):
    from data.reference.boundaries import main as boundaries
    monkeypatch.setattr(sys, "argv", ["boundaries", "/没有/边界.geojson"])
    with pytest.raises(SystemExit) as stopped:
        boundaries()
    assert "没有这个文件" in str(stopped.value) and "No such" not in str(stopped.value)

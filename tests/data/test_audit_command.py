"""`python -m data.audit`: verify says whether the record is whole, export hands it out and is on record, purge keeps 185 days."""

import csv
import sqlite3
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from conftest import DEMO_ROOT

from data.audit import main
from data.write.actor import Actor
from data.write.audit import note
from queries.database import open_engine, reading, writing
from queries.record import faults, read_record

OLD, NEW = datetime(2026, 1, 5, 8, 30), datetime(2026, 11, 5, 8, 30)
WHO = Actor("睢县妇联", account="=HYPERLINK(1)", address="10.0.0.7")


@pytest.fixture
def office(databases, tmp_path, monkeypatch):
    """A file with two rows of its own on record, the account's name a formula."""
    url = databases.copy(tmp_path / "office.db", DEMO_ROOT, demo=False)
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")
    engine = open_engine(url)
    with writing(engine) as connection:
        first = note(connection, WHO, "sign-in", at=OLD)
        note(connection, WHO, "import", at=NEW, what="第 2 次 <b>", details="@SUM(1)\n两行")
    yield engine, first, tmp_path
    engine.dispose()


def test_a_whole_record_is_said_to_be_and_a_changed_one_not(office, capsys):
    engine, _, folder = office
    assert main(["verify"]) == 0
    said = capsys.readouterr().out
    assert "审计记录完整" in said
    known = said.strip().splitlines()[-1]
    assert main(["verify", "--known", known]) == 0
    number = known.split(":")[0]
    assert main(["verify", "--known", f"{number}:{'0' * 64}"]) == 1 and "抄下的校验码不同" in capsys.readouterr().err
    engine.dispose()
    with sqlite3.connect(folder / "office.db") as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET unit = '别的妇联' WHERE id = ?", [int(number)])
    connection.close()
    assert main(["verify"]) == 1 and f"第 {number} 条被改过" in capsys.readouterr().err


@pytest.mark.parametrize("name", ("记录.csv", "记录.xlsx"))
def test_the_record_is_handed_out_as_text_and_that_is_on_record(office, name, capsys):
    engine, _, folder = office
    assert main(["export", str(folder / name), "--since", "2026-01-01", "--before", "2026-11-06"]) == 0
    if name.endswith("csv"):
        heads, *rows = csv.reader((folder / name).read_text("utf-8-sig").splitlines())
    else:
        heads, *rows = [["" if value is None else str(value) for value in row] for row in openpyxl.load_workbook(
            BytesIO((folder / name).read_bytes())).worksheets[0].iter_rows(values_only=True)]
    assert heads[:4] == ["编号", "时间", "账号", "单位"]
    assert [row[6] for row in rows] == ["登录", "导入"] and {row[2].lstrip("'") for row in rows} == {"=HYPERLINK(1)"}
    assert rows[1][7] == "第 2 次 <b>" and rows[1][10].lstrip("'") == "@SUM(1) 两行"
    with reading(engine) as connection:
        assert read_record(connection, many=1).iloc[0][["act", "what", "way", "outcome"]].tolist() == [
            "export", f"2026-000001 {name}", "command", "done"]
    assert heads[-1] == "导出编号" and {row[-1] for row in rows} == {"2026-000001"} and "2026-000001" in capsys.readouterr().out
    assert main(["export", str(folder / name)]) == 1 and "已经存在" in capsys.readouterr().err


def test_what_is_younger_than_the_law_wants_is_not_purged(office, capsys):
    engine, first, _ = office
    assert main(["purge", "2026-11-01"]) == 1 and "至少保存 185 天，只能清理 2026-06-03 以前的" in capsys.readouterr().err
    with reading(engine) as connection:
        assert first in read_record(connection).index


def test_words_that_are_no_day_or_no_code_are_refused(office, capsys):
    for wrong in (["purge", "昨天"], ["verify", "--known", "3"], ["export"], []):
        with pytest.raises(SystemExit) as left:
            main(wrong)
        assert left.value.code == 2
    assert "看不懂" in capsys.readouterr().err
    with reading(office[0]) as connection:
        assert faults(connection) == []

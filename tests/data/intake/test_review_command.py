"""`python -m data.review`, and a file that `python -m data.intake` sends instead of taking it in."""

import json
from datetime import datetime

import pytest
from sqlalchemy import func, select

from data.intake.__main__ import main as bring
from data.review import main
from data.write.access import set_rule
from data.write.actor import alone
from queries.database import open_engine, reading, writing
from queries.history import batches_list
from queries.record import faults
from queries.schema import audit, observations, submissions

SHEET = "地区,期,指标,数值\n睢县,2026年10月,CY-01,{}\n"


@pytest.fixture
def sheet(databases, tmp_path, monkeypatch):
    """sheet(value): a file of 睢县's; the office has everything reviewed."""
    url = databases.copy(tmp_path / "demo.db", demo=False)
    for name, value in (("JINGUO_DATABASE_URL", url), ("JINGUO_FILES", str(tmp_path / "kept")), ("JINGUO_TODAY", "2026-12-05")):
        monkeypatch.setenv(name, value)
    engine = open_engine(url)
    with writing(engine) as connection:
        set_rule(connection, alone("商丘市妇联"), "review", "always", datetime(2026, 12, 1))
    engine.dispose()

    def make(value: float) -> str:
        path = tmp_path / f"{value}.csv"
        path.write_text(SHEET.format(value), "utf-8")
        return str(path)

    return make


def asked(capsys, run, *arguments: str) -> tuple[int, dict]:
    code = run([*arguments, "--json"])
    said = json.loads(capsys.readouterr().out)
    return code, said[0] if isinstance(said, list) else said


def held():
    engine = open_engine()
    with reading(engine) as connection:
        assert faults(connection) == []
        values = connection.execute(select(observations.c.value)).scalars().all()
        acts = connection.execute(select(audit.c.act, audit.c.way).where(audit.c.id > 1).order_by(audit.c.id)).all()
        names = batches_list(connection)["actor"].tolist()
        files = connection.scalar(select(func.count()).where(submissions.c.file.is_not(None)))
    engine.dispose()
    return values, [act for act, way in acts if way == "command"], names, files


def test_a_file_is_sent_listed_returned_corrected_and_taken(sheet, capsys):
    who = ("--actor", "睢县妇联")
    code, said = asked(capsys, bring, sheet(700), "--check", *who)
    assert code == 0 and "要先报送，审核以后才导入" in said["message"] and said["submission_id"] is None
    code, said = asked(capsys, bring, sheet(700), *who)
    assert (code, said["submission_id"], said["batch_id"]) == (0, 1, None) and "已报送，第 1 件，等审核" in said["message"]
    code, said = asked(capsys, bring, sheet(700), *who)
    assert code == 1 and "正在等审核" in said["message"]
    code, said = asked(capsys, main, "list")
    [one] = said["submissions"]
    assert (code, one["id"], one["state"], one["actor"], one["rows"], one["batch_id"]) == (0, 1, "waiting", "睢县妇联", 1, None)
    code, said = asked(capsys, main, "show", "1")
    assert code == 0 and said["moved"] == [] and "导入会新增 1" in said["message"] and said["understood"]["blocks"]
    code, said = asked(capsys, main, "return", "1")
    assert (code, said["message"]) == (1, "没有完成：请写明退回原因，以后查得到；不写个人姓名。")
    code, said = asked(capsys, main, "return", "1", "--reason", "多了一个零", "--cell", "700!D2")
    assert (code, said["message"]) == (0, "第 1 件已退回。")
    assert asked(capsys, main, "take", "1")[0] == 1
    assert asked(capsys, bring, sheet(70), *who)[1]["submission_id"] == 2
    code, said = asked(capsys, main, "take", "2", "--actor", "商丘市妇联", "--reason", "已核实")
    assert code == 0 and said["batch_id"] and "第 2 件已导入" in said["message"]
    values, acts, names, files = held()
    assert (values, names, files) == ([70.0], ["睢县妇联"], 1)
    assert acts == ["send", "return", "send", "import", "review"]
    code, said = asked(capsys, main, "list", "--all")
    assert [(one["state"], one["follows"], one["reason"], one["cells"]) for one in said["submissions"]] == [
        ("taken", 1, "已核实", None), ("returned", None, "多了一个零", [["700", 2, "D"]])]


def test_what_cannot_be_done_says_so_and_how_it_ended(sheet, capsys, monkeypatch, tmp_path):
    asked(capsys, bring, sheet(5), "--actor", "睢县妇联")
    assert main(["withdraw", "1", "--actor", "睢县妇联"]) == 0 and capsys.readouterr().out == "第 1 件已撤回。\n"
    assert main(["withdraw", "1"]) == 1 and "已由睢县妇联于" in capsys.readouterr().err
    assert main(["take", "9"]) == 1 and "没有第 9 件报送" in capsys.readouterr().err
    for wrong in (["take", "九"], ["return", "1", "--cell", "D5"], []):
        with pytest.raises(SystemExit) as end:
            main(wrong)
        assert end.value.code == 2
    capsys.readouterr()
    monkeypatch.setenv("JINGUO_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert main(["list"]) == 2 and "没有完成" in capsys.readouterr().err

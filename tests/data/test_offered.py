"""A newer shipped catalogue is offered line by line and taken on purpose: added, renamed, weighed anew, retired, changed on both
sides, changed against what figures are. Both engines; by functions and by the command."""

import csv
import shutil
from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import select

from data.offered import main
from data.reference.catalogue import FOLDER
from data.reference.release import read_release
from data.write.actor import alone
from data.write.catalogue import save
from data.write.catalogue_trace import read_rows
from data.write.errors import NotThere, Refused
from data.write.ledger import KEY
from data.write.observations import record
from data.write.shipped import ADDED, CHANGED, CONFLICT, RETIRED, base_version, differences, keep_ours, take
from data.write.undoing import undo
from queries.database import writing
from queries.record import faults
from queries.schema import regions, rules

SIGNED = {"actor": alone("商丘市妇联"), "reason": "采用新版", "at": datetime(2026, 11, 26, 9)}


def edit(path, change) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        held = list(csv.DictReader(file))
    names = list(held[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, names)
        out.writeheader()
        out.writerows(change(held))


@pytest.fixture
def newer(tmp_path):
    """The folder of a made-up next version."""
    def change(rows: list[dict]) -> list[dict]:
        by_code = {row["code"]: row for row in rows}
        by_code["CY-01"]["name"] = "春风行动招聘会场次"
        by_code["CY-02"]["weight"] = "2.5"
        by_code["CY-03"]["definition"] = "新的解释。"
        by_code["CY-04"] |= {"kind": "stock", "plan": ""}
        del by_code["GA-09"]
        new = by_code["CY-01"] | {"code": "CY-18", "name": "直播带货培训人次", "short_name": "直播带货培训", "headline": "0"}
        return [*by_code.values(), new]

    for name in ("indicators", "actions", "rules"):
        shutil.copy(FOLDER / f"{name}.csv", tmp_path)
    edit(tmp_path / "indicators.csv", change)
    edit(tmp_path / "rules.csv", lambda rows: [*({**row, "high": "9"} if row["code"] == "QZ-01" else row for row in rows),
                                               rows[0] | {"code": "QZ-99", "name": "新规则"}])
    (tmp_path / "catalogue_version.txt").write_text("2027.01")
    return tmp_path


def lines_of(connection, folder) -> dict[str, str]:
    release = read_release(connection, folder)
    return {line.key: line.state for line in differences(connection, release.version, release.rows)}


def taking(connection, folder, *keys: str) -> list[int]:
    release = read_release(connection, folder)
    return take(connection, release.version, release.rows, keys, **SIGNED)


def test_differences_are_told_taken_refused_and_undone(prepared, newer):
    with writing(prepared()) as connection:
        assert base_version(connection) == (FOLDER / "catalogue_version.txt").read_text().strip()
        assert lines_of(connection, FOLDER) == {}
        save(connection, {"CY-03": {"definition": "本单位的解释。"}, "WM-01": {"name": "本市最美家庭"}}, **SIGNED)
        assert lines_of(connection, newer) == {
            "CY-01.name": CHANGED, "CY-02.weight": CHANGED, "CY-03.definition": CONFLICT, "CY-04.kind": CHANGED,
            "CY-04.plan": CHANGED, "CY-18": ADDED,
            "GA-09": RETIRED, "QZ-01.high": CHANGED, "QZ-99": ADDED}
        before = read_rows(connection)
        numbers = taking(connection, newer, "CY-01.name", "CY-18", "GA-09", "QZ-01.high", "QZ-99")
        held = read_rows(connection)
        assert held["CY-01"]["name"] == "春风行动招聘会场次" and before["CY-01"]["name"] in held["CY-01"]["former"]
        assert held["CY-18"]["short_name"] == "直播带货培训" and not held["CY-18"]["own"]
        assert held["GA-09"]["last_year"] == 2026 and held["CY-03"]["definition"] == "本单位的解释。"
        assert connection.scalar(select(rules.c.high).where(rules.c.code == "QZ-01")) == 9
        assert list(lines_of(connection, newer)) == ["CY-02.weight", "CY-03.definition", "CY-04.kind", "CY-04.plan"]
        for number in numbers:
            undo(connection, number, actor=SIGNED["actor"], at=SIGNED["at"])
        assert read_rows(connection) == before and len(lines_of(connection, newer)) == 9
        with pytest.raises(NotThere, match="CY-99"):
            taking(connection, newer, "CY-99")
        with pytest.raises(Refused, match="请先选定"):
            taking(connection, newer)
        taking(connection, newer, "CY-03.definition")  # taken on purpose
        assert read_rows(connection)["CY-03"]["definition"] == "新的解释。"
        release = read_release(connection, newer)
        assert keep_ours(connection, release.version, release.rows, actor=SIGNED["actor"], at=SIGNED["at"]) == 8
        assert lines_of(connection, newer) == {} and base_version(connection) == "2027.01" and not faults(connection)


def test_what_a_figure_is_stays_what_it_is(prepared, newer):
    with writing(prepared()) as connection:
        level = read_rows(connection)["CY-04"]["report_level"]
        place = connection.scalar(select(regions.c.id).where(regions.c.level == level).order_by(regions.c.code))
        cells = pd.DataFrame([(place, 202609, read_rows(connection)["CY-04"]["id"], 7.0)], columns=[*KEY, "value"])
        at = SIGNED["at"]
        record(connection, cells, file_name="报表.xlsx", actor=SIGNED["actor"], received_at=at, committed_at=at)
        with pytest.raises(Refused, match="停用"):
            taking(connection, newer, "CY-04.kind", "CY-04.plan")


def test_all_taken_makes_the_release_the_base(prepared, newer):
    with writing(prepared()) as connection:
        taking(connection, newer, *lines_of(connection, newer))
        assert lines_of(connection, newer) == {} and base_version(connection) == "2027.01"


def test_the_command_lists_takes_and_keeps(prepared, newer, monkeypatch, capsys):
    engine = prepared()
    monkeypatch.setenv("JINGUO_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    assert main([]) == 0 and "没有新的差异" in capsys.readouterr().out
    assert main([], newer) == 0
    told = capsys.readouterr().out
    assert "随附指标目录有新版本：" in told and "新增 2" in told and "改动 6" in told
    assert "CY-01.name" in told and "→ 春风行动招聘会场次" in told
    assert main(["--take", "CY-01.name"], newer) == 0 and "已采用 1 处" in capsys.readouterr().out
    assert main(["--take", "CY-01.name"], newer) == 1 and "没有这一处差异" in capsys.readouterr().err
    assert main(["--keep"], newer) == 0 and "保留本单位的" in capsys.readouterr().out
    assert main([], newer) == 0 and "2027.01" in capsys.readouterr().out

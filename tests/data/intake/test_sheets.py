"""Sheets as offices keep them (sheets/, expected.csv): what must come in, what must never, and what a refusal has to say — by
the page's code and by the command line alike."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import select

from data.intake.__main__ import main
from data.intake.read import draft_of
from data.intake.sheets import Unusable
from queries.database import reading
from queries.schema import indicators, regions

SHEETS = Path(__file__).parent / "sheets"
TABLE = {"应入库": "observations", "应入目标": "targets"}


def cases() -> dict[str, list[dict]]:
    found = defaultdict(list)
    with (SHEETS / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found[row["文件"]].append(row)
    return found


CASES = cases()


@pytest.fixture(scope="module")
def connection(demo_engine):
    with reading(demo_engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def codes(connection):
    return [dict(connection.execute(select(table.c.id, table.c.code)).all()) for table in (regions, indicators)]


def expected(name: str) -> tuple[str, list[str], dict, dict]:
    """How it is meant, the words of a refusal, the values that must come in and those that must not."""
    rows = CASES[name]
    values = [{(TABLE.get(row["类别"], "observations"), row["地区代码"], int(row["期（目标为年）"]),
                row["指标"]): float(row["值（基本单位）"])
               for row in rows if row["类别"] in kinds} for kinds in (TABLE, ("绝不能入",))]
    meant = next(row for row in rows if row["类别"] == "期望")
    return meant["地区代码"], [word for word in meant["理由里应有的词（任一）"].split("、") if word], *values


@pytest.fixture
def day(monkeypatch):
    return lambda name: monkeypatch.setenv("JINGUO_TODAY", "2026-11-25" if name.startswith("e05") else "2026-12-05")


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_sheet_comes_in_as_it_was_meant_or_not_at_all(connection, codes, day, name):
    day(name)
    meant, words, must, never = expected(name)
    try:
        draft = draft_of(connection, name, (SHEETS / name).read_bytes())
    except Unusable as error:
        assert meant != "读入" and any(word in str(error) for word in words)
        return
    taken = {(table, codes[0][row.region_id], row.period, codes[1][row.indicator_id]): row.value
             for table, cells in draft.cells.items() for row in cells.itertuples()}
    said = " ".join(one.found + one.expected for one in draft.findings)
    assert not never.items() & taken.items()
    assert all(taken[cell] == must[cell] for cell in taken.keys() & must.keys()), "a wrong value"
    explained = any(word in said for word in words)
    whole = not draft.refused and must.items() <= taken.items()
    sites = [int(row["值（基本单位）"]) for row in CASES[name] if row["类别"] == "应登记阵地数"]
    assert {"读入": whole, "读入，或拒收并说清": whole or draft.refused and explained, "拒收并说清": draft.refused and explained,
            "其余的能入库": draft.refused and explained and must.items() <= taken.items(), "能当场对应并记住": draft.refused
            and explained,
            "要有提醒": whole}[meant], [(one.row, one.column, one.found, one.expected) for one in draft.refused]
    assert not sites or len(draft.sites) == sites[0]


@pytest.mark.parametrize("name", sorted(CASES)[::6])
def test_the_command_line_says_the_same(demo_engine, day, monkeypatch, capsys, name):
    day(name)
    monkeypatch.setenv("JINGUO_DATABASE_URL", demo_engine.url.render_as_string())
    meant, words, must, _ = expected(name)
    status = main([str(SHEETS / name), "--check", "--json"])
    report, = json.loads(capsys.readouterr().out)
    said = json.dumps(report, ensure_ascii=False)
    if meant in ("读入", "要有提醒"):
        assert status == 0 and report["taken"] >= len(must) and report["understood"]["headline"]
    elif meant in ("拒收并说清", "其余的能入库", "能当场对应并记住"):
        assert status in (1, 2) and any(word in said for word in words)
    if meant == "要有提醒":
        assert report["doubts"] and any(word in said for word in words)
    assert report["batch_id"] is None

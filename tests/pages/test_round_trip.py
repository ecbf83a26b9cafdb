"""What goes out and is sent in again: exports of the screen are refused in plain words; a copy of a sheet comes in as the sheet
did. Templates are in data/templates/test_make.py, rejects in data/intake/test_rejects.py."""

from datetime import date, datetime
from pathlib import Path

import pytest

from data.intake.__main__ import main
from data.intake.annotate import annotate
from data.intake.commit import commit as put
from data.intake.preview import preview
from data.intake.read import draft_of
from data.write.actor import alone
from data.write.ledger import KEY
from pages.parts.assessment import excel as assessment
from pages.parts.assessment.choice import choose
from pages.parts.catalogue import sheets as catalogue
from pages.parts.homes import lists
from pages.parts.homes.register import View as Homes
from pages.parts.intake import commit, taught
from pages.parts.intake.opened import Opened
from pages.parts.reporting import excel as reporting
from pages.parts.reporting.filters import Wanted
from pages.parts.shell import reference
from pages.parts.shell.scope import Scope
from pages.parts.targets import excel as targets
from pages.parts.targets.rows import View
from queries.database import reading

SHEETS = Path(__file__).parents[1] / "data" / "intake" / "sheets"
TODAY = date(2026, 12, 5)


@pytest.fixture(autouse=True)
def december(monkeypatch, demo):
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")


def scope() -> Scope:
    return Scope(1, reference.root_of(1), reference.root_of(1), 2026, 11)


def changes() -> bytes:
    """The list of changes that a report would make."""
    content = "期,县,招聘会场次\n202611,睢县,3\n202611,虞城县,4".encode()
    with reading(reference.engine()) as connection:
        draft = draft_of(connection, "报表.csv", content)
        return commit._list(Opened((1,), content, draft, preview(connection, draft), []))


EXPORTS = {
    "目标进度": lambda: targets.make(scope(), View()),
    "尚未建家": lambda: lists.workbook(Homes(scope(), "rate", "", 0, ""), ""),
    "考核得分": lambda: assessment.book(choose(scope(), 1, 12, True)),
    "上报情况": lambda: reporting.reports(scope(), TODAY),
    "数据疑点": lambda: reporting.findings(scope(), Wanted()),
    "指标目录": lambda: catalogue.make(scope()),
    "变动清单": changes,
    "写法对应表": lambda: taught._book(1)}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_no_report_and_is_refused_in_plain_words(name, tmp_path, capsys):
    content = EXPORTS[name]()
    with reading(reference.engine()) as connection:
        draft = draft_of(connection, f"{name}.xlsx", content)
    assert draft.taken == 0 and draft.refused
    assert all("不是报表" in one.expected and "本系统导出的" in one.expected for one in draft.refused), draft.refused
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(content)
    assert main([str(path), "--check"]) == 1 and "不是报表" in capsys.readouterr().out


def cells(draft) -> set:
    return {(table, *row) for table, frame in draft.cells.items() for row in frame[[*KEY, "value"]].itertuples(index=False)}


@pytest.mark.parametrize("name", sorted(path.name for path in SHEETS.iterdir() if path.suffix not in (".csv", ".py")))
def test_the_annotated_copy_of_a_sheet_is_read_as_the_sheet(name, tmp_path, monkeypatch):
    if name.startswith("e05"):
        monkeypatch.setenv("JINGUO_TODAY", "2026-11-25")
    content = (SHEETS / name).read_bytes()
    with reading(reference.engine()) as connection:
        draft = draft_of(connection, name, content)
        again = draft_of(connection, name, annotate(content, draft))
    assert cells(again) == cells(draft) and len(again.sites) == len(draft.sites)
    assert {(one.sheet, one.row, one.column) for one in again.refused} == {(one.sheet, one.row, one.column)
                                                                           for one in draft.refused}


@pytest.mark.parametrize("name", ["b05_column_number_row.xlsx", "e07_one_bad_of_many.xlsx", "d02_village_short_names.xlsx"])
def test_a_copy_of_what_is_in_changes_nothing_on_either_engine(prepared, name):
    engine, content, at = prepared(), (SHEETS / name).read_bytes(), datetime(2026, 12, 5)
    with reading(engine) as connection:
        draft = draft_of(connection, name, content)
    put(engine, draft, content=content, actor=alone("商丘市妇联"), received_at=at, committed_at=at, partial=bool(draft.refused))
    with reading(engine) as connection:
        again = draft_of(connection, name, annotate(content, draft))
        seen = preview(connection, again)
    assert cells(again) == cells(draft) and again.taken == draft.taken
    assert set(seen.changes["state"]) | set(seen.sites["state"]) <= {"不变", "个人信息"}

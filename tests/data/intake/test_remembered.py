"""Taught once, the next sheet of the same sender comes in without a question; nobody else's does."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from data.intake.__main__ import main, parse_answer
from data.intake.choices import Choices
from data.intake.remembered import read_for, sender_of
from data.write.actor import alone
from data.write.mappings import teach
from data.write.undoing import lot_of, undo_lot
from queries.database import data_version, open_engine, read_settings, reading, writing
from queries.mappings import list_mappings
from queries.schema import batches, observations

SHEETS = Path(__file__).parent / "sheets"
AT = datetime(2026, 12, 5)
NOT_OURS = {("heading", "走访企业家数"): "忽略", ("heading", "宣传报道篇数"): "忽略"}


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")


@pytest.fixture
def connection(databases, tmp_path):
    """A copy of the demo, written to and rolled back."""
    engine = open_engine(databases.copy(tmp_path / "written.db"))
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def read(connection, name: str, sender: str = "", **answers):
    return read_for(connection, name, (SHEETS / name).read_bytes(), sender, Choices(**answers))


def test_what_is_asked_can_be_answered_and_is_remembered_for_the_sender(connection):
    name = "b27_columns_not_in_catalogue.xlsx"
    asked = read(connection, name, "商丘市妇联")
    assert {(one.what, one.text) for one in asked.understood.questions} == set(NOT_OURS) and asked.refused
    answered = read(connection, name, "商丘市妇联", answers=NOT_OURS)
    assert not answered.refused and not answered.understood.questions and not answered.understood.remembered
    teach(connection, "商丘市妇联", NOT_OURS, actor=alone("商丘市妇联"), at=AT)
    again = read(connection, name, "商丘市妇联")
    assert not again.refused and again.understood.remembered == NOT_OURS
    assert again.cells["observations"].equals(answered.cells["observations"])
    assert read(connection, name, "柘城县妇联").refused, "taught to another sender"


def test_an_answer_given_now_comes_before_what_was_taught(connection):
    name = "b27_columns_not_in_catalogue.xlsx"
    teach(connection, "商丘市妇联", NOT_OURS | {("heading", "走访企业家数"): "CY-02"}, actor=alone("商丘市妇联"), at=AT)
    draft = read(connection, name, "商丘市妇联", answers=NOT_OURS)
    assert not draft.refused and ("heading", "走访企业家数") not in draft.understood.remembered


def test_the_sender_is_who_a_person_says_else_who_the_sheet_names_else_the_one_region(connection):
    draft = read(connection, "b26_natural_wording.xlsx")
    assert sender_of(draft, " 商丘市 妇联 ") == "商丘市 妇联" and draft.understood.sender == "睢县妇联"


@pytest.mark.parametrize("text, answer", [
    ("heading:举办招聘会（场）=CY-01", (("heading", "举办招聘会（场）"), "CY-01")), ("blank:无=0", (("blank", "无"), "0")),
    ("heading:a=b=忽略", (("heading", "a=b"), "忽略"))])
def test_an_answer_is_typed_on_the_command_line(text, answer):
    assert parse_answer(text) == answer


@pytest.mark.parametrize("text", ["heading", "what:x=y", "heading:x"])
def test_no_answer_is_refused(text):
    with pytest.raises(ValueError):
        parse_answer(text)


@pytest.fixture
def copy(databases, tmp_path, monkeypatch):
    monkeypatch.setenv("JINGUO_DATABASE_URL", databases.copy(tmp_path / "copy.db"))
    engine = open_engine()
    yield engine
    engine.dispose()


def test_files_given_together_are_remembered_and_taken_back_together(copy, capsys):
    names = [str(SHEETS / name) for name in ("b27_columns_not_in_catalogue.xlsx", "b16_two_tables_one_sheet.xlsx")]
    answers = [word for (what, text), answer in NOT_OURS.items() for word in ("--answer", f"{what}:{text}={answer}")]
    with reading(copy) as connection:
        before = connection.execute(select(observations.c.value).order_by(*observations.primary_key.columns)).scalars().all()
    assert main([*names, "--actor", "商丘市妇联", "--json", "--remember", *answers]) == 0
    reports = json.loads(capsys.readouterr().out)
    assert [report["understood"]["sender"] for report in reports] == ["商丘市妇联"] * 2
    with reading(copy) as connection:
        assert lot_of(connection, reports[1]["batch_id"]) == sorted((one["batch_id"] for one in reports), reverse=True)
        assert set(list_mappings(connection)["text"]) == {text for _, text in NOT_OURS}
    with writing(copy) as connection:
        version = data_version(connection)
        undo_lot(connection, reports[0]["batch_id"], actor=alone("商丘市妇联"), at=AT, reason="试用")
        assert read_settings(connection)["data_version_before"] == str(version), "once a transaction"
        gone = connection.execute(select(batches.c.undone_at).where(batches.c.lot.is_not(None))).scalars().all()
        after = connection.execute(select(observations.c.value).order_by(*observations.primary_key.columns)).scalars().all()
    assert gone == [AT] and after == before

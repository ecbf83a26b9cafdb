"""审计记录: what is asked for is shown, text stays text, handing it out is on record; nobody but 审计员 sees it."""

import pytest
from conftest import DEMO_ROOT

from data.write.actor import Actor
from data.write.audit import note
from pages.parts.shell import visitors
from queries.database import open_engine, reading, writing
from queries.record import read_record


@pytest.fixture
def office(databases, tmp_path, monkeypatch):
    from datetime import datetime

    url = databases.copy(tmp_path / "record.db", DEMO_ROOT, demo=False)
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    engine = open_engine(url)
    with writing(engine) as connection:
        for number in range(120):
            note(connection, Actor("睢县妇联", account="<b>zhang", address="10.0.0.7"), "sign-in", at=datetime(2026, 11, 5),
                 outcome="failed" if number % 60 == 0 else "done", what=f"第 {number} 次")
    yield engine
    engine.dispose()


def test_the_record_is_filtered_and_turned_over(office, open_page, boards):
    app = open_page("shenji")
    assert not app.exception
    shown = boards(app)["rows"]
    assert "第 119 次" in shown and "第 10 次" not in shown and "<b>zhang" not in shown and "&lt;b&gt;zhang" in shown
    app.number_input(key="record-part").set_value(2).run()
    assert "第 10 次" in boards(app)["rows"] and "第 119 次" not in boards(app)["rows"]
    app.selectbox(key="record-outcome").set_value("failed").run()
    assert boards(app)["rows"].count("<tr") == 3 and "第 60 次" in boards(app)["rows"]
    app.selectbox(key="record-outcome").set_value("").run()
    app.text_input(key="record-since").set_value("2026年11月６日").run()
    assert "第 10 次" not in boards(app)["rows"] and not app.warning, "all of them are of the 5th"
    app.text_input(key="record-since").set_value("2026.11.5").run()
    app.text_input(key="record-until").set_value("20261105").run()
    assert "第 119 次" in boards(app)["rows"] and not app.warning
    app.text_input(key="record-until").set_value("昨天").run()
    assert "日期看不懂" in app.warning[0].value and "第 119 次" in boards(app)["rows"]
    app.text_input(key="record-who").set_value("没有这个人").run()
    assert "没有符合条件的记录" in boards(app)["rows"]


def test_it_is_checked_and_handed_out_and_that_is_on_record(office, open_page):
    app = open_page("shenji")
    app.button(key="record-check").click().run()
    assert "记录完整" in app.success[0].value
    assert [one.label for one in app.get("download_button")] == ["导出 Excel"] and not app.exception
    with reading(office) as connection:
        assert read_record(connection, many=1).iloc[0]["act"] == "sign-in", "looking is no export"


def test_whoever_is_no_auditor_sees_nothing_of_it(office, open_page, boards, monkeypatch):
    monkeypatch.setattr("pages.parts.shell.permit.may_write", lambda: False)
    app = open_page("shenji")
    assert "由审计员用" in app.info[0].value and "rows" not in boards(app)
    assert not visitors.here.any

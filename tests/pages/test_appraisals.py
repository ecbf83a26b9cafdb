"""考评 on the page: entered, published, handed out; who may sees the draft, nobody else."""

import sqlite3
from datetime import date, datetime
from io import BytesIO

import docx
import pytest
from openpyxl import load_workbook

from data.write.actor import program
from data.write.appraisal_results import publish
from data.write.appraisals import Round, enter
from pages.parts.assessment import appraised, handout
from pages.parts.assessment import choice as assessment
from pages.parts.shell import reference
from pages.parts.shell.picks import Half
from pages.parts.shell.reader import Reader, as_reader
from pages.parts.shell.scope import Scope
from queries.database import open_engine, writing

HERE = {"desk": "appraisal", "half": "6", "year": "2026", "month": "11"}
POISON = "=1+1<b>**x**$y$"


@pytest.fixture
def path(copy_of_demo, use):
    url = copy_of_demo("DELETE FROM appraisal_results", "DELETE FROM appraisals", "DELETE FROM appraisal_marks")
    use(url)
    return url.removeprefix("sqlite:///")


def counties() -> list[int]:
    tree = reference.tree(reference.current_version())
    return tree.index[tree["level"] == "county"].tolist()


def fill(path: str, up_to: int | None = None) -> None:
    """Everybody but the last has been visited, or everybody."""
    engine, ids = open_engine(f"sqlite:///{path}"), counties()
    for at, region in enumerate(ids[:up_to]):
        with writing(engine) as connection:  # a transaction raises the data's version once
            enter(connection, Round(1, 2026, 6), region, "site", str(70 + 3 * at), "", actor=program(), at=datetime(2026, 7, 10))
    engine.dispose()


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    return app.run()


def said(app) -> str:
    return " ".join(item.value for item in app.markdown)


def _task(app, task: str) -> None:
    app.button_group(key="appraise_task").set_value(task).run()


def field(app, end: str):
    return next(one for one in app.text_input if one.key.endswith(end))


def test_entered_published_corrected(path, open_page, boards):
    fill(path, -1)
    app = open_page("kaohe", **HERE)
    assert not app.exception and "还没有发布" in boards(app)["headline"] and "draft" not in boards(app)
    app.toggle(key="appraise_on").set_value(True).run()
    assert "还差 1 个单位的分" in boards(app)["draft"] and "91.00" in boards(app)["draft"]
    _task(app, "publish")
    app = press(app, "发布")
    assert all(words in said(app) for words in ("请填会议或文件的名称", "请选会议或文件的日期", "永城市没有现场考评分"))
    _task(app, "enter")
    app = press(app, "保存现场考评分")
    assert "请填现场考评分" in said(app)
    app.selectbox(key="appraise-unit-1-None").select(counties()[-1]).run()
    field(app, "-score").set_value("９４．５")
    field(app, "-words").set_value(POISON)
    app = press(app, "保存现场考评分")
    assert not app.exception and "已保存永城市的现场考评分" in app.success[0].value and POISON not in boards(app)["entered"]
    assert "各单位都有总分" in boards(app)["draft"]
    _task(app, "publish")
    field(app, "-decision").set_value("党组会议")
    app.date_input[0].set_value(date(2026, 11, 20))
    app = press(app, "发布")
    assert not app.exception and "结果已发布" in app.success[0].value
    assert "依据 党组会议（2026-11-20）" in boards(app)["headline"] and "结果相同" in boards(app)["changes"]
    before = boards(app)["results"]
    _correct(path)
    app = open_page("kaohe", **HERE)
    assert boards(app)["results"] == before and "→" in boards(app)["changes"] and "睢县" in boards(app)["changes"]
    assert "改了设置，或程序更新" in boards(app)["changes"], "no batch did it"
    whole = open_page("kaohe", **HERE | {"half": "12"})
    assert "2026年全年考核结果还没有发布" in boards(whole)["headline"] and str(Half(6)) in boards(whole)["headline"]
    county = open_page("kaohe", region="411422", **HERE)
    assert "睢县2026年半年考核得 " in boards(county)["headline"]
    assert "睢县评分表" in boards(county)["sheet"] and "平时得分（占 40%）" in boards(county)["sheet"]


def _correct(path: str) -> None:
    """Half of 睢县's year comes in anew: no report of it is left."""
    with sqlite3.connect(path) as connection:
        for table in ("observations", "rollups"):
            connection.execute(f"UPDATE {table} SET value = 0 WHERE region_id IN (SELECT id FROM regions WHERE code = '411422')"
                               " AND period BETWEEN 202601 AND 202606 AND indicator_id IN"
                               " (SELECT id FROM indicators WHERE kind = 'flow' AND direction = 'higher_better')")
        connection.execute("UPDATE settings SET value = value + 1 WHERE key = 'data_version'")


def choice(code: str = "411400") -> assessment.Choice:
    version = reference.current_version()
    tree = reference.tree(version)
    scope = Scope(version, reference.root_of(version), int(tree.index[tree["code"] == code][0]), 2026, 11)
    return assessment.choose(scope, 1, 6, False)


@pytest.fixture
def done(path):
    """Published."""
    fill(path)
    engine = open_engine(f"sqlite:///{path}")
    with writing(engine) as connection:
        enter(connection, Round(1, 2026, 6), counties()[0], "bonus", "12", POISON, actor=program(), at=datetime(2026, 7, 11))
    with writing(engine) as connection:
        publish(connection, Round(1, 2026, 6), reference.root_of(reference.current_version()), "党组会议", date(2026, 7, 18),
                actor=program(), at=datetime(2026, 7, 20))
    engine.dispose()


def test_files_say_what_was_published(done):
    units = appraised.results(reference.current_version(), int(appraised.published(choice())["id"].iloc[0]))
    book = load_workbook(BytesIO(handout.sheets(choice(), None)))
    assert book.sheetnames == ["汇总", *units["name"]]
    assert book["睢县"]["A3"].value == "商丘市，2026年1月至6月" and "示例数据" in book["睢县"]["A2"].value
    rows = {row[0]: row for row in book["汇总"].iter_rows(values_only=True) if row[0] in set(units["name"])}
    assert {name: row[7] for name, row in rows.items()} == pytest.approx(dict(zip(units["name"], units["total"], strict=True)))
    mine = [cell for row in book["梁园区"].iter_rows() for cell in row if cell.value == POISON]
    assert [cell.data_type for cell in mine] == ["s"] and load_workbook(BytesIO(handout.sheets(choice(), counties()[3]))
                                                                       ).sheetnames == ["睢县"]
    made = handout.notice(choice())
    paper = docx.Document(BytesIO(handout.word.make(made)))
    cells = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [row[0] for row in cells[1:]] == units["name"].tolist() and [row[6] for row in cells[1:]] == units["grade"].tolist()
    assert [float(row[5]) for row in cells[1:]] == pytest.approx(units["total"].tolist())
    assert "根据党组会议（2026年7月18日），现将2026年半年县市区妇女工作目标化管理考核结果通报如下。" in "".join(
        one.text for one in paper.paragraphs)


def test_a_county_sees_its_own_and_no_draft(done, monkeypatch, open_page, boards):
    version, own = reference.current_version(), counties()[3]
    number = int(appraised.published(choice())["id"].iloc[0])
    with as_reader(Reader(frozenset({own}))):
        seen = appraised.results(version, number)
        assert seen["name"].tolist() == ["睢县"] and not seen["all"].any()
        assert set(appraised.since(version, number)["region_id"]) <= {own}
    monkeypatch.setattr("pages.parts.shell.permit.may_write", lambda: False)
    app = open_page("kaohe", region="411422", appraise_on="1", **HERE)
    assert not app.exception and not {one.key for one in app.toggle} - {"exact-here"}
    assert "draft" not in boards(app) and "睢县评分表" in boards(app)["sheet"]


def test_a_unit_scores_itself(path, open_page, boards):
    app = open_page("kaohe", region="411422", **HERE)
    app.toggle(key="appraise_self").set_value(True).run()
    app = press(app, "保存自评分")
    assert "请填自评分" in said(app) and "请写明自评分的依据" in said(app)
    field(app, "-score").set_value("96")
    field(app, "-words").set_value("六项都达序时")
    field(app, "-proof").set_value("第1次")
    app = press(app, "保存自评分")
    held = sqlite3.connect(path).execute("SELECT kind, score, words, evidence FROM appraisal_marks WHERE ended_at IS NULL"
                                         ).fetchall()
    assert held == [("self", 96.0, "六项都达序时", "第1次")] and field(app, "-score").value == "96"
    app = press(app, "撤销")
    assert not sqlite3.connect(path).execute("SELECT 1 FROM appraisal_marks WHERE ended_at IS NULL").fetchall()


def test_townships_are_appraised_by_their_county(path, open_page, boards):
    app = open_page("kaohe", **HERE, scheme="2")
    assert "这里没有这个方案考核的单位" in app.info[0].value
    assert "还没有发布" in boards(open_page("kaohe", **HERE | {"scheme": "2", "region": "411422"}))["headline"]

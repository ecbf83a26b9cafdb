"""The import page without a browser: templates, check, refusal, commit, known file, history, undo."""

import io

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import create_engine, text

from data.intake.read import draft_of
from data.intake.rejects import rejects
from pages.parts.shell import permit
from queries.database import open_engine, reading

GOOD = [["商丘市2026年11月统计表"], ["县（市、区）", "招聘会场次", "就业岗位（个）"], ["睢县", 12, "1.5万"], ["夏邑县", 3, None]]
CELLS = ("SELECT period, value FROM observations JOIN regions ON regions.id = region_id WHERE code = '{}' AND indicator_id = {} "
         "AND period = 202611")


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture(autouse=True)
def december(monkeypatch) -> None:
    """The day on which these files come in: what is of November is over."""
    monkeypatch.setenv("JINGUO_TODAY", "2026-12-05")


@pytest.fixture
def ask(use, copy_of_demo, tmp_path, monkeypatch):
    """The page looks at a copy of the demo; ask(sql) reads it."""
    url = copy_of_demo()
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    use(url)
    engine = create_engine(url)

    def read(sql: str):
        with engine.connect() as connection:
            return connection.execute(text(sql)).all()

    yield read
    engine.dispose()


def offer(app, content: bytes, name: str = "报表.xlsx"):
    app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception
    return app


def commit(app, actor: str | None = "商丘市妇联"):
    next(box for box in app.selectbox if box.label == "报送单位").set_value(actor)
    next(button for button in app.button if button.label.startswith("导入")).click()
    app.run()
    assert not app.exception
    return app


def test_the_page_opens_with_templates_and_says_what_becomes_of_the_demo(ask, open_page, boards):
    app = open_page("daoru")
    assert not app.exception and [box.label for box in app.selectbox][-4:] == ["哪一种", "给哪个地区", "哪一年", "哪个月"]
    assert any("--clear-demo" in info.value for info in app.info)
    assert "还没有导入过文件" in boards(app)["history"]


def test_a_file_is_previewed_committed_known_and_undone(ask, open_page, boards):
    before = ask(CELLS.format("411422", 8)), ask(CELLS.format("411422", 9)), ask(CELLS.format("411426", 8))
    assert before[0] and before[2] == []
    content = workbook(GOOD)
    app = offer(open_page("daoru"), content)
    shown = boards(app)
    assert ("可以导入：新增 1，改动 2" in shown["summary"] and "15,000" in shown["changes"] and "refused" in shown
            and not shown["refused"])
    assert "“1.5万”按 15000" in shown["notes"] and "招聘会场次" in shown["totals"]
    assert ask(CELLS.format("411426", 8)) == []
    commit(app, None)
    assert any("请填报送单位" in said.value for said in app.markdown) and ask(CELLS.format("411426", 8)) == []
    commit(app)
    assert any("新增 1，改动 2" in said.value for said in app.success)
    assert ask(CELLS.format("411422", 9)) == [(202611, 15000)] and ask(CELLS.format("411426", 8)) == [(202611, 3)]
    again = offer(open_page("daoru"), content)
    assert not [button for button in again.button if button.label.startswith("导入")]
    assert "不会重复导入" in boards(again)["summary"] and any("已由商丘市妇联" in info.value for info in again.info)
    number = ask("SELECT max(id) FROM batches")[0][0]
    app = open_page("daoru", batch=str(number))
    assert f"第{number}次写了什么（3）" in boards(app)["cells"] and any(button.label == "下载原文件"
                                                                for button in app.get("download_button"))
    undo = next(button for button in app.button if button.label == f"撤销第{number}次")
    undo.click().run()
    assert any("请写明撤销原因" in said.value for said in app.markdown) and ask(CELLS.format("411426", 8)) == [(202611, 3)]
    next(box for box in app.text_input if box.label == "撤销原因").set_value("试一试")
    next(button for button in app.button if button.label == f"撤销第{number}次").click()
    app.run()
    assert not app.exception and any("已撤销" in said.value for said in app.success)
    assert (ask(CELLS.format("411422", 8)), ask(CELLS.format("411422", 9)), ask(CELLS.format("411426", 8))) == before
    assert "试一试" in boards(app)["history"]


def choose(app, actor: str):
    next(box for box in app.selectbox if box.label == "报送单位").set_value(actor)
    return app.run()


def test_a_unit_that_may_not_send_it_is_told_before_the_button(ask, open_page):
    app = choose(offer(open_page("daoru"), workbook(GOOD)), "睢县妇联")
    button = next(button for button in app.button if button.label.startswith("导入"))
    assert button.disabled and any("不归它报的：夏邑县（411426）1 处（Sheet B4）" in said.value for said in app.markdown)
    app = choose(app, "商丘市妇联")
    assert not next(button for button in app.button if button.label.startswith("导入")).disabled


def test_of_many_files_another_countys_is_held_back_and_the_others_go(ask, open_page):
    app = open_page("daoru")
    files = [(f"{row[0]}.xlsx", workbook([*GOOD[:2], row])) for row in (["睢县", None, 11], ["夏邑县", 3, None])]
    app.file_uploader[0].upload(*files[0])
    app.file_uploader[0].upload(*files[1])
    app.run()
    app = choose(app, "睢县妇联")
    assert any("夏邑县.xlsx：“睢县妇联”是睢县（411422）的单位" in said.value for said in app.markdown)
    next(button for button in app.button if button.label == "把没有问题的 1 个文件导入").click()
    app.run()
    assert any("1 个文件已导入" in said.value and "夏邑县.xlsx" in said.value for said in app.success)
    assert ask(CELLS.format("411422", 9)) == [(202611, 11)] and ask(CELLS.format("411426", 8)) == []


def test_nothing_is_said_to_be_in_while_its_database_goes_away(ask, open_page, tmp_path, monkeypatch):
    from data.write import ledger

    refresh, path = ledger.refresh, next(tmp_path.glob("*.db"))
    monkeypatch.setattr(ledger, "refresh", lambda *arguments: (refresh(*arguments), path.unlink()))
    app = commit(offer(open_page("daoru"), workbook(GOOD)))
    assert not app.success and any("数据库文件不见了" in said.value for said in app.error)
    assert not list((tmp_path / "kept").iterdir())


def test_what_the_quality_rules_would_find_is_shown_before_the_commit(ask, open_page, boards):
    held = ask(CELLS.format("411422", 9).replace("202611", "202610"))[0].value
    app = offer(open_page("daoru"), workbook([["2026年11月"], ["县", "就业岗位"], ["睢县", held * 10_000]]))
    shown = boards(app)
    assert list(shown).index("doubts") < list(shown).index("changes")
    assert "导入后会有的疑点（1）" in shown["doubts"] and "1万倍" in shown["doubts"] and "睢县 · 2026年11月" in shown["doubts"]
    assert "导入后会有 1 处疑点，请先核实" in shown["summary"] and "倍</td>" in shown["changes"]
    assert any(button.label.startswith("导入") for button in app.button)
    clean = boards(offer(open_page("daoru"), workbook([["2026年11月"], ["县", "就业岗位"], ["睢县", held]])))
    assert not clean["doubts"] and "处疑点" not in clean["summary"]


def test_a_wrong_year_that_would_change_what_is_in_is_said_and_is_not_clean(ask, open_page, boards):
    held, = ask(CELLS.replace("202611", "202511").format("411422", 9))
    rows = [["商丘市2025年11月统计表"], ["县（市、区）", "就业岗位"], ["睢县", held.value + 1]]
    app = open_page("daoru")
    app.file_uploader[0].upload("一.xlsx", workbook(rows))
    app.file_uploader[0].upload("报表.xlsx", workbook([*GOOD[:2], GOOD[3]]))
    app.run()
    shown = boards(app)["doubts"]
    assert "会改动一年以前已经导入的 1 个数，请核对年份是不是写错了" in shown and "2025年11月" in shown
    assert any(button.label == "把没有问题的 1 个文件导入" for button in app.button)


def test_one_bad_cell_keeps_the_whole_file_out(ask, open_page, boards):
    app = offer(open_page("daoru"), workbook([*GOOD, ["永城市", "约30", 1], ["睢睢县", 1, 1]]))
    shown = boards(app)
    assert ("2 处不能收" in shown["summary"] and "约30" in shown["refused"] and "第 5 行 B 列" in shown["refused"]
            and "睢睢县" in shown["refused"])
    assert not [button for button in app.button if button.label.startswith("导入")]
    assert any(button.label == "带批注的副本" for button in app.get("download_button"))


def test_what_is_no_table_is_said_in_plain_words(ask, open_page):
    app = offer(open_page("daoru"), b"%PDF-1.7", "报表.pdf")
    assert any("这是PDF，不是表格" in error.value for error in app.error)


def test_markup_in_a_sheet_stays_text(ask, open_page, boards):
    app = offer(open_page("daoru"), workbook([["县", "招聘会场次"], ["<img src=x onerror=alert(1)>", 1]]))
    assert "<img" not in "".join(boards(app).values()) and "&lt;img" in boards(app)["refused"]


def test_personal_numbers_of_townships_are_not_shown(ask, open_page, boards):
    app = offer(open_page("daoru"), workbook([["地区", "期", "指标", "数值"], ["睢县城关镇", 202611, "信访受理", 7654],
                                              ["睢县", 202611, "其中：家暴求助", 3]]))
    assert "7,654" not in boards(app)["changes"] and "不显示" in boards(app)["changes"] and "&lt;5" in boards(app)["changes"]


def test_a_guess_is_not_confirmed_by_preview_message_or_history(ask, open_page, boards):
    """A file whose one personal figure is as it is in the database, and one whose is not, are told alike, before and after;
    and neither is handed out again."""
    held = ask("SELECT value FROM observations WHERE period = 202611 AND region_id = (SELECT id FROM regions WHERE code = "
               "'411422')"
               " AND indicator_id = (SELECT id FROM indicators WHERE code = 'GA-19')")[0][0]
    told = []
    for off in (0, 1):
        app = offer(open_page("daoru"), workbook([["县", "期", "指标", "数值"], ["睢县", 202611, "GA-19", held + off]]))
        shown = boards(app)
        assert "约" in shown["changes"] and "个人信息" in shown["changes"] and not shown["totals"]
        told.append(shown["summary"])
        commit(app)
        said = app.success[0].value
        assert "个人信息 1" in said and "新增 0，改动 0" in said and "不变 0" in said
        number = ask("SELECT max(id) FROM batches")[0][0]
        app = open_page("daoru", batch=str(number))
        assert "个人信息" in boards(app)["cells"] and not [one for one in app.get("download_button") if one.label == "下载原文件"]
        assert any("涉及个人信息" in one.value for one in app.caption)
    assert told[0] == told[1]


def test_a_batch_that_is_not_there_opens_nothing(ask, open_page, boards):
    for number in ("999999", "x", "１"):
        app = open_page("daoru", batch=number)
        assert not app.exception and "cells" not in boards(app)


def test_the_first_report_of_all_has_a_way_in(use, databases, tmp_path, open_page, monkeypatch):
    monkeypatch.setenv("JINGUO_FILES", str(tmp_path / "kept"))
    use(databases.copy(tmp_path / "empty.db", demo=False))
    app = commit(offer(open_page("daoru"), workbook(GOOD)))
    assert any("新增 3" in said.value for said in app.success)


def test_a_session_uploads_so_much_and_no_more(ask, open_page, monkeypatch):
    app = open_page("daoru")
    monkeypatch.setattr("pages.parts.intake.opened.MOST_A_SESSION", 8_000)
    first, second = workbook(GOOD), workbook([*GOOD, ["民权县", 1, 2]])
    assert len(first) < 8_000 < len(first) + len(second)
    assert not offer(app, first).error
    assert "超过 0 MB 的上限" in offer(app, second).error[0].value and "刷新网页" in app.error[0].value
    assert "读不了" in app.error[0].value and not [button for button in app.button if button.label.startswith("导入")]


def test_the_rest_of_a_file_taken_in_part_is_listed_until_it_came(ask, open_page, boards, monkeypatch):
    content = workbook([*GOOD, ["永城市", "约3", 5]])
    app = offer(open_page("daoru"), content)
    assert any(button.label == "待补的 1 处" for button in app.get("download_button"))
    next(box for box in app.checkbox if box.label.startswith("先把能收的")).check()
    app.run()
    next(box for box in app.selectbox if box.label == "报送单位").set_value("商丘市妇联")
    next(button for button in app.button if button.label.startswith("部分导入")).click()
    app.run()
    (number,), = ask("SELECT max(id) FROM batches")
    app = open_page("daoru", batch=str(number))
    assert "部分导入，还有 1 处待补" in boards(app)["history"] and "约3" in boards(app)["rest"]
    assert f"第{number}次还有 1 处待补" in boards(app)["rest"]
    assert any(button.label == "下载待补的" for button in app.get("download_button"))
    with monkeypatch.context() as elsewhere:  # what was not taken may be an exact personal figure
        elsewhere.setattr(permit, "may_write", lambda: False)
        app = open_page("daoru", batch=str(number))
        assert "rest" not in boards(app) and "约3" not in str(boards(app))
        assert not {"下载待补的", "下载原文件"} & {button.label for button in app.get("download_button")}
        assert any("部分导入" in said.value for said in app.caption)
    with reading(open_engine()) as connection:
        made = load_workbook(io.BytesIO(rejects(content, draft_of(connection, "报表.xlsx", content))))
    assert [made["Sheet"].cell(3, at).value for at in (1, 2, 3)] == ["永城市", "约3", "已导入"]
    made["Sheet"]["B3"] = 3
    file = io.BytesIO()
    made.save(file)
    app = commit(offer(open_page("daoru"), file.getvalue(), "报表_待补.xlsx"))
    app = open_page("daoru", batch=str(number))
    assert f"部分导入，其余已由第{number + 1}次补来" in boards(app)["history"] and "rest" not in boards(app)
    assert ask(CELLS.format("411481", 8)) == [(202611, 3)]

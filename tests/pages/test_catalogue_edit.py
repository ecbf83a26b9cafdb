"""指标目录 on its page: an indicator is set up in a form, seen before it is saved, is then everywhere, is retired and undone; the
same by workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from pages.parts.catalogue import sheets
from pages.parts.shell import permit, reference
from pages.parts.shell.scope import Scope

SUIXIAN = {"region": "411422"}

@pytest.fixture
def editable(copy_of_demo, use):
    use(copy_of_demo())


def fill(app, of: str, **typed):
    for name, value in typed.items():
        widget = next(one for kind in (app.text_input, app.number_input, app.selectbox, app.button_group) for one in kind
                      if one.key and one.key.startswith(f"cat-{name}-") and one.key.endswith(f"-{of}"))
        widget.set_value(value)
    return app


def say_why(app, words: str):
    next(one for one in app.text_input if one.key and one.key.startswith("cat-reason-")).set_value(words)
    return app.run()


def press(app, key: str):
    next(one for one in app.button if one.key and one.key.startswith(key)).click()
    return app.run()


def test_an_indicator_is_set_up_shown_everywhere_retired_and_undone(editable, open_page, boards):
    app = open_page("zhibiao", **SUIXIAN)
    app.selectbox(key="cat_edit").set_value("+").run()
    assert not app.exception, app.exception[0].value
    fill(app, "+", code="CY-90", name="三新领域创业妇女组织数", short_name="三新组织", unit="个", definition="三新领域的。",
         kind="stock")
    say_why(app, "新布置的")
    assert not app.exception
    press(app, "cat-save-")
    assert not app.exception and "已设立 CY-90" in app.success[0].value
    assert "三新领域创业妇女组织数" in boards(app)["catalogue"]
    assert "三新组织" in boards(open_page("chuangye", **SUIXIAN))["tiles"], "it is on its action's page by itself"
    app = open_page("zhibiao", **SUIXIAN)
    app.selectbox(key="cat_edit").set_value("CY-90").run()
    fill(app, "CY-90", last_year=2025)
    say_why(app, "不报了")
    press(app, "cat-save-")
    assert "2026年起停用" in boards(app)["catalogue"]
    assert "三新组织" not in boards(open_page("chuangye", **SUIXIAN))["tiles"]
    assert "三新组织" in boards(open_page("chuangye", year="2025", **SUIXIAN))["tiles"]
    version = reference.current_version()
    app = open_page("zhibiao", **SUIXIAN)
    app.selectbox(key="cat_edit").set_value("CY-90").run()
    press(app, "cat-undo-")
    assert not app.exception and reference.current_version() != version
    assert "2026年起停用" not in boards(open_page("zhibiao", **SUIXIAN))["catalogue"]


def test_what_may_not_be_stands_beside_its_field(editable, open_page, boards):
    app = open_page("zhibiao", **SUIXIAN)
    app.selectbox(key="cat_edit").set_value("CY-01").run()
    fill(app, "CY-01", unit="人")
    say_why(app, "改")
    press(app, "cat-save-")
    assert any("单位不能再改" in one.value and "另设新指标" in one.value for one in app.markdown)


def changed(content: bytes, *cells: tuple[str, str, str | float]) -> bytes:
    """The workbook with cells changed: a code (one that is not there: a row more), heading, value."""
    book = load_workbook(BytesIO(content))
    page = book["指标目录"]
    head = next(row[0].row for row in page.iter_rows() if row[0].value == "代码")
    at = {word: column for column, word in enumerate(next(page.iter_rows(head, head, values_only=True)), start=1)}
    for code, word, value in cells:
        codes = [row[0].value for row in page.iter_rows()]
        row = codes.index(code) + 1 if code in codes else len(codes) + 1
        page.cell(row, 1, code)
        page.cell(row, at[word], value)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def give(app, content: bytes, boards) -> str:
    app.file_uploader[0].upload("改过的指标目录.xlsx", content)
    app.run()
    assert not app.exception, app.exception[0].value
    return boards(app)["preview"]


def test_the_catalogue_is_changed_by_workbook_and_given_back(editable, open_page, boards):
    version = reference.current_version()
    out = sheets.make(Scope(version, reference.root_of(version), reference.root_of(version), 2026, 11))
    app = open_page("zhibiao", **SUIXIAN)
    words = give(app, out, boards)
    assert "没有改动" in words and "catalogue-commit" not in str(app.get("form"))
    assert any(one.label == "下载指标目录" for one in app.get("download_button"))
    app = open_page("zhibiao", **SUIXIAN)
    words = give(app, changed(out, ("CY-01", "怎样算", "总数"), ("CY-02", "权重", 7)), boards)
    assert "有 1 处不能收，整个表都没有写入" in words and "怎样算应是：时期数、时点数、比率" in words and "总数" in words
    assert not [one for one in app.button if one.label == "全部写入"] and reference.current_version() == version
    app = open_page("zhibiao", **SUIXIAN)
    app.file_uploader[0].upload("工作项目.xlsx", b"PK\x03\x04")
    assert "读不了" in app.run().error[0].value
    new = {"行动": "巾帼创业行动", "工作项目": "三新领域", "名称": "三新领域组织数", "简称": "三新组织", "单位": "个",
           "怎样算": "时点数", "指标解释": "三新领域的。"}
    app = open_page("zhibiao", **SUIXIAN)
    words = give(app, changed(out, *[("ZD-01", word, value) for word, value in new.items()], ("CY-02", "到哪年止", 2026),
                              ("CY-05", "行动", "巾帼脱贫行动"), ("CY-04", "权重", 2.5)), boards)
    assert "将新增 1 项，改动 2 项，停用 1 项" in words and "巾帼脱贫行动" in words
    press(app, "FormSubmitter:catalogue-commit")
    assert any("请写明" in one.value for one in app.markdown)
    assert reference.current_version() == version
    next(one for one in app.text_input if one.key == "reason-catalogue-0").set_value("新布置")
    press(app, "FormSubmitter:catalogue-commit")
    assert not app.exception and "新增 1 项，改动 3 项" in app.success[0].value
    drawn = boards(app)["catalogue"]
    assert "三新领域组织数" in drawn and "2027年起停用" in drawn
    press(app, "done-undo")
    drawn = boards(app)["catalogue"]
    assert not app.exception and "三新领域组织数" not in drawn and "2027年起停用" not in drawn
    assert "没有改动" in give(open_page("zhibiao", **SUIXIAN), out, boards)


def test_who_only_looks_takes_the_catalogue_along_and_changes_nothing(demo, open_page, monkeypatch):
    monkeypatch.setattr(permit, "may_write", lambda: False)
    app = open_page("zhibiao", **SUIXIAN)
    assert any(one.label == "下载指标目录" for one in app.get("download_button")) and not app.file_uploader

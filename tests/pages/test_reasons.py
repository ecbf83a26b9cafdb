"""原因与措施 on the screen: written in the panel of a lagging figure, and then beside it wherever it stands."""

import sqlite3
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from pages.parts.shell import answers, reference
from pages.parts.shell.scope import Scope
from pages.parts.targets import excel
from pages.parts.targets.rows import View

HERE = {"region": "411422", "year": "2026", "month": "11"}
WHY, MEASURE = "=1+1 秋收农忙，**培训**推迟", "12月集中办班 6 期"


@pytest.fixture
def path(copy_of_demo, use):
    url = copy_of_demo("DELETE FROM reasons")
    use(url)
    return url.removeprefix("sqlite:///")


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    return app.run()


def lagging() -> tuple[Scope, str]:
    """睢县, and the indicator that it lags in most."""
    version = reference.current_version()
    tree = reference.tree(version)
    scope = Scope(version, reference.root_of(version), int(tree.index[tree["code"] == "411422"][0]), 2026, 11)
    found = answers.reasons(scope)
    worst = found[found["region_id"] == scope.region].sort_values("gap").iloc[0]
    return scope, reference.indicators(version).at[worst["indicator_id"], "code"]


def test_it_is_written_seen_put_in_other_words_and_taken_back(path, open_page, boards):
    scope, code = lagging()
    app = open_page("mubiao", **HERE, why=code)
    assert "滞后而未说明原因" in boards(app)["reason"] and "未说明原因" in boards(app)["table"]
    app = press(app, "写明原因和措施")
    assert app.query_params["write"] == "1"  # so that a new session finds the form again
    app = press(app, "保存")
    said = " ".join(item.value for item in app.markdown)
    assert all(words in said for words in ("请写明原因", "请写明措施", "请选完成时限"))
    for field, words in zip(app.text_area, (WHY, MEASURE), strict=True):
        field.set_value(words)
    app.date_input[0].set_value(date(2026, 12, 31))
    app = press(app.run(), "保存")
    assert not app.exception and "write" not in app.query_params
    held = sqlite3.connect(path).execute("SELECT why, measure, due, period, actor FROM reasons").fetchall()
    assert held == [(WHY, MEASURE, "2026-12-31", 202611, "睢县妇联")]
    assert all(word in boards(app)["reason"] for word in (WHY, MEASURE, "12月31日前完成", "睢县妇联"))
    assert WHY in boards(app)["table"] and "已写明睢县" in app.success[0].value
    _stands_everywhere(open_page, boards, code)
    offered = press(app, "交办督办")
    assert offered.query_params["new"] == f"411422-{code}" and not offered.exception
    app = press(open_page("mubiao", **HERE, why=code), "撤回")  # beside what was said of it
    assert "滞后而未说明原因" in boards(app)["reason"]
    assert sqlite3.connect(path).execute("SELECT withdrawn_by FROM reasons").fetchall() == [("睢县妇联",)]


def _stands_everywhere(open_page, boards, code: str) -> None:
    scope, _ = lagging()
    actions = reference.actions(scope.version).set_index("id")["code"]
    catalogue = reference.indicators(scope.version).set_index("code")
    tiles = boards(open_page(actions[catalogue.at[code, "action_id"]], **HERE))
    assert any(f"<b>原因</b> {WHY}" in block for block in tiles.values())
    given = boards(open_page("xianqu", **HERE))["given"]
    assert WHY in given and MEASURE in given and "2026-12-31" in given and "未说明原因" in given
    sheet = load_workbook(BytesIO(excel.make(scope, View()))).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(row for row in rows if "原因" in row)
    mine = next(dict(zip(head, row, strict=True)) for row in rows if row[0] == code and "睢县" in row)
    assert (mine["原因"], mine["措施"], mine["完成时限"]) == (WHY, MEASURE, "2026-12-31")
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == WHY)
    assert cell.data_type == "s"


def test_who_may_not_write_there_is_offered_nothing(path, open_page, monkeypatch):
    _, code = lagging()
    monkeypatch.setattr("pages.parts.shell.permit.may_write", lambda: False)
    app = open_page("mubiao", **HERE, why=code, write="1")
    assert not app.exception and not app.text_area and "写明原因和措施" not in [button.label for button in app.button]

"""指标目录 on its page: an indicator is set up in a form, seen before it is saved, is then everywhere, is retired and undone."""

import pytest

from pages.parts.shell import reference


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
    app = open_page("zhibiao")
    app.selectbox(key="cat_edit").set_value("+").run()
    assert not app.exception, app.exception[0].value
    fill(app, "+", code="CY-90", name="三新领域创业妇女组织数", short_name="三新组织", unit="个", definition="三新领域的。",
         kind="stock")
    say_why(app, "新布置的")
    assert not app.exception
    press(app, "cat-save-")
    assert not app.exception and "已设立 CY-90" in app.success[0].value
    assert "三新领域创业妇女组织数" in boards(app)["catalogue"]
    assert "三新组织" in boards(open_page("chuangye"))["tiles"], "it is on its action's page by itself"
    app = open_page("zhibiao")
    app.selectbox(key="cat_edit").set_value("CY-90").run()
    fill(app, "CY-90", last_year=2025)
    say_why(app, "不报了")
    press(app, "cat-save-")
    assert "2026年起停用" in boards(app)["catalogue"]
    assert "三新组织" not in boards(open_page("chuangye"))["tiles"]
    assert "三新组织" in boards(open_page("chuangye", year="2025"))["tiles"]
    version = reference.current_version()
    app = open_page("zhibiao")
    app.selectbox(key="cat_edit").set_value("CY-90").run()
    press(app, "cat-undo-")
    assert not app.exception and reference.current_version() != version
    assert "2026年起停用" not in boards(open_page("zhibiao"))["catalogue"]


def test_what_may_not_be_stands_beside_its_field(editable, open_page, boards):
    app = open_page("zhibiao")
    app.selectbox(key="cat_edit").set_value("CY-01").run()
    fill(app, "CY-01", unit="人")
    say_why(app, "改")
    press(app, "cat-save-")
    assert any("单位不能再改" in one.value and "另设新指标" in one.value for one in app.markdown)

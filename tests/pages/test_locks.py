"""封账 on 上报与质量: a month is closed there, marked in 截至月, refused where it is written, and opened again with a reason."""

import pytest

from queries.database import open_engine, reading
from queries.locks import list_locks


@pytest.fixture
def office(copy_of_demo, monkeypatch):
    url = copy_of_demo()
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    engine = open_engine(url)
    yield engine
    engine.dispose()


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_a_month_is_closed_marked_and_opened(office, open_page, boards):
    app = open_page("shangbao", month="10")
    assert press(app, "把商丘市的2026年10月封账") and not app.exception
    assert any("请写明封账说明" in item.value for item in app.markdown)
    app.text_input(key="reason-lock").set_value("各县已审核")
    app = press(app, "把商丘市的2026年10月封账")
    assert not app.exception and "商丘市2026年10月已封账" in app.success[0].value
    with reading(office) as connection:
        assert list_locks(connection)[["period", "place", "reason"]].values.tolist() == [[202610, "商丘市", "各县已审核"]]
    assert "截至10月·封" in app.selectbox(key="month").options and "各县已审核" in boards(app)["closed"]
    app = press(app, "把商丘市的2026年10月解锁")
    assert any("请写明解锁原因" in item.value for item in app.markdown), "why it was closed is no reason to open it"
    app.text_input(key="reason-unlock").set_value("睢县补报")
    app = press(app, "把商丘市的2026年10月解锁")
    assert not app.exception and "已解锁" in app.success[0].value
    with reading(office) as connection:
        assert list_locks(connection).empty

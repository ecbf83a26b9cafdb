"""敏感数 as they are in 单机: for the browser on this machine that asks for them, on record, and not on a projector."""

import pytest

from pages.parts.shell import permit
from queries.database import open_engine, reading
from queries.record import read_record

PLACE = {"region": "411422", "year": "2026", "month": "11"}


@pytest.fixture
def url(copy_of_demo, monkeypatch):
    url = copy_of_demo()
    monkeypatch.setenv("JINGUO_DATABASE_URL", url)
    return url


def record(url):
    engine = open_engine(url)
    with reading(engine) as connection:
        found = read_record(connection, many=1).iloc[0]
    engine.dispose()
    return found


def test_who_sits_at_the_machine_sees_them_where_asked_and_that_is_on_record(url, open_page, boards):
    app = open_page("weiquan", **PLACE)
    assert "约" in boards(app)["tiles"] and record(url)["act"] != "exact"
    app.toggle(key="exact-here").set_value(True).run()
    assert "约" not in boards(app)["tiles"] and not app.exception
    assert record(url)[["act", "what"]].tolist() == ["exact", "确切的敏感数"]
    app.button(key="print").click().run()
    assert "约" in boards(app)["tiles"], "on paper they are rounded"
    app.run()
    assert "约" not in boards(app)["tiles"]
    app.toggle(key="exact-here").set_value(False).run()
    assert "约" in boards(app)["tiles"]
    assert "约" in boards(open_page("weiquan", **PLACE))["tiles"], "another session has to ask itself"


@pytest.mark.parametrize(("address", "headers"), [("10.0.0.7", {}), ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
                                                  ("::ffff:1.2.3.4", {})])
def test_nobody_else_is_asked_or_sees_them(url, open_page, boards, monkeypatch, address, headers):
    monkeypatch.setattr(permit, "sits_here", lambda: permit.is_here(headers, address))
    app = open_page("weiquan", exact_here="1", **PLACE)
    assert not [one for one in app.get("toggle") if one.key == "exact-here"]
    app.session_state["exact_here"] = 1
    assert "约" in boards(app.run())["tiles"], "not even where the session says so"
    assert record(url)["act"] != "exact"

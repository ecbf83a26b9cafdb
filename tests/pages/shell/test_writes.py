"""The one way to write from a page: what is refused stands under its field, what was done is said with the way back."""

import pytest
import streamlit as st
from sqlalchemy import event

from data.write.errors import NotThere, NotWritten, Refused
from pages.parts.shell import reference, signing, writes
from pages.parts.shell.writes import Done


@pytest.fixture(autouse=True)
def on_the_demo(demo):
    return demo


def said(app) -> list[str]:
    return [item.value for kind in (app.success, app.error) for item in kind]


def open_with(open_page, done: Done, address: str = "mubiao"):
    app = open_page(address)
    app.session_state["done"] = done
    return app.run()


def test_what_was_done_is_said_until_it_is_seen_and_on_its_own_page_only(open_page):
    app = open_with(open_page, Done("mubiao", "已保存 [1](http://x) 项"))
    assert said(app) == [r"已保存 \[1\](http:" + "\u2060" + "//x) 项"] and not [one for one in app.button
                                                                            if one.key == "done-undo"]
    assert said(app.run()) != []
    app.button(key="done-seen").click()
    assert said(app.run()) == []
    assert said(open_with(open_page, Done("mubiao", "已保存"), "kaohe")) == []


@pytest.mark.parametrize("wrong", [False, True])
def test_what_was_not_written_looks_wrong(open_page, wrong):
    app = open_with(open_page, Done("kaohe", "说明", wrong=wrong), "kaohe")
    assert [item.value for item in (app.error if wrong else app.success)] == ["说明"]


def gone(_connection, actor):
    raise NotThere(f"第 5 次已由{actor.unit}撤销。")


def broken(connection, _actor):
    connection.exec_driver_sql("UPDATE settings SET value = 'x' WHERE key = 'root'")


@pytest.mark.parametrize("back, words", [(gone, "第 5 次已由商丘市妇联撤销。"), (broken, "没有撤销：数据库是只读的。")])
def test_a_way_back_that_is_closed_is_said(use, copy_of_demo, open_page, back, words):
    use(copy_of_demo())
    app = open_with(open_page, Done("mubiao", "已保存", back))
    if back is broken:
        reference.engine().dispose()
        event.listen(reference.engine(), "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    app.button(key="done-undo").click()
    app.run()
    assert not app.exception and [item.value[:len(words)] for item in app.error] == [words] and not app.success


def test_the_unit_is_one_of_the_tree_and_stays_what_it_was(open_page, monkeypatch):
    assert signing.units(1)[0] == "商丘市妇联" and "睢县妇联" in signing.units(1)
    for last, now in (("睢县妇联", "睢县妇联"), ("张某", "商丘市妇联"), (None, "商丘市妇联")):
        monkeypatch.setattr(st, "session_state", {"actor": last})
        assert signing.unit(1) == now


class Place:
    """Stands for a place on the screen."""

    def __init__(self):
        self.words = []

    def markdown(self, words):
        self.words.append(words)


def test_each_refusal_stands_under_its_field_and_others_where_it_was_asked(monkeypatch):
    field, loose, errors = Place(), Place(), []
    monkeypatch.setattr(st, "markdown", loose.markdown)
    monkeypatch.setattr(st, "error", lambda words, icon: errors.append(words))

    def refuse(error: Exception):
        def change(_connection):
            raise error

        return change

    assert writes.write(refuse(Refused(reason="请写明*原因*。", value="不是数。")), {"reason": field}) is None
    assert writes.write(refuse(NotWritten("没有一个数。")), {}) is None and writes.write(refuse(Refused("没有这条。")),
                                                                                   {}) is None
    assert (field.words, loose.words, errors) == ([r":red[▲ 请写明\*原因\*。]"], [":red[▲ 不是数。]"],
                                                  ["没有一个数。", "没有这条。"])
    assert writes.write(lambda connection: 7, {}) == 7


def test_a_change_and_what_it_raised_leave_nothing(use, copy_of_demo):
    use(copy_of_demo())
    statements, before = [], reference.current_version()
    event.listen(reference.engine(), "commit", lambda connection: statements.append("commit"))
    with pytest.raises(KeyError):
        writes.write(lambda connection: connection.exec_driver_sql("UPDATE settings SET value = 'x'") and {}["bug"], {})
    assert statements == [] and reference.current_version() == before

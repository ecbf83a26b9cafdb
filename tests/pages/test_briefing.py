"""汇报材料: a paper drawn, put right by hand, made, and found again with what has changed since."""

import sqlite3
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pandas as pd
import pytest

from data.papers import templates
from data.write import paper_templates
from data.write.actor import Actor, alone
from data.write.ledger import KEY
from data.write.observations import record
from pages.parts.briefing import choice, files
from pages.parts.papers import kinds
from pages.parts.shell import picks, reference
from pages.parts.shell.scope import Scope
from queries.database import open_engine, writing

HERE = {"region": "411422", "year": "2026", "month": "11"}
WORDS = "截至11月，<b>总体</b>良好，=1+1。"


@pytest.fixture(scope="module")
def office(databases, tmp_path_factory):
    """A demo that is written to."""
    url = databases.copy_answered(tmp_path_factory.mktemp("briefing") / "demo.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JINGUO_DATABASE_URL", url)
        yield url


def scope() -> Scope:
    version = reference.current_version()
    tree = reference.tree(version)
    return Scope(version, reference.root_of(version), int(tree.index[tree["code"] == "411422"][0]), 2026, 11)


def made_of(of: str = "", choices=None, who: Actor | None = None):
    """What the file of a kind of paper would be made of."""
    held = []
    files._one(scope(), of, choices or {}, who or alone("睢县妇联"), lambda made, _: held.append(made) or b"")
    return held[0]


def labels(app) -> set[str]:
    return {one.proto.label for one in app.get("download_button")}


def test_the_paper_is_drawn_and_put_right_by_hand(office, open_page, boards):
    app = open_page("cailiao", **HERE)
    drawn = boards(app)["paper"]
    assert not app.exception and "睢县2026年1—11月六大行动进展情况汇报" in drawn
    assert "一、总体情况" in drawn and "【示例数据】" in drawn
    assert {"Word", "PowerPoint", "Excel"} <= labels(app)
    app.session_state[choice.OPEN] = "whole.headline"
    app = app.run()
    app.text_area[0].set_value(WORDS)
    app = next(one for one in app.button if one.label == "就这样写").click().run()
    assert not app.exception and choice.OPEN not in app.session_state
    drawn = boards(app)["paper"]
    assert "&lt;b&gt;总体&lt;/b&gt;良好" in drawn and "say edited" in drawn
    app.session_state[choice.OPEN] = "whole.shortfall"
    app = next(one for one in app.run().button if one.label == "不要这一句").click().run()
    assert "say cut" in boards(app)["paper"] and any(one.label == "全部恢复原样" for one in app.button)
    app = next(one for one in app.button if one.label == "全部恢复原样").click().run()
    assert "say cut" not in boards(app)["paper"] and WORDS[:6] not in boards(app)["paper"]


@pytest.mark.parametrize("of, title", [("notice", "情况的通报"), ("reminder", "数据的函"), ("order", "督办通知单"),
                                       ("minutes", "会议纪要")])
def test_the_other_kinds_have_no_slides(office, open_page, boards, of, title):
    made = kinds.make(scope(), of)
    assert made.title.endswith(title) and made.sections and not made.slides
    if of == "reminder":
        app = open_page("cailiao", **HERE, paper=of)
        assert title in boards(app)["paper"] and "Word" in labels(app) and "PowerPoint" not in labels(app)


@pytest.mark.parametrize("month, words", [(0, "2027年还没有开始"), (2, "2027年到2月还没有上报的数据")])
def test_a_year_that_has_not_begun_gets_a_sentence(office, month, words):
    made = kinds.make(replace(scope(), year=2027, month=month), "notice")
    assert not made.sections and choice.why_none(made).startswith(words)


def test_word_deck_and_workbook_carry_one_number_and_the_words(office):
    choices = {"whole.headline": WORDS, "whole.shortfall": None, "section:homes": None}
    three = [made_of(choices=choices) for _ in files.MAKERS]
    assert len({one.number for one in three}) == 1 and three[0].number.startswith("2026-12-")
    assert three[0].sections[0].blocks[0].text == WORDS and three[0].sections[0].blocks[0].edited
    assert "homes" not in {one.key for one in three[0].sections} and made_of().number != three[0].number
    assert made_of(who=Actor("查看")).number == ""
    held = sqlite3.connect(office.removeprefix("sqlite:///")).execute("SELECT edited FROM snapshots ORDER BY id").fetchone()[0]
    assert "总体" in held and '"section:homes": null' in held


def test_what_was_said_is_found_again_with_what_changed(office, open_page, boards):
    number = made_of().number
    app = open_page("cailiao", **HERE, snapshot=number)
    assert "至今没有一个变了" in boards(app)["changes"] and f"留存 {number}" in boards(app)["changes"]
    assert "（按名册）" in boards(app)["figures"]
    here, when = scope(), datetime(2027, 1, 5, 9)
    indicator = reference.indicators(here.version).set_index("code", drop=False).loc["CY-01"]
    cells = pd.DataFrame([(here.region, 202611, int(indicator["id"]), 90.0)], columns=[*KEY, "value"])
    with writing(open_engine(office)) as connection:
        batch = record(connection, cells, file_name="更正.xlsx", actor=alone("睢县妇联"), received_at=when,
                       committed_at=when).batch_id
    app = open_page("cailiao", **HERE, snapshot=number)
    drawn = boards(app)["changes"]
    assert not app.exception and "招聘会" in drawn and f"第{batch}次" in drawn and "19场次" in drawn
    assert f"why:{here.region}:CY-01" in drawn and f"why:{here.region}:WQ-06" in boards(app)["figures"]
    assert number in boards(app)["kept"]
    app = open_page("cailiao", **HERE, snapshot="2020-01-99")
    assert "paper" in boards(app) and "snapshot" not in app.query_params


def test_all_below_are_made_one_by_one(office, monkeypatch):
    monkeypatch.setattr(files, "MAKERS", {"docx": ("Word", "", lambda made, _: made.title.encode())})
    with zipfile.ZipFile(BytesIO(files._zip((scope(),), alone("商丘市妇联"), {}))) as found:
        assert found.namelist() == ["睢县/睢县2026年1—11月六大行动进展情况汇报.docx"]


def test_a_click_on_what_there_is_not_does_nothing(office, open_page):
    app = open_page("cailiao", **HERE)
    app.session_state[choice.OPEN] = "nothing.there"
    assert not app.run().exception
    assert picks.parse("saying:whole.headline") == picks.Saying("whole.headline")


def test_an_office_s_own_template_is_used_once_it_is_chosen(office, open_page):
    here = scope()
    with writing(open_engine(office)) as connection:
        number = paper_templates.keep(connection, here.region, "docx", "红头", templates.starter("docx"), actor=alone("睢县妇联"),
                                      at=datetime(2026, 12, 5))
    app = open_page("cailiao", **HERE)
    box = next(one for one in app.selectbox if one.label == "Word 用哪个")
    assert box.options == ["按公文格式", "红头（睢县）"] and box.value == 0
    app = box.set_value(number).run()
    assert not app.exception and app.session_state["template-docx"] == number
    held = []
    files._one(here, "", {}, alone("睢县妇联"), lambda made, form: held.append(form) or b"", number)
    assert held[0][:2] == b"PK"
    app = next(one for one in app.button if one.label == "撤下").click().run()
    assert not app.exception and "红头" in app.success[0].value
    assert next(one for one in app.selectbox if one.label == "Word 用哪个").options == ["按公文格式"]

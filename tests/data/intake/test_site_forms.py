"""A register without a column 形式 asks once what the homes are; the answer can be remembered, and is told."""

import intake_files
import pytest
from layout_fuzz import sheet

from data.intake.choices import BY_VILLAGE, FORMLESS, Choices
from data.intake.read import draft_of
from queries.database import reading

ASKED = ("heading", FORMLESS)
ROWS = [["睢县妇女之家台账"], ["序号", "乡镇", "村（社区）", "名称", "建成年月"],
        [1, "长岗镇", "李庙村", "李庙村妇女之家", "2019年3月"],
        [2, "长岗镇", "王庄村", "王庄村儿童之家", "2019年3月"], [3, "长岗镇", "孟桥村", "孟桥村活动点", "2019年3月"],
        [4, "城关镇", "解放路社区", "解放路居妇女之家", None]]


@pytest.fixture(scope="module")
def read(demo_engine):
    with reading(demo_engine) as connection:
        yield lambda answers: draft_of(connection, "名册.xlsx", intake_files.xlsx([sheet(*ROWS)]), choices=Choices(answers))


def test_it_is_asked_once_and_nothing_is_taken_until_then(read):
    draft = read({})
    question, = draft.understood.questions
    assert (question.what, question.text) == ASKED and draft.taken == 0
    assert question.candidates[0][0] == BY_VILLAGE and ("楼宇", "都是楼宇") in question.candidates
    refused, = draft.refused
    assert "没有“形式”栏" in refused.expected and draft.counts[0].refused == 4
    assert Choices({ASKED: BY_VILLAGE}).remembered() == {ASKED: BY_VILLAGE}


def test_by_village_takes_what_name_and_village_say_and_refuses_the_rest(read):
    draft = read({ASKED: BY_VILLAGE})
    assert draft.sites["form"].tolist() == ["村", "儿童之家", "社区"] and not draft.understood.questions
    assert [(one.row, one.expected[:22]) for one in draft.refused] == [(5, "没有“形式”栏，也看不出是哪种形式的家；请加")]
    assert any("按所选认作村 1 处、儿童之家 1 处、社区 1 处" in one.expected for one in draft.notes)
    assert (draft.counts[0].taken, draft.counts[0].refused) == (3, 1)


def test_another_answer_holds_for_all_and_one_that_is_no_form_is_refused(read):
    assert set(read({ASKED: "女能人之家"}).sites["form"]) == {"女能人之家"}
    draft = read({ASKED: "大楼"})
    assert draft.taken == 0 and all("没有“大楼”这种形式" in one.expected for one in draft.refused)


def test_a_form_that_only_says_it_is_a_home_is_that_of_its_village(demo_engine):
    head = ["乡镇", "村（社区）", "类型", "名称"]
    rows = [["长岗镇", "李庙村", "儿童之家", "李庙村儿童之家"], ["长岗镇", "李庙村", "妇女之家", "李庙村妇女之家"],
            ["城关镇", "解放路社区", "社区妇女之家", "解放路居妇女之家"], ["长岗镇", "孟桥村", "妇女之家", "孟桥村活动点"]]
    with reading(demo_engine) as connection:
        draft = draft_of(connection, "名册.xlsx", intake_files.xlsx([sheet(["睢县阵地一览表"], head, *rows)]))
    assert draft.sites["form"].tolist() == ["儿童之家", "村", "社区"] and not draft.understood.questions
    assert [(one.row, one.expected) for one in draft.refused] == [
        (6, "形式只写“妇女之家”，也看不出是哪种形式的家；请在“形式”栏写明")]
    assert any(one.expected == "按所在的村（社区）认作村 1 处" for one in draft.notes)
